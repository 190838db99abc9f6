/* A look at lines of a log that decides nothing: it takes plain ones apart and numbers what repeats.
 *
 * A line is *plain* when every part of it is of the one form that is known here by heart; all else is
 * left alone, and goes to SQL as it stands. What texts mean (a URL's place, headers, a body) is not
 * told here either: each new one is numbered, SQL is asked about one line that has it, and lines with
 * the same numbers have the same answers. Compiled to WebAssembly it sees its own memory and nothing
 * else; no table grows beyond its bound. See __init__.py for what is made of it.
 */
#include <stddef.h>
#include <stdint.h>

#ifdef __wasm__
/* Without a C library: the compiler makes instructions of these where it can. */
#define SHOWN(name) __attribute__((export_name(#name)))
void *memcpy(void *to, const void *from, size_t size) {
  uint8_t *t = to;
  const uint8_t *f = from;
  while (size--) *t++ = *f++;
  return to;
}
void *memset(void *to, int value, size_t size) {
  uint8_t *t = to;
  while (size--) *t++ = (uint8_t)value;
  return to;
}
int memcmp(const void *a, const void *b, size_t size) {
  const uint8_t *x = a, *y = b;
  for (; size; size--, x++, y++)
    if (*x != *y) return *x - *y;
  return 0;
}
#else
#include <string.h>
#define SHOWN(name)
#endif

enum { MOST_LINES = 65536, MOST_BYTES = 32 << 20, MOST_SCRATCH = 4096, DEEPEST = 64, MOST_WORDS = 4096 };
static const double NONE = __builtin_nan("");

/* What is known of a line; offsets are into the text. In the order of the dtype in __init__.py. */
typedef struct { uint32_t at, size; } Span;
typedef struct {
  int64_t ts, request_bytes, response_bytes;
  double duration, quota, remaining, reset, retry;
  Span path, query, trace, request_id, headers, asked, answer;
  int32_t place, sender, body, client, address, method;
  int32_t status, attempt, tells_limits, unused;
} Row;

static uint8_t text[MOST_BYTES + 64], out[MOST_BYTES];
static int32_t ends[MOST_LINES + 1], chosen[MOST_LINES], offsets[MOST_LINES + 1];
static uint8_t is_plain[MOST_LINES];
static Row rows[MOST_LINES];

/* Texts by number: open addressing, at most so many texts and bytes; what does not fit is in doubt. */
enum { MOST_TEXTS = 1 << 16, MOST_TEXT_BYTES = 8 << 20, PROBES = 24 };
typedef struct {
  uint32_t slots[2 * MOST_TEXTS]; /* number + 1 */
  uint64_t hashes[MOST_TEXTS];
  uint32_t starts[MOST_TEXTS + 1];
  uint32_t count;
  uint8_t bytes[MOST_TEXT_BYTES];
} Texts;
enum { PLACES, SENDERS, BODIES, CLIENTS, ADDRESSES, METHODS, TABLES };
static Texts tables[TABLES];

static uint64_t load8(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }

static uint64_t hash_of(const uint8_t *p, uint32_t size) {
  uint64_t h = 0x9E3779B97F4A7C15ull ^ size;
  while (size >= 8) { h = (h ^ load8(p)) * 0xD6E8FEB86659FD93ull; h ^= h >> 32; p += 8; size -= 8; }
  uint64_t rest = 0;
  for (uint32_t i = 0; i < size; i++) rest |= (uint64_t)p[i] << (8 * i);
  h = (h ^ rest) * 0xD6E8FEB86659FD93ull;
  return h ^ (h >> 29);
}

