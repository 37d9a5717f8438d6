/* Dotted version numbers of one to four parts: 13.0.5026, 11.4.7001.0, 18.2.0003.0. */
#ifndef SQLCHECK_BASE_VERSION_H
#define SQLCHECK_BASE_VERSION_H

#include <stdbool.h>
#include <stdint.h>

struct version {
    uint32_t part[4];
    uint32_t count; /* parts that were written; 0 = no version known */
};

/* Parses the whole text (surrounding blanks allowed). Leading zeros are fine, five parts, signs,
 * empty parts and numbers over 999999999 are not. *out is untouched on failure. */
bool version_parse(const char *text, struct version *out);

/* Compares the first `parts` parts (1..4) as numbers, missing parts as 0: <0, 0, >0. */
int version_compare(const struct version *a, const struct version *b, uint32_t parts);

/* Written with as many parts as it was read with; "" when none is known. Talloc child of parent. */
char *version_text(void *parent, const struct version *version);

#endif
