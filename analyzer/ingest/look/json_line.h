/* A line of canonical JSON: headers, body, fields. Part of look.c. */

/* What the headers of a line told. */
enum { MOST_SECRETS = 4 };
typedef struct {
  Span request_id[2], trace_id[2], traceparent; /* of the answer, of the request */
  Span vendor_id; /* in a vendor's own header, which has a name */
  const Name *id_name;
  Span secrets[MOST_SECRETS];
  uint32_t secrets_count, seen, hides_secret; /* … in what the sender is known without */
  uint32_t quotes_name; /* a value is called as a header that tells something */
  uint32_t of_answer; /* what was sent may have come with the answer */
  int64_t answered_at, reset_at, retry_at; /* µs of the epoch; 0 not told, -1 in another form */
} Headers;

/* W3C Trace Context: the id within version, id, parent, flags; not all of it zeros. */
static int trace_of_parent(const Text *t, Span *id) {
  static const uint8_t dashes[] = {2, 35, 52};
  const uint8_t *p = t->at;
  uint8_t any = 0, any_parent = 0;
  if (t->size != 55 || t->has_escape || p[0] == 'f') return 0;
  for (int i = 0; i < 3; i++)
    if (p[dashes[i]] != '-') return 0;
  for (uint32_t i = 0; i < 55; i++) {
    if (i == 2 || i == 35 || i == 52) continue;
    if (!is_digit(p[i]) && !(p[i] >= 'a' && p[i] <= 'f')) return 0;
    if (i > 2 && i < 35) any |= p[i] ^ '0';
    if (i > 35 && i < 52) any_parent |= p[i] ^ '0';
  }
  *id = (Span){(uint32_t)(p + 3 - text), 32};
  return any && any_parent;
}

enum { ID_REQUEST = 1, ID_TRACE, ID_PARENT, RETRY, LIMIT, REMAINING, RESET, TELLS, TIME_DEPENDENT, ANSWERED };
static const struct { const char *name; uint32_t size; int role; } of_headers[] = {
  {"x-request-id", 12, ID_REQUEST}, {"x-trace-id", 10, ID_TRACE}, {"traceparent", 11, ID_PARENT},
  {"retry-after", 11, RETRY}, {"ratelimit", 9, TIME_DEPENDENT}, {"ratelimit-policy", 16, TIME_DEPENDENT},
  {"ratelimit-limit", 15, LIMIT}, {"x-ratelimit-limit", 17, LIMIT}, {"x-rate-limit-limit", 18, LIMIT},
  {"ratelimit-remaining", 19, REMAINING}, {"x-ratelimit-remaining", 21, REMAINING},
  {"x-rate-limit-remaining", 22, REMAINING}, {"ratelimit-reset", 15, RESET},
  {"x-ratelimit-limit-requests", 26, TELLS}, {"x-ratelimit-limit-tokens", 24, TELLS},
  {"x-ratelimit-reset", 17, RESET}, {"x-rate-limit-reset", 18, RESET}, {"date", 4, ANSWERED},
};

static int role_of_header(const Text *name) {
  uint8_t first = lower(name->at[0]);
  if (first != 'x' && first != 'r' && first != 't' && first != 'd') return 0;
  for (size_t i = 0; i < sizeof of_headers / sizeof *of_headers; i++)
    if (is_same(name->at, name->size, of_headers[i].name, of_headers[i].size)) return of_headers[i].role;
  return 0;
}

/* Whether none but answers have a header (`are_of_answer` in macros.sql). */
static int is_of_answer(const Text *name) {
  static const struct { const char *name; uint32_t size; } known[] = {
    {"retry-after", 11}, {"server", 6}, {"date", 4}, {"set-cookie", 10}, {"etag", 4}, {"www-authenticate", 16},
  };
  uint8_t first = lower(name->at[0]);
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (first == (uint8_t)known[i].name[0] && is_same(name->at, name->size, known[i].name, known[i].size)) return 1;
  return name->size > 12 && is_same(name->at, 12, "x-ratelimit-", 12);
}

