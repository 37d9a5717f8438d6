/* sys.dm_exec_sessions and sys.dm_exec_connections: the case's rows and the asker's own. */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "lab/database.h"

/* SQL for a column of the asker's own row, where the schema has that column. */
struct own_column {
    const char *table;
    const char *name;
    const char *value;
};

static const struct own_column own_columns[] = {
    {"lab_sessions", "session_id", "lab_spid()"},
    {"lab_sessions", "login_time", "GETUTCDATE()"},
    {"lab_sessions", "host_name", "lab_asker('host')"},
    {"lab_sessions", "program_name", "lab_asker('app')"},
    {"lab_sessions", "host_process_id", "lab_asker('pid')"},
    {"lab_sessions", "client_version", "7"},
    {"lab_sessions", "client_interface_name", "lab_asker('interface')"},
    {"lab_sessions", "security_id", "x'01'"},
    {"lab_sessions", "login_name", "SUSER_SNAME()"},
    {"lab_sessions", "original_login_name", "SUSER_SNAME()"},
    {"lab_sessions", "status", "'running'"},
    {"lab_sessions", "is_user_process", "1"},
    {"lab_sessions", "last_request_start_time", "GETUTCDATE()"},
    {"dm_exec_connections", "session_id", "lab_spid()"},
    {"dm_exec_connections", "connect_time", "GETUTCDATE()"},
    {"dm_exec_connections", "net_transport", "'TCP'"},
    {"dm_exec_connections", "protocol_type", "'TSQL'"},
    {"dm_exec_connections", "protocol_version", "1946157060"},
    {"dm_exec_connections", "encrypt_option", "lab_asker('encrypted')"},
    {"dm_exec_connections", "auth_scheme", "'SQL'"},
    {"dm_exec_connections", "client_net_address", "lab_asker('address')"},
};

static const char *const tables[] = {"lab_sessions", "dm_exec_connections"};

static bool has_column(sqlite3 *handle, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(handle, "sys", table, column, NULL, NULL, NULL, NULL,
                                         NULL) == SQLITE_OK;
}

static char *insert_text(sqlite3 *handle, const char *table)
{
    char *names = talloc_strdup(NULL, "");
    char *values = talloc_strdup(names, "");
    for (size_t i = 0; i < sizeof own_columns / sizeof own_columns[0]; i++) {
        const struct own_column *own = &own_columns[i];
        if (strcmp(own->table, table) != 0 || !has_column(handle, table, own->name))
            continue;
        const char *comma = names[0] == '\0' ? "" : ", ";
        values = talloc_asprintf_append(values, "%s%s", comma, own->value);
        names = talloc_asprintf_append(names, "%s%s", comma, own->name);
    }
    char *sql = talloc_asprintf(NULL, "INSERT INTO sys.%s (%s) VALUES (%s)", table, names, values);
    talloc_free(names);
    return sql;
}

static bool exists(sqlite3 *handle, const char *table)
{
    return has_column(handle, table, "session_id");
}

bool sessions_prepare(sqlite3 *handle, struct error *err)
{
    static const char change[] = "ALTER TABLE sys.dm_exec_sessions RENAME TO lab_sessions;"
                                 "CREATE VIEW sys.dm_exec_sessions AS SELECT * FROM lab_sessions"
                                 " WHERE lab_sees_session(session_id)";
    if (exists(handle, "dm_exec_sessions") &&
        sqlite3_exec(handle, change, NULL, NULL, NULL) != SQLITE_OK)
        return error_set(err, "sys.dm_exec_sessions: %s", sqlite3_errmsg(handle));
    return true;
}

static bool concerns(const char *sql)
{
    return strcasestr(sql, "dm_exec_") != NULL;
}

void sessions_enter(struct lab_database *database, const char *sql)
{
    for (size_t i = 0; concerns(sql) && i < sizeof tables / sizeof tables[0]; i++) {
        if (!exists(database->handle, tables[i]))
            continue;
        char *insert = insert_text(database->handle, tables[i]);
        (void)sqlite3_exec(database->handle, insert, NULL, NULL, NULL);
        talloc_free(insert);
    }
}

void sessions_leave(struct lab_database *database, const char *sql)
{
    for (size_t i = 0; concerns(sql) && i < sizeof tables / sizeof tables[0]; i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "DELETE FROM sys.%s WHERE session_id = lab_spid()",
                       tables[i]);
        if (exists(database->handle, tables[i]))
            (void)sqlite3_exec(database->handle, text, NULL, NULL, NULL);
    }
}
