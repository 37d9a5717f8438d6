/* What every row of the reference tables begins with, and words that several tables share. */
#ifndef DRIVERS_TABLES_ORIGIN_H
#define DRIVERS_TABLES_ORIGIN_H

#include "base/error.h"
#include "base/version.h"

#include <stdbool.h>
#include <stddef.h>

struct tables; /* tables.h */

/* Where a row comes from; the first member of every row. */
struct row_origin {
    const char *file;
    size_t line;
    char *source;  /* keys of sources.csv, separated by "; ": "KB 3135244; Microsoft SQLCheck" */
    char *checked; /* ISO date on which the row was compared with its source */
};

#define TABLE_WORDS_AS_ENUM(id, word) id,

#define CERTAINTIES(X)                                                                             \
    X(CERTAIN, "sure")                                                                             \
    X(UNCERTAIN, "uncertain") /* one weak source, inferred, or sources disagree */
enum certainty { CERTAINTIES(TABLE_WORDS_AS_ENUM) CERTAINTY_COUNT };
extern const char *const certainty_names[];

/* sources.csv: the documents that rows may cite. */
struct source_row {
    struct row_origin origin;
    char *key;
    char *document;
    char *dated; /* of the document; "-" when it carries no date */
};

#endif
