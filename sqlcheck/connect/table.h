/* Rows as a driver fetches them, put together within a bound. */
#ifndef SQLCHECK_CONNECT_TABLE_H
#define SQLCHECK_CONNECT_TABLE_H

#include "base/bytes.h"
#include "evidence/rows.h"

#include <stdbool.h>
#include <stddef.h>

enum { TABLE_LIMIT = 64 * 1024 * 1024 };

struct table {
    struct rows rows;
    size_t limit;
    size_t size; /* of all that is kept */
    bool over;   /* more than `limit` came; nothing is added any more */
    void *parent;
    struct writer row; /* text of the row that is being fetched, each cell with its NUL */
    size_t *start;     /* of each of its cells; SIZE_MAX = NULL */
    size_t filled;
};

/* Everything hangs on parent, in the end as rows. */
void table_init(struct table *table, void *parent, size_t columns, size_t limit);
void table_name(struct table *table, size_t column, const char *name);

/* The next cell of the row, left to right; NULL data = SQL NULL. Invalid UTF-8 becomes U+FFFD's
 * place holder '?'. */
void table_cell(struct table *table, const void *data, size_t size);
void table_binary(struct table *table, const void *data, size_t size); /* as upper-case hex */
void table_end_row(struct table *table);

#endif
