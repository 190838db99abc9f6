/* A line of text whose parts stand in one order, as its format tells them: see text_forms.py. Part of look.c. */

/* In the order of _PARTS in text_forms.py. */
enum {
  END, WORD_ALONE, QUOTED, WITHIN, REST, NUMBER, CODE_ALONE, USER, STATE, CLIENT_AT, ADDRESS_AT, PEER, CLF_TIME, CLF_ENDED, CLF_MS,
  ISO_STARTED, ISO_ENDED, LINE_OF_REQUEST, STATUS_CODE, SENT, SENT_OR_NONE, RECEIVED, TOOK_S, TOOK_MS, PART_S, RETRIES, TRACE_OF, ID_OF,
  HOST, FORWARDED, OWNER, OPERATION, STATUS_WITHOUT_WAIT, BACKEND, FLAGS, REASON
};
/* What a part's role says: which it is, and whether a form of lines begins with it. */
enum { PART_BITS = 63, BEGINS_FORM = 1 << 6 };

/* When an exchange was, as far as it was read. */
typedef struct { double took, seconds; int has_took, has_parts, is_end; } Times; /* seconds: of parts, that were added up */

static int is_all(const Text *t, int (*is_fine)(uint8_t)) {
  for (uint32_t i = 0; i < t->size; i++)
    if (!is_fine(t->at[i])) return 0;
  return t->size > 0;
}
static int is_of_word(uint8_t b) { return b > ' ' && b <= '~' && b != '"' && b != '\\' && b != ','; }
static int is_of_user(uint8_t b) { return is_word(b) || b == '.' || b == '@'; }
static int is_of_id(uint8_t b) { return is_word(b) && b != '_'; }
static int is_of_state(uint8_t b) { return b == '-' || (lower(b) >= 'a' && lower(b) <= 'z'); }

/* Of IPv4, or of IPv6. */
static int read_client(const Text *t, Row *row) {
  uint32_t dot = 0, colons = 0, others = 0;
  if (t->size > 45) return 0;
  for (uint32_t i = 0; i < t->size; i++) {
    if (!dot && t->at[i] == '.') dot = i;
    colons += t->at[i] == ':';
    others += !is_digit(t->at[i]) && t->at[i] != '.';
    if (t->at[i] != '.' && t->at[i] != ':' && !is_hex(t->at[i])) return 0;
  }
  if (colons > 1 && t->size < 40 && t->at[t->size - 1] != ':') /* its colons are no mark of a secret */
    return take_address(t, row);
  int is_known = !colons && !others && dot && is_digit(t->at[0]) && dot + 1 < t->size;
  return is_known && number_address(t, row);
}

/* IPv4 before a port, or whatever address a text is the whole of. */
static int read_address(const Text *t, int has_port, Row *row) {
  Text address;
  if (!t->size || !address_in(t, &address) || has_port != (address.size < t->size)) return 0;
  for (uint32_t i = address.size + 1; i < t->size; i++)
    if (!is_digit(t->at[i])) return 0;
  if (has_port && (address.at != t->at || t->at[address.size] != ':' || t->size - address.size < 2)) return 0;
  return take_address(&address, row);
}

/* The first of a list of addresses, or none. */
static int read_forwarded(const Text *t, Row *row) {
  Text address;
  return (t->size == 1 && *t->at == '-') || (address_in(t, &address) && take_address(&address, row));
}

/* S3's `REST.GET.OBJECT`. */
static int is_operation(const Text *t) {
  uint32_t size = 0;
  while (size < t->size && ((t->at[size] >= 'A' && t->at[size] <= 'Z') || is_digit(t->at[size]))) size++;
  return size && size + 1 < t->size && t->at[size] == '.' && is_all(t, is_of_word);
}

/* What ends in a port, or none. */
static int is_backend(const Text *t) {
  uint32_t size = t->size;
  while (size && is_digit(t->at[size - 1])) size--;
  return (t->size == 1 && *t->at == '-') || (size > 1 && size < t->size && t->at[size - 1] == ':' && is_all(t, is_of_word));
}

static int is_of_flags(uint8_t b) { return b == ',' || (lower(b) >= 'a' && lower(b) <= 'z'); }

static int read_status(const Text *t, Row *row) {
  int64_t n;
  if (t->size != 3 || !digits_of(t->at, 3, &n) || n < 100) return 0;
  row->status = (int32_t)n;
  return 1;
}

static int is_fraction(const Text *t) {
  for (uint32_t i = 0; i < t->size; i++)
    if (t->at[i] == '.') return 1;
  return 0;
}

/* Seconds with a fraction, or whole milliseconds. */
static int read_took(const Text *t, int is_of_seconds, Times *times) {
  if (times->has_took || is_fraction(t) != is_of_seconds || !seconds_of(t, &times->took)) return 0;
  if (is_of_seconds) times->took *= 1000;
  return times->has_took = 1;
}

static int read_iso(const Text *t, int64_t *ts) { return t->size > 20 && t->at[19] == '.' && t->at[t->size - 1] == 'Z' && time_of(t, ts); }