/* At a brace: name and colon of the next member, up to its value. 1 more, 2 ended, 0 in doubt. */
static int next_member(Cursor *c, int is_first, Text *name) {
  skip_space(c);
  if (c->p >= c->end) return 0;
  if (*c->p == '}') { c->p++; return 2; }
  if (!is_first) {
    if (*c->p++ != ',') return 0;
    skip_space(c);
  }
  if (c->p >= c->end || *c->p != '"' || !read_text(c, name)) return 0;
  if (name->has_escape || !name->is_ascii || !name->size) return 0;
  skip_space(c);
  if (c->p >= c->end || *c->p++ != ':') return 0;
  skip_space(c);
  return c->p < c->end;
}

/* A header's text, or the first of a list of them: how many there are. */
static uint32_t read_header(Cursor *c, Text *t) {
  Text other;
  uint32_t count = 1;
  if (*c->p == '"') return read_text(c, t) ? 1 : 0;
  if (*c->p++ != '[') return 0;
  skip_space(c);
  if (c->p >= c->end || *c->p != '"' || !read_text(c, t)) return 0;
  for (;; count++) {
    skip_space(c);
    if (c->p >= c->end) return 0;
    if (*c->p == ']') { c->p++; return count; }
    if (*c->p++ != ',') return 0;
    skip_space(c);
    if (c->p >= c->end || *c->p != '"' || !read_text(c, &other)) return 0;
  }
}

static int read_header_id(Cursor *c, Span *id) {
  Text t;
  return read_header(c, &t) && id_of(&t, id);
}

/* The key is all of it but ids and what is no credential; SQL tells which header holds the credential. */
static int read_request_headers(Cursor *c, Headers *h) {
  const uint8_t *from = c->p++;
  Text name, value;
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (!more) return 0;
    if (more == 2) break;
    int role = role_of_header(&name);
    const uint8_t *at = c->p;
    h->of_answer |= (uint32_t)(is_of_answer(&name) || *at == '{');
    if (role >= ID_REQUEST && role <= ID_PARENT) {
      if (h->seen & 1u << (role + 16)) return 0;
      h->seen |= 1u << (role + 16);
      if (role == ID_REQUEST && !read_header_id(c, &h->request_id[1])) return 0;
      if (role == ID_TRACE && !read_header_id(c, &h->trace_id[1])) return 0;
      if (role == ID_PARENT && (!read_header(c, &value) || !trace_of_parent(&value, &h->traceparent))) return 0;
    } else if (found_in(CREDENTIAL, name.at, name.size)) {
      if (read_header(c, &value) != 1 || value.has_escape || !value.is_ascii) return 0;
      uint32_t start = value.size; /* its last word is part of every form of the credential */
      if (start && value.at[start - 1] <= ' ') return 0;
      while (start && value.at[start - 1] > ' ') start--;
      if (h->secrets_count == MOST_SECRETS) return 0;
      if (value.size > start)
        h->secrets[h->secrets_count++] = (Span){(uint32_t)(value.at + start - text), value.size - start};
      continue;
    } else if ((*at != '"' && *at != '[') || !read_header(c, &value) || value.has_escape) {
      c->p = at;
      if (!skip_value(c, 1, 0)) return 0;
      continue;
    } else {
      h->hides_secret |= (uint32_t)is_suspicious(name.at, name.size);
    }
    if (!add(&sender_key, from, (size_t)(at - from))) return 0;
    from = c->p;
  }
  return add(&sender_key, from, (size_t)(c->p - from));
}

/* A header's number, as a text or bare. */
static int read_amount(Cursor *c, Text *t) { return *c->p == '"' || *c->p == '[' ? read_header(c, t) : (uint32_t)read_number(c, t); }

/* … of at most so many digits. */
static int read_count(Cursor *c, uint32_t most, double *value) {
  Text t;
  int64_t number;
  if (!read_amount(c, &t) || t.size > most || !digits_of(t.at, t.size, &number)) return 0;
  *value = (double)number;
  return 1;
}

/* Seconds until then, or a time of the epoch in seconds or milliseconds. */
static int read_reset(Cursor *c, double *value, int64_t *at) {
  Text t;
  int64_t number;
  if (!read_amount(c, &t) || t.has_escape) return 0;
  if (t.size < 10 || t.size == 11 || t.size > 13 || !digits_of(t.at, t.size, &number)) return t.size < 16 && seconds_of(&t, value) && *value < 1e9;
  *at = number * (t.size == 10 ? 1000000 : 1000);
  return t.at[0] != '0' && t.size != 12;
}

