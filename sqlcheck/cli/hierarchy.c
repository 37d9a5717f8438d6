#include "cli/hierarchy.h"

#include <talloc.h>

#include "base/deadline.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/fleet.h"
#include "cli/follow.h"
#include "evidence/records.h"
#include "judge/judgement.h"
#include "net/resolve.h"
#include "probe/fleet.h"

enum { TOTAL_MS = 600 * 1000 };

/* A SQL Server, by one of the names that the site database has for it. */
struct named {
    const char *spelled;
    struct target target; /* port 0 = an instance's own */
    int site_port;        /* of the instance, as the site database has it; 0 = not said */
    int to_port;          /* after --connect-to; 0 = not known before SQL Browser was asked */
    const char *address;  /* NULL = it does not resolve */
    size_t lookup;        /* its place in facts->lookups */
};

struct hierarchy {
    void *memory;
    struct facts *facts;
    const struct verify_request *request;
    const struct probe_route *route;
    struct deadline end;
    size_t at_once;
    struct named *names;
    size_t name_count;
    const struct named **probes; /* the names by which endpoints are probed */
    size_t probe_count;
    struct probe_route *routes; /* to the endpoints of the probes */
};

/* ---- the names ------------------------------------------------------------------------------- */

static void add_name(struct hierarchy *hierarchy, const char *spelled, int site_port)
{
    struct error ignored = ERROR_NONE;
    struct named named = {.spelled = spelled};
    if (text_is_empty(spelled) ||
        !target_parse(hierarchy->memory, spelled, &named.target, &ignored))
        return;
    if (named.target.port != 0)
        named.site_port = 0;
    else if (named.target.instance != NULL)
        named.site_port = site_port;
    else
        named.target.port = site_port != 0 ? site_port : TARGET_DEFAULT_PORT;
    *(struct named *)mem_append(hierarchy->memory, &hierarchy->names, &hierarchy->name_count,
                                sizeof named) = named;
}

/* Keeps the first of those that have the same key. */
static void drop_repeated(struct hierarchy *hierarchy, const char *const *keys)
{
    const size_t *order = text_gather(hierarchy->memory, keys, hierarchy->name_count);
    struct named *kept = mem_array(hierarchy->memory, struct named, hierarchy->name_count);
    size_t count = 0;
    for (size_t i = 0; i < hierarchy->name_count; i++)
        if (i == 0 || !text_equal(keys[order[i]], keys[order[i - 1]]))
            kept[count++] = hierarchy->names[order[i]];
    hierarchy->names = kept;
    hierarchy->name_count = count;
}

static void find_names(struct hierarchy *hierarchy)
{
    const struct facts *facts = hierarchy->facts;
    for (size_t i = 0; i < facts->site_count; i++)
        add_name(hierarchy, facts->sites[i].sql_server, facts->sites[i].sql_port);
    for (size_t i = 0; i < facts->role_count; i++)
        add_name(hierarchy, facts->roles[i].sql_server, 0);
    const char **keys = mem_array(hierarchy->memory, const char *, hierarchy->name_count);
    for (size_t i = 0; i < hierarchy->name_count; i++)
        keys[i] = talloc_asprintf(keys, "%s\n%d", hierarchy->names[i].spelled,
                                  hierarchy->names[i].target.port);
    drop_repeated(hierarchy, keys);
}

/* ---- where they lead ------------------------------------------------------------------------- */

/* Of several addresses the one that was probed first, else the first. */
static const char *address_to_tell(const struct resolution *found, const char *probed)
{
    if (found->outcome != RESOLVE_OK || found->count == 0)
        return NULL;
    for (size_t i = 0; i < found->count; i++)
        if (text_equal(found->addresses[i].text, probed))
            return found->addresses[i].text;
    return found->addresses[0].text;
}

