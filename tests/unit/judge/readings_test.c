/* One host, looked at several times: which look counts, and what belongs to one look. */
#include "tests/unit/judge/good_site.h"

#include <string.h>

#include "base/mem.h"
#include "judge/host_drivers.h"

TestSuite(readings, .init = setup, .fini = teardown);

#define SNAC11     "Microsoft SQL Server 2012 Native Client "
#define ENABLED    "schannel.tls12.client.enabled"
#define BY_DEFAULT "schannel.tls12.client.disabledbydefault"
#define KEY        "schannel.tls12.client"
#define MP         "mp01.contoso.com"

static const struct path *mp(void)
{
    return path_of(verdicts(), "management point", MP);
}

/* Only what the test adds is known of the management point's drivers. */
static void not_inventoried(void)
{
    struct host *host = host_of(MP);
    host->programs_state = READ_NO_ROWS;
    host->programs_source = (struct source){0};
    host->program_count = 0;
}

static struct source reading(const char *file, int days)
{
    return (struct source){.kind = SOURCE_REGISTRY,
                           .where = text("HKLM\\SOFTWARE"),
                           .file = text("%s", file),
                           .seen_unix_s = NOW_S - days * A_DAY_S};
}

static void add(const char *version, const char *file, int days)
{
    add_program(host_of(MP), SNAC11, version, 64)->source = reading(file, days);
}

static void set(const char *key, const char *value, const char *file, int days)
{
    struct host *host = host_of(MP);
    struct setting *setting =
        mem_append(facts, &host->settings, &host->setting_count, sizeof *setting);
    *setting = (struct setting){
        .key = text("%s", key), .value = text("%s", value), .source = reading(file, days)};
}

static const struct {
    const char *name;
    const char *first, *first_file;
    int first_days;
    const char *second, *second_file;
    int second_days;
    enum verdict verdict;
    bool differ;
} exports[] = {
    {"the older is the worse", "11.1.3000.0", "a", 20, "11.4.7001.0", "b", 1, VERDICT_FAIL, true},
    {"the newer is the worse", "11.4.7001.0", "a", 20, "11.1.3000.0", "b", 1, VERDICT_FAIL, true},
    {"of one day", "11.4.7001.0", "a", 1, "11.1.3000.0", "b", 1, VERDICT_FAIL, true},
    {"of one day, the worse first", "11.1.3000.0", "a", 1, "11.4.7001.0", "b", 1, VERDICT_FAIL,
     true},
    {"a month apart", "11.1.3000.0", "a", 34, "11.4.7001.0", "b", 1, VERDICT_PASS, false},
    {"one export", "11.1.3000.0", "a", 1, "11.4.7001.0", "a", 1, VERDICT_PASS, false},
    {"alike", "11.4.7001.0", "a", 9, "11.4.7001.0", "b", 1, VERDICT_PASS, false},
    {"no version in one", NULL, "a", 9, "11.4.7001.0", "b", 1, VERDICT_PASS, false},
    {"no version in the newer", "11.4.7001.0", "a", 9, NULL, "b", 1, VERDICT_PASS, false},
};

Test(readings, of_two_exports_the_worse_version_stands_and_both_are_named)
{
    for (size_t i = 0; i < sizeof exports / sizeof exports[0]; i++) {
        facts = good_site(scratch);
        not_inventoried();
        add(exports[i].first, exports[i].first_file, exports[i].first_days);
        add(exports[i].second, exports[i].second_file, exports[i].second_days);
        const struct path *path = mp();
        const struct finding *differ = path_finding(path, "SQLC-DRV-018");
        cr_expect_eq(path->verdict, exports[i].verdict, "%s: %s", exports[i].name,
                     verdict_names[path->verdict]);
        cr_expect_eq(differ != NULL, exports[i].differ, "%s", exports[i].name);
        if (differ != NULL) {
            cr_expect_eq(differ->fact_count, 2, "%s", exports[i].name);
            cr_expect_not_null(strstr(differ->facts[0], "a: \""), "%s", differ->facts[0]);
        }
    }
}

Test(readings, within_an_export_the_highest_counts_before_exports_are_compared)
{
    not_inventoried();
    add("11.1.3000.0", "a", 9);
    add("11.4.7001.0", "a", 9);
    add("11.4.7001.0", "b", 1);
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
    cr_assert_null(path_finding(mp(), "SQLC-DRV-018"));
    cr_assert_not_null(path_finding(mp(), "SQLC-DRV-014"));
}

Test(readings, the_drivers_of_a_host_answer_alike)
{
    for (size_t i = 0; i < sizeof exports / sizeof exports[0]; i++) {
        facts = good_site(scratch);
        not_inventoried();
        add(exports[i].first, exports[i].first_file, exports[i].first_days);
        add(exports[i].second, exports[i].second_file, exports[i].second_days);
        struct host_drivers drivers = host_drivers(scratch, tables, host_of(MP), NOW_S);
        enum kb_answer answer = exports[i].verdict == VERDICT_FAIL ? KB_NO : KB_YES;
        cr_expect_eq(drivers.drivers[0].stands->answer, answer, "%s", exports[i].name);
        cr_expect_eq(drivers.drivers[0].differ, exports[i].differ, "%s", exports[i].name);
    }
}

/* What decides on a host: its driver, and the values of its registry. */
static const struct {
    int driver_days, setting_days; /* 0 = not dated */
    enum verdict verdict;
} ages[] = {
    {1, 1, VERDICT_PASS},  {30, 30, VERDICT_PASS}, {31, 1, VERDICT_WARN},
    {1, 31, VERDICT_WARN}, {0, 1, VERDICT_WARN},
};

