#include "base/mem.h"
#include "base/text.h"
#include "site/parts.h"

#include <talloc.h>

#define DATABASE_PREFIX "CM_"
#define DATABASE_ONLINE 0

struct candidates {
    const char **names;
    size_t count;
    const char *offline; /* one that is there and not online */
};

static void keep_site_databases(struct site_session *session, const struct rows *rows,
                                struct candidates *found)
{
    found->names = mem_array(session->scratch, const char *, rows->count);
    for (size_t i = 0; i < rows->count; i++) {
        int64_t state = DATABASE_ONLINE;
        char *name = session_text(session, rows, i, "database_name");
        (void)session_number(rows, i, "database_state", &state);
        if (name == NULL || !text_has_prefix(name, DATABASE_PREFIX))
            continue;
        if (state == DATABASE_ONLINE)
            found->names[found->count++] = name;
        else
            found->offline = name;
    }
}

static char *why_not_one(const struct site_session *session, const struct candidates *found)
{
    if (found->count > 1)
        return talloc_asprintf(session->parent,
                               "several site databases are visible: %s; choose one with -d",
                               text_list(session->scratch, found->names, found->count, ", "));
    if (found->offline != NULL)
        return talloc_asprintf(session->parent, "database '%s' is not online", found->offline);
    return talloc_strdup(session->parent,
                         "no database named CM_* is visible to this login on this server; name the "
                         "site database with -d");
}

static bool use(struct site_session *session, const char *name)
{
    struct rows rows;
    struct rows_error error;
    const char *sql =
        talloc_asprintf(session->scratch, "USE %s", query_quote_name(session->scratch, name));
    if (session_say(session, sql, &rows, &error))
        return true;
    session->facts->site_note = talloc_asprintf(session->parent, "database '%s' cannot be used: %s",
                                                name, session_reason(session, &error));
    return false;
}

bool databases_choose(struct site_session *session, const char *wanted)
{
    struct facts *facts = session->facts;
    struct candidates found = {.count = 0};
    struct rows rows;
    if (wanted != NULL) {
        facts->database = talloc_strdup(session->parent, wanted);
        return true;
    }
    if (!session_ask(session, QUERY_databases, NULL, &rows)) {
        facts->site_note = talloc_asprintf(
            session->parent, "the site database could not be looked for: %s; name it with -d",
            session_why_not(session, QUERY_databases));
        return false;
    }
    keep_site_databases(session, &rows, &found);
    if (found.count != 1) {
        facts->site_note = why_not_one(session, &found);
        return false;
    }
    facts->database = talloc_strdup(session->parent, found.names[0]);
    return use(session, facts->database);
}
