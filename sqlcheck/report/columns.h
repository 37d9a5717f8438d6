/* How many terminal columns a text takes. Roughly Unicode: combining marks take none, East Asian
 * and emoji characters take two. All texts here are valid UTF-8 (see clean.h). */
#ifndef SQLCHECK_REPORT_COLUMNS_H
#define SQLCHECK_REPORT_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

/* The code point at `at` and how many bytes it takes; a broken byte is itself, alone. */
uint32_t columns_next(const char *at, size_t *bytes);

/* Of the whole text. */
size_t columns_of(const char *text);

/* Bytes of the longest beginning that takes at most `width` columns; never half a character, and
 * marks stay with what they combine with. */
size_t columns_prefix(const char *text, size_t width);

/* The text itself when it fits, else its beginning and its end around `ellipsis`. A talloc child of
 * parent. */
char *columns_middle(void *parent, const char *text, size_t width, const char *ellipsis);

#endif
