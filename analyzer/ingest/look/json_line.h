/* A line of canonical JSON: its fields, and how what they tell is numbered. Part of look.c. */

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

/* The number of a value. Where there is room for no more of them, it is told where it stands. */
static void number_value(Texts *table, const Text *t, int32_t *number, Span *told) {
  *number = number_of(table, t->at, t->size);
  if (*number < 0) *told = (Span){(uint32_t)(t->at - text), t->size};
}

static int take_address(const Text *t, Row *row) {
  number_value(&tables[ADDRESSES], t, &row->address, &row->address_text);
  return 1;
}

static int number_address(const Text *t, Row *row) { return !is_suspicious(t->at, t->size) && take_address(t, row); }

typedef struct { Text client, vendor; Span trace_id, request_id; Headers headers; Told told; } Found;

static int read_time(Cursor *c, int64_t *ts) {
  Text t;
  return *c->p == '"' ? read_text(c, &t) && time_of(&t, ts) : read_number(c, &t) && epoch_of_number(&t, ts);
}

static int number_client(const Text *t, Row *row, Found *f) {
  f->client = *t;
  if (!is_plain_text(t) || t->size > 200 || is_suspicious(t->at, t->size)) return 0;
  number_value(&tables[CLIENTS], t, &row->client, &row->client_text);
  return 1;
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
    case URL: return *c->p == '"' && c->p[1] != '/' && read_text(c, &t) && read_target(&t, row); /* whose a path is, headers say */
    case STATUS:
      if (!(*c->p == '"' ? read_text(c, &t) : read_number(c, &t)) || t.size != 3 || !digits_of(t.at, 3, &n)) return 0;
      row->status = (int32_t)n;
      return n >= 100;
    case DURATION:
      if (!read_number(c, &t) || !decimal_of(&t, &row->duration)) return 0;
      row->duration = rounded(row->duration);
      return 1;
    case REQUEST_BYTES: return read_count_of(c, 15, &row->request_bytes);
    case RESPONSE_BYTES: return read_count_of(c, 15, &row->response_bytes);
    case REQUEST_HEADERS: return *c->p == '{' && read_request_headers(c, &f->headers);
    case RESPONSE_HEADERS: {
      const uint8_t *from = c->p;
      if (*from != '{' || !read_response_headers(c, &f->headers, row)) return 0;
      row->headers = (Span){(uint32_t)(from - text), (uint32_t)(c->p - from)};
      return is_between(0, from, row->headers.size);
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
    case MESSAGE: return skip_value(c, 1, 0); /* without a connection it is a word of the program */
    case NOT_PLAIN: case CONNECTION: case DIRECTION: return 0;
    default: return skip_value(c, 1, 0);
  }
}

static Span first(Span a, Span b) { return a.size ? a : b; }

/* Bodies of successes that tell a failure, by number: what it is, more of the body says. */
static uint8_t tells_failure[MOST_TEXTS];

static Span span_of(const Told *told) { return (Span){(uint32_t)(told->id - text), told->size}; }

/* Whether a part of an id stands in a text. */
static int is_partly_in(const uint8_t *p, uint32_t size, const Span *id) {
  for (uint32_t i = 0, start = 0; i <= size; i++) {
    if (i < size && (is_hex(p[i]) || p[i] == '-')) continue;
    if (i - start >= 4 && i - start <= id->size && holds(text + id->at, id->size, p + start, i - start)) return 1;
    start = i + 1;
  }
  return 0;
}

/* … in the request's headers, where it may be a secret. */
static int is_of_headers(const Span *id, const Headers *h) {
  return is_partly_in(sender_key.at, sender_key.size, id) || is_partly_in(text + h->left_out.at, h->left_out.size, id);
}

/* A credential in base64, so many bytes behind where a group of three begins: what depends on nothing around it. */
static uint32_t in_base64(const Span *secret, uint32_t before, uint8_t *to) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const uint8_t *p = text + secret->at;
  uint32_t size = 0;
  for (uint32_t at = before ? 3 - before : 0; at + 3 <= secret->size; at += 3) {
    uint32_t three = (uint32_t)p[at] << 16 | (uint32_t)p[at + 1] << 8 | p[at + 2];
    for (int shift = 18; shift >= 0; shift -= 6) to[size++] = (uint8_t)letters[three >> shift & 63];
  }
  return size;
}

enum { MOST_ENCODED = 3000, LEAST_ENCODED = 8 };

