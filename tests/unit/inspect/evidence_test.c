/* Hosts of evidence: their names, and how they meet the hosts of a site. */
#include "drivers/inspect/inspection.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/reg_file.h"
#include "drivers/inspect/registry_facts.h"

static void *scratch;
static struct facts *facts;
static struct inspect_request request;
static struct inspection inspection;

static void set_up(void)
{
    struct error err = ERROR_NONE;
    scratch = talloc_new(NULL);
    facts = talloc_zero(scratch, struct facts);
    request = (struct inspect_request){.tables = tables_load(scratch, &err),
                                       .deadline = deadline_in_ms(60000)};
    cr_assert_not_null(request.tables, "%s", err.text);
    inspection = (struct inspection){.facts = facts, .request = &request};
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(hosts, .init = set_up, .fini = tear_down);

Test(hosts, two_full_names_are_two_hosts)
{
    (void)inspection_host(&inspection, "mp01.a.com", NULL);
    (void)inspection_host(&inspection, "mp01.b.com", NULL);
    (void)inspection_host(&inspection, "mp01", NULL);
    cr_assert_eq(facts->host_count, 3, "a short name of two hosts is neither");
}

Test(hosts, a_longer_name_is_no_other_spelling)
{
    (void)inspection_host(&inspection, "mp01", NULL);
    (void)inspection_host(&inspection, "mp011.contoso.com", NULL);
    (void)inspection_host(&inspection, "mp0", NULL);
    cr_assert_eq(facts->host_count, 3);
}

Test(hosts, a_short_name_is_its_full_name_in_any_case)
{
    (void)inspection_host(&inspection, "MP01", "the file's name");
    struct host *host = inspection_host(&inspection, "mp01.contoso.com ", NULL);
    cr_assert_eq(facts->host_count, 1);
    cr_assert_str_eq(host->name, "mp01.contoso.com");
    cr_assert_null(host->named_by, "the evidence named it after all");
    host = inspection_host(&inspection, "mp01", "the file's name");
    cr_assert_eq(facts->host_count, 1);
    cr_assert_null(host->named_by);
}

static const struct {
    const char *path, *name, *named_by;
} paths[] = {
    {"mp01.contoso.com.reg", "mp01.contoso.com", "the file's name"},
    {"/e/mp01.reg", "mp01", "the file's name"},
    {"/e/mp01/software.reg", "mp01", "the folder's name"},
    {"/e/mp01/System32/sqlncli11.dll", "mp01", "the folder's name"},
    {"/e/mp01/Windows/System32/config/SOFTWARE", "mp01", "the folder's name"},
    {"/e/mp01/c", "mp01", "the folder's name"},
    {"software.reg", "software", "the file's name"},
    {"/e/x-y", "x-y", "the file's name"},
};

Test(hosts, a_path_names_a_host_by_its_first_part_that_is_no_word_of_windows)
{
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        tear_down();
        set_up();
        struct host *host = inspection_host_of_path(&inspection, paths[i].path);
        cr_expect_str_eq(host->name, paths[i].name, "%s: %s", paths[i].path, host->name);
        cr_expect_str_eq(host->named_by, paths[i].named_by, "%s", paths[i].path);
    }
}

Test(hosts, ten_thousand_are_found_again)
{
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 10000; i++) {
            char *name = talloc_asprintf(scratch, "host%d.contoso.com", i);
            cr_assert_str_eq(inspection_host(&inspection, name, NULL)->name, name);
        }
    cr_assert_eq(facts->host_count, 10000);
}

Test(hosts, the_same_driver_at_the_same_place_is_one)
{
    struct program program = {.name = talloc_strdup(scratch, "sqlncli11.dll"), .bits = 64};
    struct host *host = inspection_host(&inspection, "mp01", NULL);
    inspection_program(&inspection, host, &program);
    inspection_program(&inspection, host, &program);
    program.bits = 32;
    inspection_program(&inspection, host, &program);
    cr_assert_eq(host->program_count, 2);
}