static void resolve_names(struct hierarchy *hierarchy)
{
    const struct verify_request *request = hierarchy->request;
    size_t count = hierarchy->name_count;
    struct resolve_question *questions =
        mem_array(hierarchy->memory, struct resolve_question, count);
    struct resolution *found = mem_array(hierarchy->memory, struct resolution, count);
    for (size_t i = 0; i < count; i++) {
        const struct target *target = &hierarchy->names[i].target;
        connect_to_apply(request->rules, request->rule_count, target->host,
                         target->port == 0 ? TARGET_BROWSER_PORT : target->port, &questions[i].host,
                         &questions[i].port);
    }
    resolve_all(hierarchy->memory, questions, count, hierarchy->at_once, request->login_timeout_ms,
                hierarchy->end, found);
    for (size_t i = 0; i < count; i++) {
        struct named *named = &hierarchy->names[i];
        named->address = address_to_tell(&found[i], hierarchy->facts->endpoints[0].address);
        named->to_port = named->target.port == 0 ? 0 : questions[i].port;
    }
}

static bool leads_to_the_first(const struct hierarchy *hierarchy, const struct named *named)
{
    return named->address != NULL && named->to_port != 0 &&
           named->to_port == hierarchy->route->port &&
           text_equal(named->address, hierarchy->route->address);
}

static void tell_lookups(struct hierarchy *hierarchy)
{
    struct facts *facts = hierarchy->facts;
    for (size_t i = 0; i < hierarchy->name_count; i++) {
        struct named *named = &hierarchy->names[i];
        named->lookup = facts->lookup_count;
        struct name_lookup *lookup =
            mem_append(facts, &facts->lookups, &facts->lookup_count, sizeof *lookup);
        *lookup = (struct name_lookup){
            .server = talloc_strdup(facts, named->spelled),
            .address = named->address == NULL ? NULL : talloc_strdup(facts, named->address),
            .port = named->target.port,
            .endpoint = leads_to_the_first(hierarchy, named) ? 1 : 0,
        };
    }
}

/* ---- what is probed -------------------------------------------------------------------------- */

/* One address and port is one endpoint; without them a name is. */
static const char *place_of(void *parent, const struct named *named)
{
    const struct target *target = &named->target;
    if (named->address != NULL && named->to_port != 0)
        return talloc_asprintf(parent, "%s,%d", named->address, named->to_port);
    return talloc_asprintf(parent, "%s\\%s,%d", target->host,
                           target->instance == NULL ? "" : target->instance, target->port);
}

static void find_probes(struct hierarchy *hierarchy)
{
    struct facts *facts = hierarchy->facts;
    size_t count = hierarchy->name_count;
    const char **places = mem_array(hierarchy->memory, const char *, count);
    hierarchy->probes = mem_array(hierarchy->memory, const struct named *, count);
    for (size_t i = 0; i < count; i++)
        places[i] = place_of(places, &hierarchy->names[i]);
    const size_t *order = text_gather(hierarchy->memory, places, count);
    const char *last = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct named *named = &hierarchy->names[order[i]];
        struct name_lookup *lookup = &facts->lookups[named->lookup];
        if (judge_is_asked_server(facts, lookup, named->site_port))
            continue;
        if (last == NULL || !text_equal(places[order[i]], last))
            hierarchy->probes[hierarchy->probe_count++] = named;
        last = places[order[i]];
        lookup->endpoint = (int)hierarchy->probe_count + 1;
    }
}

static const char *server_text(void *parent, const struct target *target)
{
    if (target->port != 0)
        return talloc_asprintf(parent, "%s,%d", target->host, target->port);
    return talloc_asprintf(parent, "%s\\%s", target->host, target->instance);
}

/* -F and -J speak of the server of -S only. */
static struct scan_request *request_for(const struct hierarchy *hierarchy,
                                        const struct chain_trust *trust, const struct named *named)
{
    const struct verify_request *verify = hierarchy->request;
    struct scan_request *request = talloc_zero(hierarchy->memory, struct scan_request);
    request->probe = (struct probe_request){
        .target = named->target,
        .server_text = server_text(request, &named->target),
        .rules = verify->rules,
        .rule_count = verify->rule_count,
        .trust = *trust,
        .fallback_port = named->site_port,
        .legacy_probe = verify->legacy_probe,
        .timeout_ms = verify->login_timeout_ms,
    };
    request->probe.trust.expected_name = named->target.host;
    return request;
}

/* ---- the probes ------------------------------------------------------------------------------ */

