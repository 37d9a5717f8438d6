/* One run over the site database: asking, counting, and writing down what was refused. */
#ifndef SQLCHECK_SITE_SESSION_H
#define SQLCHECK_SITE_SESSION_H

#include "base/error.h"
#include "evidence/facts.h"
#include "evidence/rows.h"
#include "site/queries.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct site_session {
    void *parent;  /* facts hang here */
    void *scratch; /* rows and lists hang here */
    struct row_source *source;
    struct facts *facts;
    char *login; /* as the server calls whom it let in; NULL = it did not say */
    bool lost;   /* the connection died; nothing is sent any more */
    char *lost_reason;
    char *refusal[QUERY_COUNT]; /* why a statement was refused; it is not sent again */
    int refusal_number[QUERY_COUNT];
    char **forbidden; /* objects that may not be read, by the server's own word */
    size_t forbidden_count;
};

/* Runs one statement of the table, with a list for its IN or NULL. False: a gap is noted (once for
 * an object), and the same statement will not be sent again. */
bool session_ask(struct site_session *session, enum query_id id, const char *list,
                 struct rows *out) MUST_USE;

/* Runs a statement that is not in the table; false: *error is filled, no gap is noted. */
bool session_say(struct site_session *session, const char *sql, struct rows *out,
                 struct rows_error *error) MUST_USE;

/* Why facts that a statement would have given are not there; never NULL. */
const char *session_why_not(const struct site_session *session, enum query_id id);

/* Notes a gap. One for an object: a required one takes the place of one that is not. */
void session_gap(struct site_session *session, const struct gap *gap);

/* "229: The SELECT permission was denied ..."; a child of session->parent. */
char *session_reason(const struct site_session *session, const struct rows_error *error);

/* SQL Server 2022 and later split VIEW SERVER STATE in two. */
bool session_is_2022(const struct site_session *session);

/* "GRANT <right> TO [reader]", to the login of -U or, without one, as the server calls it; a child
 * of session->parent. */
char *session_grant(const struct site_session *session, const char *right);

/* The statement that lets the session views be read, for this server's version. */
char *session_grant_server_state(const struct site_session *session);

/* A cell as a fact: trimmed, printable; NULL for NULL and for blanks. A child of
 * session->parent. */
char *session_text(const struct site_session *session, const struct rows *rows, size_t row,
                   const char *column);

/* A cell as a number; false (and *out untouched) when it is none. */
bool session_number(const struct rows *rows, size_t row, const char *column, int64_t *out);

#endif
