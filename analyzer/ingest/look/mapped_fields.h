/* What the fields of a line say that are told by a table, of JSON or of pairs: see analyzer/mapping/plain_fields.py. Part of look.c. */

/* In the order of SLOTS in module.py. */
enum {
  PASSED, REFUSED, KEYED, STARTED, FINISHED, ENDED, TOOK, OF_METHOD, OF_LINE, OF_URL, OF_PATH, OF_QUERY, OF_STATUS,
  OF_CLIENT, OF_ADDRESS, OF_REQUEST_BYTES, OF_RESPONSE_BYTES, OF_REQUEST_HEADERS, OF_RESPONSE_HEADERS, OF_REQUEST_BODY,
  OF_RESPONSE_BODY, OF_ATTEMPT, OF_TRACE, OF_REQUEST_ID, STARTED_NS, ENDED_NS, OF_KIND, BEGAN, WAS_OVER, OF_DATE, OF_TIME, SLOTS
};
/* What a field's role says, as module.py packs it. */
enum { SLOT_BITS = 31, RANK_AT = 5, RANK_BITS = 127, UNIT_AT = 12, UNIT_BITS = 3, IS_OBJECT = 1 << 14, IS_OF_PART = 1 << 15, ID_AT = 16, MAY_BE_OTHER = 1 << 22, IS_ATTRIBUTES = 1 << 23, MAY_HOLD_CODE = 1 << 24, ONLY_MEMBERS = 1 << 25, ONLY_JSON = 1 << 26, S_OR_MS = 1 << 27, IS_NEEDED = 1 << 28, MAY_NAME_TARGET = 1 << 29, MAY_BE_CLIENT = 1 << 30 };
static const double units_ms[] = {1.0, 1000.0, 0.001, 0.000001};
enum { MOST_PATH = 256, MOST_KEYED = 200 };

/* Of each slot the value that comes first, of those that are any: JSON, or a text of so many bytes as it stands. */
typedef struct {
  const uint8_t *at[SLOTS], *end;
  uint32_t size[SLOTS];
  int32_t role[SLOTS], rank[SLOTS];
  uint32_t durations, position, is_closed, lacks_method; /* durations of the whole exchange; how many members were met */
  uint64_t seen;
  uint8_t path[MOST_PATH];
} Mapped;

/* The field of a path: most lines have the same ones in the same order. */
static const Name *mapped_at(Mapped *m, uint32_t size) {
  static const Name *before[64];
  uint32_t position = m->position++;
  const Name *was = position < 64 ? before[position] : NULL;
  if (was && was->size == size && !memcmp(was->at, m->path, size)) return was;
  for (uint32_t n = of_size[MAPPED][size & 63]; n; n = next_of_size[MAPPED][n]) {
    const Name *known = &names[MAPPED][n - 1];
    if (known->size != size || memcmp(known->at, m->path, size)) continue;
    if (position < 64) before[position] = known;
    return known;
  }
  return NULL;
}

/* A null, how logs write that there is nothing, or what cannot be the text that it would have to be. */
static int is_absent(const uint8_t *p, const uint8_t *end, int slot) {
  if (*p == 'n') return 1;
  if (*p == '{' || *p == '[') return (slot >= OF_METHOD && slot <= OF_STATUS && slot != OF_LINE) || (*p == '{' && slot == OF_ADDRESS);
  if (*p != '"') return 0;
  return p[1] == '"' || (p + 2 < end && p[1] == '-' && p[2] == '"');
}

/* The address that a text is, or begins with: of IPv4 before a port or another one, of IPv6 in brackets. */
static int address_in(const Text *t, Text *address) {
  uint32_t dots = 0, colons = 0, digits = 0, i = t->at[0] == '[';
  *address = (Text){t->at + i, 0, 0, 1};
  for (; i < t->size && (t->at[i] == '.' || is_digit(t->at[i])); i++) {
    if (t->at[i] == '.' ? !digits : digits == 3) break;
    dots += t->at[i] == '.';
    digits = t->at[i] == '.' ? 0 : digits + 1;
  }
  address->size = (uint32_t)(t->at + i - address->at);
  if (dots == 3 && digits) return t->at[0] != '[' && (i == t->size || t->at[i] == ':' || t->at[i] == ',');
  if (dots) return 0;
  for (; i < t->size && (t->at[i] == ':' || is_hex(t->at[i])); i++) colons += t->at[i] == ':';
  address->size = (uint32_t)(t->at + i - address->at);
  if (colons < 2 || address->size > 39) return 0;
  return t->at[0] == '[' ? i < t->size && t->at[i] == ']' : i == t->size;
}

/* Nothing that an address may stand at the beginning of. */
static int is_name(const Text *t) {
  for (uint32_t i = 0; i < t->size; i++)
    if (t->at[i] == ':') return 0;
  return t->size && !is_digit(t->at[0]) && t->at[0] != '[';
}