static int holds_base64(const uint8_t *p, uint32_t size, const Span *secret) {
  static uint8_t encoded[MOST_ENCODED / 3 * 4 + 4];
  if (secret->size > MOST_ENCODED) return 1;
  for (uint32_t before = 0; before < 3; before++) {
    uint32_t encoded_size = in_base64(secret, before, encoded);
    if (encoded_size >= LEAST_ENCODED && holds(p, size, encoded, encoded_size)) return 1;
  }
  return 0;
}

/* Whether a text shows a credential in no spelling (`is_echoed` of redaction's macros.sql). */
static int is_surely_without(const Span *span, const Span *credential) {
  const uint8_t *p = text + span->at, *secret = text + credential->at;
  uint32_t least = credential->size < 9 ? LEAST_ENCODED : credential->size / 3 * 4 - 4, run = 0, longest = 0;
  for (uint32_t i = 0; i < credential->size; i++)
    if (!is_word(secret[i]) && secret[i] != '.' && secret[i] != '~') return 0;
  for (uint32_t i = 0; i < span->size; i++) {
    run = (is_word(p[i]) && p[i] != '_' && p[i] != '-') || p[i] == '+' || p[i] == '/' ? run + 1 : 0;
    if (run > longest) longest = run;
    if (p[i] == '\\') return 0;
  }
  return !holds(p, span->size, secret, credential->size) && (longest < least || !holds_base64(p, span->size, credential));
}

static int may_show(const Span *span, const Span *secret, int in_all_spellings) {
  if (!span->size) return 0;
  return in_all_spellings ? !is_surely_without(span, secret) : holds(text + span->at, span->size, text + secret->at, secret->size);
}

/* Where a URL hides something, SQL looks for all spellings of credentials. */
static int shows_secret(const Found *f, const Row *row) {
  uint32_t query_end = row->query.size ? row->query.at + row->query.size : row->path.at + row->path.size;
  uint32_t line_start = row->path.at > 512 ? row->path.at - 512 : 0, url_at = row->path.at;
  while (url_at > line_start && text[url_at - 1] != '"') url_at--;
  uint32_t hidden = row->hidden.size ? row->hidden.at : query_end, rest = hidden + row->hidden.size;
  Span client = {(uint32_t)(f->client.at - text), f->client.size};
  Span shown[] = {{url_at, hidden - url_at}, {rest, query_end - rest}, client, row->trace, row->request_id};
  for (uint32_t i = 0; i < f->headers.secrets_count; i++)
    for (uint32_t n = 0; n < sizeof shown / sizeof *shown; n++)
      if (may_show(&shown[n], &f->headers.secrets[i], row->hidden.size != 0)) return 1;
  return 0;
}

/* Whether an id shows none of the request's credentials; in one that is made at random no text is spelled otherwise. */
static int shows_none(const Span *id, const Headers *h, int in_all_spellings) {
  if (is_random_id(text + id->at, id->size)) return 1;
  for (uint32_t i = 0; i < h->secrets_count; i++)
    if (may_show(id, &h->secrets[i], in_all_spellings)) return 0;
  return 1;
}

