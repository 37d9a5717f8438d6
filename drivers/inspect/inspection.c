#include "drivers/inspect/inspection.h"

#include <stdarg.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static char *copy(struct inspection *inspection, const char *text)
{
    return text == NULL ? NULL : talloc_strdup(inspection->facts, text);
}

static struct source copy_source(struct inspection *inspection, const struct source *source)
{
    struct source out = *source;
    out.where = copy(inspection, source->where);
    return out;
}

/* One of two names is short, and the other begins with it. */
static bool is_short_for(const char *name, const char *other)
{
    bool is_one_short = text_contains(name, ".") != text_contains(other, ".");
    void *memory = talloc_new(NULL);
    bool same =
        is_one_short && text_equal(text_short_host(memory, name), text_short_host(memory, other));
    talloc_free(memory);
    return same;
}

static struct host *find_host(const struct facts *facts, const char *name)
{
    struct host *alike = NULL;
    size_t alike_count = 0;
    for (size_t i = 0; i < facts->host_count; i++) {
        if (text_equal(facts->hosts[i].name, name))
            return &facts->hosts[i];
        if (is_short_for(facts->hosts[i].name, name)) {
            alike = &facts->hosts[i];
            alike_count++;
        }
    }
    return alike_count == 1 ? alike : NULL;
}

struct host *inspection_host(struct inspection *inspection, const char *name, const char *named_by)
{
    struct facts *facts = inspection->facts;
    struct host *host = find_host(facts, name);
    if (host == NULL) {
        host = mem_append(facts, &facts->hosts, &facts->host_count, sizeof *host);
        host->name = text_trim(facts, name);
        host->named_by = copy(inspection, named_by);
        return host;
    }
    if (named_by == NULL)
        host->named_by = NULL;
    if (named_by == NULL && !text_contains(host->name, ".") && text_contains(name, "."))
        host->name = text_trim(facts, name);
    return host;
}

static bool is_same_program(const struct program *a, const struct program *b)
{
    return a->bits == b->bits && a->source.kind == b->source.kind && text_equal(a->name, b->name) &&
           text_equal(a->version, b->version) && text_equal(a->path, b->path) &&
           text_equal(a->source.where, b->source.where);
}

void inspection_program(struct inspection *inspection, struct host *host,
                        const struct program *program)
{
    for (size_t i = 0; i < host->program_count; i++)
        if (is_same_program(&host->programs[i], program))
            return;
    struct program *added =
        mem_append(inspection->facts, &host->programs, &host->program_count, sizeof *added);
    *added = (struct program){
        .name = copy(inspection, program->name),
        .version = copy(inspection, program->version),
        .bits = program->bits,
        .path = copy(inspection, program->path),
        .source = copy_source(inspection, &program->source),
    };
}

void inspection_setting(struct inspection *inspection, struct host *host, const char *key,
                        const char *value, const struct source *source)
{
    struct setting *added =
        mem_append(inspection->facts, &host->settings, &host->setting_count, sizeof *added);
    *added = (struct setting){
        .key = copy(inspection, key),
        .value = copy(inspection, value),
        .source = copy_source(inspection, source),
    };
}

void inspection_gap(struct inspection *inspection, const char *object, const char *costs,
                    const char *format, ...)
{
    struct facts *facts = inspection->facts;
    struct gap *gap = mem_append(facts, &facts->gaps, &facts->gap_count, sizeof *gap);
    va_list words;
    va_start(words, format);
    *gap = (struct gap){
        .costs = copy(inspection, costs),
        .object = copy(inspection, object),
        .reason = talloc_vasprintf(facts, format, words),
        .required = true,
    };
    va_end(words);
}
