#include "lab/columns.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "tests/unit/lab/folder.h"

struct value {
    enum cell_kind kind;
    int64_t integer;
    double real;
    const char *text;
};

#define NOTHING                                                                                    \
    {                                                                                              \
        CELL_NULL, 0, 0, NULL                                                                      \
    }
#define INTEGER(n)                                                                                 \
    {                                                                                              \
        CELL_INTEGER, (n), 0, NULL                                                                 \
    }
#define REAL(r)                                                                                    \
    {                                                                                              \
        CELL_REAL, 0, (r), NULL                                                                    \
    }
#define TEXT(t)                                                                                    \
    {                                                                                              \
        CELL_TEXT, 0, 0, (t)                                                                       \
    }

/* One column of up to four values. */
static struct result *column_of(void *memory, const char *declared, const struct value *values,
                                size_t count)
{
    struct result *result = talloc_zero(memory, struct result);
    writer_init(&result->bytes, result);
    writer_u8(&result->bytes, 0);
    result->column_count = 1;
    result->columns = talloc_zero(result, struct column);
    result->columns->name = talloc_strdup(result, "c");
    result->columns->declared = declared == NULL ? NULL : talloc_strdup(result, declared);
    result->cells = talloc_zero_array(result, struct cell, (unsigned)count);
    result->row_count = count;
    for (size_t i = 0; i < count; i++) {
        struct cell *cell = &result->cells[i];
        *cell = (struct cell){.kind = values[i].kind,
                              .integer = values[i].integer,
                              .real = values[i].real,
                              .at = result->bytes.size};
        if (values[i].text == NULL)
            continue;
        cell->size = strlen(values[i].text);
        writer_bytes(&result->bytes, values[i].text, cell->size + 1);
    }
    result_type_columns(result);
    return result;
}

static const struct {
    const char *declared;
    struct value values[2];
    size_t count;
    enum column_type type;
    size_t width;
} rows[] = {
    {"int", {INTEGER(1), NOTHING}, 2, COLUMN_INTEGER, 4},
    {"int", {INTEGER(INT64_C(3000000000))}, 1, COLUMN_INTEGER, 8}, /* SQLite keeps what fits not */
    {"int", {TEXT("x")}, 1, COLUMN_TEXT, 1},
    {"tinyint", {INTEGER(255)}, 1, COLUMN_INTEGER, 1},
    {"tinyint", {INTEGER(-1)}, 1, COLUMN_INTEGER, 4},
    {"smallint", {INTEGER(-5)}, 1, COLUMN_INTEGER, 2},
    {"bigint", {INTEGER(5)}, 1, COLUMN_INTEGER, 8},
    {"bit", {INTEGER(1)}, 1, COLUMN_BIT, 1},
    {"bit", {INTEGER(2)}, 1, COLUMN_INTEGER, 4},
    {"nvarchar(10)", {TEXT("abc")}, 1, COLUMN_TEXT, 10},
    {"nvarchar(2)", {TEXT("abc")}, 1, COLUMN_TEXT, 3},
    {"NVARCHAR(10)", {NOTHING}, 1, COLUMN_TEXT, 10},
    {"ntext", {TEXT("abc")}, 1, COLUMN_TEXT, 0},
    {"datetime", {TEXT("2026-11-24 03:42:10.120")}, 1, COLUMN_DATETIME, 8},
    {"datetime", {TEXT("yesterday")}, 1, COLUMN_TEXT, 9},
    {"float", {INTEGER(1)}, 1, COLUMN_REAL, 8},
    {NULL, {INTEGER(1), INTEGER(2)}, 2, COLUMN_INTEGER, 4},
    {NULL, {INTEGER(INT64_C(5000000000))}, 1, COLUMN_INTEGER, 8},
    {NULL, {INTEGER(1), REAL(2.5)}, 2, COLUMN_REAL, 8},
    {NULL, {INTEGER(1), TEXT("é")}, 2, COLUMN_TEXT, 32},
    {NULL, {TEXT("世😀"), NOTHING}, 2, COLUMN_TEXT, 3},
    {NULL, {TEXT("2026-11-24 03:42:10.120"), NOTHING}, 2, COLUMN_DATETIME, 8},
    {NULL, {TEXT("2026-11-24 03:42:10.120"), TEXT("no date")}, 2, COLUMN_TEXT, 23},
    {NULL, {NOTHING}, 1, COLUMN_TEXT, 128},
};

Test(columns, declaration_decides_unless_a_value_does_not_fit)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *memory = talloc_new(NULL);
        const struct result *result =
            column_of(memory, rows[i].declared, rows[i].values, rows[i].count);
        cr_expect_eq(result->columns->type, rows[i].type, "row %zu: type %d", i,
                     (int)result->columns->type);
        cr_expect_eq(result->columns->width, rows[i].width, "row %zu: width %zu", i,
                     result->columns->width);
        talloc_free(memory);
    }
    expect_no_leak();
}

