#include "drivers/inspect/report_table.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

bool report_is_dashes(const char *line)
{
    return strchr(line, '-') != NULL && line[strspn(line, " -")] == '\0';
}

/* The byte where that many UTF-16 units of a UTF-8 text end; its length when it has fewer. */
static size_t bytes_of_units(const char *text, size_t units)
{
    size_t at = 0;
    while (units > 0 && text[at] != '\0') {
        unsigned char lead = (unsigned char)text[at];
        size_t width = lead >= 0xf0 ? 2 : 1;
        units -= width < units ? width : units;
        for (at++; ((unsigned char)text[at] & 0xc0) == 0x80; at++)
            continue;
    }
    return at;
}

static char *slice(void *parent, const char *line, size_t begin, size_t end)
{
    size_t from = bytes_of_units(line, begin);
    size_t size = bytes_of_units(&line[from], end - begin);
    char *copy = talloc_strndup(parent, &line[from], size);
    char *text = text_trim(parent, copy);
    talloc_free(copy);
    return text;
}

/* The first and the last column of a row reach to where the line begins and ends. */
static char *cell(void *parent, const struct report_table *table, const char *line, size_t column)
{
    size_t end = column + 1 == table->count ? strlen(line) + 1 : table->end[column];
    return slice(parent, line, table->begin[column], end);
}

bool report_table_read(void *parent, const char *header, const char *dashes,
                       struct report_table *out)
{
    *out = (struct report_table){0};
    for (size_t at = strspn(dashes, " "); dashes[at] != '\0'; at += strspn(&dashes[at], " ")) {
        if (out->count == REPORT_MAX_COLUMNS)
            return false;
        out->begin[out->count] = at;
        at += strspn(&dashes[at], "-");
        out->end[out->count++] = at;
    }
    for (size_t i = 0; i < out->count; i++)
        out->name[i] = cell(parent, out, header, i);
    return true;
}

static bool is_blank(const char *line, size_t begin, size_t end)
{
    size_t from = bytes_of_units(line, begin);
    size_t size = bytes_of_units(&line[from], end - begin);
    return strspn(&line[from], " ") >= size;
}

bool report_table_fits(const struct report_table *table, const char *line)
{
    size_t end = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (!is_blank(line, end, table->begin[i]))
            return false;
        end = table->end[i];
    }
    return true;
}

static size_t find(const struct report_table *table, const char *name)
{
    size_t i = 0;
    while (i < table->count && !text_equal(table->name[i], name))
        i++;
    return i;
}

bool report_table_has(const struct report_table *table, const char *name)
{
    return find(table, name) < table->count;
}

char *report_table_cell(void *parent, const struct report_table *table, const char *line,
                        const char *name)
{
    size_t column = find(table, name);
    return column == table->count ? NULL : cell(parent, table, line, column);
}
