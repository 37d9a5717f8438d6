/* --what-if: a server that is left with a list of suites, or with strict encryption only. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"
#include "judge/world.h"

#include <string.h>

TestSuite(world, .init = setup, .fini = teardown);

static const char gcm[] = "suites:TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,"
                          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

static void left_with(const char *words)
{
    struct error err = ERROR_NONE;
    struct world *world = mem_array(scratch, struct world, 1);
    cr_assert(world_read(scratch, words, world, &err), "%s", err.text);
    facts->world = world;
}

static struct host *runs(const char *windows_version)
{
    struct host *host = host_of("mp01.contoso.com");
    host->windows_version = windows_version == NULL ? NULL : text("%s", windows_version);
    return host;
}

static const struct path *management_point(void)
{
    return path_of(verdicts(), "management point", "mp01.contoso.com");
}

static void answers(const char *client, enum client_offer offer, enum tls_answer answer,
                    const char *suite, const char *signature)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    struct client_answer *added =
        mem_append(facts, &endpoint->clients, &endpoint->client_count, sizeof *added);
    *added = (struct client_answer){.client = text("%s", client),
                                    .offer = offer,
                                    .answer = answer,
                                    .suite = suite == NULL ? NULL : text("%s", suite),
                                    .signature = signature == NULL ? NULL : text("%s", signature)};
}

static bool assumes(const struct path *path, const char *words)
{
    for (size_t i = 0; i < path->assumed_count; i++)
        if (strstr(path->assumed[i], words) != NULL)
            return true;
    return false;
}

/* ---- the words ------------------------------------------------------------------------------- */

Test(world, names_of_windows_are_those_of_iana_and_each_counts_once)
{
    left_with("suites: TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384_P384 ,"
              "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,TLS_RSA_WITH_AES_128_CBC_SHA");
    cr_expect_eq(facts->world->suites.count, 2);
    cr_expect_str_eq(facts->world->text, "suites:TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384,"
                                         "TLS_RSA_WITH_AES_128_CBC_SHA");
}

Test(world, an_unknown_name_is_named)
{
    static const char *const bad[][2] = {
        {"suites:", "''"},
        {"suites:TLS_RSA_WITH_AES_128_CBC_SHA,", "''"},
        {"suites:TLS_FOO", "TLS_FOO"},
        {"tls13", "tls13"},
        {"", "''"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct error err = ERROR_NONE;
        struct world world;
        cr_expect_not(world_read(scratch, bad[i][0], &world, &err), "%s", bad[i][0]);
        cr_expect_not_null(strstr(err.text, bad[i][1]), "%s", err.text);
    }
}

Test(world, tls12_is_the_world_of_today)
{
    const char *today = verdicts()->headline;
    left_with("tls12");
    cr_expect_str_eq(verdicts()->headline, today);
}

/* ---- suites ---------------------------------------------------------------------------------- */

static const struct row {
    const char *windows, *list, *key_type;
    enum verdict verdict;
    const char *finding; /* NULL = none */
} rows[] = {
    {"10.0.14393", gcm, "RSA", VERDICT_PASS, NULL},
    {"6.3.9600", gcm, "RSA", VERDICT_FAIL, "SQLC-SUI-001"}, /* the well-known trap */
    {"6.3.9600", "suites:TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", "RSA", VERDICT_PASS, NULL},
    {"10.0.14393", gcm, "EC prime256v1", VERDICT_FAIL, "SQLC-SUI-001"},
    {"10.0.14393", "suites:TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "EC prime256v1", VERDICT_PASS,
     NULL},
    {"10.0.14393", "suites:TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "RSA", VERDICT_FAIL,
     "SQLC-SUI-001"},
    {"10.0.14393", "suites:TLS_AES_256_GCM_SHA384", "RSA", VERDICT_FAIL, "SQLC-SUI-001"},
    {NULL, gcm, "RSA", VERDICT_UNKNOWN, "SQLC-SUI-012"},
    {"4.0.1381", gcm, "RSA", VERDICT_UNKNOWN, "SQLC-SUI-012"},
};

Test(world, suites_are_compared_by_windows_and_key)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        runs(rows[i].windows);
        left_with(rows[i].list);
        facts->endpoints[0].chain[0].key_type = text("%s", rows[i].key_type);
        const struct path *path = management_point();
        cr_expect_eq(path->verdict, rows[i].verdict, "row %zu: %d", i, (int)path->verdict);
        cr_expect_eq(path_finding(path, "SQLC-SUI-001") != NULL ||
                         path_finding(path, "SQLC-SUI-012") != NULL,
                     rows[i].finding != NULL, "row %zu", i);
        if (rows[i].finding != NULL)
            cr_expect_not_null(path_finding(path, rows[i].finding), "row %zu", i);
        else
            cr_expect(assumes(path, "with these suites alone"), "row %zu", i);
    }
}

