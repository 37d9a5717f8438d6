/* Every row of KB 3135244, below, at and above its threshold; and the traps of a plain >=. */
#include "drivers/tables/tables.h"

#include <criterion/criterion.h>
#include <talloc.h>

static void *scratch;
static const struct tables *tables;

static void load(void)
{
    struct error err = ERROR_NONE;
    scratch = talloc_new(NULL);
    tables = tables_load(scratch, &err);
    cr_assert_not_null(tables, "%s", err.text);
}

static void unload(void)
{
    talloc_free(scratch);
}

TestSuite(builds, .init = load, .fini = unload);

static struct build_lookup look(const char *build, enum architecture architecture, int edition)
{
    struct version version;
    cr_assert(version_parse(build, &version), "%s", build);
    return builds_lookup(scratch, tables, &version, architecture, edition);
}

static const struct row {
    const char *build;
    enum architecture architecture;
    enum build_answer answer;
    bool unlisted;
    const char *why;
} rows[] = {
    {"12.0.4438", ARCHITECTURE_ANY, BUILD_NO, false, "KB row 1: below SP1 CU5"},
    {"12.0.4439.1", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 1: SP1 CU5, fourth part ignored"},
    {"12.0.4457", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 1: above"},
    {"12.0.4218", ARCHITECTURE_ANY, BUILD_NO, true, "KB row 2: below the SP1 GDR"},
    {"12.0.4219.0", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 2"},
    {"12.0.4232", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 2: above"},
    {"12.0.2563", ARCHITECTURE_ANY, BUILD_NO, true, "KB row 3: below RTM CU12"},
    {"12.0.2564", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 3"},
    {"12.0.2569", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 3: above"},
    {"12.0.2270", ARCHITECTURE_ANY, BUILD_NO, true, "KB row 4: below the RTM GDR"},
    {"12.0.2271", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 4"},
    {"11.0.6215", ARCHITECTURE_ANY, BUILD_NO, true, "KB row 5: below the SP3 GDR"},
    {"11.0.6216.27", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 5"},
    {"11.0.6248", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 5: above"},
    {"11.0.6517", ARCHITECTURE_ANY, BUILD_YES, true, "last number of the GDR range, in no list"},
    {"11.0.6518", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 6: SP3 CU1"},
    {"11.0.6567", ARCHITECTURE_ANY, BUILD_YES, false, "labelled GDR, numbered in the CU range"},
    {"11.0.5351", ARCHITECTURE_ANY, BUILD_NO, true, "KB row 7: below the SP2 GDR"},
    {"11.0.5352", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 7"},
    {"11.0.5388", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 7: above"},
    {"11.0.5643", ARCHITECTURE_ANY, BUILD_NO, true, "KB row 8: below SP2 CU10"},
    {"11.0.5644.2", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 8"},
    {"11.0.5676", ARCHITECTURE_ANY, BUILD_YES, false, "labelled GDR, numbered in the CU range"},
    {"10.50.6541", ARCHITECTURE_ANY, BUILD_NO, true, "KB row 9: below"},
    {"10.50.6542", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 9"},
    {"10.50.6560", ARCHITECTURE_X86_X64, BUILD_YES, false, "KB row 9: above"},
    {"10.50.6542", ARCHITECTURE_IA64, BUILD_NO, false, "KB row 9 is for x86/x64 only"},
    {"10.50.4045", ARCHITECTURE_IA64, BUILD_NO, true, "KB row 10: below"},
    {"10.50.4047", ARCHITECTURE_IA64, BUILD_YES, false, "KB row 10"},
    {"10.50.4047", ARCHITECTURE_ANY, BUILD_IA64_ONLY, false, "KB row 10, machine not known"},
    {"10.50.4047", ARCHITECTURE_X86_X64, BUILD_NO, false, "KB row 10 is for IA-64 only"},
    {"10.50.4342", ARCHITECTURE_IA64, BUILD_NO, true, "KB row 11: below"},
    {"10.50.4344", ARCHITECTURE_IA64, BUILD_YES, false, "KB row 11"},
    {"10.50.4344", ARCHITECTURE_X86_X64, BUILD_NO, false, "KB row 11 is for IA-64 only"},
    {"10.0.6546", ARCHITECTURE_ANY, BUILD_NO, true, "KB row 12: below"},
    {"10.0.6547", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 12"},
    {"10.0.6814", ARCHITECTURE_ANY, BUILD_YES, false, "KB row 12: above, an ESU build"},
    {"10.0.5543", ARCHITECTURE_IA64, BUILD_NO, true, "KB row 13: below"},
    {"10.0.5545", ARCHITECTURE_IA64, BUILD_YES, false, "KB row 13"},
    {"10.0.5545", ARCHITECTURE_ANY, BUILD_IA64_ONLY, false, "KB row 13, machine not known"},
    {"10.0.5895", ARCHITECTURE_IA64, BUILD_NO, true, "KB row 14: below"},
    {"10.0.5896", ARCHITECTURE_IA64, BUILD_YES, false, "KB row 14"},
    {"10.0.5896", ARCHITECTURE_X86_X64, BUILD_NO, false, "KB row 14 is for IA-64 only"},

    {"12.0.4427", ARCHITECTURE_ANY, BUILD_NO, false, "SP1 CU3 is above the GDR row, and has none"},
    {"12.0.4300", ARCHITECTURE_ANY, BUILD_YES, true, "GDR by number, in no list"},
    {"12.0.4416", ARCHITECTURE_ANY, BUILD_NO, false, "first CU of SP1"},
    {"12.0.4415", ARCHITECTURE_ANY, BUILD_YES, true, "last number of the GDR range"},
    {"12.0.4437", ARCHITECTURE_ANY, BUILD_NO, false, "an on-demand fix just below the threshold"},
    {"12.0.5000", ARCHITECTURE_ANY, BUILD_YES, false, "SP2 as released"},
    {"12.0.5511", ARCHITECTURE_ANY, BUILD_YES, false, "SP2 CU"},
    {"12.0.6024", ARCHITECTURE_ANY, BUILD_YES, false, "SP3 as released"},
    {"12.0.6205", ARCHITECTURE_ANY, BUILD_YES, false, "SP3 CU"},
    {"12.0.4100", ARCHITECTURE_ANY, BUILD_NO, false, "SP1 as released"},
    {"12.0.2000", ARCHITECTURE_ANY, BUILD_NO, false, "RTM"},
    {"12.0.1999", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "before RTM"},
    {"11.0.6020", ARCHITECTURE_ANY, BUILD_NO, false, "SP3 RTM does not have it, a note says so"},
    {"11.0.7001", ARCHITECTURE_ANY, BUILD_YES, false, "SP4"},
    {"11.0.7600", ARCHITECTURE_ANY, BUILD_YES, true, "SP4, above every list"},
    {"11.0.5058", ARCHITECTURE_ANY, BUILD_NO, false, "SP2 as released"},
    {"11.0.5636", ARCHITECTURE_ANY, BUILD_NO, false, "an on-demand fix just below the threshold"},
    {"11.0.3487", ARCHITECTURE_ANY, BUILD_NO, false, "no row for SP1"},
    {"11.0.2218", ARCHITECTURE_ANY, BUILD_NO, false, "no row for RTM"},
    {"11.0.2376", ARCHITECTURE_ANY, BUILD_NO, false, "no row for RTM"},
    {"10.50.4321", ARCHITECTURE_ANY, BUILD_NO, false, "two lists, two numbers, both no"},
    {"10.50.4331", ARCHITECTURE_ANY, BUILD_NO, false, "two lists, two numbers, both no"},
    {"10.50.6220", ARCHITECTURE_ANY, BUILD_NO, false, "SP3 GDR"},
    {"10.50.2550", ARCHITECTURE_ANY, BUILD_NO, false, "SP1"},
    {"10.50.1617", ARCHITECTURE_ANY, BUILD_NO, false, "RTM"},
    {"10.0.6241", ARCHITECTURE_ANY, BUILD_NO, false, "SP4 GDR"},
    {"10.0.4067", ARCHITECTURE_ANY, BUILD_NO, false, "SP2"},
    {"10.0.2710", ARCHITECTURE_ANY, BUILD_NO, false, "SP1"},
    {"10.0.1750", ARCHITECTURE_ANY, BUILD_NO, false, "RTM"},
    {"9.0.5324", ARCHITECTURE_ANY, BUILD_NO, false, "2005 never"},
    {"9.0.1399", ARCHITECTURE_ANY, BUILD_NO, false, "2005 as released"},
    {"9.0.1398", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "before 2005"},
    {"8.0.2039", ARCHITECTURE_ANY, BUILD_NO, false, "TLS 1.2 is for 2008 and later: 2000"},
    {"8.0.193", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "before 2000"},
    {"7.0.1063", ARCHITECTURE_ANY, BUILD_NO, false, "7.0"},
    {"6.50.479", ARCHITECTURE_ANY, BUILD_NO, false, "6.5"},
    {"12.0.4050", ARCHITECTURE_ANY, BUILD_NO, false, "the withdrawn SP1, no CU of RTM"},
    {"12.0.4049", ARCHITECTURE_ANY, BUILD_YES, true, "last number of the CUs of RTM"},
    {"12.0.1524", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "a preview"},
    {"11.0.1103", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "a preview"},
    {"13.0.200", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "a preview"},
    {"13.0.1600", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "one below 2016"},
    {"14.0.100", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "a preview"},
    {"14.0.999", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "one below 2017"},
    {"15.0.1999", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "one below 2019"},
    {"16.0.100", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "a preview"},
    {"16.0.999", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "one below 2022"},
    {"16.0.9999", ARCHITECTURE_ANY, BUILD_YES, true, "newer than any list"},
    {"17.0.999", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "one below 2025"},

    {"10.50.6537", ARCHITECTURE_ANY, BUILD_REGRESSED, false, "issue 6"},
    {"10.0.6543", ARCHITECTURE_X86_X64, BUILD_REGRESSED, false, "issue 6"},
    {"10.50.4046", ARCHITECTURE_IA64, BUILD_REGRESSED, false, "issue 6"},
    {"10.50.4343", ARCHITECTURE_IA64, BUILD_REGRESSED, false, "issue 6"},
    {"10.0.5544", ARCHITECTURE_IA64, BUILD_REGRESSED, false, "issue 6"},
    {"10.0.5894", ARCHITECTURE_IA64, BUILD_REGRESSED, false, "issue 6"},
    {"10.50.4046", ARCHITECTURE_ANY, BUILD_REGRESSED, false, "issue 6, made for IA-64 only"},
    {"10.50.4343", ARCHITECTURE_ANY, BUILD_REGRESSED, false, "issue 6, made for IA-64 only"},
    {"10.0.5544", ARCHITECTURE_ANY, BUILD_REGRESSED, false, "issue 6, made for IA-64 only"},
    {"10.0.5894", ARCHITECTURE_ANY, BUILD_REGRESSED, false, "issue 6, made for IA-64 only"},
    {"10.0.5894", ARCHITECTURE_X86_X64, BUILD_NO, false, "regressed on IA-64, nothing elsewhere"},
    {"10.50.6538", ARCHITECTURE_ANY, BUILD_NO, true, "one number beside a regressed one"},

    {"13.0.1601", ARCHITECTURE_ANY, BUILD_YES, false, "2016 as shipped"},
    {"13.0.5026", ARCHITECTURE_ANY, BUILD_YES, false, "2016 SP2"},
    {"13.0.500", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "a preview: no document speaks of it"},
    {"14.0.1000", ARCHITECTURE_ANY, BUILD_YES, false, "2017"},
    {"15.0.4430", ARCHITECTURE_ANY, BUILD_YES, false, "2019"},
    {"16.0.1000", ARCHITECTURE_ANY, BUILD_YES, false, "2022"},
    {"17.0.1000", ARCHITECTURE_ANY, BUILD_YES, false, "2025"},
    {"18.0.1", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "later than the table: no guess"},
    {"13.2.5026", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "a setup number is no engine build"},
    {"12.2.5000", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "a setup number is no engine build"},
    {"13.0", ARCHITECTURE_ANY, BUILD_UNLISTED, true, "two parts are not a build"},
};

Test(builds, every_row_of_the_kb_and_the_traps)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct build_lookup found = look(rows[i].build, rows[i].architecture, 0);
        cr_expect_eq(found.answer, rows[i].answer, "%s (%s): %s", rows[i].build, rows[i].why,
                     build_answer_names[found.answer]);
        cr_expect_eq(found.unlisted, rows[i].unlisted, "%s (%s): %s", rows[i].build, rows[i].why,
                     found.words);
        cr_expect_not_null(found.words);
    }
}

Test(builds, azure_is_not_judged_by_its_number)
{
    cr_assert_eq(look("12.0.2000", ARCHITECTURE_ANY, 5).answer, BUILD_UNLISTED);
    cr_assert_eq(look("12.0.2000", ARCHITECTURE_ANY, 8).answer, BUILD_UNLISTED);
    cr_assert_eq(look("12.0.2000", ARCHITECTURE_ANY, 4).answer, BUILD_NO);
}

Test(builds, words_name_branch_and_threshold)
{
    cr_assert_str_eq(look("12.0.4427", ARCHITECTURE_ANY, 0).words,
                     "SQL Server 2014 SP1 (CU branch) has TLS 1.2 from 12.0.4439 on only");
    cr_assert_str_eq(look("11.0.3000", ARCHITECTURE_ANY, 0).words,
                     "SQL Server 2012 SP1 (GDR branch) never has TLS 1.2");
    cr_assert_str_eq(look("12.0.4300", ARCHITECTURE_ANY, 0).words,
                     "SQL Server 2014 SP1 (GDR branch) has TLS 1.2 from 12.0.4219 on; unlisted: no "
                     "public list has this build");
    cr_assert_str_eq(look("10.50.6542", ARCHITECTURE_IA64, 0).words,
                     "SQL Server 2008 R2 SP3 has TLS 1.2 from 10.50.6542 on only, and only on "
                     "x86/x64");
}

Test(builds, a_branch_without_tls12_names_what_to_install)
{
    cr_assert_str_eq(look("12.0.4427", ARCHITECTURE_ANY, 0).row->install,
                     "CU13 (KB 4019099) or SP3 (12.0.6024)");
    for (size_t i = 0; i < tables->build_count; i++)
        if (tables->builds[i].tls12_build.count == 0)
            cr_expect_not_null(tables->builds[i].install);
}
