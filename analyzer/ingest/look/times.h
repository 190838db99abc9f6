/* Times of logs to microseconds of the epoch. Part of look.c. */

static int two(const uint8_t *p, int64_t *value) { return digits_of(p, 2, value); }

/* Days since 1970 of a date of the Gregorian calendar (H. Hinnant, days_from_civil). */
static int64_t days_of(int64_t y, int64_t m, int64_t d) {
  y -= m <= 2;
  int64_t era = y / 400, yoe = y - era * 400;
  int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* Microseconds of the epoch of a date and a time of day, 1971 to 2198; offsets are east of UTC. */
typedef struct { int64_t y, m, d, h, min, s, us, offset_min; } Civil;
static int moment_of(const Civil *c, int64_t *ts) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (c->y < 1971 || c->y > 2198 || c->m < 1 || c->m > 12 || c->d < 1) return 0;
  if (c->h > 23 || c->min > 59 || c->s > 59) return 0;
  int is_leap = (c->y % 4 == 0 && c->y % 100 != 0) || c->y % 400 == 0;
  if (c->d > days[c->m - 1] + (c->m == 2 && is_leap)) return 0;
  int64_t minutes = c->h * 60 + c->min - c->offset_min;
  *ts = (days_of(c->y, c->m, c->d) * 86400 + minutes * 60 + c->s) * 1000000 + c->us;
  return 1;
}

