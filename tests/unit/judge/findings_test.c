/* The findings table itself, and the words that verdicts map to. */
#include "tests/unit/judge/good_site.h"

#include <string.h>

TestSuite(findings, .init = setup, .fini = teardown);

Test(findings, ids_are_unique_and_every_text_is_there)
{
    size_t count = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    cr_assert_gt(count, 40);
    for (size_t i = 0; i < count; i++) {
        const struct finding_kind *kind = &kinds[i];
        cr_assert(kind->id != NULL && kind->sentence != NULL && kind->needs != NULL &&
                      kind->fix != NULL && kind->source != NULL,
                  "row %zu", i);
        cr_expect(strncmp(kind->id, "SQLC-", 5) == 0 && strlen(kind->id) == 12, "%s", kind->id);
        for (size_t j = 0; j < i; j++)
            cr_expect_str_neq(kind->id, kinds[j].id);
    }
}

/* Only %s may stand in a sentence, and none in what `explain` prints as it is. */
Test(findings, sentences_have_places_of_one_kind)
{
    size_t count = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        for (const char *at = strchr(kinds[i].sentence, '%'); at != NULL; at = strchr(at + 1, '%'))
            cr_expect_eq(at[1], 's', "%s", kinds[i].id);
        cr_expect_gt(strlen(kinds[i].sentence), 10, "%s says nothing by itself", kinds[i].id);
        cr_expect_null(strchr(kinds[i].fix, '%'), "%s", kinds[i].id);
        cr_expect_null(strchr(kinds[i].needs, '%'), "%s", kinds[i].id);
    }
}

Test(findings, every_source_is_a_document_of_the_tables)
{
    size_t count = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        char *rest = text("%s", kinds[i].source);
        while (rest != NULL) {
            char *next = strstr(rest, "; ");
            if (next != NULL) {
                *next = '\0';
                next += 2;
            }
            cr_expect_not_null(source_find(tables, rest), "%s cites '%s'", kinds[i].id, rest);
            rest = next;
        }
    }
}

Test(findings, are_found_by_id_in_any_case)
{
    cr_assert_not_null(finding_kind_find("sqlc-drv-001"));
    cr_assert_null(finding_kind_find("SQLC-DRV-000"));
    cr_assert_null(finding_kind_find("SQLC-DRV-"));
}

Test(findings, verdicts_map_to_one_word_and_one_exit_code)
{
    cr_assert_str_eq(verdict_status_word(VERDICT_PASS), "OK");
    cr_assert_str_eq(verdict_status_word(VERDICT_WARN), "WARNING");
    cr_assert_str_eq(verdict_status_word(VERDICT_UNKNOWN), "UNKNOWN");
    cr_assert_str_eq(verdict_status_word(VERDICT_FAIL), "CRITICAL");
    cr_assert_eq(verdict_exit_code(VERDICT_PASS), 0);
    cr_assert_eq(verdict_exit_code(VERDICT_WARN), 1);
    cr_assert_eq(verdict_exit_code(VERDICT_FAIL), 2);
    cr_assert_eq(verdict_exit_code(VERDICT_UNKNOWN), 3);
}

Test(findings, empty_facts_are_unknown)
{
    struct facts empty = {0};
    struct judgement *out = judge(scratch, &empty, tables);
    cr_assert_eq(out->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(out->headline);
}
