/* From the request to the facts: probe, logins, site database. */
#include <string.h>

#include <talloc.h>

#include "base/deadline.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/clients.h"
#include "cli/hierarchy.h"
#include "cli/verify.h"
#include "connect/connect.h"
#include "probe/probe.h"

static char *copy(void *parent, const char *text)
{
    return text == NULL ? NULL : talloc_strdup(parent, text);
}

static const char *authentication(const struct verify_request *request)
{
    bool is_windows = request->user != NULL && strchr(request->user, '\\') != NULL;
    return request->integrated ? "kerberos" : is_windows ? "ntlm" : NULL;
}

static bool describe_request(struct facts *facts, const struct verify_request *request,
                             struct error *err)
{
    facts->sqlcheck_version = talloc_strdup(facts, SQLCHECK_VERSION);
    facts->now_unix_s = clock_unix_s();
    facts->request = (struct request_facts){
        .server = copy(facts, request->server_text),
        .secondary = copy(facts, request->secondary),
        .database = copy(facts, request->database),
        .user = copy(facts, request->user),
        .trust_certificate = request->trust_certificate,
        .expected_name = copy(facts, request->expected_name),
        .pinned = copy(facts, request->pinned_file),
        .legacy_probe = request->legacy_probe,
        .authentication = copy(facts, authentication(request)),
        .keytab = copy(facts, request->keytab),
        .principal = copy(facts, request->principal),
        .spn = copy(facts, request->spn),
    };
    struct request_facts *told = &facts->request;
    return told->pinned == NULL || chain_file_facts(facts, told->pinned, &told->pinned_certificates,
                                                    &told->pinned_certificate_count, err);
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

static bool is_reached(const struct endpoint *endpoint)
{
    return endpoint->reach == REACH_TDS || endpoint->reach == REACH_STRICT_ONLY;
}

/* A secondary site has its database in the instance CONFIGMGRSEC or in the default one. The first
 * that answers leads. */
static struct probe_route probe_secondary(struct facts *facts, const struct verify_request *request)
{
    struct probe_route route = probe(facts, request);
    struct verify_request otherwise = *request;
    if (facts->endpoints[0].port == TARGET_DEFAULT_PORT)
        return route;
    otherwise.target.instance = NULL;
    otherwise.target.port = TARGET_DEFAULT_PORT;
    otherwise.server_text =
        talloc_asprintf(facts, "%s,%d", request->target.host, TARGET_DEFAULT_PORT);
    struct probe_route other = probe(facts, &otherwise);
    if (is_reached(&facts->endpoints[0]) || !is_reached(&facts->endpoints[1]))
        return route;
    struct endpoint first = facts->endpoints[0];
    facts->endpoints[0] = facts->endpoints[1];
    facts->endpoints[1] = first;
    return other;
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
    if (request->user == NULL && !request->integrated)
        return "no login was named: -U LOGIN, or -E for Kerberos";
    return NULL;
}

struct connect_request verify_login(const struct facts *facts, const struct verify_request *request,
                                    const struct endpoint *endpoint,
                                    const struct probe_route *route)
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
        .want_rows = true,
    };
}

static bool log_in(struct facts *facts, const struct verify_request *request,
                   const struct probe_route *route, struct error *err)
{
    struct connect_request login = verify_login(facts, request, &facts->endpoints[0], route);
    login.spn = request->spn;
    login.database = request->database;
    login.expected_name = request->expected_name;
    return connect_drivers(facts, &login, facts, err);
}

static bool no_certificate(const struct endpoint *endpoint, struct error *err)
{
    const char *reason = endpoint->reason != NULL ? endpoint->reason : endpoint->handshake.reason;
    return error_set(err, "--save-certificate: the server presented no certificate%s%s",
                     reason == NULL ? "" : ": ", reason == NULL ? "" : reason);
}

static bool save_certificate(const struct facts *facts, const struct verify_request *request,
                             const struct probe_route *route, struct error *err)
{
    if (request->save_certificate == NULL)
        return true;
    if (route->chain_count == 0)
        return no_certificate(&facts->endpoints[0], err);
    char *pem = chain_pem(NULL, route->chain, route->chain_count);
    bool ok = pem != NULL && file_write(request->save_certificate, pem, strlen(pem), err);
    if (pem == NULL)
        (void)error_set(err, "--save-certificate: what the server presented is no certificate");
    talloc_free(pem);
    return ok;
}

struct facts *verify_gather(void *parent, const struct verify_request *request, struct error *err)
{
    struct facts *facts = talloc_zero(parent, struct facts);
    if (!describe_request(facts, request, err))
        return NULL;
    struct probe_route route =
        request->secondary == NULL ? probe(facts, request) : probe_secondary(facts, request);
    const char *note = why_no_login(request, &facts->endpoints[0]);
    if (note != NULL)
        facts->login_note = talloc_strdup(facts, note);
    else if (!log_in(facts, request, &route, err))
        return NULL;
    if (!hierarchy_probe(facts, request, &route, err))
        return NULL;
    evidence_merge(facts, request->evidence, request->tables);
    clients_compare(facts, request);
    /* Last: -J may name the same file, and decides about every login by what stood there before. */
    if (!save_certificate(facts, request, &route, err))
        return NULL;
    return facts;
}
