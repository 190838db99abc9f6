/* RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers), as macros.sql reads them. Part of look.c. */

/* A limit: of what is left r and t, of a policy q and w; NONE where it is not told. */
typedef struct { const uint8_t *name; uint32_t name_size; double amount, seconds; } Limit;
enum { MOST_LIMITS = 6, MOST_LIMITS_TEXT = 400 };
typedef struct { Limit of[MOST_LIMITS]; uint32_t count; double stated; /* the quota, in the form before */ } Limits;

static int is_of_token(uint8_t c) { return is_word(c) || c == '.' || c == ':' || c == '/' || c == '+' || c == '*'; }

/* A header's text without the escapes of its quotes; `qu=` says that a limit counts in another unit. */
static int read_quoting(Cursor *c, uint8_t *plain, Cursor *inner) {
  Text t;
  uint32_t size = 0;
  if (*c->p != '"' || !read_text(c, &t) || !t.is_ascii || t.size > MOST_LIMITS_TEXT) return 0;
  for (uint32_t i = 0; i < t.size; i++) {
    if (t.at[i] == '\\' && t.at[++i] != '"') return 0;
    plain[size++] = t.at[i];
  }
  *inner = (Cursor){plain, plain + size};
  return !holds(plain, size, (const uint8_t *)"qu=", 3);
}

static int read_whole(Cursor *c, double *value) {
  const uint8_t *from = c->p;
  int64_t n;
  while (c->p < c->end && is_digit(*c->p)) c->p++;
  if (c->p - from > 15 || !digits_of(from, (uint32_t)(c->p - from), &n)) return 0;
  *value = (double)n;
  return 1;
}

/* The name of a limit: a text in quotes, or a token. */
static int read_limit_name(Cursor *c, Limit *limit) {
  int is_quoted = c->p < c->end && *c->p == '"';
  c->p += is_quoted;
  limit->name = c->p;
  while (c->p < c->end && is_of_token(*c->p)) c->p++;
  limit->name_size = (uint32_t)(c->p - limit->name);
  if (is_quoted && (c->p >= c->end || *c->p++ != '"')) return 0;
  skip_space(c);
  return limit->name_size > 0;
}

/* What follows the name: its parameters, of which two are read. */
static int read_parameters(Cursor *c, uint8_t amount, uint8_t seconds, Limit *limit) {
  while (c->p < c->end && *c->p == ';') {
    c->p++;
    skip_space(c);
    const uint8_t *name = c->p;
    while (c->p < c->end && is_word(*c->p)) c->p++;
    uint32_t size = (uint32_t)(c->p - name);
    if (!size || c->p >= c->end || *c->p++ != '=') return 0;
    double *read = size != 1 ? NULL : *name == amount ? &limit->amount : *name == seconds ? &limit->seconds : NULL;
    if (read) {
      if (*read == *read || !read_whole(c, read)) return 0;
    } else {
      if (size == 1 && lower(*name) != *name) return 0;
      while (c->p < c->end && (is_of_token(*c->p) || *c->p == '=')) c->p++;
    }
    skip_space(c);
  }
  return c->p == c->end || *c->p == ',';
}

/* `"burst";r=50;t=30, "daily";r=9`. Of policies, before they had names, `100;w=60` as well. */
static int read_limits(Cursor *c, uint8_t amount, uint8_t seconds, int may_lack_name, Limits *limits) {
  for (limits->count = 0;; c->p++) {
    skip_space(c);
    if (limits->count == MOST_LIMITS) return 0;
    Limit *one = &limits->of[limits->count++];
    *one = (Limit){NULL, 0, NONE, NONE};
    int is_quoted = c->p < c->end && *c->p == '"';
    if (!read_limit_name(c, one) || !read_parameters(c, amount, seconds, one)) return 0;
    if (one->amount != one->amount) {
      Cursor name = {one->name, one->name + one->name_size};
      if (!may_lack_name || is_quoted || !read_whole(&name, &one->amount) || name.p != name.end) return 0;
    }
    if (c->p == c->end) return 1;
  }
}

/* The form before: `limit=100, remaining=50, reset=30`, of one limit without a name. */
static int read_left_before(Cursor *c, Limits *left) {
  Limit *one = left->of;
  double *const values[] = {&left->stated, &one->amount, &one->seconds};
  static const struct { const char *name; uint32_t size; } names[] = {{"limit", 5}, {"remaining", 9}, {"reset", 5}};
  *one = (Limit){c->p, 0, NONE, NONE};
  for (left->count = 1;; c->p++) {
    skip_space(c);
    const uint8_t *name = c->p;
    while (c->p < c->end && is_word(*c->p)) c->p++;
    uint32_t size = (uint32_t)(c->p - name), which = 0;
    while (which < 3 && !is_same(name, size, names[which].name, names[which].size)) which++;
    if (which == 3 || *values[which] == *values[which] || c->p >= c->end || *c->p++ != '=') return 0;
    if (!read_whole(c, values[which])) return 0;
    skip_space(c);
    if (c->p == c->end) return one->amount == one->amount;
    if (*c->p != ',') return 0;
  }
}

static int read_left(Cursor *c, Limits *left) {
  static uint8_t plain[MOST_LIMITS_TEXT];
  Cursor inner;
  if (!read_quoting(c, plain, &inner)) return 0;
  left->stated = NONE;
  if (holds(inner.p, (uint32_t)(inner.end - inner.p), (const uint8_t *)"remaining", 9)) return read_left_before(&inner, left);
  return read_limits(&inner, 'r', 't', 0, left);
}

static int read_policies(Cursor *c, Limits *policies) {
  static uint8_t plain[MOST_LIMITS_TEXT];
  Cursor inner;
  return read_quoting(c, plain, &inner) && read_limits(&inner, 'q', 'w', 1, policies);
}

static const Limit *of_name(const Limits *limits, const Limit *named) {
  for (uint32_t i = 0; i < limits->count; i++) {
    const Limit *one = &limits->of[i];
    if (one->name_size == named->name_size && holds(one->name, one->name_size, named->name, named->name_size)) return one;
  }
  return NULL;
}

static double soonness(const Limit *limit) { return limit->seconds == limit->seconds ? -limit->seconds : 0; }

/* The limit with the least share left, of those used up the one that stays so longest. NULL: not clear. */
static const Limit *tightest(const Limits *left, const Limits *policies) {
  const Limit *least = NULL;
  double least_share = 0;
  int is_clear = 1;
  for (uint32_t i = 0; i < left->count; i++) {
    const Limit *one = &left->of[i], *policy = of_name(policies, one);
    double share = one->amount / (policy && policy->amount ? policy->amount : 1);
    int is_as_tight = least && share == least_share && soonness(one) == soonness(least);
    if (least && !is_as_tight && (share > least_share || (share == least_share && soonness(one) > soonness(least)))) continue;
    is_clear = !is_as_tight;
    least = one;
    least_share = share;
  }
  return is_clear ? least : NULL;
}

/* The policy of that limit; else, of those with the quota that is stated, or of all, the one with the shortest window. */
static const Limit *policy_of(const Limits *policies, const Limit *left, double stated) {
  const Limit *found = left ? of_name(policies, left) : NULL, *first = NULL;
  if (found) return found;
  for (uint32_t i = 0; i < policies->count; i++) {
    const Limit *one = &policies->of[i];
    if (stated == stated && one->amount != stated) continue;
    if (!first) first = one;
    if (one->seconds == one->seconds && (!found || one->seconds < found->seconds)) found = one;
  }
  return found ? found : first;
}