Test(readings, a_host_on_old_evidence_warns_by_itself_too)
{
    for (size_t i = 0; i < sizeof ages / sizeof ages[0]; i++) {
        facts = good_site(scratch);
        not_inventoried();
        add("11.4.7001.0", "a", ages[i].driver_days);
        set(ENABLED, "1", "a", ages[i].setting_days);
        set(BY_DEFAULT, "0", "a", ages[i].setting_days);
        if (ages[i].driver_days == 0)
            host_of(MP)->programs[0].source.seen_unix_s = 0;
        cr_expect_eq(host_drivers(scratch, tables, host_of(MP), NOW_S).verdict, ages[i].verdict,
                     "row %zu", i);
        cr_expect_eq(host_drivers(scratch, tables, host_of(MP), 0).verdict, VERDICT_PASS,
                     "no clock");
    }
}

Test(readings, a_place_that_tells_no_version_makes_no_other_old)
{
    not_inventoried();
    add("11.0.2100.60", "a", 40);
    add("11.4.7001.0", "b", 20);
    add(NULL, "c", 1);
    cr_expect_eq(mp()->verdict, VERDICT_FAIL);
    cr_assert_eq(host_drivers(scratch, tables, host_of(MP), NOW_S).verdict, VERDICT_FAIL);
}

/* ---- settings -------------------------------------------------------------------------------- */

Test(readings, values_of_two_files_make_no_pair)
{
    set(ENABLED, "1", "a", 1);
    set(BY_DEFAULT, "0", "a", 1);
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
    host_of(MP)->settings[1].source.file = text("b");
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_WARN);
    cr_assert_not_null(path_finding(path, "SQLC-WIN-007"));
}

Test(readings, values_of_two_days_make_no_pair)
{
    set(ENABLED, "1", "a", 9);
    set(BY_DEFAULT, "0", "a", 1);
    cr_assert_not_null(path_finding(mp(), "SQLC-WIN-007"));
}

Test(readings, of_two_readings_the_worse_stands_and_it_is_said)
{
    set(ENABLED, "1", "a", 1);
    set(BY_DEFAULT, "0", "a", 1);
    cr_assert_null(path_finding(mp(), "SQLC-WIN-010"));
    set(ENABLED, "0", "b", 1);
    const struct path *path = mp();
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-WIN-010"));
}

Test(readings, a_key_that_is_not_set_is_as_bad_as_that_windows_makes_it)
{
    static const struct {
        const char *windows;
        enum verdict verdict;
    } rows[] = {{"6.1.7601", VERDICT_FAIL}, {"10.0.14393", VERDICT_WARN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        facts = good_site(scratch);
        host_of(MP)->windows_version = text("%s", rows[i].windows);
        set(ENABLED, "1", "a", 1);
        set(KEY, "absent", "b", 1);
        cr_expect_eq(mp()->verdict, rows[i].verdict, "%s", rows[i].windows);
    }
}

Test(readings, settings_of_the_future_make_nothing_older)
{
    set(ENABLED, "0", "a.reg", 40);
    cr_assert_not_null(path_finding(mp(), "SQLC-WIN-006"));
    set(ENABLED, "1", "b.reg", -40);
    set(BY_DEFAULT, "0", "b.reg", -40);
    cr_assert_not_null(path_finding(mp(), "SQLC-WIN-006"));
    host_of(MP)->settings[1].source = host_of(MP)->settings[2].source = reading("b.reg", 1);
    cr_assert_null(path_finding(mp(), "SQLC-WIN-006"));
}

Test(readings, settings_that_nobody_dated_are_not_young)
{
    set(ENABLED, "1", "a.reg", 1);
    set(BY_DEFAULT, "0", "a.reg", 1);
    cr_assert_eq(mp()->verdict, VERDICT_PASS);
    struct setting *settings = host_of(MP)->settings;
    settings[0].source.seen_unix_s = settings[1].source.seen_unix_s = NOW_S + 400 * A_DAY_S;
    const struct finding *finding = path_finding(mp(), "SQLC-WIN-009");
    cr_assert_not_null(finding, "a day still to come");
    cr_expect_not_null(strstr(finding->sentence, "read on an unknown day"), "%s",
                       finding->sentence);
    cr_expect_not_null(strstr(finding->facts[0], "still to come"), "%s", finding->facts[0]);
    settings[0].source.seen_unix_s = settings[1].source.seen_unix_s = 0;
    finding = path_finding(mp(), "SQLC-WIN-009");
    cr_assert_not_null(finding, "no day");
    cr_expect_not_null(strstr(finding->sentence, "read on an unknown day"), "%s",
                       finding->sentence);
}

Test(readings, the_drivers_of_a_host_take_no_day_to_come_for_newer)
{
    not_inventoried();
    add("11.1.3000.0", "a.reg", 9);
    add("11.4.7001.0", "b.reg", -400);
    set(ENABLED, "0", "a.reg", 9);
    set(ENABLED, "1", "b.reg", -400);
    set(BY_DEFAULT, "0", "b.reg", -400);
    struct host_drivers drivers = host_drivers(scratch, tables, host_of(MP), NOW_S);
    cr_expect_eq(drivers.drivers[0].stands->answer, KB_NO);
    cr_expect_eq(drivers.tls12.state, TLS12_OFF);
    cr_expect_eq(drivers.verdict, VERDICT_FAIL);
}
