/* CSV a row at a time, for files that others wrote: base/csv ends at the first mistake and keeps
 * everything; here a bad row costs that row, and memory is that of one row. RFC 4180 with any
 * delimiter, and lines that end in LF, CRLF or CR. */
#ifndef SQLCHECK_INSPECT_CSV_ROWS_H
#define SQLCHECK_INSPECT_CSV_ROWS_H

#include <stddef.h>

enum csv_row_state { CSV_ROW_END, CSV_ROW_GOOD, CSV_ROW_BAD };

enum {
    CSV_ROW_MAX_CELLS = 256,
    CSV_ROW_MAX_CELL = 8 * 1024, /* bytes; it also bounds what an open quote costs */
    CSV_ROW_MAX_SIZE = 64 * 1024,
};

struct csv_rows {
    const char *text; /* UTF-8, may hold NUL characters */
    size_t size;
    size_t at;
    size_t line; /* 1-based, of what comes next */
    size_t column;
    char delimiter;
    /* The row: cells end with NUL and are good until the next one. Columns are 1-based and count
     * characters. */
    size_t row_line;
    size_t count;
    const char *cell[CSV_ROW_MAX_CELLS];
    size_t cell_column[CSV_ROW_MAX_CELLS];
    /* Of a bad row: where, and what should be there. */
    size_t bad_line;
    size_t bad_column;
    const char *expected;
    size_t used;
    char buffer[CSV_ROW_MAX_SIZE];
};

/* A child of parent, at the beginning of the text. */
struct csv_rows *csv_rows_new(void *parent, const char *text, size_t size, char delimiter);

/* The next row that is not empty. After a bad one: the line behind it, or where a quote was never
 * closed the line behind the one where the row began. */
enum csv_row_state csv_rows_next(struct csv_rows *rows);

#endif
