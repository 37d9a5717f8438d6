#include "probe/probe.h"

#include "base/deadline.h"
#include "probe/locate.h"
#include "probe/stranger.h"
#include "probe/strict.h"
#include "probe/versions.h"

#include <string.h>
#include <talloc.h>

/* One probe under way. */
struct run {
    void *parent;
    const struct probe_request *request;
    struct deadline deadline;
    struct endpoint *out;
    struct probe_route *route;
};

static void ends(struct run *run, enum reach reach, const char *stage, char *reason)
{
    run->out->reach = reach;
    run->out->stage = talloc_strdup(run->parent, stage);
    run->out->reason = reason;
}

/* ---- connect --------------------------------------------------------------------------------- */

static enum reach reach_of(enum net_outcome outcome)
{
    static const enum reach reaches[] = {
        [NET_OK] = REACH_TDS,
        [NET_REFUSED] = REACH_REFUSED,
        [NET_UNREACHABLE] = REACH_UNREACHABLE,
        [NET_TIMEOUT] = REACH_SILENT,
        [NET_RESET] = REACH_RESET,
        [NET_CLOSED] = REACH_CLOSED,
        [NET_FAILED] = REACH_UNREACHABLE,
    };
    return reaches[outcome];
}

static char *connect_reason(void *parent, const struct place *place,
                            const struct net_connection *connection, int timeout_ms)
{
    const char *words = connection->result.outcome == NET_TIMEOUT
                            ? talloc_asprintf(parent, "no answer within %d ms", timeout_ms)
                            : strerror(connection->result.error_number);
    char *text = talloc_asprintf(parent, "%s port %d: %s", place->addresses[connection->which].text,
                                 place->connect_port, words);
    if (place->count > 1)
        text = talloc_asprintf_append(text, " (%zu addresses tried)", place->count);
    return text;
}

/* An open connection and the address behind it; -1 when the probe ends here. */
static int reach_tcp(struct run *run, const struct place *place, const struct net_address **address)
{
    struct net_connection connection = net_connect(place->addresses, place->count, run->deadline);
    *address = &place->addresses[connection.which];
    run->out->address = (*address)->text;
    run->out->connections += connection.opened;
    if (connection.fd < 0) {
        ends(run, reach_of(connection.result.outcome), "connect",
             connect_reason(run->parent, place, &connection, run->request->timeout_ms));
        return -1;
    }
    run->route->address = (*address)->text;
    run->route->port = place->connect_port;
    return connection.fd;
}

/* ---- PRELOGIN -------------------------------------------------------------------------------- */

static const char *expected_name(const struct probe_request *request)
{
    return request->trust.expected_name != NULL ? request->trust.expected_name
                                                : request->target.host;
}

static void certificate_facts(struct run *run, struct der *chain, size_t count)
{
    run->route->chain = chain;
    run->route->chain_count = count;
    probe_certificate(run->parent, &run->request->trust, chain, count, run->out);
}

/* True when a bare ClientHello settled what this endpoint is. */
static bool try_strict(struct run *run, const struct net_address *address, struct deadline deadline)
{
    struct strict_result strict;
    strict_ask(run->parent, address, run->request->target.host, deadline, &strict);
    run->out->connections += strict.opened;
    if (strict.kind == STRICT_NO_TLS)
        return false;
    if (strict.kind == STRICT_OTHER_TLS) {
        ends(run, REACH_NOT_TDS, "prelogin", strict.reason);
        return true;
    }
    ends(run, REACH_STRICT_ONLY, "prelogin", strict.reason);
    run->out->encryption = ENCRYPTION_STRICT_ONLY;
    run->out->engine = strict.engine;
    run->out->versions = versions_unknown(run->parent, "TDS 8 only: no TLS inside TDS 7");
    run->out->version_count = TLS_VERSION_COUNT;
    certificate_facts(run, strict.chain, strict.chain_count);
    return true;
}

static char *prelogin_reason(void *parent, const struct talk *talk, int timeout_ms)
{
    switch (talk->result.outcome) {
    case NET_CLOSED:
        return talloc_asprintf(parent,
                               "the server closed the connection before PRELOGIN was "
                               "answered (%zu bytes came)",
                               talk->received);
    case NET_RESET:
        return talloc_asprintf(parent,
                               "the connection was reset before PRELOGIN was answered "
                               "(%zu bytes came)",
                               talk->received);
    case NET_TIMEOUT:
        return talloc_asprintf(parent,
                               "PRELOGIN was not answered in whole within %d ms (%zu bytes "
                               "came)",
                               timeout_ms, talk->received);
    default:
        return talloc_asprintf(parent, "PRELOGIN was not answered: %s",
                               strerror(talk->result.error_number));
    }
}

/* No TDS answer: perhaps TLS from the first byte on, perhaps something else altogether. */
static void no_prelogin(struct run *run, struct talk *talk, const struct net_address *address)
{
    struct reader rest = talk->not_tds ? talk_rest(talk, run->deadline) : reader_over(NULL, 0);
    bool may_be_strict = talk->not_tds ? stranger_is_tls(rest)
                                       : talk->received == 0 && talk->result.outcome != NET_TIMEOUT;
    if (may_be_strict && try_strict(run, address, run->deadline))
        return;
    if (talk->not_tds)
        ends(run, REACH_NOT_TDS, "prelogin", stranger_text(run->parent, rest, "PRELOGIN", "TDS"));
    else
        ends(run, reach_of(talk->result.outcome), "prelogin",
             prelogin_reason(run->parent, talk, run->request->timeout_ms));
}

/* A strict server may also wait for a ClientHello in silence: after half of the time that is tried
 * on a second connection, while the first one stays open for a server that is only slow. */
