/* Headers of a line, as a JSON object. Part of look.c. */

/* What the headers of a line told. */
enum { MOST_SECRETS = 4 };
typedef struct {
  Span request_id[2], trace_id[2], traceparent; /* of the answer, of the request */
  Span vendor_id; /* in a vendor's own header, which has a name */
  const Name *id_name;
  Span secrets[MOST_SECRETS], left_out; /* … out of what the sender is known by, from the first of them on */
  uint32_t secrets_count, seen, hides_secret; /* … in what the sender is known without */
  uint32_t quotes_name; /* a value is called as a header that tells something */
  uint32_t of_answer; /* what was sent may have come with the answer */
  Limits left, policies;
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

enum { ID_REQUEST = 1, ID_TRACE, ID_PARENT, RETRY, LIMIT, REMAINING, RESET, TELLS, LEFT, POLICY, ANSWERED, WINDOW };
static const struct { const char *name; uint32_t size; int role; } of_headers[] = {
  {"x-request-id", 12, ID_REQUEST}, {"x-trace-id", 10, ID_TRACE}, {"traceparent", 11, ID_PARENT},
  {"retry-after", 11, RETRY}, {"ratelimit", 9, LEFT}, {"ratelimit-policy", 16, POLICY},
  {"ratelimit-limit", 15, LIMIT}, {"x-ratelimit-limit", 17, LIMIT}, {"x-rate-limit-limit", 18, LIMIT},
  {"ratelimit-remaining", 19, REMAINING}, {"x-ratelimit-remaining", 21, REMAINING},
  {"x-rate-limit-remaining", 22, REMAINING}, {"ratelimit-reset", 15, RESET},
  {"x-ratelimit-limit-requests", 26, TELLS}, {"x-ratelimit-limit-tokens", 24, TELLS},
  {"x-ratelimit-limit-second", 24, WINDOW}, {"x-ratelimit-limit-minute", 24, WINDOW},
  {"x-ratelimit-limit-hour", 22, WINDOW}, {"x-ratelimit-limit-day", 21, WINDOW},
  {"x-ratelimit-limit-month", 23, WINDOW}, {"x-ratelimit-limit-year", 22, WINDOW},
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

/* What a header's name says, by its place: most lines have the same headers in the same order. */
enum { MOST_PLACES = 64, MOST_NAME = 56 };
typedef struct { uint8_t at[MOST_NAME]; uint32_t size; int role; const Name *telling; uint8_t is_of_answer, is_credential, is_suspicious; } HeaderName;
typedef struct { HeaderName of[MOST_PLACES + 1]; } HeaderNames;

static const HeaderName *header_at(HeaderNames *names, uint32_t place, const Text *name) {
  HeaderName *was = &names->of[place < MOST_PLACES ? place : MOST_PLACES];
  if (was->size == name->size && was->size <= MOST_NAME && !memcmp(was->at, name->at, name->size)) return was;
  int role = role_of_header(name);
  *was = (HeaderName){
    .size = name->size, .role = role, .telling = role ? NULL : found_in(TELLING_HEADER, name->at, name->size),
    .is_of_answer = is_of_answer(name) != 0, .is_credential = found_in(CREDENTIAL, name->at, name->size) != NULL,
    .is_suspicious = is_suspicious(name->at, name->size) != 0,
  };
  memcpy(was->at, name->at, name->size < MOST_NAME ? name->size : MOST_NAME);
  return was;
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

/* What AWS's signatures name first is the credential (`with_credential` in normalise.sql). */
static int read_aws(const Text *value, Span *secret) {
  static const char name[] = "credential=";
  const uint8_t *end = value->at + value->size;
  for (const uint8_t *p = value->at; p + sizeof name - 1 < end; p++) {
    if (!is_same(p, sizeof name - 1, name, sizeof name - 1)) continue;
    const uint8_t *from = p += sizeof name - 1;
    while (p < end && *p != '/' && *p != ',' && *p > ' ') p++;
    *secret = (Span){(uint32_t)(from - text), (uint32_t)(p - from)};
    return p > from;
  }
  return 0;
}

/* What is part of every form of a credential: its last word, but of AWS's signatures. */
static int read_credential(Cursor *c, Text *value, Span *secret) {
  if (read_header(c, value) != 1 || value->has_escape || !value->is_ascii) return 0;
  uint32_t start = value->size;
  if (start && value->at[start - 1] <= ' ') return 0;
  if (start > 5 && is_same(value->at, 5, "aws4-", 5)) return read_aws(value, secret);
  while (start && value->at[start - 1] > ' ') start--;
  *secret = (Span){(uint32_t)(value->at + start - text), value->size - start};
  return 1;
}

/* Whether a credential is neither a word that hides one nor a list. */
static int is_surely_one(const Span *secret) {
  int has_number = 0;
  for (const uint8_t *p = text + secret->at; p < text + secret->at + secret->size; p++) {
    has_number |= is_digit(*p);
    if (!is_word(*p) && *p != '.' && *p != '~' && *p != '+' && *p != '/' && *p != '=' && *p != ':') return 0;
  }
  return has_number && secret->size >= 8;
}

/* The key is all of it but ids, what is no credential, and the first credential, which may be fresh
 * each time; SQL tells which header holds the credential. */
static int read_request_headers(Cursor *c, Headers *h) {
  static HeaderNames names;
  const uint8_t *from = c->p++;
  Text name, value;
  for (uint32_t place = 0;; place++) {
    int more = next_member(c, !place, &name);
    if (!more) return 0;
    if (more == 2) break;
    const HeaderName *known = header_at(&names, place, &name);
    int role = known->role;
    const uint8_t *at = c->p;
    h->of_answer |= (uint32_t)(known->is_of_answer || *at == '{');
    if (role >= ID_REQUEST && role <= ID_PARENT) {
      if (h->seen & 1u << (role + 16)) return 0;
      h->seen |= 1u << (role + 16);
      if (role == ID_REQUEST && !read_header_id(c, &h->request_id[1])) return 0;
      if (role == ID_TRACE && !read_header_id(c, &h->trace_id[1])) return 0;
      if (role == ID_PARENT && (!read_header(c, &value) || !trace_of_parent(&value, &h->traceparent))) return 0;
    } else if (known->is_credential) {
      Span secret;
      if (!read_credential(c, &value, &secret) || h->secrets_count == MOST_SECRETS) return 0;
      if (secret.size) h->secrets[h->secrets_count++] = secret;
      if (h->secrets_count == 1 && secret.size && is_surely_one(&secret)) {
        if (!add(&sender_key, from, (size_t)(text + secret.at - from)) || !add(&sender_key, (const uint8_t *)"\1", 1)) return 0;
        from = value.at + value.size;
        h->left_out = (Span){secret.at, (uint32_t)(from - text) - secret.at};
      }
      continue;
    } else if ((*at != '"' && *at != '[') || !read_header(c, &value) || value.has_escape) {
      c->p = at;
      if (!skip_value(c, 1, 0)) return 0;
      continue;
    } else {
      h->hides_secret |= known->is_suspicious;
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

/* What RateLimit and RateLimit-Policy tell comes before what other headers tell one by one. */
static int settle_limits(Headers *h, Row *row) {
  if (!(h->seen & (1u << LEFT | 1u << POLICY))) return 1;
  row->tells_limits = 2;
  const Limit *left = NULL;
  if (h->seen & 1u << LEFT) {
    if (!(left = tightest(&h->left, &h->policies))) return 0;
    row->remaining = left->amount;
    if (left->seconds == left->seconds) {
      row->reset = left->seconds;
      h->reset_at = 0;
    }
    if (h->left.stated == h->left.stated) row->quota = h->left.stated;
  }
  const Limit *policy = policy_of(&h->policies, left, row->quota);
  if (policy) {
    row->quota = policy->amount;
    row->window = policy->seconds;
  }
  return 1;
}

static int read_response_headers(Cursor *c, Headers *h, Row *row) {
  static HeaderNames names;
  Text name;
  c->p++;
  for (uint32_t place = 0;; place++) {
    int more = next_member(c, !place, &name);
    if (!more) return 0;
    if (more == 2) return (!h->id_name || !h->quotes_name) && settle_limits(h, row);
    const HeaderName *known = header_at(&names, place, &name);
    const Name *telling = known->telling;
    int role = known->role;
    if (role == WINDOW) return 0;
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
           : role == LEFT       ? read_left(c, &h->left)
           : role == POLICY     ? read_policies(c, &h->policies)
           : telling            ? read_vendor_id(c, h, telling)
                                : pass_header(c, h);
    if (!ok) return 0;
  }
}
