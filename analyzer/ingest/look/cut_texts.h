/* Texts of plain lines, cut out as Arrow has them: those of one column one behind another. Part of look.c. */

/* In the order of TEXTS in module.py. */
#define EACH_TEXT(X) X(path) X(query) X(trace) X(trace_key) X(request_id)
typedef struct {
  int32_t ends[MOST_LINES + 1]; /* the first of which is 0 */
  uint8_t bytes[MOST_BYTES + MOST_LINES * MOST_GONE + 64];
} Cut;
#define CUT(name) static Cut cut_##name;
#define CUT_AT(name) &cut_##name,
EACH_TEXT(CUT)
static Cut *const cuts[] = {EACH_TEXT(CUT_AT)};

/* Eight bytes at a time; what is copied too much is overwritten by the next text. */
static void append(Cut *cut, int32_t at, const uint8_t *p, uint32_t size) {
  uint8_t *to = cut->bytes + cut->ends[at + 1];
  for (uint32_t i = 0; i < size; i += 8) memcpy(to + i, p + i, 8);
  cut->ends[at + 1] += (int32_t)size;
}

static void append_span(Cut *cut, int32_t at, Span span) { append(cut, at, text + span.at, span.size); }

/* In lower case and without dashes. */
static void append_key(Cut *cut, int32_t at, Span id) {
  uint8_t *to = cut->bytes + cut->ends[at + 1], *begin = to;
  for (uint32_t i = 0; i < id.size; i++) {
    *to = lower(text[id.at + i]);
    to += *to != '-';
  }
  cut->ends[at + 1] += (int32_t)(to - begin);
}

static void append_query(Cut *cut, int32_t at, Span query, Span hidden) {
  if (hidden.size) {
    append_span(cut, at, (Span){query.at, hidden.at - query.at});
    if (names_count[GONE]) append(cut, at, names[GONE]->at, names[GONE]->size);
    uint32_t rest = hidden.at + hidden.size;
    query = (Span){rest, query.at + query.size - rest};
  }
  append_span(cut, at, query);
}

static void cut_out(const Row *row, int32_t at) {
  for (uint32_t i = 0; i < sizeof cuts / sizeof *cuts; i++) cuts[i]->ends[at + 1] = cuts[i]->ends[at];
  append_span(&cut_path, at, row->path);
  append_query(&cut_query, at, row->query, row->hidden);
  append_span(&cut_trace, at, row->trace);
  append_key(&cut_trace_key, at, row->trace);
  append_span(&cut_request_id, at, row->request_id);
}

SHOWN(cut_ends_at) int32_t *cut_ends_at(uint32_t which) { return which < sizeof cuts / sizeof *cuts ? cuts[which]->ends : NULL; }
SHOWN(cut_bytes_at) uint8_t *cut_bytes_at(uint32_t which) { return which < sizeof cuts / sizeof *cuts ? cuts[which]->bytes : NULL; }
