#include "probe/scan.h"

#include "probe/locate.h"
#include "probe/postgres.h"
#include "probe/scan_facts.h"
#include "probe/versions.h"

#include <string.h>
#include <talloc.h>

static const char alpn_tds8[] = "tds/8.0"; /* [MS-TDS] 2.2.1 */

enum { POSTGRES_WAIT_MS = 2000 };

/* One scan under way. */
struct run {
    void *parent;
    const struct scan_request *request;
    struct scan *out;
    struct purse purse;
    struct deadline deadline;
    struct net_address address;
    int fd; /* PRELOGIN was answered on it, and nothing followed yet; -1 = none */
    struct errand versions[SCAN_VERSION_COUNT]; /* of the way that is asked now */
    struct errand handshake, strict, prelogin[4], certificate;
    struct errand *queue[16];
    size_t queued;
};

static struct errand errand_for(struct run *run, enum errand_kind kind, enum scan_way way)
{
    return (struct errand){
        .kind = kind,
        .route = {.address = &run->address,
                  .bare = way != SCAN_TDS7,
                  .server_name = way == SCAN_TDS7 ? NULL : run->request->probe.target.host,
                  .alpn = way == SCAN_STRICT ? alpn_tds8 : NULL},
        .purse = &run->purse,
        /* A descent leaves time for the full handshake after it. */
        .deadline = {run->deadline.at_ms -
                     (kind == ERRAND_SUITES ? run->request->probe.timeout_ms / 3 : 0)},
        .answer_ms = run->request->probe.timeout_ms / 3,
        .encrypt = -1,
    };
}

static void queue_up(struct run *run, struct errand *errand)
{
    run->queue[run->queued++] = errand;
}

static void run_queue(struct run *run)
{
    size_t at_once = SCAN_AT_ONCE;
    for (size_t i = 0; i < run->queued; i++)
        at_once -= run->queue[i]->looks_ahead;
    errands_run(run->parent, run->queue, run->queued, at_once);
    run->queued = 0;
}

/* The longest first: 1.2 has the most suites; then what takes one hello mostly. */
static void queue_versions(struct run *run, enum scan_way way)
{
    static const enum scan_version order[] = {SCAN_1_2, SCAN_1_3, SCAN_SSL_3, SCAN_1_1, SCAN_1_0};
    enum errand_kind kind = run->request->suites ? ERRAND_SUITES : ERRAND_VERSION;
    memset(run->versions, 0, sizeof run->versions);
    run->out->asked[way] = true;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        struct errand *errand = &run->versions[order[i]];
        if (order[i] < SCAN_1_2 && !run->request->probe.legacy_probe)
            continue;
        *errand = errand_for(run, kind, way);
        errand->version = scan_version_number(order[i]);
        queue_up(run, errand);
    }
    if (way == SCAN_STRICT)
        return; /* its full handshake was the first that was asked */
    run->handshake = errand_for(run, ERRAND_HANDSHAKE, way);
    run->handshake.version = scan_version_number(SCAN_1_2);
    run->versions[SCAN_1_2].handshake = &run->handshake;
    /* The longest descent sets the time of all. */
    run->versions[SCAN_1_2].looks_ahead = kind == ERRAND_SUITES && way == SCAN_TDS7;
    run->purse.reserved = 1;
}

/* ---- PRELOGIN -------------------------------------------------------------------------------- */

/* Values 1 and 3 go with hellos where there are some; 2 says "no TLS", and gets none. */
static void queue_prelogins(struct run *run, bool with_hellos)
{
    run->versions[SCAN_1_2].route.encrypt = TDS_ENCRYPT_ON;
    run->versions[SCAN_1_1].route.encrypt = TDS_ENCRYPT_ON;
    run->handshake.route.encrypt = TDS_ENCRYPT_ON;
    run->versions[SCAN_1_3].route.encrypt = TDS_ENCRYPT_REQUIRED;
    for (uint8_t value = TDS_ENCRYPT_ON; value <= TDS_ENCRYPT_REQUIRED; value++) {
        if (with_hellos && value != TDS_ENCRYPT_NOT_SUPPORTED)
            continue;
        run->prelogin[value] = errand_for(run, ERRAND_PRELOGIN, SCAN_TDS7);
        run->prelogin[value].route.encrypt = value;
        queue_up(run, &run->prelogin[value]);
    }
}

