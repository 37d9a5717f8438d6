/* Any ODBC driver, through unixODBC: one login, one session. */
#include <sql.h>
#include <sqlext.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/version.h"
#include "connect/connection_string.h"
#include "connect/driver.h"
#include "connect/odbc_diag.h"
#include "connect/odbc_rows.h"
#include "connect/table.h"

struct odbc_session {
    const struct family *family;
    SQLHENV environment;
    SQLHDBC connection;
    bool is_connected;
    int query_timeout_ms;
};

static SQLPOINTER number(int value)
{
    return (SQLPOINTER)(intptr_t)value;
}

static int seconds_of(int ms)
{
    return ms <= 0 ? 0 : (ms + 999) / 1000;
}

static int odbc_release(struct odbc_session *session)
{
    if (session->is_connected)
        (void)SQLDisconnect(session->connection);
    if (session->connection != SQL_NULL_HDBC)
        (void)SQLFreeHandle(SQL_HANDLE_DBC, session->connection);
    if (session->environment != SQL_NULL_HENV)
        (void)SQLFreeHandle(SQL_HANDLE_ENV, session->environment);
    return 0;
}

/* Tracing, when odbcinst.ini has it on, is turned off before the password is said: unixODBC's trace
 * masks PWD only up to the first semicolon, braces or not. */
static bool prepare(struct odbc_session *session, const struct driver_login *login)
{
    return SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &session->environment)) &&
           SQL_SUCCEEDED(SQLSetEnvAttr(session->environment, SQL_ATTR_ODBC_VERSION,
                                       number((int)SQL_OV_ODBC3), 0)) &&
           SQL_SUCCEEDED(
               SQLAllocHandle(SQL_HANDLE_DBC, session->environment, &session->connection)) &&
           SQL_SUCCEEDED(SQLSetConnectAttr(session->connection, SQL_ATTR_TRACE,
                                           number(SQL_OPT_TRACE_OFF), 0)) &&
           SQL_SUCCEEDED(SQLSetConnectAttr(session->connection, SQL_ATTR_LOGIN_TIMEOUT,
                                           number(seconds_of(login->login_timeout_ms)), 0));
}

/* Wide, because the narrow call mangles a password that is not ASCII. */
static bool log_in(struct odbc_session *session, void *parent, const struct driver_login *login,
                   struct driver_answer *answer)
{
    struct error err = ERROR_NONE;
    char *text = connection_string(parent, login, &err);
    if (text == NULL) {
        answer->refused = talloc_strdup(parent, err.text);
        return false;
    }
    size_t units = 0;
    SQLWCHAR *wide = odbc_from_utf8(parent, text, &units);
    connection_string_wipe(text);
    SQLRETURN result = SQLDriverConnectW(session->connection, NULL, wide, (SQLSMALLINT)units, NULL,
                                         0, NULL, SQL_DRIVER_NOPROMPT);
    text_wipe(wide, units * sizeof *wide);
    talloc_free(wide);
    session->is_connected = SQL_SUCCEEDED(result);
    return session->is_connected;
}

/* "01.03.0017" is 1.3.17. */
static char *driver_version(const struct odbc_session *session, void *parent)
{
    SQLCHAR text[64] = {0};
    SQLSMALLINT size = 0;
    struct version version;
    if (!SQL_SUCCEEDED(
            SQLGetInfo(session->connection, SQL_DRIVER_VER, text, sizeof text - 1, &size)))
        return NULL;
    if (version_parse((const char *)text, &version))
        return version_text(parent, &version);
    return text_printable(parent, (const char *)text, strlen((const char *)text));
}

static void *odbc_open(void *parent, const struct driver_login *login, struct driver_answer *answer)
{
    *answer = (struct driver_answer){.connected = false};
    struct odbc_session *session = talloc_zero(parent, struct odbc_session);
    session->family = login->family;
    session->query_timeout_ms = login->query_timeout_ms;
    talloc_set_destructor(session, odbc_release);
    bool ok = prepare(session, login) && log_in(session, parent, login, answer);
    answer->connected = ok;
    if (ok) {
        answer->version = driver_version(session, parent);
        return session;
    }
    struct odbc_diag diag = {.any = false};
    if (answer->refused == NULL && session->connection != SQL_NULL_HDBC)
        diag = odbc_diagnose(parent, login->family, SQL_HANDLE_DBC, session->connection);
    answer->timed_out = diag.timed_out;
    answer->is_server_message = diag.is_server_message;
    answer->number = diag.number;
    answer->text = diag.text;
    memcpy(answer->sqlstate, diag.sqlstate, sizeof answer->sqlstate);
    talloc_free(session);
    return NULL;
}

static bool connection_is_dead(const struct odbc_session *session)
{
    SQLUINTEGER dead = SQL_CD_FALSE;
    SQLRETURN result =
        SQLGetConnectAttr(session->connection, SQL_ATTR_CONNECTION_DEAD, &dead, sizeof dead, NULL);
    return SQL_SUCCEEDED(result) && dead == SQL_CD_TRUE;
}

static void explain(const struct odbc_session *session, void *parent, SQLHSTMT statement,
                    bool too_large, struct rows_error *error)
{
    struct odbc_diag diag = odbc_diagnose(parent, session->family, SQL_HANDLE_STMT, statement);
    error->number = diag.is_server_message && !too_large ? diag.number : 0;
    error->connection_lost = diag.connection_lost || connection_is_dead(session);
    if (too_large)
        error->text =
            talloc_asprintf(parent, "the result is larger than %d MB", TABLE_LIMIT / (1024 * 1024));
    else if (diag.text != NULL)
        error->text = text_printable(parent, diag.text, strlen(diag.text));
    else
        error->text = talloc_strdup(parent, "the statement failed");
}

static bool odbc_query(void *context, void *parent, const char *sql, struct rows *out,
                       struct rows_error *error)
{
    const struct odbc_session *session = context;
    SQLHSTMT statement = SQL_NULL_HSTMT;
    *error = (struct rows_error){.text = NULL};
    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, session->connection, &statement))) {
        error->text = talloc_strdup(parent, "no statement could be made");
        error->connection_lost = true;
        return false;
    }
    (void)SQLSetStmtAttr(statement, SQL_ATTR_QUERY_TIMEOUT,
                         number(seconds_of(session->query_timeout_ms)), 0);
    bool too_large = false;
    bool ok = odbc_fetch(parent, statement, sql, out, &too_large);
    if (!ok)
        explain(session, parent, statement, too_large, error);
    (void)SQLFreeHandle(SQL_HANDLE_STMT, statement);
    return ok;
}

static struct row_source odbc_rows(void *session)
{
    return (struct row_source){.context = session, .query = odbc_query};
}

static void odbc_close(void *session)
{
    talloc_free(session);
}

const struct driver_api driver_odbc = {
    .name = "ODBC", .open = odbc_open, .rows = odbc_rows, .close = odbc_close};
