#include "site/session.h"

#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

/* SQL Server's message numbers. */
enum {
    MESSAGE_NO_SELECT = 229,
    MESSAGE_NO_COLUMN_SELECT = 230,
    MESSAGE_NO_RIGHT = 297,
    MESSAGE_NO_SERVER_STATE = 300,
};

#define SQL_SERVER_2022 16

bool session_say(struct site_session *session, const char *sql, struct rows *out,
                 struct rows_error *error)
{
    struct row_source *source = session->source;
    struct rows rows = {0};
    *error = (struct rows_error){.number = 0};
    if (session->lost) {
        error->text = talloc_strdup(session->scratch, session->lost_reason);
        error->connection_lost = true;
        return false;
    }
    session->facts->statements++;
    if (source->query(source->context, session->scratch, sql, &rows, error)) {
        session->facts->rows += (int64_t)rows.count;
        *out = rows;
        return true;
    }
    const char *said = error->text == NULL ? "no reason was given" : error->text;
    error->text = text_printable(session->scratch, said, strlen(said));
    if (error->connection_lost) {
        session->lost = true;
        session->lost_reason =
            talloc_asprintf(session->parent, "the connection was lost after %d statements: %s",
                            session->facts->statements - 1, error->text);
    }
    return false;
}

/* The object of the statement that the server's words name, else its first. */
static const char *blamed(const struct query *query, const char *said)
{
    const char *found = NULL;
    for (size_t i = 0; i < QUERY_OBJECTS; i++) {
        const char *object = query->objects[i];
        if (object == NULL || !text_contains(said, object))
            continue;
        /* SC_SiteDefinition is also found inside SC_SiteDefinition_Property */
        if (found == NULL || strlen(object) > strlen(found))
            found = object;
    }
    return found == NULL ? query->objects[0] : found;
}

static const char *login_name(const struct site_session *session)
{
    const char *user = session->facts->request.user;
    const char *known = user != NULL ? user : session->login;
    return known == NULL ? "login" : known;
}

bool session_is_2022(const struct site_session *session)
{
    const char *version = session->facts->server.product_version;
    return version != NULL && strtol(version, NULL, 10) >= SQL_SERVER_2022;
}

char *session_grant(const struct site_session *session, const char *right)
{
    return talloc_asprintf(session->parent, "GRANT %s TO %s", right,
                           query_quote_name(session->scratch, login_name(session)));
}

char *session_grant_server_state(const struct site_session *session)
{
    return session_grant(session, session_is_2022(session)
                                      ? "VIEW SERVER PERFORMANCE STATE, VIEW SERVER SECURITY STATE"
                                      : "VIEW SERVER STATE");
}

static char *helping_grant(const struct site_session *session, const char *object, int number)
{
    if (number == MESSAGE_NO_RIGHT || number == MESSAGE_NO_SERVER_STATE)
        return session_grant_server_state(session);
    if (object == NULL || query_object_is_system(object))
        return NULL;
    if (number != MESSAGE_NO_SELECT && number != MESSAGE_NO_COLUMN_SELECT)
        return NULL;
    return talloc_asprintf(session->parent, "GRANT SELECT ON dbo.%s TO %s",
                           query_quote_name(session->scratch, object),
                           query_quote_name(session->scratch, login_name(session)));
}

void session_gap(struct site_session *session, const struct gap *gap)
{
    struct facts *facts = session->facts;
    for (size_t i = 0; gap->object != NULL && i < facts->gap_count; i++) {
        struct gap *known = &facts->gaps[i];
        if (!text_equal(known->object, gap->object))
            continue;
        if (gap->required && !known->required)
            *known = *gap;
        return;
    }
    struct gap *added = mem_append(session->parent, &facts->gaps, &facts->gap_count, sizeof *added);
    *added = *gap;
}

char *session_reason(const struct site_session *session, const struct rows_error *error)
{
    return error->number == 0
               ? talloc_strdup(session->parent, error->text)
               : talloc_asprintf(session->parent, "%d: %s", error->number, error->text);
}

static void refuse(struct site_session *session, enum query_id id, const struct rows_error *error)
{
    const struct query *query = query_of(id);
    const char *object = blamed(query, error->text);
    char *reason = session_reason(session, error);
    session->refusal[id] = reason;
    session->refusal_number[id] = error->number;
    struct gap gap = {
        .costs = talloc_strdup(session->parent, query->costs),
        .object = object == NULL ? NULL : talloc_strdup(session->parent, object),
        .reason = reason,
        .grant = helping_grant(session, object, error->number),
        .required = query->required,
    };
    session_gap(session, &gap);
}

/* The connection died while this statement ran: everything after it is missing too. */
static void note_loss(struct site_session *session, enum query_id id)
{
    session->refusal[id] = session->lost_reason;
    struct gap gap = {
        .costs = talloc_asprintf(session->parent, "%s, and all that is asked after it",
                                 query_of(id)->costs),
        .reason = session->lost_reason,
        .required = true,
    };
    session_gap(session, &gap);
}

/* Rights that are missing can mean an empty answer instead of an error. */
static bool is_forbidden_emptiness(const struct site_session *session, const struct query *query,
                                   const struct rows *rows, struct rows_error *error)
{
    for (size_t i = 0; rows->count == 0 && i < QUERY_OBJECTS; i++)
        for (size_t j = 0; query->objects[i] != NULL && j < session->forbidden_count; j++)
            if (text_equal(query->objects[i], session->forbidden[j])) {
                error->number = MESSAGE_NO_SELECT;
                error->text = talloc_asprintf(session->scratch,
                                              "no rows of '%s', and HAS_PERMS_BY_NAME says that it "
                                              "may not be read",
                                              query->objects[i]);
                return true;
            }
    return false;
}

bool session_ask(struct site_session *session, enum query_id id, const char *list, struct rows *out)
{
    struct rows_error error;
    struct rows rows;
    if (session->lost || session->refusal[id] != NULL)
        return false;
    const char *sql = query_statement(session->scratch, id, list);
    if (session_say(session, sql, &rows, &error) &&
        !is_forbidden_emptiness(session, query_of(id), &rows, &error)) {
        *out = rows;
        return true;
    }
    if (session->lost)
        note_loss(session, id);
    else
        refuse(session, id, &error);
    return false;
}

const char *session_why_not(const struct site_session *session, enum query_id id)
{
    if (session->refusal[id] != NULL)
        return session->refusal[id];
    return session->lost ? session->lost_reason : "not asked";
}

char *session_text(const struct site_session *session, const struct rows *rows, size_t row,
                   const char *column)
{
    const char *cell = rows_cell(rows, row, column);
    if (text_is_empty(cell))
        return NULL;
    char *printable = text_printable(session->scratch, cell, strlen(cell));
    char *text = text_trim(session->parent, printable);
    talloc_free(printable);
    return text;
}

bool session_number(const struct rows *rows, size_t row, const char *column, int64_t *out)
{
    const char *cell = rows_cell(rows, row, column);
    if (text_is_empty(cell))
        return false;
    char *end = NULL;
    errno = 0;
    long long value = strtoll(cell, &end, 10);
    if (errno != 0 || end == cell || !text_is_empty(end))
        return false;
    *out = value;
    return true;
}
