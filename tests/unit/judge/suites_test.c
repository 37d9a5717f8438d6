/* The suites of a path: answers to hellos in the shape of its host, and what they do to it. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"

#include <string.h>

TestSuite(suites, .init = setup, .fini = teardown);

static const char gcm[] = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384";

static struct client_answer *add_answer(const char *client, enum client_offer offer,
                                        enum tls_answer answer, const char *suite)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    struct client_answer *added =
        mem_append(facts, &endpoint->clients, &endpoint->client_count, sizeof *added);
    *added = (struct client_answer){.client = text("%s", client),
                                    .offer = offer,
                                    .answer = answer,
                                    .suite = suite == NULL ? NULL : text("%s", suite)};
    return added;
}

static void add_refusals(const char *client)
{
    add_answer(client, OFFER_DEFAULT, TLS_REFUSED, NULL);
    add_answer(client, OFFER_SUPPORTED, TLS_REFUSED, NULL);
    add_answer(client, OFFER_ANY_SIGNATURE, TLS_REFUSED, NULL);
}

static void runs(const char *windows_version)
{
    host_of("mp01.contoso.com")->windows_version = text("%s", windows_version);
}

static void has_list(const char *key, const char *value)
{
    struct host *host = host_of("mp01.contoso.com");
    struct setting *setting =
        mem_append(facts, &host->settings, &host->setting_count, sizeof *setting);
    *setting = (struct setting){.key = text("%s", key),
                                .value = text("%s", value),
                                .source = {.kind = SOURCE_REGISTRY,
                                           .where = text("mp01.reg"),
                                           .seen_unix_s = NOW_S - A_DAY_S}};
}

static const struct path *management_point(void)
{
    return path_of(verdicts(), "management point", "mp01.contoso.com");
}

static bool assumes(const struct path *path, const char *words)
{
    for (size_t i = 0; i < path->assumed_count; i++)
        if (strstr(path->assumed[i], words) != NULL)
            return true;
    return false;
}

Test(suites, nobody_was_asked_so_they_are_left_out_and_that_is_said)
{
    struct judgement *out = verdicts();
    const struct finding *finding = run_finding(out, "SQLC-WIN-005");
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->sentence, "3 connection paths"), "%s", finding->sentence);
    cr_assert_not_null(strstr(finding->facts[0], "was not asked"), "%s", finding->facts[0]);
    cr_assert_eq(out->verdict, VERDICT_PASS);
}

Test(suites, a_default_that_agrees_passes_and_is_assumed)
{
    add_answer("win10-1607-2016", OFFER_DEFAULT, TLS_ACCEPTED, gcm);
    cr_assert_null(run_finding(verdicts(), "SQLC-WIN-005"));
    const struct path *path = management_point();
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert(assumes(path, "its own list was not read"));
}

/* ECDHE_RSA GCM alone, and Server 2012 R2: the well-known trap. */
Test(suites, nothing_in_common_fails_and_says_what_to_switch_on)
{
    runs("6.3.9600");
    add_answer("win10-1607-2016", OFFER_DEFAULT, TLS_ACCEPTED, gcm);
    add_refusals("win81-2012r2");
    const struct path *path = management_point();
    const struct finding *finding = path_finding(path, "SQLC-SUI-001");
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->fix, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"), "%s",
                       finding->fix);
    cr_assert_eq(path_of(verdicts(), "SMS Provider", "cm01.contoso.com")->verdict, VERDICT_PASS);
}

Test(suites, server_2008_is_not_helped_by_suites_it_does_not_have)
{
    runs("6.0.6002");
    add_refusals("vista-2008");
    const struct finding *finding = path_finding(management_point(), "SQLC-SUI-001");
    cr_assert_not_null(finding);
    cr_assert_null(strstr(finding->fix, "CBC_SHA384"), "%s", finding->fix);
}

