#include "lab/columns.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "lab/tokens.h"

enum {
    TYPE_INTN = 0x26,
    TYPE_BITN = 0x68,
    TYPE_FLTN = 0x6d,
    TYPE_DATETIMN = 0x6f,
    TYPE_VARBINARY = 0xa5,
    TYPE_NVARCHAR = 0xe7,
    MAX_MARK = 0xffff,       /* as width: PLP; as length of a short value: NULL */
    FLAGS_NULLABLE = 0x0009, /* nullable, may be updatable */
};

static void write_type(struct writer *w, const struct column *column)
{
    static const uint8_t types[] = {
        [COLUMN_INTEGER] = TYPE_INTN,     [COLUMN_BIT] = TYPE_BITN,
        [COLUMN_REAL] = TYPE_FLTN,        [COLUMN_TEXT] = TYPE_NVARCHAR,
        [COLUMN_BINARY] = TYPE_VARBINARY, [COLUMN_DATETIME] = TYPE_DATETIMN,
    };
    writer_u8(w, types[column->type]);
    if (column->type == COLUMN_TEXT) {
        writer_u16le(w, column->width == 0 ? MAX_MARK : (uint16_t)(column->width * 2));
        writer_bytes(w, token_collation, sizeof token_collation);
    } else if (column->type == COLUMN_BINARY) {
        writer_u16le(w, column->width == 0 ? MAX_MARK : (uint16_t)column->width);
    } else {
        writer_u8(w, (uint8_t)column->width);
    }
}

void columns_write_metadata(struct writer *w, const struct result *result)
{
    writer_u8(w, TOKEN_COLMETADATA);
    writer_u16le(w, (uint16_t)result->column_count);
    for (size_t i = 0; i < result->column_count; i++) {
        writer_u32le(w, 0);
        writer_u16le(w, FLAGS_NULLABLE);
        write_type(w, &result->columns[i]);
        token_write_b_varchar(w, result->columns[i].name);
    }
}

static void write_little_endian(struct writer *w, uint64_t value, size_t width)
{
    writer_u8(w, (uint8_t)width);
    for (size_t i = 0; i < width; i++)
        writer_u8(w, (uint8_t)(value >> (8 * i)));
}

static void write_integer(struct writer *w, const struct column *column, const struct cell *cell)
{
    write_little_endian(w, (uint64_t)cell->integer, column->width);
}

static void write_real(struct writer *w, const struct cell *cell)
{
    double value = cell->kind == CELL_INTEGER ? (double)cell->integer : cell->real;
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    write_little_endian(w, bits, 8);
}

static void write_datetime(struct writer *w, const char *text)
{
    int32_t days = 0;
    uint32_t ticks = 0;
    (void)datetime_parse(text, &days, &ticks);
    writer_u8(w, 8);
    writer_u32le(w, (uint32_t)days);
    writer_u32le(w, ticks);
}

/* PLP: total length, one chunk, terminator. [MS-TDS] 2.2.5.2.3 [K] */
static void write_long(struct writer *w, const uint8_t *data, size_t size)
{
    writer_u64le(w, size);
    if (size > 0) {
        writer_u32le(w, (uint32_t)size);
        writer_bytes(w, data, size);
    }
    writer_u32le(w, 0);
}

static void write_bytes(struct writer *w, const struct column *column, const uint8_t *data,
                        size_t size)
{
    if (column->width == 0) {
        write_long(w, data, size);
        return;
    }
    writer_u16le(w, (uint16_t)size);
    writer_bytes(w, data, size);
}

static void write_text(struct writer *w, const struct column *column, const struct result *result,
                       const struct cell *cell)
{
    char number[32] = "";
    const char *text = (const char *)result->bytes.data + cell->at;
    if (cell->kind == CELL_INTEGER)
        (void)snprintf(number, sizeof number, "%lld", (long long)cell->integer);
    if (cell->kind == CELL_REAL)
        (void)snprintf(number, sizeof number, "%.15g", cell->real);
    struct writer units;
    writer_init(&units, w->parent);
    text_write_utf16le(&units, number[0] != '\0' ? number : text);
    write_bytes(w, column, units.data, units.size);
    talloc_free(units.data);
}

static void write_null(struct writer *w, const struct column *column)
{
    bool is_varying = column->type == COLUMN_TEXT || column->type == COLUMN_BINARY;
    if (!is_varying)
        writer_u8(w, 0);
    else if (column->width == 0)
        writer_u64le(w, UINT64_MAX);
    else
        writer_u16le(w, MAX_MARK);
}

static void write_cell(struct writer *w, const struct result *result, const struct column *column,
                       const struct cell *cell)
{
    const uint8_t *bytes = result->bytes.data + cell->at;
    if (cell->kind == CELL_NULL)
        write_null(w, column);
    else if (column->type == COLUMN_INTEGER || column->type == COLUMN_BIT)
        write_integer(w, column, cell);
    else if (column->type == COLUMN_REAL)
        write_real(w, cell);
    else if (column->type == COLUMN_DATETIME)
        write_datetime(w, (const char *)bytes);
    else if (column->type == COLUMN_BINARY)
        write_bytes(w, column, bytes, cell->size);
    else
        write_text(w, column, result, cell);
}

void columns_write_row(struct writer *w, const struct result *result, size_t row)
{
    writer_u8(w, TOKEN_ROW);
    for (size_t i = 0; i < result->column_count; i++)
        write_cell(w, result, &result->columns[i], &result->cells[row * result->column_count + i]);
}
