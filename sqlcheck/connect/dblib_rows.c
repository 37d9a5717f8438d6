#include "connect/dblib_rows.h"

#include <talloc.h>

#include "base/mem.h"
#include "connect/table.h"

enum { LARGEST_NUMBER = 256 };

enum cell_form { FORM_OTHER, FORM_TEXT, FORM_BINARY, FORM_DATE, FORM_BIT };

static enum cell_form form_of(int type)
{
    static const struct {
        int type;
        enum cell_form form;
    } forms[] = {
        {SYBCHAR, FORM_TEXT},        {SYBVARCHAR, FORM_TEXT},          {SYBTEXT, FORM_TEXT},
        {SYBNTEXT, FORM_TEXT},       {SYBNVARCHAR, FORM_TEXT},         {SYBBINARY, FORM_BINARY},
        {SYBVARBINARY, FORM_BINARY}, {SYBIMAGE, FORM_BINARY},          {SYBDATETIME, FORM_DATE},
        {SYBDATETIME4, FORM_DATE},   {SYBDATETIMN, FORM_DATE},         {SYBMSDATE, FORM_DATE},
        {SYBMSDATETIME2, FORM_DATE}, {SYBMSDATETIMEOFFSET, FORM_DATE}, {SYBBIT, FORM_BIT},
        {SYBBITN, FORM_BIT},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (forms[i].type == type)
            return forms[i].form;
    return FORM_OTHER;
}

/* Compiled without MSDBLIB: months and the like count from 0. */
static void add_date(struct table *table, DBPROCESS *process, int type, const BYTE *data)
{
    DBDATEREC2 date;
    char text[64];
    if (dbanydatecrack(process, &date, type, data) == FAIL) {
        table_cell(table, NULL, 0);
        return;
    }
    int size = snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", (int)date.dateyear,
                        (int)date.datemonth + 1, (int)date.datedmonth, (int)date.datehour,
                        (int)date.dateminute, (int)date.datesecond);
    table_cell(table, text, (size_t)size);
}

/* Numbers, money, GUIDs: db-lib's own text for them. What it has none for is shown as bytes. */
static void add_other(struct table *table, int type, const BYTE *data, DBINT size)
{
    BYTE text[LARGEST_NUMBER] = {0};
    if (dbwillconvert(type, SYBCHAR) == FALSE ||
        dbconvert(NULL, type, data, size, SYBCHAR, text, -1) < 0) {
        table_binary(table, data, (size_t)size);
        return;
    }
    table_cell(table, text, strnlen((const char *)text, sizeof text));
}

static void add_cell(struct table *table, DBPROCESS *process, int column)
{
    const BYTE *data = dbdata(process, column);
    DBINT size = dbdatlen(process, column);
    int type = dbcoltype(process, column);
    enum cell_form form = form_of(type);
    if (data == NULL && size <= 0)
        table_cell(table, NULL, 0);
    else if (form == FORM_TEXT)
        table_cell(table, data, (size_t)size);
    else if (form == FORM_BINARY)
        table_binary(table, data, (size_t)size);
    else if (form == FORM_DATE)
        add_date(table, process, type, data);
    else if (form == FORM_BIT)
        table_cell(table, *data != 0 ? "1" : "0", 1);
    else
        add_other(table, type, data, size);
}

static bool read_rows(struct table *table, DBPROCESS *process, bool is_kept)
{
    STATUS status = NO_MORE_ROWS;
    while ((status = dbnextrow(process)) == REG_ROW) {
        for (size_t i = 0; is_kept && i < table->rows.columns && !table->over; i++)
            add_cell(table, process, (int)i + 1);
        if (is_kept)
            table_end_row(table);
        if (table->over)
            return false;
    }
    return status == NO_MORE_ROWS;
}

static bool read_result(struct table *table, void *parent, DBPROCESS *process)
{
    int columns = dbnumcols(process);
    bool is_kept = columns > 0 && table->rows.columns == 0;
    if (is_kept)
        table_init(table, parent, (size_t)columns, TABLE_LIMIT);
    for (size_t i = 0; is_kept && i < table->rows.columns; i++)
        table_name(table, i, dbcolname(process, (int)i + 1));
    return read_rows(table, process, is_kept);
}

static bool too_large(void *parent, DBPROCESS *process, struct rows_error *error)
{
    (void)dbcancel(process);
    error->text =
        talloc_asprintf(parent, "the result is larger than %d MB", TABLE_LIMIT / (1024 * 1024));
    return false;
}

bool dblib_fetch(void *parent, DBPROCESS *process, const char *sql, struct rows *out,
                 struct rows_error *error)
{
    struct table table = {.over = false};
    *error = (struct rows_error){.text = talloc_strdup(parent, "the statement failed")};
    (void)dbcancel(process);
    if (dbcmd(process, sql) == FAIL || dbsqlexec(process) == FAIL)
        return false;
    RETCODE result = NO_MORE_RESULTS;
    while ((result = dbresults(process)) == SUCCEED)
        if (!read_result(&table, parent, process))
            return table.over ? too_large(parent, process, error) : false;
    if (result != NO_MORE_RESULTS || DBDEAD(process) == TRUE)
        return false;
    *out = table.rows;
    return true;
}
