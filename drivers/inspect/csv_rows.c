#include "drivers/inspect/csv_rows.h"

#include <stdbool.h>

#include <talloc.h>

struct place {
    size_t at;
    size_t line;
    size_t column;
};

struct csv_rows *csv_rows_new(void *parent, const char *text, size_t size, char delimiter)
{
    struct csv_rows *rows = talloc_zero(parent, struct csv_rows);
    rows->text = text;
    rows->size = size;
    rows->line = 1;
    rows->column = 1;
    rows->delimiter = delimiter;
    return rows;
}

static int peek(const struct csv_rows *rows)
{
    return rows->at < rows->size ? (unsigned char)rows->text[rows->at] : -1;
}

static bool at_line_end(const struct csv_rows *rows)
{
    int c = peek(rows);
    return c == -1 || c == '\n' || c == '\r';
}

static void advance(struct csv_rows *rows)
{
    char c = rows->text[rows->at++];
    if (c == '\n' || (c == '\r' && peek(rows) != '\n')) {
        rows->line++;
        rows->column = 1;
    } else if (((unsigned char)c & 0xc0) != 0x80) {
        rows->column++;
    }
}

static void take_line_end(struct csv_rows *rows)
{
    if (peek(rows) == '\r')
        advance(rows);
    if (peek(rows) == '\n')
        advance(rows);
}

static struct place here(const struct csv_rows *rows)
{
    return (struct place){rows->at, rows->line, rows->column};
}

/* Always false. */
static bool wrong(struct csv_rows *rows, struct place place, const char *expected)
{
    rows->bad_line = place.line;
    rows->bad_column = place.column;
    rows->expected = expected;
    return false;
}

static bool push(struct csv_rows *rows, char c)
{
    /* room for the NUL of this cell as well */
    if (c == '\0')
        return wrong(rows, here(rows), "a character that is not NUL");
    if (rows->used + 1 >= sizeof rows->buffer)
        return wrong(rows, here(rows), "a row of at most 65536 bytes");
    rows->buffer[rows->used++] = c;
    return true;
}

static bool quoted_cell(struct csv_rows *rows, bool *is_open)
{
    struct place start = here(rows);
    size_t first = rows->used;
    for (advance(rows);; advance(rows)) {
        if (peek(rows) == '"') {
            advance(rows);
            if (peek(rows) != '"')
                return true;
        }
        *is_open = peek(rows) == -1 || rows->used - first > CSV_ROW_MAX_CELL;
        if (*is_open)
            return wrong(rows, start, "a closing quote within 8192 bytes");
        if (!push(rows, (char)peek(rows)))
            return false;
    }
}

static bool plain_cell(struct csv_rows *rows)
{
    size_t first = rows->used;
    for (; !at_line_end(rows) && peek(rows) != rows->delimiter; advance(rows)) {
        if (peek(rows) == '"')
            return wrong(rows, here(rows), "no quote inside a cell that does not begin with one");
        if (rows->used - first > CSV_ROW_MAX_CELL)
            return wrong(rows, here(rows), "a cell of at most 8192 bytes");
        if (!push(rows, (char)peek(rows)))
            return false;
    }
    return true;
}

static bool take_cell(struct csv_rows *rows, bool *is_open)
{
    if (rows->count == CSV_ROW_MAX_CELLS)
        return wrong(rows, here(rows), "at most 256 cells");
    rows->cell[rows->count] = &rows->buffer[rows->used];
    rows->cell_column[rows->count] = rows->column;
    if (!(peek(rows) == '"' ? quoted_cell(rows, is_open) : plain_cell(rows)))
        return false;
    if (rows->used == sizeof rows->buffer)
        return wrong(rows, here(rows), "a row of at most 65536 bytes");
    rows->buffer[rows->used++] = '\0';
    rows->count++;
    return true;
}

static bool take_row(struct csv_rows *rows, bool *is_open)
{
    for (;;) {
        if (!take_cell(rows, is_open))
            return false;
        if (peek(rows) == rows->delimiter) {
            advance(rows);
            continue;
        }
        return at_line_end(rows) || wrong(rows, here(rows), "a delimiter or the end of the line");
    }
}

enum csv_row_state csv_rows_next(struct csv_rows *rows)
{
    bool is_open = false;
    while (peek(rows) != -1 && at_line_end(rows))
        take_line_end(rows);
    if (peek(rows) == -1)
        return CSV_ROW_END;
    struct place start = here(rows);
    rows->row_line = rows->line;
    rows->count = 0;
    rows->used = 0;
    bool good = take_row(rows, &is_open);
    if (is_open) {
        rows->at = start.at;
        rows->line = start.line;
        rows->column = start.column;
    }
    while (!good && !at_line_end(rows))
        advance(rows);
    take_line_end(rows);
    return good ? CSV_ROW_GOOD : CSV_ROW_BAD;
}