static const struct row {
    enum tls_answer supported, any;
    const char *suite, *signature;
    const char *windows, *client;
    enum verdict verdict;
    const char *finding;
} rows[] = {
    {TLS_ACCEPTED, TLS_UNKNOWN, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", NULL, "10.0.26100", "server2025",
     VERDICT_WARN, "SQLC-SUI-003"},
    {TLS_REFUSED, TLS_ACCEPTED, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "rsa_pss_rsae_sha256",
     "10.0.14393", "win10-1607-2016", VERDICT_FAIL, "SQLC-SUI-006"},
    {TLS_REFUSED, TLS_ACCEPTED, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "rsa_pss_rsae_sha256",
     "10.0.17763", "win10-1809-2019", VERDICT_UNKNOWN, "SQLC-SUI-007"},
    {TLS_REFUSED, TLS_UNKNOWN, NULL, NULL, "10.0.17763", "win10-1809-2019", VERDICT_UNKNOWN,
     "SQLC-SUI-008"},
    {TLS_UNKNOWN, TLS_UNKNOWN, NULL, NULL, "10.0.17763", "win10-1809-2019", VERDICT_UNKNOWN,
     "SQLC-SUI-008"},
    {TLS_REFUSED, TLS_REFUSED, NULL, NULL, "10.0.17763", "win10-1809-2019", VERDICT_FAIL,
     "SQLC-SUI-001"},
};

Test(suites, what_comes_after_a_refused_default)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        facts = good_site(scratch);
        runs(rows[i].windows);
        add_answer(rows[i].client, OFFER_DEFAULT, TLS_REFUSED, NULL);
        add_answer(rows[i].client, OFFER_SUPPORTED, rows[i].supported, rows[i].suite);
        struct client_answer *any =
            add_answer(rows[i].client, OFFER_ANY_SIGNATURE, rows[i].any, rows[i].suite);
        any->signature = rows[i].signature == NULL ? NULL : text("%s", rows[i].signature);
        const struct path *path = management_point();
        cr_expect_eq(path->verdict, rows[i].verdict, "row %zu: %s", i,
                     verdict_names[path->verdict]);
        cr_expect_not_null(path_finding(path, rows[i].finding), "row %zu", i);
    }
}

Test(suites, a_curve_that_is_off_is_named)
{
    add_answer("win10-1607-2016", OFFER_DEFAULT, TLS_REFUSED, NULL);
    add_answer("win10-1607-2016", OFFER_SUPPORTED, TLS_ACCEPTED, gcm)->group = text("P-521");
    const struct finding *finding = path_finding(management_point(), "SQLC-SUI-003");
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->sentence, "the elliptic curve P-521"), "%s",
                       finding->sentence);
}

/* X25519 alone: no Windows before 2016 has it, and none in FIPS mode. */
Test(suites, a_curve_that_windows_lacks_fails)
{
    runs("6.3.9600");
    facts->endpoints[0].handshake.suite = text("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384");
    facts->endpoints[0].handshake.key_exchange = text("ECDHE X25519");
    add_refusals("win81-2012r2");
    const struct finding *finding = path_finding(management_point(), "SQLC-SUI-002");
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->sentence, "X25519"), "%s", finding->sentence);
}

Test(suites, fips_mode_is_another_hello)
{
    has_list("fips.enabled", "1");
    add_answer("win10-1607-2016", OFFER_DEFAULT, TLS_ACCEPTED, gcm);
    for (enum client_offer offer = OFFER_DEFAULT; offer <= OFFER_ANY_SIGNATURE; offer++)
        if (offer != OFFER_CERTAIN)
            add_answer("win10-1607-2016", offer, TLS_REFUSED, NULL)->fips = true;
    cr_assert_eq(management_point()->verdict, VERDICT_FAIL);
    cr_assert_eq(path_of(verdicts(), "SMS Provider", "cm01.contoso.com")->verdict, VERDICT_PASS);
}