/* What the first PRELOGIN, with ENCRYPTION 0, was answered. */
static int byte_of(enum encryption encryption)
{
    static const int bytes[] = {[ENCRYPTION_UNKNOWN] = TDS_ENCRYPT_ABSENT,
                                [ENCRYPTION_OFF] = TDS_ENCRYPT_OFF,
                                [ENCRYPTION_ON] = TDS_ENCRYPT_ON,
                                [ENCRYPTION_REQUIRED] = TDS_ENCRYPT_REQUIRED,
                                [ENCRYPTION_NOT_SUPPORTED] = TDS_ENCRYPT_NOT_SUPPORTED};
    return bytes[encryption];
}

static int answer_of(const struct errand *errand)
{
    return errand->done ? errand->encrypt : SCAN_NOT_ASKED;
}

static void collect_prelogins(struct run *run, bool with_hellos)
{
    int *answers = run->out->encrypt_answers;
    answers[0] = byte_of(run->out->endpoint.encryption);
    for (int value = 1; value <= 3; value++)
        answers[value] = answer_of(&run->prelogin[value]);
    if (with_hellos) {
        answers[1] = answer_of(run->handshake.done ? &run->handshake : &run->versions[SCAN_1_1]);
        answers[3] = answer_of(&run->versions[SCAN_1_3]);
    }
}

/* ---- certificate ----------------------------------------------------------------------------- */

/* Where TLS 1.2 showed none: the highest other version that was taken. */
static void ask_certificate(struct run *run, enum scan_way way)
{
    for (int i = SCAN_1_3; i >= SCAN_1_0; i--) {
        if (i == SCAN_1_2 || run->out->answers[way][i].answer != TLS_ACCEPTED)
            continue;
        run->certificate = errand_for(run, ERRAND_HANDSHAKE, way);
        run->certificate.version = scan_version_number((enum scan_version)i);
        queue_up(run, &run->certificate);
        run_queue(run);
        return;
    }
}

static void certificate_facts(struct run *run, enum scan_way way)
{
    const struct handshake_result *shown = &run->handshake.shaken;
    if (shown->chain_count == 0) {
        ask_certificate(run, way);
        shown = &run->certificate.shaken;
    }
    probe_certificate(run->parent, &run->request->probe.trust, shown->chain, shown->chain_count,
                      &run->out->endpoint);
}

/* ---- the three ways -------------------------------------------------------------------------- */

static void scan_strict(struct run *run)
{
    queue_versions(run, SCAN_STRICT);
    run_queue(run);
    scan_answers_from(run->parent, run->out, SCAN_STRICT, run->versions);
}

static void queue_strict(struct run *run)
{
    run->strict = errand_for(run, ERRAND_STRICT, SCAN_STRICT);
    queue_up(run, &run->strict);
}

/* Where TLS 1.2 is not taken there is nothing to compare. */
static void ask_clients(struct run *run)
{
    const struct scan_request *request = run->request;
    if (request->client_count == 0 || run->out->answers[SCAN_TDS7][SCAN_1_2].answer != TLS_ACCEPTED)
        return;
    const struct clients_job job = {
        .plans = request->clients,
        .count = request->client_count,
        .address = &run->address,
        .purse = &run->purse,
        .deadline = run->deadline,
        .answer_ms = request->probe.timeout_ms / 3,
        .at_once = SCAN_AT_ONCE,
    };
    clients_ask(run->parent, &job, &run->out->endpoint);
}

