/* The descent against servers that are a few lines of C: choosy, choking, lying, erratic. */
#include "probe/descent.h"

#include <criterion/criterion.h>
#include <talloc.h>

enum { MOST_HELLOS = 500 };

/* Suites that it has, best first; how it fails. */
struct server {
    uint16_t has[64];
    size_t count;
    bool follows_client;
    size_t largest; /* a hello of more suites meets `choke`; 0 = none does */
    enum hello_end choke;
    enum hello_end refusal; /* HELLO_ALERT, HELLO_CLOSED ... when no suite is common */
    uint16_t lie;           /* a suite that it always chooses, offered or not; 0 = none */
    bool erratic;           /* turns its list by one place after each answer */
    int fails_at;           /* the hello of this number, from 1 on, meets `failure` */
    enum hello_end failure;
    int allowance; /* hellos that are granted; 0 = enough */
    int hellos;
};

static bool is_offered(const uint16_t *suites, size_t count, uint16_t suite)
{
    for (size_t i = 0; i < count; i++)
        if (suites[i] == suite)
            return true;
    return false;
}

static uint16_t choice(const struct server *server, const uint16_t *suites, size_t count)
{
    if (server->follows_client) {
        for (size_t i = 0; i < count; i++)
            if (is_offered(server->has, server->count, suites[i]))
                return suites[i];
        return 0;
    }
    for (size_t i = 0; i < server->count; i++)
        if (is_offered(suites, count, server->has[i]))
            return server->has[i];
    return 0;
}

static void turn(struct server *server)
{
    uint16_t first = server->has[0];
    for (size_t i = 1; i < server->count; i++)
        server->has[i - 1] = server->has[i];
    server->has[server->count - 1] = first;
}

static bool play(void *context, const uint16_t *suites, size_t count, struct hello_result *out)
{
    struct server *server = context;
    if (server->allowance != 0 && server->hellos == server->allowance)
        return false;
    server->hellos++;
    cr_assert_leq(server->hellos, MOST_HELLOS, "it comes to an end");
    *out = (struct hello_result){.end = HELLO_TAKEN, .version = 0x0303, .encrypt = 0};
    out->suite = server->lie != 0 ? server->lie : choice(server, suites, count);
    if (server->hellos == server->fails_at)
        out->end = server->failure;
    else if (server->largest != 0 && count > server->largest)
        out->end = server->choke;
    else if (out->suite == 0)
        out->end = server->refusal;
    if (out->end == HELLO_ALERT)
        out->alert = (struct tls_alert){.level = 2, .description = 40};
    if (server->erratic)
        turn(server);
    return true;
}

static const uint16_t windows[] = {0xc030, 0xc02f, 0x009f, 0x009e, 0xc028, 0xc027, 0xc014,
                                   0xc013, 0x009d, 0x009c, 0x003d, 0x003c, 0x0035, 0x002f};

static struct server server_with(const uint16_t *suites, size_t count)
{
    struct server server = {.count = count, .refusal = HELLO_ALERT};
    memcpy(server.has, suites, count * sizeof *suites);
    return server;
}

static struct descent descend(struct server *server)
{
    static struct descent out;
    const struct descent_asker asker = {.ask = play, .context = server};
    descent_run(&asker, 0x0303, &out);
    return out;
}

static void expect_list(const struct descent *out, const uint16_t *suites, size_t count)
{
    cr_assert_eq(out->count, count, "%zu suites", out->count);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(out->suites[i], suites[i], "place %zu: 0x%04X", i, out->suites[i]);
    cr_assert_null(out->note, "%s", out->note);
}

/* ---- what must never look whole ---- */

Test(descent, a_suite_that_was_not_offered_ends_it_and_is_not_listed)
{
    struct server server = server_with(windows, 14);
    server.lie = 0x5600;
    struct descent out = descend(&server);
    cr_assert_eq(out.count, 0);
    cr_assert_not_null(out.note);
    cr_assert_eq(server.hellos, 1);
}

Test(descent, a_suite_chosen_twice_ends_it)
{
    struct server server = server_with(windows, 14);
    server.lie = 0xc030;
    struct descent out = descend(&server);
    cr_assert_eq(out.count, 1);
    cr_assert_str_eq(out.note, "the server chose a suite that was not offered");
    cr_assert_eq(out.order, ORDER_UNKNOWN);
}

Test(descent, silence_in_the_middle_is_no_refusal)
{
    struct server server = server_with(windows, 14);
    server.fails_at = 5;
    server.failure = HELLO_SILENT;
    struct descent out = descend(&server);
    cr_assert_eq(out.count, 4);
    cr_assert_str_eq(out.note, "a hello was not answered in time");
}

Test(descent, noise_in_the_middle_is_no_refusal)
{
    struct server server = server_with(windows, 14);
    server.fails_at = 3;
    server.failure = HELLO_NO_TLS;
    struct descent out = descend(&server);
    cr_assert_eq(out.count, 2);
    cr_assert_not_null(out.note);
}

Test(descent, a_connection_that_fails_in_the_middle_is_no_refusal)
{
    struct server server = server_with(windows, 14);
    server.fails_at = 3;
    server.failure = HELLO_NOT_REACHED;
    struct descent out = descend(&server);
    cr_assert_eq(out.count, 2);
    cr_assert_not_null(out.note);
}

