/* Status messages: what components reported of trouble with SQL Server in the last 30 days. */
#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "site/parts.h"

#include <string.h>
#include <time.h>

#include <talloc.h>

enum { HISTORY_S = 30 * 86400, MOST_ROWS = 20000 };

/* "('2026-10-27T03:42:10')": with a T it means the same in every language of the server. */
static char *moment(void *parent, int64_t unix_s)
{
    char *iso = date_iso(parent, unix_s);
    return talloc_asprintf(parent, "('%.*s')", (int)strcspn(iso, "Z"), iso);
}

static void note_gap(struct site_session *session, const char *reason)
{
    struct gap gap = {
        .costs = talloc_strdup(session->parent, query_of(QUERY_status_messages)->costs),
        .object = talloc_strdup(session->parent, query_of(QUERY_status_messages)->objects[0]),
        .reason = talloc_strdup(session->parent, reason),
    };
    session_gap(session, &gap);
}

static void take(struct site_session *session, const struct rows *rows, size_t row)
{
    struct facts *facts = session->facts;
    const char *last = rows_cell(rows, row, "last_time");
    struct status_message message = {
        .machine = session_text(session, rows, row, "MachineName"),
        .site_code = session_text(session, rows, row, "SiteCode"),
    };
    if (!session_number(rows, row, "MessageID", &message.message_id) ||
        !session_number(rows, row, "messages", &message.count))
        return;
    if (last != NULL)
        (void)date_parse(last, &message.last_unix_s);
    struct status_message *added =
        mem_append(session->parent, &facts->messages, &facts->message_count, sizeof *added);
    *added = message;
}

void messages_collect(struct site_session *session)
{
    int64_t now = session->facts->server_now_unix_s;
    struct rows rows;
    if (now == 0)
        now = time(NULL);
    if (!session_ask(session, QUERY_status_messages, moment(session->scratch, now - HISTORY_S),
                     &rows))
        return;
    for (size_t i = 0; i < rows.count && i < MOST_ROWS; i++)
        take(session, &rows, i);
    if (rows.count > MOST_ROWS)
        note_gap(session, "it has too many rows, the first 20000 were taken");
}