Test(world, what_a_server_signs_with_is_no_matter_of_suites)
{
    left_with(gcm);
    answers("win10-1607-2016", OFFER_DEFAULT, TLS_REFUSED, NULL, NULL);
    answers("win10-1607-2016", OFFER_SUPPORTED, TLS_REFUSED, NULL, NULL);
    answers("win10-1607-2016", OFFER_ANY_SIGNATURE, TLS_ACCEPTED,
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "rsa_pss_rsae_sha256");
    cr_expect_not_null(path_finding(management_point(), "SQLC-SUI-006"));
}

Test(world, a_list_of_the_host_counts)
{
    struct host *host = runs("10.0.14393");
    struct setting *setting =
        mem_append(facts, &host->settings, &host->setting_count, sizeof *setting);
    *setting = (struct setting){.key = text("ciphers.policy"),
                                .value = text("TLS_RSA_WITH_AES_128_CBC_SHA"),
                                .source = {.kind = SOURCE_REGISTRY,
                                           .where = text("mp01.reg"),
                                           .seen_unix_s = NOW_S - A_DAY_S}};
    left_with(gcm);
    cr_expect_not_null(path_finding(management_point(), "SQLC-SUI-004"));
}

Test(world, a_tls12_that_only_a_driver_saw_tells_of_no_suites)
{
    facts->endpoints[0].versions[TLS_1_2].answer = TLS_UNKNOWN;
    facts->endpoints[0].handshake.completed = false;
    left_with(gcm);
    cr_expect_geq(management_point()->verdict, VERDICT_UNKNOWN);
}

/* ---- strict ---------------------------------------------------------------------------------- */

Test(world, native_client_never_has_strict_and_nothing_passes)
{
    left_with("strict");
    struct judgement *out = verdicts();
    cr_expect_eq(out->passed + out->warned, 0);
    cr_expect_eq(out->failing, out->path_count);
    cr_expect_not_null(path_finding(&out->paths[0], "SQLC-STR-003"));
    cr_expect_not_null(strstr(out->headline, "what if strict"), "%s", out->headline);
}

Test(world, an_engine_before_2022_has_no_strict_and_an_unseen_one_is_unknown)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    left_with("strict");
    endpoint->engine = (struct version){.part = {15, 0, 4261}, .count = 3};
    cr_expect_not_null(path_finding(management_point(), "SQLC-STR-001"));
    endpoint->engine = (struct version){.part = {16, 0, 1000}, .count = 3};
    cr_expect_null(path_finding(management_point(), "SQLC-STR-001"));
    endpoint->engine.count = 0;
    facts->server.product_version = NULL;
    cr_expect_not_null(path_finding(management_point(), "SQLC-STR-002"));
}

Test(world, odbc_18_has_strict_and_stays_unknown)
{
    facts->sites[0].version = text("5.00.9132.1000");
    for (size_t i = 0; i < facts->host_count; i++)
        add_program(&facts->hosts[i], "Microsoft ODBC Driver 18 for SQL Server", "18.4.1.1", 64);
    facts->endpoints[0].engine = (struct version){.part = {16, 0, 4000}, .count = 3};
    left_with("strict");
    struct judgement *out = verdicts();
    cr_expect_eq(out->unknown, out->path_count, "%s", out->headline);
    const struct finding *finding = path_finding(&out->paths[0], "SQLC-STR-004");
    cr_assert_not_null(finding);
    cr_expect_not_null(strstr(finding->facts[0], "sources disagree"), "%s", finding->facts[0]);
}

Test(world, a_server_that_is_strict_already_is_as_it_is_to_be)
{
    facts->endpoints[0].reach = REACH_STRICT_ONLY;
    cr_expect_not_null(path_finding(management_point(), "SQLC-SRV-003"));
    left_with("strict");
    const struct path *path = management_point();
    cr_expect_null(path_finding(path, "SQLC-SRV-003"));
    cr_expect_null(path_finding(path, "SQLC-STR-001"));
    cr_expect_not_null(path_finding(path, "SQLC-STR-003"));
}
