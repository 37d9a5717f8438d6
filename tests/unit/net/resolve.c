/* getaddrinfo of this program: names that end in ".hangs" never come back in time. */
#include "net/resolve.h"

#include "base/text.h"
#include "tests/unit/net/peer.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <dlfcn.h>
#include <netdb.h>
#include <netinet/in.h>
#include <talloc.h>

typedef int resolver(const char *, const char *, const struct addrinfo *, struct addrinfo **);

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    if ((hints->ai_flags & AI_NUMERICHOST) == 0 && strstr(host, ".hangs") != NULL)
        peer_pause(1500);
    resolver *real;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    return real(host, service, hints, found);
}

Test(resolve, numeric_addresses_need_no_resolver)
{
    void *memory = talloc_new(NULL);
    struct resolution v4 = resolve(memory, "127.0.0.1", 1433, deadline_in_ms(0));
    cr_assert_eq(v4.outcome, RESOLVE_OK);
    cr_assert_eq(v4.count, 1);
    cr_assert_str_eq(v4.addresses[0].text, "127.0.0.1");
    cr_assert_eq(v4.addresses[0].family, AF_INET);
    cr_assert_eq(((struct sockaddr_in *)&v4.addresses[0].socket_address)->sin_port, htons(1433));
    struct resolution v6 = resolve(memory, "::1", 1434, deadline_in_ms(0));
    cr_assert_eq(v6.addresses[0].family, AF_INET6);
    cr_assert_eq(((struct sockaddr_in6 *)&v6.addresses[0].socket_address)->sin6_port, htons(1434));
    talloc_free(memory);
}

Test(resolve, localhost_resolves_and_nothing_is_twice)
{
    void *memory = talloc_new(NULL);
    struct resolution found = resolve(memory, "localhost", 1433, deadline_in_ms(5000));
    cr_assert_eq(found.outcome, RESOLVE_OK, "%s", found.reason);
    for (size_t i = 0; i < found.count; i++)
        for (size_t j = i + 1; j < found.count; j++)
            cr_assert_str_neq(found.addresses[i].text, found.addresses[j].text);
    cr_assert(!resolve_is_hanging());
    talloc_free(memory);
}

Test(resolve, unknown_name_is_not_found_with_a_reason)
{
    void *memory = talloc_new(NULL);
    struct resolution found = resolve(memory, "no-such-host.invalid", 1433, deadline_in_ms(20000));
    cr_assert_eq(found.outcome, RESOLVE_NOT_FOUND);
    cr_assert(!text_is_empty(found.reason));
    cr_assert_eq(found.count, 0);
    talloc_free(memory);
}

Test(resolve, name_that_is_too_long_is_not_found)
{
    void *memory = talloc_new(NULL);
    char name[400];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    cr_assert_eq(resolve(memory, name, 1, deadline_in_ms(1000)).outcome, RESOLVE_NOT_FOUND);
    talloc_free(memory);
}

Test(resolve, hanging_resolver_is_left_behind_at_the_deadline)
{
    void *memory = talloc_new(NULL);
    int64_t started = clock_monotonic_ms();
    struct resolution found = resolve(memory, "sql01.hangs", 1433, deadline_in_ms(200));
    int64_t took = clock_monotonic_ms() - started;
    cr_assert_eq(found.outcome, RESOLVE_SILENT);
    cr_assert(took >= 200 && took < 1000, "%lld ms", (long long)took);
    cr_assert(resolve_is_hanging());
    talloc_free(memory);
    peer_pause(1700); /* its thread must be able to end after us, without our memory */
}

Test(resolve, many_names_keep_their_order_and_one_that_hangs_holds_up_no_other)
{
    enum { COUNT = 9 };
    void *memory = talloc_new(NULL);
    struct resolve_question questions[COUNT];
    struct resolution found[COUNT];
    for (int i = 0; i < COUNT; i++)
        questions[i] = (struct resolve_question){.host = "localhost", .port = i + 1};
    questions[1].host = "sql01.hangs";
    questions[7].host = "192.0.2.7";
    int64_t started = clock_monotonic_ms();
    resolve_all(memory, questions, COUNT, 3, 300, deadline_in_ms(5000), found);
    cr_assert(clock_monotonic_ms() - started < 1200);
    for (int i = 0; i < COUNT; i++) {
        cr_assert_eq(found[i].outcome, i == 1 ? RESOLVE_SILENT : RESOLVE_OK, "%d", i);
        if (i != 1)
            cr_assert_eq(found[i].addresses[0].port, i + 1);
    }
    cr_assert_str_eq(found[7].addresses[0].text, "192.0.2.7");
    resolve_all(memory, questions, COUNT, 3, 300, deadline_in_ms(0), found);
    for (int i = 0; i < COUNT; i++)
        cr_assert_eq(found[i].outcome, RESOLVE_SILENT, "the time was over before %d", i);
    talloc_free(memory);
    peer_pause(1700);
}
