#include <talloc.h>

#include "report/report.h"
#include "tests/unit/report/checks.h"
#include "tests/unit/report/samples.h"

static void *memory;

static void set_up(void)
{
    memory = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(memory);
}

TestSuite(table, .init = set_up, .fini = tear_down);

static char *text_of(const struct sample *sample, bool ascii, int width)
{
    struct report_look look = {.ascii = ascii, .width = width};
    return report_text(memory, sample->facts, sample->judgement, &look);
}

Test(table, row_names_component_host_driver_and_verdict)
{
    struct sample sample = sample_site(memory);
    char *text = text_of(&sample, false, 100);
    cr_expect(strstr(text, "  management point   mp01.contoso.com   Native Client 11.1.3000   "
                           "✗ would fail\n"),
              "%s", text);
    cr_expect(strstr(text, "✓ passes (1 assumed)\n"), "%s", text);
    cr_expect(strstr(text, "? cannot be told\n"), "%s", text);
}

Test(table, glyphs_have_ascii_forms)
{
    struct sample sample = sample_site(memory);
    char *text = text_of(&sample, true, 100);
    check_ascii(text, "table");
    cr_expect(strstr(text, "[x] would fail\n") && strstr(text, "[ok] passes (1 assumed)\n") &&
                  strstr(text, "[?] cannot be told\n"),
              "%s", text);
}

Test(table, long_names_are_shortened_in_the_middle_and_stand_in_full_below)
{
    struct sample sample = sample_site(memory);
    const char *host =
        "a-management-point-with-a-very-long-name-indeed.site-systems.emea.contoso.com";
    sample_path(&sample, "management point", host,
                "ODBC Driver 18 for SQL Server 18.3.2.1 and a remark that is long too",
                VERDICT_WARN);
    for (int width = 60; width <= 100; width += 10) {
        char *text = text_of(&sample, false, width);
        check_page(text, (size_t)width, "long names");
        cr_expect(strstr(text, "…"), "%s", text);
    }
    cr_expect(strstr(text_of(&sample, false, 100), host), "%s", text_of(&sample, false, 100));
}

Test(table, columns_stay_aligned_with_wide_characters)
{
    struct sample sample = sample_site(memory);
    sample_path(&sample, "management point", "漢字.contoso.com", "Native Client 11.4.7001",
                VERDICT_WARN);
    char *text = text_of(&sample, false, 100);
    const char *row = strstr(text, "  management point   漢字");
    const char *other = strstr(text, "  management point   mp01");
    cr_assert(row && other);
    char *cut = talloc_strndup(memory, row, (size_t)(strstr(row, "Native") - row));
    char *other_cut = talloc_strndup(memory, other, (size_t)(strstr(other, "Native") - other));
    cr_expect_eq(columns_of(cut), columns_of(other_cut));
}

Test(table, second_endpoint_gives_a_line_to_each)
{
    struct sample sample = sample_site(memory);
    char *text = text_of(&sample, false, 100);
    cr_expect_null(strstr(text, "\n  to "), "%s", text);
    sample_path(&sample, "management point", "sec01", "Native Client 11.4.7001", VERDICT_PASS)
        ->endpoint = talloc_strdup(memory, "sec01\\CONFIGMGRSEC");
    text = text_of(&sample, false, 100);
    cr_expect(strstr(text, "\n  to sql01.contoso.com,1433\n"), "%s", text);
    cr_expect(strstr(text, "\n  to sec01\\CONFIGMGRSEC\n"), "%s", text);
}

Test(table, rows_of_one_endpoint_stand_together)
{
    struct sample sample = sample_site(memory);
    for (int i = 0; i < 4; i++)
        sample_path(&sample, "management point", i < 2 ? "first" : "second", "x", VERDICT_PASS)
            ->endpoint = talloc_strdup(memory, i % 2 == 0 ? "SEC01" : "sec02");
    char *text = text_of(&sample, false, 100);
    cr_expect_eq(count_of(text, "\n  to SEC01\n"), 1, "%s", text);
    cr_expect_eq(count_of(text, "\n  to sec02\n"), 1, "%s", text);
    const char *one = strstr(text, "\n  to SEC01\n");
    const char *two = strstr(text, "\n  to sec02\n");
    cr_assert(one && two && one < two, "%s", text);
    char *rows = talloc_strndup(memory, one, (size_t)(two - one));
    cr_expect_eq(count_of(rows, "\n  management point   first "), 1, "%s", text);
    cr_expect_eq(count_of(rows, "\n  management point   second "), 1, "%s", text);
}

Test(table, second_site_names_the_site_of_each)
{
    struct sample sample = sample_site(memory);
    cr_expect_null(strstr(text_of(&sample, false, 100), "management point, P01"));
    sample_path(&sample, "management point", "mp09", "x", VERDICT_PASS)->site_code =
        talloc_strdup(memory, "S01");
    cr_expect(strstr(text_of(&sample, false, 100), "management point, P01"));
    cr_expect(strstr(text_of(&sample, false, 100), "management point, S01"));
}

Test(table, forty_paths_are_forty_rows_and_more_are_folded)
{
    struct sample sample = sample_many(memory, 40);
    cr_expect_eq(count_of(text_of(&sample, false, 100), "\n  management point   mp"), 40);
    sample = sample_many(memory, 41);
    char *text = text_of(&sample, false, 100);
    cr_expect_eq(count_of(text, "\n  management point   mp"), 0, "%s", text);
    cr_expect(strstr(text, "management point   21 hosts   "), "%s", text);
    cr_expect(strstr(text, "management point   20 hosts   "), "%s", text);
}

Test(table, folding_loses_no_host)
{
    struct sample sample = sample_many(memory, 200);
    char *text = text_of(&sample, false, 100);
    for (size_t i = 0; i < sample.judgement->path_count; i++)
        cr_expect(strstr(text, sample.judgement->paths[i].host), "%s",
                  sample.judgement->paths[i].host);
    cr_expect_lt(count_of(text, "\n"), 120, "%zu lines", count_of(text, "\n"));
    check_page(text, 100, "200 hosts");
}
