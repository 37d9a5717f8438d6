/* Hellos in the shape of clients: what is asked, how often, and what counts as a refusal. The
 * server has a P-256 key. */
#include "probe/clients.h"

#include "net/resolve.h"
#include "tests/unit/probe/setup.h"
#include "tests/unit/tls/certs.h"

#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <talloc.h>

static const uint16_t gcm[] = {0xc02b};
static const uint16_t cbc[] = {0xc023};
static const uint16_t both[] = {0xc02b, 0xc023};
static const uint16_t none[] = {0x0005};
static const uint16_t groups[] = {23};
static const uint16_t schemes[] = {0x0403};
static const uint16_t rsa_only[] = {0x0401};

static struct tls_offer offer(const uint16_t *suites, size_t count, const uint16_t *signatures)
{
    return (struct tls_offer){.version = 0x0303,
                              .suites = suites,
                              .suite_count = count,
                              .groups = groups,
                              .group_count = 1,
                              .signatures = signatures,
                              .signature_count = 1};
}

struct asked {
    void *memory;
    struct endpoint endpoint;
    int accepted, paid;
};

static struct asked ask(struct tds_server *server, const struct client_plan *plans, size_t count,
                        int most)
{
    struct asked asked = {.memory = talloc_new(NULL)};
    struct purse purse;
    (void)signal(SIGPIPE, SIG_IGN);
    server->key = cert_key();
    server->chain[0] = cert_make(&(struct cert_spec){.cn = "sql01"}, server->key, NULL, NULL);
    struct peer *peer = peer_start(tds_server_play, server);
    struct resolution found =
        resolve(asked.memory, "127.0.0.1", peer_port(peer), deadline_in_ms(5000));
    purse_init(&purse, most, 0);
    const struct clients_job job = {.plans = plans,
                                    .count = count,
                                    .address = &found.addresses[0],
                                    .purse = &purse,
                                    .deadline = deadline_in_ms(8000),
                                    .answer_ms = 1000,
                                    .at_once = 2};
    clients_ask(asked.memory, &job, &asked.endpoint);
    asked.accepted = peer_connections(peer);
    asked.paid = purse.connections;
    peer_stop(peer);
    (void)pthread_mutex_destroy(&purse.lock);
    X509_free(server->chain[0]);
    return asked;
}

static struct client_plan plan_of(const char *client, struct tls_offer first)
{
    return (struct client_plan){
        .client = client, .has = {[OFFER_DEFAULT] = true}, .offers = {[OFFER_DEFAULT] = first}};
}

Test(clients, equal_hellos_are_sent_once)
{
    struct tds_server server = {.ciphers = "ALL:@SECLEVEL=0", .packet_size = 64};
    const struct client_plan plans[] = {plan_of("a", offer(gcm, 1, schemes)),
                                        plan_of("b", offer(gcm, 1, schemes)),
                                        plan_of("c", offer(cbc, 1, schemes))};
    struct asked asked = ask(&server, plans, 3, 10);
    cr_assert_eq(asked.accepted, 2);
    cr_assert_eq(asked.paid, 2);
    cr_assert_eq(asked.endpoint.client_count, 3);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(asked.endpoint.clients[i].answer, TLS_ACCEPTED, "%zu", i);
        cr_expect_str_eq(asked.endpoint.clients[i].group, "P-256");
        cr_expect_str_eq(asked.endpoint.clients[i].signature, "ecdsa_secp256r1_sha256");
    }
    cr_expect_str_eq(asked.endpoint.clients[1].suite, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    cr_expect_str_eq(asked.endpoint.clients[2].suite, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
    talloc_free(asked.memory);
}

static const struct fault_row {
    enum server_fault fault;
    int times;
    enum tls_answer answer;
    int connections;
} faults[] = {
    {SERVER_CLOSES_ON_HELLO, 1, TLS_ACCEPTED, 2},     {SERVER_RESETS_ON_HELLO, 1, TLS_ACCEPTED, 2},
    {SERVER_CLOSES_ON_HELLO, 0, TLS_REFUSED, 2},      {SERVER_RESETS_ON_HELLO, 0, TLS_REFUSED, 2},
    {SERVER_HANGS_ON_HELLO, 0, TLS_UNKNOWN, 1},       {SERVER_NOISE_ON_HELLO, 0, TLS_UNKNOWN, 1},
    {SERVER_CLOSES_AFTER_FLIGHT, 0, TLS_ACCEPTED, 1},
};

/* A connection that just ends may have reasons of its own; silence is no answer. */
Test(clients, what_ends_without_a_word_is_asked_once_more)
{
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct tds_server server = {.fault = faults[i].fault, .fault_times = faults[i].times};
        const struct client_plan plan = plan_of("a", offer(both, 2, schemes));
        struct asked asked = ask(&server, &plan, 1, 10);
        cr_assert_eq(asked.endpoint.client_count, 1, "row %zu", i);
        cr_expect_eq(asked.endpoint.clients[0].answer, faults[i].answer, "row %zu: %s", i,
                     asked.endpoint.clients[0].reason);
        cr_expect_eq(asked.accepted, faults[i].connections, "row %zu: %d", i, asked.accepted);
        cr_expect_eq(asked.paid, asked.accepted, "row %zu", i);
        talloc_free(asked.memory);
    }
}