Test(hosts, a_day_to_come_dates_nothing)
{
    const struct source today = {.kind = SOURCE_REGISTRY, .seen_unix_s = 1000000 + 3600};
    const struct source to_come = {.kind = SOURCE_REGISTRY, .seen_unix_s = 1000000 + 90000};
    struct host *host = inspection_host(&inspection, "mp01", NULL);
    request.now_unix_s = 1000000;
    inspection_setting(&inspection, host, "fips.enabled", "1", &to_come);
    inspection_list_read(&inspection, host, &today);
    inspection_list_read(&inspection, host, &to_come);
    inspection_windows(&inspection, host, NULL, "6.1.7601", &today);
    inspection_windows(&inspection, host, NULL, "10.0.14393", &to_come);
    cr_expect_eq(host->settings[0].source.seen_unix_s, 0);
    cr_expect_eq(host->programs_source.seen_unix_s, today.seen_unix_s);
    cr_expect_str_eq(host->windows_version, "6.1.7601");
}

Test(hosts, a_thousand_entries_of_one_host_are_enough)
{
    struct host *host = inspection_host(&inspection, "mp01", NULL);
    for (int i = 0; i < 1010; i++) {
        const struct program program = {.name = talloc_asprintf(scratch, "p%d", i)};
        inspection_program(&inspection, host, &program);
    }
    cr_assert_eq(host->program_count, 1000);
    cr_assert_eq(facts->gap_count, 1, "and it is said once");
    host = inspection_host(&inspection, "mp02", NULL);
    for (int i = 0; i < 1010; i++) {
        const struct program program = {.name = talloc_asprintf(scratch, "p%d", i)};
        inspection_program(&inspection, host, &program);
    }
    cr_assert_eq(facts->gap_count, 2, "of each host");
    cr_assert_str_eq(facts->gaps[1].object, "mp02");
}

Test(hosts, of_two_windows_of_the_evidence_the_worse_stands_for_a_month)
{
    enum { DAY_S = 86400, FIRST = 1000 * DAY_S };
    static const struct {
        const char *version;
        int64_t day;
        const char *stands;
    } rows[] = {
        {"10.0.14393", 2, "10.0.14393"},  {"6.1.7601", 0, "6.1.7601"},
        {"10.0.14393", 5, "6.1.7601"},    {"10.0.17763", 31, "10.0.17763"},
        {"6.1.7601", 0, "10.0.17763"},    {"10.0.20348", 31, "10.0.17763"},
        {"10.0.20348", 32, "10.0.20348"},
    };
    struct host *host = inspection_host(&inspection, "mp01", NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct source source = {.kind = SOURCE_REGISTRY,
                                      .seen_unix_s = FIRST + rows[i].day * DAY_S};
        inspection_windows(&inspection, host, NULL, rows[i].version, &source);
        cr_assert_str_eq(host->windows_version, rows[i].stands, "row %zu", i);
    }
}

/* ---- onto a site ----------------------------------------------------------------------------- */

static struct facts *evidence_of(const char *first, const char *second)
{
    struct facts *evidence = talloc_zero(scratch, struct facts);
    struct inspection other = {.facts = evidence, .request = &request};
    const char *names[] = {first, second};
    for (size_t i = 0; i < 2 && names[i] != NULL; i++) {
        const struct program program = {.name = talloc_strdup(scratch, "sqlncli11.dll")};
        const struct source list = {.kind = SOURCE_REGISTRY, .seen_unix_s = 1000};
        struct host *host = inspection_host(&other, names[i], "the file's name");
        inspection_program(&other, host, &program);
        inspection_list_read(&other, host, &list);
        inspection_windows(&other, host, NULL, "10.0.14393.4583", &list);
    }
    return evidence;
}

static struct host *site_host(const char *name)
{
    struct host *host = mem_append(facts, &facts->hosts, &facts->host_count, sizeof *host);
    host->name = talloc_strdup(facts, name);
    return host;
}

Test(hosts, two_hosts_of_the_evidence_are_not_one_host_of_the_site)
{
    (void)site_host("mp01");
    inspect_merge(facts, evidence_of("mp01.a.com", "mp01.b.com"), &request);
    cr_assert_eq(facts->host_count, 3);
    cr_assert_eq(facts->hosts[0].program_count, 0);
}

Test(hosts, a_short_name_of_two_hosts_of_the_site_is_neither)
{
    (void)site_host("mp01.a.com");
    (void)site_host("mp01.b.com");
    inspect_merge(facts, evidence_of("mp01", NULL), &request);
    cr_assert_eq(facts->host_count, 3);
    cr_assert_eq(facts->hosts[0].program_count + facts->hosts[1].program_count, 0);
}

