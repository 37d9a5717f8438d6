#include "connect/odbc_rows.h"

#include <talloc.h>

#include "base/mem.h"
#include "connect/table.h"

enum { PIECE = 4096, LONGEST_NAME = 256 };

struct odbc_cell {
    SQLHSTMT statement;
    SQLUSMALLINT column;
    struct table *table;
};

static bool add_date(const struct odbc_cell *cell)
{
    SQL_TIMESTAMP_STRUCT date = {0};
    SQLLEN size = 0;
    char text[64];
    if (!SQL_SUCCEEDED(SQLGetData(cell->statement, cell->column, SQL_C_TYPE_TIMESTAMP, &date,
                                  sizeof date, &size)))
        return false;
    int written = snprintf(text, sizeof text, "%04d-%02u-%02u %02u:%02u:%02u", (int)date.year,
                           (unsigned)date.month, (unsigned)date.day, (unsigned)date.hour,
                           (unsigned)date.minute, (unsigned)date.second);
    table_cell(cell->table, size == SQL_NULL_DATA ? NULL : text, (size_t)written);
    return true;
}

/* How much of a full or last piece is data; `end` bytes at its end are a terminator. */
static size_t piece_size(SQLRETURN result, SQLLEN size, size_t room, size_t end)
{
    bool is_cut = result == SQL_SUCCESS_WITH_INFO &&
                  (size == SQL_NO_TOTAL || size < 0 || (size_t)size > room - end);
    return is_cut || size < 0 ? room - end : (size_t)size;
}

/* Data in pieces. False when the driver failed; *is_null when there was none. */
static bool read_pieces(const struct odbc_cell *cell, SQLSMALLINT as, size_t end,
                        struct writer *out, bool *is_null)
{
    uint8_t buffer[PIECE];
    for (;;) {
        SQLLEN size = 0;
        SQLRETURN result =
            SQLGetData(cell->statement, cell->column, as, buffer, (SQLLEN)sizeof buffer, &size);
        if (result == SQL_NO_DATA)
            return true;
        if (!SQL_SUCCEEDED(result))
            return false;
        *is_null = size == SQL_NULL_DATA;
        if (*is_null)
            return true;
        writer_bytes(out, buffer, piece_size(result, size, sizeof buffer, end));
        if (result == SQL_SUCCESS || out->size > cell->table->limit)
            return true;
    }
}

static bool add_pieces(const struct odbc_cell *cell, bool is_binary)
{
    void *memory = talloc_new(NULL);
    struct writer data;
    writer_init(&data, memory);
    bool is_null = false;
    bool ok = read_pieces(cell, is_binary ? SQL_C_BINARY : SQL_C_WCHAR,
                          is_binary ? 0 : sizeof(SQLWCHAR), &data, &is_null);
    if (ok && is_null) {
        table_cell(cell->table, NULL, 0);
    } else if (ok && is_binary) {
        table_binary(cell->table, data.size == 0 ? (const void *)"" : data.data, data.size);
    } else if (ok) {
        char *text = odbc_to_utf8(memory, (const SQLWCHAR *)(const void *)data.data,
                                  data.size / sizeof(SQLWCHAR));
        table_cell(cell->table, text, strlen(text));
    }
    talloc_free(memory);
    return ok;
}

static bool add_cell(const struct odbc_cell *cell, SQLSMALLINT type)
{
    if (type == SQL_TYPE_TIMESTAMP || type == SQL_TYPE_DATE)
        return add_date(cell);
    return add_pieces(cell,
                      type == SQL_BINARY || type == SQL_VARBINARY || type == SQL_LONGVARBINARY);
}

static SQLSMALLINT *describe(void *parent, SQLHSTMT statement, struct table *table)
{
    SQLSMALLINT *types = mem_array(parent, SQLSMALLINT, table->rows.columns);
    for (size_t i = 0; i < table->rows.columns; i++) {
        SQLWCHAR name[LONGEST_NAME] = {0};
        SQLSMALLINT size = 0;
        SQLULEN width = 0;
        SQLSMALLINT digits = 0;
        SQLSMALLINT nullable = 0;
        if (!SQL_SUCCEEDED(SQLDescribeColW(statement, (SQLUSMALLINT)(i + 1), name, LONGEST_NAME - 1,
                                           &size, &types[i], &width, &digits, &nullable)))
            size = 0;
        size_t units = size < 0 || size >= LONGEST_NAME ? LONGEST_NAME - 1 : (size_t)size;
        char *text = odbc_to_utf8(parent, name, units);
        table_name(table, i, text);
        talloc_free(text);
    }
    return types;
}

static bool read_rows(SQLHSTMT statement, struct table *table, const SQLSMALLINT *types)
{
    SQLRETURN result = SQL_SUCCESS;
    while (SQL_SUCCEEDED(result = SQLFetch(statement))) {
        struct odbc_cell cell = {.statement = statement, .table = table};
        for (size_t i = 0; i < table->rows.columns && !table->over; i++) {
            cell.column = (SQLUSMALLINT)(i + 1);
            if (!add_cell(&cell, types[i]))
                return false;
        }
        table_end_row(table);
        if (table->over)
            return false;
    }
    return result == SQL_NO_DATA;
}

/* Further results are read to their end, so that an error in them is not missed. */
static bool skip_rows(SQLHSTMT statement)
{
    SQLRETURN result = SQL_SUCCESS;
    while (SQL_SUCCEEDED(result = SQLFetch(statement)))
        ;
    return result == SQL_NO_DATA;
}

static bool read_result(void *parent, SQLHSTMT statement, struct table *table)
{
    SQLSMALLINT columns = 0;
    if (!SQL_SUCCEEDED(SQLNumResultCols(statement, &columns)))
        return false;
    if (columns <= 0)
        return true;
    if (table->rows.columns > 0)
        return skip_rows(statement);
    table_init(table, parent, (size_t)columns, TABLE_LIMIT);
    return read_rows(statement, table, describe(parent, statement, table));
}

bool odbc_fetch(void *parent, SQLHSTMT statement, const char *sql, struct rows *out,
                bool *too_large)
{
    struct table table = {.over = false};
    size_t units = 0;
    SQLWCHAR *text = odbc_from_utf8(parent, sql, &units);
    SQLRETURN result = SQLExecDirectW(statement, text, (SQLINTEGER)units);
    talloc_free(text);
    while (SQL_SUCCEEDED(result)) {
        if (!read_result(parent, statement, &table)) {
            *too_large = table.over;
            return false;
        }
        result = SQLMoreResults(statement);
    }
    if (result != SQL_NO_DATA)
        return false;
    *out = table.rows;
    return true;
}
