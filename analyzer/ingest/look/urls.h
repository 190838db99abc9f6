/* URLs, first lines and ids of requests. Part of look.c. */

/* Whether a segment of a path is an identifier to `route_of` (macros.sql), whatever its letters. */
static int is_identifier(const uint8_t *p, uint32_t n) {
  uint32_t first = n, last = 0, letters = 0, hex = 1, word = 1;
  for (uint32_t i = 0; i < n; i++) {
    if (is_digit(p[i])) { if (first == n) first = i; last = i; }
    hex &= is_hex(p[i]) != 0;
    word &= is_word(p[i]) != 0;
  }
  if (!word || first == n) return 0;
  if (first == 0) {
    uint32_t i = 0;
    while (i < n && is_digit(p[i])) i++;
    if (i == n) return 1;
  }
  while (letters < n && lower(p[letters]) >= 'a' && lower(p[letters]) <= 'z') letters++;
  if (letters >= 1 && letters <= 8 && letters + 1 < n && !is_digit(p[letters])) {
    uint32_t i = letters + 1;
    while (i < n && is_digit(p[i])) i++;
    if (i == n) return 1;
  }
  if (hex && n - 1 - first >= 6) return 1;
  return (first <= 60 && n - 1 - first >= 15) || last >= 15;
}

/* A parameter of a query that is a signature or a credential, if nothing else of the URL can be a secret. */
static int read_hidden(const Text *t, Row *row) {
  const uint8_t *p = t->at, *end = p + t->size;
  while (p < end && *p != '?') p++;
  while (p < end) {
    const uint8_t *name = ++p, *value = NULL;
    for (; p < end && *p != '&'; p++)
      if (!value && *p == '=') value = p + 1;
    if (!value) continue;
    uint32_t size = (uint32_t)(value - 1 - name);
    row->signs = found_in(SIGNATURE, name, size) != NULL;
    if (!row->signs && !found_in(PARAMETER, name, size)) continue;
    for (const uint8_t *q = value; q < p; q++)
      if (!is_word(*q) && *q != '.' && *q != '~' && *q != '*') return 0;
    row->hidden = (Span){(uint32_t)(value - text), (uint32_t)(p - value)};
    row->parameter = (Span){(uint32_t)(name - text), size + 1};
    return p > value && !is_suspicious(t->at, (uint32_t)(name - t->at)) && !is_suspicious(p, (uint32_t)(end - p));
  }
  return 0;
}

/* scheme://host/path?query: the place with its identifiers masked becomes the key. */
static int read_url(const Text *t, Row *row) {
  const uint8_t *p = t->at, *end = p + t->size;
  if (!is_between('!', p, t->size) || has_byte('#', p, t->size)) return 0;
  if (is_suspicious(t->at, t->size) && !read_hidden(t, row)) return 0;
  if (*p != '/') {
    const uint8_t *q = p;
    while (q < end && lower(*q) >= 'a' && lower(*q) <= 'z') q++;
    if (q == p || end - q < 4 || q[0] != ':' || q[1] != '/' || q[2] != '/') return 0;
    q += 3;
    const uint8_t *host = q;
    while (q < end && *q != '/' && *q != '?') {
      if (!is_word(*q) && *q != '.' && *q != ':') return 0;
      q++;
    }
    if (q == host || q == end || *q != '/') return 0;
    if (!add(&place_key, p, (size_t)(q - p))) return 0;
    p = q;
  }
  const uint8_t *path = p;
  while (p < end && *p != '?') {
    const uint8_t *segment = ++p; /* after the slash */
    while (p < end && *p != '/' && *p != '?') p++;
    if (p == segment && p < end && *p == '/') return 0;
    uint32_t size = (uint32_t)(p - segment);
    int ok = is_identifier(segment, size) ? add(&place_key, (const uint8_t *)"/\1", 2)
                                          : add(&place_key, segment - 1, size + 1);
    if (!ok) return 0;
  }
  row->path = (Span){(uint32_t)(path - text), (uint32_t)(p - path)};
  if (end - p > 1) row->query = (Span){(uint32_t)(p + 1 - text), (uint32_t)(end - p - 1)};
  return 1;
}

static int is_one_of(const Text *t, const char *words) {
  for (uint32_t size; *words; words += size + 1) {
    for (size = 0; words[size]; size++) {}
    if (size == t->size && !memcmp(words, t->at, size)) return 1;
  }
  return 0;
}

/* The word that a text begins with, before a space, which it is left behind of. */
static int next_word_of(Text *t, Text *word) {
  uint32_t size = 0;
  while (size < t->size && t->at[size] != ' ') size++;
  if (!size || size == t->size) return 0;
  *word = (Text){t->at, size, 0, 1};
  t->at += size + 1;
  t->size -= size + 1;
  return 1;
}

#define METHODS_OF_HTTP "GET\0POST\0PUT\0DELETE\0PATCH\0HEAD\0OPTIONS\0"

/* `GET target HTTP/1.1` */
static int read_request_line(const Text *line, Row *row) {
  Text left = *line, t;
  if (!next_word_of(&left, &t) || !is_one_of(&t, METHODS_OF_HTTP)) return 0;
  if ((row->method = number_of(&tables[METHODS], t.at, t.size)) < 0) return 0;
  if (!next_word_of(&left, &t) || t.size < 2 || !read_url(&t, row)) return 0;
  return is_one_of(&left, "HTTP/1.1\0HTTP/1.0\0HTTP/2.0\0HTTP/2\0HTTP/3.0\0HTTP/3\0");
}

static int is_plain_text(const Text *t) {
  return !t->has_escape && t->is_ascii && t->size && is_between('!', t->at, t->size);
}

static int is_lower_hex(const uint8_t *p, uint32_t size) {
  uint8_t all = 1;
  for (uint32_t i = 0; i < size; i++) all &= of_hex[p[i]];
  return all;
}

/* A UUID, or an id of W3C's Trace Context, in lower case: words in it are chance (is_random_id of macros.sql). */
static int is_random_id(const uint8_t *p, uint32_t size) {
  if (size != 36 && size != 32) return 0;
  if (size == 32) return is_lower_hex(p, 32);
  if (p[8] != '-' || p[13] != '-' || p[18] != '-' || p[23] != '-') return 0;
  return is_lower_hex(p, 8) && is_lower_hex(p + 9, 4) && is_lower_hex(p + 14, 4) && is_lower_hex(p + 19, 4) && is_lower_hex(p + 24, 12);
}

/* What a log writes for an id that it hides has no digit. */
static int has_digit(const Text *t) {
  for (uint32_t i = 0; i < t->size; i++)
    if (is_digit(t->at[i])) return 1;
  return 0;
}

/* An id as traces and requests have them, which holds no secret and is shown. */
static int id_of(const Text *t, Span *id) {
  if (!is_random_id(t->at, t->size) && (!is_plain_text(t) || t->size > 40 || !has_digit(t) || is_suspicious(t->at, t->size))) return 0;
  *id = (Span){(uint32_t)(t->at - text), t->size};
  return 1;
}

static int read_id(Cursor *c, Span *id) {
  Text t;
  return c->p < c->end && *c->p == '"' && read_text(c, &t) && id_of(&t, id);
}
