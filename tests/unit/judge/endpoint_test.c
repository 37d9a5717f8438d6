/* The server side: what the wire showed, and the build table beside it. */
#include "tests/unit/judge/good_site.h"

#include <string.h>

TestSuite(endpoint, .init = setup, .fini = teardown);

/* What verify has when no login was possible: nothing of the site. */
static void forget_site(void)
{
    facts->site_read = false;
    facts->database = NULL;
    facts->site_count = facts->role_count = facts->host_count = facts->login_count = 0;
    memset(&facts->server, 0, sizeof facts->server);
}

static void refuse_tls12(void)
{
    facts->endpoints[0].versions[TLS_1_2].answer = TLS_REFUSED;
    facts->endpoints[0].versions[TLS_1_0].answer = TLS_ACCEPTED;
    facts->endpoints[0].handshake.completed = false;
}

static void expect_families(enum verdict verdict, const char *id)
{
    static const char *const families[] = {"management point", "SMS Provider", "SMS_Executive"};
    struct judgement *out = verdicts();
    cr_assert_eq(out->path_count, 3, "%zu paths", out->path_count);
    for (size_t i = 0; i < 3; i++) {
        const struct path *path = path_of(out, families[i], "every");
        cr_expect_str_eq(out->paths[i].component, families[i], "they lead in this order");
        cr_expect_eq(path->verdict, verdict, "%s: %s", families[i], verdict_names[path->verdict]);
        cr_expect_not_null(path_finding(path, id), "%s lacks %s", families[i], id);
        cr_expect_str_eq(path->endpoint, "sql01.contoso.com,1433");
    }
    cr_expect_eq(out->verdict, verdict);
    cr_expect_not_null(run_finding(out, id));
}

Test(endpoint, without_tls12_the_three_families_fail)
{
    forget_site();
    refuse_tls12();
    expect_families(VERDICT_FAIL, "SQLC-SRV-001");
}

Test(endpoint, a_refusal_stands_against_a_handshake_in_the_same_facts)
{
    facts->endpoints[0].versions[TLS_1_2].answer = TLS_REFUSED;
    cr_assert_not_null(run_finding(verdicts(), "SQLC-SRV-001"));
}

Test(endpoint, without_encryption_the_three_families_fail)
{
    forget_site();
    facts->endpoints[0].encryption = ENCRYPTION_NOT_SUPPORTED;
    facts->endpoints[0].handshake.completed = false;
    facts->endpoints[0].version_count = 0;
    expect_families(VERDICT_FAIL, "SQLC-SRV-002");
}

Test(endpoint, strict_only_needs_tds_8_and_fails)
{
    forget_site();
    facts->endpoints[0].reach = REACH_STRICT_ONLY;
    facts->endpoints[0].handshake.completed = false;
    expect_families(VERDICT_FAIL, "SQLC-SRV-003");
    cr_assert_not_null(strstr(verdicts()->headline, "needs TDS 8"), "%s", verdicts()->headline);
}

Test(endpoint, everything_short_of_tds_is_unknown)
{
    for (unsigned reach = 0; reach < REACH_COUNT; reach++) {
        if (reach == REACH_TDS || reach == REACH_STRICT_ONLY)
            continue;
        facts = good_site(scratch);
        forget_site();
        facts->endpoints[0].reach = (enum reach)reach;
        facts->endpoints[0].stage = text("connect");
        facts->endpoints[0].handshake.completed = false;
        facts->endpoints[0].version_count = facts->endpoints[0].chain_count = 0;
        expect_families(VERDICT_UNKNOWN, "SQLC-SRV-004");
    }
}

Test(endpoint, tls12_that_nobody_saw_is_unknown)
{
    forget_site();
    facts->endpoints[0].handshake.completed = false;
    facts->endpoints[0].versions[TLS_1_2].answer = TLS_UNKNOWN;
    expect_families(VERDICT_UNKNOWN, "SQLC-SRV-005");
}

Test(endpoint, accepted_but_not_completed_is_unknown)
{
    forget_site();
    facts->endpoints[0].handshake.completed = false;
    expect_families(VERDICT_UNKNOWN, "SQLC-SRV-005");
}

Test(endpoint, no_endpoint_at_all_is_unknown)
{
    forget_site();
    facts->endpoint_count = 0;
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_eq(out->path_count, 3);
}

