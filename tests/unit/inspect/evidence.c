#include "evidence.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/text.h"

struct inspect_request *evidence_request(void *parent)
{
    struct error err = ERROR_NONE;
    struct inspect_request *request = talloc_zero(parent, struct inspect_request);
    request->tables = tables_load(parent, &err);
    cr_assert_not_null(request->tables, "%s", err.text);
    request->now_unix_s = TEST_NOW;
    request->deadline = deadline_in_ms(600000);
    return request;
}

const struct facts *evidence_read(void *parent, evidence_reader *read, const void *data,
                                  size_t size)
{
    static struct inspect_request *request;
    struct facts *facts = talloc_zero(parent, struct facts);
    if (request == NULL)
        request = evidence_request(parent);
    struct inspection inspection = {.facts = facts, .request = request};
    const struct evidence_file file = {.path = "x.txt",
                                       .data = talloc_memdup(parent, data, size),
                                       .size = size,
                                       .modified_unix_s = TEST_MODIFIED};
    read(&inspection, &file);
    return facts;
}

const struct program *evidence_program(const struct facts *facts, const char *name, int bits)
{
    for (size_t i = 0; i < facts->host_count; i++)
        for (size_t j = 0; j < facts->hosts[i].program_count; j++) {
            const struct program *program = &facts->hosts[i].programs[j];
            if (text_equal(program->name, name) && program->bits == bits)
                return program;
        }
    return NULL;
}

const char *evidence_setting(const struct facts *facts, const char *key)
{
    for (size_t i = 0; i < facts->host_count; i++)
        for (size_t j = 0; j < facts->hosts[i].setting_count; j++)
            if (strcmp(facts->hosts[i].settings[j].key, key) == 0)
                return facts->hosts[i].settings[j].value;
    return NULL;
}

const struct gap *evidence_gap(const struct facts *facts, const char *object)
{
    for (size_t i = 0; i < facts->gap_count; i++)
        if (strcmp(facts->gaps[i].object, object) == 0)
            return &facts->gaps[i];
    return NULL;
}

struct writer evidence_utf16(void *parent, const char *utf8)
{
    struct writer w;
    writer_init(&w, parent);
    writer_u16le(&w, 0xfeff);
    text_write_utf16le(&w, utf8);
    return w;
}