Test(hosts, evidence_meets_its_host_and_the_sites_spelling_stays)
{
    (void)site_host("Mp01.CONTOSO.com");
    inspect_merge(facts, evidence_of("mp01", NULL), &request);
    const struct host *host = &facts->hosts[0];
    cr_assert_eq(facts->host_count, 1);
    cr_assert_str_eq(host->name, "Mp01.CONTOSO.com");
    cr_assert_null(host->named_by);
    cr_assert_eq(host->program_count, 1);
    cr_assert_eq(host->programs_state, READ_DONE);
    cr_assert_str_eq(host->windows_version, "10.0.14393.4583");
}

Test(hosts, a_list_that_the_site_has_stays_beside_the_new_one)
{
    struct host *host = site_host("mp01");
    host->programs_state = READ_DONE;
    host->programs_source = (struct source){.kind = SOURCE_DATABASE, .seen_unix_s = 900};
    host->windows_version = talloc_strdup(facts, "10.0.17763");
    host->windows_source =
        (struct source){.kind = SOURCE_DATABASE, .seen_unix_s = 1000 + 31 * 86400};
    inspect_merge(facts, evidence_of("mp01.contoso.com", NULL), &request);
    host = &facts->hosts[0];
    cr_assert_eq(host->programs_source.kind, SOURCE_DATABASE);
    cr_assert_eq(host->list_count, 1);
    cr_assert_eq(host->lists[0].kind, SOURCE_REGISTRY);
    cr_assert_str_eq(host->windows_version, "10.0.17763", "a registry of last month loses");
}

Test(hosts, of_two_windows_less_than_a_month_apart_the_one_without_tls12_stands)
{
    struct host *host = site_host("mp01");
    host->windows_version = talloc_strdup(facts, "6.1.7601");
    host->windows_source = (struct source){.kind = SOURCE_DATABASE, .seen_unix_s = 900};
    inspect_merge(facts, evidence_of("mp01", NULL), &request);
    host = &facts->hosts[0];
    cr_assert_str_eq(host->windows_version, "6.1.7601");
    host->windows_source.seen_unix_s = 0;
    inspect_merge(facts, evidence_of("mp01", NULL), &request);
    cr_assert_str_eq(facts->hosts[0].windows_version, "6.1.7601", "undated is not old");
    host = &facts->hosts[0];
    host->windows_version = talloc_strdup(facts, "10.0.17763");
    inspect_merge(facts, evidence_of("mp01", NULL), &request);
    cr_assert_str_eq(facts->hosts[0].windows_version, "10.0.14393.4583", "the registry outranks");
}

/* ---- registries ------------------------------------------------------------------------------ */

static struct host *read_bytes(const char *file)
{
    static const struct reg_limits limits = {.keys = 1000, .values = 1000, .bytes = 1 << 20};
    const struct registry *registry = reg_file_read(scratch, "x.reg", file, strlen(file), &limits);
    const struct registry_evidence evidence = {
        .parts = {{.registry = registry, .modified_unix_s = 7, .whole = true}},
        .part_count = 1,
        .path = "/e/mp09.reg"};
    return registry_facts(&inspection, &evidence);
}

static struct host *read_text(const char *lines)
{
    return read_bytes(talloc_asprintf(scratch, "REGEDIT4\n%s", lines));
}

#define TCPIP "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\n"

static const struct {
    const char *lines, *name;
} names[] = {
    {TCPIP "\"Hostname\"=\"MP01\"\n\"Domain\"=\"contoso.com\"\n", "MP01.contoso.com"},
    {TCPIP "\"Hostname\"=\"MP01\"\n", "MP01"},
    {TCPIP "\"Hostname\"=\"\"\n\"NV Hostname\"=\"MP02\"\n\"NV Domain\"=\"c.com\"\n", "MP02.c.com"},
    {TCPIP "\"Hostname\"=\"MP01.x.com\"\n\"Domain\"=\"contoso.com\"\n", "MP01.x.com"},
    {"[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services\\Tcpip\\Parameters]\n"
     "\"Hostname\"=\"MP03\"\n",
     "MP03"},
    /* none of these is a name */
    {TCPIP "\"Hostname\"=\"a b\"\n", NULL},
    {TCPIP "\"Hostname\"=\"../etc\"\n", NULL},
    {TCPIP "\"Hostname\"=dword:00000001\n", NULL},
    {"[HKEY_LOCAL_MACHINE\\SOFTWARE\\Nothing]\n", NULL},
    {"", NULL},
};

