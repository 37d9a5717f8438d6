/* What is said beside the paths: passive site servers, roles that do not connect, other databases,
 * WinHTTP. */
#include "tests/unit/judge/good_site.h"

#include <string.h>

#include "base/mem.h"

TestSuite(beside, .init = setup, .fini = teardown);

/* ---- passive site servers -------------------------------------------------------------------- */

#define PASSIVE "cm02.contoso.com"

static void add_passive(void)
{
    facts->sites[0].site_server = text("CM01.contoso.com");
    add_role("P01", "SMS Site Server", PASSIVE);
}

Test(beside, a_second_site_server_is_a_passive_one_and_needs_the_driver_too)
{
    add_passive();
    struct judgement *out = verdicts();
    cr_expect_eq(path_of(out, "SMS_Executive", "CM01.contoso.com")->verdict, VERDICT_PASS);
    cr_expect_eq(path_of(out, "passive site server", PASSIVE)->verdict, VERDICT_UNKNOWN);
    add_host(PASSIVE, "10.0.14393");
    const struct path *path = path_of(verdicts(), "passive site server", PASSIVE);
    cr_expect_eq(path->verdict, VERDICT_FAIL);
    cr_expect_not_null(path_finding(path, "SQLC-DRV-002"), "its list of programs was read");
}

Test(beside, several_rows_and_short_names_change_nothing)
{
    add_passive();
    facts->sites[0].site_server = text("cm01");
    add_role("P01", "SMS Site Server", "CM02.CONTOSO.COM ");
    add_role("P01", "SMS Site Server", "cm01.contoso.com ");
    struct judgement *out = verdicts();
    cr_expect_eq(out->path_count, 4);
    (void)path_of(out, "SMS_Executive", "CM01.contoso.com");
    (void)path_of(out, "passive site server", PASSIVE);
}

Test(beside, which_one_is_active_may_be_unknown)
{
    add_passive();
    facts->sites[0].site_server = NULL;
    (void)path_of(verdicts(), "SMS_Executive", PASSIVE);
    facts->sites[0].site_server = text("alias.contoso.com");
    (void)path_of(verdicts(), "SMS_Executive", PASSIVE);
    (void)path_of(verdicts(), "SMS_Executive", "CM01.contoso.com");
}

Test(beside, a_site_server_of_another_site_is_not_passive)
{
    facts->sites[0].site_server = text("CM01.contoso.com");
    add_site("P02", SITE_PRIMARY, "5.00.9078.1000", "sql02.contoso.com")->site_server =
        text("cm03");
    add_role("P02", "SMS Site Server", PASSIVE);
    (void)path_of(verdicts(), "SMS_Executive", PASSIVE);
}

/* ---- roles that do not connect --------------------------------------------------------------- */

Test(beside, what_does_not_connect_is_counted_by_host)
{
    add_role("P01", "SMS Distribution Point", "DP01.contoso.com ");
    add_role("P01", "SMS Distribution Point", "dp02.contoso.com");
    add_role("P01", "SMS Fallback Status Point", "dp02.contoso.com");
    struct judgement *out = verdicts();
    cr_assert_eq(out->not_connecting_count, 2);
    cr_expect_str_eq(out->not_connecting[0].component, "distribution point");
    cr_expect_eq(out->not_connecting[0].host_count, 2);
    cr_expect_str_eq(out->not_connecting[1].component, "fallback status point");
    cr_expect_eq(out->not_connecting[1].host_count, 1);
    cr_expect_eq(out->path_count, 3);
    cr_expect_eq(out->verdict, VERDICT_PASS);
}

/* Each role string of the documents is one thing or another, and none is left out. */
Test(beside, every_role_string_is_a_path_a_quiet_one_or_unknown)
{
    static const char *const names[] = {"SMS SQL Server",
                                        "SMS Site Server",
                                        "SMS Site System",
                                        "SMS Component Server",
                                        "SMS Provider",
                                        "SMS Management Point",
                                        "SMS Device Management Point",
                                        "SMS DM Enrollment Service",
                                        "SMS Notification Server",
                                        "SMS State Migration Point",
                                        "SMS Software Update Point",
                                        "SMS Multicast Service Point",
                                        "SMS Distribution Point",
                                        "SMS SRS Reporting Point",
                                        "Data Warehouse Service Point",
                                        "Data Warehouse Service Point Role",
                                        "SMS Dmp Connector",
                                        "AI Update Service Point",
                                        "SMS Endpoint Protection Point",
                                        "SMS Enrollment Server",
                                        "SMS Enrollment Web Site",
                                        "SMS Certificate Registration Point",
                                        "SMS Application Web Service",
                                        "SMS Portal Web Site",
                                        "SMS Cloud Proxy Connector",
                                        "SMS Fallback Status Point",
                                        "SMS AMT Service Point",
                                        "SMS Reporting Point",
                                        "SMS Service Connection Point"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        facts->role_count = 3;
        add_role("P01", names[i], "new01.contoso.com");
        struct judgement *out = verdicts();
        size_t said = out->not_connecting_count + out->not_judged_count +
                      (out->path_count > 3 ? 1 : 0) + (strcmp(names[i], "SMS SQL Server") == 0);
        cr_expect_eq(said, 1, "%s: said %zu times", names[i], said);
        if (i >= sizeof names / sizeof names[0] - 2)
            cr_expect_not_null(run_finding(out, "SQLC-SIT-008"), "%s", names[i]);
    }
}

Test(beside, a_database_that_no_list_names_is_said)
{
    cr_assert_null(run_finding(verdicts(), "SQLC-SIT-017"));
    add_role("P01", "Data Warehouse Service Point", "dw01.contoso.com");
    const struct finding *found = run_finding(verdicts(), "SQLC-SIT-017");
    cr_assert_not_null(found);
    cr_expect_str_eq(found->sentence,
                     "data warehouse service points (dw01.contoso.com) also need the "
                     "data warehouse database, which no list of the site names");
}

/* ---- WinHTTP --------------------------------------------------------------------------------- */

static const struct finding *winhttp(void)
{
    return run_finding(verdicts(), "SQLC-WIN-011");
}

static void set_protocols(const char *key, const char *value)
{
    struct host *host = host_of("mp01.contoso.com");
    struct setting *setting =
        mem_append(facts, &host->settings, &host->setting_count, sizeof *setting);
    *setting = (struct setting){.key = text("%s", key),
                                .value = text("%s", value),
                                .source = {.kind = SOURCE_REGISTRY, .where = text("WinHttp")}};
}

Test(beside, winhttp_is_shown_and_costs_no_path)
{
    cr_assert_null(winhttp());
    set_protocols("winhttp.secureprotocols.32", "160");
    cr_assert_not_null(winhttp());
    cr_expect_not_null(strstr(winhttp()->facts[0], "DefaultSecureProtocols = 160"));
    cr_expect_eq(verdicts()->verdict, VERDICT_PASS);
}

Test(beside, winhttp_of_an_old_windows_is_off_unless_both_views_say_otherwise)
{
    host_of("mp01.contoso.com")->windows_version = text("6.2.9200");
    cr_assert_not_null(winhttp());
    cr_expect_not_null(strstr(winhttp()->facts[0], "KB 3140245"), "%s", winhttp()->facts[0]);
    set_protocols("winhttp.secureprotocols", "2720");
    cr_expect_not_null(winhttp());
    set_protocols("winhttp.secureprotocols.32", "2560");
    cr_expect_null(winhttp());
    host_of("mp01.contoso.com")->windows_version = text("6.3.9600");
    cr_expect_null(winhttp());
}
