/* Names that a line's members may have, and words that make a text suspicious. Part of look.c. */

/* Names and words, as Python has them from where SQL has them: see Look in __init__.py. */
enum { WORD, FIELD, CREDENTIAL, CODE, TELLING, TELLING_HEADER, LIMIT_MEMBER, OUTER_CODE, TRACE, ANSWERS, REPORT, SIGNATURE, PARAMETER, MAPPED, PART, GONE, HEADER, KINDS };
typedef struct { const uint8_t *at; uint32_t size; int32_t role; } Name;
static uint8_t names_text[1 << 16];
static uint32_t names_size;
static Name names[KINDS][MOST_WORDS];
static uint32_t names_count[KINDS];
static uint32_t beginnings[1 << 13]; /* a bit for each three bytes, by class, that a word may begin with, … */
static uint16_t word_of[1 << 18], next_word[MOST_WORDS + 1]; /* … and the words that do, numbered from 1, … */
static uint32_t fourths[1 << 11]; /* … a bit for each four bytes, hashed, that those begin with, or may stand before, … */
static uint16_t short_words; /* … but for those of less than three bytes, … */
static uint64_t short_beginnings; /* … which begin with a byte of these classes */
static uint16_t of_size[KINDS][64], next_of_size[KINDS][MOST_WORDS + 1]; /* names by size, numbered from 1 */

#define FOUR(f, c) f(c), f(c + 1), f(c + 2), f(c + 3)
#define SIXTEEN(f, c) FOUR(f, c), FOUR(f, c + 4), FOUR(f, c + 8), FOUR(f, c + 12)
#define SIXTY_FOUR(f, c) SIXTEEN(f, c), SIXTEEN(f, c + 16), SIXTEEN(f, c + 32), SIXTEEN(f, c + 48)
#define EACH_BYTE(f) {SIXTY_FOUR(f, 0), SIXTY_FOUR(f, 64), SIXTY_FOUR(f, 128), SIXTY_FOUR(f, 192)}
#define IS_LOWER_HEX(c) (((c) >= '0' && (c) <= '9') || ((c) >= 'a' && (c) <= 'f'))
#define IN_LOWER_CASE(c) ((c) >= 'A' && (c) <= 'Z' ? (c) | 32 : (c))
#define IS_LETTER(c) (IN_LOWER_CASE(c) >= 'a' && IN_LOWER_CASE(c) <= 'z')
#define IS_OF_WORDS(c) (IS_LETTER(c) || ((c) >= '0' && (c) <= '9') || (c) == '_' || (c) == '-')
#define CLASS(c) (IS_LETTER(c) ? IN_LOWER_CASE(c) - 96 : (c) >= '0' && (c) <= '9' ? (c) - 21 : (c) >= ' ' && (c) < '0' ? (c) + 5 : \
                  (c) > '9' && (c) < 'A' ? (c) - 5 : (c) == '_' ? 60 : (c) == '|' || (c) == '~' ? 61 : (c) == '\\' ? 62 : (c) ? 63 : 0)
static const uint8_t in_lower_case[256] = EACH_BYTE(IN_LOWER_CASE), of_words[256] = EACH_BYTE(IS_OF_WORDS), of_hex[256] = EACH_BYTE(IS_LOWER_HEX);
static const uint8_t class_of[256] = EACH_BYTE(CLASS); /* below 64, whatever the case */

static uint8_t lower(uint8_t c) { return in_lower_case[c]; }

static uint32_t and_class(uint32_t classes, uint8_t c) { return (classes << 6 | class_of[c]) & 0x3ffff; }
static void mark(uint32_t classes) { beginnings[classes >> 5] |= 1u << (classes & 31); }
static uint32_t fourth_at(uint32_t classes, uint32_t next) { return (classes << 6 | next) * 0x9E3779B1u >> 16; }

/* What may follow the first three bytes of a word. */
static void mark_fourth(uint32_t classes, const Name *w) {
  for (uint32_t next = 0; next < 64; next++) {
    uint32_t at = fourth_at(classes, next);
    if (w->size == 3 || next == class_of[w->at[3]]) fourths[at >> 5] |= 1u << (at & 31);
  }
}

static void add_word(uint16_t number) {
  const Name *w = &names[WORD][number - 1];
  uint32_t classes = 0, open = w->size < 3 ? 6 * (3 - w->size) : 0;
  for (uint32_t i = 0; i < w->size && i < 3; i++) classes = and_class(classes, w->at[i]);
  for (uint32_t rest = 0; rest < 1u << open; rest++) mark(classes << open | rest);
  if (open) short_beginnings |= 1ull << class_of[w->at[0]];
  else mark_fourth(classes, w);
  uint16_t *list = open ? &short_words : &word_of[classes];
  next_word[number] = *list;
  *list = number;
}

