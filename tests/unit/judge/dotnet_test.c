/* Managed roles: the .NET Framework of their hosts, and the values that let it use TLS 1.2. */
#include "tests/unit/judge/dotnet_host.h"

#include <string.h>

#include "judge/dotnet.h"

TestSuite(dotnet, .init = setup, .fini = teardown);

Test(dotnet, nothing_read_is_unknown)
{
    add_reporting_point();
    const struct path *path = rp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-DOT-001"));
    cr_assert_str_eq(path->driver, ".NET not read");
    cr_assert_eq(verdicts()->not_judged_count, 0, "it is a path of its own");
}

Test(dotnet, a_host_of_which_nothing_is_known_is_unknown)
{
    add_role("P01", "SMS SRS Reporting Point", RP);
    cr_assert_eq(rp()->verdict, VERDICT_UNKNOWN);
}

Test(dotnet, several_machines_of_that_name_are_unknown)
{
    add_reporting_point();
    set(RP, RELEASE, "528040");
    set_values(RP);
    host_of(RP)->ambiguous = true;
    const struct path *path = rp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-017"));
}

Test(dotnet, release_and_all_eight_values_pass)
{
    add_reporting_point();
    set(RP, RELEASE, "394802");
    set_values(RP);
    const struct path *path = rp();
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_str_eq(path->driver, ".NET 4.6.2");
    cr_assert_eq(path->finding_count, 0);
}

Test(dotnet, no_native_driver_is_asked_of_a_managed_role)
{
    add_reporting_point();
    facts->sites[0].version =
        text("5.00.9128.1000"); /* ODBC Driver 18, which checks certificates */
    facts->endpoints[0].chain[0].not_after_unix_s = NOW_S - A_DAY_S;
    set(RP, RELEASE, "528040");
    set_values(RP);
    const struct path *path = rp();
    cr_assert_eq(path->verdict, VERDICT_WARN, "the date warns only");
    cr_assert_null(path_finding(path, "SQLC-DRV-002"));
}

/* The value of each of the eight, in turn: 0 fails, missing and odd are unknown. */
Test(dotnet, each_of_the_eight_values_decides)
{
    add_reporting_point();
    set(RP, RELEASE, "528040");
    set_values(RP);
    for (size_t i = 0; i < DOTNET_VALUE_COUNT; i++) {
        struct setting *value = value_of(RP, dotnet_value_keys[i]);
        const struct setting_row *row = setting_find(tables, dotnet_value_keys[i]);
        value->value = text("0");
        const struct finding *found = path_finding(rp(), "SQLC-DOT-008");
        cr_expect_eq(rp()->verdict, VERDICT_FAIL, "%s", dotnet_value_keys[i]);
        cr_assert_not_null(found, "%s", dotnet_value_keys[i]);
        char *fix = text("set to 1 on " RP " and restart it: %s\\%s", row->path, row->value);
        cr_expect_str_eq(found->fix, fix);
        cr_expect_eq(found->fact_count, 1);
        value->value = text("2");
        cr_expect_eq(rp()->verdict, VERDICT_UNKNOWN, "%s", dotnet_value_keys[i]);
        value->value = NULL;
        cr_expect_eq(rp()->verdict, VERDICT_UNKNOWN, "%s", dotnet_value_keys[i]);
        value->value = text("1");
        value->key = text("something.else");
        found = path_finding(rp(), "SQLC-DOT-009");
        cr_assert_not_null(found, "%s", dotnet_value_keys[i]);
        cr_expect_str_eq(found->fix, fix);
        value->key = text("%s", dotnet_value_keys[i]);
    }
    cr_assert_eq(rp()->verdict, VERDICT_PASS);
}

Test(dotnet, a_new_release_alone_is_no_pass)
{
    add_reporting_point();
    set(RP, RELEASE, "533320");
    const struct path *path = rp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(strstr(path_finding(path, "SQLC-DOT-009")->sentence, "8 of the 8"));
}

