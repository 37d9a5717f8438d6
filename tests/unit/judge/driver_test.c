/* The client driver side: floors by release, missing and doubtful evidence. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"

#include <string.h>

TestSuite(driver, .init = setup, .fini = teardown);

static const char snac11[] = "Microsoft SQL Server 2012 Native Client ";
static const char odbc18[] = "Microsoft ODBC Driver 18 for SQL Server";

/* clang-format off */
/* One management point host with exactly these programs, in a site of that build. */
static const struct row {
    const char *why;
    const char *build; /* of the site: 5.00.<build>.1000 */
    const char *name[2], *version[2];
    int bits;
    enum verdict verdict;
    const char *finding; /* NULL = none */
    const char *driver;
} rows[] = {
    {"SP1, the old one", "9078", {snac11}, {"11.1.3000.0"}, 64, VERDICT_FAIL, "SQLC-DRV-001",
     "Native Client 11.1.3000"},
    {"nothing of ours", "9078", {"Notepad++"}, {"8.0"}, 64, VERDICT_FAIL, "SQLC-DRV-002",
     "no Native Client 11"},
    {"another product of a similar name", "9078", {"SQL Server Native Client RDA 11.0"},
     {"11.0.5069.55"}, 64, VERDICT_FAIL, "SQLC-DRV-002", "no Native Client 11"},
    {"the wrong family", "9078", {odbc18}, {"18.4.1.1"}, 64, VERDICT_FAIL, "SQLC-DRV-002",
     "no Native Client 11"},
    {"Native Client 10 does not stand in for 11", "9078",
     {"Microsoft SQL Server 2008 R2 Native Client"}, {"10.53.6560.0"}, 64, VERDICT_FAIL,
     "SQLC-DRV-002", "no Native Client 11"},
    {"32-bit only", "9078", {snac11}, {"11.4.7001.0"}, 32, VERDICT_FAIL, "SQLC-DRV-003",
     "Native Client 11, 32-bit only"},
    {"one below the floor", "9078", {snac11}, {"11.3.6517.0"}, 64, VERDICT_FAIL, "SQLC-DRV-001",
     "Native Client 11.3.6517"},
    {"no version", "9078", {snac11}, {NULL}, 64, VERDICT_UNKNOWN, "SQLC-DRV-008",
     "Native Client 11, version not known"},
    {"a number of no scheme", "9078", {snac11}, {"12.7.1.0"}, 64, VERDICT_UNKNOWN, "SQLC-DRV-008",
     "Native Client 12.7.1"},
    {"no version beside a good one", "9078", {snac11, snac11}, {NULL, "11.4.7001.0"}, 64,
     VERDICT_PASS, "SQLC-DRV-014", "Native Client 11.4.7001"},
    {"disputed", "9078", {snac11}, {"11.0.5352.0"}, 64, VERDICT_WARN, "SQLC-DRV-005",
     "Native Client 11.0.5352"},
    {"disputed", "9078", {snac11}, {"11.2.5644.0"}, 64, VERDICT_WARN, "SQLC-DRV-005",
     "Native Client 11.2.5644"},
    {"disputed", "9078", {snac11}, {"11.3.6216.27"}, 64, VERDICT_WARN, "SQLC-DRV-005",
     "Native Client 11.3.6216.27"},
    {"disputed", "9078", {snac11}, {"11.3.6518.0"}, 64, VERDICT_WARN, "SQLC-DRV-005",
     "Native Client 11.3.6518"},
    {"disputed", "9078", {snac11}, {"11.3.6523.0"}, 64, VERDICT_WARN, "SQLC-DRV-005",
     "Native Client 11.3.6523"},
    {"disputed", "9078", {snac11}, {"11.3.6537.0"}, 64, VERDICT_WARN, "SQLC-DRV-005",
     "Native Client 11.3.6537"},
    {"TLS 1.2 without ConfigMgr's floor", "9078", {snac11}, {"11.3.6538.0"}, 64, VERDICT_WARN,
     "SQLC-DRV-004", "Native Client 11.3.6538"},
    {"TLS 1.2 without ConfigMgr's floor", "9078", {snac11}, {"11.3.7000.9"}, 64, VERDICT_WARN,
     "SQLC-DRV-004", "Native Client 11.3.7000.9"},
    {"the floor, as the DLL says it", "9078", {snac11}, {"11.0.7001.0"}, 64, VERDICT_PASS, NULL,
     "Native Client 11.0.7001"},
    {"the floor, as the installer says it", "9078", {snac11}, {"11.4.7001.0"}, 64, VERDICT_PASS,
     NULL, "Native Client 11.4.7001"},
    {"above", "9078", {snac11}, {"11.4.7512.11"}, 64, VERDICT_PASS, NULL,
     "Native Client 11.4.7512.11"},
    {"bitness not seen", "9078", {snac11}, {"11.4.7001.0"}, 0, VERDICT_WARN, "SQLC-DRV-013",
     "Native Client 11.4.7001"},
    {"two entries, one DLL", "9078", {snac11, snac11}, {"11.1.3000.0", "11.4.7001.0"}, 64,
     VERDICT_PASS, "SQLC-DRV-014", "Native Client 11.4.7001"},
    {"1806 asks for TLS 1.2 only", "8692", {snac11}, {"11.3.6538.0"}, 64, VERDICT_PASS, NULL,
     "Native Client 11.3.6538"},
    {"1806, disputed", "8692", {snac11}, {"11.3.6537.0"}, 64, VERDICT_WARN, "SQLC-DRV-005",
     "Native Client 11.3.6537"},
    {"1806, old", "8692", {snac11}, {"11.3.6020.0"}, 64, VERDICT_FAIL, "SQLC-DRV-001",
     "Native Client 11.3.6020"},
    {"1810 asks for SP4", "8740", {snac11}, {"11.3.6538.0"}, 64, VERDICT_WARN, "SQLC-DRV-004",
     "Native Client 11.3.6538"},
    {"2303 is still a Native Client release", "9106", {snac11}, {"11.4.7001.0"}, 64, VERDICT_PASS,
     NULL, "Native Client 11.4.7001"},
    {"2309 without ODBC 18", "9122", {snac11}, {"11.4.7001.0"}, 64, VERDICT_FAIL, "SQLC-DRV-002",
     "no ODBC Driver 18"},
    {"2309, ODBC 17 is another driver", "9122",
     {"Microsoft ODBC Driver 17 for SQL Server", snac11}, {"17.10.1.1", "11.4.7001.0"}, 64,
     VERDICT_FAIL, "SQLC-DRV-002", "no ODBC Driver 18"},
    {"2309 with both", "9122", {odbc18, snac11}, {"18.1.0.0", "11.4.7001.0"}, 64, VERDICT_PASS,
     NULL, "ODBC Driver 18.1.0"},
    {"2409, ODBC 18.0", "9132", {odbc18, snac11}, {"18.0.1.1", "11.4.7001.0"}, 64, VERDICT_WARN,
     "SQLC-DRV-004", "ODBC Driver 18.0.1.1"},
    {"2409 without the Native Client beside it", "9132", {odbc18}, {"18.4.1.1"}, 64, VERDICT_WARN,
     "SQLC-DRV-009", "ODBC Driver 18.4.1.1"},
    {"2409 with an old Native Client beside it", "9132", {odbc18, snac11},
     {"18.4.1.1", "11.1.3000.0"}, 64, VERDICT_WARN, "SQLC-DRV-009", "ODBC Driver 18.4.1.1"},
    {"2409 with an unreadable Native Client", "9132", {odbc18, snac11}, {"18.4.1.1", NULL}, 64,
     VERDICT_WARN, "SQLC-DRV-009", "ODBC Driver 18.4.1.1"},
    {"2503 below its floor", "9135", {odbc18, snac11}, {"18.3.2.1", "11.4.7001.0"}, 64,
     VERDICT_WARN, "SQLC-DRV-004", "ODBC Driver 18.3.2.1"},
    {"2503 at its floor", "9135", {odbc18, snac11}, {"18.4.1.1", "11.4.7001.0"}, 64, VERDICT_PASS,
     NULL, "ODBC Driver 18.4.1.1"},
    {"2503 above the validated build", "9135", {odbc18, snac11}, {"18.5.2.1", "11.4.7001.0"}, 64,
     VERDICT_PASS, "SQLC-DRV-010", "ODBC Driver 18.5.2.1"},
    {"2503 with the build that trouble was reported of", "9135", {odbc18, snac11},
     {"18.6.1.1", "11.4.7001.0"}, 64, VERDICT_PASS, "SQLC-DRV-011", "ODBC Driver 18.6.1.1"},
    {"an unknown build costs a warning at most", "9999", {snac11}, {"11.4.7001.0"}, 64,
     VERDICT_WARN, "SQLC-DRV-002", "no ODBC Driver 18"},
    {"an unknown build, all good", "9999", {odbc18, snac11}, {"18.4.1.1", "11.4.7001.0"}, 64,
     VERDICT_WARN, "SQLC-SIT-009", "ODBC Driver 18.4.1.1"},
    {"older than any rule", "7958", {snac11}, {"11.4.7001.0"}, 64, VERDICT_UNKNOWN,
     "SQLC-SIT-012", "not known"},
};
/* clang-format on */

