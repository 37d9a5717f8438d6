#include "lab/database.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/text.h"
#include "lab/rewrite.h"

enum { LONGEST_QUERY_MS = 60000, STEPS_BETWEEN_CHECKS = 20000, SQLITE_BLOOM_FILTER = 0x80000 };

static int database_release(struct lab_database *database)
{
    (void)sqlite3_close_v2(database->handle);
    (void)pthread_mutex_destroy(&database->lock);
    return 0;
}

static int give_up(void *context)
{
    const struct lab_database *database = context;
    const struct asker *asker = database->asker;
    if (asker == NULL)
        return 0;
    return clock_monotonic_ms() > database->give_up_ms ||
           (asker->cancelled != NULL && asker->cancelled(asker->cancel_context));
}

static bool open_handle(struct lab_database *database, struct error *err)
{
    static const char attach[] = "ATTACH ':memory:' AS dbo; ATTACH ':memory:' AS sys";
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(":memory:", &database->handle, flags, NULL) != SQLITE_OK ||
        !functions_register(database) ||
        sqlite3_exec(database->handle, attach, NULL, NULL, NULL) != SQLITE_OK)
        return error_set(err, "opening SQLite: %s", sqlite3_errmsg(database->handle));
    /* "x" is always a name in SQL Server, never a string */
    (void)sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    /* SQLite 3.38 to 3.40 hash a text's length in joins, so that 'a' and 'a ' would never meet */
    (void)sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, database->handle,
                               SQLITE_BLOOM_FILTER);
    sqlite3_progress_handler(database->handle, STEPS_BETWEEN_CHECKS, give_up, database);
    return true;
}

static bool list_schema(struct lab_database *database, const char *schema, struct error *err)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql,
                   "SELECT name FROM %s.sqlite_schema WHERE type IN ('table', "
                   "'view') AND name NOT LIKE 'lab!_%%' ESCAPE '!'",
                   schema);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL) != SQLITE_OK)
        return error_set(err, "%s", sqlite3_errmsg(database->handle));
    while (sqlite3_step(statement) == SQLITE_ROW) {
        struct lab_object *object =
            mem_append(database, &database->objects, &database->object_count, sizeof *object);
        object->schema = talloc_strdup(database, schema);
        object->name = talloc_strdup(database, (const char *)sqlite3_column_text(statement, 0));
    }
    (void)sqlite3_finalize(statement);
    return true;
}

struct lab_database *database_open(void *parent, const char *schema_path, const char *site_path,
                                   struct error *err)
{
    struct lab_database *database = talloc_zero(parent, struct lab_database);
    (void)pthread_mutex_init(&database->lock, NULL);
    talloc_set_destructor(database, database_release);
    bool ok = open_handle(database, err) &&
              (schema_path == NULL || load_file(database->handle, schema_path, err)) &&
              (site_path == NULL || load_file(database->handle, site_path, err)) &&
              sessions_prepare(database->handle, err) &&
              definitions_prepare(database->handle, err) && list_schema(database, "dbo", err) &&
              list_schema(database, "sys", err);
    if (ok)
        return database;
    talloc_free(database);
    return NULL;
}

/* SQLite's sentence as the error that SQL Server would give. */
static void explain(struct lab_database *database, struct sql_failure *failure)
{
    static const struct {
        const char *beginning;
        int number, state, level;
        const char *format;
    } sentences[] = {
        {"no such table: ", 208, 1, 16, "Invalid object name '%.200s'."},
        {"unknown database ", 208, 1, 16, "Invalid object name '%.200s'."},
        {"no such column: ", 207, 1, 16, "Invalid column name '%.200s'."},
        {"ambiguous column name: ", 209, 1, 16, "Ambiguous column name '%.200s'."},
        {"no such function: ", 195, 10, 15, "'%.200s' is not a recognized built-in function name."},
    };
    const char *said = sqlite3_errmsg(database->handle);
    if (database->refused.number != 0) {
        *failure = database->refused;
        return;
    }
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        size_t size = strlen(sentences[i].beginning);
        if (strncmp(said, sentences[i].beginning, size) != 0)
            continue;
        *failure = (struct sql_failure){.number = sentences[i].number,
                                        .state = sentences[i].state,
                                        .level = sentences[i].level};
        const char *name = said + size;
        /* the schema was put there by the lab */
        name += i == 0 && strncasecmp(name, "dbo.", 4) == 0 ? 4 : 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        (void)snprintf(failure->text, sizeof failure->text, sentences[i].format, name);
#pragma GCC diagnostic pop
        return;
    }
    const char *near = strncmp(said, "near \"", 6) == 0 ? said + 6 : "";
    if (near[0] != '\0')
        (void)failure_set(failure, 102, 1, 15, "Incorrect syntax near '%.*s'.",
                          (int)strcspn(near, "\""), near);
    else
        (void)failure_set(failure, 102, 1, 15, "Incorrect syntax near the end (%s).", said);
}

static void bind_one(sqlite3_stmt *statement, int index, const struct rpc_value *value)
{
    switch (value->kind) {
    case RPC_INT:
        (void)sqlite3_bind_int64(statement, index, value->integer);
        return;
    case RPC_REAL:
        (void)sqlite3_bind_double(statement, index, value->real);
        return;
    case RPC_TEXT:
    case RPC_DATETIME:
        (void)sqlite3_bind_text(statement, index, value->text, -1, SQLITE_TRANSIENT);
        return;
    case RPC_BINARY:
        (void)sqlite3_bind_blob64(statement, index, value->binary, value->size, SQLITE_TRANSIENT);
        return;
    case RPC_NULL:
        break;
    }
    (void)sqlite3_bind_null(statement, index);
}

