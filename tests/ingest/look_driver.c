/* look.c outside of WebAssembly, so that sanitizers see what it does: NAMES, then logs, each looked
 * at as every form. */
#include "look.c"

#include <stdio.h>
#include <stdlib.h>

static int32_t look_through(const char *path, int32_t form) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  size_t size = fread(text, 1, MOST_BYTES, file);
  fclose(file);
  uint32_t lines = 0;
  for (size_t i = 0; i < size && lines < MOST_LINES; i++)
    if (text[i] == '\n') ends[++lines] = (int32_t)(i + 1);
  int32_t plain = look(lines, form);
  int32_t at = 0;
  for (uint32_t i = 0; i < lines; at += kinds[i++] == PLAIN) {
#define SPAN(name) column_of_##name[at]
    const Span spans[] = {SPAN(headers), SPAN(asked), SPAN(answer), SPAN(told), SPAN(secret), SPAN(client_text), SPAN(address_text)};
    for (size_t k = 0; kinds[i] == PLAIN && k < sizeof spans / sizeof *spans; k++)
      if (spans[k].size && (spans[k].at < (uint32_t)ends[i] || spans[k].at + spans[k].size > (uint32_t)ends[i + 1]))
        exit(4); /* of another line: what is cut out of the text by these follows the lines */
  }
  return plain;
}

int main(int count, char **paths) {
  int kind, role;
  char found[256];
  FILE *file = fopen(paths[1], "r");
  while (file && fscanf(file, "%d %d%*1[ ]%255[^\n]", &kind, &role, found) == 3) {
    if (!add_name(kind, role, (const uint8_t *)found, (uint32_t)strlen(found))) return 3;
  }
  for (int i = 2; i < count; i++)
    for (int32_t form = 0; form <= LOGFMT; form++) printf("%d\n", look_through(paths[i], form));
  return 0;
}
