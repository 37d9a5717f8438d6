/* Who may read what: the deny and missing lines of an endpoint, as SQLite asks for each column. */
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "base/text.h"
#include "lab/database.h"
#include "lab/rewrite.h"

static const char server_state[] = "VIEW SERVER STATE";
static const char *const halves[] = {"VIEW SERVER PERFORMANCE STATE", "VIEW SERVER SECURITY STATE"};

enum { SINCE_2022 = 16 };

/* "v_Site" or "dbo.v_Site" in a list of the case. */
static bool list_has_object(const struct lab_list *list, const char *schema, const char *name)
{
    char *full = talloc_asprintf(NULL, "%s.%s", schema, name);
    bool found = lab_list_has(list, name) || lab_list_has(list, full);
    talloc_free(full);
    return found;
}

bool permissions_denied(const struct asker *asker, const char *right)
{
    return lab_list_has(&asker->endpoint->deny, right);
}

bool permissions_is_half(const struct asker *asker, const char *right)
{
    return asker->endpoint->version.part[0] >= SINCE_2022 &&
           (text_equal(right, halves[0]) || text_equal(right, halves[1]));
}

/* Which view wants which half is not documented as one rule: both are wanted. */
bool permissions_server_state(const struct asker *asker)
{
    if (asker->endpoint->version.part[0] < SINCE_2022)
        return !permissions_denied(asker, server_state);
    return !permissions_denied(asker, halves[0]) && !permissions_denied(asker, halves[1]);
}

/* The dynamic management views of the server want VIEW SERVER STATE; dm_exec_sessions shows
 * less. */
static bool needs_server_state(const char *schema, const char *name)
{
    return text_equal(schema, "sys") && text_has_prefix(name, "dm_") &&
           !text_equal(name, "dm_exec_sessions");
}

bool permissions_object_denied(const struct asker *asker, const char *schema, const char *name)
{
    return list_has_object(&asker->endpoint->deny, schema, name) ||
           (needs_server_state(schema, name) && !permissions_server_state(asker));
}

bool database_has_object(const struct lab_database *database, const char *schema, const char *name)
{
    for (size_t i = 0; i < database->object_count; i++)
        if (text_equal(database->objects[i].name, name) &&
            (schema == NULL || text_equal(database->objects[i].schema, schema)))
            return true;
    return false;
}

bool permissions_object_visible(const struct lab_database *database, const struct asker *asker,
                                const char *schema, const char *name)
{
    bool is_here =
        text_equal(schema, "sys") || lab_list_has(&asker->endpoint->databases, asker->database);
    return is_here && database_has_object(database, schema, name) &&
           !list_has_object(&asker->endpoint->missing, schema, name);
}

static int check_read(struct lab_database *database, const char *name, const char *schema)
{
    const struct asker *asker = database->asker;
    struct sql_failure *refused = &database->refused;
    if (schema == NULL) /* a common table expression or a subquery */
        return SQLITE_OK;
    if (!permissions_object_visible(database, asker, schema, name))
        (void)failure_set(refused, 208, 1, 16, "Invalid object name '%s.%s'.", schema, name);
    else if (list_has_object(&asker->endpoint->deny, schema, name))
        (void)failure_set(refused, 229, 5, 14,
                          "The SELECT permission was denied on the object "
                          "'%s', database '%s', schema '%s'.",
                          name, text_equal(schema, "sys") ? "mssqlsystemresource" : asker->database,
                          schema);
    else if (permissions_object_denied(asker, schema, name))
        (void)failure_set(refused, 300, 1, 14,
                          "VIEW SERVER STATE permission was denied on object "
                          "'server', database 'master'.");
    else
        return SQLITE_OK;
    return SQLITE_DENY;
}

/* Functions of SQLite that Transact-SQL has too, under this name and with this meaning. */
static bool is_known_function(const char *name)
{
    static const char *const known[] = {
        "count",
        "sum",
        "min",
        "max",
        "coalesce",
        "nullif",
        "upper",
        "lower",
        "ltrim",
        "rtrim",
        "trim",
        "replace",
        "substring",
        "abs",
        "round",
        "like",
        "iif",
        "sign",
        "ceiling",
        "floor",
        "SERVERPROPERTY",
        "HAS_PERMS_BY_NAME",
        "HAS_DBACCESS",
        "OBJECT_ID",
        "GETUTCDATE",
        "GETDATE",
        "SYSUTCDATETIME",
        "CERTENCODED",
        "DB_NAME",
        "SUSER_SNAME",
        "SUSER_NAME",
        "ORIGINAL_LOGIN",
        "LEN",
        "lab_version",
        "lab_server_name",
        "lab_spid",
        "lab_trancount",
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcasecmp(known[i], name) == 0)
            return true;
    return false;
}

int permissions_check(void *context, int action, const char *a, const char *b, const char *schema,
                      const char *view)
{
    struct lab_database *database = context;
    if (view != NULL) /* inside a view its owner's rights count */
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        return check_read(database, a, schema);
    case SQLITE_FUNCTION:
        if (is_known_function(b))
            return SQLITE_OK;
        (void)failure_set(&database->refused, 195, 10, 15,
                          "'%s' is not a recognized built-in function name.", b);
        return SQLITE_DENY;
    default:
        (void)failure_set(&database->refused, 262, 1, 14, "permission denied in database '%s'.",
                          database->asker->database);
        return SQLITE_DENY;
    }
}
