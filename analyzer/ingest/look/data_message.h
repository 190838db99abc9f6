/* A line of canonical JSON with what a WebSocket brought and nobody asked for: prices, fills. Part of look.c. */

/* At a message's value: whether nothing in it may answer or report. */
static int is_of_data(Cursor *c, int depth) {
  Text t;
  if (c->p >= c->end || depth > DEEPEST) return 0;
  if (*c->p == '"') {
    if (!read_text(c, &t) || t.has_escape || !t.is_ascii) return 0;
    return !t.size || (t.at[0] != ' ' && t.at[t.size - 1] != ' ' && !found_in(REPORT, t.at, t.size));
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

static int is_word_of(const Text *t, const char *word) {
  uint32_t i = 0;
  while (i < t->size && word[i] && lower(t->at[i]) == (uint8_t)word[i]) i++;
  return i == t->size && !word[i];
}

/* Whether a line is one that SQL passes over, and no more; its kind of shape is what its members are called. */
static int look_at_data(Cursor *c, int32_t *shape) {
  Text name, t;
  int64_t ts = 0;
  uint64_t seen = 0;
  uint32_t position = 0;
  place_key.size = 0;
  if (c->p >= c->end || *c->p++ != '{') return 0;
  for (int is_first = 1;; is_first = 0) {
    int more = next_member(c, is_first, &name);
    if (!more) return 0;
    if (more == 2) break;
    if (!add(&place_key, name.at, name.size) || !add(&place_key, (const uint8_t *)" ", 1)) return 0;
    const Name *known = field_at(position++, &name);
    if (!known) {
      if (!skip_value(c, 1, 0)) return 0;
      continue;
    }
    if (memcmp(known->at, name.at, name.size) || (known->role != NOT_PLAIN && seen >> known->role & 1)) return 0;
    if (*c->p == 'n') {
      if (read_literal(c) != 1) return 0;
      continue;
    }
    seen |= 1ull << known->role;
    int ok = known->role == TS         ? *c->p == '"' ? read_text(c, &t) && time_of(&t, &ts) : read_number(c, &t) && epoch_of(&t, &ts)
           : known->role == PROTOCOL   ? *c->p == '"' && read_text(c, &t) && is_word_of(&t, "websocket")
           : known->role == CONNECTION ? read_short(c, &t, 200)
           : known->role == DIRECTION  ? *c->p == '"' && read_text(c, &t) && is_word_of(&t, "received")
           : known->role == MESSAGE    ? (*c->p == '{' || *c->p == '[') && is_of_data(c, 1)
                                       : 0;
    if (!ok) return 0;
  }
  skip_space(c);
  if (c->p != c->end || !ts || !(seen >> MESSAGE & 1) || !(seen >> PROTOCOL & 1)) return 0;
  return (*shape = number_of(&tables[SHAPES], place_key.at, place_key.size)) >= 0;
}