Test(endpoint, a_good_endpoint_without_a_site_is_unknown)
{
    forget_site();
    facts->site_note = text("database 'CM_P01' does not exist");
    expect_families(VERDICT_UNKNOWN, "SQLC-SIT-001");
    cr_assert_not_null(strstr(verdicts()->headline, "does not exist"));
}

Test(endpoint, a_drivers_own_handshake_proves_the_server)
{
    facts->endpoints[0].handshake.completed = false;
    facts->endpoints[0].versions[TLS_1_2].answer = TLS_UNKNOWN;
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS);
    facts->logins[0].finished = false;
    cr_assert_eq(verdicts()->verdict, VERDICT_UNKNOWN);
    facts->logins[0].finished = true;
    facts->logins[0].chosen = text("1.1");
    cr_assert_eq(verdicts()->verdict, VERDICT_UNKNOWN);
}

Test(endpoint, a_refusal_outranks_a_drivers_handshake)
{
    refuse_tls12();
    cr_assert_eq(path_of(verdicts(), "SMS Provider", "cm01.contoso.com")->verdict, VERDICT_FAIL);
}

Test(endpoint, old_versions_still_on_are_said_only)
{
    facts->endpoints[0].versions[TLS_1_0].answer = TLS_ACCEPTED;
    facts->endpoints[0].versions[TLS_1_1].answer = TLS_ACCEPTED;
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_PASS);
    cr_assert_not_null(strstr(run_finding(out, "SQLC-SRV-011")->sentence, "TLS 1.0 and 1.1"));
}

/* ---- the build table ----------------------------------------------------------------------- */

static void build(const char *version)
{
    cr_assert(version_parse(version, &facts->endpoints[0].engine));
    facts->server.product_version = text("%s.0", version);
}

static const struct row {
    const char *build;
    bool refused;
    enum verdict verdict;
    const char *finding; /* NULL = none about the build */
} rows[] = {
    {"12.0.4427", false, VERDICT_WARN, "SQLC-SRV-007"},
    {"11.0.3000", false, VERDICT_WARN, "SQLC-SRV-007"},
    {"10.50.6537", false, VERDICT_WARN, "SQLC-SRV-008"},
    {"12.0.4300", false, VERDICT_PASS, "SQLC-SRV-010"},
    {"10.50.4047", false, VERDICT_PASS, "SQLC-SRV-010"},
    {"12.0.1500", false, VERDICT_PASS, "SQLC-SRV-010"},
    {"12.0.4439", false, VERDICT_PASS, NULL},
    {"13.0.5026", false, VERDICT_PASS, NULL},
    {"12.0.4439", true, VERDICT_FAIL, "SQLC-SRV-009"},
    {"12.0.4427", true, VERDICT_FAIL, "SQLC-SRV-001"},
};

Test(endpoint, the_wire_outranks_the_build_table)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        facts = good_site(scratch);
        build(rows[i].build);
        if (rows[i].refused)
            refuse_tls12();
        struct judgement *out = verdicts();
        const struct path *path = path_of(out, "SMS Provider", "cm01.contoso.com");
        cr_expect_eq(path->verdict, rows[i].verdict, "%s: %s", rows[i].build,
                     verdict_names[path->verdict]);
        if (rows[i].finding != NULL)
            cr_expect_not_null(run_finding(out, rows[i].finding), "%s", rows[i].build);
        else
            cr_expect(run_finding(out, "SQLC-SRV-007") == NULL &&
                          run_finding(out, "SQLC-SRV-010") == NULL,
                      "%s", rows[i].build);
    }
}

Test(endpoint, a_refusal_names_the_update_of_its_branch)
{
    forget_site();
    refuse_tls12();
    cr_assert(version_parse("12.0.4427", &facts->endpoints[0].engine));
    const struct finding *finding = run_finding(verdicts(), "SQLC-SRV-001");
    cr_assert_not_null(strstr(finding->fix, "CU13 (KB 4019099)"), "%s", finding->fix);
}

Test(endpoint, a_version_that_the_wire_denies_is_nothing_to_update)
{
    build("12.0.2000");
    const struct finding *finding = run_finding(verdicts(), "SQLC-SRV-007");
    cr_assert_null(strstr(finding->fix, "install"), "%s", finding->fix);
    build("10.50.6537");
    finding = run_finding(verdicts(), "SQLC-SRV-008");
    cr_assert_not_null(strstr(finding->fix, "KB 4057113"), "%s", finding->fix);
}