static void expect_endpoints(const struct hierarchy *hierarchy)
{
    struct facts *facts = hierarchy->facts;
    size_t first = facts->endpoint_count;
    facts->endpoint_count += hierarchy->probe_count;
    facts->endpoints =
        mem_resize(facts, facts->endpoints, facts->endpoint_count, sizeof *facts->endpoints);
    for (size_t i = 0; i < hierarchy->probe_count; i++) {
        const struct target *target = &hierarchy->probes[i]->target;
        facts->endpoints[first + i] = (struct endpoint){
            .server = talloc_strdup(facts, server_text(hierarchy->memory, target)),
            .host = talloc_strdup(facts, target->host),
            .instance = talloc_strdup(facts, target->instance),
            .port = target->port,
            .reach = REACH_NOT_TRIED,
            .reason = talloc_strdup(facts, "the time of --total-timeout was over"),
        };
    }
}

static void say_port_assumed(const struct facts *facts, size_t endpoint)
{
    for (size_t i = 0; i < facts->lookup_count; i++)
        if (facts->lookups[i].endpoint == (int)endpoint + 1)
            facts->lookups[i].port_assumed = true;
}

static void take_results(const struct hierarchy *hierarchy, struct fleet *fleet, size_t first)
{
    enum { LOOK_AGAIN_MS = 1000 };
    struct facts *facts = hierarchy->facts;
    struct fleet_result result;
    enum fleet_state state;
    while ((state = fleet_take(fleet, deadline_in_ms(LOOK_AGAIN_MS), &result)) != FLEET_OVER) {
        if (state != FLEET_RESULT)
            continue;
        struct endpoint *endpoint = &facts->endpoints[first + result.index];
        struct probe_route *route = &hierarchy->routes[result.index];
        record_copy(facts, &endpoint_record, &result.scan->endpoint, endpoint);
        facts->connections += endpoint->connections;
        *route = result.route;
        route->chain = NULL;
        route->chain_count = 0;
        if (route->address != NULL)
            route->address = talloc_strdup(hierarchy->memory, route->address);
        if (result.route.fell_back)
            say_port_assumed(facts, first + result.index);
        talloc_free(result.memory); /* a conversation leaves several times its facts */
    }
    fleet_end(fleet);
}

static bool probe_all(struct hierarchy *hierarchy, struct error *err)
{
    size_t first = hierarchy->facts->endpoint_count;
    size_t count = hierarchy->probe_count;
    struct chain_trust trust = {.ca_file = hierarchy->request->ca_file,
                                .now_unix_s = hierarchy->facts->now_unix_s};
    const struct scan_request **requests =
        mem_array(hierarchy->memory, const struct scan_request *, count);
    struct fleet_plan plan = {.requests = requests,
                              .count = count,
                              .at_once = count < hierarchy->at_once ? count : hierarchy->at_once,
                              .brief = true,
                              .end = hierarchy->end};
    if (count == 0)
        return true;
    if (!fleet_files(&plan.at_once, err) || !chain_trust_load(hierarchy->memory, &trust, err))
        return false;
    for (size_t i = 0; i < count; i++)
        requests[i] = request_for(hierarchy, &trust, hierarchy->probes[i]);
    struct fleet *fleet = fleet_start(&plan, err);
    if (fleet == NULL)
        return false;
    expect_endpoints(hierarchy);
    hierarchy->routes = mem_array(hierarchy->memory, struct probe_route, count);
    take_results(hierarchy, fleet, first);
    return true;
}

bool hierarchy_probe(struct facts *facts, const struct verify_request *request,
                     const struct probe_route *route, struct error *err)
{
    int total_ms = request->total_timeout_ms == 0 ? TOTAL_MS : request->total_timeout_ms;
    struct hierarchy hierarchy = {.memory = talloc_new(NULL),
                                  .facts = facts,
                                  .request = request,
                                  .route = route,
                                  .end = deadline_in_ms(total_ms),
                                  .at_once = request->at_once};
    find_names(&hierarchy);
    resolve_names(&hierarchy);
    tell_lookups(&hierarchy);
    bool ok = true;
    if (request->hierarchy) {
        find_probes(&hierarchy);
        ok = probe_all(&hierarchy, err) &&
             (!request->follow ||
              follow_endpoints(facts, request, hierarchy.routes, hierarchy.end, err));
    }
    talloc_free(hierarchy.memory);
    return ok;
}
