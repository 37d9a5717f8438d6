#include <jansson.h>
#include <stdlib.h>
#include <talloc.h>

#include "report/report.h"
#include "tests/support/written.h"
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

TestSuite(json, .init = set_up, .fini = tear_down);

static json_t *json_of(const struct sample *sample)
{
    char *text = report_json_text(memory, sample->facts, sample->judgement);
    json_error_t trouble;
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, &trouble);
    cr_assert_not_null(json, "%s in %s", trouble.text, text);
    cr_expect(text_is_utf8(text));
    return json;
}

static const char *string_at(json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));
    return text == NULL ? "(none)" : text;
}

Test(json, verdict_word_and_exit_agree)
{
    static const struct {
        enum verdict verdict;
        const char *word;
        int code;
    } rows[] = {{VERDICT_PASS, "OK", 0},
                {VERDICT_WARN, "WARNING", 1},
                {VERDICT_FAIL, "CRITICAL", 2},
                {VERDICT_UNKNOWN, "UNKNOWN", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sample sample = sample_site(memory);
        sample.judgement->verdict = rows[i].verdict;
        json_t *json = json_of(&sample);
        cr_expect_str_eq(string_at(json, "verdict"), rows[i].word);
        cr_expect_eq(json_integer_value(json_object_get(json, "exit")), rows[i].code);
        json_decref(json);
    }
}

Test(json, path_holds_verdict_evidence_and_fix)
{
    struct sample sample = sample_site(memory);
    json_t *json = json_of(&sample);
    cr_expect_str_eq(string_at(json, "schema"), "sqlcheck/report/1");
    cr_expect_eq(json_array_size(json_object_get(json, "paths")), 3);
    json_t *path = json_array_get(json_object_get(json, "paths"), 0);
    cr_expect_str_eq(string_at(path, "component"), "management point");
    cr_expect_str_eq(string_at(path, "host"), "mp01.contoso.com");
    cr_expect_str_eq(string_at(path, "endpoint"), "sql01.contoso.com,1433");
    cr_expect_str_eq(string_at(path, "verdict"), "fail");
    json_t *finding = json_array_get(json_object_get(path, "findings"), 0);
    cr_expect_str_eq(string_at(finding, "id"), "SQLC-DRV-001");
    cr_expect_str_eq(string_at(finding, "source"), "KB 3135244");
    cr_expect_eq(json_array_size(json_object_get(finding, "facts")), 1);
    json_t *assumed = json_object_get(json_array_get(json_object_get(json, "paths"), 1), "assumed");
    cr_expect_eq(json_array_size(assumed), 1);
    cr_expect_eq(json_integer_value(json_object_get(json, "connections")), 9);
    cr_expect_eq(json_array_size(json_object_get(json, "endpoints")), 1);
    cr_expect_eq(json_array_size(json_object_get(json, "drivers")), 2);
    json_decref(json);
}

Test(json, absent_texts_are_null_and_broken_ones_are_kept_readable)
{
    struct sample sample = sample_nulls(memory);
    json_t *json = json_of(&sample);
    json_t *path = json_array_get(json_object_get(json, "paths"), 0);
    cr_expect(json_is_null(json_object_get(path, "role")));
    cr_expect_str_eq(string_at(path, "host"), "");
    json_decref(json);
    sample = sample_of_text(memory, "a\xff\033[1m\nb");
    json = json_of(&sample);
    path = json_array_get(json_object_get(json, "paths"), 0);
    cr_expect_str_eq(string_at(path, "host"), "a??[1m\nb");
    json_decref(json);
}

Test(json, two_hundred_hosts_are_two_hundred_paths)
{
    struct sample sample = sample_many(memory, 200);
    json_t *json = json_of(&sample);
    cr_expect_eq(json_array_size(json_object_get(json, "paths")), 200);
    json_decref(json);
}
