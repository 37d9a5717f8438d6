/* What hosts record themselves, beside the inventory: registry, files, settings of Windows. */
#include "tests/unit/judge/good_site.h"

#include <string.h>

#include "base/mem.h"
#include "judge/host_drivers.h"

TestSuite(evidence, .init = setup, .fini = teardown);

#define SNAC11     "Microsoft SQL Server 2012 Native Client "
#define ENABLED    "schannel.tls12.client.enabled"
#define BY_DEFAULT "schannel.tls12.client.disabledbydefault"
#define KEY        "schannel.tls12.client"
#define MP         "mp01.contoso.com"

static const struct path *mp(void)
{
    return path_of(verdicts(), "management point", MP);
}

static struct source seen(enum source_kind kind, const char *where, int days)
{
    return (struct source){
        .kind = kind, .where = text("%s", where), .seen_unix_s = NOW_S - days * A_DAY_S};
}

static struct program *add_seen(enum source_kind kind, const char *name, const char *version,
                                int days)
{
    struct program *program = add_program(host_of(MP), name, version, 64);
    program->source = seen(kind, "there", days);
    return program;
}

static void set(const char *key, const char *value, int days)
{
    struct host *host = host_of(MP);
    struct setting *setting =
        mem_append(facts, &host->settings, &host->setting_count, sizeof *setting);
    *setting = (struct setting){.key = text("%s", key),
                                .value = text("%s", value),
                                .source = seen(SOURCE_REGISTRY, "HKLM\\SYSTEM", days)};
}

static void not_inventoried(void)
{
    struct host *host = host_of(MP);
    host->programs_state = READ_NO_ROWS;
    host->programs_source = (struct source){0};
    host->program_count = 0;
}

static void add_list(int days)
{
    struct host *host = host_of(MP);
    struct source *list = mem_append(facts, &host->lists, &host->list_count, sizeof *list);
    *list = seen(SOURCE_REGISTRY, "Uninstall", days);
}

/* ---- drivers --------------------------------------------------------------------------------- */

Test(evidence, a_driver_that_no_whole_list_misses_is_unknown_and_not_missing)
{
    not_inventoried();
    add_seen(SOURCE_REGISTRY, "Microsoft ODBC Driver 17 for SQL Server", "17.10.6.1", 1);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-007"));
    cr_assert_null(path_finding(path, "SQLC-DRV-002"));
}

Test(evidence, only_the_other_bitness_in_no_whole_list_is_unknown)
{
    not_inventoried();
    add_seen(SOURCE_REGISTRY, SNAC11, "11.4.7001.0", 1)->bits = 32;
    cr_assert_eq(mp()->verdict, VERDICT_UNKNOWN);
}

Test(evidence, a_whole_list_without_the_driver_stands_against_the_inventory_and_both_are_named)
{
    add_list(1);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-002"));
    const struct finding *differ = path_finding(path, "SQLC-DRV-012");
    cr_assert_not_null(differ);
    cr_assert_eq(differ->fact_count, 2);
    cr_assert_not_null(strstr(differ->facts[0], "Uninstall: 0 SQL Server client programs"));
    cr_assert_not_null(strstr(differ->facts[1], "11.4.7001"));
}

Test(evidence, a_whole_list_that_is_a_month_older_loses)
{
    add_list(34);
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
}

Test(evidence, of_two_registries_the_one_a_month_older_tells_nothing)
{
    not_inventoried();
    add_list(1);
    add_seen(SOURCE_REGISTRY, SNAC11, "11.4.7001.0", 40);
    cr_assert_not_null(path_finding(mp(), "SQLC-DRV-002"), "uninstalled since");
    add_seen(SOURCE_REGISTRY, SNAC11, "11.3.6020.0", 1);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-001"));
}

Test(evidence, what_a_newer_whole_list_of_its_kind_lacks_is_gone)
{
    not_inventoried();
    add_list(1);
    add_seen(SOURCE_REGISTRY, SNAC11, "11.4.7001.0", 20);
    cr_assert_not_null(path_finding(mp(), "SQLC-DRV-002"));
    host_of(MP)->lists[0].seen_unix_s = NOW_S - 20 * A_DAY_S;
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
}

Test(evidence, a_day_to_come_makes_nothing_newer)
{
    host_of(MP)->program_count = 0;
    add_seen(SOURCE_CSV, SNAC11, "11.4.7001.0", -400);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-002"), "the inventory lacks it");
}

