/* Rows of lines whose fields are told by a table. Part of look.c. */

/* Method, target and query, as fields of their own or as the first line of the request. */
static int read_asked(const Mapped *m, Row *row) {
  int target = m->at[OF_URL] ? OF_URL : OF_PATH;
  Text t;
  if (!m->at[OF_METHOD] && !m->at[target]) {
    if (!text_of(m, OF_LINE, &t) || !read_request_line(&t, row)) return 0;
  } else {
    if (!text_of(m, target, &t) || (target == OF_PATH && *t.at != '/') || !read_target(&t, row)) return 0;
    if (!text_of(m, OF_METHOD, &t) ? !m->lacks_method : !number_method(&t, row) || (m->is_closed && !is_one_of(&t, METHODS_OF_HTTP)))
      return 0;
  }
  if (m->is_closed && m->at[OF_QUERY] && row->query.size) return 0;
  if (!m->at[OF_QUERY] || row->query.size || text[row->path.at + row->path.size] == '?') return 1;
  if (!text_of(m, OF_QUERY, &t) || !is_plain_text(&t) || is_suspicious(t.at, t.size)) return 0;
  if (*t.at == '?' || *t.at == '{' || *t.at == '[') return 0;
  for (uint32_t i = 0; i < t.size; i++)
    if (t.at[i] == '#') return 0;
  row->query = (Span){(uint32_t)(t.at - text), t.size};
  return 1;
}

/* A whole number as an id. */
static int read_number_id(const Mapped *m, int slot, Span *id) {
  Text t;
  int64_t n;
  if (!number_in(m, slot, &t) || !digits_of(t.at, t.size, &n)) return 0;
  *id = (Span){(uint32_t)(t.at - text), t.size};
  return 1;
}

/* An id that is written as it is, or that of a traceparent. */
static int read_trace(const Mapped *m, Span *id) {
  Text t;
  if (!text_of(m, OF_TRACE, &t)) return read_number_id(m, OF_TRACE, id);
  if (t.size == 55) return trace_of_parent(&t, id);
  for (uint32_t i = 0; i < t.size; i++)
    if (!is_word(t.at[i])) return 0;
  return !(t.size > 1 && t.at[0] == '0' && t.at[1] == 'x') && id_of(&t, id);
}

static int read_amount_of(const Mapped *m, int slot, uint32_t most, int64_t *value) {
  Text t;
  return value_of(m, slot, &t) && t.size <= most && digits_of(t.at, t.size, value);
}

/* Headers or a body, which are JSON. */
static int read_json(const Mapped *m, int slot, int role, Row *row, Found *f) {
  Cursor c = {m->at[slot], m->end};
  return !m->size[slot] && read_field(&c, role, row, f);
}

static int read_slot(const Mapped *m, int slot, Row *row, Found *f) {
  Text t, address;
  int64_t n;
  switch (slot) {
    case OF_STATUS:
      if (!read_amount_of(m, slot, 3, &n) || n < 100 || n > 599) return 0; /* that of another field may count */
      row->status = (int32_t)n;
      return 1;
    case OF_CLIENT: return text_of(m, slot, &t) && number_client(&t, row, f) && is_name(&t);
    case OF_ADDRESS:
      return text_of(m, slot, &t) && address_in(&t, &address) && take_address(&address, row);
    case OF_REQUEST_BYTES: return read_amount_of(m, slot, 15, &row->request_bytes);
    case OF_RESPONSE_BYTES: return read_amount_of(m, slot, 15, &row->response_bytes);
    case OF_REQUEST_HEADERS: return read_json(m, slot, REQUEST_HEADERS, row, f) && !f->headers.of_answer;
    case OF_RESPONSE_HEADERS: return read_json(m, slot, RESPONSE_HEADERS, row, f);
    case OF_REQUEST_BODY: return read_json(m, slot, REQUEST_BODY, row, f);
    case OF_RESPONSE_BODY: return read_json(m, slot, RESPONSE_BODY, row, f);
    case OF_ATTEMPT:
      if (!read_amount_of(m, slot, 4, &n)) return 0;
      row->attempt = (int32_t)n;
      return 1;
    case OF_TRACE: return read_trace(m, &f->trace_id);
    case OF_KIND: return value_of(m, slot, &t) && is_one_of(&t, "3\0SPAN_KIND_CLIENT\0");
    case OF_REQUEST_ID: return text_of(m, slot, &t) ? id_of(&t, &f->request_id) : read_number_id(m, slot, &f->request_id);
    default: return 1;
  }
}

/* The row of a line whose values are all known. */
static int fill_row(const Mapped *m, Row *row, Found *f) {
  if (!m->at[OF_STATUS] || !read_times(m, row) || !read_asked(m, row)) return 0;
  for (int slot = OF_STATUS; slot < SLOTS; slot++)
    if (m->at[slot] && !read_slot(m, slot, row, f)) return 0;
  return row->ts && numbers(row, f);
}

/* What a closed table does not name says nothing; of others it leaves a line in doubt. */
static int look_at_mapped(Cursor *c, Row *row, int is_closed) {
  Found f;
  Mapped m;
  begin(row, &f);
  memset(&m, 0, offsetof(Mapped, path));
  m.end = c->end;
  m.is_closed = (uint32_t)is_closed;
  if (c->p >= c->end || *c->p != '{' || !note_members(c, &m, 0, 1)) return 0;
  skip_space(c);
  return c->p == c->end && fill_row(&m, row, &f);
}
