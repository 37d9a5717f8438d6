/* Which type a column travels with. SQLite types values, TDS types columns. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/text.h"
#include "lab/result.h"

enum { LONGEST_NVARCHAR = 4000, LONGEST_VARBINARY = 8000, DAY_S = 86400 };

struct type_word {
    const char *word; /* beginning of a declaration */
    enum column_type type;
    size_t width;
};

static const struct type_word type_words[] = {
    {"tinyint", COLUMN_INTEGER, 1},
    {"smallint", COLUMN_INTEGER, 2},
    {"bigint", COLUMN_INTEGER, 8},
    {"int", COLUMN_INTEGER, 4},
    {"bit", COLUMN_BIT, 1},
    {"datetime", COLUMN_DATETIME, 8},
    {"smalldatetime", COLUMN_DATETIME, 8},
    {"float", COLUMN_REAL, 8},
    {"real", COLUMN_REAL, 8},
    {"decimal", COLUMN_REAL, 8},
    {"numeric", COLUMN_REAL, 8},
    {"money", COLUMN_REAL, 8},
    {"nvarchar", COLUMN_TEXT, 0},
    {"varchar", COLUMN_TEXT, 0},
    {"nchar", COLUMN_TEXT, 0},
    {"char", COLUMN_TEXT, 0},
    {"ntext", COLUMN_TEXT, 0},
    {"text", COLUMN_TEXT, 0},
    {"uniqueidentifier", COLUMN_TEXT, 36},
    {"varbinary", COLUMN_BINARY, 0},
    {"binary", COLUMN_BINARY, 0},
    {"image", COLUMN_BINARY, 0},
};

bool datetime_parse(const char *text, int32_t *days, uint32_t *ticks)
{
    static const char shape[] = "dddd-dd-dd dd:dd:dd";
    size_t length = strlen(text);
    int64_t unix_s = 0;
    if (length < sizeof shape - 1 || length > 27)
        return false;
    for (size_t i = 0; i < sizeof shape - 1; i++)
        if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != shape[i])
            return false;
    char whole[sizeof shape];
    memcpy(whole, text, sizeof shape - 1);
    whole[sizeof shape - 1] = '\0';
    if (!date_parse(whole, &unix_s))
        return false;
    uint32_t millis = 0;
    const char *at = text + sizeof shape - 1;
    if (*at != '\0' && *at != '.')
        return false;
    uint32_t weight = 100;
    for (at += *at == '.' ? 1 : 0; isdigit((unsigned char)*at); at++, weight /= 10)
        millis += weight * (uint32_t)(*at - '0');
    if (*at != '\0')
        return false;
    int64_t since_1900 = unix_s + INT64_C(25567) * DAY_S;
    int64_t day = since_1900 >= 0 ? since_1900 / DAY_S : (since_1900 - DAY_S + 1) / DAY_S;
    *days = (int32_t)day;
    *ticks = (uint32_t)(since_1900 - day * DAY_S) * 300 + (millis * 3 + 5) / 10;
    return true;
}

/* What all values of one column have in common. */
struct survey {
    bool integers, reals, texts, binaries, datetimes;
    int64_t smallest, largest;
    size_t longest_text, longest_binary;
};

static void survey_cell(const struct result *result, const struct cell *cell, struct survey *survey)
{
    int32_t days = 0;
    uint32_t ticks = 0;
    const char *text = (const char *)result->bytes.data + cell->at;
    survey->integers &= cell->kind == CELL_INTEGER;
    survey->reals &= cell->kind == CELL_REAL || cell->kind == CELL_INTEGER;
    survey->binaries &= cell->kind == CELL_BINARY;
    survey->texts &= cell->kind == CELL_TEXT;
    survey->datetimes &= cell->kind == CELL_TEXT && datetime_parse(text, &days, &ticks);
    if (cell->kind == CELL_INTEGER) {
        survey->smallest = cell->integer < survey->smallest ? cell->integer : survey->smallest;
        survey->largest = cell->integer > survey->largest ? cell->integer : survey->largest;
    }
    if (cell->kind == CELL_BINARY && cell->size > survey->longest_binary)
        survey->longest_binary = cell->size;
    size_t units = cell->kind == CELL_TEXT ? text_utf16_units(text) : 0;
    survey->longest_text = units > survey->longest_text ? units : survey->longest_text;
}

