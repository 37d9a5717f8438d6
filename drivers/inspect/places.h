/* Finding by hash: from a number that a text was made to, the places where that text may be. */
#ifndef SQLCHECK_INSPECT_PLACES_H
#define SQLCHECK_INSPECT_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct place {
    uint64_t hash;
    size_t at; /* 1 + the place; 0 = free */
};

struct places {
    struct place *slots; /* a power of two */
    size_t room;
    size_t count;
};

/* Of a text (FNV-1a): as it stands, or without regard to ASCII case. */
uint64_t places_hash(const char *text, size_t size, bool ignore_case);

/* The table hangs on parent. */
void places_add(void *parent, struct places *places, uint64_t hash, size_t at);

/* The places of this hash, one a call, starting with *cursor = 0; false after the last. The caller
 * compares: different texts may have one hash. */
bool places_next(const struct places *places, uint64_t hash, size_t *cursor, size_t *at);

#endif