Test(evidence, evidence_of_a_day_to_come_is_undated)
{
    not_inventoried();
    add_seen(SOURCE_REGISTRY, SNAC11, "11.4.7001.0", -2);
    cr_assert_not_null(path_finding(mp(), "SQLC-DRV-015"));
}

Test(evidence, the_inventory_that_misses_it_stands_against_a_registry_that_has_it)
{
    host_of(MP)->program_count = 0;
    add_seen(SOURCE_REGISTRY, SNAC11, "11.4.7001.0", 1);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-012"));
}

Test(evidence, an_entry_without_a_version_says_nothing_against_one_with_it)
{
    add_seen(SOURCE_REGISTRY, "SQL Server Native Client 11.0", NULL, 1);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_null(path_finding(path, "SQLC-DRV-012"));
}

Test(evidence, an_entry_without_a_version_alone_is_unknown)
{
    not_inventoried();
    add_seen(SOURCE_REGISTRY, "SQL Server Native Client 11.0", NULL, 1);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-008"));
}

static const struct {
    enum source_kind kind;
    const char *name, *version;
    enum verdict verdict;
} named[] = {
    {SOURCE_REGISTRY, "SQL Server Native Client RDA 11.0", "11.0.5069.55", VERDICT_UNKNOWN},
    {SOURCE_FILE, "sqlncli11.dll", "11.0.6020.0", VERDICT_FAIL},
    {SOURCE_FILE, "sqlncli11.dll", "11.0.6540.0", VERDICT_WARN},
    {SOURCE_FILE, "SQLNCLI11.DLL", "11.0.7001.0", VERDICT_PASS},
    {SOURCE_FILE, "sqlncli11.dll", "2011.110.7001.0", VERDICT_PASS},
    {SOURCE_REGISTRY, "SQLNCLI11", "11.0.7001.0", VERDICT_PASS},
    {SOURCE_REGISTRY, "HKLM\\SOFTWARE\\Microsoft\\SQLNCLI11\\InstalledVersion", "11.4.7001.0",
     VERDICT_PASS},
};

Test(evidence, a_driver_is_known_by_any_of_its_names)
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        facts = good_site(scratch);
        not_inventoried();
        add_seen(named[i].kind, named[i].name, named[i].version, 1);
        cr_expect_eq(mp()->verdict, named[i].verdict, "%s %s: %s", named[i].name, named[i].version,
                     verdict_names[mp()->verdict]);
    }
}

/* ---- TLS 1.2 of Windows ---------------------------------------------------------------------- */

static const struct {
    const char *windows, *enabled, *by_default, *key;
    enum verdict verdict;
    const char *finding;
    size_t assumed;
} switched[] = {
    {"10.0.14393", "0", NULL, NULL, VERDICT_FAIL, "SQLC-WIN-006", 0},
    {"10.0.14393", NULL, "1", NULL, VERDICT_FAIL, "SQLC-WIN-006", 0},
    {"10.0.14393", "1", "1", NULL, VERDICT_FAIL, "SQLC-WIN-006", 0},
    {"10.0.14393", "0", "0", "present", VERDICT_FAIL, "SQLC-WIN-006", 0},
    {NULL, "0", "1", NULL, VERDICT_FAIL, "SQLC-WIN-006", 0},
    {NULL, "1", "0", NULL, VERDICT_UNKNOWN, "SQLC-WIN-003", 0},
    {"5.2.3790", "1", "0", NULL, VERDICT_FAIL, "SQLC-WIN-002", 0},
    {"6.1.7601", NULL, NULL, "absent", VERDICT_FAIL, "SQLC-WIN-001", 1},
    {"6.1.7601", "1", NULL, NULL, VERDICT_WARN, "SQLC-WIN-007", 0},
    {"6.1.7601", "1", "0", NULL, VERDICT_PASS, NULL, 0},
    {"10.0.14393", NULL, "0", NULL, VERDICT_WARN, "SQLC-WIN-007", 0},
    {"10.0.14393", "1", NULL, NULL, VERDICT_WARN, "SQLC-WIN-007", 0},
    {"10.0.14393", "1", "0", "present", VERDICT_PASS, NULL, 0},
    {"10.0.14393", "4294967295", "0", NULL, VERDICT_PASS, NULL, 0},
    {"10.0.14393", NULL, NULL, "absent", VERDICT_PASS, NULL, 1},
    {"10.0.14393", NULL, NULL, "present", VERDICT_PASS, NULL, 1},
};