static int32_t number_of(Texts *t, const uint8_t *p, uint32_t size) {
  uint64_t h = hash_of(p, size);
  for (uint32_t i = 0; i < PROBES; i++) {
    uint32_t *slot = &t->slots[(h + i) & (2 * MOST_TEXTS - 1)];
    if (!*slot) {
      uint32_t start = t->starts[t->count];
      if (t->count == MOST_TEXTS || size > MOST_TEXT_BYTES - start) return -1;
      memcpy(t->bytes + start, p, size);
      t->hashes[t->count] = h;
      *slot = ++t->count;
      t->starts[t->count] = start + size;
      return (int32_t)t->count - 1;
    }
    uint32_t n = *slot - 1, start = t->starts[n];
    if (t->hashes[n] == h && t->starts[n + 1] - start == size && !memcmp(t->bytes + start, p, size))
      return (int32_t)n;
  }
  return -1;
}

/* Names and words, as Python has them from where SQL has them: see Vocabulary in __init__.py. */
enum { WORD, FIELD, CREDENTIAL, CODE, TELLING, TELLING_HEADER, LIMIT_MEMBER, OUTER_CODE, KINDS };
typedef struct { const uint8_t *at; uint32_t size; int32_t role; } Name;
static uint8_t names_text[1 << 16];
static uint32_t names_size;
static Name names[KINDS][MOST_WORDS];
static uint32_t names_count[KINDS];
static uint32_t pairs[2048]; /* a bit for each pair of bytes that a word begins with, … */
static uint16_t word_of[65536], next_word[MOST_WORDS + 1]; /* … and the words that do, numbered from 1 */
static uint64_t sizes[KINDS]; /* a bit for each size that a name has */
static uint8_t singles[256]; /* words of one byte */

static uint8_t lower(uint8_t c) { return c >= 'A' && c <= 'Z' ? c | 32 : c; }

SHOWN(name) int32_t name(int32_t kind, int32_t role, uint32_t size) {
  if (kind < 0 || kind >= KINDS || !size || size > sizeof names_text - names_size) return 0;
  if (names_count[kind] == MOST_WORDS) return 0;
  uint8_t *kept = names_text + names_size;
  memcpy(kept, text, size);
  names_size += size;
  names[kind][names_count[kind]++] = (Name){kept, size, role};
  sizes[kind] |= 1ull << (size & 63);
  if (kind == WORD && size == 1) singles[kept[0]] = 1;
  if (kind == WORD && size > 1) {
    uint32_t pair = kept[0] << 8 | kept[1];
    pairs[pair >> 5] |= 1u << (pair & 31);
    next_word[names_count[WORD]] = word_of[pair];
    word_of[pair] = (uint16_t)names_count[WORD];
  }
  return 1;
}

static int same_but_case(const uint8_t *p, const Name *n) {
  for (uint32_t i = 0; i < n->size; i++)
    if (lower(p[i]) != n->at[i]) return 0;
  return 1;
}

/* The name that a text is, whatever its case. */
static const Name *found_in(int kind, const uint8_t *p, uint32_t size) {
  if (!(sizes[kind] >> (size & 63) & 1)) return NULL;
  for (uint32_t i = 0; i < names_count[kind]; i++)
    if (names[kind][i].size == size && same_but_case(p, &names[kind][i])) return &names[kind][i];
  return NULL;
}

static int is_word(uint8_t c) {
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-';
}


/* Whether a text holds one of the words, or anything as long as a token. */
static int is_suspicious(const uint8_t *p, uint32_t size) {
  uint32_t run = 0;
  uint8_t before = 0;
  for (uint32_t i = 0; i < size; i++) {
    uint8_t c = lower(p[i]);
    run = is_word(c) ? run + 1 : 0;
    if (run >= 40 || singles[c]) return 1;
    uint32_t pair = before << 8 | c;
    if (pairs[pair >> 5] >> (pair & 31) & 1)
      for (uint32_t n = word_of[pair]; n; n = next_word[n]) {
        const Name *w = &names[WORD][n - 1];
        if (w->size <= size - i + 1 && same_but_case(p + i - 1, w)) return 1;
      }
    before = c;
  }
  return 0;
}

/* The line being looked at. Functions give 0 where it is in doubt. */
typedef struct { const uint8_t *p, *end; } Cursor;
typedef struct { const uint8_t *at; uint32_t size; int has_escape, is_ascii; } Text;
typedef struct { uint8_t at[MOST_SCRATCH]; uint32_t size; } Scratch;
static Scratch place_key, sender_key, body_key;

