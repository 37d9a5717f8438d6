#include "cli/follow.h"

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "connect/connect.h"

static const struct login *first_proven(const struct facts *facts)
{
    for (size_t i = 0; i < facts->login_count; i++)
        if (facts->logins[i].outcome == LOGIN_PROVEN)
            return &facts->logins[i];
    return NULL;
}

/* -F and --spn name the server of -S only; a certificate that -J pins holds for all, so it lets in
 * nobody that it does not name. */
static struct connect_request request_to(const struct facts *facts,
                                         const struct verify_request *request,
                                         const struct endpoint *endpoint,
                                         const struct probe_route *route, const char *driver)
{
    struct connect_request there = verify_login(facts, request, endpoint, route);
    there.only = driver;
    there.server_only = true;
    return there;
}

/* Why a login is not there, or why one that is there told nothing. */
static const char *trouble(const struct facts *there)
{
    if (there->login_count == 0)
        return there->login_note != NULL ? there->login_note
                                         : "the driver that got in before was not there any more";
    if (there->server.edition != NULL)
        return NULL;
    return there->gap_count > 0 ? there->gaps[0].reason : there->site_note;
}

static bool follow(const struct connect_request *request, struct facts *facts,
                   struct followed *followed, struct error *err)
{
    struct facts *there = talloc_zero(facts, struct facts);
    if (!connect_drivers(there, request, there, err))
        return false;
    followed->server = there->server;
    if (there->login_count > 0)
        followed->login = there->logins[0];
    if (followed->login.detail == NULL)
        followed->login.detail = talloc_strdup(facts, trouble(there));
    facts->connections += there->connections;
    facts->statements += there->statements;
    facts->rows += there->rows;
    return true;
}

/* NULL: it may be asked. */
static const char *why_not(const char *driver, struct deadline end)
{
    if (driver == NULL)
        return "no driver's login was proven at the first server";
    return deadline_passed(end) ? "the time of --total-timeout was over" : NULL;
}

bool follow_endpoints(struct facts *facts, const struct verify_request *request,
                      const struct probe_route *routes, struct deadline end, struct error *err)
{
    const struct login *proven = first_proven(facts);
    const char *driver = proven == NULL ? NULL : proven->driver;
    for (size_t i = 1; i < facts->endpoint_count; i++) {
        const struct endpoint *endpoint = &facts->endpoints[i];
        if (!endpoint->handshake.completed)
            continue;
        const struct connect_request there =
            request_to(facts, request, endpoint, &routes[i - 1], driver);
        const char *reason = why_not(driver, end);
        struct followed *followed =
            mem_append(facts, &facts->followed, &facts->followed_count, sizeof *followed);
        *followed =
            (struct followed){.endpoint = (int)i + 1, .login.detail = talloc_strdup(facts, reason)};
        if (reason == NULL && !follow(&there, facts, followed, err))
            return false;
    }
    return true;
}