static const struct client_answer *answer_to(const struct asked *asked, enum client_offer offer)
{
    for (size_t i = 0; i < asked->endpoint.client_count; i++)
        if (asked->endpoint.clients[i].offer == offer)
            return &asked->endpoint.clients[i];
    return NULL;
}

/* default refused -> supported -> any signature; the server has GCM only. */
Test(clients, a_refused_default_leads_on_and_a_taken_one_does_not)
{
    struct tds_server server = {.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256"};
    struct client_plan plan = plan_of("a", offer(cbc, 1, rsa_only));
    plan.has[OFFER_CERTAIN] = plan.has[OFFER_SUPPORTED] = plan.has[OFFER_ANY_SIGNATURE] = true;
    plan.offers[OFFER_CERTAIN] = offer(none, 1, schemes);
    plan.offers[OFFER_SUPPORTED] = offer(both, 2, rsa_only);
    plan.offers[OFFER_ANY_SIGNATURE] = offer(both, 2, schemes);
    struct asked asked = ask(&server, &plan, 1, 10);
    cr_expect_eq(asked.endpoint.client_count, 3);
    cr_expect_null(answer_to(&asked, OFFER_CERTAIN));
    cr_expect_eq(answer_to(&asked, OFFER_SUPPORTED)->answer, TLS_REFUSED);
    cr_expect_eq(answer_to(&asked, OFFER_ANY_SIGNATURE)->answer, TLS_ACCEPTED);
    talloc_free(asked.memory);
    plan.offers[OFFER_DEFAULT] = offer(gcm, 1, schemes);
    asked = ask(&server, &plan, 1, 10);
    cr_expect_eq(asked.endpoint.client_count, 2);
    cr_expect_eq(answer_to(&asked, OFFER_DEFAULT)->answer, TLS_ACCEPTED);
    cr_expect_eq(answer_to(&asked, OFFER_CERTAIN)->answer, TLS_REFUSED);
    talloc_free(asked.memory);
}

Test(clients, a_choice_that_is_certain_needs_no_second_hello)
{
    struct tds_server server = {.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256"};
    struct client_plan plan = plan_of("a", offer(both, 2, schemes));
    plan.has[OFFER_CERTAIN] = true;
    plan.offers[OFFER_CERTAIN] = offer(gcm, 1, schemes);
    struct asked asked = ask(&server, &plan, 1, 10);
    cr_expect_eq(asked.accepted, 1);
    talloc_free(asked.memory);
}

Test(clients, an_empty_list_is_refused_without_a_hello)
{
    struct tds_server server = {.ciphers = NULL};
    const struct client_plan plan = {.client = "a", .own = "NO_SUITE", .has = {[OFFER_OWN] = true}};
    struct asked asked = ask(&server, &plan, 1, 10);
    cr_assert_eq(asked.endpoint.client_count, 1);
    cr_expect_eq(asked.endpoint.clients[0].answer, TLS_REFUSED);
    cr_expect_eq(asked.endpoint.clients[0].offer, OFFER_OWN);
    cr_expect_eq(asked.accepted, 0);
    talloc_free(asked.memory);
}

Test(clients, what_is_not_paid_for_has_no_answer)
{
    struct tds_server server = {.ciphers = NULL};
    const struct client_plan plans[] = {plan_of("a", offer(gcm, 1, schemes)),
                                        plan_of("b", offer(cbc, 1, schemes)),
                                        plan_of("c", offer(both, 2, schemes))};
    struct asked asked = ask(&server, plans, 3, 2);
    cr_expect_eq(asked.accepted, 2);
    cr_expect_eq(asked.endpoint.client_count, 2);
    talloc_free(asked.memory);
}