Test(suites, updates_that_were_not_seen_warn)
{
    runs("6.2.9200");
    add_answer("win8-2012", OFFER_DEFAULT, TLS_ACCEPTED, "TLS_RSA_WITH_AES_256_GCM_SHA384");
    add_answer("win8-2012", OFFER_CERTAIN, TLS_REFUSED, NULL);
    const struct path *path = management_point();
    const struct finding *finding = path_finding(path, "SQLC-SUI-005");
    cr_assert_eq(path->verdict, VERDICT_WARN);
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->sentence, "KB 3042058"), "%s", finding->sentence);
}

Test(suites, updates_that_may_be_needed_are_not_agreed_on_in_silence)
{
    runs("6.2.9200");
    add_answer("win8-2012", OFFER_DEFAULT, TLS_ACCEPTED, "TLS_RSA_WITH_AES_256_GCM_SHA384");
    add_answer("win8-2012", OFFER_CERTAIN, TLS_UNKNOWN, NULL);
    const struct finding *finding = run_finding(verdicts(), "SQLC-WIN-005");
    cr_assert_not_null(strstr(finding->facts[finding->fact_count - 1], "could not be told"));
    cr_assert_not(assumes(management_point(), "offers by default"));
    facts->endpoints[0].clients[0].suite = text("TLS_RSA_WITH_AES_256_CBC_SHA256");
    cr_assert(assumes(management_point(), "offers by default"), "without any update");
}