static int read_part(int part, const Text *t, Row *row, Found *f, Times *times) {
  int64_t n;
  double seconds;
  switch (part) {
    case WORD_ALONE: return is_all(t, is_of_word);
    case NUMBER: return digits_of(t->at, t->size, &n);
    case CODE_ALONE: return t->size == 3 && digits_of(t->at, 3, &n);
    case USER: return is_all(t, is_of_user);
    case STATE: return t->size == 4 && is_all(t, is_of_state);
    case CLIENT_AT: return read_client(t, row);
    case ADDRESS_AT: return read_address(t, 0, row);
    case PEER: return read_address(t, 1, row);
    case CLF_ENDED: times->is_end = 1; return clf_time_of(t, &row->ts);
    case CLF_TIME: return clf_time_of(t, &row->ts);
    case CLF_MS: return clf_ms_of(t, &row->ts);
    case ISO_ENDED: times->is_end = 1; return read_iso(t, &row->ts);
    case ISO_STARTED: times->is_end = 0; return read_iso(t, &row->ts);
    case LINE_OF_REQUEST: return read_request_line(t, row);
    case STATUS_CODE: return read_status(t, row);
    case STATUS_WITHOUT_WAIT: return read_status(t, row) && row->status != 429 && row->status != 503; /* the line's words may tell one */
    case SENT_OR_NONE: if (t->size == 1 && *t->at == '-') return 1; /* fall through */
    case SENT: return t->size < 16 && digits_of(t->at, t->size, &row->response_bytes);
    case RECEIVED: return t->size < 16 && digits_of(t->at, t->size, &row->request_bytes);
    case TOOK_S: return read_took(t, 1, times);
    case TOOK_MS: return read_took(t, 0, times);
    case PART_S:
      if (!seconds_of(t, &seconds)) return 0;
      times->seconds += seconds;
      return times->has_parts = 1;
    case RETRIES:
      if (t->size > 4 || !digits_of(t->at, t->size, &n)) return 0;
      row->attempt = (int32_t)n;
      return 1;
    case TRACE_OF: return is_all(t, is_of_id) && id_of(t, &f->trace_id);
    case ID_OF: return is_all(t, is_of_id) && id_of(t, &f->request_id);
    case HOST: return t->size <= MOST_KEYED && is_all(t, is_of_word) && add(&place_key, (const uint8_t *)"\3", 1) && add(&place_key, t->at, t->size);
    case FORWARDED: return read_forwarded(t, row);
    case OWNER: return t->size == 64 && is_lower_hex(t->at, 64);
    case OPERATION: return is_operation(t);
    case BACKEND: return is_backend(t);
    case FLAGS: return (t->size == 1 && *t->at == '-') || (is_all(t, is_of_flags) && *t->at != ',');
    case REASON: return !is_digit(*t->at) && is_all(t, is_of_word);
    default: return 0;
  }
}

/* Up to a quote, or to the end of a line: whatever has neither that nor an escape. */
static int passes_text(Cursor *c, int is_rest) {
  while (c->p < c->end && *c->p != '"')
    if (*c->p++ == '\\' && !is_rest) return 0;
  return is_rest == (c->p == c->end);
}

static int is_part_at(Cursor *c, const Name *part, const Name *next, Row *row, Found *f, Times *times) {
  Text t = {c->p, 0, 0, 1};
  int kind = part->role & PART_BITS;
  uint8_t ending = next->size > 1 ? next->at[1] : '\n';
  if (kind == QUOTED || kind == REST) return passes_text(c, kind == REST);
  while (c->p < c->end && *c->p != ending) {
    if (*c->p < ' ' || *c->p > '~' || *c->p == '"' || *c->p == '\\') return 0;
    c->p++;
  }
  t.size = (uint32_t)(c->p - t.at);
  return kind == WITHIN || (t.size && read_part(kind, &t, row, f, times));
}

/* The literal that stands before a part: all of its name but the first byte. */
static int passes_literal(Cursor *c, const Name *part) {
  uint32_t size = part->size - 1;
  if ((size_t)(c->end - c->p) < size || memcmp(c->p, part->at + 1, size)) return 0;
  c->p += size;
  return 1;
}

/* Whether a line is of the form whose parts begin there. */
static int is_of_form(Cursor *c, const Name *part, Row *row) {
  Found f;
  Times times = {0};
  begin(row, &f);
  for (;; part++) {
    if (!passes_literal(c, part)) return 0;
    if ((part->role & PART_BITS) == END) break;
    if (!is_part_at(c, part, part + 1, row, &f, &times)) return 0;
  }
  if (times.has_parts) times.took = rounded(1000 * times.seconds);
  if (times.took > 1e9) return 0;
  if (times.has_took || times.has_parts) row->duration = rounded(times.took);
  if (times.is_end) row->ts -= (int64_t)__builtin_nearbyint(times.took * 1000);
  return c->p == c->end && row->ts && numbers(row, &f);
}

static int look_at_text(Cursor *c, Row *row) {
  const Name *parts = names[PART];
  for (uint32_t i = 0; i < names_count[PART]; i++) {
    Cursor again = *c;
    if (parts[i].role & BEGINS_FORM && is_of_form(&again, &parts[i], row)) return 1;
  }
  return 0;
}
