/* The run: rights that lack, roles that should be there, roles that are not judged, logins. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"

#include <string.h>

TestSuite(site, .init = setup, .fini = teardown);

Test(site, a_site_of_which_no_role_is_listed_is_no_pass)
{
    struct site *site = add_site("S01", SITE_SECONDARY, "5.00.9078.1000", "sec01.contoso.com");
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS, "beside it, not below");
    site->parent = text("P01");
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(strstr(run_finding(out, "SQLC-SIT-005")->sentence, "site S01"));
}

/* Its server and its distribution point are listed, the roles that connect are not. */
Test(site, a_secondary_below_of_which_no_connecting_role_is_listed_is_no_pass)
{
    add_site("S01", SITE_SECONDARY, "5.00.9078.1000", "sec01.contoso.com")->parent = text("P01");
    add_role("S01", "SMS Distribution Point", "sec01.contoso.com");
    add_role("s01 ", "SMS Site Server", "cm01.contoso.com");
    const struct finding *finding = run_finding(verdicts(), "SQLC-SIT-005");
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->sentence, "no management point"), "%s", finding->sentence);
    cr_assert_not_null(strstr(finding->sentence, "site S01"), "%s", finding->sentence);
    facts->roles[facts->role_count - 1].role = text("SMS Management Point");
    finding = run_finding(verdicts(), "SQLC-SIT-005");
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->sentence, "no SMS_Executive"), "%s", finding->sentence);
}

/* Their roles cannot be told apart, so all of them are judged by one of the two. */
Test(site, of_two_sites_with_one_code_one_is_no_pass)
{
    add_site("p01 ", SITE_PRIMARY, "5.00.9078.1000", "sql02.contoso.com");
    const struct finding *finding = run_finding(verdicts(), "SQLC-SIT-005");
    cr_assert_not_null(finding);
    facts->sites[1].code = NULL;
    cr_assert_eq(verdicts()->verdict, VERDICT_UNKNOWN);
}

Test(site, whose_database_it_is_may_be_unknown_and_no_site_is_forgotten)
{
    facts->database = text("Configuration");
    add_site("S01", SITE_SECONDARY, "5.00.9078.1000", "sec01.contoso.com");
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(strstr(run_finding(out, "SQLC-SIT-005")->sentence, "S01"));
}

Test(site, a_role_without_a_name_is_no_pass)
{
    add_role("P01", "SMS Provider", "cm02.contoso.com")->role = NULL;
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-008"));
}

Test(site, no_roles_at_all_are_unknown_never_good)
{
    facts->role_count = 0;
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_eq(out->path_count, 3);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-002"));
}

static const char *assumptions(void)
{
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    char *all = text("%s", "");
    for (size_t i = 0; i < path->assumed_count; i++)
        all = text("%s%s; ", all, path->assumed[i]);
    return all;
}

Test(site, a_machine_known_by_its_short_name_only_is_assumed_in_words)
{
    add_gap("telling hosts apart", "v_RA_System_ResourceNames", NULL, false);
    cr_assert_null(strstr(assumptions(), "short name"), "its domain was seen");
    host_of("mp01.contoso.com")->full_name_seen = false;
    cr_assert_not_null(strstr(assumptions(), "short name of mp01.contoso.com"));
    cr_assert_not_null(strstr(assumptions(), "v_RA_System_ResourceNames was not read"));
    facts->gap_count = 0;
    cr_assert_not_null(strstr(assumptions(), "v_R_System names no domain of it;"));
}

Test(site, replicas_that_could_not_be_looked_for_are_assumed_away_in_words)
{
    facts->roles[0].database_seen = false;
    cr_assert_not_null(strstr(assumptions(), "vSMS_SC_SysResUse_Properties does not say"));
    add_gap("management points that use a replica", "vSMS_SC_SysResUse_Properties", NULL, false);
    cr_assert_not_null(strstr(assumptions(), "vSMS_SC_SysResUse_Properties was not read"));
    struct judgement *out = verdicts();
    const struct path *point = path_of(out, "management point", "mp01.contoso.com");
    const struct path *provider = path_of(out, "SMS Provider", "cm01.contoso.com");
    cr_assert_eq(point->verdict, VERDICT_PASS);
    cr_assert_eq(point->assumed_count, provider->assumed_count + 1);
    cr_assert_not_null(strstr(point->assumed[point->assumed_count - 1], "no replica"));
}

Test(site, a_release_that_needs_an_update_nobody_read_is_no_pass)
{
    facts->sites[0].version = text("5.00.8533.1000");
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS, "1706");
    facts->sites[0].version = text("5.00.8498.1000");
    struct judgement *out = verdicts();
    const struct path *path = path_of(out, "management point", "mp01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(strstr(path_finding(path, "SQLC-SIT-016")->sentence, "KB 4019926"));
    cr_assert_not_null(strstr(run_finding(out, "SQLC-SIT-016")->fix, "Updates and Servicing"));
}

