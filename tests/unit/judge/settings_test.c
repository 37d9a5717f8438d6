/* Consoles, and whether every setting that decides is judged. */
#include "tests/unit/judge/dotnet_host.h"

#include <string.h>

#include "judge/dotnet.h"

TestSuite(settings, .init = setup, .fini = teardown);

/* ---- consoles -------------------------------------------------------------------------------- */

Test(settings, consoles_are_said_to_be_in_no_list)
{
    struct judgement *out = verdicts();
    cr_assert_not_null(strstr(run_finding(out, "SQLC-DOT-013")->sentence, "none was judged"));
}

Test(settings, a_console_that_evidence_shows_is_judged_on_its_net_alone)
{
    add_host("admin01.contoso.com", "10.0.22631");
    set("admin01.contoso.com", "console.program", "Microsoft Configuration Manager Console");
    const struct path *path = path_of(verdicts(), "console", "admin01.contoso.com");
    cr_expect_eq(path->verdict, VERDICT_UNKNOWN);
    cr_expect_not_null(path_finding(path, "SQLC-DOT-001"));
    cr_expect_not_null(strstr(run_finding(verdicts(), "SQLC-DOT-013")->sentence, "only those"));
    set("admin01.contoso.com", RELEASE, "528372");
    set_values("admin01.contoso.com");
    cr_expect_eq(path_of(verdicts(), "console", "admin01.contoso.com")->verdict, VERDICT_PASS);
    value_of("admin01.contoso.com", "dotnet.v2.systemdefault.32")->value = text("0");
    cr_expect_eq(path_of(verdicts(), "console", "admin01.contoso.com")->verdict, VERDICT_FAIL);
}

Test(settings, a_console_may_be_shown_by_its_folder_or_by_an_inventory)
{
    struct host *host = add_host("admin01.contoso.com", "10.0.22631");
    struct program *program =
        add_program(host, "Microsoft Endpoint Configuration Manager Console", "5.2203", 0);
    cr_expect_not_null(host_console(host));
    program->name = text("Configuration Manager Client");
    cr_expect_null(host_console(host));
    set("admin01.contoso.com", "console.folder", "");
    cr_expect_null(host_console(host), "an empty value is no folder");
    set("admin01.contoso.com", "console.folder", "C:\\Console\\");
    cr_expect_not_null(host_console(host));
}

/* ---- every value of the table ---------------------------------------------------------------- */

/* Shown by `sqlcheck drivers`; they do not decide about TLS 1.2 to SQL Server, or another part of
 * the evidence says the same: drivers/README.md tells why for each. */
static const char *const shown[] = {"schannel.ssl2.",  "schannel.ssl3.",  "schannel.tls10.",
                                    "schannel.tls11.", "schannel.tls13.", "winhttp.",
                                    "ciphers.",        "windows.",        "console."};

static bool is_shown(const char *key)
{
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
        if (strncmp(key, shown[i], strlen(shown[i])) == 0)
            return true;
    return false;
}

/* A host that is database server and reporting point: one bad value spoils it, or is listed. */
Test(settings, each_setting_of_the_table_decides_or_is_listed_as_shown)
{
    static const char *const bad[] = {"0", "1", "absent", "379893"};
    size_t judged = 0;
    for (size_t i = 0; i < tables->setting_count; i++) {
        const char *key = tables->settings[i].key;
        bool decides = false;
        for (size_t j = 0; j < sizeof bad / sizeof bad[0]; j++) {
            facts = good_site(scratch);
            add_role("P01", "SMS SRS Reporting Point", RP);
            add_role("P01", "SMS SQL Server", RP);
            add_host(RP, "6.1.7601"); /* TLS 1.2 is on because it was set */
            set(RP, RELEASE, "528040");
            set_values(RP);
            set(RP, "schannel.tls12.client.enabled", "1");
            set(RP, "schannel.tls12.client.disabledbydefault", "0");
            cr_assert_eq(verdicts()->verdict, VERDICT_PASS);
            set(RP, key, bad[j]);
            decides = decides || verdicts()->verdict != VERDICT_PASS;
        }
        judged += decides;
        /* the key itself decides where it has no values */
        if (strcmp(key, "schannel.tls12.client") != 0)
            cr_expect_neq(decides, is_shown(key), "%s", key);
    }
    cr_assert_eq(judged, 2 + 2 + 1 + DOTNET_VALUE_COUNT + 2, "%zu", judged);
}

Test(settings, a_database_server_that_will_restart_without_tls12_warns)
{
    add_host("sql01.contoso.com", "10.0.17763");
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS);
    set("sql01.contoso.com", "schannel.tls12.server.enabled", "0");
    struct judgement *out = verdicts();
    cr_expect_eq(out->verdict, VERDICT_WARN);
    const struct finding *found = run_finding(out, "SQLC-WIN-012");
    cr_assert_not_null(found);
    cr_expect_eq(found->fact_count, 1);
    cr_expect_eq(path_of(out, "SMS_Executive", "CM01.contoso.com")->verdict, VERDICT_PASS);
}