Test(dotnet, good_values_without_a_release_are_no_pass)
{
    add_reporting_point();
    set_values(RP);
    const struct path *path = rp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-DOT-002"));
}

/* ---- releases of .NET and of Configuration Manager ------------------------------------------- */

static const struct {
    const char *configmgr; /* NULL: the version of the site is not known */
    const char *release;
    enum verdict verdict;
    const char *id; /* NULL: no finding */
} releases[] = {
    {"5.00.9049.1000", "378389", VERDICT_UNKNOWN, "SQLC-DOT-004"}, /* 2103: 4.5 may be updated */
    {"5.00.9049.1000", "379893", VERDICT_UNKNOWN, "SQLC-DOT-004"},
    {"5.00.9049.1000", "393295", VERDICT_WARN, "SQLC-DOT-005"}, /* 4.6: documents disagree */
    {"5.00.9049.1000", "394254", VERDICT_WARN, "SQLC-DOT-005"},
    {"5.00.9049.1000", "394802", VERDICT_PASS, NULL},
    {"5.00.9058.1000", "379893", VERDICT_FAIL, "SQLC-DOT-003"}, /* 2107 asks for 4.6.2 */
    {"5.00.9058.1000", "394801", VERDICT_WARN, "SQLC-DOT-006"},
    {"5.00.9058.1000", "394802", VERDICT_PASS, NULL},
    {"5.00.9078.1000", "378758", VERDICT_FAIL, "SQLC-DOT-003"},
    {"5.00.9078.1000", "394271", VERDICT_WARN, "SQLC-DOT-006"},
    {"5.00.9078.1000", "461808", VERDICT_PASS, NULL},
    {"5.00.9106.1000", "394802", VERDICT_WARN, "SQLC-DOT-007"}, /* 2303: required or recommended */
    {"5.00.9128.1000", "461814", VERDICT_WARN, "SQLC-DOT-007"},
    {"5.00.9128.1000", "394271", VERDICT_WARN, "SQLC-DOT-006"},
    {"5.00.9128.1000", "379893", VERDICT_FAIL, "SQLC-DOT-003"},
    {"5.00.9128.1000", "528040", VERDICT_PASS, NULL},
    {"5.00.9999.1000", "379893", VERDICT_UNKNOWN, "SQLC-DOT-004"}, /* no document of that build */
    {"5.00.9999.1000", "461808", VERDICT_WARN, "SQLC-DOT-007"},
    {"5.00.9999.1000", "528049", VERDICT_WARN, NULL}, /* the unknown build warns */
    {NULL, "379893", VERDICT_UNKNOWN, "SQLC-DOT-004"},
    {"5.00.9078.1000", "4", VERDICT_UNKNOWN, "SQLC-DOT-002"},
    {"5.00.9078.1000", "99999999", VERDICT_PASS, NULL},
};

Test(dotnet, each_release_is_judged_by_the_tables)
{
    add_reporting_point();
    set(RP, RELEASE, "0");
    set_values(RP);
    for (size_t i = 0; i < sizeof releases / sizeof releases[0]; i++) {
        const char *build = releases[i].configmgr;
        const char *what = text("%s at %s", releases[i].release, build == NULL ? "?" : build);
        facts->sites[0].version = build == NULL ? NULL : text("%s", build);
        value_of(RP, RELEASE)->value = text("%s", releases[i].release);
        const struct path *path = rp();
        cr_expect_eq(path->verdict, releases[i].verdict, "%s: %s", what,
                     verdict_names[path->verdict]);
        bool has_one = false;
        for (size_t at = 0; at < path->finding_count; at++)
            has_one = has_one || strncmp(path->findings[at].id, "SQLC-DOT", 8) == 0;
        cr_expect_eq(has_one, releases[i].id != NULL, "%s", what);
        if (releases[i].id != NULL)
            cr_expect_not_null(path_finding(path, releases[i].id), "%s: no %s", what,
                               releases[i].id);
    }
}