/* What is of a client may be its name; of several such fields the first is taken. */
static int tell_caller(const Text *t, int32_t role, int *slot, int *rank) {
  Text address;
  if (!is_plain_text(t)) return 0;
  if (!is_name(t)) return address_in(t, &address);
  *slot = OF_CLIENT;
  *rank = RANK_BITS - (role >> UNIT_AT & UNIT_BITS);
  return 1;
}

/* … and so may be what else is a duration, if it is no decimal and nothing that is one in words. */
static int tell_timer(const Text *t, int *slot, int *rank) {
  static const struct { const char *at; uint32_t size; } words[] = {{"inf", 3}, {"nan", 3}, {"pt", 2}};
  uint8_t first = lower(*t->at);
  double value;
  if (!is_plain_text(t)) return 0;
  if (is_digit(first)) return seconds_of(t, &value) && value <= 1e9;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (t->size >= words[i].size && is_same(t->at, words[i].size, words[i].at, words[i].size)) return 0;
  *slot = OF_CLIENT;
  *rank = RANK_BITS;
  return is_name(t) && first >= 'a' && first <= 'z';
}

/* What a value says that SQL is asked for each is part of the key. */
static int add_keyed(int32_t role, const uint8_t *value, size_t size) {
  uint8_t mark[2] = {3, (uint8_t)(role >> ID_AT)};
  return size <= MOST_KEYED && add(&place_key, mark, 2) && add(&place_key, value, size);
}

/* Whether a value may hold a vendor's answer: an object within it, or a code, of whose digits there are as many as
 * vendor_code.py says. */
static int holds_code(const uint8_t *p, const uint8_t *end) {
  int digits = 0, least = 4;
  for (; p < end; p++) {
    if (*p == '{' || (*p == '\\' && p + 1 < end && p[1] == 'u')) return 1;
    if (!is_digit(*p)) {
      digits = 0;
      least = *p == '_' ? 3 : 4;
    } else if (++digits == least) {
      return 1;
    }
  }
  return 0;
}

/* A field comes once in a line. */
static int is_fresh(Mapped *m, int32_t role) {
  uint64_t bit = 1ull << (role >> ID_AT & 63);
  if (m->seen & bit) return 0;
  m->seen |= bit;
  return 1;
}

static int note_value(Mapped *m, int slot, int32_t role, int rank, const uint8_t *value, uint32_t size) {
  m->durations += slot == TOOK && !(role & IS_OF_PART);
  if (!m->at[slot] || rank < m->rank[slot]) {
    m->at[slot] = value;
    m->size[slot] = size;
    m->role[slot] = role;
    m->rank[slot] = rank;
  }
  return 1;
}

static int begins_json(const uint8_t *p) { return *p == '{' || *p == '['; }

/* A page, by a bracket that may be written as an escape. */
static int may_begin_page(const uint8_t *p) { return *p == '<' || *p == '\\'; }

static int note_members(Cursor *c, Mapped *m, uint32_t prefix, int depth);
static int note_attributes(Cursor *c, Mapped *m, uint32_t prefix, int depth);

static int note_member(Cursor *c, Mapped *m, int32_t role, uint32_t path_size, int depth) {
  const uint8_t *value = c->p;
  int slot = role & SLOT_BITS, rank = role >> RANK_AT & RANK_BITS;
  if (slot == REFUSED && !(role & ONLY_MEMBERS && *value == '{')) return read_literal(c) == 1;
  if ((slot != PASSED || role & (IS_OBJECT | IS_ATTRIBUTES)) && !is_fresh(m, role)) return 0;
  int holds_fields = *value == '{' ? role & IS_OBJECT : *value == '[' && role & IS_ATTRIBUTES;
  if (holds_fields) {
    if (path_size + 1 > MOST_PATH) return 0;
    m->path[path_size] = 1;
    int ok = *value == '{' ? note_members(c, m, path_size + 1, depth + 1) : note_attributes(c, m, path_size + 1, depth + 1);
    if (!ok) return 0;
  } else if (!skip_value(c, depth, 0)) {
    return 0;
  }
  if (slot == OF_ADDRESS && role & MAY_BE_OTHER) {
    Cursor again = {value, c->p};
    Text t;
    if (*value == '{') return 0;
    if (!is_absent(value, c->end, slot) && (*value != '"' || !read_text(&again, &t) || !tell_caller(&t, role, &slot, &rank))) return 0;
  }
  if (role & MAY_BE_CLIENT && *value == '"' && !is_absent(value, c->end, slot)) {
    Cursor again = {value, c->p};
    Text t;
    if (!read_text(&again, &t) || !tell_timer(&t, &slot, &rank)) return 0;
  }
  if (role & MAY_HOLD_CODE && !holds_fields && holds_code(value, c->p)) return 0;
  if (slot == KEYED) return *value == 'n' || add_keyed(role, value, (size_t)(c->p - value));
  if (slot == PASSED || slot == REFUSED || is_absent(value, c->end, slot)) return !(m->is_closed && slot >= STARTED && begins_json(value));
  const uint8_t *beginning = value + (*value == '"');
  if (role & ONLY_JSON && !begins_json(beginning)) return !may_begin_page(beginning);
  return note_value(m, slot, role, rank, value, 0);
}

