/* CSV as RFC 4180 has it, read from memory: quotes, doubled quotes, CRLF or LF, a header line.
 * Lines that start with '#' outside quotes are comments. Errors name line and column. */
#ifndef SQLCHECK_BASE_CSV_H
#define SQLCHECK_BASE_CSV_H

#include "base/error.h"

#include <stddef.h>

struct csv_row {
    size_t line;    /* 1-based line where the row begins */
    char **cell;    /* as many as the header has */
    size_t *column; /* 1-based column where each cell begins, for messages */
};

struct csv {
    const char *name; /* what errors call it */
    char **header;
    size_t columns;
    struct csv_row *rows;
    size_t row_count;
};

/* Every row must have as many cells as the header. Talloc child of parent; NULL on error. */
struct csv *csv_read(void *parent, const char *name, const char *text, size_t size,
                     struct error *err) MUST_USE;

/* Index of a header name (ASCII case ignored), or -1. */
int csv_column(const struct csv *csv, const char *name);

#endif
