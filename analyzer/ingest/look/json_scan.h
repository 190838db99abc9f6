/* JSON of one line: texts, numbers, values that are passed over. Part of look.c. */

/* The line being looked at. Functions give 0 where it is in doubt. */
typedef struct { const uint8_t *p, *end; } Cursor;
typedef struct { const uint8_t *at; uint32_t size; int has_escape, is_ascii; } Text;
typedef struct { uint8_t at[MOST_SCRATCH]; uint32_t size; } Scratch;
static Scratch place_key, sender_key, body_key;

static int add(Scratch *s, const uint8_t *p, size_t size) {
  if (size > MOST_SCRATCH - s->size) return 0;
  uint8_t *to = s->at + s->size;
  /* Most are short: for them a call out of the module would cost more than the copy. */
  for (size_t i = 0; i + 8 <= size; i += 8) memcpy(to + i, p + i, 8);
  for (size_t i = size & ~(size_t)7; i < size; i++) to[i] = p[i];
  s->size += (uint32_t)size;
  return 1;
}

static void skip_space(Cursor *c) {
  while (c->p < c->end && (*c->p == ' ' || *c->p == '\t')) c->p++;
}

static int is_hex(uint8_t c) { c = lower(c); return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/* At a quote: the text up to the next one. */
static int read_text(Cursor *c, Text *t) {
  const uint8_t *p = c->p + 1;
  uint64_t seen = 0;
  t->at = p;
  t->has_escape = 0;
  for (;;) {
    while (p + 8 <= c->end) {
      uint64_t v = load8(p), quote = v ^ EACH * '"', slash = v ^ EACH * '\\';
      uint64_t found = ((quote - EACH) & ~quote) | ((slash - EACH) & ~slash) | ((v - EACH * 32) & ~v);
      if (found &= HIGH) {
        uint32_t n = (uint32_t)__builtin_ctzll(found) & ~7u;
        if (n) seen |= v << (64 - n);
        p += n >> 3;
        break;
      }
      seen |= v;
      p += 8;
    }
    if (p >= c->end) return 0;
    if (*p == '"') break;
    if (*p < 32) return 0;
    if (*p == '\\') {
      t->has_escape = 1;
      if (p + 1 >= c->end) return 0;
      if (p[1] == 'u') {
        if (c->end - p < 6 || !is_hex(p[2]) || !is_hex(p[3]) || !is_hex(p[4]) || !is_hex(p[5])) return 0;
        if (p[2] == '0' && p[3] == '0' && p[4] < '8') return 0; /* ASCII, which may spell a word */
        if (lower(p[2]) == 'd' && lower(p[3]) > '7') { /* surrogates: a high one, then a low one */
          if (lower(p[3]) > 'b' || c->end - p < 12 || p[6] != '\\' || p[7] != 'u' || lower(p[8]) != 'd') return 0;
          if (lower(p[9]) < 'c' || !is_hex(p[9]) || !is_hex(p[10]) || !is_hex(p[11])) return 0;
          p += 6;
        }
        p += 6;
      } else if (p[1] == '"' || p[1] == '\\' || p[1] == '/' || p[1] == 'b' || p[1] == 'f' ||
                 p[1] == 'n' || p[1] == 'r' || p[1] == 't') {
        p += 2;
      } else {
        return 0;
      }
      continue;
    }
    seen |= *p++;
  }
  t->size = (uint32_t)(p - t->at);
  t->is_ascii = !(seen & HIGH);
  c->p = p + 1;
  return 1;
}

static int is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

/* A number as RFC 8259 has it, that a double surely holds, or, of 19 digits, 64 bits. */
static int read_number(Cursor *c, Text *t) {
  const uint8_t *p = c->p;
  if (p < c->end && *p == '-') p++;
  if (p >= c->end || !is_digit(*p)) return 0;
  if (*p == '0' && p + 1 < c->end && is_digit(p[1])) return 0;
  while (p < c->end && is_digit(*p)) p++;
  int is_whole = *c->p != '-' && (p == c->end || (*p != '.' && lower(*p) != 'e'));
  if (p - c->p > 18 + is_whole) return 0;
  if (p < c->end && *p == '.') {
    if (++p >= c->end || !is_digit(*p)) return 0;
    while (p < c->end && is_digit(*p)) p++;
  }
  if (p < c->end && lower(*p) == 'e') {
    if (++p < c->end && (*p == '-' || *p == '+')) p++;
    const uint8_t *exponent = p;
    while (p < c->end && is_digit(*p)) p++;
    if (p == exponent || p - exponent > 2) return 0;
  }
  if (p - c->p > 40) return 0;
  t->at = c->p;
  t->size = (uint32_t)(p - c->p);
  c->p = p;
  return 1;
}

static int read_literal(Cursor *c) {
  static const char *const known[] = {"null", "true", "false"};
  for (int i = 0; i < 3; i++) {
    size_t size = i == 2 ? 5 : 4;
    if ((size_t)(c->end - c->p) >= size && !memcmp(c->p, known[i], size)) { c->p += size; return i + 1; }
  }
  return 0;
}

static int begins_trace(const uint8_t *p, const uint8_t *end) {
  return end - p >= 5 && !memcmp(p, "trace", 5);
}

/* Any value; in doubt where a text in it begins with "trace", if that is asked. */
static int skip_value(Cursor *c, int depth, int shuns_trace) {
  Text t;
  if (c->p >= c->end || depth > DEEPEST) return 0;
  switch (*c->p) {
    case '"':
      if (!read_text(c, &t)) return 0;
      if (shuns_trace && (begins_trace(t.at, c->end) || found_in(LIMIT_MEMBER, t.at, t.size))) return 0;
      if (shuns_trace && t.has_escape)
        for (uint32_t i = 0; i + 7 <= t.size; i++)
          if (t.at[i] == '\\' && t.at[i + 1] == '"' && begins_trace(t.at + i + 2, c->end)) return 0;
      return 1;
    case '{':
    case '[': {
      int is_object = *c->p++ == '{';
      uint8_t closing = is_object ? '}' : ']';
      skip_space(c);
      if (c->p < c->end && *c->p == closing) { c->p++; return 1; }
      for (;;) {
        skip_space(c);
        if (is_object) {
          if (c->p >= c->end || *c->p != '"' || !skip_value(c, depth + 1, shuns_trace)) return 0;
          skip_space(c);
          if (c->p >= c->end || *c->p++ != ':') return 0;
          skip_space(c);
        }
        if (!skip_value(c, depth + 1, shuns_trace)) return 0;
        skip_space(c);
        if (c->p >= c->end) return 0;
        uint8_t next = *c->p++;
        if (next == closing) return 1;
        if (next != ',') return 0;
      }
    }
    case 't': case 'f': case 'n': return read_literal(c);
    default: return read_number(c, &t);
  }
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

/* Up to 18 digits, all of a text. */
static int digits_of(const uint8_t *p, uint32_t size, int64_t *value) {
  if (!size || size > 18) return 0;
  int64_t v = 0;
  for (uint32_t i = 0; i < size; i++) {
    if (!is_digit(p[i])) return 0;
    v = v * 10 + (p[i] - '0');
  }
  *value = v;
  return 1;
}

/* A quotient as the double that is nearest: 53 bits of it, one that says whether more than half is left, one whether any. */
static double quotient_of(uint64_t value, uint64_t tens) {
  uint64_t bits = value / tens, left = value % tens;
  int64_t halvings = 0;
  if (!value) return 0;
  for (; bits < 1ull << 54; halvings++) {
    left <<= 1;
    bits = bits << 1 | (left >= tens);
    if (left >= tens) left -= tens;
  }
  bits |= left > 0;
  bits = (bits >> 2) + ((bits & 2) && (bits & 5));
  uint64_t power = (uint64_t)(1023 - (halvings - 2)) << 52;
  double scale;
  memcpy(&scale, &power, 8);
  return (double)bits * scale;
}

/* A decimal as the double that is nearest to it: at most 15 digits need but one division. */
static int decimal_of(const Text *t, double *value) {
  uint64_t v = 0, tens = 1;
  uint32_t digits = 0, after = 0;
  int is_after = 0;
  for (uint32_t i = 0; i < t->size; i++) {
    if (t->at[i] == '.') { is_after = 1; continue; }
    if (!is_digit(t->at[i])) return 0;
    v = v * 10 + (uint64_t)(t->at[i] - '0');
    digits += v > 0;
    after += (uint32_t)is_after;
    if (digits > 18 || after > 18) return 0;
  }
  for (uint32_t i = 0; i < after; i++) tens *= 10;
  if (digits > 15 && v / tens >= 1ull << 54) return 0;
  *value = digits > 15 ? quotient_of(v, tens) : (double)v / (double)tens;
  return 1;
}

/* As DuckDB rounds half away from zero, to six digits. */
static double rounded(double value) {
  double scaled = value * 1e6, whole = __builtin_floor(scaled);
  return (scaled - whole >= 0.5 ? whole + 1 : whole) / 1e6;
}

/* A decimal, as a text that no line's syntax has checked. */
static int seconds_of(const Text *t, double *value) {
  uint32_t points = 0;
  for (uint32_t i = 0; i < t->size; i++) points += t->at[i] == '.';
  return t->size && points < 2 && is_digit(t->at[0]) && is_digit(t->at[t->size - 1]) && decimal_of(t, value);
}
