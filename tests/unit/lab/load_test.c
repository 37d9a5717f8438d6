#include "lab/database.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "tests/unit/lab/folder.h"

static const struct {
    const char *text;
    const char *says;
} wrong[] = {
    {"CREATE TABLE dbo.a (x int);\n\nINSERT INTO a VALUES (1, 2);\n", "site.sql:3: "},
    {"-- one\nCREATE TABLE dbo.a (x int)\n;\nINSERT INTO b\nVALUES (1);\n",
     "site.sql:4: no such table: b"},
    {"SELECT 1;\nSELECT 'abc;\n", "site.sql:2: a string, name or comment does not end"},
    {"SELECT '{-3x}';", "'{-3x}' is not a date"},
    {"SELECT '{-d}';", "is not a date"},
    {"SELECT {nov};", "is not a date"},
    {"CREATE TABLE dbo.a (x int);\nCREATE TABLE dbo.a (x int);", "site.sql:2: "},
};

Test(load, errors_name_file_and_line)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        void *memory = talloc_new(NULL);
        char *path = folder_file(folder_new(memory), "site.sql", wrong[i].text);
        struct error err = ERROR_NONE;
        cr_expect_null(database_open(memory, NULL, path, &err), "row %zu was taken", i);
        cr_expect_not_null(strstr(err.text, wrong[i].says), "row %zu: %s", i, err.text);
        talloc_free(memory);
    }
    expect_no_leak();
}

/* One value, or "" for NULL and no row. */
static char *value(struct lab_database *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL), SQLITE_OK,
                 "%s: %s", sql, sqlite3_errmsg(database->handle));
    const unsigned char *text = NULL;
    if (sqlite3_step(statement) == SQLITE_ROW)
        text = sqlite3_column_text(statement, 0);
    char *copy = talloc_strdup(database, text == NULL ? "" : (const char *)text);
    (void)sqlite3_finalize(statement);
    return copy;
}

static struct lab_database *loaded(void *memory, const char *text)
{
    struct error err = ERROR_NONE;
    char *path = folder_file(folder_new(memory), "site.sql", text);
    struct lab_database *database = database_open(memory, NULL, path, &err);
    cr_assert_not_null(database, "%s", err.text);
    return database;
}

Test(load, relative_dates_become_texts)
{
    void *memory = talloc_new(NULL);
    struct lab_database *database =
        loaded(memory, "CREATE TABLE dbo.d (n int, at datetime);\n"
                       "INSERT INTO d VALUES (1, '{now}'), (2, {-3d}), (3, '{-2h}'), (4, {+15m}),"
                       " (5, 'a {1B2C} b'), (6, '{-1d} and {-1d}');\n");
    static const struct {
        const char *sql, *wanted;
    } rows[] = {
        {"SELECT length(at) FROM d WHERE n = 1", "23"},
        {"SELECT round(julianday('now') - julianday(at), 2) FROM d WHERE n = 2", "3.0"},
        {"SELECT round((julianday('now') - julianday(at)) * 24, 1) FROM d WHERE n = 3", "2.0"},
        {"SELECT round((julianday(at) - julianday('now')) * 1440) FROM d WHERE n = 4", "15.0"},
        {"SELECT at FROM d WHERE n = 5", "a {1B2C} b"},
        {"SELECT length(at) FROM d WHERE n = 6", "51"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(value(database, rows[i].sql), rows[i].wanted, "%s", rows[i].sql);
    talloc_free(memory);
    expect_no_leak();
}

Test(load, every_text_column_gets_the_collation_and_no_other)
{
    void *memory = talloc_new(NULL);
    struct lab_database *database =
        loaded(memory, "CREATE TABLE dbo.t (a nvarchar(10) NOT NULL, [b] ntext, c nvarchar(max),\n"
                       " d int, e char(3) DEFAULT 'x', f sysname, g datetime, h varbinary(max),\n"
                       " i nvarchar ( 256 ) PRIMARY KEY, j decimal(10, 2), UNIQUE (a, c));\n");
    static const struct {
        const char *column, *collation;
    } rows[] = {
        {"a", "SQLSERVER"}, {"b", "SQLSERVER"}, {"c", "SQLSERVER"}, {"d", "BINARY"},
        {"e", "SQLSERVER"}, {"f", "SQLSERVER"}, {"g", "BINARY"},    {"h", "BINARY"},
        {"i", "SQLSERVER"}, {"j", "BINARY"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *collation = NULL;
        cr_assert_eq(sqlite3_table_column_metadata(database->handle, "dbo", "t", rows[i].column,
                                                   NULL, &collation, NULL, NULL, NULL),
                     SQLITE_OK);
        cr_expect_str_eq(collation, rows[i].collation, "column %s", rows[i].column);
    }
    talloc_free(memory);
}

Test(load, sysname_keeps_digits_as_text)
{
    void *memory = talloc_new(NULL);
    struct lab_database *database =
        loaded(memory, "CREATE TABLE sys.s (n sysname); INSERT INTO sys.s VALUES ('0011');");
    cr_assert_str_eq(value(database, "SELECT n FROM sys.s"), "0011");
    talloc_free(memory);
}
