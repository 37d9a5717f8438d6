/* From the request to the facts: probe, logins, site database, and where the names in it lead. */
#include <string.h>

#include <talloc.h>

#include "base/deadline.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/clients.h"
#include "cli/verify.h"
#include "connect/connect.h"
#include "net/resolve.h"
#include "probe/probe.h"

enum { LOOKUPS_AT_MOST = 64, LOOKUPS_WITHIN_MS = 3000 };

static char *copy(void *parent, const char *text)
{
    return text == NULL ? NULL : talloc_strdup(parent, text);
}

static void describe_request(struct facts *facts, const struct verify_request *request)
{
    facts->sqlcheck_version = talloc_strdup(facts, SQLCHECK_VERSION);
    facts->now_unix_s = clock_unix_s();
    facts->request = (struct request_facts){
        .server = copy(facts, request->server_text),
        .database = copy(facts, request->database),
        .user = copy(facts, request->user),
        .trust_certificate = request->trust_certificate,
        .expected_name = copy(facts, request->expected_name),
        .pinned = copy(facts, request->pinned_file),
        .legacy_probe = request->legacy_probe,
    };
}

static struct probe_route probe(struct facts *facts, const struct verify_request *request)
{
    const char *name =
        request->expected_name == NULL ? request->target.host : request->expected_name;
    struct probe_request probe_request = {
        .target = request->target,
        .server_text = request->server_text,
        .rules = request->rules,
        .rule_count = request->rule_count,
        .trust = {.expected_name = name,
                  .pinned_file = request->pinned_file,
                  .ca_file = request->ca_file,
                  .now_unix_s = facts->now_unix_s},
        .legacy_probe = request->legacy_probe,
        .timeout_ms = request->login_timeout_ms,
    };
    struct probe_route route = {0};
    struct endpoint *endpoint =
        mem_append(facts, &facts->endpoints, &facts->endpoint_count, sizeof *endpoint);
    probe_endpoint(facts, &probe_request, endpoint, &route);
    facts->connections += endpoint->connections;
    return route;
}

/* NULL when a login makes sense. A login is worth trying where TLS 1.2 was seen, and where the
 * probe could not tell: the tap lets no password out before it is up. */
static const char *why_no_login(const struct verify_request *request,
                                const struct endpoint *endpoint)
{
    if (endpoint->reach == REACH_STRICT_ONLY)
        return "the endpoint takes TDS 8 (strict) only, which these drivers do not speak";
    if (endpoint->reach != REACH_TDS)
        return "the probe did not get that far";
    if (endpoint->encryption == ENCRYPTION_NOT_SUPPORTED)
        return "the server does not offer encryption";
    if (endpoint_answer(endpoint, TLS_1_2) == TLS_REFUSED)
        return "the server refuses TLS 1.2";
    if (request->user == NULL)
        return "no login was named with -U";
    return NULL;
}

static bool log_in(struct facts *facts, const struct verify_request *request,
                   const struct probe_route *route, struct error *err)
{
    const struct endpoint *endpoint = &facts->endpoints[0];
    struct connect_request connect_request = {
        .host = request->target.host,
        .port = endpoint->port,
        .address = route->address,
        .address_port = route->port,
        .user = request->user,
        .password = request->password,
        .database = request->database,
        .trust_certificate = request->trust_certificate,
        .expected_name = request->expected_name,
        .pinned_file = request->pinned_file,
        .ca_file = request->ca_file,
        .login_timeout_ms = request->login_timeout_ms,
        .query_timeout_ms = request->query_timeout_ms,
        .now_unix_s = facts->now_unix_s,
        .want_rows = true,
    };
    return connect_drivers(facts, &connect_request, facts, err);
}

static bool is_looked_up(const struct facts *facts, const char *server, int port)
{
    for (size_t i = 0; i < facts->lookup_count; i++)
        if (facts->lookups[i].port == port && text_equal(facts->lookups[i].server, server))
            return true;
    return false;
}

/* Of several addresses the probed one, else the first. */
static char *address_to_tell(const struct resolution *found, const char *probed)
{
    for (size_t i = 0; i < found->count; i++)
        if (text_equal(found->addresses[i].text, probed))
            return found->addresses[i].text;
    return found->addresses[0].text;
}

/* Where a SQL Server name of the site database leads from here. An instance has no port of its own
 * in the name, so only its address is told. */
static void look_up(struct facts *facts, const struct verify_request *request, const char *server,
                    int port, struct deadline deadline)
{
    struct error ignored = ERROR_NONE;
    struct target target;
    if (text_is_empty(server) || facts->lookup_count == LOOKUPS_AT_MOST ||
        deadline_passed(deadline) || !target_parse(facts, server, &target, &ignored))
        return;
    if (target.port == 0 && target.instance == NULL)
        target.port = port != 0 ? port : TARGET_DEFAULT_PORT;
    if (is_looked_up(facts, server, target.port))
        return;
    const char *host = target.host;
    int to_port = target.port;
    connect_to_apply(request->rules, request->rule_count, target.host, target.port, &host,
                     &to_port);
    struct resolution found = resolve(facts, host, to_port, deadline);
    struct name_lookup *lookup =
        mem_append(facts, &facts->lookups, &facts->lookup_count, sizeof *lookup);
    lookup->server = talloc_strdup(facts, server);
    lookup->port = target.port;
    if (found.outcome == RESOLVE_OK && found.count > 0)
        lookup->address = address_to_tell(&found, facts->endpoints[0].address);
}

static bool save_certificate(const struct verify_request *request, const struct probe_route *route,
                             struct error *err)
{
    if (request->save_certificate == NULL)
        return true;
    if (route->chain_count == 0)
        return error_set(err, "--save-certificate: the server presented no certificate");
    char *pem = chain_pem(NULL, route->chain, route->chain_count);
    bool ok = pem != NULL && file_write(request->save_certificate, pem, strlen(pem), err);
    if (pem == NULL)
        (void)error_set(err, "--save-certificate: what the server presented is no certificate");
    talloc_free(pem);
    return ok;
}

static void look_up_endpoints(struct facts *facts, const struct verify_request *request)
{
    struct deadline deadline = deadline_in_ms(LOOKUPS_WITHIN_MS);
    for (size_t i = 0; i < facts->site_count; i++)
        look_up(facts, request, facts->sites[i].sql_server, facts->sites[i].sql_port, deadline);
    for (size_t i = 0; i < facts->role_count; i++)
        look_up(facts, request, facts->roles[i].sql_server, 0, deadline);
}

struct facts *verify_gather(void *parent, const struct verify_request *request, struct error *err)
{
    struct facts *facts = talloc_zero(parent, struct facts);
    describe_request(facts, request);
    struct probe_route route = probe(facts, request);
    if (!save_certificate(request, &route, err))
        return NULL;
    const char *note = why_no_login(request, &facts->endpoints[0]);
    if (note != NULL)
        facts->login_note = talloc_strdup(facts, note);
    else if (!log_in(facts, request, &route, err))
        return NULL;
    look_up_endpoints(facts, request);
    evidence_merge(facts, request->evidence, request->tables);
    clients_compare(facts, request->tables, route.address, route.port, request->login_timeout_ms);
    return facts;
}