Test(endpoint, azure_numbers_are_not_compared)
{
    build("12.0.2000");
    facts->server.engine_edition = 5;
    struct judgement *out = verdicts();
    cr_assert_null(run_finding(out, "SQLC-SRV-007"));
    cr_assert_not_null(run_finding(out, "SQLC-SRV-010"));
}

static const struct {
    const char *build;
    int edition;
    const char *engine; /* NULL = not known */
} engines[] = {
    {"13.0.5026", 2, "SQL Server 2016 SP2"},
    {"12.0.4427", 2, "SQL Server 2014 SP1"},
    {"15.0.4430", 4, "SQL Server 2019"},
    {"18.0.100", 2, NULL},
    {"12.0.2000", 8, "Azure SQL Managed Instance"},
    {"12.0.1500", 2, NULL},
};

Test(endpoint, the_engine_is_named_by_its_release)
{
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        build(engines[i].build);
        facts->server.engine_edition = engines[i].edition;
        struct judgement *out = verdicts();
        if (engines[i].engine == NULL)
            cr_expect_null(out->engine, "%s: %s", engines[i].build, out->engine);
        else
            cr_expect_str_eq(out->engine, engines[i].engine);
    }
}

Test(endpoint, two_versions_of_one_server_are_said)
{
    facts->server.product_version = text("15.0.4430.1");
    cr_assert_not_null(run_finding(verdicts(), "SQLC-SRV-013"));
}

/* ---- SQL Express of a secondary site ------------------------------------------------------- */

static void become_secondary(const char *version, int engine_edition)
{
    build(version);
    facts->server.engine_edition = engine_edition;
    facts->server.name = text("SEC01\\CONFIGMGRSEC");
    facts->endpoints[0].instance = text("CONFIGMGRSEC");
    facts->database = text("CM_S01");
    facts->sites[0].code = text("S01");
    facts->sites[0].type = SITE_SECONDARY;
    facts->sites[0].sql_server = NULL;
    for (size_t i = 0; i < facts->role_count; i++)
        facts->roles[i].site_code = text("S01");
    facts->roles[1].role = text("SMS Distribution Point");
}

Test(endpoint, an_old_express_of_a_secondary_site_warns)
{
    become_secondary("13.0.5025", 4);
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_WARN);
    cr_assert_not_null(strstr(run_finding(out, "SQLC-SRV-012")->sentence, "13.0.5026"));
    cr_assert_null(run_finding(out, "SQLC-SIT-005"), "a secondary site has no provider");
}

Test(endpoint, an_express_of_13_0_5026_is_enough)
{
    become_secondary("13.0.5026", 4);
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS);
    become_secondary("14.0.1000", 4);
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS);
}

Test(endpoint, a_setup_number_is_compared_as_its_build_or_not_at_all)
{
    become_secondary("13.2.5026", 4);
    cr_assert_null(run_finding(verdicts(), "SQLC-SRV-012"), "the setup number of 13.0.5026");
    become_secondary("13.2.50", 4);
    struct judgement *out = verdicts();
    cr_assert_not_null(run_finding(out, "SQLC-SRV-012"), "a misprint that no engine has");
    cr_assert_eq(out->verdict, VERDICT_WARN);
}

Test(endpoint, the_rule_is_about_express_only)
{
    become_secondary("12.0.6024", 2);
    cr_assert_null(run_finding(verdicts(), "SQLC-SRV-012"));
}

Test(endpoint, an_express_that_refuses_tls12_fails_and_says_both)
{
    forget_site();
    refuse_tls12();
    cr_assert(version_parse("11.0.3000", &facts->endpoints[0].engine));
    facts->endpoints[0].instance = text("CONFIGMGRSEC");
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_FAIL);
    cr_assert_not_null(run_finding(out, "SQLC-SRV-012"));
}

Test(endpoint, a_certificate_that_was_not_seen_is_assumed_in_words)
{
    size_t before = path_of(verdicts(), "SMS Provider", "cm01.contoso.com")->assumed_count;
    facts->endpoints[0].chain_count = 0;
    const struct path *path = path_of(verdicts(), "SMS Provider", "cm01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_eq(path->assumed_count, before + 1);
    cr_assert_not_null(strstr(path->assumed[before], "certificate of sql01.contoso.com,1433"));
    facts->endpoints[0].reach = REACH_REFUSED;
    cr_assert_eq(path_of(verdicts(), "SMS Provider", "cm01.contoso.com")->assumed_count, before);
}