/* Seconds until then, or an HTTP-date. */
static int read_wait(Cursor *c, double *value, int64_t *at) {
  Text t;
  return read_amount(c, &t) && !t.has_escape && (http_date_of(&t, at) || (t.size < 10 && seconds_of(&t, value)));
}

static int read_answered(Cursor *c, int64_t *at) {
  Text t;
  if (*c->p != '"' && *c->p != '[') return 0;
  if (!read_header(c, &t)) return 0;
  if (!http_date_of(&t, at)) *at = -1;
  return 1;
}

/* A header by which vendors name a request: one a line. */
static int read_vendor_id(Cursor *c, Headers *h, const Name *name) {
  if (!name->role || h->id_name) return 0;
  h->id_name = name;
  return read_header_id(c, &h->vendor_id);
}

/* One that says nothing here; SQL looks for the names of others in its values as well. */
static int pass_header(Cursor *c, Headers *h) {
  Text t;
  Cursor within = *c;
  if (*c->p == '"') {
    if (!read_text(c, &t)) return 0;
    h->quotes_name |= found_in(TELLING_HEADER, t.at, t.size) != NULL;
    return 1;
  }
  if (!skip_value(c, 1, 0)) return 0;
  while (within.p < c->p) {
    if (*within.p++ != '"') continue;
    within.p--;
    if (!read_text(&within, &t)) return 0;
    h->quotes_name |= found_in(TELLING_HEADER, t.at, t.size) != NULL;
  }
  return 1;
}

static int read_response_headers(Cursor *c, Headers *h, Row *row) {
  Text name;
  c->p++;
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (!more) return 0;
    if (more == 2) return !h->id_name || !h->quotes_name;
    int role = role_of_header(&name);
    const Name *telling = role ? NULL : found_in(TELLING_HEADER, name.at, name.size);
    if (role && role != ID_PARENT && role != TELLS) {
      if (h->seen & 1u << role) return 0;
      h->seen |= 1u << role;
    }
    row->tells_limits |= role == TELLS ? 2 : role == LIMIT || role == REMAINING; /* 1: no more than the row has */
    int ok = role == ID_REQUEST ? read_header_id(c, &h->request_id[0])
           : role == ID_TRACE   ? read_header_id(c, &h->trace_id[0])
           : role == RETRY      ? read_wait(c, &row->retry, &h->retry_at)
           : role == ANSWERED   ? read_answered(c, &h->answered_at)
           : role == LIMIT      ? read_count(c, 15, &row->quota)
           : role == REMAINING  ? read_count(c, 15, &row->remaining)
           : role == RESET      ? read_reset(c, &row->reset, &h->reset_at)
           : role == TELLS      ? *c->p != 'n' && skip_value(c, 1, 0)
           : role == TIME_DEPENDENT ? 0
           : telling            ? read_vendor_id(c, h, telling)
                                : pass_header(c, h);
    if (!ok) return 0;
  }
}

/* Whether a code's value says no more than that something inside failed, or may be spelled so. */
static int is_outer_code(const uint8_t *p, uint32_t size) {
  for (uint32_t i = 0; i < size; i++)
    if (p[i] == '\\') return 1;
  int is_text = size > 1 && *p == '"';
  return found_in(OUTER_CODE, p + is_text, size - 2 * is_text) != NULL;
}

/* The one id at the top of a body, that of its trace if it tells one: it is fresh in each answer. */
typedef struct { const uint8_t *id; uint32_t size, count; int is_trace; } Told;

/* At a member's value: how long an id there is, one as they are made at random, in which no word is by chance. */
static uint32_t told_id(const Cursor *c) {
  const uint8_t *p = c->p + 1;
  uint32_t left = (uint32_t)(c->end - c->p), size = left > 37 && p[36] == '"' ? 36 : 32;
  if (*c->p != '"' || left < size + 2 || p[size] != '"') return 0;
  return is_random_id(p, size) && !is_suspicious(p, size) ? size : 0;
}

static int note_told(const Cursor *c, int is_trace, Told *told) {
  uint32_t size = told_id(c);
  if (!size) return !is_trace;
  if (is_trace && told->is_trace) return 0;
  if (is_trace || !told->is_trace) {
    told->id = c->p + 1;
    told->size = size;
  }
  told->is_trace |= is_trace;
  told->count++;
  return 1;
}

