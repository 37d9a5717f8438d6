#include "base/csv.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

struct scanner {
    const char *at;
    const char *end;
    size_t line;
    size_t column;
    const char *name;
    struct error *err;
};

static int peek(const struct scanner *s)
{
    return s->at < s->end ? (unsigned char)*s->at : -1;
}

static void advance(struct scanner *s)
{
    if (*s->at == '\n') {
        s->line++;
        s->column = 0;
    }
    s->at++;
    s->column++;
}

static bool fail(struct scanner *s, const char *what)
{
    return error_set(s->err, "%s:%zu:%zu: %s", s->name, s->line, s->column, what);
}

static bool take_line_end(struct scanner *s)
{
    if (peek(s) == '\r')
        advance(s);
    if (peek(s) == '\n') {
        advance(s);
        return true;
    }
    return peek(s) == -1;
}

static bool quoted_cell(struct scanner *s, char *out, size_t *used)
{
    for (advance(s);; advance(s)) {
        if (peek(s) == -1)
            return fail(s, "expected a closing quote");
        if (peek(s) == '"') {
            advance(s);
            if (peek(s) != '"')
                return true;
        }
        if (peek(s) == '\0')
            return fail(s, "a NUL byte");
        out[(*used)++] = *s->at;
    }
}

static bool plain_cell(struct scanner *s, char *out, size_t *used)
{
    for (; peek(s) != -1 && strchr(",\r\n", peek(s)) == NULL; advance(s)) {
        if (peek(s) == '"')
            return fail(s, "a quote inside a cell that does not begin with one");
        out[(*used)++] = *s->at;
    }
    return true;
}

static bool read_cell(struct scanner *s, void *parent, char *buffer, char **out)
{
    size_t used = 0;
    bool ok = peek(s) == '"' ? quoted_cell(s, buffer, &used) : plain_cell(s, buffer, &used);
    if (!ok)
        return false;
    *out = talloc_strndup(parent, buffer, used);
    return true;
}

/* One row; cells grow by doubling. The buffer is as large as the whole text, so no cell
 * overruns. */
static bool read_row(struct scanner *s, void *parent, char *buffer, struct csv_row *row,
                     size_t *count)
{
    *count = 0;
    size_t room = 0;
    for (;;) {
        if (*count == room) {
            room = room == 0 ? 16 : room * 2;
            row->cell = mem_resize(parent, row->cell, room, sizeof *row->cell);
            row->column = mem_resize(parent, row->column, room, sizeof *row->column);
        }
        row->column[*count] = s->column;
        if (!read_cell(s, row->cell, buffer, &row->cell[*count]))
            return false;
        (*count)++;
        if (peek(s) == ',') {
            advance(s);
            continue;
        }
        return take_line_end(s) || fail(s, "expected a comma or the end of the line");
    }
}

static bool at_blank_line(const struct scanner *s)
{
    return peek(s) == '\n' || (peek(s) == '\r' && (s->end - s->at < 2 || s->at[1] == '\n'));
}

static void skip_comments_and_blank_lines(struct scanner *s)
{
    while (peek(s) == '#' || at_blank_line(s)) {
        while (peek(s) != -1 && peek(s) != '\n')
            advance(s);
        if (peek(s) == '\n')
            advance(s);
    }
}

static bool read_rows(struct scanner *s, struct csv *csv, char *buffer)
{
    size_t room = 0;
    for (skip_comments_and_blank_lines(s); peek(s) != -1; skip_comments_and_blank_lines(s)) {
        if (csv->row_count == room) {
            room = room == 0 ? 64 : room * 2;
            csv->rows = mem_resize(csv, csv->rows, room, sizeof *csv->rows);
        }
        struct csv_row *row = &csv->rows[csv->row_count];
        *row = (struct csv_row){.line = s->line};
        size_t count = 0;
        if (!read_row(s, csv, buffer, row, &count))
            return false;
        if (count != csv->columns) {
            size_t odd_one = count < csv->columns ? count - 1 : csv->columns;
            return error_set(s->err, "%s:%zu:%zu: expected %zu cells as in the header, found %zu",
                             s->name, row->line, row->column[odd_one], csv->columns, count);
        }
        csv->row_count++;
    }
    return true;
}

struct csv *csv_read(void *parent, const char *name, const char *text, size_t size,
                     struct error *err)
{
    struct csv *csv = talloc_zero(parent, struct csv);
    csv->name = talloc_strdup(csv, name);
    struct scanner s = {
        .at = text, .end = text + size, .line = 1, .column = 1, .name = csv->name, .err = err};
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        s.at += 3; /* the byte order mark that Excel writes */
    char *buffer = mem_array(csv, char, size + 1);
    skip_comments_and_blank_lines(&s);
    bool ok = peek(&s) != -1 || fail(&s, "expected a header line");
    struct csv_row header = {0};
    ok = ok && read_row(&s, csv, buffer, &header, &csv->columns);
    csv->header = header.cell;
    ok = ok && read_rows(&s, csv, buffer);
    talloc_free(buffer);
    if (ok)
        return csv;
    talloc_free(csv);
    return NULL;
}

int csv_column(const struct csv *csv, const char *name)
{
    for (size_t i = 0; i < csv->columns; i++)
        if (text_equal(csv->header[i], name))
            return (int)i;
    return -1;
}
