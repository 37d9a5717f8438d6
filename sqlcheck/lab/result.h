/* Rows that a statement gave, and what a statement ran into: between SQLite and the tokens. */
#ifndef SQLCHECK_LAB_RESULT_H
#define SQLCHECK_LAB_RESULT_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_kind { CELL_NULL, CELL_INTEGER, CELL_REAL, CELL_TEXT, CELL_BINARY };

struct cell {
    enum cell_kind kind;
    int64_t integer;
    double real;
    size_t at;   /* of text (NUL-terminated UTF-8) or binary, in result.bytes */
    size_t size; /* in bytes, the NUL not counted */
};

enum column_type {
    COLUMN_INTEGER, /* width 1, 2, 4 or 8 */
    COLUMN_BIT,
    COLUMN_REAL,
    COLUMN_TEXT,   /* width in UTF-16 units; 0: nvarchar(max) */
    COLUMN_BINARY, /* width in bytes; 0: varbinary(max) */
    COLUMN_DATETIME,
};

struct column {
    char *name;
    char *declared; /* "nvarchar(256)"; NULL for an expression */
    enum column_type type;
    size_t width;
};

struct result {
    struct column *columns;
    size_t column_count;
    struct cell *cells; /* row after row */
    size_t row_count;
    struct writer bytes;
};

/* An error as a server reports it. number 0: nothing went wrong. */
struct sql_failure {
    int number;
    int state;
    int level; /* "class" in [MS-TDS] */
    char text[512];
};

enum { RESULT_LARGEST = 64 << 20 };

/* Gives each column the type of its declaration when all values fit it, else that of its values. */
void result_type_columns(struct result *result);

/* "2026-11-24 03:42:10.000" (the fraction may be absent) as days since 1900-01-01 and ticks of
 * 1/300 s, as DATETIME travels. False: not such a text. */
bool datetime_parse(const char *text, int32_t *days, uint32_t *ticks);

#endif
