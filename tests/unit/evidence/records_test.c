#include "evidence/records.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/mem.h"
#include "tests/support/written.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(records, .init = set_up, .fini = tear_down);

/* Every field of a record gets a value that no other field has, down to the last list. */
static void fill_record(const struct record *record, void *value, unsigned *next);

static void fill_list(const struct field *field, char *value, unsigned *next)
{
    size_t size = field->kind == FIELD_LIST ? field->record->size : sizeof(char *);
    char *items = mem_zeroed(scratch, 2, size);
    for (size_t i = 0; i < 2; i++) {
        if (field->kind == FIELD_LIST)
            fill_record(field->record, items + i * size, next);
        else
            ((char **)(void *)items)[i] = talloc_asprintf(scratch, "text %u", (*next)++);
    }
    *(char **)(void *)(value + field->offset) = items;
    *(size_t *)(void *)(value + field->count_offset) = 2;
}

static void fill_field(const struct field *field, char *value, unsigned *next)
{
    void *place = value + field->offset;
    unsigned number = (*next)++;
    switch (field->kind) {
    case FIELD_TEXT:
        *(char **)place = talloc_asprintf(scratch, "\"text\" %u \u00e9\n\\", number);
        break;
    case FIELD_BOOL:
        *(bool *)place = true;
        break;
    case FIELD_INT:
        *(int *)place = -(int)number;
        break;
    case FIELD_INT64:
        *(int64_t *)place = INT64_MIN + number;
        break;
    case FIELD_TIME:
        *(int64_t *)place = 1700000000 + number;
        break;
    case FIELD_ENUM:
        *(unsigned *)place = 1;
        break;
    case FIELD_VERSION:
        *(struct version *)place = (struct version){.part = {13, 0, number}, .count = 3};
        break;
    case FIELD_RECORD:
        fill_record(field->record, place, next);
        break;
    case FIELD_LIST:
    case FIELD_TEXT_LIST:
        fill_list(field, value, next);
        break;
    }
}

static void fill_record(const struct record *record, void *value, unsigned *next)
{
    for (size_t i = 0; i < record->field_count; i++)
        fill_field(&record->fields[i], value, next);
}

static struct facts *load(const char *text, struct error *err)
{
    return facts_load(scratch, "f.json", text, strlen(text), err);
}

Test(records, every_fact_that_is_saved_is_loaded)
{
    struct facts *facts = talloc_zero(scratch, struct facts);
    unsigned next = 1;
    struct error err = ERROR_NONE;
    fill_record(&facts_record, facts, &next);
    char *saved = facts_text(scratch, facts);
    struct facts *loaded = load(saved, &err);
    cr_assert_not_null(loaded, "%s", err.text);
    cr_assert_str_eq(facts_text(scratch, loaded), saved);
    cr_assert_gt(next, 200, "hardly anything was filled");
    cr_assert_str_eq(loaded->hosts[1].programs[1].source.where,
                     facts->hosts[1].programs[1].source.where);
    cr_assert_eq(loaded->rows, facts->rows);
    cr_assert_eq(loaded->endpoints[1].chain[1].not_after_unix_s,
                 facts->endpoints[1].chain[1].not_after_unix_s);
}

Test(records, a_copy_has_every_fact_and_shares_none)
{
    void *outer = scratch;
    struct facts *facts = talloc_zero(outer, struct facts);
    struct facts copy;
    unsigned next = 1;
    scratch = talloc_new(outer); /* the parent of all that is filled in */
    fill_record(&facts_record, facts, &next);
    char *saved = facts_text(outer, facts);
    record_copy(outer, &facts_record, facts, &copy);
    talloc_free(scratch); /* what is still shared is found by the sanitizer */
    scratch = outer;
    cr_assert_str_eq(facts_text(scratch, &copy), saved);
}

