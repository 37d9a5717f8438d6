#include "connect/table.h"

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

void table_init(struct table *table, void *parent, size_t columns, size_t limit)
{
    *table = (struct table){.parent = parent, .limit = limit};
    table->rows.columns = columns;
    table->rows.names = mem_array(parent, char *, columns);
    table->start = mem_array(parent, size_t, columns);
    writer_init(&table->row, parent);
}

static bool has_room(struct table *table, size_t more)
{
    if (table->over || more > table->limit || table->size > table->limit - more)
        table->over = true;
    return !table->over;
}

void table_name(struct table *table, size_t column, const char *name)
{
    size_t size = name == NULL ? 0 : strlen(name);
    if (column >= table->rows.columns || !has_room(table, size))
        return;
    table->size += size;
    table->rows.names[column] = text_printable(table->parent, name == NULL ? "" : name, size);
}

static bool begin_cell(struct table *table, const void *data, size_t size)
{
    if (table->filled >= table->rows.columns || !has_room(table, table->row.size + size + 1))
        return false;
    table->start[table->filled++] = data == NULL ? SIZE_MAX : table->row.size;
    return data != NULL;
}

void table_cell(struct table *table, const void *data, size_t size)
{
    if (!begin_cell(table, data, size))
        return;
    char *clean = text_printable(NULL, data, size);
    writer_bytes(&table->row, clean, strlen(clean) + 1);
    talloc_free(clean);
}

void table_binary(struct table *table, const void *data, size_t size)
{
    static const char digit[] = "0123456789ABCDEF";
    if (!begin_cell(table, data, 2 * size))
        return;
    struct reader bytes = reader_over(data, size);
    while (reader_left(&bytes) > 0) {
        uint8_t byte = reader_u8(&bytes);
        writer_u8(&table->row, (uint8_t)digit[byte >> 4]);
        writer_u8(&table->row, (uint8_t)digit[byte & 15]);
    }
    writer_u8(&table->row, 0);
}

/* One block a row: the cells' pointers, then their text. */
static char **keep_row(struct table *table)
{
    size_t columns = table->rows.columns;
    char **cells = mem_resize(table->parent, NULL, columns * sizeof(char *) + table->row.size, 1);
    char *text = (char *)(cells + columns);
    if (table->row.size > 0)
        memcpy(text, table->row.data, table->row.size);
    for (size_t i = 0; i < columns; i++)
        cells[i] =
            i >= table->filled || table->start[i] == SIZE_MAX ? NULL : text + table->start[i];
    return cells;
}

void table_end_row(struct table *table)
{
    size_t size = table->rows.columns * sizeof(char *) + table->row.size + 128;
    if (has_room(table, size)) {
        char **cells = keep_row(table);
        char ***place = mem_append(table->parent, &table->rows.cells, &table->rows.count,
                                   sizeof *table->rows.cells);
        *place = cells;
        table->size += size;
    }
    table->row.size = 0;
    table->filled = 0;
}
