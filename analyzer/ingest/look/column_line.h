/* A line whose fields stand under a header, each called by its number: W3C's, Zeek's. Part of look.c. */

/* Columns are as that header says, until another one is met. */
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

/* Zeek's `#fields`, behind which its own names stand between tabs as well. */
static int is_of_tabs(void) { return names_count[HEADER] && names[HEADER][0].size > 7 && names[HEADER][0].at[7] == '\t'; }

/* Fields between tabs, or else between spaces. */
static int note_columns(Cursor *c, Mapped *m) {
  uint8_t between = ' ', number[3];
  for (const uint8_t *p = c->p; p < c->end; p++) {
    if (*p == '"' || *p == '\r') return 0;
    if (*p == '\t') between = '\t';
  }
  if (between == ' ' && is_of_tabs()) return 0;
  for (uint32_t column = 1; column < 1000; column++) {
    Text name = {number, write_number(column, number), 0, 1}, value = {c->p, 0, 0, 1};
    while (c->p < c->end && *c->p != between) c->p++;
    value.size = (uint32_t)(c->p - value.at);
    if (!note_pair(m, &name, &value)) return 0;
    if (c->p == c->end) return value.size && column == names_count[MAPPED];
    c->p++;
  }
  return 0;
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
  return note_columns(c, &m) && fill_row(&m, row, &f);
}
