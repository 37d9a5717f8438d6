/* FreeTDS db-lib: one login, one session. */
#include <sybfront.h>

#include <sybdb.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "connect/dblib_rows.h"
#include "connect/driver.h"

/* The section of freetds.conf that spawn.c writes: only a named section is the last word. */
#define SECTION "sqlcheck"

enum { INFORMATIONAL = 10 }; /* severities up to here are not errors */

/* db-lib's handlers are global to the process and are called without a session during a login. */
static struct driver_answer *listening;
static void *listening_parent;

static int on_error(DBPROCESS *process, int severity, int number, int os_error, char *text,
                    char *os_text)
{
    (void)process, (void)severity, (void)os_error, (void)os_text;
    if (number == SYBETIME && listening != NULL)
        listening->timed_out = true;
    if (listening != NULL && listening->number == 0) {
        listening->number = number;
        listening->text = talloc_strdup(listening_parent, text == NULL ? "" : text);
    }
    return INT_CANCEL;
}

/* The server's first word is its reason: 4060 comes before the 18456 that follows from it. */
static int on_message(DBPROCESS *process, DBINT number, int state, int severity, char *text,
                      char *server, char *procedure, int line)
{
    (void)process, (void)state, (void)server, (void)procedure, (void)line;
    if (listening == NULL || severity <= INFORMATIONAL || listening->is_server_message)
        return 0;
    listening->is_server_message = true;
    listening->number = number;
    listening->text = talloc_strdup(listening_parent, text == NULL ? "" : text);
    return 0;
}

static void listen_into(void *parent, struct driver_answer *answer)
{
    listening = answer;
    listening_parent = parent;
}

static int seconds_of(int ms)
{
    return ms <= 0 ? 0 : (ms + 999) / 1000;
}

/* FreeTDS: an empty user is Kerberos, DOMAIN\user is NTLM. */
static bool set_identity(LOGINREC *record, const struct driver_login *login)
{
    if (login->integrated)
        return DBSETLSERVERPRINCIPAL(record, login->spn) == SUCCEED;
    return DBSETLUSER(record, login->user) == SUCCEED &&
           DBSETLPWD(record, login->password) == SUCCEED && DBSETLNTLMV2(record, 1) == SUCCEED;
}

static LOGINREC *make_login(const struct driver_login *login)
{
    LOGINREC *record = dblogin();
    if (record == NULL)
        return NULL;
    bool ok = set_identity(record, login) &&
              DBSETLAPP(record, "sqlcheck/" SQLCHECK_VERSION) == SUCCEED &&
              dbsetlversion(record, DBVERSION_74) == SUCCEED &&
              (login->database == NULL || DBSETLDBNAME(record, login->database) == SUCCEED);
    if (ok)
        return record;
    dbloginfree(record);
    return NULL;
}

/* "freetds v1.3.17" */
static char *library_version(void *parent)
{
    const char *text = dbversion();
    const char *number = text == NULL ? NULL : strrchr(text, 'v');
    return talloc_strdup(parent, number == NULL ? "" : number + 1);
}

static void *dblib_open(void *parent, const struct driver_login *login,
                        struct driver_answer *answer)
{
    *answer = (struct driver_answer){.version = library_version(parent)};
    if (dbinit() == FAIL)
        return NULL;
    listen_into(parent, answer);
    (void)dberrhandle(on_error);
    (void)dbmsghandle(on_message);
    (void)dbsetlogintime(seconds_of(login->login_timeout_ms));
    (void)dbsettime(seconds_of(login->query_timeout_ms));
    LOGINREC *record = make_login(login);
    DBPROCESS *process = record == NULL ? NULL : dbopen(record, SECTION);
    if (record != NULL)
        dbloginfree(record);
    listen_into(NULL, NULL);
    answer->connected = process != NULL;
    return process;
}

static bool dblib_query(void *context, void *parent, const char *sql, struct rows *out,
                        struct rows_error *error)
{
    struct driver_answer answer = {.connected = true};
    DBPROCESS *process = context;
    listen_into(parent, &answer);
    bool ok = dblib_fetch(parent, process, sql, out, error);
    listen_into(NULL, NULL);
    if (ok && !answer.is_server_message)
        return true;
    error->number = answer.is_server_message ? (int)answer.number : 0;
    if (answer.text != NULL)
        error->text = text_printable(parent, answer.text, strlen(answer.text));
    error->connection_lost = DBDEAD(process) == TRUE;
    return false;
}

static struct row_source dblib_rows(void *session)
{
    return (struct row_source){.context = session, .query = dblib_query};
}

static void dblib_close(void *session)
{
    if (session != NULL)
        dbclose(session);
}

const struct driver_api driver_dblib = {
    .name = "db-lib", .open = dblib_open, .rows = dblib_rows, .close = dblib_close};