static bool bind_all(sqlite3_stmt *statement, const struct binding *bindings, size_t count,
                     struct sql_failure *failure)
{
    for (int index = 1; index <= sqlite3_bind_parameter_count(statement); index++) {
        const char *name = sqlite3_bind_parameter_name(statement, index);
        const struct binding *found = NULL;
        for (size_t i = 0; name != NULL && i < count; i++)
            if (strcasecmp(bindings[i].name, name) == 0)
                found = &bindings[i];
        if (found == NULL)
            return failure_set(failure, 137, 2, 15, "Must declare the scalar variable \"%.100s\".",
                               name == NULL ? "?" : name);
        bind_one(statement, index, found->value);
    }
    return true;
}

static void take_columns(sqlite3_stmt *statement, struct result *result)
{
    result->column_count = (size_t)sqlite3_column_count(statement);
    result->columns = mem_array(result, struct column, result->column_count);
    for (size_t i = 0; i < result->column_count; i++) {
        const char *declared = sqlite3_column_decltype(statement, (int)i);
        result->columns[i].name = talloc_strdup(result, sqlite3_column_name(statement, (int)i));
        result->columns[i].declared = declared == NULL ? NULL : talloc_strdup(result, declared);
    }
}

static void take_cell(sqlite3_stmt *statement, int column, struct result *result, struct cell *cell)
{
    static const enum cell_kind kinds[] = {
        [SQLITE_INTEGER] = CELL_INTEGER, [SQLITE_FLOAT] = CELL_REAL, [SQLITE_TEXT] = CELL_TEXT,
        [SQLITE_BLOB] = CELL_BINARY,     [SQLITE_NULL] = CELL_NULL,
    };
    cell->kind = kinds[sqlite3_column_type(statement, column)];
    cell->integer = cell->kind == CELL_INTEGER ? sqlite3_column_int64(statement, column) : 0;
    cell->real = cell->kind == CELL_REAL ? sqlite3_column_double(statement, column) : 0;
    if (cell->kind != CELL_TEXT && cell->kind != CELL_BINARY)
        return;
    const void *bytes = sqlite3_column_blob(statement, column);
    cell->size = (size_t)sqlite3_column_bytes(statement, column);
    cell->at = result->bytes.size;
    writer_bytes(&result->bytes, bytes, cell->size);
    writer_u8(&result->bytes, 0);
}

static bool take_rows(sqlite3_stmt *statement, struct result *result, struct lab_database *database,
                      struct sql_failure *failure)
{
    size_t capacity = 0;
    int step = sqlite3_step(statement);
    for (; step == SQLITE_ROW; step = sqlite3_step(statement)) {
        if (result->row_count == capacity) {
            capacity = capacity == 0 ? 16 : capacity * 2;
            result->cells = mem_resize(result, result->cells, capacity * result->column_count,
                                       sizeof(struct cell));
        }
        struct cell *row = &result->cells[result->row_count++ * result->column_count];
        memset(row, 0, result->column_count * sizeof *row);
        for (size_t i = 0; i < result->column_count; i++)
            take_cell(statement, (int)i, result, &row[i]);
        if (result->bytes.size + result->row_count * result->column_count * sizeof *row >
            RESULT_LARGEST)
            return failure_set(failure, 701, 123, 17,
                               "There is insufficient system memory in "
                               "resource pool 'default' to run this query.");
    }
    if (step == SQLITE_INTERRUPT)
        *failure = (struct sql_failure){.number = 0};
    else if (step != SQLITE_DONE)
        explain(database, failure);
    return step == SQLITE_DONE;
}

static bool run(struct lab_database *database, const char *sql, const struct binding *bindings,
                size_t binding_count, struct result *result, struct sql_failure *failure)
{
    sqlite3_stmt *statement = NULL;
    (void)sqlite3_set_authorizer(database->handle, permissions_check, database);
    int code = sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL);
    (void)sqlite3_set_authorizer(database->handle, NULL, NULL);
    if (code != SQLITE_OK || statement == NULL) {
        explain(database, failure);
        return false;
    }
    bool ok = bind_all(statement, bindings, binding_count, failure);
    if (ok) {
        take_columns(statement, result);
        ok = take_rows(statement, result, database, failure);
    }
    (void)sqlite3_finalize(statement);
    return ok;
}

bool database_select(struct lab_database *database, const struct asker *asker, void *parent,
                     const char *sql, const struct binding *bindings, size_t binding_count,
                     struct result **out, struct sql_failure *failure)
{
    struct result *result = talloc_zero(parent, struct result);
    writer_init(&result->bytes, result);
    writer_u8(&result->bytes, 0);
    (void)pthread_mutex_lock(&database->lock);
    database->asker = asker;
    database->refused = (struct sql_failure){.number = 0};
    database->give_up_ms = clock_monotonic_ms() + LONGEST_QUERY_MS;
    sessions_enter(database, sql);
    bool ok = run(database, sql, bindings, binding_count, result, failure);
    sessions_leave(database, sql);
    database->asker = NULL;
    (void)pthread_mutex_unlock(&database->lock);
    if (!ok) {
        talloc_free(result);
        return false;
    }
    result_type_columns(result);
    *out = result;
    return true;
}
