/* The schemas beside the report: they accept what is written, refuse what is not, and know every
 * field of the facts. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <talloc.h>

#include "evidence/records.h"
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

TestSuite(schema, .init = set_up, .fini = tear_down);

/* The exit code of the validator: 0 or 1. */
static int validate(const char *schema, const char *document)
{
    char *command = talloc_asprintf(memory,
                                    "/usr/bin/python3 " REPOSITORY
                                    "/tests/support/validate.py " REPOSITORY "/sqlcheck/report/%s",
                                    schema);
    FILE *validator = popen(command, "w");
    cr_assert_not_null(validator);
    (void)fputs(document, validator);
    int status = pclose(validator);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int validate_report(const struct sample *sample)
{
    return validate("report-1.schema.json",
                    report_json_text(memory, sample->facts, sample->judgement));
}

Test(schema, every_sample_is_accepted)
{
    struct sample samples[] = {sample_site(memory), sample_many(memory, 50),
                               sample_unreached(memory)};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        cr_expect_eq(validate_report(&samples[i]), 0, "sample %zu", i);
        cr_expect_eq(validate("facts-1.schema.json", facts_text(memory, samples[i].facts)), 0,
                     "facts of sample %zu", i);
    }
}

Test(schema, what_the_user_assumes_is_in_both)
{
    struct sample sample = sample_site(memory);
    struct assumption assumption = {.machine = talloc_strdup(memory, "mp01"),
                                    .key = talloc_strdup(memory, "snac11"),
                                    .value = talloc_strdup(memory, "11.4.7001.0")};
    sample.facts->assumptions = &assumption;
    sample.facts->assumption_count = 1;
    cr_expect_eq(validate_report(&sample), 0);
    cr_expect_eq(validate("facts-1.schema.json", facts_text(memory, sample.facts)), 0);
    cr_expect_not_null(strstr(report_json_text(memory, sample.facts, sample.judgement),
                              "\"mp01:snac11=11.4.7001.0\""));
}

static json_t *changed(const char *key, json_t *value)
{
    struct sample sample = sample_site(memory);
    json_t *json = json_loads(report_json_text(memory, sample.facts, sample.judgement), 0, NULL);
    cr_assert_not_null(json);
    if (value == NULL)
        json_object_del(json, key);
    else
        json_object_set_new(json, key, value);
    return json;
}

Test(schema, what_is_not_a_report_is_refused)
{
    json_t *bad[] = {changed("nowt", json_true()), changed("paths", NULL),
                     changed("verdict", json_string("pass")), changed("exit", json_integer(0)),
                     changed("schema", json_string("sqlcheck/report/2"))};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *text = json_dumps(bad[i], 0);
        cr_expect_eq(validate("report-1.schema.json", text), 1, "change %zu was accepted", i);
        free(text);
        json_decref(bad[i]);
    }
}

static json_t *load_schema(const char *name)
{
    json_error_t trouble;
    char *path = talloc_asprintf(memory, REPOSITORY "/sqlcheck/report/%s", name);
    json_t *schema = json_load_file(path, JSON_REJECT_DUPLICATES, &trouble);
    cr_assert_not_null(schema, "%s: %s", name, trouble.text);
    return schema;
}

/* The definition that a property, or the items of a property, refers to. */
static json_t *referred(json_t *definitions, json_t *property)
{
    json_t *items = json_object_get(property, "items");
    const char *reference =
        json_string_value(json_object_get(items == NULL ? property : items, "$ref"));
    cr_assert_not_null(reference);
    return json_object_get(definitions, strrchr(reference, '/') + 1);
}

static void expect_words(json_t *property, const struct field *field)
{
    json_t *words = json_object_get(property, "enum");
    size_t count = 0;
    while (field->words[count] != NULL)
        count++;
    cr_expect_eq(json_array_size(words), count, "%s: words", field->name);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(json_string_value(json_array_get(words, i)), field->words[i]);
}

static void expect_record(json_t *definitions, json_t *definition, const struct record *record)
{
    json_t *properties = json_object_get(definition, "properties");
    cr_expect(json_is_false(json_object_get(definition, "additionalProperties")), "%s",
              record->name);
    cr_expect_eq(json_object_size(properties), record->field_count, "%s", record->name);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        json_t *property = json_object_get(properties, field->name);
        cr_assert_not_null(property, "%s: %s is not in the schema", record->name, field->name);
        if (field->kind == FIELD_ENUM)
            expect_words(property, field);
        if (field->kind == FIELD_RECORD || field->kind == FIELD_LIST)
            expect_record(definitions, referred(definitions, property), field->record);
    }
}

Test(schema, facts_schema_has_every_field_and_word_of_the_records)
{
    json_t *schema = load_schema("facts-1.schema.json");
    json_t *definitions = json_object_get(schema, "definitions");
    expect_record(definitions, json_object_get(definitions, "facts"), &facts_record);
    json_decref(schema);
}

Test(schema, both_schemas_describe_facts_alike)
{
    json_t *facts = load_schema("facts-1.schema.json");
    json_t *report = load_schema("report-1.schema.json");
    json_t *report_definitions = json_object_get(report, "definitions");
    size_t shared = 0;
    const char *name = NULL;
    json_t *definition = NULL;
    json_object_foreach(json_object_get(facts, "definitions"), name, definition)
    {
        json_t *other = json_object_get(report_definitions, name);
        if (other == NULL)
            continue;
        shared++;
        json_object_del(other, "required"); /* a facts file may leave out what it does not know */
        cr_expect(json_equal(definition, other), "%s differs", name);
    }
    cr_expect_geq(shared, 8);
    json_decref(facts);
    json_decref(report);
}