Test(records, no_facts_at_all_are_saved_and_loaded)
{
    struct facts *facts = talloc_zero(scratch, struct facts);
    struct error err = ERROR_NONE;
    char *saved = facts_text(scratch, facts);
    struct facts *loaded = load(saved, &err);
    cr_assert_not_null(loaded, "%s", err.text);
    cr_assert_str_eq(facts_text(scratch, loaded), saved);
    cr_assert_null(loaded->database);
    cr_assert_eq(loaded->endpoint_count, 0);
}

/* A member that no field covers would be lost between --facts-out and --facts. Holes of less than
 * eight bytes are padding, or a member that this test cannot see. */
static void mark(uint8_t *covered, size_t at, size_t size)
{
    memset(&covered[at], 1, size);
}

static size_t size_of_field(const struct field *field)
{
    static const size_t sizes[] = {
        [FIELD_TEXT] = sizeof(char *),
        [FIELD_BOOL] = sizeof(bool),
        [FIELD_INT] = sizeof(int),
        [FIELD_INT64] = sizeof(int64_t),
        [FIELD_TIME] = sizeof(int64_t),
        [FIELD_ENUM] = sizeof(unsigned),
        [FIELD_VERSION] = sizeof(struct version),
        [FIELD_LIST] = sizeof(void *),
        [FIELD_TEXT_LIST] = sizeof(void *),
    };
    return field->kind == FIELD_RECORD ? field->record->size : sizes[field->kind];
}

static void check_coverage(const struct record *record)
{
    uint8_t *covered = talloc_zero_size(scratch, record->size);
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        mark(covered, field->offset, size_of_field(field));
        if (field->kind == FIELD_LIST || field->kind == FIELD_TEXT_LIST)
            mark(covered, field->count_offset, sizeof(size_t));
        if (field->kind == FIELD_LIST || field->kind == FIELD_RECORD)
            check_coverage(field->record);
    }
    if (record == &facts_record) /* asked and not seen: never saved */
        mark(covered, offsetof(struct facts, world), sizeof(const struct world *));
    size_t hole = 0;
    for (size_t at = 0; at < record->size; at++) {
        hole = covered[at] ? 0 : hole + 1;
        cr_assert_lt(hole, 8, "struct %s has something at %zu that no field covers", record->name,
                     at - hole + 1);
    }
}

Test(records, no_member_is_left_out_of_the_tables)
{
    check_coverage(&facts_record);
}

static const struct {
    const char *why;
    const char *text;
    const char *error; /* how the message begins */
} refused[] = {
    {"nothing", "", "f.json:1:0: "},
    {"no JSON", "{", "f.json:1:1: "},
    {"a list", "[]", "f.json: not a facts file: \"schema\" is not \"sqlcheck/facts/1\""},
    {"a number", "5", "f.json:1:"},
    {"no schema", "{\"facts\":{}}", "f.json: not a facts file"},
    {"another schema", "{\"schema\":\"sqlcheck/report/1\",\"facts\":{}}",
     "f.json: not a facts file"},
    {"a schema that is no text", "{\"schema\":1,\"facts\":{}}", "f.json: not a facts file"},
    {"no facts", "{\"schema\":\"sqlcheck/facts/1\"}", "f.json: facts: expected an object"},
    {"the same key twice", "{\"schema\":\"sqlcheck/facts/1\",\"facts\":{},\"facts\":{}}",
     "f.json:1:"},
    {"text behind the end", "{\"schema\":\"sqlcheck/facts/1\",\"facts\":{}} x", "f.json:1:"},
};

Test(records, what_is_no_facts_file_is_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct error err = ERROR_NONE;
        cr_assert_null(load(refused[i].text, &err), "%s", refused[i].why);
        cr_assert_eq(strncmp(err.text, refused[i].error, strlen(refused[i].error)), 0, "%s: %s",
                     refused[i].why, err.text);
    }
    cr_assert_eq(talloc_total_blocks(scratch), 1, "a refused file leaves memory");
}