Test(site, documents_of_all_findings_are_named_once)
{
    facts->role_count = 0;
    struct judgement *out = verdicts();
    cr_assert_gt(out->citation_count, 0);
    for (size_t i = 0; i < out->citation_count; i++) {
        cr_assert_not_null(source_find(tables, out->citations[i].key));
        for (size_t j = 0; j < i; j++)
            cr_assert_str_neq(out->citations[i].key, out->citations[j].key);
    }
}

Test(site, roles_that_do_not_connect_make_no_path_and_no_all_clear)
{
    facts->role_count = 0;
    add_role("P01", "SMS Distribution Point", "dp01.contoso.com");
    struct judgement *out = verdicts();
    cr_assert_eq(out->path_count, 0);
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-013"));
}

Test(site, a_role_leads_to_its_own_site_in_any_order_and_to_no_other)
{
    static const char *const order[] = {"S03", "S01", "S99", "S02", "s01 ", "S03"};
    for (int i = 1; i <= 3; i++)
        add_site(text("S0%d", i), SITE_SECONDARY, "5.00.9078.1000", text("sec0%d", i));
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        add_role(order[i], "SMS Management Point", text("point%zu", i));
    struct judgement *out = verdicts();
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const struct path *path = path_of(out, "management point", text("point%zu", i));
        const char *expected = i == 2 ? "not known" : text("sec%.2s,1433", order[i] + 1);
        cr_expect_str_eq(path->endpoint, expected, "a role of site '%s'", order[i]);
    }
}

Test(site, a_primary_without_provider_is_unknown)
{
    facts->roles[1].role = text("SMS Distribution Point");
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(strstr(run_finding(out, "SQLC-SIT-005")->sentence, "SMS Provider"));
    cr_assert_not_null(strstr(out->headline, "no SMS Provider was found"), "%s", out->headline);
}

Test(site, a_site_without_site_server_is_unknown)
{
    facts->roles[2].role = text("SMS Distribution Point");
    cr_assert_eq(verdicts()->verdict, VERDICT_UNKNOWN);
}

Test(site, a_provider_of_another_site_does_not_count)
{
    add_site("P02", SITE_PRIMARY, "5.00.9078.1000", "sql02.contoso.com");
    facts->roles[1].site_code = text("P02");
    cr_assert_not_null(run_finding(verdicts(), "SQLC-SIT-005"));
}

Test(site, a_primary_without_management_point_is_said_only)
{
    facts->roles[0].role = text("SMS Distribution Point");
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_PASS);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-006"));
}

Test(site, a_central_site_has_no_management_point)
{
    facts->sites[0].type = SITE_CAS;
    facts->roles[0].role = text("SMS Distribution Point");
    cr_assert_null(run_finding(verdicts(), "SQLC-SIT-006"));
}

Test(site, a_secondary_without_management_point_is_unknown)
{
    facts->sites[0].type = SITE_SECONDARY;
    facts->roles[0].role = text("SMS Distribution Point");
    cr_assert_not_null(run_finding(verdicts(), "SQLC-SIT-005"));
}

/* ---- roles that are not judged ------------------------------------------------------------- */

Test(site, a_role_of_which_no_document_tells_is_unknown_and_listed_once)
{
    add_role("P01", "SMS AMT Service Point", "oob01.contoso.com");
    add_role("P01", "SMS AMT Service Point", "OOB01.contoso.com");
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_eq(out->path_count, 3);
    cr_assert_eq(out->not_judged_count, 1);
    cr_assert_not_null(strstr(out->not_judged[0], "out of band service point on oob01"));
    cr_assert_not_null(strstr(out->headline, "1 role not judged"), "%s", out->headline);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-007"));
}

Test(site, an_unknown_role_is_never_left_out)
{
    add_role("P01", "SMS Quantum Point", "q01.contoso.com");
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-008"));
    cr_assert_str_eq(out->not_judged[0], "unknown role \"SMS Quantum Point\" on q01.contoso.com");
}

Test(site, a_role_listed_twice_is_one_path)
{
    add_role("P01", "SMS Management Point ", "MP01.CONTOSO.COM");
    cr_assert_eq(verdicts()->path_count, 3);
}

Test(site, a_role_without_host_is_unknown)
{
    add_role("P01", "SMS Management Point", NULL);
    struct judgement *out = verdicts();
    cr_assert_eq(path_of(out, "management point", "not known")->verdict, VERDICT_UNKNOWN);
}