Test(descent, what_may_not_be_asked_is_said)
{
    for (int allowance = 1; allowance <= 14; allowance++) {
        struct server server = server_with(windows, 14);
        server.allowance = allowance;
        struct descent out = descend(&server);
        cr_assert_eq(out.count, (size_t)allowance);
        cr_assert_not_null(out.note, "after %d hellos", allowance);
        cr_assert_eq(out.order, ORDER_UNKNOWN);
    }
}

Test(descent, a_server_that_chooses_differently_each_time_has_no_order)
{
    static const uint16_t ascending[] = {0x0004, 0x0005, 0x002f, 0x0035, 0x003c};
    struct server server = server_with(ascending, 5);
    /* each answer turns the list, so that the descent itself sees an ascending one */
    server.erratic = true;
    struct descent out = descend(&server);
    cr_assert_eq(out.count, 5);
    cr_assert_neq(out.order, ORDER_CLIENT);
    cr_assert(out.order == ORDER_UNKNOWN ? out.note != NULL : out.order == ORDER_SERVER);
}

static void expect_fate(enum hello_end end, int hellos)
{
    struct server server = server_with(windows, 0);
    server.refusal = end;
    struct descent out = descend(&server);
    cr_assert_eq(out.count, 0);
    cr_assert_eq(out.first.end, end);
    cr_assert_eq(server.hellos, hellos);
}

/* An alert needs one hello; what may be a hello that is too large needs a short one more. */
Test(descent, a_version_that_is_not_taken_costs_one_hello_or_two)
{
    expect_fate(HELLO_ALERT, 1);
    expect_fate(HELLO_OTHER_VERSION, 1);
    expect_fate(HELLO_CLOSED, 2);
    expect_fate(HELLO_RESET, 2);
    expect_fate(HELLO_SILENT, 2);
    expect_fate(HELLO_NO_TLS, 2);
}

/* ---- servers that choke ---- */

static void expect_choking(size_t largest, enum hello_end choke)
{
    struct server server = server_with(windows, 14);
    server.largest = largest;
    server.choke = choke;
    struct descent out = descend(&server);
    expect_list(&out, windows, 14);
    cr_assert_eq(out.first.end, HELLO_TAKEN, "choking is no refusal");
    cr_assert_eq(out.order, ORDER_SERVER);
}

Test(descent, a_server_that_chokes_on_large_hellos_gets_smaller_ones)
{
    static const enum hello_end chokes[] = {HELLO_CLOSED, HELLO_RESET, HELLO_SILENT, HELLO_NO_TLS};
    static const size_t largest[] = {300, 128, 127, 64};
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++)
            expect_choking(largest[j], chokes[i]);
}

Test(descent, a_server_that_takes_no_chunk_but_the_short_hello_is_not_refused)
{
    struct server server = server_with(windows, 14);
    struct tls_offer brief = hello_offer(0x0303);
    server.largest = brief.suite_count;
    server.choke = HELLO_CLOSED;
    struct descent out = descend(&server);
    cr_assert_eq(out.first.end, HELLO_TAKEN);
    expect_list(&out, windows, 14);
}

Test(descent, chunks_find_suites_that_only_the_registry_has)
{
    static const uint16_t rare[] = {0xc0ff - 0x50, 0x0001, 0xc100, 0x0096};
    struct server server = server_with(rare, 4);
    server.largest = 128;
    server.choke = HELLO_RESET;
    struct descent out = descend(&server);
    expect_list(&out, rare, 4);
}

/* ---- honest servers ---- */

Test(descent, the_order_of_choices_is_the_servers_and_costs_one_refusal)
{
    struct server server = server_with(windows, 14);
    struct descent out = descend(&server);
    expect_list(&out, windows, 14);
    cr_assert_eq(out.order, ORDER_SERVER);
    cr_assert_eq(server.hellos, 15, "%d hellos", server.hellos);
}

Test(descent, a_refusal_by_closing_or_reset_after_an_answer_is_a_refusal)
{
    static const enum hello_end refusals[] = {HELLO_CLOSED, HELLO_RESET, HELLO_OTHER_VERSION};
    for (size_t i = 0; i < 3; i++) {
        struct server server = server_with(windows, 14);
        server.refusal = refusals[i];
        struct descent out = descend(&server);
        expect_list(&out, windows, 14);
        cr_assert_eq(server.hellos, 15);
    }
}

Test(descent, a_server_that_follows_the_client_is_found_out_by_one_more_hello)
{
    struct server server = server_with(windows, 14);
    server.follows_client = true;
    struct descent out = descend(&server);
    cr_assert_eq(out.count, 14);
    cr_assert_null(out.note);
    cr_assert_eq(out.order, ORDER_CLIENT);
    cr_assert_eq(server.hellos, 16);
}

Test(descent, an_order_like_that_of_the_offer_is_proven_too)
{
    static const uint16_t ascending[] = {0x0004, 0x002f, 0xc030};
    struct server server = server_with(ascending, 3);
    struct descent out = descend(&server);
    expect_list(&out, ascending, 3);
    cr_assert_eq(out.order, ORDER_SERVER);
    cr_assert_eq(server.hellos, 5);
}

Test(descent, one_suite_has_no_order)
{
    struct server server = server_with(windows, 1);
    struct descent out = descend(&server);
    expect_list(&out, windows, 1);
    cr_assert_eq(out.order, ORDER_UNKNOWN);
    cr_assert_eq(server.hellos, 2);
}