Test(columns, a_long_text_makes_the_column_long)
{
    void *memory = talloc_new(NULL);
    char *text = talloc_zero_size(memory, 4002);
    memset(text, 'a', 4001);
    struct value value = {CELL_TEXT, 0, 0, text};
    cr_assert_eq(column_of(memory, "nvarchar(10)", &value, 1)->columns->width, 0);
    cr_assert_eq(column_of(memory, NULL, &value, 1)->columns->width, 0);
    talloc_free(memory);
}

static const struct {
    const char *text;
    bool good;
    int32_t days;
    uint32_t ticks;
} dates[] = {
    {"", false, 0, 0},
    {"2026-11-24", false, 0, 0},
    {"2026-11-24T03:42:10", false, 0, 0},
    {"2026-13-24 03:42:10", false, 0, 0},
    {"2026-11-24 03:42:10.12x", false, 0, 0},
    {"2026-11-24 03:42:10 ", false, 0, 0},
    {"1900-01-01 00:00:00", true, 0, 0},
    {"1900-01-02 00:00:01.500", true, 1, 450},
    {"1899-12-31 23:59:59.000", true, -1, 25919700},
    {"2026-11-24 03:42:10.120", true, 46348, 3999036},
};

Test(columns, dates_count_from_1900_in_300ths_of_a_second)
{
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        int32_t days = 0;
        uint32_t ticks = 0;
        cr_expect_eq(datetime_parse(dates[i].text, &days, &ticks), dates[i].good, "'%s'",
                     dates[i].text);
        cr_expect_eq(days, dates[i].days, "'%s': day %d", dates[i].text, days);
        cr_expect_eq(ticks, dates[i].ticks, "'%s': tick %u", dates[i].text, ticks);
    }
}

static void expect_bytes(const struct writer *w, const char *wanted, const char *what)
{
    char *hex = talloc_strdup(NULL, "");
    for (size_t i = 0; i < w->size; i++)
        hex = talloc_asprintf_append(hex, "%02X", w->data[i]);
    cr_expect_str_eq(hex, wanted, "%s: %s", what, hex);
    talloc_free(hex);
}

/* [MS-TDS] 2.2.7.4 and the types' own layouts */
static const struct {
    const char *declared;
    struct value value;
    const char *metadata, *row;
} vectors[] = {
    {"int", INTEGER(-2),
     "810100"
     "00000000"
     "0900"
     "2604"
     "016300",
     "D1"
     "04FEFFFFFF"},
    {"int", NOTHING,
     "810100"
     "00000000"
     "0900"
     "2604"
     "016300",
     "D1"
     "00"},
    {"bit", INTEGER(1),
     "810100"
     "00000000"
     "0900"
     "6801"
     "016300",
     "D1"
     "0101"},
    {"nvarchar(2)", TEXT("é"),
     "810100"
     "00000000"
     "0900"
     "E70400"
     "0904D00034"
     "016300",
     "D1"
     "0200"
     "E900"},
    {"nvarchar(2)", NOTHING,
     "810100"
     "00000000"
     "0900"
     "E70400"
     "0904D00034"
     "016300",
     "D1"
     "FFFF"},
    {"ntext", TEXT("a"),
     "810100"
     "00000000"
     "0900"
     "E7FFFF"
     "0904D00034"
     "016300",
     "D1"
     "0200000000000000"
     "02000000"
     "6100"
     "00000000"},
    {"ntext", NOTHING,
     "810100"
     "00000000"
     "0900"
     "E7FFFF"
     "0904D00034"
     "016300",
     "D1"
     "FFFFFFFFFFFFFFFF"},
    {"datetime", TEXT("1900-01-02 00:00:01.500"),
     "810100"
     "00000000"
     "0900"
     "6F08"
     "016300",
     "D1"
     "08"
     "01000000"
     "C2010000"},
    {"float", REAL(1.0),
     "810100"
     "00000000"
     "0900"
     "6D08"
     "016300",
     "D1"
     "08000000000000F03F"},
};

Test(columns, metadata_and_rows_as_bytes)
{
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        void *memory = talloc_new(NULL);
        const struct result *result = column_of(memory, vectors[i].declared, &vectors[i].value, 1);
        struct writer w;
        writer_init(&w, memory);
        columns_write_metadata(&w, result);
        expect_bytes(&w, vectors[i].metadata, vectors[i].declared);
        w.size = 0;
        columns_write_row(&w, result, 0);
        expect_bytes(&w, vectors[i].row, vectors[i].declared);
        talloc_free(memory);
    }
    expect_no_leak();
}
