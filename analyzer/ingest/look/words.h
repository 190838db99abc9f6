/* Names that a line's members may have, and words that make a text suspicious. Part of look.c. */

/* Names and words, as Python has them from where SQL has them: see Look in __init__.py. */
enum { WORD, FIELD, CREDENTIAL, CODE, TELLING, TELLING_HEADER, LIMIT_MEMBER, OUTER_CODE, TRACE, ANSWERS, REPORT, SIGNATURE, MAPPED, PART, KINDS };
typedef struct { const uint8_t *at; uint32_t size; int32_t role; } Name;
static uint8_t names_text[1 << 16];
static uint32_t names_size;
static Name names[KINDS][MOST_WORDS];
static uint32_t names_count[KINDS];
static uint32_t pairs[2048]; /* a bit for each pair of bytes that a word begins with, … */
static uint16_t word_of[65536], next_word[MOST_WORDS + 1]; /* … and the words that do, numbered from 1 */
static uint16_t of_size[KINDS][64], next_of_size[KINDS][MOST_WORDS + 1]; /* names by size, numbered from 1 */
static uint8_t singles[256]; /* words of one byte */

#define FOUR(f, c) f(c), f(c + 1), f(c + 2), f(c + 3)
#define SIXTEEN(f, c) FOUR(f, c), FOUR(f, c + 4), FOUR(f, c + 8), FOUR(f, c + 12)
#define SIXTY_FOUR(f, c) SIXTEEN(f, c), SIXTEEN(f, c + 16), SIXTEEN(f, c + 32), SIXTEEN(f, c + 48)
#define EACH_BYTE(f) {SIXTY_FOUR(f, 0), SIXTY_FOUR(f, 64), SIXTY_FOUR(f, 128), SIXTY_FOUR(f, 192)}
#define IN_LOWER_CASE(c) ((c) >= 'A' && (c) <= 'Z' ? (c) | 32 : (c))
#define IS_LETTER(c) (IN_LOWER_CASE(c) >= 'a' && IN_LOWER_CASE(c) <= 'z')
#define IS_OF_WORDS(c) (IS_LETTER(c) || ((c) >= '0' && (c) <= '9') || (c) == '_' || (c) == '-')
static const uint8_t in_lower_case[256] = EACH_BYTE(IN_LOWER_CASE), of_words[256] = EACH_BYTE(IS_OF_WORDS);

static uint8_t lower(uint8_t c) { return in_lower_case[c]; }

static int add_name(int32_t kind, int32_t role, const uint8_t *p, uint32_t size) {
  if (!size || size > sizeof names_text - names_size || names_count[kind] == MOST_WORDS) return 0;
  uint8_t *kept = names_text + names_size;
  memcpy(kept, p, size);
  names_size += size;
  names[kind][names_count[kind]++] = (Name){kept, size, role};
  next_of_size[kind][names_count[kind]] = of_size[kind][size & 63];
  of_size[kind][size & 63] = (uint16_t)names_count[kind];
  if (kind == WORD && size == 1) singles[kept[0]] = 1;
  if (kind == WORD && size > 1) {
    uint32_t pair = kept[0] << 8 | kept[1];
    pairs[pair >> 5] |= 1u << (pair & 31);
    next_word[names_count[WORD]] = word_of[pair];
    word_of[pair] = (uint16_t)names_count[WORD];
  }
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