Test(site, every_native_role_of_microsofts_list_is_a_path)
{
    static const char *const roles[] = {
        "SMS Device Management Point", "SMS State Migration Point",
        "SMS Software Update Point",   "SMS Multicast Service Point",
        "AI Update Service Point",     "SMS Endpoint Protection Point",
        "SMS Enrollment Server",       "SMS Certificate Registration Point",
        "SMS Application Web Service",
    };
    size_t count = sizeof roles / sizeof roles[0];
    for (size_t i = 0; i < count; i++)
        add_role("P01", roles[i], "mp01.contoso.com");
    struct judgement *out = verdicts();
    cr_assert_eq(out->path_count, 3 + count);
    cr_assert_eq(out->verdict, VERDICT_PASS);
}

/* ---- order --------------------------------------------------------------------------------- */

Test(site, leading_components_come_first_then_the_worst)
{
    add_role("P01", "SMS State Migration Point", "nobody.contoso.com");
    add_role("P01", "AI Update Service Point", "mp01.contoso.com");
    add_role("P01", "SMS Management Point", "mp00.contoso.com");
    add_role("P01", "SMS Management Point", "mp09.contoso.com");
    struct host *host = add_host("mp09.contoso.com", "6.1.7601");
    add_program(host, "Microsoft SQL Server 2012 Native Client", "11.4.7001.0", 64);
    struct judgement *out = verdicts();
    static const char *const expected[] = {
        "mp09.contoso.com", "mp00.contoso.com",   "mp01.contoso.com", "cm01.contoso.com",
        "CM01.contoso.com", "nobody.contoso.com", "mp01.contoso.com"};
    cr_assert_eq(out->path_count, 7);
    for (size_t i = 0; i < 7; i++)
        cr_expect_str_eq(out->paths[i].host, expected[i], "place %zu: %s on %s", i,
                         out->paths[i].component, out->paths[i].host);
}

Test(site, the_order_of_the_facts_does_not_matter)
{
    char *first = verdicts()->headline;
    struct role swap = facts->roles[0];
    facts->roles[0] = facts->roles[2];
    facts->roles[2] = swap;
    struct judgement *out = verdicts();
    cr_assert_str_eq(out->headline, first);
    cr_assert_str_eq(out->paths[0].component, "management point");
}

/* ---- rights and logins --------------------------------------------------------------------- */

Test(site, a_required_gap_is_unknown_and_names_its_grant)
{
    add_gap("the Windows of every host", "v_GS_OPERATING_SYSTEM", "GRANT SELECT ...", true);
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_str_eq(run_finding(out, "SQLC-SIT-003")->fix, "GRANT SELECT ...");
}

Test(site, an_optional_gap_changes_no_verdict)
{
    add_gap("what components reported", "v_StatusMessage", "GRANT SELECT", false);
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_PASS);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-004"));
}

Test(site, without_the_sessions_paths_pass_and_the_run_warns)
{
    add_gap("who is connected now", "sys.dm_exec_connections", "GRANT VIEW SERVER STATE", false);
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_WARN);
    cr_assert_eq(out->warned, 0);
    cr_assert_eq(out->unknown, 0);
    cr_assert_str_eq(run_finding(out, "SQLC-SIT-019")->fix, "GRANT VIEW SERVER STATE");
}

Test(site, no_proven_login_warns)
{
    facts->logins[0].outcome = LOGIN_NOT_PROVEN;
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_WARN);
    cr_assert_not_null(run_finding(out, "SQLC-LOG-001"));
    cr_assert_not_null(run_finding(out, "SQLC-LOG-002"));
}

Test(site, one_proven_login_is_enough)
{
    struct login *login = mem_append(facts, &facts->logins, &facts->login_count, sizeof *login);
    *login = (struct login){.driver = text("ODBC Driver 18"), .outcome = LOGIN_DRIVER_CRASHED};
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_PASS);
    cr_assert_str_eq(run_finding(out, "SQLC-LOG-002")->sentence,
                     "login with ODBC Driver 18: driver crashed");
}

Test(site, notes_of_a_release_are_said_once)
{
    facts->sites[0].version = text("5.00.9106.1000");
    struct judgement *out = verdicts();
    size_t notes = 0;
    for (size_t i = 0; i < out->finding_count; i++)
        notes += strcmp(out->findings[i].id, "SQLC-SIT-011") == 0;
    cr_assert_eq(notes, 1);
    cr_assert_null(run_finding(out, "SQLC-SIT-010"), "a document prints the build of 2303");
    cr_assert_str_eq(out->configmgr, "Configuration Manager 2303");
}

Test(site, a_release_that_no_document_gives_that_build_is_called_inferred)
{
    facts->sites[0].version = text("5.00.9146.1000");
    struct judgement *out = verdicts();
    cr_assert_not_null(run_finding(out, "SQLC-SIT-010"));
    cr_assert_str_eq(out->configmgr, "Configuration Manager 2603");
}