Test(evidence, what_the_registry_says_of_tls12)
{
    for (size_t i = 0; i < sizeof switched / sizeof switched[0]; i++) {
        facts = good_site(scratch);
        host_of(MP)->windows_version =
            switched[i].windows == NULL ? NULL : text("%s", switched[i].windows);
        if (switched[i].enabled != NULL)
            set(ENABLED, switched[i].enabled, 1);
        if (switched[i].by_default != NULL)
            set(BY_DEFAULT, switched[i].by_default, 1);
        if (switched[i].key != NULL)
            set(KEY, switched[i].key, 1);
        const struct path *path = mp();
        cr_expect_eq(path->verdict, switched[i].verdict, "row %zu: %s", i,
                     verdict_names[path->verdict]);
        cr_expect_eq(path->assumed_count, switched[i].assumed, "row %zu: %zu assumed", i,
                     path->assumed_count);
        if (switched[i].finding != NULL)
            cr_expect_not_null(path_finding(path, switched[i].finding), "row %zu", i);
    }
}

Test(evidence, a_default_that_the_registry_leaves_alone_is_said_to_be_read)
{
    set(KEY, "absent", 1);
    cr_assert_not_null(strstr(mp()->assumed[0], "its registry was read and leaves it so"));
}

Test(evidence, of_two_registries_the_worse_stands_and_a_month_older_one_loses)
{
    set(ENABLED, "1", 1);
    set(BY_DEFAULT, "0", 1);
    set(ENABLED, "0", 20);
    cr_assert_eq(mp()->verdict, VERDICT_FAIL);
    host_of(MP)->settings[2].source.seen_unix_s = NOW_S - 40 * A_DAY_S;
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
}

Test(evidence, values_a_month_older_than_the_absent_key_tell_nothing)
{
    host_of(MP)->windows_version = text("6.1.7601");
    set(ENABLED, "1", 40);
    set(BY_DEFAULT, "0", 40);
    set(KEY, "absent", 1);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-WIN-001"));
}

Test(evidence, a_value_without_a_date_is_not_known_to_be_old)
{
    set(ENABLED, "1", 1);
    set(BY_DEFAULT, "0", 1);
    set(ENABLED, "0", 1);
    host_of(MP)->settings[2].source.seen_unix_s = 0;
    cr_assert_eq(mp()->verdict, VERDICT_FAIL);
}

Test(evidence, a_registry_that_was_read_long_ago_warns)
{
    set(ENABLED, "1", 31);
    set(BY_DEFAULT, "0", 31);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_WARN);
    cr_assert_not_null(path_finding(path, "SQLC-WIN-009"));
}

Test(evidence, the_fips_policy_warns_and_its_subkey_is_read_first)
{
    set("fips.enabled.legacy", "1", 1);
    cr_assert_not_null(path_finding(mp(), "SQLC-WIN-008"));
    set("fips.enabled", "0", 1);
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
}

/* ---- the run --------------------------------------------------------------------------------- */

Test(evidence, hosts_without_a_role_are_counted)
{
    cr_assert_null(run_finding(verdicts(), "SQLC-SIT-015"));
    add_host("dc01.contoso.com", NULL);
    add_host("dc02.contoso.com", NULL);
    const struct finding *finding = run_finding(verdicts(), "SQLC-SIT-015");
    cr_assert_not_null(finding);
    cr_assert_not_null(strstr(finding->sentence, "2 hosts"), "%s", finding->sentence);
    cr_assert_eq(finding->severity, SEVERITY_INFO);
}

Test(evidence, what_could_not_be_read_is_never_a_silent_pass)
{
    add_gap("evidence that could not be opened", "mp01.reg", "", true);
    cr_assert_eq(verdicts()->verdict, VERDICT_UNKNOWN);
}

/* ---- hosts alone (sqlcheck drivers) ---------------------------------------------------------- */

static struct host_drivers drivers_of_mp(void)
{
    return host_drivers(scratch, tables, host_of(MP), 0);
}

