/* Words and names, as SQL Server and Windows compare them. */
#ifndef SQLCHECK_BASE_TEXT_H
#define SQLCHECK_BASE_TEXT_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Equal without regard to ASCII case and trailing blanks. NULL equals NULL only. */
bool text_equal(const char *a, const char *b);
int text_compare(const char *a, const char *b); /* the same rule, for sorting; NULL first */
bool text_has_prefix(const char *text, const char *prefix); /* ASCII case ignored */
bool text_contains(const char *text, const char *part);     /* ASCII case ignored */
bool text_is_empty(const char *text);                       /* NULL, "" or blanks */

/* The places of all texts: equal ones (text_equal) together and in their order, groups in the order
 * in which their first one appears. Talloc child of parent; quick for 19,000 of them. */
size_t *text_gather(void *parent, const char *const *texts, size_t count);

/* Talloc children of parent; of NULL nothing but NULL comes. */
char *text_trim(void *parent, const char *text);
char *text_lower(void *parent, const char *text);      /* ASCII, trimmed */
char *text_short_host(void *parent, const char *host); /* up to the first dot, trimmed */
char *text_list(void *parent, const char *const *items, size_t count, const char *separator);

/* Whole text as a decimal int within [low, high]; *out untouched on failure. */
bool text_to_int(const char *text, int low, int high, int *out);

/* UTF-16LE <-> UTF-8. Unpaired surrogates and invalid UTF-8 become U+FFFD, never an overrun. */
char *text_from_utf16le(void *parent, const uint8_t *bytes, size_t size);
char *text_from_utf16le_sized(void *parent, const uint8_t *bytes, size_t size, size_t *length);
void text_write_utf16le(struct writer *w, const char *utf8);
size_t text_utf16_units(const char *utf8);

/* True when all of it is valid UTF-8. */
bool text_is_utf8(const char *text);

/* Copy with invalid UTF-8 and control characters (all but newline and tab) made visible as '?':
 * NUL too: what a peer sent must not steer a terminal, break a JSON document or hide its end. */
char *text_printable(void *parent, const char *bytes, size_t size);

/* Overwrites memory in a way the compiler keeps; for secrets. */
void text_wipe(void *data, size_t size);

#endif
