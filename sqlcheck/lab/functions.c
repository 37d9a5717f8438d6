/* Transact-SQL's functions and its way of comparing text, for SQLite. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include <talloc.h>

#include "base/text.h"
#include "lab/database.h"
#include "lab/like.h"

typedef void sql_function(sqlite3_context *context, int count, sqlite3_value **values);

static const struct lab_database *database_of(sqlite3_context *context)
{
    return sqlite3_user_data(context);
}

static const struct asker *asker_of(sqlite3_context *context)
{
    return database_of(context)->asker;
}

static void give(sqlite3_context *context, const char *text)
{
    if (text == NULL)
        sqlite3_result_null(context);
    else
        sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

static const char *text_of(sqlite3_value *value)
{
    return (const char *)sqlite3_value_text(value);
}

/* SQL Server compares without regard to case and trailing blanks (SQL_Latin1_General_CP1_CI_AS);
 * here that holds for ASCII letters. */
static int collate(void *unused, int a_size, const void *a, int b_size, const void *b)
{
    (void)unused;
    const unsigned char *left = a;
    const unsigned char *right = b;
    while (a_size > 0 && left[a_size - 1] == ' ')
        a_size--;
    while (b_size > 0 && right[b_size - 1] == ' ')
        b_size--;
    for (int i = 0; i < a_size && i < b_size; i++) {
        int order = tolower(left[i]) - tolower(right[i]);
        if (order != 0)
            return order;
    }
    return a_size - b_size;
}

static void server_property(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct lab_endpoint *endpoint = asker_of(context)->endpoint;
    char major[16], minor[16], build[16], machine[128];
    (void)snprintf(major, sizeof major, "%u", endpoint->version.part[0]);
    (void)snprintf(minor, sizeof minor, "%u", endpoint->version.part[1]);
    (void)snprintf(build, sizeof build, "%u", endpoint->version.part[2]);
    (void)snprintf(machine, sizeof machine, "%.*s", (int)strcspn(endpoint->server_name, "\\"),
                   endpoint->server_name);
    const struct {
        const char *name;
        const char *value;
    } properties[] = {
        {"ProductVersion", endpoint->product_version},
        {"ProductLevel", endpoint->product_level},
        {"ProductUpdateLevel", endpoint->update_level},
        {"ProductMajorVersion", major},
        {"ProductMinorVersion", minor},
        {"ProductBuild", build},
        {"Edition", endpoint->edition},
        {"ServerName", endpoint->server_name},
        {"MachineName", machine},
        {"ComputerNamePhysicalNetBIOS", machine},
        {"InstanceName", endpoint->instance},
        {"Collation", "SQL_Latin1_General_CP1_CI_AS"},
    };
    const char *wanted = text_of(values[0]);
    for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++)
        if (text_equal(wanted, properties[i].name)) {
            give(context, properties[i].value);
            return;
        }
    if (text_equal(wanted, "EngineEdition"))
        sqlite3_result_int(context, endpoint->engine_edition);
    else if (text_equal(wanted, "IsClustered") || text_equal(wanted, "IsHadrEnabled") ||
             text_equal(wanted, "IsIntegratedSecurityOnly"))
        sqlite3_result_int(context, 0);
    else
        sqlite3_result_null(context);
}

/* "dbo.v_Site" or "[dbo].[v_Site]" as its last two parts, without brackets. */
static void split_name(void *parent, const char *text, char **schema, char **name)
{
    char *copy = talloc_strdup(parent, "");
    for (const char *at = text; *at != '\0'; at++)
        if (*at != '[' && *at != ']' && *at != '"')
            copy = talloc_asprintf_append_buffer(copy, "%c", *at);
    char *dot = strrchr(copy, '.');
    *schema = NULL;
    *name = dot == NULL ? copy : dot + 1;
    if (dot != NULL) {
        *dot = '\0';
        char *before = strrchr(copy, '.');
        *schema = before == NULL ? copy : before + 1;
    }
}