Test(evidence, a_host_of_which_nothing_is_known_is_no_pass)
{
    not_inventoried();
    struct host *host = host_of(MP);
    host->windows_version = NULL;
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_UNKNOWN, "a name only");
    add_seen(SOURCE_CSV, "Microsoft SQL Server 2012 Native Client (KB1)", "11.3.6020.0", 1);
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_UNKNOWN, "a driver that no table knows");
    host->windows_version = text("10.0.14393");
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_UNKNOWN, "a good Windows tells of no driver");
    host->programs_state = READ_DONE;
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_PASS, "a whole list, and no driver on it");
    add_seen(SOURCE_CSV, SNAC11, "11.4.7001.0", 1);
    host->windows_version = text("5.0.2195");
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_UNKNOWN, "a Windows that no table knows");
    host->windows_version = NULL;
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_UNKNOWN, "a good driver, and no Windows");
    set(ENABLED, "1", 1);
    set(BY_DEFAULT, "0", 1);
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_PASS, "its registry says it");
    host->setting_count = 0;
    host->programs_source.kind = SOURCE_FILE;
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_PASS, "this machine, which is no Windows");
    facts->host_count = 0;
    cr_expect_eq(host_drivers_verdict(tables, facts), VERDICT_UNKNOWN, "no host at all");
}

Test(evidence, the_worse_of_two_sources_stands_and_old_ones_are_left_out)
{
    not_inventoried();
    add_seen(SOURCE_FILE, "sqlncli11.dll", "11.0.7001.0", 1);
    struct program *bad = add_seen(SOURCE_REGISTRY, SNAC11, "11.1.3000.0", 5);
    struct host_drivers found = drivers_of_mp();
    cr_assert_eq(found.driver_count, 1);
    cr_assert_eq(found.drivers[0].stands->answer, KB_NO);
    cr_assert(found.drivers[0].differ);
    cr_assert_eq(found.verdict, VERDICT_FAIL);
    bad->source.seen_unix_s = NOW_S - 40 * A_DAY_S;
    found = drivers_of_mp();
    cr_assert_eq(found.drivers[0].stands->answer, KB_YES);
    cr_assert_not(found.drivers[0].differ);
    cr_assert(found.drivers[0].entries[1].left_out);
}

Test(evidence, a_driver_of_windows_goes_by_build_and_revision_and_does_not_count)
{
    not_inventoried();
    add_seen(SOURCE_FILE, "sqlsrv32.dll", "10.0.17763.1", 1);
    cr_expect_eq(drivers_of_mp().verdict, VERDICT_UNKNOWN, "nor does it tell of other drivers");
    host_of(MP)->programs_state = READ_DONE;
    static const struct {
        const char *windows;
        enum kb_answer answer;
        enum verdict verdict; /* of Windows alone */
    } rows[] = {
        {NULL, KB_UNLISTED, VERDICT_UNKNOWN},     {"10.0.17763", KB_UNLISTED, VERDICT_PASS},
        {"10.0.17763.1553", KB_NO, VERDICT_PASS}, {"10.0.17763.1554", KB_DISPUTED, VERDICT_PASS},
        {"10.0.14393", KB_NO, VERDICT_PASS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        host_of(MP)->windows_version = rows[i].windows == NULL ? NULL : text("%s", rows[i].windows);
        struct host_drivers found = drivers_of_mp();
        cr_expect_eq(found.drivers[0].stands->answer, rows[i].answer, "%s: %s", rows[i].windows,
                     kb_answer_names[found.drivers[0].stands->answer]);
        cr_expect_eq(found.verdict, rows[i].verdict);
    }
}

Test(evidence, what_a_release_asks_for_is_met_or_not)
{
    not_inventoried();
    struct program *program = add_seen(SOURCE_FILE, "msodbcsql18.dll", "18.3.2.1", 1);
    size_t met = 0, asked = 0;
    for (int bits = 64; bits >= 32; bits -= 32) {
        program->bits = bits;
        struct host_drivers found = drivers_of_mp();
        for (size_t i = 0; i < tables->requirement_count; i++) {
            const struct requirement_row *rule = &tables->requirements[i];
            asked += rule->family == found.drivers[0].family;
            met += host_driver_satisfies(&found.drivers[0], rule);
        }
    }
    cr_assert_eq(asked, 6);
    cr_assert_eq(met, 1, "%zu", met); /* 18.1.0 of 2309; not 18.4.1.1, and never in 32 bits */
}