static int add_name(int32_t kind, int32_t role, const uint8_t *p, uint32_t size) {
  if (!size || size > sizeof names_text - names_size || names_count[kind] == MOST_WORDS) return 0;
  if (kind == GONE && size > MOST_GONE) return 0;
  uint8_t *kept = names_text + names_size;
  memcpy(kept, p, size);
  names_size += size;
  names[kind][names_count[kind]++] = (Name){kept, size, role};
  next_of_size[kind][names_count[kind]] = of_size[kind][size & 63];
  of_size[kind][size & 63] = (uint16_t)names_count[kind];
  if (kind == WORD) add_word((uint16_t)names_count[WORD]);
  return 1;
}

/* Names of one kind: their texts one behind another, the ends of these, and the role of each. */
SHOWN(name) int32_t name(int32_t kind, uint32_t count) {
  if (kind < 0 || kind >= KINDS || count > MOST_LINES) return 0;
  for (uint32_t i = 0; i < count; i++)
    if (!add_name(kind, shapes[i], text + ends[i], (uint32_t)(ends[i + 1] - ends[i]))) return 0;
  return 1;
}

static int same_but_case(const uint8_t *p, const Name *n) {
  for (uint32_t i = 0; i < n->size; i++)
    if (lower(p[i]) != n->at[i]) return 0;
  return 1;
}

/* Whether a text is a word, whatever its case. */
static int is_same(const uint8_t *p, uint32_t size, const char *word, uint32_t word_size) {
  return size == word_size && same_but_case(p, &(Name){(const uint8_t *)word, word_size, 0});
}

/* The name that a text is, whatever its case. */
static const Name *found_in(int kind, const uint8_t *p, uint32_t size) {
  for (uint32_t n = of_size[kind][size & 63]; n; n = next_of_size[kind][n]) {
    const Name *known = &names[kind][n - 1];
    if (known->size == size && same_but_case(p, known)) return known;
  }
  return NULL;
}

static int is_word(uint8_t c) { return of_words[c]; }

/* Whether so many word bytes follow one another: any that do hold every so many-th byte. */
static int has_run(const uint8_t *p, uint32_t size, uint32_t most) {
  for (uint32_t from = 0; from + most <= size;) {
    uint32_t at = from + most;
    while (at > from && is_word(p[at - 1])) at--;
    if (at == from) return 1;
    from = at;
  }
  return 0;
}

/* Whether a word may begin there; what is encoded before it may end one. */
static int may_begin(const uint8_t *from, const uint8_t *p) {
  if (p == from || !(is_word(p[-1]) && p[-1] != '-')) return 1;
  for (int n = 1; n <= 6 && p - n >= from; n++)
    if (p[-n] == '%' || p[-n] == '\\') return 1;
  return 0;
}

/* Whether one of the words of a list, of which some have to begin one, is there. */
static int is_any(uint16_t list, const uint8_t *from, const uint8_t *p, const uint8_t *end) {
  for (uint32_t n = list; n; n = next_word[n]) {
    const Name *w = &names[WORD][n - 1];
    if (p + w->size <= end && same_but_case(p, w) && (!w->role || may_begin(from, p))) return 1;
  }
  return 0;
}

/* Whether a word is where bytes of these classes are, with which some word begins. */
static int is_word_at(uint32_t classes, const uint8_t *from, const uint8_t *p, const uint8_t *end) {
  uint32_t at = fourth_at(classes, end - p > 3 ? class_of[p[3]] : 0);
  if (fourths[at >> 5] >> (at & 31) & 1 && is_any(word_of[classes], from, p, end)) return 1;
  return short_beginnings >> class_of[*p] & 1 && is_any(short_words, from, p, end);
}

/* Whether a text holds one of the words, or anything as long as a token. */
static int is_suspicious(const uint8_t *p, uint32_t size) {
  if (!size) return 0;
  uint32_t classes = and_class(class_of[p[0]], size > 1 ? p[1] : 0);
  for (uint32_t i = 0; i < size; i++) {
    classes = and_class(classes, i + 2 < size ? p[i + 2] : 0);
    if (beginnings[classes >> 5] >> (classes & 31) & 1 && is_word_at(classes, p, p + i, p + size)) return 1;
  }
  return has_run(p, size, 40);
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