Test(dotnet, the_fix_names_what_to_install_where_and_both_documents)
{
    add_reporting_point();
    facts->sites[0].version = text("5.00.9128.1000");
    set(RP, RELEASE, "379893");
    const struct finding *found = path_finding(rp(), "SQLC-DOT-003");
    cr_assert_not_null(found);
    cr_expect_str_eq(found->fix, "install .NET Framework 4.8 or later on " RP " (at least 4.6.2)");
    cr_expect_not_null(strstr(found->sentence, "KB 3099842"), "%s", found->sentence);
    cr_expect_not_null(
        strstr(found->facts[0], "379893, which is .NET Framework 4.5.2, read 3 days"), "%s",
        found->facts[0]);
    value_of(RP, RELEASE)->value = text("461808");
    found = path_finding(rp(), "SQLC-DOT-007");
    cr_assert_not_null(found);
    cr_expect_str_eq(found->source, "CM-SITEPREREQ; CM-PREREQ");
}

/* ---- several sources, and their age ---------------------------------------------------------- */

Test(dotnet, of_two_sources_the_worse_one_stands)
{
    add_reporting_point();
    set(RP, RELEASE, "528040");
    set_values(RP);
    set(RP, RELEASE, "379893");
    cr_expect_str_eq(rp()->driver, ".NET 4.5.2");
    cr_expect_eq(rp()->verdict, VERDICT_FAIL);
    value_of(RP, RELEASE)->value = text("379893");
    set(RP, "dotnet.v4.strongcrypto", "0");
    cr_expect_not_null(path_finding(rp(), "SQLC-DOT-008"));
}

Test(dotnet, a_source_a_month_older_loses)
{
    add_reporting_point();
    set_at(RP, RELEASE, "379893", 40);
    set_at(RP, "dotnet.v4.strongcrypto", "0", 40);
    set(RP, RELEASE, "528040");
    set_values(RP);
    cr_assert_eq(rp()->verdict, VERDICT_PASS);
}

Test(dotnet, evidence_of_the_future_makes_nothing_older)
{
    add_reporting_point();
    set(RP, RELEASE, "379893");
    set_values(RP);
    set_at(RP, RELEASE, "528040", -400);
    cr_assert_eq(rp()->verdict, VERDICT_FAIL);
}

Test(dotnet, old_evidence_warns)
{
    add_reporting_point();
    set_at(RP, RELEASE, "528040", 31);
    set_values(RP);
    const struct path *path = rp();
    cr_assert_eq(path->verdict, VERDICT_WARN);
    cr_assert_not_null(path_finding(path, "SQLC-DOT-011"));
}

Test(dotnet, evidence_that_nobody_dated_is_not_young)
{
    static const int64_t seen[] = {0, NOW_S + 400 * A_DAY_S};
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
        facts = good_site(scratch);
        add_reporting_point();
        set(RP, RELEASE, "528040");
        set_values(RP);
        cr_assert_eq(rp()->verdict, VERDICT_PASS);
        value_of(RP, "dotnet.v4.strongcrypto")->source.seen_unix_s = seen[i];
        const struct finding *finding = path_finding(rp(), "SQLC-DOT-011");
        cr_assert_not_null(finding, "row %zu", i);
        cr_expect_not_null(strstr(finding->sentence, "read on an unknown day"), "%s",
                           finding->sentence);
    }
}

/* A file of .NET says its line, and not which release of that line. */
Test(dotnet, numbers_of_files_count_as_the_lowest_of_their_line)
{
    static const struct {
        const char *number, *driver;
    } numbers[] = {{"4.8.04084", ".NET 4.8"}, {"4.7.03062", ".NET 4.7"},
                   {"4.6.01590", ".NET 4.6"}, {"4.7.2", ".NET 4.7.2"},
                   {"4.8", ".NET 4.8"},       {"3.5", ".NET, version not known"}};
    add_reporting_point();
    set_values(RP);
    set(RP, "dotnet.v4.version", "");
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        value_of(RP, "dotnet.v4.version")->value = text("%s", numbers[i].number);
        cr_expect_str_eq(rp()->driver, numbers[i].driver, "%s", numbers[i].number);
    }
}