/* TDS 7 was answered; TLS is asked for unless that answer leaves none. */
static void scan_tds7(struct run *run)
{
    struct scan *out = run->out;
    struct endpoint *endpoint = &out->endpoint;
    bool has_tls = endpoint->encryption != ENCRYPTION_NOT_SUPPORTED &&
                   endpoint->encryption != ENCRYPTION_UNKNOWN;
    out->asked[SCAN_TDS7] = true;
    if (has_tls) {
        queue_versions(run, SCAN_TDS7);
        errand_begins_on(&run->versions[SCAN_1_2], run->fd, byte_of(endpoint->encryption));
        run->fd = -1;
    }
    queue_prelogins(run, has_tls);
    queue_strict(run);
    run_queue(run);
    run->purse.reserved = 0;
    if (has_tls)
        scan_answers_from(run->parent, out, SCAN_TDS7, run->versions);
    else
        scan_answers_unknown(run->parent, out, SCAN_TDS7,
                             endpoint->encryption == ENCRYPTION_NOT_SUPPORTED
                                 ? "the server does not support encryption"
                                 : "the PRELOGIN answer says nothing about encryption");
    collect_prelogins(run, has_tls);
    scan_endpoint_facts(run->parent, out, SCAN_TDS7, &run->handshake);
    certificate_facts(run, SCAN_TDS7);
    ask_clients(run);
    bool takes_strict = run->strict.done && run->strict.strict.kind == STRICT_TDS8;
    out->encryption = scan_encryption_of(out, takes_strict);
    if (takes_strict)
        scan_strict(run);
    else
        scan_answers_no_strict(run->parent, out, &run->strict);
}

static void scan_https(struct run *run)
{
    queue_versions(run, SCAN_TLS);
    run_queue(run);
    scan_answers_from(run->parent, run->out, SCAN_TLS, run->versions);
    scan_endpoint_facts(run->parent, run->out, SCAN_TLS, &run->handshake);
    certificate_facts(run, SCAN_TLS);
}

/* ---- reaching it ----------------------------------------------------------------------------- */

static void ends(struct run *run, enum reach reach, const char *stage, char *reason)
{
    run->out->endpoint.reach = reach;
    run->out->endpoint.stage = talloc_strdup(run->parent, stage);
    run->out->endpoint.reason = reason;
}

/* HTTPS: the first connection only tells which address answers. */
static bool reach_https(struct run *run)
{
    const struct probe_request *request = &run->request->probe;
    struct endpoint *endpoint = &run->out->endpoint;
    struct place place;
    place_find(run->parent, request, run->deadline, &place);
    endpoint->port = place.port;
    if (place.reach != REACH_NOT_TRIED) {
        ends(run, place.reach, place.stage, place.reason);
        return false;
    }
    struct net_connection connection = net_connect(place.addresses, place.count, run->deadline);
    int fd NET_AUTOCLOSE = connection.fd;
    run->address = place.addresses[connection.which];
    endpoint->address = run->address.text;
    endpoint->connections = connection.opened;
    if (fd >= 0) {
        ends(run, REACH_TDS, "handshake", NULL);
        return true;
    }
    enum reach reach = connection.result.outcome == NET_REFUSED   ? REACH_REFUSED
                       : connection.result.outcome == NET_TIMEOUT ? REACH_SILENT
                                                                  : REACH_UNREACHABLE;
    ends(run, reach, "connect",
         talloc_asprintf(run->parent, "%s port %d: %s", run->address.text, place.connect_port,
                         net_outcome_word(connection.result.outcome)));
    return false;
}

/* True when TLS can be asked for over there. In this probe every connection after the first one
 * carried a bare hello. */
static bool reach_tds(struct run *run)
{
    struct probe_request request = run->request->probe;
    struct probe_route route;
    request.only_reach = true;
    probe_endpoint(run->parent, &request, &run->out->endpoint, &route);
    run->fd = route.fd;
    if (run->out->endpoint.connections > 1)
        run->out->hellos = run->out->endpoint.connections - 1;
    if (route.address == NULL)
        return false;
    struct resolution numeric = resolve(run->parent, route.address, route.port, run->deadline);
    if (numeric.outcome != RESOLVE_OK)
        return false;
    run->address = numeric.addresses[0];
    return run->out->endpoint.reach == REACH_TDS || run->out->endpoint.reach == REACH_STRICT_ONLY;
}

/* A web server that answered no hello at all: what its 1.2 hello met says what it is. */
static void settle_https(struct run *run)
{
    static const enum reach reaches[] = {
        [HELLO_CLOSED] = REACH_CLOSED,
        [HELLO_RESET] = REACH_RESET,
        [HELLO_SILENT] = REACH_SILENT,
        [HELLO_NO_TLS] = REACH_NOT_TDS,
    };
    const struct hello_result *hello = &run->versions[SCAN_1_2].hello;
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++)
        if (run->out->answers[SCAN_TLS][i].answer != TLS_UNKNOWN)
            return;
    if (hello->end == HELLO_CLOSED || hello->end == HELLO_RESET || hello->end == HELLO_SILENT ||
        hello->end == HELLO_NO_TLS)
        ends(run, reaches[hello->end], "handshake", versions_reason(run->parent, hello));
}

