/* What the targets share. A target is one file with one fuzz_one(): it calls one parser on hostile
 * bytes and says, with MUST, what has to hold whatever they are.
 *
 * The bytes lie in memory of exactly their size, so AddressSanitizer sees a read behind them. All
 * that a target makes hangs on `memory`, whose size is checked against fuzz_bound afterwards. With
 * SQLCHECK_FUZZ_CUTS in the environment each input is given at every length, from 0 to the
 * whole. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes on `memory` that an input of n bytes may cost at most: base + per_byte * n. */
struct fuzz_bound {
    size_t base;
    size_t per_byte;
};

/* Both are the target's. */
extern const struct fuzz_bound fuzz_bound;
void fuzz_one(void *memory, const uint8_t *data, size_t size);

/* Ends the run with the rule that was broken. */
#define MUST(holds, rule) ((holds) ? (void)0 : fuzz_broken(__FILE__, __LINE__, (rule)))
_Noreturn void fuzz_broken(const char *file, int line, const char *rule);

/* The first `size` bytes in memory of exactly that size; a child of memory. */
struct reader fuzz_prefix(void *memory, const uint8_t *data, size_t size);

/* A length below `size` that the bytes themselves choose; size is not 0. */
size_t fuzz_cut(const uint8_t *data, size_t size);

/* The bytes as a text that ends at the first NUL, if any. */
char *fuzz_text(void *memory, const uint8_t *data, size_t size);

/* Whether both hold the same bytes. */
bool fuzz_same(const void *a, size_t a_size, const void *b, size_t b_size);

/* Both texts, or both NULL, and equal byte for byte. */
bool fuzz_same_text(const char *a, const char *b);

/* Neither NULL, nor invalid UTF-8. */
bool fuzz_is_text(const char *text);

#endif
