/* A look at lines of a log that decides nothing: it takes plain ones apart and numbers what repeats.
 *
 * A line is *plain* when every part of it is of the one form that is known here by heart; all else is
 * left alone, and goes to SQL as it stands. What texts mean (a URL's place, headers, a body) is not
 * told here either: each new one is numbered, SQL is asked about one line that has it, and lines with
 * the same numbers have the same answers. Compiled to WebAssembly it sees its own memory and nothing
 * else; no table grows beyond its bound. See __init__.py for what is made of it.
 */
#include <stddef.h>
#include <stdint.h>

#ifdef __wasm__
/* Without a C library: the compiler makes instructions of these where it can. */
#define SHOWN(name) __attribute__((export_name(#name)))
void *memcpy(void *to, const void *from, size_t size) {
  uint8_t *t = to;
  const uint8_t *f = from;
  while (size--) *t++ = *f++;
  return to;
}
void *memset(void *to, int value, size_t size) {
  uint8_t *t = to;
  while (size--) *t++ = (uint8_t)value;
  return to;
}
int memcmp(const void *a, const void *b, size_t size) {
  const uint8_t *x = a, *y = b;
  uint64_t v, w;
  for (; size >= 8; size -= 8, x += 8, y += 8) {
    __builtin_memcpy(&v, x, 8);
    __builtin_memcpy(&w, y, 8);
    if (v != w) break;
  }
  for (; size; size--, x++, y++)
    if (*x != *y) return *x - *y;
  return 0;
}
#else
#include <string.h>
#define SHOWN(name)
#endif

enum { MOST_LINES = 65536, MOST_BYTES = 32 << 20, MOST_SCRATCH = 4096, MOST_BODY = 16384, DEEPEST = 64, MOST_WORDS = 4096 };
enum { MOST_GONE = 32 }; /* of what stands for a text that is left out, which may be shorter */
static const double NONE = __builtin_nan("");

/* What is known of a line; offsets are into the text. In the order of COLUMNS in module.py. */
typedef struct { uint32_t at, size; } Span;
#define EACH_COLUMN(X) \
  X(int64_t, ts) X(int64_t, request_bytes) X(int64_t, response_bytes) \
  X(double, duration) X(double, quota) X(double, remaining) X(double, reset) X(double, window) X(double, retry) \
  X(Span, headers) X(Span, asked) X(Span, answer) X(Span, told) /* an id in the answer */ \
  X(Span, secret) /* of the key, without which the sender is known */ X(Span, client_text) X(Span, address_text) /* that have no number */ \
  X(int32_t, place) X(int32_t, sender) X(int32_t, body) X(int32_t, client) X(int32_t, address) X(int32_t, method) X(int32_t, key) \
  X(int32_t, status) X(int32_t, attempt) X(int32_t, tells_limits) X(int32_t, is_whole)
#define MEMBER(type, name) type name;
#define COLUMN(type, name) static type column_of_##name[MOST_LINES];
#define STORE(type, name) column_of_##name[at] = row->name;
#define ADDRESS_OF(type, name) column_of_##name,
typedef struct {
  EACH_COLUMN(MEMBER)
  Span path, query, trace, request_id;
  Span hidden, parameter; /* of the query: what is left out of it, and what that is called */
  uint32_t signs; /* it is a signature, no credential */
} Row;
EACH_COLUMN(COLUMN)
static void *const columns[] = {EACH_COLUMN(ADDRESS_OF)};
static void store(const Row *row, int32_t at) { EACH_COLUMN(STORE) }

static uint8_t text[MOST_BYTES + 64];
static int32_t ends[MOST_LINES + 1];
static uint8_t kinds[MOST_LINES];
static int32_t shapes[MOST_LINES]; /* of lines of data */

#include "numbered_texts.h"
#include "words.h"
#include "cut_texts.h"
#include "json_scan.h"
#include "times.h"
#include "urls.h"
#include "limits.h"
#include "headers.h"
#include "bodies.h"
#include "json_line.h"
#include "data_message.h"
#include "mapped_fields.h"
#include "mapped_times.h"
#include "mapped_line.h"
#include "pair_line.h"
#include "column_line.h"
#include "text_line.h"

enum { CANONICAL, OF_TEXT, OF_TABLE, OF_CLOSED_TABLE, OF_COLUMNS, LTSV, LOGFMT };
enum { NOT_KNOWN, PLAIN, DATA }; /* SQL reads it; there is a row of it; SQL would pass over it */

SHOWN(look) int32_t look(uint32_t lines, int32_t form) {
  int32_t plain = 0, data = 0;
  if (lines > MOST_LINES) return -1;
  for (uint32_t i = 0; i < lines; i++) {
    Cursor c = {text + ends[i], text + ends[i + 1]};
    if (c.end > c.p && c.end[-1] == '\n') c.end--;
    Cursor again = c;
    Row row;
    int is_plain = form == CANONICAL                             ? look_at_json(&c, &row)
                   : form == OF_TABLE || form == OF_CLOSED_TABLE ? look_at_mapped(&c, &row, form == OF_CLOSED_TABLE)
                   : form == OF_TEXT                             ? look_at_text(&c, &row)
                   : form == OF_COLUMNS                          ? look_at_columns(&c, &row)
                                                                 : look_at_pairs(&c, &row, form == LTSV);
    int is_data = !is_plain && form == CANONICAL && look_at_data(&again, &shapes[data]);
    if (is_plain) cut_out(&row, plain), store(&row, plain++);
    data += is_data;
    kinds[i] = is_plain ? PLAIN : is_data ? DATA : NOT_KNOWN;
  }
  return plain;
}

SHOWN(know_whole) int32_t know_whole(uint32_t body) { return body < MOST_TEXTS ? tells_failure[body] = 1 : 0; }
SHOWN(texts_of) uint32_t texts_of(uint32_t table) { return table < TABLES ? tables[table].count : 0; }
SHOWN(starts_at) uint32_t *starts_at(uint32_t table) { return tables[table].starts; }
SHOWN(bytes_at) uint8_t *bytes_at(uint32_t table) { return tables[table].bytes; }
SHOWN(text_at) uint8_t *text_at(void) { return text; }
SHOWN(ends_at) int32_t *ends_at(void) { return ends; }
SHOWN(kinds_at) uint8_t *kinds_at(void) { return kinds; }
SHOWN(shapes_at) int32_t *shapes_at(void) { return shapes; }
SHOWN(column_at) void *column_at(uint32_t which) { return which < sizeof columns / sizeof *columns ? columns[which] : NULL; }