static bool ask_prelogin(struct run *run, struct talk *talk, const struct net_address *address,
                         struct prelogin *answer)
{
    int half_ms = deadline_left_ms(run->deadline) / 2;
    if (!talk_send_prelogin(talk, run->deadline)) {
        no_prelogin(run, talk, address);
        return false;
    }
    if (talk_receive_prelogin(talk, answer, deadline_within(run->deadline, half_ms)))
        return true;
    if (!talk->not_tds && talk->result.outcome == NET_TIMEOUT) {
        if (talk->received == 0 &&
            try_strict(run, address, deadline_within(run->deadline, half_ms / 2)))
            return false;
        if (talk_receive_prelogin(talk, answer, run->deadline))
            return true;
    }
    no_prelogin(run, talk, address);
    return false;
}

static enum encryption encryption_of(const struct prelogin *answer)
{
    static const enum encryption encryptions[] = {
        [TDS_ENCRYPT_OFF] = ENCRYPTION_OFF,
        [TDS_ENCRYPT_ON] = ENCRYPTION_ON,
        [TDS_ENCRYPT_NOT_SUPPORTED] = ENCRYPTION_NOT_SUPPORTED,
        [TDS_ENCRYPT_REQUIRED] = ENCRYPTION_REQUIRED,
    };
    return answer->encrypt < sizeof encryptions / sizeof encryptions[0]
               ? encryptions[answer->encrypt]
               : ENCRYPTION_UNKNOWN;
}

static void prelogin_facts(struct endpoint *out, const struct prelogin *answer)
{
    const uint8_t *v = answer->version;
    out->encryption = encryption_of(answer);
    if (answer->has_version)
        out->engine =
            (struct version){.part = {v[0], v[1], (uint32_t)(v[2] << 8 | v[3])}, .count = 3};
}

/* ---- TLS ------------------------------------------------------------------------------------- */

/* Why no hello makes sense after this PRELOGIN answer; NULL when one does. */
static const char *no_tls_reason(const struct prelogin *answer)
{
    if (answer->encrypt == TDS_ENCRYPT_NOT_SUPPORTED)
        return "the server does not support encryption";
    if (answer->encrypt == TDS_ENCRYPT_ABSENT)
        return "the server's PRELOGIN answer says nothing about encryption";
    return NULL;
}

static void tls_facts(struct run *run, struct talk *talk, const struct net_address *address)
{
    struct version_results results;
    versions_ask(run->parent, talk, address, run->request->legacy_probe, run->deadline, &results);
    run->out->connections += results.opened;
    run->out->versions = versions_judge(run->parent, &results);
    run->out->version_count = TLS_VERSION_COUNT;
    run->out->handshake = results.handshake.facts;
    certificate_facts(run, results.handshake.chain, results.handshake.chain_count);
}

static void converse(struct run *run, int fd, const struct net_address *address)
{
    struct talk talk;
    struct prelogin answer;
    talk_init(&talk, run->parent, fd);
    if (!ask_prelogin(run, &talk, address, &answer))
        return;
    prelogin_facts(run->out, &answer);
    if (run->request->only_reach) {
        ends(run, REACH_TDS, "prelogin", NULL);
        return;
    }
    const char *no_tls = no_tls_reason(&answer);
    if (no_tls == NULL) {
        ends(run, REACH_TDS, "handshake", NULL);
        tls_facts(run, &talk, address);
        return;
    }
    ends(run, REACH_TDS, "prelogin", NULL);
    run->out->versions = versions_unknown(run->parent, no_tls);
    run->out->version_count = TLS_VERSION_COUNT;
    run->out->handshake.reason = talloc_strdup(run->parent, no_tls);
    certificate_facts(run, NULL, 0);
}

/* ---- public -------------------------------------------------------------------------------- */

void probe_certificate(void *parent, const struct chain_trust *trust, const struct der *chain,
                       size_t count, struct endpoint *out)
{
    struct chain_trust by_name = *trust;
    struct error err = ERROR_NONE;
    by_name.expected_name = out->expected_name;
    if (count == 0) {
        out->chain_error = talloc_strdup(parent, "no certificate was seen");
        return;
    }
    chain_check(parent, chain, count, &by_name, &out->chain_error, &out->name_error);
    if (!chain_facts(parent, chain, count, &out->chain, &out->chain_count, &err))
        out->chain_error = talloc_strdup(parent, err.text);
}

void probe_endpoint(void *parent, const struct probe_request *request, struct endpoint *out,
                    struct probe_route *route)
{
    int64_t started_ms = clock_monotonic_ms();
    struct run run = {.parent = parent,
                      .request = request,
                      .out = out,
                      .route = route,
                      .deadline = deadline_in_ms(request->timeout_ms)};
    const struct target *target = &request->target;
    *route = (struct probe_route){.fd = -1};
    *out = (struct endpoint){
        .server = talloc_strdup(parent, request->server_text),
        .host = talloc_strdup(parent, target->host),
        .instance = talloc_strdup(parent, target->instance),
        .expected_name = talloc_strdup(parent, expected_name(request)),
    };
    struct place place;
    place_find(parent, request, run.deadline, &place);
    out->port = place.port;
    route->fell_back = place.fell_back;
    if (place.reach != REACH_NOT_TRIED) {
        ends(&run, place.reach, place.stage, place.reason);
    } else {
        const struct net_address *address;
        int fd NET_AUTOCLOSE = reach_tcp(&run, &place, &address);
        if (fd >= 0)
            converse(&run, fd, address);
        if (request->only_reach && out->reach == REACH_TDS) {
            route->fd = fd;
            fd = -1;
        }
    }
    out->elapsed_ms = (int)(clock_monotonic_ms() - started_ms);
}
