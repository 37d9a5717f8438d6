#include "evidence.h"

#include <talloc.h>

#include "base/text.h"
#include "fuzz.h"

static const struct tables *tables(void)
{
    static struct tables *loaded;
    struct error err = ERROR_NONE;
    if (loaded == NULL)
        loaded = tables_load(NULL, &err);
    MUST(loaded != NULL, "the tables are good");
    return loaded;
}

static const struct facts *read_one(void *memory, evidence_reader *read, const uint8_t *data,
                                    size_t size)
{
    struct facts *facts = talloc_zero(memory, struct facts);
    const struct inspect_request request = {.tables = tables(), .deadline = deadline_in_ms(60000)};
    struct inspection inspection = {.facts = facts, .request = &request};
    const struct evidence_file file = {
        .path = "x.txt", .data = data, .size = size, .modified_unix_s = 1};
    read(&inspection, &file);
    return facts;
}

static void check_source(const struct source *source)
{
    MUST(source->kind == SOURCE_REGISTRY || source->kind == SOURCE_CSV, "a source has a kind");
    MUST(text_has_prefix(source->where, "x.txt:"), "a source has a place");
}

static void check_host(const struct host *host)
{
    MUST(fuzz_is_text(host->name) && host->name[0] != '\0', "a host has a name");
    MUST(host->programs_state != READ_DONE, "what is not in it is not known");
    for (size_t i = 0; i < host->program_count; i++) {
        const struct program *program = &host->programs[i];
        MUST(fuzz_is_text(program->name) && !text_is_empty(program->name), "a program has a name");
        MUST(program->version == NULL ||
                 (fuzz_is_text(program->version) && !text_is_empty(program->version)),
             "a version is a text or not known");
        MUST(program->path == NULL || fuzz_is_text(program->path), "a path is a text");
        check_source(&program->source);
    }
    for (size_t i = 0; i < host->setting_count; i++) {
        MUST(fuzz_is_text(host->settings[i].key) && fuzz_is_text(host->settings[i].value),
             "a setting is two texts");
        check_source(&host->settings[i].source);
    }
}

static void check_same(const struct facts *a, const struct facts *b)
{
    MUST(a->host_count == b->host_count && a->gap_count == b->gap_count, "host for host");
    for (size_t i = 0; i < a->host_count; i++) {
        const struct host *x = &a->hosts[i];
        const struct host *y = &b->hosts[i];
        MUST(fuzz_same_text(x->name, y->name), "name for name");
        MUST(x->program_count == y->program_count, "program for program");
        MUST(x->setting_count == y->setting_count, "setting for setting");
        for (size_t j = 0; j < x->program_count; j++)
            MUST(fuzz_same_text(x->programs[j].version, y->programs[j].version), "alike");
    }
    for (size_t i = 0; i < a->gap_count; i++)
        MUST(fuzz_same_text(a->gaps[i].object, b->gaps[i].object), "place for place");
}

void evidence_fuzz(void *memory, evidence_recogniser *recognise, evidence_reader *read,
                   const uint8_t *data, size_t size)
{
    struct reader exact = fuzz_prefix(memory, data, size);
    const struct facts *facts = read_one(memory, read, exact.data, size);
    (void)recognise(exact.data, size);
    for (size_t i = 0; i < facts->host_count; i++)
        check_host(&facts->hosts[i]);
    for (size_t i = 0; i < facts->gap_count; i++)
        MUST(fuzz_is_text(facts->gaps[i].reason) && fuzz_is_text(facts->gaps[i].object),
             "a gap is told in texts");
    const char *text = fuzz_text(memory, data, size);
    if (strlen(text) != size || !text_is_utf8(text) || text_has_prefix(text, "\xef\xbb\xbf"))
        return;
    struct writer w;
    writer_init(&w, memory);
    writer_u16le(&w, 0xfeff);
    text_write_utf16le(&w, text);
    check_same(facts, read_one(memory, read, w.data, w.size));
}