static int add(Scratch *s, const uint8_t *p, size_t size) {
  if (size > MOST_SCRATCH - s->size) return 0;
  memcpy(s->at + s->size, p, size);
  s->size += (uint32_t)size;
  return 1;
}

static void skip_space(Cursor *c) {
  while (c->p < c->end && (*c->p == ' ' || *c->p == '\t')) c->p++;
}

static int is_hex(uint8_t c) { c = lower(c); return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/* At a quote: the text up to the next one. */
static int read_text(Cursor *c, Text *t) {
  const uint64_t ones = 0x0101010101010101ull, high = ones * 0x80;
  const uint8_t *p = c->p + 1;
  uint64_t seen = 0;
  t->at = p;
  t->has_escape = 0;
  for (;;) {
    while (p + 8 <= c->end) {
      uint64_t v = load8(p), quote = v ^ ones * '"', slash = v ^ ones * '\\';
      uint64_t found = ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((v - ones * 32) & ~v);
      if (found &= high) {
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
        if (lower(p[2]) == 'd' || (p[2] == '0' && p[3] == '0')) return 0; /* surrogates, ASCII */
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
  t->is_ascii = !(seen & high);
  c->p = p + 1;
  return 1;
}

static int is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

/* A number as RFC 8259 has it, that a double surely holds. */
static int read_number(Cursor *c, Text *t) {
  const uint8_t *p = c->p;
  if (p < c->end && *p == '-') p++;
  if (p >= c->end || !is_digit(*p)) return 0;
  if (*p == '0' && p + 1 < c->end && is_digit(p[1])) return 0;
  while (p < c->end && is_digit(*p)) p++;
  if (p - c->p > 18) return 0;
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

/* A decimal that a double holds as it is written: at most 15 digits, so one division rounds right. */
static int decimal_of(const Text *t, double *value) {
  static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  int64_t v = 0;
  uint32_t digits = 0, after = 0;
  int is_after = 0;
  for (uint32_t i = 0; i < t->size; i++) {
    if (t->at[i] == '.') { is_after = 1; continue; }
    if (!is_digit(t->at[i])) return 0;
    v = v * 10 + (t->at[i] - '0');
    after += is_after;
    if (++digits > 15) return 0;
  }
  *value = (double)v / tens[after];
  return 1;
}

static int two(const uint8_t *p, int64_t *value) { return digits_of(p, 2, value); }

/* Days since 1970 of a date of the Gregorian calendar (H. Hinnant, days_from_civil). */
static int64_t days_of(int64_t y, int64_t m, int64_t d) {
  y -= m <= 2;
  int64_t era = y / 400, yoe = y - era * 400;
  int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* Microseconds of the epoch of a date and a time of day, 1971 to 2198; offsets are east of UTC. */
typedef struct { int64_t y, m, d, h, min, s, us, offset_min; } Civil;
static int moment_of(const Civil *c, int64_t *ts) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (c->y < 1971 || c->y > 2198 || c->m < 1 || c->m > 12 || c->d < 1) return 0;
  if (c->h > 23 || c->min > 59 || c->s > 59) return 0;
  int is_leap = (c->y % 4 == 0 && c->y % 100 != 0) || c->y % 400 == 0;
  if (c->d > days[c->m - 1] + (c->m == 2 && is_leap)) return 0;
  int64_t minutes = c->h * 60 + c->min - c->offset_min;
  *ts = (days_of(c->y, c->m, c->d) * 86400 + minutes * 60 + c->s) * 1000000 + c->us;
  return 1;
}

/* RFC 3339 with at most six digits of a second. */
static int time_of(const Text *t, int64_t *ts) {
  const uint8_t *p = t->at, *end = p + t->size;
  Civil c = {0};
  int64_t oh = 0, om = 0;
  if (t->size < 20 || p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' || p[16] != ':') return 0;
  if (!digits_of(p, 4, &c.y) || !two(p + 5, &c.m) || !two(p + 8, &c.d) || !two(p + 11, &c.h) ||
      !two(p + 14, &c.min) || !two(p + 17, &c.s))
    return 0;
  p += 19;
  if (*p == '.') {
    int n = 0;
    for (p++; p < end && is_digit(*p); p++, n++) c.us = c.us * 10 + (*p - '0');
    if (!n || n > 6) return 0;
    for (; n < 6; n++) c.us *= 10;
  }
  if (p == end) return 0;
  int is_west = *p == '-';
  if (*p == 'Z') {
    if (p + 1 != end) return 0;
  } else {
    if ((*p != '+' && *p != '-') || end - p != 6 || p[3] != ':') return 0;
    if (!two(p + 1, &oh) || !two(p + 4, &om) || oh > 14 || om > 59) return 0;
  }
  c.offset_min = (is_west ? -1 : 1) * (oh * 60 + om);
  return moment_of(&c, ts);
}

/* "19/Nov/2026:10:00:01 +0800", as the common log has it. */
static int clf_time_of(const Text *t, int64_t *ts) {
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const uint8_t *p = t->at;
  Civil c = {0};
  int64_t oh, om;
  if (t->size != 26 || p[2] != '/' || p[6] != '/' || p[11] != ':' || p[14] != ':' || p[17] != ':') return 0;
  if (p[20] != ' ' || (p[21] != '+' && p[21] != '-')) return 0;
  while (c.m < 12 && memcmp(months + 3 * c.m, p + 3, 3)) c.m++;
  c.m++;
  if (!two(p, &c.d) || !digits_of(p + 7, 4, &c.y) || !two(p + 12, &c.h) || !two(p + 15, &c.min) ||
      !two(p + 18, &c.s) || !two(p + 22, &oh) || !two(p + 24, &om) || oh > 14 || om > 59)
    return 0;
  c.offset_min = (p[21] == '-' ? -1 : 1) * (oh * 60 + om);
  return moment_of(&c, ts);
}

/* Seconds or milliseconds of the epoch, whole or with a fraction that ends within microseconds. */
static int epoch_of(const Text *t, int64_t *ts) {
  uint32_t whole = 0;
  while (whole < t->size && t->at[whole] != '.') whole++;
  int64_t value, rest = 0;
  if ((whole != 10 && whole != 13) || !digits_of(t->at, whole, &value)) return 0;
  uint32_t room = whole == 10 ? 6 : 3, n = 0;
  if (whole < t->size) {
    n = t->size - whole - 1;
    if (n > room || !digits_of(t->at + whole + 1, n, &rest)) return 0;
  }
  for (uint32_t i = 0; i < room; i++) value *= 10;
  for (; n < room; n++) rest *= 10;
  *ts = value + rest;
  return value > 31536000000000 && value < 7226582400000000; /* 1971 to 2198 */
}

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

/* scheme://host/path?query: the place with its identifiers masked becomes the key. */
static int read_url(const Text *t, Row *row) {
  const uint8_t *p = t->at, *end = p + t->size;
  for (const uint8_t *q = p; q < end; q++)
    if (*q <= ' ' || *q > '~' || *q == '#') return 0;
  if (is_suspicious(t->at, t->size)) return 0;
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

static int is_plain_text(const Text *t) {
  if (t->has_escape || !t->is_ascii || !t->size) return 0;
  for (uint32_t i = 0; i < t->size; i++)
    if (t->at[i] <= ' ' || t->at[i] > '~') return 0;
  return 1;
}

/* A UUID, or an id of W3C's Trace Context, in lower case: words in it are chance (is_random_id of macros.sql). */
static int is_random_id(const uint8_t *p, uint32_t size) {
  if (size != 36 && size != 32) return 0;
  for (uint32_t i = 0; i < size; i++) {
    int is_dash = size == 36 && (i == 8 || i == 13 || i == 18 || i == 23);
    if (is_dash ? p[i] != '-' : !is_digit(p[i]) && !(p[i] >= 'a' && p[i] <= 'f')) return 0;
  }
  return 1;
}

/* An id as traces and requests have them, which holds no secret. */
static int read_id(Cursor *c, Span *id) {
  Text t;
  if (c->p >= c->end || *c->p != '"' || !read_text(c, &t)) return 0;
  if (!is_random_id(t.at, t.size) && (!is_plain_text(&t) || t.size > 40 || is_suspicious(t.at, t.size))) return 0;
  *id = (Span){(uint32_t)(t.at - text), t.size};
  return 1;
}

/* What the headers of a line told. */
enum { MOST_SECRETS = 4 };
typedef struct {
  Span request_id[2], trace_id[2], traceparent; /* of the answer, of the request */
  Span secrets[MOST_SECRETS];
  uint32_t secrets_count, seen;
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

enum { ID_REQUEST = 1, ID_TRACE, ID_PARENT, RETRY, LIMIT, REMAINING, RESET, TELLS, TIME_DEPENDENT };
static const struct { const char *name; uint32_t size; int role; } of_headers[] = {
  {"x-request-id", 12, ID_REQUEST}, {"x-trace-id", 10, ID_TRACE}, {"traceparent", 11, ID_PARENT},
  {"retry-after", 11, RETRY}, {"ratelimit", 9, TIME_DEPENDENT}, {"ratelimit-policy", 16, TIME_DEPENDENT},
  {"ratelimit-limit", 15, LIMIT}, {"x-ratelimit-limit", 17, LIMIT}, {"x-rate-limit-limit", 18, LIMIT},
  {"ratelimit-remaining", 19, REMAINING}, {"x-ratelimit-remaining", 21, REMAINING},
  {"x-rate-limit-remaining", 22, REMAINING}, {"ratelimit-reset", 15, RESET},
  {"x-ratelimit-limit-requests", 26, TELLS}, {"x-ratelimit-limit-tokens", 24, TELLS},
  {"x-ratelimit-reset", 17, RESET}, {"x-rate-limit-reset", 18, RESET},
};

static int role_of_header(const Text *name) {
  uint8_t first = lower(name->at[0]);
  if (first != 'x' && first != 'r' && first != 't') return 0;
  for (size_t i = 0; i < sizeof of_headers / sizeof *of_headers; i++)
    if (of_headers[i].size == name->size &&
        same_but_case(name->at, &(Name){(const uint8_t *)of_headers[i].name, name->size, 0}))
      return of_headers[i].role;
  return 0;
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

/* The key is all of it but the values of ids; SQL tells which header holds the credential. */
static int read_request_headers(Cursor *c, Headers *h) {
  const uint8_t *from = c->p++;
  Text name, value;
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (!more) return 0;
    if (more == 2) break;
    int role = role_of_header(&name);
    if (role >= ID_REQUEST && role <= ID_PARENT) {
      if (h->seen & 1u << (role + 8)) return 0;
      h->seen |= 1u << (role + 8);
      if (!add(&sender_key, from, (size_t)(c->p - from))) return 0;
      if (role == ID_REQUEST && !read_id(c, &h->request_id[1])) return 0;
      if (role == ID_TRACE && !read_id(c, &h->trace_id[1])) return 0;
      if (role == ID_PARENT &&
          (*c->p != '"' || !read_text(c, &value) || !trace_of_parent(&value, &h->traceparent)))
        return 0;
      from = c->p;
    } else if (found_in(CREDENTIAL, name.at, name.size)) {
      if (*c->p != '"' || !read_text(c, &value) || value.has_escape || !value.is_ascii) return 0;
      uint32_t start = value.size; /* its last word is part of every form of the credential */
      if (start && value.at[start - 1] <= ' ') return 0;
      while (start && value.at[start - 1] > ' ') start--;
      if (h->secrets_count == MOST_SECRETS) return 0;
      if (value.size > start)
        h->secrets[h->secrets_count++] = (Span){(uint32_t)(value.at + start - text), value.size - start};
    } else if (!skip_value(c, 1, 0)) {
      return 0;
    }
  }
  return add(&sender_key, from, (size_t)(c->p - from));
}

/* A header's number, as a text or bare, of at most so many digits. */
static int read_count(Cursor *c, uint32_t most, double *value) {
  Text t;
  int64_t number;
  if (*c->p == '"' ? !read_text(c, &t) : !read_number(c, &t)) return 0;
  if (t.size > most || !digits_of(t.at, t.size, &number)) return 0;
  *value = (double)number;
  return 1;
}

static int read_response_headers(Cursor *c, Headers *h, Row *row) {
  Text name;
  c->p++;
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (!more) return 0;
    if (more == 2) return 1;
    int role = role_of_header(&name);
    if (role && role != ID_PARENT && role != TELLS) {
      if (h->seen & 1u << role) return 0;
      h->seen |= 1u << role;
    }
    row->tells_limits |= role == TELLS ? 2 : role == LIMIT || role == REMAINING; /* 1: no more than the row has */
    int ok = role == ID_REQUEST ? read_id(c, &h->request_id[0])
           : role == ID_TRACE   ? read_id(c, &h->trace_id[0])
           : role == RETRY      ? read_count(c, 9, &row->retry)
           : role == LIMIT      ? read_count(c, 15, &row->quota)
           : role == REMAINING  ? read_count(c, 15, &row->remaining)
           : role == RESET      ? read_count(c, 8, &row->reset)
           : role == TELLS      ? *c->p != 'n' && skip_value(c, 1, 0)
           : role == TIME_DEPENDENT || found_in(TELLING_HEADER, name.at, name.size) ? 0
                                : skip_value(c, 1, 0);
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

/* Of a success what can tell that it is none: members that hold a code. Of a failure all of it. */
static int read_body(Cursor *c) {
  const uint8_t *from = c->p;
  Text name;
  if (*from != '{') {
    Text t;
    if (*from == '"') {
      if (!read_text(c, &t) || t.has_escape || (t.size && (t.at[0] == '{' || t.at[0] <= ' '))) return 0;
      if (t.size && t.at[0] == '[') return 0;
      return add(&body_key, (const uint8_t *)"text", 4);
    }
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
    if (begins_trace(name.at, c->end) || found_in(LIMIT_MEMBER, name.at, name.size) || found_in(TELLING, name.at, name.size)) return 0;
    const Name *code = found_in(CODE, name.at, name.size);
    const uint8_t *value = c->p;
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

static int holds(const uint8_t *p, uint32_t size, const uint8_t *part, uint32_t part_size) {
  for (uint32_t i = 0; i + part_size <= size; i++)
    if (p[i] == part[0] && !memcmp(p + i, part, part_size)) return 1;
  return 0;
}

enum {
  TS = 1, CLIENT, ADDRESS, VENDOR, METHOD, URL, STATUS, DURATION, REQUEST_BYTES, RESPONSE_BYTES,
  REQUEST_HEADERS, RESPONSE_HEADERS, REQUEST_BODY, RESPONSE_BODY, ATTEMPT, TRACE_ID, REQUEST_ID,
  PROTOCOL, NOT_PLAIN
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

typedef struct { Text client, vendor; Span trace_id, request_id; Headers headers; } Found;

static int read_field(Cursor *c, int role, Row *row, Found *f) {
  Text t;
  int64_t n;
  switch (role) {
    case TS:
      return *c->p == '"' ? read_text(c, &t) && time_of(&t, &row->ts) : read_number(c, &t) && epoch_of(&t, &row->ts);
    case CLIENT:
      return read_short(c, &f->client, 200) && !is_suspicious(f->client.at, f->client.size) &&
             (row->client = number_of(&tables[CLIENTS], f->client.at, f->client.size)) >= 0;
    case ADDRESS:
      return read_short(c, &t, 45) && number_address(&t, row);
    case VENDOR: return read_short(c, &f->vendor, 32) && !is_suspicious(f->vendor.at, f->vendor.size);
    case METHOD:
      if (!read_short(c, &t, 12) || is_suspicious(t.at, t.size)) return 0;
      for (uint32_t i = 0; i < t.size; i++)
        if (t.at[i] < 'A' || t.at[i] > 'Z') return 0;
      return (row->method = number_of(&tables[METHODS], t.at, t.size)) >= 0;
    case URL: return *c->p == '"' && read_text(c, &t) && t.size > 1 && is_plain_text(&t) && read_url(&t, row);
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
      if (!read_body(c)) return 0;
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
    case NOT_PLAIN: return 0;
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

/* Numbers for what SQL is asked once, when all of a line is known to be plain. */
static int numbers(Row *row, Found *f) {
  Headers *h = &f->headers;
  int is_failure = row->status < 200 || row->status > 399;
  Span answer_id = first(h->request_id[0], h->request_id[1]);
  row->trace = first(first(f->trace_id, h->traceparent), first(answer_id, first(h->trace_id[0], h->trace_id[1])));
  row->request_id = first(f->request_id, answer_id);
  if (!row->status || !row->path.size || shows_secret(f, row)) return 0;
  if (f->vendor.size && (!add(&place_key, (const uint8_t *)" ", 1) || !add(&place_key, f->vendor.at, f->vendor.size)))
    return 0;
  if ((row->place = number_of(&tables[PLACES], place_key.at, place_key.size)) < 0) return 0;
  if ((row->sender = number_of(&tables[SENDERS], sender_key.at, sender_key.size)) < 0) return 0;
  if (is_failure) { /* every byte of the body, the status, and who might see his credential in it */
    body_key.size = 0;
    if (row->answer.size > 1024 || !add(&body_key, text + row->answer.at, row->answer.size) ||
        !add(&body_key, (const uint8_t *)(row->retry == row->retry ? "+" : "-"), 1) ||
        !add(&body_key, (const uint8_t *)&row->status, 4) || !add(&body_key, (const uint8_t *)&row->sender, 4))
      return 0;
  }
  return (row->body = number_of(&tables[BODIES], body_key.at, body_key.size)) >= 0;
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

static void begin(Row *row, Found *f) {
  memset(f, 0, sizeof *f);
  memset(row, 0, sizeof *row);
  row->duration = row->quota = row->remaining = row->reset = row->retry = NONE;
  row->request_bytes = row->response_bytes = row->client = row->address = row->method = row->attempt = -1;
  place_key.size = sender_key.size = body_key.size = 0;
}

static int look_at_json(Cursor *c, Row *row) {
  Text name;
  uint32_t position = 0;
  Found f;
  uint64_t seen = 0;
  begin(row, &f);
  if (c->p >= c->end || *c->p++ != '{') return 0;
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (!more) return 0;
    if (more == 2) break;
    const Name *known = field_at(position++, &name);
    if (!known) {
      if (!skip_value(c, 1, 0)) return 0;
      continue;
    }
    if (memcmp(known->at, name.at, name.size) || seen >> known->role & 1) return 0;
    if (known->role != NOT_PLAIN) seen |= 1ull << known->role;
    if (*c->p == 'n') {
      if (read_literal(c) != 1) return 0;
    } else if (!read_field(c, known->role, row, &f)) {
      return 0;
    }
  }
  skip_space(c);
  return c->p == c->end && row->ts && numbers(row, &f);
}

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

static int read_address(Cursor *c, Row *row) {
  Text t;
  uint32_t dot = 0;
  if (!read_until(c, ' ', &t) || t.size > 45 || !is_digit(t.at[0])) return 0;
  for (uint32_t i = 0; i < t.size; i++) {
    if (!is_digit(t.at[i]) && t.at[i] != '.') return 0;
    if (!dot && t.at[i] == '.') dot = i;
  }
  return dot && dot + 1 < t.size && number_address(&t, row);
}

static int read_user(Cursor *c) {
  Text t;
  if (!read_until(c, ' ', &t)) return 0;
  for (uint32_t i = 0; i < t.size; i++)
    if (!is_word(t.at[i]) && t.at[i] != '.' && t.at[i] != '@') return 0;
  return 1;
}

/* `address - user [time] "GET target HTTP/1.1" status bytes`, and what combined has after it. */
static int look_at_access(Cursor *c, Row *row, int has_tail) {
  Text t;
  Found f;
  int64_t n;
  begin(row, &f);
  if (!read_address(c, row) || !passes(c, "- ") || !read_user(c)) return 0;
  if (!passes(c, "[") || !read_until(c, ']', &t) || !clf_time_of(&t, &row->ts)) return 0;
  if (!passes(c, " \"") || !read_until(c, ' ', &t)) return 0;
  if (!is_one_of(&t, "GET\0POST\0PUT\0DELETE\0PATCH\0HEAD\0OPTIONS\0")) return 0;
  if ((row->method = number_of(&tables[METHODS], t.at, t.size)) < 0) return 0;
  if (!read_until(c, ' ', &t) || t.size < 2 || !read_url(&t, row)) return 0;
  if (!read_until(c, '"', &t) || !is_one_of(&t, "HTTP/1.1\0HTTP/1.0\0HTTP/2.0\0")) return 0;
  if (!passes(c, " ") || !read_until(c, ' ', &t) || t.size != 3 || !digits_of(t.at, 3, &n) || n < 100) return 0;
  row->status = (int32_t)n;
  const uint8_t *bytes = c->p;
  while (c->p < c->end && is_digit(*c->p)) c->p++;
  uint32_t size = (uint32_t)(c->p - bytes);
  if (size ? size > 15 || !digits_of(bytes, size, &row->response_bytes) : !passes(c, "-")) return 0;
  return (c->p == c->end || (has_tail && passes_tail(c))) && numbers(row, &f);
}

enum { CANONICAL, COMMON, COMBINED };

SHOWN(look) int32_t look(uint32_t lines, int32_t form) {
  int32_t plain = 0;
  if (lines > MOST_LINES) return -1;
  for (uint32_t i = 0; i < lines; i++) {
    Cursor c = {text + ends[i], text + ends[i + 1]};
    if (c.end > c.p && c.end[-1] == '\n') c.end--;
    int ok = form == CANONICAL ? look_at_json(&c, &rows[i]) : look_at_access(&c, &rows[i], form == COMBINED);
    plain += is_plain[i] = (uint8_t)ok;
  }
  return plain;
}

/* A column of the chosen rows as Arrow has texts: offsets, and bytes. In lower case, and without
 * dashes, where that is asked. */
SHOWN(gather) uint32_t gather(uint32_t count, uint32_t column, int32_t in_lower, int32_t without_dashes) {
  uint32_t size = 0;
  for (uint32_t i = 0; i < count && i < MOST_LINES; i++) {
    offsets[i] = (int32_t)size;
    Span s = (&rows[chosen[i]].path)[column];
    if (!in_lower) {
      memcpy(out + size, text + s.at, s.size);
      size += s.size;
    } else {
      for (uint32_t n = 0; n < s.size; n++)
        if (!without_dashes || text[s.at + n] != '-') out[size++] = lower(text[s.at + n]);
    }
  }
  offsets[count] = (int32_t)size;
  return size;
}

SHOWN(texts_of) uint32_t texts_of(uint32_t table) { return table < TABLES ? tables[table].count : 0; }
SHOWN(starts_at) uint32_t *starts_at(uint32_t table) { return tables[table].starts; }
SHOWN(bytes_at) uint8_t *bytes_at(uint32_t table) { return tables[table].bytes; }
SHOWN(text_at) uint8_t *text_at(void) { return text; }
SHOWN(ends_at) int32_t *ends_at(void) { return ends; }
SHOWN(chosen_at) int32_t *chosen_at(void) { return chosen; }
SHOWN(plain_at) uint8_t *plain_at(void) { return is_plain; }
SHOWN(rows_at) Row *rows_at(void) { return rows; }
SHOWN(out_at) uint8_t *out_at(void) { return out; }
SHOWN(offsets_at) int32_t *offsets_at(void) { return offsets; }