/* RFC 3339; of nanoseconds as many digits count as microseconds have. */
static int time_of(const Text *t, int64_t *ts) {
  const uint8_t *p = t->at, *end = p + t->size;
  Civil c = {0};
  int64_t oh = 0, om = 0;
  if (t->size < 20 || p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' || p[16] != ':') return 0;
  if (!digits_of(p, 4, &c.y) || !two(p + 5, &c.m) || !two(p + 8, &c.d) || !two(p + 11, &c.h) ||
      !two(p + 14, &c.min) || !two(p + 17, &c.s))
    return 0;
  p += 19;
  if (*p == '.') {
    int n = 0;
    for (p++; p < end && is_digit(*p); p++, n++)
      if (n < 6) c.us = c.us * 10 + (*p - '0');
    if (!n || n > 9) return 0;
    for (; n < 6; n++) c.us *= 10;
  }
  if (p == end) return 0;
  int is_west = *p == '-';
  if (*p == 'Z') {
    if (p + 1 != end) return 0;
  } else {
    if ((*p != '+' && *p != '-') || end - p != 6 || p[3] != ':') return 0;
    if (!two(p + 1, &oh) || !two(p + 4, &om) || oh > 14 || om > 59) return 0;
  }
  c.offset_min = (is_west ? -1 : 1) * (oh * 60 + om);
  return moment_of(&c, ts);
}

static int month_of(const uint8_t *p, int64_t *m) {
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (*m = 0; *m < 12 && memcmp(months + 3 * *m, p, 3);) ++*m;
  return ++*m < 13;
}

/* "Thu, 19 Nov 2026 10:00:01 GMT" (RFC 9110, 5.6.7) to microseconds of the epoch. */
static int http_date_of(const Text *t, int64_t *us) {
  static const char days[] = "MonTueWedThuFriSatSun", spaces[] = {3, ',', 4, ' ', 7, ' ', 11, ' ', 16, ' ', 19, ':', 22, ':', 25, ' '};
  const uint8_t *p = t->at;
  Civil c = {0};
  int day = 0;
  if (t->size != 29 || memcmp(p + 26, "GMT", 3)) return 0;
  for (uint32_t i = 0; i < sizeof spaces; i += 2)
    if (p[(int)spaces[i]] != spaces[i + 1]) return 0;
  while (day < 7 && memcmp(days + 3 * day, p, 3)) day++;
  if (day == 7 || !two(p + 5, &c.d) || !month_of(p + 8, &c.m) || !digits_of(p + 12, 4, &c.y) || !two(p + 17, &c.h) ||
      !two(p + 20, &c.min) || !two(p + 23, &c.s) || !moment_of(&c, us))
    return 0;
  return 1;
}

/* "19/Nov/2026:10:00:01 +0800", as the common log has it. */
static int clf_time_of(const Text *t, int64_t *ts) {
  const uint8_t *p = t->at;
  Civil c = {0};
  int64_t oh, om;
  if (t->size != 26 || p[2] != '/' || p[6] != '/' || p[11] != ':' || p[14] != ':' || p[17] != ':') return 0;
  if (p[20] != ' ' || (p[21] != '+' && p[21] != '-')) return 0;
  if (!month_of(p + 3, &c.m) || !two(p, &c.d) || !digits_of(p + 7, 4, &c.y) || !two(p + 12, &c.h) || !two(p + 15, &c.min) ||
      !two(p + 18, &c.s) || !two(p + 22, &oh) || !two(p + 24, &om) || oh > 14 || om > 59)
    return 0;
  c.offset_min = (p[21] == '-' ? -1 : 1) * (oh * 60 + om);
  return moment_of(&c, ts);
}

/* "19/Nov/2026:10:00:00.127", as HAProxy has it; without a zone it is UTC. */
static int clf_ms_of(const Text *t, int64_t *ts) {
  const uint8_t *p = t->at;
  Civil c = {0};
  if (t->size != 24 || p[2] != '/' || p[6] != '/' || p[11] != ':' || p[14] != ':' || p[17] != ':' || p[20] != '.') return 0;
  if (!two(p, &c.d) || !month_of(p + 3, &c.m) || !digits_of(p + 7, 4, &c.y) || !two(p + 12, &c.h) || !two(p + 15, &c.min) ||
      !two(p + 18, &c.s) || !digits_of(p + 21, 3, &c.us))
    return 0;
  c.us *= 1000;
  return moment_of(&c, ts);
}

/* Seconds or milliseconds of the epoch, whole or with a fraction that ends within microseconds. */
static int epoch_of(const Text *t, int64_t *ts) {
  uint32_t whole = 0;
  while (whole < t->size && t->at[whole] != '.') whole++;
  int64_t value, rest = 0;
  if ((whole != 10 && whole != 13) || !digits_of(t->at, whole, &value)) return 0;
  uint32_t room = whole == 10 ? 6 : 3, n = 0;
  if (whole < t->size) {
    n = t->size - whole - 1;
    if (n > room || !digits_of(t->at + whole + 1, n, &rest)) return 0;
  }
  for (uint32_t i = 0; i < room; i++) value *= 10;
  for (; n < room; n++) rest *= 10;
  *ts = value + rest;
  return value > 31536000000000 && value < 7226582400000000; /* 1971 to 2198 */
}

/* Microseconds of a second of seven digits, 2004 to 2038, as SQL has them, to which the nearest double is printed: there
 * are 2^22 of these a second, and one is printed with six digits where those tell it from the others. */
static int us_of_double(int64_t digits, int64_t *us) {
  int64_t scaled = digits << 22, near = (scaled + 5000000) / 10000000;
  int64_t six = (near * 1000000 + (1 << 21)) >> 22, off = (six << 22) - near * 1000000;
  if (scaled % 10000000 == 5000000 || off == 500000 || off == -500000) return 0; /* as near to one as to another */
  *us = off > -500000 && off < 500000 ? six : (((near * 10000000 + (1 << 21)) >> 22) + 5) / 10;
  return 1;
}

/* The same of a number, which may be a double with all its digits. */
static int epoch_of_number(const Text *t, int64_t *ts) {
  int64_t value, rest;
  if (t->size != 18 || t->at[10] != '.') return epoch_of(t, ts);
  if (!digits_of(t->at, 10, &value) || value <= 1073741824 || value >= 2147483648) return 0;
  if (!digits_of(t->at + 11, 7, &rest) || !us_of_double(rest, &rest)) return 0;
  *ts = value * 1000000 + rest;
  return 1;
}
