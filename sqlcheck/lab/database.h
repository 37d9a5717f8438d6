/* The site database of an endpoint: SQLite in memory, with attached schemas `dbo` and `sys`.
 * One handle, one mutex; who asks decides what is visible. */
#ifndef SQLCHECK_LAB_DATABASE_H
#define SQLCHECK_LAB_DATABASE_H

#include "lab/case.h"
#include "lab/result.h"
#include "wire/request.h"

#include <pthread.h>
#include <sqlite3.h>

struct lab_object {
    char *schema; /* "dbo" or "sys" */
    char *name;
};

/* On whose behalf a statement runs. */
struct asker {
    const struct lab_endpoint *endpoint;
    const char *database; /* the current one */
    const char *user, *host_name, *app_name, *interface_name, *client_address;
    int spid;
    int client_pid;
    int transactions;
    bool encrypted;
    bool (*cancelled)(void *context); /* asked now and then while a statement runs */
    void *cancel_context;
};

struct lab_database {
    sqlite3 *handle;
    pthread_mutex_t lock;
    struct lab_object *objects;
    size_t object_count;
    const struct asker *asker;  /* set while the lock is held */
    struct sql_failure refused; /* what the permission check said no to */
    int64_t give_up_ms;
};

struct binding {
    const char *name; /* "@P1" */
    const struct rpc_value *value;
};

/* The shared schema and the case's rows, run once. A talloc child of parent; NULL with err
 * ("site.sql:12: ...") set. */
struct lab_database *database_open(void *parent, const char *schema_path, const char *site_path,
                                   struct error *err) MUST_USE;

/* Runs one SELECT in SQLite's words. False with *failure set (number 0: it was cancelled). The
 * result is a child of parent, its columns are typed. */
bool database_select(struct lab_database *database, const struct asker *asker, void *parent,
                     const char *sql, const struct binding *bindings, size_t binding_count,
                     struct result **out, struct sql_failure *failure);

/* True when an object is there, whatever the asker may see; schema NULL: any. */
bool database_has_object(const struct lab_database *database, const char *schema, const char *name);

/* ---- parts of it, each in its own file ------------------------------------------------------- */

/* load.c: runs a file of SQLite statements, with `{-3d}` dates and column collations filled in. */
bool load_file(sqlite3 *handle, const char *path, struct error *err) MUST_USE;

/* functions.c: SERVERPROPERTY and the other functions, and the collation. */
bool functions_register(struct lab_database *database);

/* permissions.c: the authorizer. It notes in `refused` what it denied. */
int permissions_check(void *database, int action, const char *a, const char *b, const char *schema,
                      const char *view);

/* True when the asker lacks a right (`VIEW SERVER STATE`) or the right to read an object. */
bool permissions_denied(const struct asker *asker, const char *right);
bool permissions_object_denied(const struct asker *asker, const char *schema, const char *name);

/* VIEW SERVER STATE, or on SQL Server 2022 and later both of its halves; and whether a right is one
 * of these. */
bool permissions_server_state(const struct asker *asker);
bool permissions_is_half(const struct asker *asker, const char *right);

/* True when the asker's current database has the object. */
bool permissions_object_visible(const struct lab_database *database, const struct asker *asker,
                                const char *schema, const char *name);

/* definitions.c: makes the views of endpoints, certificates and users hide what the asker may not
 * see; the SQL functions lab_sees_definition and CERTENCODED. */
bool definitions_prepare(sqlite3 *handle, struct error *err) MUST_USE;
void definitions_sees(sqlite3_context *context, int count, sqlite3_value **values);
void definitions_encoded(sqlite3_context *context, int count, sqlite3_value **values);

/* sessions.c: makes sys.dm_exec_sessions show what the asker may see, and the asker itself. */
bool sessions_prepare(sqlite3 *handle, struct error *err) MUST_USE;
void sessions_enter(struct lab_database *database, const char *sql);
void sessions_leave(struct lab_database *database, const char *sql);

#endif
