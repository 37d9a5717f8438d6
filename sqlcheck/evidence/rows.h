/* How SQL rows reach the one who asks, whichever driver fetched them. */
#ifndef SQLCHECK_EVIDENCE_ROWS_H
#define SQLCHECK_EVIDENCE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

/* All cells as UTF-8 text, NULL = SQL NULL. Numbers in decimal, datetimes "2026-11-24 03:42:10",
 * binary as upper-case hex without prefix. */
struct rows {
    char **names;
    size_t columns;
    char ***cells; /* cells[row][column] */
    size_t count;
};

/* The server said no, or the connection died. `number` is the server's message number (229, 208,
 * 297, 300, 911, 4060 ...), 0 when there was none. */
struct rows_error {
    int number;
    char *text;
    bool connection_lost; /* no further statement can succeed */
};

struct row_source {
    void *context;
    /* Runs one statement; the rows are a talloc child of parent. False: *error is filled (its text
     * a talloc child of parent) and *out untouched. */
    bool (*query)(void *context, void *parent, const char *sql, struct rows *out,
                  struct rows_error *error);
};

/* Cell by column name (case ignored); NULL when NULL or when there is no such column. */
const char *rows_cell(const struct rows *rows, size_t row, const char *column);

#endif
