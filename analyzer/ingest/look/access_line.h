/* A line of an access log. Part of look.c. */

/* The bytes up to one that ends them, which is passed over; none that a log may have escaped. */
static int read_until(Cursor *c, uint8_t ending, Text *t) {
  const uint8_t *p = c->p;
  while (p < c->end && *p != ending) {
    if (*p < ' ' || *p > '~' || *p == '"' || *p == '\\') return 0;
    p++;
  }
  if (p == c->end || p == c->p) return 0;
  *t = (Text){c->p, (uint32_t)(p - c->p), 0, 1};
  c->p = p + 1;
  return 1;
}

static int passes(Cursor *c, const char *literal) {
  for (; *literal; literal++, c->p++)
    if (c->p >= c->end || *c->p != (uint8_t)*literal) return 0;
  return 1;
}

static int is_one_of(const Text *t, const char *words) {
  for (uint32_t size; *words; words += size + 1) {
    for (size = 0; words[size]; size++) {}
    if (size == t->size && !memcmp(words, t->at, size)) return 1;
  }
  return 0;
}

/* Referrer and user agent, which are not kept, and whatever has no quote after them. */
static int passes_tail(Cursor *c) {
  for (int i = 0; i < 2; i++) {
    if (!passes(c, " \"")) return 0;
    while (c->p < c->end && *c->p != '"')
      if (*c->p++ == '\\') return 0;
    if (!passes(c, "\"")) return 0;
  }
  for (; c->p < c->end; c->p++)
    if (*c->p == '"') return 0;
  return 1;
}

/* Of IPv4, or of IPv6. */
static int read_address(Cursor *c, Row *row) {
  Text t;
  uint32_t dot = 0, colons = 0, others = 0;
  if (!read_until(c, ' ', &t) || t.size > 45) return 0;
  for (uint32_t i = 0; i < t.size; i++) {
    if (!dot && t.at[i] == '.') dot = i;
    colons += t.at[i] == ':';
    others += !is_digit(t.at[i]) && t.at[i] != '.';
    if (t.at[i] != '.' && t.at[i] != ':' && !is_hex(t.at[i])) return 0;
  }
  if (colons > 1 && t.size < 40 && t.at[t.size - 1] != ':') /* its colons are no mark of a secret */
    return (row->address = number_of(&tables[ADDRESSES], t.at, t.size)) >= 0;
  int is_known = !colons && !others && dot && is_digit(t.at[0]) && dot + 1 < t.size;
  return is_known && number_address(&t, row);
}

static int read_user(Cursor *c) {
  Text t;
  if (!read_until(c, ' ', &t)) return 0;
  for (uint32_t i = 0; i < t.size; i++)
    if (!is_word(t.at[i]) && t.at[i] != '.' && t.at[i] != '@') return 0;
  return 1;
}

/* `GET target HTTP/1.1"`, behind its first quote. */
static int read_request_line(Cursor *c, Row *row) {
  Text t;
  if (!read_until(c, ' ', &t) || !is_one_of(&t, "GET\0POST\0PUT\0DELETE\0PATCH\0HEAD\0OPTIONS\0")) return 0;
  if ((row->method = number_of(&tables[METHODS], t.at, t.size)) < 0) return 0;
  if (!read_until(c, ' ', &t) || t.size < 2 || !read_url(&t, row)) return 0;
  return read_until(c, '"', &t) && is_one_of(&t, "HTTP/1.1\0HTTP/1.0\0HTTP/2.0\0HTTP/2\0HTTP/3.0\0HTTP/3\0");
}

/* `address - user [time] "GET target HTTP/1.1" status bytes`, and what combined has after it. */
static int look_at_access(Cursor *c, Row *row, int has_tail) {
  Text t;
  Found f;
  int64_t n;
  begin(row, &f);
  if (!read_address(c, row) || !passes(c, "- ") || !read_user(c)) return 0;
  if (!passes(c, "[") || !read_until(c, ']', &t) || !clf_time_of(&t, &row->ts)) return 0;
  if (!passes(c, " \"") || !read_request_line(c, row)) return 0;
  if (!passes(c, " ") || !read_until(c, ' ', &t) || t.size != 3 || !digits_of(t.at, 3, &n) || n < 100) return 0;
  row->status = (int32_t)n;
  const uint8_t *bytes = c->p;
  while (c->p < c->end && is_digit(*c->p)) c->p++;
  uint32_t size = (uint32_t)(c->p - bytes);
  if (size ? size > 15 || !digits_of(bytes, size, &row->response_bytes) : !passes(c, "-")) return 0;
  return (c->p == c->end || (has_tail && passes_tail(c))) && numbers(row, &f);
}