/* NULL when there is no such object, as for anything that the function cannot tell. */
static void object_permission(sqlite3_context *context, const char *text)
{
    char *schema = NULL;
    char *name = NULL;
    void *scratch = talloc_new(NULL);
    split_name(scratch, text, &schema, &name);
    const struct asker *asker = asker_of(context);
    if (schema == NULL)
        schema = talloc_strdup(scratch, "dbo");
    if (!permissions_object_visible(database_of(context), asker, schema, name))
        sqlite3_result_null(context);
    else
        sqlite3_result_int(context, !permissions_object_denied(asker, schema, name));
    talloc_free(scratch);
}

static bool database_exists(const struct lab_endpoint *endpoint, const char *name)
{
    static const char *const own[] = {"master", "tempdb", "model", "msdb"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (text_equal(own[i], name))
            return true;
    return lab_list_has(&endpoint->databases, name) ||
           lab_list_has(&endpoint->empty_databases, name);
}

/* A right of the server. 2022 split VIEW SERVER STATE in two; older ones do not know the halves. */
static void server_permission(sqlite3_context *context, const char *right)
{
    static const char *const known[] = {"VIEW SERVER STATE", "VIEW ANY DATABASE",
                                        "VIEW ANY DEFINITION", "CONNECT SQL"};
    const struct asker *asker = asker_of(context);
    bool exists = permissions_is_half(asker, right);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        exists = exists || text_equal(right, known[i]);
    /* who has the whole has its halves, and who lacks one has not the whole */
    bool holds = !permissions_denied(asker, right) &&
                 (!text_equal(right, known[0]) || permissions_server_state(asker));
    if (exists)
        sqlite3_result_int(context, holds);
    else
        sqlite3_result_null(context);
}

/* HAS_PERMS_BY_NAME(securable, class, permission): of the server when the securable is NULL. */
static void has_permission(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *securable = text_of(values[0]);
    const char *kind = text_of(values[1]);
    const char *permission = text_of(values[2]);
    if (permission == NULL)
        sqlite3_result_null(context);
    else if (securable == NULL || text_equal(kind, "SERVER"))
        server_permission(context, permission);
    else if (text_equal(kind, "OBJECT"))
        object_permission(context, securable);
    else if (text_equal(kind, "DATABASE") &&
             database_exists(asker_of(context)->endpoint, securable))
        sqlite3_result_int(context, !permissions_denied(asker_of(context), permission));
    else
        sqlite3_result_null(context);
}

static void has_db_access(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *name = text_of(values[0]);
    if (name != NULL && database_exists(asker_of(context)->endpoint, name))
        sqlite3_result_int(context, 1);
    else
        sqlite3_result_null(context);
}

static void object_id(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    char *schema = NULL;
    char *name = NULL;
    void *scratch = talloc_new(NULL);
    const struct lab_database *database = database_of(context);
    split_name(scratch, text_of(values[0]) == NULL ? "" : text_of(values[0]), &schema, &name);
    if (schema == NULL)
        schema = talloc_strdup(scratch, "dbo");
    sqlite3_result_null(context);
    for (size_t i = 0; i < database->object_count; i++)
        if (text_equal(database->objects[i].name, name) &&
            permissions_object_visible(database, database->asker, schema, name))
            sqlite3_result_int64(context, 245575913 + (sqlite3_int64)i);
    talloc_free(scratch);
}

static void utc_date(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    struct timeval now;
    struct tm parts;
    char text[40];
    (void)gettimeofday(&now, NULL);
    (void)gmtime_r(&now.tv_sec, &parts);
    size_t used = strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    (void)snprintf(text + used, sizeof text - used, ".%03d", (int)(now.tv_usec / 1000));
    give(context, text);
}

static void database_name(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    give(context, asker_of(context)->database);
}

static void user_name(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    give(context, asker_of(context)->user);
}

static void server_name(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    give(context, asker_of(context)->endpoint->server_name);
}

static void server_version(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    const struct lab_endpoint *endpoint = asker_of(context)->endpoint;
    char *text = talloc_asprintf(NULL, "Microsoft SQL Server - %s (X64) \n\t%s (sqlcheck lab)",
                                 endpoint->product_version,
                                 endpoint->edition == NULL ? "" : endpoint->edition);
    give(context, text);
    talloc_free(text);
}

static void session_id(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    sqlite3_result_int(context, asker_of(context)->spid);
}

static void transaction_count(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    sqlite3_result_int(context, asker_of(context)->transactions);
}

/* LEN does not count trailing blanks. */
static void length_of(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const char *text = text_of(values[0]);
    if (text == NULL) {
        sqlite3_result_null(context);
        return;
    }
    char *copy = talloc_strdup(NULL, text);
    for (size_t size = strlen(copy); size > 0 && copy[size - 1] == ' '; size--)
        copy[size - 1] = '\0';
    sqlite3_result_int64(context, (sqlite3_int64)text_utf16_units(copy));
    talloc_free(copy);
}

static void like(sqlite3_context *context, int count, sqlite3_value **values)
{
    const char *pattern = text_of(values[0]);
    const char *text = text_of(values[1]);
    const char *escape = count > 2 ? text_of(values[2]) : "";
    if (pattern == NULL || text == NULL || escape == NULL)
        sqlite3_result_null(context);
    else
        sqlite3_result_int(context, like_match(pattern, text, escape[0]));
}

static void sees_session(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct asker *asker = asker_of(context);
    bool sees = permissions_server_state(asker) || sqlite3_value_int(values[0]) == asker->spid;
    sqlite3_result_int(context, sees);
}

static void asker_fact(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    const struct asker *asker = asker_of(context);
    const char *fact = text_of(values[0]);
    if (text_equal(fact, "pid"))
        sqlite3_result_int(context, asker->client_pid);
    else
        give(context, text_equal(fact, "host")        ? asker->host_name
                      : text_equal(fact, "app")       ? asker->app_name
                      : text_equal(fact, "interface") ? asker->interface_name
                      : text_equal(fact, "address")   ? asker->client_address
                      : asker->encrypted              ? "TRUE"
                                                      : "FALSE");
}

static const struct {
    const char *name;
    int arguments;
    sql_function *call;
} functions[] = {
    {"SERVERPROPERTY", 1, server_property},
    {"HAS_PERMS_BY_NAME", 3, has_permission},
    {"HAS_DBACCESS", 1, has_db_access},
    {"OBJECT_ID", 1, object_id},
    {"GETUTCDATE", 0, utc_date},
    {"GETDATE", 0, utc_date},
    {"SYSUTCDATETIME", 0, utc_date},
    {"DB_NAME", 0, database_name},
    {"SUSER_SNAME", 0, user_name},
    {"SUSER_NAME", 0, user_name},
    {"ORIGINAL_LOGIN", 0, user_name},
    {"CERTENCODED", 1, definitions_encoded},
    {"LEN", 1, length_of},
    {"like", 2, like},
    {"like", 3, like},
    {"lab_version", 0, server_version},
    {"lab_server_name", 0, server_name},
    {"lab_spid", 0, session_id},
    {"lab_trancount", 0, transaction_count},
    {"lab_sees_session", 1, sees_session},
    {"lab_sees_definition", 1, definitions_sees},
    {"lab_asker", 1, asker_fact},
};

bool functions_register(struct lab_database *database)
{
    bool ok = sqlite3_create_collation(database->handle, "SQLSERVER", SQLITE_UTF8, NULL, collate) ==
              SQLITE_OK;
    for (size_t i = 0; ok && i < sizeof functions / sizeof functions[0]; i++)
        ok = sqlite3_create_function(database->handle, functions[i].name, functions[i].arguments,
                                     SQLITE_UTF8, database, functions[i].call, NULL,
                                     NULL) == SQLITE_OK;
    return ok;
}
