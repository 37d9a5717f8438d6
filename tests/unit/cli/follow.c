#include <criterion/criterion.h>
#include <talloc.h>

#include "cli/follow.h"

static struct facts *two_servers(void *memory)
{
    struct facts *facts = talloc_zero(memory, struct facts);
    facts->endpoints = talloc_zero_array(facts, struct endpoint, 3);
    facts->endpoint_count = 3;
    facts->endpoints[1].handshake.completed = true;
    facts->logins = talloc_zero(facts, struct login);
    facts->logins[0].driver = talloc_strdup(facts, "FreeTDS db-lib");
    facts->login_count = 1;
    return facts;
}

static const struct {
    enum login_outcome outcome; /* at the first server */
    int64_t end_ms;             /* 0: it has passed */
    const char *reason;
} rows[] = {
    {LOGIN_PROVEN, 0, "the time of --total-timeout was over"},
    {LOGIN_NOT_PROVEN, INT64_MAX, "no driver's login was proven at the first server"},
};

Test(follow, a_server_that_was_not_asked_says_why)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct facts *facts = two_servers(NULL);
        const struct verify_request request = {.user = "reader", .password = "x"};
        const struct probe_route routes[2] = {{.address = NULL}};
        const struct deadline end = {rows[i].end_ms};
        struct error err = ERROR_NONE;
        facts->logins[0].outcome = rows[i].outcome;
        cr_assert(follow_endpoints(facts, &request, routes, end, &err), "%s", err.text);
        cr_assert_eq(facts->followed_count, 1, "%s: the one that took TLS 1.2", rows[i].reason);
        cr_expect_eq(facts->followed[0].endpoint, 2, "%s", rows[i].reason);
        cr_expect_eq(facts->followed[0].login.outcome, LOGIN_NOT_TRIED, "%s", rows[i].reason);
        cr_expect_str_eq(facts->followed[0].login.detail, rows[i].reason);
        cr_expect_eq(facts->connections, 0, "%s: nothing is opened", rows[i].reason);
        talloc_free(facts);
    }
}
