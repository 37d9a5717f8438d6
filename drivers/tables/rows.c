#include "drivers/tables/rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"

bool rows_hold(const struct version *first, const struct version *version)
{
    return version_compare(first, version, 2) == 0 && version_compare(first, version, 3) <= 0;
}

struct cell {
    const struct table_file *file;
    size_t row;
    const struct column *column;
    const char *text; /* trimmed */
    void *parent;
};

bool rows_fail(const struct table_file *file, size_t row, const char *column, const char *format,
               ...)
{
    char what[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    const struct csv *csv = file->csv;
    int index = csv_column(csv, column);
    return error_set(file->err, "%s:%zu:%zu: '%s' %s", csv->name, csv->rows[row].line,
                     index < 0 ? 1 : csv->rows[row].column[index], column, what);
}

static bool cell_fail(const struct cell *cell, const char *expected)
{
    return rows_fail(cell->file, cell->row, cell->column->name, "is '%s', expected %s", cell->text,
                     expected);
}

static bool store_text(const struct cell *cell, void *at)
{
    if (cell->text[0] == '\0' && cell->column->kind == CELL_TEXT)
        return rows_fail(cell->file, cell->row, cell->column->name, "is empty");
    *(char **)at = cell->text[0] == '\0' ? NULL : talloc_strdup(cell->parent, cell->text);
    return true;
}

static bool store_version(const struct cell *cell, void *at)
{
    if (cell->text[0] == '\0' && cell->column->kind == CELL_VERSION_OR_NONE)
        return true;
    return version_parse(cell->text, at) || cell_fail(cell, "a version such as 11.0.6518");
}

static bool store_versions(const struct cell *cell, void *at, size_t *count)
{
    const char *rest = cell->text;
    while (*rest != '\0') {
        size_t length = strcspn(rest, " ");
        char *word = talloc_strndup(cell->parent, rest, length);
        struct version *version = mem_append(cell->parent, at, count, sizeof *version);
        if (!version_parse(word, version))
            return cell_fail(cell, "versions separated by blanks");
        rest += length + strspn(rest + length, " ");
    }
    return true;
}

static bool store_int(const struct cell *cell, void *at)
{
    if (cell->text[0] == '\0' && cell->column->kind == CELL_INT_OR_NONE)
        return true;
    return text_to_int(cell->text, 0, 1000000, at) || cell_fail(cell, "a number");
}

static bool store_bool(const struct cell *cell, void *at)
{
    bool yes = strcmp(cell->text, "yes") == 0;
    if (!yes && strcmp(cell->text, "no") != 0)
        return cell_fail(cell, "yes or no");
    *(bool *)at = yes;
    return true;
}

static bool store_word(const struct cell *cell, void *at)
{
    const char *const *words = cell->column->words;
    unsigned i = 0;
    for (; words[i] != NULL; i++)
        if (strcmp(words[i], cell->text) == 0) {
            memcpy(at, &i, sizeof i); /* enums of ours are unsigned ints without negative values */
            return true;
        }
    char expected[256];
    char *list = text_list(cell->parent, words, i, ", ");
    (void)snprintf(expected, sizeof expected, "one of: %s", list);
    return cell_fail(cell, expected);
}

static bool store_cell(const struct cell *cell, char *row)
{
    void *at = row + cell->column->offset;
    switch (cell->column->kind) {
    case CELL_TEXT:
    case CELL_TEXT_OR_NONE:
        return store_text(cell, at);
    case CELL_VERSION:
    case CELL_VERSION_OR_NONE:
        return store_version(cell, at);
    case CELL_VERSIONS:
        return store_versions(cell, at, (size_t *)(void *)(row + cell->column->count_offset));
    case CELL_INT:
    case CELL_INT_OR_NONE:
        return store_int(cell, at);
    case CELL_BOOL:
        return store_bool(cell, at);
    case CELL_WORD:
        return store_word(cell, at);
    }
    return false;
}

/* Each key must be one of sources.csv, so that a misspelt source does not build. */
static bool source_is_known(const struct tables *tables, const struct table_file *file, size_t row,
                            const char *source)
{
    if (text_is_empty(source))
        return rows_fail(file, row, "source", "is empty: every row needs a public source");
    const char *rest = source;
    for (bool more = true; more;) {
        size_t length = strcspn(rest, ";");
        more = rest[length] == ';';
        while (*rest == ' ') {
            rest++;
            length--;
        }
        char *key = talloc_strndup(file->csv, rest, length);
        if (source_find(tables, key) == NULL)
            return rows_fail(file, row, "source", "cites '%s', which sources.csv does not have",
                             key);
        rest += length + (more ? 1 : 0);
    }
    return true;
}

static bool store_origin(struct tables *tables, const struct layout *layout,
                         const struct table_file *file, size_t row, struct row_origin *origin)
{
    const struct csv_row *cells = &file->csv->rows[row];
    const char *source = layout->cites ? cells->cell[csv_column(file->csv, "source")] : "";
    const char *checked = cells->cell[csv_column(file->csv, "checked")];
    int64_t day = 0;
    *origin = (struct row_origin){.file = layout->file,
                                  .line = cells->line,
                                  .source = text_trim(tables, source),
                                  .checked = text_trim(tables, checked)};
    if (layout->cites && !source_is_known(tables, file, row, origin->source))
        return false;
    if (strlen(origin->checked) != strlen("2026-11-24") || !date_parse(origin->checked, &day))
        return rows_fail(file, row, "checked", "is '%s', expected a date such as 2026-11-24",
                         origin->checked);
    return true;
}

static bool header_fits(const struct layout *layout, const struct table_file *file)
{
    const struct csv *csv = file->csv;
    size_t expected = layout->column_count + (layout->cites ? 2 : 1);
    for (size_t i = 0; i < layout->column_count; i++)
        if (csv_column(csv, layout->columns[i].name) < 0)
            return error_set(file->err, "%s:1:1: the header lacks the column '%s'", csv->name,
                             layout->columns[i].name);
    if (layout->cites && csv_column(csv, "source") < 0)
        return error_set(file->err, "%s:1:1: the header lacks the column 'source'", csv->name);
    if (csv_column(csv, "checked") < 0)
        return error_set(file->err, "%s:1:1: the header lacks the column 'checked'", csv->name);
    if (csv->columns != expected)
        return error_set(file->err, "%s:1:1: expected %zu columns, the header has %zu", csv->name,
                         expected, csv->columns);
    return true;
}

static bool store_row(struct tables *tables, const struct layout *layout,
                      const struct table_file *file, size_t row, char *out)
{
    for (size_t i = 0; i < layout->column_count; i++) {
        const struct column *column = &layout->columns[i];
        const char *text = file->csv->rows[row].cell[csv_column(file->csv, column->name)];
        struct cell cell = {.file = file,
                            .row = row,
                            .column = column,
                            .text = text_trim(file->csv, text),
                            .parent = tables};
        if (!store_cell(&cell, out))
            return false;
    }
    return store_origin(tables, layout, file, row, (struct row_origin *)(void *)out);
}

bool rows_load(struct tables *tables, const struct layout *layout, const struct table_text *text,
               struct error *err)
{
    struct table_file file = {.err = err};
    file.csv = csv_read(tables, layout->file, text->text, text->size, err);
    if (file.csv == NULL || !header_fits(layout, &file))
        return false;
    size_t count = file.csv->row_count;
    char *rows = mem_zeroed(tables, count, layout->row_size);
    for (size_t i = 0; i < count; i++)
        if (!store_row(tables, layout, &file, i, rows + i * layout->row_size))
            return false;
    char *base = (char *)tables;
    memcpy(base + layout->rows_offset, &rows, sizeof rows);
    memcpy(base + layout->count_offset, &count, sizeof count);
    bool ok = layout->check(tables, &file);
    talloc_free(file.csv);
    return ok;
}
