#include "cli/clients.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/callers.h"
#include "judge/inventory.h"
#include "net/resolve.h"

enum { TLS_1_2_NUMBER = 0x0303, AT_ONCE = 4, TIMES_AS_LONG = 4 };

/* ---- plans ----------------------------------------------------------------------------------- */

static void plan_offer(struct client_plan *plan, enum client_offer offer, struct tls_shape shape)
{
    plan->has[offer] = true;
    plan->offers[offer] = (struct tls_offer){
        .version = TLS_1_2_NUMBER,
        .suites = shape.suites.item,
        .suite_count = shape.suites.count,
        .renegotiation = true,
        .groups = shape.groups.item,
        .group_count = shape.groups.count,
        .signatures = shape.signatures.item,
        .signature_count = shape.signatures.count,
    };
}

static void plan_states(void *parent, const struct tables *tables, const struct tls_client *client,
                        struct client_plan *plan)
{
    struct tls_shape certain;
    plan_offer(plan, OFFER_DEFAULT, tls_shape_default(parent, tables, client, plan->fips));
    if (tls_shape_certain(parent, tables, client, plan->fips, &certain))
        plan_offer(plan, OFFER_CERTAIN, certain);
    plan_offer(plan, OFFER_SUPPORTED, tls_shape_supported(parent, tables, client, plan->fips));
    plan_offer(plan, OFFER_ANY_SIGNATURE,
               tls_shape_any_signature(parent, tables, client, plan->fips));
}

struct client_plan *clients_all(void *parent, const struct tables *tables, size_t *count)
{
    struct client_plan *plans = mem_array(parent, struct client_plan, tables->tls_client_count);
    for (size_t i = 0; i < tables->tls_client_count; i++) {
        plans[i] = (struct client_plan){.client = tables->tls_clients[i].key};
        plan_states(parent, tables, &tables->tls_clients[i], &plans[i]);
    }
    *count = tables->tls_client_count;
    return plans;
}

/* ---- the hosts of a site --------------------------------------------------------------------- */

struct plans {
    struct client_plan *list;
    size_t count;
};

static bool is_planned(const struct plans *plans, const struct host_hello *hello)
{
    const char *own = hello->own == NULL ? NULL : hello->own->value;
    for (size_t i = 0; i < plans->count; i++)
        if (strcmp(plans->list[i].client, hello->client->key) == 0 &&
            plans->list[i].fips == hello->fips && text_equal(plans->list[i].own, own))
            return true;
    return false;
}

static void plan_host(void *parent, const struct tables *tables, const struct host *host,
                      int64_t now_s, struct plans *plans)
{
    const struct host_hello hello = host_hello(tables, host, now_s);
    if (host->ambiguous || text_is_empty(host->name) || hello.client == NULL ||
        is_planned(plans, &hello))
        return;
    struct client_plan *plan = mem_append(parent, &plans->list, &plans->count, sizeof *plan);
    *plan = (struct client_plan){.client = hello.client->key, .fips = hello.fips};
    if (hello.own == NULL) {
        plan_states(parent, tables, hello.client, plan);
        return;
    }
    plan->own = hello.own->value;
    plan_offer(plan, OFFER_OWN,
               tls_shape_own(parent, tables, hello.client, hello.fips, hello.own->value));
}

static void compare_one(struct facts *facts, const struct verify_request *request,
                        const uint64_t *callers, size_t which, struct deadline end)
{
    struct endpoint *endpoint = &facts->endpoints[which];
    struct deadline deadline = deadline_within(end, request->login_timeout_ms);
    struct plans plans = {0};
    void *memory = talloc_new(facts);
    for (size_t i = 0; i < facts->host_count; i++)
        if ((callers[i] >> which & 1) != 0)
            plan_host(memory, request->tables, &facts->hosts[i], inventory_now(facts), &plans);
    const char *host = endpoint->host;
    int port = endpoint->port;
    connect_to_apply(request->rules, request->rule_count, endpoint->host, endpoint->port, &host,
                     &port);
    struct resolution numeric = {.count = 0};
    if (plans.count > 0)
        numeric = resolve(memory, endpoint->address, port, deadline);
    if (numeric.outcome == RESOLVE_OK && numeric.count > 0) {
        struct purse purse;
        purse_init(&purse, CLIENTS_AT_MOST, 0);
        const struct clients_job job = {.plans = plans.list,
                                        .count = plans.count,
                                        .address = &numeric.addresses[0],
                                        .purse = &purse,
                                        .deadline = deadline,
                                        .answer_ms = request->login_timeout_ms / 3,
                                        .at_once = AT_ONCE};
        clients_ask(facts, &job, endpoint);
        endpoint->connections += purse.connections;
        facts->connections += purse.connections;
        (void)pthread_mutex_destroy(&purse.lock);
    }
    talloc_free(memory);
}

void clients_compare(struct facts *facts, const struct verify_request *request)
{
    struct deadline end = deadline_in_ms(TIMES_AS_LONG * request->login_timeout_ms);
    uint64_t *callers = callers_find(facts, facts);
    for (size_t i = 0; i < facts->endpoint_count && i < CALLERS_ENDPOINTS; i++)
        if (facts->endpoints[i].reach == REACH_TDS && facts->endpoints[i].address != NULL &&
            facts->endpoints[i].port != 0 && !deadline_passed(end) &&
            (endpoint_answer(&facts->endpoints[i], TLS_1_2) == TLS_ACCEPTED ||
             facts->endpoints[i].handshake.completed))
            compare_one(facts, request, callers, i, end);
    talloc_free(callers);
}