Test(suites, the_headline_tells_what_fails_unless_it_was_switched_on)
{
    runs("10.0.26100");
    add_answer("server2025", OFFER_DEFAULT, TLS_REFUSED, NULL);
    add_answer("server2025", OFFER_SUPPORTED, TLS_ACCEPTED, "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
    struct judgement *out = verdicts();
    cr_assert_not_null(strstr(out->headline, "1 only if cipher suites or curves that are off by "
                                             "default were switched on"),
                       "%s", out->headline);
}

Test(suites, a_list_that_was_read_outranks_the_default)
{
    static const char list[] = "TLS_RSA_WITH_AES_256_CBC_SHA";
    add_answer("win10-1607-2016", OFFER_DEFAULT, TLS_ACCEPTED, gcm);
    add_answer("win10-1607-2016", OFFER_OWN, TLS_REFUSED, NULL)->own = text("%s", list);
    has_list("ciphers.machine", list);
    const struct path *path = management_point();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-SUI-004"));
    facts->endpoints[0].clients[1].answer = TLS_ACCEPTED;
    path = management_point();
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_not(assumes(path, "its own list was not read"));
    cr_assert(assumes(path, "only the list of suites was read"));
}

Test(suites, a_policy_outranks_the_machine_s_list)
{
    add_answer("win10-1607-2016", OFFER_OWN, TLS_ACCEPTED, gcm)->own = text("machine");
    add_answer("win10-1607-2016", OFFER_OWN, TLS_REFUSED, NULL)->own = text("policy");
    has_list("ciphers.machine", "machine");
    has_list("ciphers.policy", "policy");
    cr_assert_eq(management_point()->verdict, VERDICT_FAIL);
}

/* One policy for old and new hosts can leave the old ones without ECDHE. */
Test(suites, of_two_lists_the_later_counts_and_a_day_to_come_is_not_later)
{
    has_list("ciphers.policy", "good");
    add_answer("win10-1607-2016", OFFER_OWN, TLS_ACCEPTED, gcm)->own = text("good");
    add_answer("win10-1607-2016", OFFER_OWN, TLS_REFUSED, NULL)->own = text("bad");
    cr_assert_eq(management_point()->verdict, VERDICT_PASS);
    has_list("ciphers.policy", "bad");
    struct setting *settings = host_of("mp01.contoso.com")->settings;
    settings[0].source.seen_unix_s -= 3 * A_DAY_S;
    cr_assert_not_null(path_finding(management_point(), "SQLC-SUI-004"), "the later is bad");
    settings[0].source.seen_unix_s = NOW_S + 400 * A_DAY_S;
    cr_assert_not_null(path_finding(management_point(), "SQLC-SUI-004"), "a day to come");
}

Test(suites, a_list_that_was_read_long_ago_warns)
{
    has_list("ciphers.policy", "good");
    add_answer("win10-1607-2016", OFFER_OWN, TLS_ACCEPTED, gcm)->own = text("good");
    cr_assert_null(path_finding(management_point(), "SQLC-SUI-014"));
    struct setting *list = &host_of("mp01.contoso.com")->settings[0];
    list->source.seen_unix_s = NOW_S - 31 * A_DAY_S;
    const struct path *path = management_point();
    cr_expect_eq(path->verdict, VERDICT_WARN);
    cr_assert_not_null(path_finding(path, "SQLC-SUI-014"));
    cr_expect_not_null(strstr(path_finding(path, "SQLC-SUI-014")->sentence, "31 days ago"));
    list->source.seen_unix_s = NOW_S + 400 * A_DAY_S;
    cr_expect_not_null(path_finding(management_point(), "SQLC-SUI-014"), "a day to come");
}

Test(suites, a_name_without_its_curve_may_not_be_recognised_before_windows_10)
{
    static const char suite[] = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256";
    runs("6.3.9600");
    has_list("ciphers.policy", suite);
    add_answer("win81-2012r2", OFFER_OWN, TLS_ACCEPTED, suite)->own = text("%s", suite);
    cr_assert_not_null(path_finding(management_point(), "SQLC-SUI-011"));
    char *spelled = text("%s_P256", suite);
    host_of("mp01.contoso.com")->settings[0].value = spelled;
    facts->endpoints[0].clients[0].own = spelled;
    cr_assert_eq(management_point()->verdict, VERDICT_PASS);
    facts->endpoints[0].clients[0].client = text("win10-1607-2016");
    facts->endpoints[0].clients[0].own = text("%s", suite);
    host_of("mp01.contoso.com")->settings[0].value = text("%s", suite);
    runs("10.0.14393");
    cr_assert_eq(management_point()->verdict, VERDICT_PASS);
}

/* A list that came later than the answers was asked of nobody: no verdict from the default then. */
Test(suites, a_list_that_was_not_asked_is_left_out)
{
    has_list("ciphers.policy", "policy");
    add_answer("win10-1607-2016", OFFER_DEFAULT, TLS_ACCEPTED, gcm);
    cr_assert_eq(management_point()->verdict, VERDICT_PASS);
    cr_assert_not_null(run_finding(verdicts(), "SQLC-WIN-005"));
    facts->endpoints[0].clients[0].answer = TLS_REFUSED;
    cr_assert_eq(management_point()->verdict, VERDICT_UNKNOWN);
    add_answer("win10-1607-2016", OFFER_SUPPORTED, TLS_REFUSED, NULL);
    add_answer("win10-1607-2016", OFFER_ANY_SIGNATURE, TLS_REFUSED, NULL);
    cr_assert_eq(management_point()->verdict, VERDICT_FAIL);
}

Test(suites, an_answer_that_is_none_is_left_out)
{
    add_answer("win10-1607-2016", OFFER_DEFAULT, TLS_UNKNOWN, NULL);
    const struct finding *finding = run_finding(verdicts(), "SQLC-WIN-005");
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->facts[0], "could not be told"), "%s", finding->facts[0]);
}

/* The bare hello may have been lost where the handshake came through. */
Test(suites, hellos_count_where_only_the_handshake_showed_tls_1_2)
{
    runs("6.3.9600");
    add_refusals("win81-2012r2");
    facts->endpoints[0].versions[TLS_1_2].answer = TLS_UNKNOWN;
    facts->endpoints[0].handshake.completed = true;
    const struct path *path = management_point();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-SUI-001"));
}

Test(suites, a_server_that_refuses_tls_1_2_is_not_blamed_twice)
{
    facts->endpoints[0].versions[TLS_1_2].answer = TLS_REFUSED;
    add_refusals("win10-1607-2016");
    cr_assert_null(path_finding(management_point(), "SQLC-SUI-001"));
}