Test(driver, every_cell_of_the_driver_row)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        facts = good_site(scratch);
        facts->sites[0].version = text("5.00.%s.1000", row->build);
        struct host *host = host_of("mp01.contoso.com");
        host->program_count = 0;
        host->programs = NULL;
        for (size_t j = 0; j < 2 && row->name[j] != NULL; j++)
            add_program(host, row->name[j], row->version[j], row->bits);
        struct judgement *out = verdicts();
        const struct path *path = path_of(out, "management point", "mp01.contoso.com");
        cr_expect_eq(path->verdict, row->verdict, "row %zu, %s: %s", i, row->why,
                     verdict_names[path->verdict]);
        cr_expect_str_eq(path->driver, row->driver, "row %zu, %s", i, row->why);
        if (row->finding != NULL)
            cr_expect_not_null(path_finding(path, row->finding), "row %zu, %s", i, row->why);
        else
            cr_expect_eq(path->finding_count, 0, "row %zu, %s: %s", i, row->why,
                         path->finding_count > 0 ? path->findings[0].sentence : "");
    }
}

Test(driver, an_old_client_is_told_with_its_row_and_its_fix)
{
    struct host *host = host_of("mp01.contoso.com");
    host->programs[0].version = text("11.1.3000.0");
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    const struct finding *finding = path_finding(path, "SQLC-DRV-001");
    cr_assert_str_eq(finding->sentence,
                     "Native Client 11.1.3000 has no TLS 1.2; the first that has is 11.x.6538");
    cr_assert_eq(finding->fact_count, 1);
    cr_assert_str_eq(finding->facts[0], "v_GS_ADD_REMOVE_PROGRAMS_64: \"Microsoft SQL Server 2012 "
                                        "Native Client \" 11.1.3000.0, scanned 3 days ago");
    cr_assert_str_eq(finding->fix, "install Native Client 11.x.7001 or later on mp01.contoso.com");
    cr_assert_not(finding->shared);
}

