/* Texts that come again are numbered, in tables of bounded size. Part of look.c. */

/* Texts by number: open addressing, at most so many texts and bytes; what does not fit is in doubt. */
enum { MOST_TEXTS = 1 << 16, MOST_TEXT_BYTES = 8 << 20, PROBES = 24 };
typedef struct {
  uint32_t slots[2 * MOST_TEXTS]; /* number + 1 */
  uint64_t hashes[MOST_TEXTS];
  uint32_t starts[MOST_TEXTS + 1];
  uint32_t count;
  uint8_t bytes[MOST_TEXT_BYTES];
} Texts;
enum { PLACES, SENDERS, BODIES, CLIENTS, ADDRESSES, METHODS, SHAPES, KEYS, TABLES };
static Texts tables[TABLES];

static uint64_t load8(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }

static const uint64_t EACH = 0x0101010101010101ull, HIGH = 0x8080808080808080ull; /* a one in each byte; its highest bit */

/* Whether no byte of a text is beyond `~`, and none before `least`, eight at a time. */
static int is_between(uint8_t least, const uint8_t *p, uint32_t size) {
  for (; size >= 8; size -= 8, p += 8) {
    uint64_t v = load8(p);
    if (((v + EACH) | v | ((v - EACH * least) & ~v)) & HIGH) return 0;
  }
  for (; size; size--, p++)
    if (*p < least || *p > '~') return 0;
  return 1;
}

static int has_byte(uint8_t byte, const uint8_t *p, uint32_t size) {
  for (; size >= 8; size -= 8, p += 8) {
    uint64_t v = load8(p) ^ EACH * byte;
    if ((v - EACH) & ~v & HIGH) return 1;
  }
  for (; size; size--, p++)
    if (*p == byte) return 1;
  return 0;
}

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