static const struct {
    const char *facts;
    const char *error; /* behind "f.json: facts: " */
} bad_facts[] = {
    {"{\"nonsense\":1}", "nonsense: not a field of facts"},
    {"{\"database\":5}", "database: expected a text"},
    {"{\"database\":null}", "database: expected a text"},
    {"{\"site_read\":\"yes\"}", "site_read: expected true or false"},
    {"{\"connections\":2147483648}", "connections: expected a whole number in range"},
    {"{\"connections\":1.5}", "connections: expected a whole number in range"},
    {"{\"connections\":\"1\"}", "connections: expected a whole number in range"},
    {"{\"now\":\"yesterday\"}", "now: expected a time like 2026-11-24T03:42:10Z"},
    {"{\"now\":5}", "now: expected a time like 2026-11-24T03:42:10Z"},
    {"{\"endpoints\":{}}", "endpoints: expected a list"},
    {"{\"endpoints\":[5]}", "endpoints: [0]: expected an object"},
    {"{\"endpoints\":[{},{\"reach\":\"maybe\"}]}",
     "endpoints: [1]: reach: expected one of 'not tried', 'answered'"},
    {"{\"endpoints\":[{\"reach\":1}]}", "endpoints: [0]: reach: expected one of "},
    {"{\"endpoints\":[{\"engine\":\"13.x\"}]}",
     "endpoints: [0]: engine: expected a version like 13.0.5026"},
    {"{\"endpoints\":[{\"chain\":[{\"names\":[\"a\",5]}]}]}",
     "endpoints: [0]: chain: [0]: names: expected a list of texts"},
    {"{\"hosts\":[{\"programs\":[{\"source\":{\"kind\":\"\"}}]}]}",
     "hosts: [0]: programs: [0]: source: kind: expected one of "},
    {"{\"server\":[]}", "server: expected an object"},
};

Test(records, bad_facts_are_refused_with_their_path)
{
    for (size_t i = 0; i < sizeof bad_facts / sizeof *bad_facts; i++) {
        struct error err = ERROR_NONE;
        void *once = talloc_new(scratch);
        char *text = talloc_asprintf(once, "{\"schema\":\"sqlcheck/facts/1\",\"facts\":%s}",
                                     bad_facts[i].facts);
        cr_assert_null(load(text, &err), "%s", bad_facts[i].facts);
        char *wanted = talloc_asprintf(once, "f.json: facts: %s", bad_facts[i].error);
        cr_assert_eq(strncmp(err.text, wanted, strlen(wanted)), 0, "%s: %s", bad_facts[i].facts,
                     err.text);
        talloc_free(once);
    }
    cr_assert_eq(talloc_total_blocks(scratch), 1, "refused facts leave memory");
}

Test(records, a_text_that_is_not_utf8_is_saved_as_far_as_it_can_be_read)
{
    char bad[] = "caf\xe9";
    char *names[] = {bad};
    struct certificate certificate = {.subject = bad, .names = names, .name_count = 1};
    json_t *json = record_save(&certificate_record, &certificate);
    cr_assert_str_eq(json_string_value(json_object_get(json, "subject")), "caf?");
    cr_assert_eq(json_array_size(json_object_get(json, "names")), 1, "a name was lost");
    json_decref(json);
}

/* Cut anywhere, the document is refused; nothing is half loaded. */
Test(records, a_facts_file_cut_anywhere_is_refused)
{
    struct facts *facts = talloc_zero(scratch, struct facts);
    facts->database = talloc_strdup(facts, "CM_P01");
    facts->endpoints = mem_array(facts, struct endpoint, 1);
    facts->endpoint_count = 1;
    char *saved = facts_text(scratch, facts);
    for (size_t size = 0; size + 2 < strlen(saved); size++) {
        struct error err = ERROR_NONE;
        cr_assert_null(facts_load(scratch, "f.json", saved, size, &err), "cut at %zu", size);
        cr_assert(err.text[0] != '\0');
    }
}
