/* A line of pairs, whose fields are told by the same table: LTSV, logfmt. Part of look.c. */

/* Whether a text may be a URL, or a request's first line. */
static int names_target(const Text *t) {
  for (uint32_t i = 0; i + 1 < t->size; i++)
    if (t->at[i + 1] == '/' && (t->at[i] == ' ' || t->at[i] == '/')) return 1;
  return 0;
}

/* A value is noted as it stands; one that SQL would change is in doubt. */
static int note_pair(Mapped *m, const Text *name, const Text *value) {
  if (name->size > MOST_PATH) return 0;
  memcpy(m->path, name->at, name->size);
  const Name *field = mapped_at(m, name->size);
  if (!field) return 0;
  int slot = field->role & SLOT_BITS, rank = field->role >> RANK_AT & RANK_BITS;
  if (field->role & MAY_HOLD_CODE && value->size && holds_code(value->at, value->at + value->size)) return 0;
  if (slot == PASSED) return 1;
  if (!is_fresh(m, field->role)) return 0;
  if (!value->size || (value->size == 1 && *value->at == '-')) return !(field->role & IS_NEEDED);
  if (!is_between(' ', value->at, value->size)) return 0;
  if (slot == REFUSED || *value->at == '{' || *value->at == '[' || *value->at == '"') return 0;
  if (field->role & MAY_NAME_TARGET && names_target(value)) return 0;
  if (field->role & MAY_BE_CLIENT && !tell_timer(value, &slot, &rank)) return 0;
  if (slot == OF_ADDRESS && field->role & MAY_BE_OTHER && !tell_caller(value, field->role, &slot, &rank)) return 0;
  return slot == KEYED ? add_keyed(field->role, value->at, value->size) : note_value(m, slot, field->role, rank, value->at, value->size);
}

static int is_of_label(uint8_t b) { return is_word(b) || b == '.'; }
static int is_of_name(uint8_t b) { return is_word(b) || b == '.' || b == '@' || b == '/'; }

/* `label:value` between tabs. */
static int note_labels(Cursor *c, Mapped *m) {
  while (c->p < c->end) {
    Text name = {c->p, 0, 0, 1}, value;
    while (c->p < c->end && is_of_label(*c->p)) c->p++;
    name.size = (uint32_t)(c->p - name.at);
    if (!name.size || c->p == c->end || *c->p++ != ':') return 0;
    value = (Text){c->p, 0, 0, 1};
    while (c->p < c->end && *c->p != '\t') c->p++;
    value.size = (uint32_t)(c->p - value.at);
    if (!note_pair(m, &name, &value)) return 0;
    if (c->p < c->end && ++c->p == c->end) return 0;
  }
  return 1;
}

/* What a logger or a router puts before the pairs: a time, and words that name no URL and are no id in brackets. */
static int passes_words(Cursor *c, Text *stamp) {
  *stamp = (Text){c->p, 0, 0, 1};
  for (;;) {
    const uint8_t *from = c->p;
    while (c->p < c->end && *c->p != ' ' && *c->p != '=') {
      uint8_t b = *c->p++;
      if (!is_word(b) && b != '.' && b != ':' && b != '+' && b != '[' && b != ']') return 0;
    }
    if (c->p == c->end || c->p == from || (*from == '[' && c->p - from == 38)) return 0;
    if (*c->p == '=') {
      c->p = from;
      return 1;
    }
    if (from == stamp->at) stamp->size = (uint32_t)(c->p - from);
    c->p++;
  }
}

/* A value in quotes without an escape, or one without anything that SQL would take off. */
static int read_value(Cursor *c, Text *value) {
  int is_quoted = c->p < c->end && *c->p == '"';
  if (is_quoted) c->p++;
  *value = (Text){c->p, 0, 0, 1};
  for (; c->p < c->end && *c->p != '"' && (is_quoted || *c->p != ' '); c->p++) {
    uint8_t b = *c->p;
    if (b == '\\' || b < ' ') return 0;
    if (!is_quoted && (b > '~' || b == '\'' || b == ',' || b == '[' || b == ']' || b == '{' || b == '}')) return 0;
  }
  value->size = (uint32_t)(c->p - value->at);
  if (!is_quoted) return c->p == c->end || *c->p == ' ';
  return c->p < c->end && ++c->p && (c->p == c->end || *c->p == ' ');
}

/* `name=value name="quoted value"` */
static int note_names(Cursor *c, Mapped *m) {
  Text stamp, name, value;
  if (!passes_words(c, &stamp)) return 0;
  while (c->p < c->end) {
    name = (Text){c->p, 0, 0, 1};
    while (c->p < c->end && is_of_name(*c->p)) c->p++;
    name.size = (uint32_t)(c->p - name.at);
    if (!name.size || is_digit(*name.at) || *name.at == '-' || *name.at == '.' || *name.at == '/') return 0;
    if (c->p == c->end || *c->p++ != '=' || !read_value(c, &value) || !note_pair(m, &name, &value)) return 0;
    if (c->p < c->end) c->p++;
  }
  if (!stamp.size || m->at[STARTED] || m->at[FINISHED] || m->at[ENDED]) return 1;
  return note_value(m, ENDED, ENDED, 0, stamp.at, stamp.size);
}

static int look_at_pairs(Cursor *c, Row *row, int is_ltsv) {
  Found f;
  Mapped m;
  begin(row, &f);
  memset(&m, 0, offsetof(Mapped, path));
  m.end = c->end;
  return (is_ltsv ? note_labels(c, &m) : note_names(c, &m)) && fill_row(&m, row, &f);
}
