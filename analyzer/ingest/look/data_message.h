/* A line of canonical JSON with what a WebSocket brought and nobody asked for: prices, fills. Part of look.c. */

/* At a message's value: whether nothing in it may answer or report. */
static int is_of_data(Cursor *c, int depth) {
  Text t;
  if (c->p >= c->end || depth > DEEPEST) return 0;
  if (*c->p == '"') {
    if (!read_text(c, &t) || t.has_escape || !t.is_ascii) return 0;
    if (!t.size) return 1;
    uint8_t last = t.at[t.size - 1]; /* An error's text is one with more behind it, too: `_one_of` of answers.py. */
    return t.at[0] != ' ' && last != ' ' && last != '.' && last != '!' && last != ')' && !found_in(REPORT, t.at, t.size);
  }
  if (*c->p == '{') {
    c->p++;
    for (int is_first = 1;; is_first = 0) {
      int more = next_member(c, is_first, &t);
      if (more == 2) return 1;
      if (!more || found_in(ANSWERS, t.at, t.size) || !is_of_data(c, depth + 1)) return 0;
    }
  }
  if (*c->p != '[') return skip_value(c, depth, 0);
  c->p++;
  for (int is_first = 1;; is_first = 0) {
    skip_space(c);
    if (c->p < c->end && *c->p == ']' && is_first) { c->p++; return 1; }
    if (!is_of_data(c, depth + 1)) return 0;
    skip_space(c);
    if (c->p >= c->end) return 0;
    if (*c->p == ']') { c->p++; return 1; }
    if (*c->p++ != ',') return 0;
  }
}

static int is_text_of(Cursor *c, const char *word, uint32_t size) {
  Text t;
  return *c->p == '"' && read_text(c, &t) && is_same(t.at, t.size, word, size);
}

/* What such a line told. */
typedef struct { int64_t ts; int of_websocket, has_message; } Data;

static int read_data_field(Cursor *c, int role, Data *d) {
  Text t;
  switch (role) {
    case TS: return read_time(c, &d->ts);
    case PROTOCOL: return d->of_websocket = is_text_of(c, "websocket", 9);
    case CONNECTION: return read_short(c, &t, 200);
    case DIRECTION: return is_text_of(c, "received", 8);
    case MESSAGE: return d->has_message = (*c->p == '{' || *c->p == '[') && is_of_data(c, 1);
    default: return 0;
  }
}

/* Whether a line is one that SQL passes over, and no more; its shape is what its members are called. */
static int look_at_data(Cursor *c, int32_t *shape) {
  Text name;
  Fields fields = {0};
  const Name *known;
  Data d = {0};
  place_key.size = 0;
  if (c->p >= c->end || *c->p++ != '{') return 0;
  for (int more; (more = next_field(c, &fields, &name, &known)) != 2;) {
    if (!more || !add(&place_key, name.at, name.size) || !add(&place_key, (const uint8_t *)" ", 1)) return 0;
    if (is_no_value(c, known) ? !pass_over(c, known) : !read_data_field(c, known->role, &d)) return 0;
  }
  skip_space(c);
  if (c->p != c->end || !d.ts || !d.of_websocket || !d.has_message) return 0;
  return (*shape = number_of(&tables[SHAPES], place_key.at, place_key.size)) >= 0;
}