/* Who closes without a word may be PostgreSQL. */
static void name_the_silent(struct run *run)
{
    struct endpoint *endpoint = &run->out->endpoint;
    bool closes = endpoint->reach == REACH_CLOSED || endpoint->reach == REACH_RESET;
    if (!closes || endpoint->connections >= run->request->most_connections ||
        !postgres_ask(&run->address, deadline_within(run->deadline, POSTGRES_WAIT_MS),
                      &endpoint->connections))
        return;
    ends(run, REACH_NOT_TDS, endpoint->stage,
         talloc_strdup(run->parent, "speaks PostgreSQL: it answers an SSLRequest"));
}

static void scan_reached(struct run *run)
{
    struct endpoint *endpoint = &run->out->endpoint;
    purse_init(&run->purse, run->request->most_connections, endpoint->connections);
    run->purse.hellos = run->out->hellos;
    if (run->out->is_https) {
        scan_https(run);
        settle_https(run);
    } else if (endpoint->reach == REACH_TDS) {
        endpoint->stage = talloc_strdup(run->parent, "handshake");
        scan_tds7(run);
    } else {
        run->out->encryption = SCAN_ENCRYPTION_STRICT_ONLY;
        scan_answers_unknown(run->parent, run->out, SCAN_TDS7, "TDS 8 only: no TLS inside TDS 7");
        scan_strict(run);
    }
    endpoint->connections = run->purse.connections;
    run->out->hellos = run->purse.hellos;
    if (run->purse.was_empty)
        run->out->spent_note = talloc_asprintf(
            run->parent, "the bound of %d connections was reached", run->request->most_connections);
    else if (run->purse.was_late)
        run->out->spent_note = talloc_strdup(run->parent, "the time was over");
    (void)pthread_mutex_destroy(&run->purse.lock);
}

/* A scan that has asked nothing yet. */
static struct scan untried(void *parent, const char *server_text)
{
    struct scan scan = {
        .encrypt_answers = {SCAN_NOT_ASKED, SCAN_NOT_ASKED, SCAN_NOT_ASKED, SCAN_NOT_ASKED},
    };
    scan.endpoint.server = talloc_strdup(parent, server_text);
    for (size_t way = 0; way < SCAN_WAY_COUNT; way++)
        scan_answers_unknown(parent, &scan, (enum scan_way)way, "not asked");
    return scan;
}

void scan_not_tried(void *parent, const char *server_text, const char *reason, struct scan *out)
{
    *out = untried(parent, server_text);
    out->endpoint.reason = talloc_strdup(parent, reason);
}

void scan_endpoint(void *parent, const struct scan_request *request, struct scan *out)
{
    int64_t started_ms = clock_monotonic_ms();
    const struct probe_request *probe = &request->probe;
    int64_t most_ms = (int64_t)probe->timeout_ms *
                      (request->suites || request->client_count > 0 ? SCAN_LONGER : 1);
    struct run *run = talloc_zero(parent, struct run);
    run->parent = parent;
    run->request = request;
    run->out = out;
    run->deadline = request->latest.at_ms == 0 ? deadline_in_ms(most_ms)
                                               : deadline_within(request->latest, most_ms);
    run->fd = -1;
    *out = untried(parent, probe->server_text);
    out->is_https = request->is_https;
    out->suites_asked = request->suites;
    out->clients_asked = request->client_count > 0;
    out->endpoint.host = talloc_strdup(parent, probe->target.host);
    out->endpoint.expected_name =
        talloc_strdup(parent, probe->trust.expected_name != NULL ? probe->trust.expected_name
                                                                 : probe->target.host);
    if (request->is_https ? reach_https(run) : reach_tds(run))
        scan_reached(run);
    net_close(&run->fd);
    if (run->address.text != NULL)
        name_the_silent(run);
    out->endpoint.elapsed_ms = (int)(clock_monotonic_ms() - started_ms);
}