Test(driver, a_disputed_build_is_told_as_below_the_vendor_tools_floor)
{
    host_of("mp01.contoso.com")->programs[0].version = text("11.3.6518.0");
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    const struct finding *finding = path_finding(path, "SQLC-DRV-005");
    cr_assert_not_null(strstr(finding->sentence, "dispute"));
    cr_assert_not_null(strstr(finding->sentence, "below the vendor tool's floor"));
    cr_assert_null(strstr(finding->sentence, "has no TLS 1.2"));
    cr_assert_str_eq(finding->source, "CM-PREREQ; CM-TLS-SERVER; KB 3135244; Microsoft SQLCheck");
}

/* ---- what was not read --------------------------------------------------------------------- */

static const struct path *mp(void)
{
    return path_of(verdicts(), "management point", "mp01.contoso.com");
}

Test(driver, a_host_without_program_rows_is_unknown)
{
    host_of("mp01.contoso.com")->programs_state = READ_NO_ROWS;
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_str_eq(path->driver, "not inventoried");
    cr_assert_not_null(path_finding(path, "SQLC-DRV-007"));
}

Test(driver, a_list_that_was_not_read_names_the_grant)
{
    host_of("mp01.contoso.com")->programs_state = READ_NOT_TRIED;
    add_gap("driver versions of every host", "v_GS_ADD_REMOVE_PROGRAMS_64",
            "GRANT SELECT ON v_GS_ADD_REMOVE_PROGRAMS_64 TO [x]", true);
    const struct finding *finding = path_finding(mp(), "SQLC-DRV-007");
    cr_assert_str_eq(finding->fix, "GRANT SELECT ON v_GS_ADD_REMOVE_PROGRAMS_64 TO [x]");
}

