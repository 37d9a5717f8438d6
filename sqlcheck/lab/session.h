/* The conversation with one client: PRELOGIN, TLS, LOGIN7, then requests until it leaves. */
#ifndef SQLCHECK_LAB_SESSION_H
#define SQLCHECK_LAB_SESSION_H

#include "lab/channel.h"
#include "lab/database.h"
#include "lab/journal.h"
#include "lab/response.h"
#include "wire/login.h"

#include <stdatomic.h>

/* One endpoint as it runs. */
struct lab_service {
    const struct lab_case *lab;
    const struct lab_endpoint *endpoint;
    struct lab_database *database;
    SSL_CTX *tls;
    atomic_int *faults; /* connections that met the fault at a statement */
};

struct prepared {
    int handle;
    char *sql;        /* Transact-SQL */
    char *parameters; /* "@P1 INT,@P2 NVARCHAR(50)" */
};

struct session {
    const struct lab_service *service;
    const struct lab_endpoint *endpoint;
    struct channel channel;
    struct journal_entry entry;
    struct login7 login;
    struct asker asker;
    char *database;       /* the current one; a child of the session */
    char *login_database; /* the one a reset goes back to */
    struct prepared *prepared;
    size_t prepared_count;
    int next_handle;
    bool attention; /* one came while a statement ran */
    bool over;      /* a fault ended the conversation */
};

/* Serves one connected client to its end and writes its journal line. `fd` stays the caller's. */
void session_serve(const struct lab_service *service, int fd, int stop_fd, int journal_fd,
                   uint16_t spid);

/* login.c: reads LOGIN7, answers it. True: the client is in. */
bool session_login(struct session *session, void *scratch);

/* request.c: one request and its answer. False: the conversation is over. */
bool session_request(struct session *session, void *scratch);

/* batch.c: runs a batch; `done` is TOKEN_DONE, or TOKEN_DONEINPROC inside a procedure. False: an
 * error was answered. */
bool session_batch(struct session *session, void *scratch, struct response *response,
                   const char *text, const struct binding *bindings, size_t binding_count,
                   enum token done);

/* Keeps what a client asked, word for word, for the journal. */
void session_note_sql(struct session *session, const char *text);

/* ERROR, and a DONE of that kind with the error bit. Always false. */
bool session_fail(const struct session *session, struct response *response,
                  const struct sql_failure *failure, enum token done);

/* Makes another database the current one, with the tokens that say so; false: no such one. */
bool session_use(struct session *session, struct writer *tokens, const char *name);

/* Begins (1), commits or rolls back (0) with the ENVCHANGE that says so. */
void session_transaction(struct session *session, struct writer *tokens, enum env_change change);

#endif