/* Of a success what can tell that it is none, members that hold a code; and that it tells its trace. */
static int read_body(Cursor *c, Told *told) {
  const uint8_t *from = c->p;
  Text name;
  if (*from != '{') {
    if (*from == '[' && found_in(CODE, from, 1)) return 0;
    return skip_value(c, 1, 1) && add(&body_key, *from == '[' ? from : (const uint8_t *)"-", 1);
  }
  c->p++;
  if (!add(&body_key, (const uint8_t *)"{", 1)) return 0;
  uint32_t seen = 0;
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (!more) return 0;
    if (more == 2) return 1;
    if (found_in(LIMIT_MEMBER, name.at, name.size) || found_in(TELLING, name.at, name.size)) return 0;
    const Name *code = found_in(CODE, name.at, name.size);
    const uint8_t *value = c->p;
    int is_trace = begins_trace(name.at, c->end) || found_in(TRACE, name.at, name.size);
    if ((is_trace || !code) && !note_told(c, is_trace, told)) return 0;
    if (is_trace && (!add(&body_key, name.at, name.size) || !add(&body_key, (const uint8_t *)",", 1))) return 0;
    if (!skip_value(c, 2, 1)) return 0;
    if (code) {
      uint32_t bit = 1u << (code->role & 31);
      if (seen & bit || c->p - value > 200 || is_outer_code(value, (uint32_t)(c->p - value))) return 0;
      seen |= bit;
      if (!add(&body_key, name.at, name.size) || !add(&body_key, value, (size_t)(c->p - value))) return 0;
      if (!add(&body_key, (const uint8_t *)",", 1)) return 0;
    }
  }
}

/* The same of a body that is a text: one of JSON is read as that, without its escapes. */
static int read_text_body(Cursor *c, Told *told) {
  static uint8_t plain[MOST_BODY + 8];
  static uint16_t places[MOST_BODY]; /* where in the text each byte stood */
  Text t;
  if (!read_text(c, &t)) return 0;
  if (t.size > 1 && t.at[0] == 'b' && t.at[1] == '\'') return 0; /* bytes as Python prints them */
  if (!t.size || (t.at[0] > ' ' && t.at[0] != '{' && t.at[0] != '[' && !t.has_escape))
    return !found_in(TELLING, (const uint8_t *)"\"", 1) && add(&body_key, (const uint8_t *)"text", 4);
  if (t.at[0] != '{' || t.size > MOST_BODY) return 0;
  uint32_t size = 0;
  for (uint32_t i = 0; i < t.size; i++) {
    uint8_t byte = t.at[i];
    if (byte == '\\') {
      byte = t.at[++i];
      if (byte == 'n' || byte == 'r' || byte == 't') byte = ' ';
      else if (byte != '"' && byte != '\\' && byte != '/') return 0;
    }
    places[size] = (uint16_t)i;
    plain[size++] = byte;
  }
  Cursor inner = {plain, plain + size};
  if (!read_body(&inner, told)) return 0;
  skip_space(&inner);
  if (told->count) told->id = t.at + places[told->id - plain];
  return inner.p == inner.end;
}

/* Whether a text holds another one, whatever the case of either. */
static int holds(const uint8_t *p, uint32_t size, const uint8_t *part, uint32_t part_size) {
  for (uint32_t i = 0; i + part_size <= size; i++) {
    uint32_t n = 0;
    while (n < part_size && lower(p[i + n]) == lower(part[n])) n++;
    if (n == part_size) return 1;
  }
  return 0;
}

enum {
  TS = 1, CLIENT, ADDRESS, VENDOR, METHOD, URL, STATUS, DURATION, REQUEST_BYTES, RESPONSE_BYTES,
  REQUEST_HEADERS, RESPONSE_HEADERS, REQUEST_BODY, RESPONSE_BODY, ATTEMPT, TRACE_ID, REQUEST_ID,
  PROTOCOL, NOT_PLAIN, CONNECTION, DIRECTION, MESSAGE
};

static int read_count_of(Cursor *c, uint32_t most, int64_t *value) {
  Text t;
  return read_number(c, &t) && t.size <= most && digits_of(t.at, t.size, value);
}

