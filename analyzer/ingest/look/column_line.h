/* A line whose fields stand under a header, each called by its number: W3C's, Zeek's, CSV. Part of look.c. */

/* Columns are as that header says, until another one is met; behind it may stand what is between them. */
static int is_lost;

static void meet_header(const Cursor *c) {
  static const char begins[] = "#Fields:", starts[] = "#Start-Date:";
  const Name *header = &names[HEADER][0];
  size_t size = (size_t)(c->end - c->p);
  if (size >= sizeof starts - 1 && !memcmp(c->p, starts, sizeof starts - 1)) is_lost = 1; /* the dialect may be another */
  if (size < sizeof begins - 1 || memcmp(c->p, begins, sizeof begins - 1)) return;
  while (size && (c->p[size - 1] == '\r' || c->p[size - 1] == ' ')) size--;
  if (!names_count[HEADER] || header->size != size || memcmp(header->at, c->p, size)) is_lost = 1;
}

static uint32_t write_number(uint32_t number, uint8_t *to) {
  uint32_t size = number > 99 ? 3 : number > 9 ? 2 : 1;
  for (uint32_t i = size; i--; number /= 10) to[i] = (uint8_t)('0' + number % 10);
  return size;
}

static int is_told_between(void) { return names_count[HEADER] > 1; }

/* What stands between a line's fields, none of which is quoted; 0 where one may be. W3C's are between tabs or spaces. */
static uint8_t between_fields(const Cursor *c) {
  uint8_t between = ' ';
  for (const uint8_t *p = c->p; p < c->end; p++) {
    if (*p == '"' || *p == '\r') return 0;
    if (*p == '\t') between = '\t';
  }
  return is_told_between() ? names[HEADER][1].at[0] : between;
}

static int note_columns(Cursor *c, Mapped *m) {
  uint8_t between = between_fields(c), number[3];
  if (!between) return 0;
  for (uint32_t column = 1; column < 1000; column++) {
    Text name = {number, write_number(column, number), 0, 1}, value = {c->p, 0, 0, 1};
    while (c->p < c->end && *c->p != between) c->p++;
    value.size = (uint32_t)(c->p - value.at);
    if (!note_pair(m, &name, &value)) return 0;
    if (c->p == c->end) return (value.size || is_told_between()) && column == names_count[MAPPED];
    c->p++;
  }
  return 0;
}

/* Some tables have no column of methods. */
static int is_without_methods(void) {
  static int known = -1;
  if (known < 0) {
    known = 1;
    for (uint32_t n = 0; n < names_count[MAPPED]; n++)
      if ((names[MAPPED][n].role & SLOT_BITS) == OF_METHOD) known = 0;
  }
  return known;
}

static int look_at_columns(Cursor *c, Row *row) {
  Found f;
  Mapped m;
  if (c->p < c->end && *c->p == '#') meet_header(c);
  if (is_lost || c->p == c->end || *c->p == '#') return 0;
  begin(row, &f);
  memset(&m, 0, offsetof(Mapped, path));
  m.end = c->end;
  m.is_closed = 1;
  m.lacks_method = (uint32_t)is_without_methods();
  return note_columns(c, &m) && fill_row(&m, row, &f);
}