/* The id that a body is known without, if no part of it can be a secret. It has one place in the answer. */
static int leave_out_told(Row *row, const Told *told, const Headers *h) {
  if (!told->count || !(told->is_trace || (row->is_whole && told->count == 1))) return 1;
  const uint8_t *from = text + row->answer.at, *after = told->id + told->size;
  Span id = span_of(told);
  if (!shows_none(&id, h, row->is_whole || row->hidden.size)) return 0;
  if (is_of_headers(&id, h) || holds(from, (uint32_t)(told->id - from), told->id, told->size) ||
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
  int may_show_key = row->secret.size && !is_surely_without(&row->answer, &row->secret);
  int32_t key = may_show_key ? row->key : -1;
  if (may_show_key && key < 0) return 0;
  if (row->answer.size > 1024 || !add(&body_key, text + row->answer.at, cut - row->answer.at) ||
      (row->told.size && !add(&body_key, mark_of(row, row->told), 1)) || !add(&body_key, text + rest, end - rest) ||
      !add(&body_key, (const uint8_t *)(row->retry == row->retry ? "+" : "-"), 1) ||
      !add(&body_key, (const uint8_t *)&row->status, 4) || !add(&body_key, (const uint8_t *)&row->sender, 4) ||
      !add(&body_key, (const uint8_t *)&key, 4))
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

static int is_all_stars(const Span *secret) {
  for (uint32_t i = 0; i < secret->size; i++)
    if (text[secret->at + i] != '*') return 0;
  return 1;
}

/* The sender is known by what his credential in the query is called; by itself only where it may be none. */
static int note_parameter(const Row *row, Headers *h) {
  if (!row->hidden.size || row->signs) return 1;
  if (h->secrets_count) return 0; /* which of them is his key is for SQL to say */
  if (!add(&sender_key, (const uint8_t *)"\2", 1) || !add(&sender_key, text + row->parameter.at, row->parameter.size)) return 0;
  if (!is_all_stars(&row->hidden)) h->secrets[h->secrets_count++] = row->hidden;
  if (!is_surely_one(&row->hidden)) return add(&sender_key, text + row->hidden.at, row->hidden.size);
  h->left_out = row->hidden;
  return add(&sender_key, (const uint8_t *)"\1", 1);
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
  if (!row->status || !row->path.size || !note_parameter(row, h) || shows_secret(f, row) || !count_down(row, h)) return 0;
  if (f->vendor.size && (!add(&place_key, (const uint8_t *)" ", 1) || !add(&place_key, f->vendor.at, f->vendor.size)))
    return 0;
  if (h->id_name && told_by_vendor[1] && (!add(&place_key, told_by_vendor, 2) || !add(&place_key, h->id_name->at, h->id_name->size)))
    return 0;
  if ((row->place = number_of(&tables[PLACES], place_key.at, place_key.size)) < 0) return 0;
  if ((row->sender = number_of(&tables[SENDERS], sender_key.at, sender_key.size)) < 0) return 0;
  if (h->left_out.size) {
    row->secret = h->secrets[0];
    row->key = number_of(&tables[KEYS], text + row->secret.at, row->secret.size);
  }
  row->is_whole = row->status < 200 || row->status > 399;
  if (!row->is_whole) {
    if (f->told.is_trace && !add(&body_key, mark_of(row, span_of(&f->told)), 1)) return 0;
    if ((row->body = number_of(&tables[BODIES], body_key.at, body_key.size)) < 0) return 0;
    row->is_whole = tells_failure[row->body];
  }
  if (row->is_whole && (h->hides_secret || (row->hidden.size && row->signs))) return 0; /* which the answer may show */
  return leave_out_told(row, &f->told, h) && (!row->is_whole || number_whole_body(row));
}

/* The fields of the line before, by their place: most lines have the same ones in the same order. */
static const Name *fields_before[64];

static const Name *field_at(uint32_t place, const Text *name) {
  const Name *known = found_in(FIELD, name->at, name->size);
  if (place < 64 && known) fields_before[place] = known;
  return known;
}

/* `,"name":` of the field that is expected there, written as most programs do. */
static const Name *expected_field(Cursor *c, uint32_t place, Text *name) {
  const Name *was = place < 64 ? fields_before[place] : NULL;
  const uint8_t *p = c->p + (place > 0);
  if (!was || (size_t)(c->end - c->p) < was->size + 5 || (place && *c->p != ',') || *p != '"') return NULL;
  const uint8_t *after = p + 1 + was->size;
  if (after[0] != '"' || after[1] != ':' || after[2] == ' ' || after[2] == '\t' || memcmp(was->at, p + 1, was->size)) return NULL;
  *name = (Text){p + 1, was->size, 0, 1};
  c->p = after + 2;
  return was;
}

/* How far the fields of a line are read. */
typedef struct { uint64_t seen; uint32_t count; } Fields;

/* At a brace: the next member, up to its value, and the field that it is. 1 more, 2 ended, 0 in doubt. */
static int next_field(Cursor *c, Fields *fields, Text *name, const Name **known) {
  *known = expected_field(c, fields->count, name);
  if (!*known) {
    int more = next_member(c, !fields->count, name);
    if (more != 1) return more;
    *known = field_at(fields->count, name);
    if (*known && memcmp((*known)->at, name->at, name->size)) return 0;
  }
  fields->count++;
  if (!*known) return 1;
  int role = (*known)->role;
  if (fields->seen >> role & 1) return 0;
  if (role != NOT_PLAIN) fields->seen |= 1ull << role;
  return 1;
}

/* Whether a member says nothing here: no field, or a null, which is read then if it is one. */
static int is_no_value(const Cursor *c, const Name *known) { return !known || *c->p == 'n'; }
static int pass_over(Cursor *c, const Name *known) { return known ? read_literal(c) == 1 : skip_value(c, 1, 0); }

static void begin(Row *row, Found *f) {
  memset(f, 0, sizeof *f);
  memset(row, 0, sizeof *row);
  row->duration = row->quota = row->remaining = row->reset = row->window = row->retry = NONE;
  row->request_bytes = row->response_bytes = row->client = row->address = row->method = row->attempt = row->key = -1;
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
