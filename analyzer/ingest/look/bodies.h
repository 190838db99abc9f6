/* Bodies of answers: what of a success is looked at. Part of look.c. */

/* Whether a code's value says no more than that something inside failed, or may be spelled so. */
static int is_outer_code(const uint8_t *p, uint32_t size) {
  for (uint32_t i = 0; i < size; i++)
    if (p[i] == '\\') return 1;
  int is_text = size > 1 && *p == '"';
  return found_in(OUTER_CODE, p + is_text, size - 2 * is_text) != NULL;
}

/* The one id at the top of a body, that of its trace if it tells one: it is fresh in each answer. */
typedef struct { const uint8_t *id; uint32_t size, count; int is_trace; } Told;

/* At a member's value: how long an id there is, one as they are made at random, in which no word is by chance. */
static uint32_t told_id(const Cursor *c) {
  const uint8_t *p = c->p + 1;
  uint32_t left = (uint32_t)(c->end - c->p), size = left > 37 && p[36] == '"' ? 36 : 32;
  if (*c->p != '"' || left < size + 2 || p[size] != '"') return 0;
  return is_random_id(p, size) && !is_suspicious(p, size) ? size : 0;
}

/* … of whatever form, in a member that names a trace. */
static uint32_t named_id(const Cursor *c) {
  const uint8_t *from = c->p, *p = from + 1;
  uint32_t digits = 0;
  if (*from != '"') return 0;
  for (; p < c->end && (is_word(*p) || *p == '.' || *p == ':'); p++) digits += is_digit(*p) != 0;
  uint32_t size = (uint32_t)(p - from - 1);
  return p < c->end && *p == '"' && digits && size <= 40 && !is_suspicious(from, size + 2) ? size : 0;
}

static int note_told(const Cursor *c, int is_trace, Told *told) {
  if (c->end - c->p > 1 && (*c->p == 'n' || (*c->p == '"' && c->p[1] == '"'))) return 1;
  uint32_t size = told_id(c);
  if (!size && is_trace) size = named_id(c);
  if (!size) return !is_trace;
  if (is_trace && told->is_trace) return 0;
  if (is_trace || !told->is_trace) {
    told->id = c->p + 1;
    told->size = size;
  }
  told->is_trace |= is_trace;
  told->count++;
  return 1;
}

/* At a member's value: null, or an empty list or text. */
static int holds_nothing(const Cursor *c) {
  return c->end - c->p > 1 && (*c->p == 'n' || (*c->p == '[' && c->p[1] == ']') || (*c->p == '"' && c->p[1] == '"'));
}

/* Of a success what can tell that it is none, members that hold a code; and that it tells its trace. */
static int read_body(Cursor *c, Told *told) {
  const uint8_t *from = c->p;
  Text name;
  if (*from != '{') {
    if (*from == '[' && found_in(CODE, from, 1)) return 0;
    return skip_value(c, 1, 1) && add(&body_key, *from == '[' ? from : (const uint8_t *)"-", 1);
  }
  c->p++;
  if (!add(&body_key, (const uint8_t *)"{", 1)) return 0;
  uint32_t seen = 0, holding = 0, shunned = 0; /* codes by their bits; those that hold anything, and that may not */
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (!more) return 0;
    if (more == 2) return !(holding & shunned);
    if (found_in(LIMIT_MEMBER, name.at, name.size)) return 0;
    const Name *telling = found_in(TELLING, name.at, name.size);
    if (telling && telling->role >= 0) shunned |= 1u << telling->role;
    else if (telling && !holds_nothing(c)) return 0;
    const Name *code = found_in(CODE, name.at, name.size);
    const uint8_t *value = c->p;
    int is_trace = begins_trace(name.at, c->end) || found_in(TRACE, name.at, name.size);
    if ((is_trace || !code) && !note_told(c, is_trace, told)) return 0;
    if (is_trace && (!add(&body_key, name.at, name.size) || !add(&body_key, (const uint8_t *)",", 1))) return 0;
    if (!skip_value(c, 2, 1)) return 0;
    if (code) {
      uint32_t bit = 1u << (code->role & 31);
      if (seen & bit || c->p - value > 200 || is_outer_code(value, (uint32_t)(c->p - value))) return 0;
      seen |= bit;
      holding |= *value == 'n' ? 0 : bit;
      if (!add(&body_key, name.at, name.size) || !add(&body_key, value, (size_t)(c->p - value))) return 0;
      if (!add(&body_key, (const uint8_t *)",", 1)) return 0;
    }
  }
}

/* The same of a body that is a text: one of JSON is read as that, without its escapes. */
static int read_text_body(Cursor *c, Told *told) {
  static uint8_t plain[MOST_BODY + 8];
  static uint16_t places[MOST_BODY]; /* where in the text each byte stood */
  Text t;
  if (!read_text(c, &t)) return 0;
  if (t.size > 1 && t.at[0] == 'b' && t.at[1] == '\'') return 0; /* bytes as Python prints them */
  if (!t.size || (t.at[0] > ' ' && t.at[0] != '{' && t.at[0] != '[' && !t.has_escape))
    return !found_in(TELLING, (const uint8_t *)"\"", 1) && add(&body_key, (const uint8_t *)"text", 4);
  if (t.at[0] != '{' || t.size > MOST_BODY) return 0;
  uint32_t size = 0;
  for (uint32_t i = 0; i < t.size; i++) {
    uint8_t byte = t.at[i];
    if (byte == '\\') {
      byte = t.at[++i];
      if (byte == 'n' || byte == 'r' || byte == 't') byte = ' ';
      else if (byte != '"' && byte != '\\' && byte != '/') return 0;
    }
    places[size] = (uint16_t)i;
    plain[size++] = byte;
  }
  Cursor inner = {plain, plain + size};
  if (!read_body(&inner, told)) return 0;
  skip_space(&inner);
  if (told->count) told->id = t.at + places[told->id - plain];
  return inner.p == inner.end;
}