Test(hosts, a_registry_names_its_host_or_is_nobodys)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        tear_down();
        set_up();
        const struct host *host = read_text(names[i].lines);
        cr_expect_eq(host == NULL, names[i].name == NULL, "%s", names[i].lines);
        if (host != NULL && names[i].name != NULL)
            cr_expect_str_eq(host->name, names[i].name, "%s", host->name);
    }
}

Test(hosts, what_a_value_of_another_type_says_is_a_gap)
{
    const struct host *host =
        read_text("[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\"
                  "SCHANNEL\\Protocols\\TLS 1.2\\Client]\n\"Enabled\"=\"0\"\n");
    cr_assert_not_null(host);
    cr_assert_eq(facts->gap_count, 1);
    cr_assert(facts->gaps[0].required);
    cr_assert_eq(host->setting_count, 1, "only that the key is there");
}

static int64_t seen_of_export(const char *collected)
{
    tear_down();
    set_up();
    char *text = talloc_asprintf(scratch,
                                 "REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SQLNCLI11]\n"
                                 "\"InstalledVersion\"=\"11.4.1\"\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\"
                                 "sqlcheck\\collect]\n\"collected\"=\"%s\"\n",
                                 collected);
    request.now_unix_s = 1795500000;
    const struct evidence_file file = {.path = "/e/mp09.reg",
                                       .data = (const uint8_t *)text,
                                       .size = strlen(text),
                                       .modified_unix_s = 7};
    reg_evidence_read(&inspection, &file);
    cr_assert_eq(facts->host_count, 1);
    cr_assert_eq(facts->hosts[0].program_count, 1);
    cr_assert_str_eq(facts->hosts[0].programs[0].source.file, "/e/mp09.reg");
    return facts->hosts[0].programs[0].source.seen_unix_s;
}

Test(hosts, a_collected_export_is_as_old_as_it_says_but_never_of_the_future)
{
    cr_expect_eq(seen_of_export("2026-11-20T00:00:00Z"), 1795132800);
    cr_expect_eq(seen_of_export("2027-11-20T00:00:00Z"), 7);
    cr_expect_eq(seen_of_export("yesterday"), 7);
}

Test(hosts, a_fact_is_as_old_as_its_file)
{
    const struct host *host = read_text(
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SQLNCLI11]\n\"InstalledVersion\"=\"11.4.1\"\n");
    cr_assert_str_eq(host->name, "mp09");
    cr_assert_eq(host->program_count, 1);
    cr_assert_eq(host->programs[0].source.kind, SOURCE_REGISTRY);
    cr_assert_eq(host->programs[0].source.seen_unix_s, 7);
    cr_assert_str_eq(host->programs[0].source.where, "HKLM\\SOFTWARE\\Microsoft\\SQLNCLI11");
    cr_assert_eq(host->programs_state, READ_NOT_TRIED);
}

/* Long texts are cut between characters, or not at all. */
Test(hosts, texts_of_any_length_stay_texts)
{
    static const char euro[] = "\xe2\x82\xac";
    for (size_t pad = 0; pad < 3; pad++) {
        tear_down();
        set_up();
        char *text = talloc_strndup(scratch, "11", pad);
        for (int i = 0; i < 240; i++)
            text = talloc_strdup_append(text, euro);
        const struct host *host = read_bytes(talloc_asprintf(
            scratch,
            "\xef\xbb\xbfWindows Registry Editor Version 5.00\n"
            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\SQLNCLI11]\n\"InstalledVersion\"=\"%s\"\n"
            "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\%s]\n"
            "\"DisplayName\"=\"Microsoft ODBC Driver 18 for SQL Server\"\n",
            text, text));
        cr_assert_eq(host->program_count, 2);
        for (size_t i = 0; i < 2; i++) {
            const struct program *program = &host->programs[i];
            cr_expect(text_is_utf8(program->source.where), "%zu %zu", pad, i);
            cr_expect(program->version == NULL || strcmp(program->version, text) == 0, "%zu", i);
        }
    }
}