static int read_short(Cursor *c, Text *t, uint32_t most) {
  return *c->p == '"' && read_text(c, t) && is_plain_text(t) && t->size <= most;
}

static int number_address(const Text *t, Row *row) {
  if (is_suspicious(t->at, t->size)) return 0;
  return (row->address = number_of(&tables[ADDRESSES], t->at, t->size)) >= 0;
}

typedef struct { Text client, vendor; Span trace_id, request_id; Headers headers; Told told; } Found;

static int read_time(Cursor *c, int64_t *ts) {
  Text t;
  return *c->p == '"' ? read_text(c, &t) && time_of(&t, ts) : read_number(c, &t) && epoch_of(&t, ts);
}

static int number_client(const Text *t, Row *row, Found *f) {
  f->client = *t;
  if (!is_plain_text(t) || t->size > 200 || is_suspicious(t->at, t->size)) return 0;
  return (row->client = number_of(&tables[CLIENTS], t->at, t->size)) >= 0;
}

static int number_method(const Text *t, Row *row) {
  if (!is_plain_text(t) || t->size > 12 || is_suspicious(t->at, t->size)) return 0;
  for (uint32_t i = 0; i < t->size; i++)
    if (t->at[i] < 'A' || t->at[i] > 'Z') return 0;
  return (row->method = number_of(&tables[METHODS], t->at, t->size)) >= 0;
}

static int read_target(const Text *t, Row *row) { return t->size > 1 && is_plain_text(t) && read_url(t, row); }

static int read_field(Cursor *c, int role, Row *row, Found *f) {
  Text t;
  int64_t n;
  switch (role) {
    case TS: return read_time(c, &row->ts);
    case CLIENT: return *c->p == '"' && read_text(c, &t) && number_client(&t, row, f);
    case ADDRESS:
      return read_short(c, &t, 45) && number_address(&t, row);
    case VENDOR: return read_short(c, &f->vendor, 32) && !is_suspicious(f->vendor.at, f->vendor.size);
    case METHOD: return *c->p == '"' && read_text(c, &t) && number_method(&t, row);
    case URL: return *c->p == '"' && read_text(c, &t) && read_target(&t, row);
    case STATUS:
      if (!read_number(c, &t) || t.size != 3 || !digits_of(t.at, 3, &n)) return 0;
      row->status = (int32_t)n;
      return n >= 100;
    case DURATION: return read_number(c, &t) && decimal_of(&t, &row->duration);
    case REQUEST_BYTES: return read_count_of(c, 15, &row->request_bytes);
    case RESPONSE_BYTES: return read_count_of(c, 15, &row->response_bytes);
    case REQUEST_HEADERS: return *c->p == '{' && read_request_headers(c, &f->headers);
    case RESPONSE_HEADERS: {
      const uint8_t *from = c->p;
      if (*from != '{' || !read_response_headers(c, &f->headers, row)) return 0;
      row->headers = (Span){(uint32_t)(from - text), (uint32_t)(c->p - from)};
      for (; from < c->p; from++)
        if (*from > '~') return 0;
      return 1;
    }
    case REQUEST_BODY: {
      const uint8_t *from = c->p;
      if (!skip_value(c, 1, 0)) return 0;
      row->asked = (Span){(uint32_t)(from - text), (uint32_t)(c->p - from)};
      return 1;
    }
    case RESPONSE_BODY: {
      const uint8_t *from = c->p;
      if (!(*from == '"' ? read_text_body(c, &f->told) : read_body(c, &f->told))) return 0;
      row->answer = (Span){(uint32_t)(from - text), (uint32_t)(c->p - from)};
      return 1;
    }
    case ATTEMPT:
      if (!read_count_of(c, 4, &n)) return 0;
      row->attempt = (int32_t)n;
      return 1;
    case TRACE_ID: return read_id(c, &f->trace_id);
    case REQUEST_ID: return read_id(c, &f->request_id);
    case PROTOCOL: return read_short(c, &t, 4) && t.size == 4 && !memcmp(t.at, "http", 4);
    case NOT_PLAIN: case CONNECTION: case DIRECTION: case MESSAGE: return 0;
    default: return skip_value(c, 1, 0);
  }
}

