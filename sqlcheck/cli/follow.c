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
    return (struct connect_request){
        .host = endpoint->host,
        .port = endpoint->port,
        .address = route->address,
        .address_port = route->port,
        .user = request->user,
        .password = request->password,
        .integrated = request->integrated,
        .keytab = request->keytab,
        .principal = request->principal,
        .trust_certificate = request->trust_certificate,
        .pinned_file = request->pinned_file,
        .ca_file = request->ca_file,
        .login_timeout_ms = request->login_timeout_ms,
        .query_timeout_ms = request->query_timeout_ms,
        .now_unix_s = facts->now_unix_s,
        .only = driver,
        .server_only = true,
        .want_rows = true,
    };
}

static bool follow(struct facts *facts, const struct connect_request *request, size_t endpoint,
                   struct error *err)
{
    struct facts *there = talloc_zero(facts, struct facts);
    if (!connect_drivers(there, request, there, err))
        return false;
    struct followed *followed =
        mem_append(facts, &facts->followed, &facts->followed_count, sizeof *followed);
    followed->endpoint = (int)endpoint + 1;
    followed->server = there->server;
    if (there->login_count > 0)
        followed->login = there->logins[0];
    facts->connections += there->connections;
    facts->statements += there->statements;
    facts->rows += there->rows;
    return true;
}

bool follow_endpoints(struct facts *facts, const struct verify_request *request,
                      const struct probe_route *routes, struct deadline end, struct error *err)
{
    const struct login *proven = first_proven(facts);
    const char *driver = proven == NULL ? NULL : proven->driver;
    for (size_t i = 1; i < facts->endpoint_count && driver != NULL; i++) {
        const struct endpoint *endpoint = &facts->endpoints[i];
        if (!endpoint->handshake.completed || deadline_passed(end))
            continue;
        const struct connect_request there =
            request_to(facts, request, endpoint, &routes[i - 1], driver);
        if (!follow(facts, &there, i, err))
            return false;
    }
    return true;
}