Test(driver, a_host_nobody_knows_is_unknown)
{
    host_of("mp01.contoso.com")->name = text("other.contoso.com");
    cr_assert_eq(mp()->verdict, VERDICT_UNKNOWN);
}

Test(driver, a_host_of_two_machines_is_unknown)
{
    host_of("mp01.contoso.com")->ambiguous = true;
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-017"));
}

Test(driver, two_hosts_of_one_short_name_are_nobody)
{
    host_of("mp01.contoso.com")->name = text("mp01.east.contoso.com");
    add_host("mp01.west.contoso.com", "10.0.14393");
    facts->roles[0].host = text("MP01");
    cr_assert_eq(path_of(verdicts(), "management point", "mp01")->verdict, VERDICT_UNKNOWN);
}

Test(driver, a_short_name_finds_its_full_name)
{
    facts->roles[0].host = text("MP01 ");
    cr_assert_eq(path_of(verdicts(), "management point", "mp01")->verdict, VERDICT_PASS);
}

Test(driver, a_site_without_version_leaves_the_driver_unknown)
{
    facts->sites[0].version = NULL;
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-016"));
}

/* ---- age ----------------------------------------------------------------------------------- */

static void age(struct host *host, int days)
{
    host->programs_source.seen_unix_s = NOW_S - days * A_DAY_S;
    for (size_t i = 0; i < host->program_count; i++)
        host->programs[i].source.seen_unix_s = NOW_S - days * A_DAY_S;
}

Test(driver, evidence_of_31_days_warns_and_of_30_does_not)
{
    age(host_of("mp01.contoso.com"), 30);
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
    age(host_of("mp01.contoso.com"), 31);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_WARN);
    cr_assert_str_eq(path_finding(path, "SQLC-DRV-006")->sentence,
                     "the newest program list of mp01.contoso.com is 31 days old");
}

Test(driver, undated_evidence_warns)
{
    struct host *host = host_of("mp01.contoso.com");
    host->programs_source.seen_unix_s = 0;
    host->programs[0].source.seen_unix_s = 0;
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_WARN);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-015"));
}

Test(driver, ages_are_counted_from_the_servers_clock)
{
    facts->now_unix_s = NOW_S + 100 * A_DAY_S;
    facts->endpoints[0].chain_count = 0;
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
    facts->server_now_unix_s = 0;
    cr_assert_eq(mp()->verdict, VERDICT_WARN);
}

Test(driver, an_old_list_without_the_driver_still_fails)
{
    struct host *host = host_of("mp01.contoso.com");
    host->program_count = 0;
    age(host, 90);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-006"));
}

/* ---- two sources --------------------------------------------------------------------------- */

static void add_second_source(const char *version, int days)
{
    struct host *host = host_of("mp01.contoso.com");
    struct program *program = add_program(host, snac11, version, 64);
    program->source = (struct source){
        .kind = SOURCE_CSV, .where = text("hosts.csv"), .seen_unix_s = NOW_S - days * A_DAY_S};
}

Test(driver, of_two_sources_the_worse_stands)
{
    add_second_source("11.1.3000.0", 5);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-012"));
}

Test(driver, a_source_30_days_older_loses)
{
    add_second_source("11.1.3000.0", 34);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_null(path_finding(path, "SQLC-DRV-012"));
}

Test(driver, the_newer_source_wins_when_it_is_the_bad_one)
{
    age(host_of("mp01.contoso.com"), 40);
    add_second_source("11.1.3000.0", 1);
    cr_assert_eq(mp()->verdict, VERDICT_FAIL);
}