static int shows_secret(const Found *f, const Row *row) {
  for (uint32_t i = 0; i < f->headers.secrets_count; i++) {
    const uint8_t *secret = text + f->headers.secrets[i].at;
    uint32_t size = f->headers.secrets[i].size;
    uint32_t query_end = row->query.size ? row->query.at + row->query.size : row->path.at + row->path.size;
    uint32_t line_start = row->path.at > 512 ? row->path.at - 512 : 0;
    uint32_t url_at = row->path.at;
    while (url_at > line_start && text[url_at - 1] != '"') url_at--;
    if (holds(text + url_at, query_end - url_at, secret, size)) return 1;
    if (f->client.size && holds(f->client.at, f->client.size, secret, size)) return 1;
    if (row->trace.size && holds(text + row->trace.at, row->trace.size, secret, size)) return 1;
    if (row->request_id.size && holds(text + row->request_id.at, row->request_id.size, secret, size)) return 1;
  }
  return 0;
}

static Span first(Span a, Span b) { return a.size ? a : b; }

/* Bodies of successes that tell a failure, by number: what it is, more of the body says. */
static uint8_t tells_failure[MOST_TEXTS];

static Span span_of(const Told *told) { return (Span){(uint32_t)(told->id - text), told->size}; }

/* Whether a part of an id stands in the request's headers, where it may be a secret. */
static int is_of_headers(const Span *id) {
  for (uint32_t i = 0, start = 0; i <= sender_key.size; i++) {
    if (i < sender_key.size && (is_hex(sender_key.at[i]) || sender_key.at[i] == '-')) continue;
    if (i - start >= 4 && i - start <= id->size && holds(text + id->at, id->size, sender_key.at + start, i - start))
      return 1;
    start = i + 1;
  }
  return 0;
}

/* The id that a body is known without, if no part of it can be a secret. It has one place in the answer. */
static int leave_out_told(Row *row, const Told *told) {
  if (!told->count || !(told->is_trace || (row->is_whole && told->count == 1))) return 1;
  const uint8_t *from = text + row->answer.at, *after = told->id + told->size;
  Span id = span_of(told);
  if (is_of_headers(&id) || holds(from, (uint32_t)(told->id - from), told->id, told->size) ||
      holds(after, (uint32_t)(from + row->answer.size - after), told->id, told->size))
    return !told->is_trace;
  row->told = id;
  return 1;
}

/* In the place of an id: whether it is the trace anyway. */
static const uint8_t *mark_of(const Row *row, Span id) {
  int is_same = id.size == row->trace.size && !memcmp(text + id.at, text + row->trace.at, id.size);
  return (const uint8_t *)(is_same ? "\2" : "\1");
}

/* A failure's body is told by every byte of it but one id, the status, and who might see his credential in it. */
static int number_whole_body(Row *row) {
  uint32_t url_end = row->query.size ? row->query.at + row->query.size : row->path.at + row->path.size;
  for (uint32_t i = row->path.at; i < url_end; i++)
    if (text[i] == '%') return 0; /* where a failure may be unsafe, a URL may spell his credential otherwise */
  body_key.size = 0;
  uint32_t end = row->answer.at + row->answer.size, cut = row->told.size ? row->told.at : end;
  uint32_t rest = cut + row->told.size;
  if (row->answer.size > 1024 || !add(&body_key, text + row->answer.at, cut - row->answer.at) ||
      (row->told.size && !add(&body_key, mark_of(row, row->told), 1)) || !add(&body_key, text + rest, end - rest) ||
      !add(&body_key, (const uint8_t *)(row->retry == row->retry ? "+" : "-"), 1) ||
      !add(&body_key, (const uint8_t *)&row->status, 4) || !add(&body_key, (const uint8_t *)&row->sender, 4))
    return 0;
  return (row->body = number_of(&tables[BODIES], body_key.at, body_key.size)) >= 0;
}

/* Seconds from the answer, else from the line's time, to a time. */
static double seconds_until(int64_t at, int64_t from) { return at > from ? (double)(at - from) / 1e6 : 0; }

static int count_down(Row *row, const Headers *h) {
  int64_t from = h->answered_at ? h->answered_at : row->ts;
  if (h->retry_at) row->retry = seconds_until(h->retry_at, from);
  if (h->reset_at) row->reset = seconds_until(h->reset_at, from);
  return from > 0 || !(h->retry_at || h->reset_at);
}

