/* Views of the server that hide rows from those who may not see definitions: endpoints, and the
 * certificates and users of master. */
#include <stdio.h>

#include <talloc.h>

#include "base/text.h"
#include "lab/database.h"

static const char any_definition[] = "VIEW ANY DEFINITION";

static const struct {
    const char *table;
    const char *column; /* tells whether the schema has that table */
    bool of_master;     /* each database has its own; the case has those of master */
} hidden[] = {
    {"service_broker_endpoints", "endpoint_id", false},
    {"tcp_endpoints", "endpoint_id", false},
    {"certificates", "certificate_id", true},
    {"database_principals", "principal_id", true},
};

bool definitions_prepare(sqlite3 *handle, struct error *err)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        char sql[256];
        if (sqlite3_table_column_metadata(handle, "sys", hidden[i].table, hidden[i].column, NULL,
                                          NULL, NULL, NULL, NULL) != SQLITE_OK)
            continue;
        (void)snprintf(sql, sizeof sql,
                       "ALTER TABLE sys.%s RENAME TO lab_%s;"
                       "CREATE VIEW sys.%s AS SELECT * FROM lab_%s WHERE lab_sees_definition(%d)",
                       hidden[i].table, hidden[i].table, hidden[i].table, hidden[i].table,
                       hidden[i].of_master);
        if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
            return error_set(err, "sys.%s: %s", hidden[i].table, sqlite3_errmsg(handle));
    }
    return true;
}

static bool sees(const struct lab_database *database, bool of_master)
{
    return !permissions_denied(database->asker, any_definition) &&
           (!of_master || text_equal(database->asker->database, "master"));
}

void definitions_sees(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sqlite3_result_int(context, sees(sqlite3_user_data(context), sqlite3_value_int(values[0])));
}

void definitions_encoded(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sqlite3_stmt *statement = NULL;
    sqlite3_result_null(context);
    if (sees(sqlite3_user_data(context), true) &&
        sqlite3_prepare_v2(sqlite3_context_db_handle(context),
                           "SELECT encoded FROM sys.lab_encoded WHERE certificate_id = ?", -1,
                           &statement, NULL) == SQLITE_OK &&
        sqlite3_bind_value(statement, 1, values[0]) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        sqlite3_result_value(context, sqlite3_column_value(statement, 0));
    (void)sqlite3_finalize(statement);
}
