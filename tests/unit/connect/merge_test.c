/* What a worker collected of the site reaches the facts whole. */
#include "connect/merge.h"

#include <string.h>

#include <criterion/criterion.h>

#include "evidence/records.h"

/* These are of the run: the one who asks the worker has its own. A new field of struct facts is
 * either here or taken over. */
static const char *const of_the_run[] = {
    "sqlcheck_version", "now",         "request",     "endpoints",    "logins",
    "login_as",         "login_spn",   "login_note",  "queried_with", "lookups",
    "followed",         "assumptions", "connections",
};

static bool is_of_the_run(const char *name)
{
    for (size_t i = 0; i < sizeof of_the_run / sizeof of_the_run[0]; i++)
        if (strcmp(of_the_run[i], name) == 0)
            return true;
    return false;
}

static size_t size_of(const struct field *field)
{
    static const size_t sizes[] = {
        [FIELD_TEXT] = sizeof(char *),
        [FIELD_BOOL] = sizeof(bool),
        [FIELD_INT] = sizeof(int),
        [FIELD_INT64] = sizeof(int64_t),
        [FIELD_TIME] = sizeof(int64_t),
        [FIELD_ENUM] = sizeof(unsigned),
        [FIELD_LIST] = sizeof(void *),
        [FIELD_TEXT_LIST] = sizeof(void *),
        [FIELD_VERSION] = sizeof(struct version),
    };
    return field->kind == FIELD_RECORD ? field->record->size : sizes[field->kind];
}

static bool has_bytes_of(const struct field *field, const struct facts *to,
                         const struct facts *from)
{
    bool is_list = field->kind == FIELD_LIST || field->kind == FIELD_TEXT_LIST;
    const char *a = (const char *)to;
    const char *b = (const char *)from;
    return memcmp(a + field->offset, b + field->offset, size_of(field)) == 0 &&
           (!is_list ||
            memcmp(a + field->count_offset, b + field->count_offset, sizeof(size_t)) == 0);
}

Test(merge, every_field_is_taken_over_or_of_the_run)
{
    struct facts from;
    struct facts empty;
    struct facts to;
    memset(&from, 1, sizeof from); /* pointers that nobody follows */
    memset(&empty, 0, sizeof empty);
    memset(&to, 0, sizeof to);
    merge_site(&to, &from);
    for (size_t i = 0; i < facts_record.field_count; i++) {
        const struct field *field = &facts_record.fields[i];
        bool stays = is_of_the_run(field->name);
        cr_expect(has_bytes_of(field, &to, stays ? &empty : &from), "'%s' %s", field->name,
                  stays ? "is of the run and was taken over" : "is lost");
    }
}
