/* A connection that the server cut in the middle of the site queries: they are asked once more. */
#include <talloc.h>

#include "connect/merge.h"
#include "connect/run.h"

static const char *why_not(const struct facts *again)
{
    if (again->login_count == 0)
        return "its driver was not there any more";
    const struct login *login = &again->logins[0];
    if (login->detail != NULL)
        return login->detail;
    return login->error_text != NULL ? login->error_text : "its login failed";
}

/* Of two runs that were both cut the one that got further is kept; both are counted. */
static void keep_better(struct facts *facts, const struct facts *again, bool is_cut)
{
    int statements = facts->statements + again->statements;
    int64_t rows = facts->rows + again->rows;
    if (!is_cut || again->statements >= facts->statements)
        merge_site(facts, again);
    facts->statements = statements;
    facts->rows = rows;
}

static void try_again(void *parent, const struct connect_request *request,
                      const struct run_options *options, struct facts *facts)
{
    struct connect_request second = *request;
    struct facts *again = talloc_zero(parent, struct facts);
    struct error err = ERROR_NONE;
    bool is_cut = false;
    int answered = facts->statements - 1;
    const char *before = facts->login_note;
    again->request = facts->request;
    second.only = facts->queried_with;
    bool ok = run_once(parent, &second, options, again, &is_cut, &err);
    char *end = talloc_strdup(parent, "a second one carried them all");
    if (!ok || again->queried_with == NULL)
        end = talloc_asprintf(parent, "a second one did not come about: %s",
                              ok ? why_not(again) : err.text);
    else if (is_cut)
        end = talloc_asprintf(parent, "a second one was cut after %d", again->statements - 1);
    facts->connections += again->connections;
    if (again->queried_with != NULL)
        keep_better(facts, again, is_cut);
    facts->login_note = talloc_asprintf(
        parent, "%s%sthe server cut the connection of the site queries after %d of them; %s",
        before == NULL ? "" : before, before == NULL ? "" : "; ", answered, end);
}

bool run_drivers(void *parent, const struct connect_request *request,
                 const struct run_options *options, struct facts *facts, struct error *err)
{
    bool is_cut = false;
    if (!run_once(parent, request, options, facts, &is_cut, err))
        return false;
    if (is_cut && !request->server_only)
        try_again(parent, request, options, facts);
    return true;
}

bool connect_drivers(void *parent, const struct connect_request *request, struct facts *facts,
                     struct error *err)
{
    const struct run_options options = {.program = NULL};
    return run_drivers(parent, request, &options, facts, err);
}
