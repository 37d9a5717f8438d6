/* A driver's API, as the worker uses it: open a session with a login, run statements, leave. One
 * implementation a file, because sybdb.h and sql.h cannot meet. */
#ifndef SQLCHECK_CONNECT_DRIVER_H
#define SQLCHECK_CONNECT_DRIVER_H

#include "connect/family.h"
#include "evidence/rows.h"

#include <stdbool.h>
#include <stdint.h>

struct driver_login {
    const struct family *family;
    const char *name; /* as registered; ODBC only */
    const char *file; /* shared object; ODBC only; NULL = by name */
    const char *host;
    int port;
    const char *user;
    const char *password;
    bool integrated;           /* neither of them: Kerberos, with the ticket that is here */
    const char *spn;           /* of the service, with integrated */
    const char *database;      /* NULL = the login's own */
    const char *expected_name; /* -F, or NULL */
    bool gate_checks; /* the certificate is the gate's business: the driver is told to trust it */
    int login_timeout_ms;
    int query_timeout_ms;
};

/* What the driver itself says about a login. Texts are as they came: not yet made printable. */
struct driver_answer {
    bool connected;
    bool timed_out;         /* by its own limit */
    bool is_server_message; /* number and text are the server's: 18456 */
    int64_t number;
    char sqlstate[6]; /* ODBC only */
    char *text;
    char *version; /* "1.3.17" */
    char *refused; /* why it was not even asked: what cannot be said in its connection string */
};

struct driver_api {
    const char *name; /* "db-lib", "ODBC" */

    /* One session; its memory hangs on parent. The answer is filled either way; NULL when there is
     * no session. */
    void *(*open)(void *parent, const struct driver_login *login, struct driver_answer *answer);
    struct row_source (*rows)(void *session);
    void (*close)(void *session);
};

extern const struct driver_api driver_dblib;
extern const struct driver_api driver_odbc;

#endif
