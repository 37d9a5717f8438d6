/* What evidence says, onto the hosts of a site. */
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/inspection.h"
#include "drivers/inspect/places.h"

static uint64_t short_hash(const char *name)
{
    return places_hash(name, strcspn(name, ". "), true);
}

/* How many hosts of the evidence have this short name: two of them cannot both be one host. */
static size_t count_alike(const struct facts *evidence, const struct places *names,
                          const char *name)
{
    size_t cursor = 0;
    size_t count = 0;
    void *memory = talloc_new(NULL);
    const char *wanted = text_short_host(memory, name);
    for (size_t at = 0; places_next(names, short_hash(name), &cursor, &at);)
        count += text_equal(text_short_host(memory, evidence->hosts[at].name), wanted);
    talloc_free(memory);
    return count;
}

static void merge_list(struct inspection *inspection, struct host *host, const struct host *from)
{
    if (from->programs_state != READ_DONE)
        return;
    if (host->programs_state != READ_DONE) {
        inspection_list_read(inspection, host, &from->programs_source);
        return;
    }
    struct source *list =
        mem_append(inspection->facts, &host->lists, &host->list_count, sizeof *list);
    *list = inspection_source(inspection, &from->programs_source);
}

static void merge_host(struct inspection *inspection, struct host *host, const struct host *from)
{
    for (size_t i = 0; i < from->program_count; i++)
        inspection_program(inspection, host, &from->programs[i]);
    for (size_t i = 0; i < from->setting_count; i++)
        inspection_setting(inspection, host, from->settings[i].key, from->settings[i].value,
                           &from->settings[i].source);
    merge_list(inspection, host, from);
    inspection_windows(inspection, host, from->windows, from->windows_version,
                       &from->windows_source);
}

static struct host *own_host(struct facts *facts, const struct host *from)
{
    struct host *host = mem_append(facts, &facts->hosts, &facts->host_count, sizeof *host);
    host->name = talloc_strdup(facts, from->name);
    return host;
}

void inspect_merge(struct facts *facts, const struct facts *evidence,
                   const struct inspect_request *request)
{
    struct inspection inspection = {.facts = facts, .request = request};
    struct places names = {0};
    void *memory = talloc_new(NULL);
    for (size_t i = 0; i < evidence->host_count; i++)
        places_add(memory, &names, short_hash(evidence->hosts[i].name), i);
    for (size_t i = 0; i < evidence->host_count; i++) {
        const struct host *from = &evidence->hosts[i];
        size_t before = facts->host_count;
        struct host *host =
            inspection_host(&inspection, from->name, from->named_by == NULL ? "" : from->named_by);
        bool is_new = facts->host_count > before;
        if (!is_new && !text_equal(host->name, from->name) &&
            count_alike(evidence, &names, from->name) > 1) {
            host = own_host(facts, from);
            is_new = true;
        }
        if (is_new)
            host->named_by = from->named_by == NULL ? NULL : talloc_strdup(facts, from->named_by);
        merge_host(&inspection, host, from);
    }
    for (size_t i = 0; i < evidence->gap_count; i++) {
        const struct gap *gap = &evidence->gaps[i];
        (gap->required ? inspection_gap : inspection_remark)(&inspection, gap->object, gap->costs,
                                                             "%s", gap->reason);
    }
    talloc_free(inspection.index);
    talloc_free(memory);
}