/* Numbers for what SQL is asked once, when all of a line is known to be plain. */
static int numbers(Row *row, Found *f) {
  Headers *h = &f->headers;
  Span answer_id = first(h->request_id[0], h->request_id[1]);
  row->trace = first(first(f->trace_id, h->traceparent), first(answer_id, first(h->trace_id[0], h->trace_id[1])));
  row->request_id = first(f->request_id, answer_id);
  /* Whether a vendor's own header names a request is the vendor's to say, where nothing else does. */
  uint8_t told_by_vendor[] = {2, (uint8_t)(!row->trace.size | !row->request_id.size << 1)};
  row->trace = first(row->trace, h->vendor_id);
  row->request_id = first(row->request_id, h->vendor_id);
  if (!row->status || !row->path.size || shows_secret(f, row) || !count_down(row, h)) return 0;
  if (f->vendor.size && (!add(&place_key, (const uint8_t *)" ", 1) || !add(&place_key, f->vendor.at, f->vendor.size)))
    return 0;
  if (h->id_name && told_by_vendor[1] && (!add(&place_key, told_by_vendor, 2) || !add(&place_key, h->id_name->at, h->id_name->size)))
    return 0;
  if ((row->place = number_of(&tables[PLACES], place_key.at, place_key.size)) < 0) return 0;
  if ((row->sender = number_of(&tables[SENDERS], sender_key.at, sender_key.size)) < 0) return 0;
  row->is_whole = row->status < 200 || row->status > 399;
  if (!row->is_whole) {
    if (f->told.is_trace && !add(&body_key, mark_of(row, span_of(&f->told)), 1)) return 0;
    if ((row->body = number_of(&tables[BODIES], body_key.at, body_key.size)) < 0) return 0;
    row->is_whole = tells_failure[row->body];
  }
  if (row->is_whole && (h->hides_secret || row->signature.size)) return 0; /* which the answer may show */
  return leave_out_told(row, &f->told) && (!row->is_whole || number_whole_body(row));
}

/* The field that a name is: most lines have the same ones in the same order. */
static const Name *field_at(uint32_t position, const Text *name) {
  static const Name *before[64];
  const Name *was = position < 64 ? before[position] : NULL;
  if (was && was->size == name->size && !memcmp(was->at, name->at, name->size)) return was;
  const Name *known = found_in(FIELD, name->at, name->size);
  if (position < 64 && known) before[position] = known;
  return known;
}

/* How far the fields of a line are read. */
typedef struct { uint64_t seen; uint32_t count; } Fields;

/* At a brace: the next member, up to its value, and the field that it is. 1 more, 2 ended, 0 in doubt. */
static int next_field(Cursor *c, Fields *fields, Text *name, const Name **known) {
  int more = next_member(c, !fields->count, name);
  if (more != 1) return more;
  *known = field_at(fields->count++, name);
  if (!*known) return 1;
  int role = (*known)->role;
  if (memcmp((*known)->at, name->at, name->size) || fields->seen >> role & 1) return 0;
  if (role != NOT_PLAIN) fields->seen |= 1ull << role;
  return 1;
}

/* Whether a member says nothing here: no field, or a null, which is read then if it is one. */
static int is_no_value(const Cursor *c, const Name *known) { return !known || *c->p == 'n'; }
static int pass_over(Cursor *c, const Name *known) { return known ? read_literal(c) == 1 : skip_value(c, 1, 0); }

static void begin(Row *row, Found *f) {
  memset(f, 0, sizeof *f);
  memset(row, 0, sizeof *row);
  row->duration = row->quota = row->remaining = row->reset = row->retry = NONE;
  row->request_bytes = row->response_bytes = row->client = row->address = row->method = row->attempt = -1;
  place_key.size = sender_key.size = body_key.size = 0;
}

static int look_at_json(Cursor *c, Row *row) {
  Text name;
  Fields fields = {0};
  const Name *known;
  Found f;
  begin(row, &f);
  if (c->p >= c->end || *c->p++ != '{') return 0;
  for (int more; (more = next_field(c, &fields, &name, &known)) != 2;) {
    if (!more) return 0;
    if (is_no_value(c, known) ? !pass_over(c, known) : !read_field(c, known->role, row, &f)) return 0;
  }
  skip_space(c);
  return c->p == c->end && row->ts && numbers(row, &f);
}