Test(dotnet, an_inventory_may_name_the_release_a_file_of_net_may_not)
{
    add_reporting_point();
    set_values(RP);
    struct program *program = add_program(host_of(RP), ".NET Framework", "4.8", 0);
    program->source.kind = SOURCE_CSV;
    cr_expect_eq(rp()->verdict, VERDICT_PASS);
    program->name = text("System.Data.dll");
    program->source.kind = SOURCE_FILE;
    cr_expect_eq(rp()->verdict, VERDICT_UNKNOWN);
}

/* ---- other roles ----------------------------------------------------------------------------- */

Test(dotnet, a_data_warehouse_point_is_managed_by_either_name)
{
    static const char *const roles[] = {"Data Warehouse Service Point",
                                        "Data Warehouse Service Point Role"};
    add_host("dw01.contoso.com", "10.0.17763");
    for (size_t i = 0; i < 2; i++) {
        struct role *role = add_role("P01", roles[i], "dw01.contoso.com");
        cr_expect_eq(
            path_of(verdicts(), "data warehouse service point", "dw01.contoso.com")->verdict,
            VERDICT_UNKNOWN);
        role->role = text("SMS Distribution Point");
    }
}

Test(dotnet, a_mixed_role_has_two_paths)
{
    add_role("P01", "SMS Dmp Connector", "cm01.contoso.com");
    struct judgement *out = verdicts();
    cr_expect_eq(out->path_count, 5);
    cr_expect_eq(path_of(out, "service connection point", "cm01.contoso.com")->verdict,
                 VERDICT_PASS);
    cr_expect_eq(path_of(out, "service connection point (.NET)", "cm01.contoso.com")->verdict,
                 VERDICT_UNKNOWN);
    set("cm01.contoso.com", RELEASE, "528040");
    set_values("cm01.contoso.com");
    cr_expect_eq(
        path_of(verdicts(), "service connection point (.NET)", "cm01.contoso.com")->verdict,
        VERDICT_PASS);
}

Test(dotnet, native_roles_are_warned_where_the_evidence_is_bad_and_not_where_there_is_none)
{
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_PASS);
    set("mp01.contoso.com", RELEASE, "528040");
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS, "values that were not seen cost nothing here");
    set("mp01.contoso.com", "dotnet.v4.strongcrypto", "0");
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    cr_expect_eq(path->verdict, VERDICT_WARN);
    cr_expect_not_null(path_finding(path, "SQLC-DOT-012"));
    value_of("mp01.contoso.com", "dotnet.v4.strongcrypto")->value = text("1");
    value_of("mp01.contoso.com", RELEASE)->value = text("394271");
    cr_expect_eq(path_of(verdicts(), "management point", "mp01.contoso.com")->verdict,
                 VERDICT_WARN);
    cr_expect_eq(path_of(verdicts(), "SMS_Executive", "CM01.contoso.com")->verdict, VERDICT_PASS);
}

Test(dotnet, an_old_windows_says_what_old_programs_need)
{
    add_reporting_point();
    set(RP, RELEASE, "528040");
    set_values(RP);
    cr_expect_null(path_finding(rp(), "SQLC-DOT-010"));
    host_of(RP)->windows_version = text("6.3.9600");
    const struct finding *found = path_finding(rp(), "SQLC-DOT-010");
    cr_assert_not_null(found);
    cr_expect_not_null(strstr(found->sentence, "KB 3154520"), "%s", found->sentence);
    cr_expect_eq(rp()->verdict, VERDICT_PASS);
}
