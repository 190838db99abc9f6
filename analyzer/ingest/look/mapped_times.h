/* When an exchange was, by the fields of its line. Part of look.c. */

static int read_moment(const Mapped *m, int slot, int64_t *ts) {
  Text t;
  if (!text_of(m, slot, &t)) return number_in(m, slot, &t) && epoch_of_number(&t, ts);
  return time_of(&t, ts) || clf_time_of(&t, ts) || epoch_of(&t, ts);
}

/* Milliseconds of a duration: a number in a unit, or a text with a unit of its own, as go_duration_s has it. */
static int milliseconds_of(const Text *t, double unit_ms, double *ms) {
  static const struct { const char *name; uint32_t size; double per_s; } units[] = {
    {"ms", 2, 1e3}, {"us", 2, 1e6}, {"ns", 2, 1e9}, {"s", 1, 1},
  };
  if (seconds_of(t, ms)) {
    *ms *= unit_ms;
    return 1;
  }
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    Text number = *t;
    if (t->size <= units[i].size || memcmp(t->at + t->size - units[i].size, units[i].name, units[i].size)) continue;
    number.size -= units[i].size;
    if (!seconds_of(&number, ms)) return 0;
    *ms = *ms / units[i].per_s * 1000;
    return 1;
  }
  return 0;
}

/* Nanoseconds of the epoch as a text, from 2001 to 2198. */
static int nanoseconds_of(const uint8_t *p, const uint8_t *end, int64_t *ns) {
  int64_t last;
  if (!p || end - p < 21 || *p != '"' || p[20] != '"' || p[1] < '1' || p[1] > '7') return 0;
  if (!digits_of(p + 1, 18, ns) || !digits_of(p + 19, 1, &last)) return 0;
  *ns = *ns * 10 + last;
  return *ns < 7226582400000000000;
}

/* Of a CLIENT span with a trace, whose times are nanoseconds. */
static int read_span_times(const Mapped *m, Row *row) {
  int64_t began, ended;
  if (!m->at[OF_KIND] || !m->at[OF_TRACE] || !nanoseconds_of(m->at[STARTED_NS], m->end, &began)) return 0;
  row->ts = began / 1000;
  if (!m->at[ENDED_NS]) return 1;
  if (!nanoseconds_of(m->at[ENDED_NS], m->end, &ended) || ended < began) return 0;
  row->duration = rounded((double)(ended - began) / 1e6);
  return row->duration <= 1e9;
}

/* A moment, and whether it is finer than seconds. */
static int read_fine_moment(const Mapped *m, int slot, int64_t *us, int *is_fine) {
  Text t;
  int is_text = text_of(m, slot, &t);
  *is_fine = is_text ? t.size > 19 && t.at[19] == '.' : 1;
  if (is_text) return time_of(&t, us);
  if (!number_in(m, slot, &t) || !digits_of(t.at, t.size < 16 ? t.size : 16, us)) return 0; /* of nanoseconds three digits less */
  *is_fine = t.size > 10;
  if (t.size == 10) *us *= 1000000;
  else if (t.size == 13) *us *= 1000;
  else if (t.size != 16 && t.size != 19) return 0;
  return *us > 31536000000000 && *us < 7226582400000000; /* 1971 to 2198 */
}

/* Of two moments, between which it took its time: that is known where they are fine enough. */
static int read_both_ends(const Mapped *m, Row *row) {
  int64_t over;
  int is_fine, end_is_fine;
  if (!read_fine_moment(m, BEGAN, &row->ts, &is_fine)) return 0;
  if (!m->at[WAS_OVER]) return 1;
  if (!read_fine_moment(m, WAS_OVER, &over, &end_is_fine)) return 0;
  if (is_fine && over >= row->ts) row->duration = rounded((double)(over - row->ts) / 1000);
  return 1;
}

/* A date and a time of day, each a field of its own, UTC. */
static int read_date_and_time(const Mapped *m, int64_t *ts) {
  Text d, t;
  Civil c = {0};
  int64_t fraction = 0;
  if (!m->at[OF_TIME] || !text_of(m, OF_DATE, &d) || !text_of(m, OF_TIME, &t) || d.size != 10 || d.at[4] != '-' || d.at[7] != '-') return 0;
  if (t.size < 8 || t.at[2] != ':' || t.at[5] != ':' || (t.size > 8 && (t.at[8] != '.' || t.size > 15))) return 0;
  if (t.size > 8 && !digits_of(t.at + 9, t.size - 9, &fraction)) return 0;
  for (uint32_t n = t.size > 8 ? t.size - 9 : 6; n < 6; n++) fraction *= 10;
  c.us = fraction;
  return digits_of(d.at, 4, &c.y) && two(d.at + 5, &c.m) && two(d.at + 8, &c.d) && two(t.at, &c.h) && two(t.at + 3, &c.min) &&
         two(t.at + 6, &c.s) && moment_of(&c, ts);
}

/* What a number counts of a duration: of some whole ones are milliseconds, others seconds. */
static double unit_of(int32_t role, const Text *t) {
  int is_whole = 1;
  for (uint32_t i = 0; i < t->size; i++) is_whole &= t->at[i] != '.';
  return role & S_OR_MS ? (is_whole ? 1 : 1000) : units_ms[role >> UNIT_AT & UNIT_BITS];
}

/* When it began: where that is not told, its end less what it took. */
static int read_times(const Mapped *m, Row *row) {
  if (m->at[BEGAN]) return read_both_ends(m, row);
  if (m->at[STARTED_NS]) return read_span_times(m, row);
  int told = m->at[STARTED] ? STARTED : m->at[FINISHED] ? FINISHED : ENDED;
  Text t;
  double took = 0, number = 0;
  if (!(m->at[told] ? read_moment(m, told, &row->ts) : m->at[OF_DATE] && read_date_and_time(m, &row->ts)) || m->durations > 1) return 0;
  if (!m->at[TOOK]) return !(m->at[STARTED] && m->at[FINISHED]);
  if (!value_of(m, TOOK, &t) || !milliseconds_of(&t, unit_of(m->role[TOOK], &t), &took)) return 0;
  if (took > 1e9 || (m->role[TOOK] & MAY_BE_OTHER && (!seconds_of(&t, &number) || number >= 1e8))) return 0;
  if (told != STARTED) row->ts -= (int64_t)__builtin_nearbyint(took * 1000);
  row->duration = rounded(took);
  return 1;
}