static int note_members(Cursor *c, Mapped *m, uint32_t prefix, int depth) {
  Text name;
  if (depth > DEEPEST) return 0;
  c->p++;
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (more != 1) return more == 2;
    if (prefix + name.size > MOST_PATH) return 0;
    memcpy(m->path + prefix, name.at, name.size);
    const Name *field = mapped_at(m, prefix + name.size);
    if (!field ? !m->is_closed || !skip_value(c, depth, 0) : !note_member(c, m, field->role, prefix + name.size, depth)) return 0;
  }
}

/* At what stands before it: a text. */
static int passes_to_text(Cursor *c, const char *before, Text *t) {
  for (; *before; before++) {
    skip_space(c);
    if (c->p >= c->end || *c->p++ != (uint8_t)*before) return 0;
  }
  skip_space(c);
  return c->p < c->end && *c->p == '"' && read_text(c, t) && !t->has_escape && t->is_ascii && t->size;
}

/* Whether an attribute may tell what was sent or answered, or a vendor's code, by its name (span_answers.py). */
static int tells_more(const Text *name, const uint8_t *value, const uint8_t *end) {
  static const struct { const char *name; uint32_t size; } ends[] = {
    {"code", 4}, {"type", 4}, {"error", 5}, {"message", 7}, {"msg", 3}, {"description", 11},
  };
  if (name->size >= 7 && !memcmp(name->at, "http.re", 7)) return 1;
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    uint32_t size = ends[i].size;
    if (name->size >= size && is_same(name->at + name->size - size, size, ends[i].name, size)) return holds_code(value, end);
  }
  return 0;
}

/* At an attribute's value: the field of its key takes a text or a number. */
static int note_attribute(Cursor *c, Mapped *m, const Text *name, uint32_t path_size, const Text *type, int depth) {
  if (c->p >= c->end || *c->p == '{' || *c->p == '[' || *c->p == 'n') return 0;
  if (!is_one_of(type, "stringValue\0intValue\0doubleValue\0boolValue\0")) return 0;
  const Name *field = mapped_at(m, path_size);
  const uint8_t *value = c->p;
  if (!field) return skip_value(c, depth, 0) && !tells_more(name, value, c->p);
  int is_told = (field->role & SLOT_BITS) != PASSED;
  if (is_told && (!is_one_of(type, "stringValue\0intValue\0") || is_absent(c->p, c->end, KEYED))) return 0;
  return (!is_told || *c->p == '"' || is_digit(*c->p)) && note_member(c, m, field->role, path_size, depth);
}

/* `[{"key":"url.full","value":{"stringValue":"…"}}, …]`, as OTLP/JSON has them. */
static int note_attributes(Cursor *c, Mapped *m, uint32_t prefix, int depth) {
  Text word, name, type;
  const char *opening = "{";
  c->p++;
  skip_space(c);
  if (c->p < c->end && *c->p == ']') { c->p++; return 1; }
  for (;; opening = ",{") {
    if (!passes_to_text(c, opening, &word) || !is_one_of(&word, "key\0")) return 0;
    if (!passes_to_text(c, ":", &name) || prefix + name.size > MOST_PATH) return 0;
    if (!passes_to_text(c, ",", &word) || !is_one_of(&word, "value\0") || !passes_to_text(c, ":{", &type)) return 0;
    skip_space(c);
    if (c->p >= c->end || *c->p++ != ':') return 0;
    skip_space(c);
    memcpy(m->path + prefix, name.at, name.size);
    if (!note_attribute(c, m, &name, prefix + name.size, &type, depth)) return 0;
    for (int i = 0; i < 2; i++) {
      skip_space(c);
      if (c->p >= c->end || *c->p++ != '}') return 0;
    }
    skip_space(c);
    if (c->p < c->end && *c->p == ']') { c->p++; return 1; }
  }
}

/* The text, or else the number, that a slot holds. */
static int text_of(const Mapped *m, int slot, Text *t) {
  Cursor c = {m->at[slot], m->end};
  *t = (Text){c.p, m->size[slot], 0, 1};
  return t->size || (c.p && *c.p == '"' && read_text(&c, t) && !t->has_escape && t->is_ascii);
}
static int number_in(const Mapped *m, int slot, Text *t) {
  Cursor c = {m->at[slot], m->end};
  return c.p && !m->size[slot] && read_number(&c, t);
}
static int value_of(const Mapped *m, int slot, Text *t) { return text_of(m, slot, t) ? is_plain_text(t) : number_in(m, slot, t); }