/* All flags true and no value seen: every value is NULL. */
static bool survey_column(const struct result *result, size_t column, struct survey *survey)
{
    bool any = false;
    *survey = (struct survey){true, true, true, true, true, 0, 0, 0, 0};
    for (size_t row = 0; row < result->row_count; row++) {
        const struct cell *cell = &result->cells[row * result->column_count + column];
        if (cell->kind == CELL_NULL)
            continue;
        any = true;
        survey_cell(result, cell, survey);
    }
    return any;
}

static size_t declared_width(const char *declared)
{
    int width = 0;
    const char *open = strchr(declared, '(');
    char digits[8] = "";
    if (open != NULL)
        (void)snprintf(digits, sizeof digits, "%.*s", (int)strspn(open + 1, "0123456789"),
                       open + 1);
    return text_to_int(digits, 1, LONGEST_VARBINARY, &width) ? (size_t)width : 0;
}

static bool declared_type(const char *declared, enum column_type *type, size_t *width)
{
    for (size_t i = 0; declared != NULL && i < sizeof type_words / sizeof type_words[0]; i++) {
        if (strncasecmp(declared, type_words[i].word, strlen(type_words[i].word)) != 0)
            continue;
        *type = type_words[i].type;
        *width = type_words[i].width != 0 ? type_words[i].width : declared_width(declared);
        return true;
    }
    return false;
}

static bool fits(const struct survey *survey, enum column_type type, size_t width)
{
    switch (type) {
    case COLUMN_INTEGER:
        if (!survey->integers)
            return false;
        if (width == 1)
            return survey->smallest >= 0 && survey->largest <= UINT8_MAX;
        if (width == 2)
            return survey->smallest >= INT16_MIN && survey->largest <= INT16_MAX;
        return width == 8 || (survey->smallest >= INT32_MIN && survey->largest <= INT32_MAX);
    case COLUMN_BIT:
        return survey->integers && survey->smallest >= 0 && survey->largest <= 1;
    case COLUMN_REAL:
        return survey->reals;
    case COLUMN_DATETIME:
        return survey->datetimes;
    case COLUMN_BINARY:
        return survey->binaries;
    case COLUMN_TEXT:
        break;
    }
    return survey->texts;
}

static void type_by_values(const struct survey *survey, bool any, struct column *column)
{
    static const struct {
        enum column_type type;
        size_t width;
    } order[] = {
        {COLUMN_INTEGER, 4},  {COLUMN_INTEGER, 8}, {COLUMN_REAL, 8},
        {COLUMN_DATETIME, 8}, {COLUMN_BINARY, 1},  {COLUMN_TEXT, 1},
    };
    column->type = COLUMN_TEXT;
    column->width = any ? 1 : 128; /* nothing known: as wide as a name */
    for (size_t i = 0; any && i < sizeof order / sizeof order[0]; i++) {
        if (!fits(survey, order[i].type, order[i].width))
            continue;
        column->type = order[i].type;
        column->width = order[i].width;
        return;
    }
}

/* A declared width is not enforced by SQLite: the values decide when they are longer. */
static void widen(const struct survey *survey, struct column *column)
{
    bool is_text = column->type == COLUMN_TEXT;
    if (!is_text && column->type != COLUMN_BINARY)
        return;
    size_t longest = is_text ? survey->longest_text : survey->longest_binary;
    size_t limit = is_text ? LONGEST_NVARCHAR : LONGEST_VARBINARY;
    if (column->width != 0 && column->width < longest)
        column->width = longest;
    if (column->width > limit)
        column->width = 0;
}

/* A column of numbers and texts travels as text: a number has at most 24 characters then. */
static void allow_for_numbers(const struct survey *survey, struct column *column)
{
    if (column->type == COLUMN_TEXT && !survey->texts && column->width != 0 && column->width < 32)
        column->width = 32;
}

void result_type_columns(struct result *result)
{
    for (size_t i = 0; i < result->column_count; i++) {
        struct column *column = &result->columns[i];
        struct survey survey;
        bool any = survey_column(result, i, &survey);
        if (!declared_type(column->declared, &column->type, &column->width) ||
            (any && !fits(&survey, column->type, column->width)))
            type_by_values(&survey, any, column);
        widen(&survey, column);
        allow_for_numbers(&survey, column);
    }
}
