/* A .reg export, all the way to facts: names of hosts, drivers, settings. */
#include "fuzz.h"

#include <talloc.h>

#include "drivers/inspect/reg_file.h"
#include "drivers/inspect/registry_facts.h"

/* The tables, and for a line of the registry an entry of the facts. */
const struct fuzz_bound fuzz_bound = {.base = 4 << 20, .per_byte = 4096};

static const struct reg_limits limits = {.keys = 10000, .values = 10000, .bytes = 1 << 20};

static void check_source(const struct source *source)
{
    MUST(source->kind == SOURCE_REGISTRY && fuzz_is_text(source->where), "a fact has its key");
    MUST(source->seen_unix_s == 7, "a fact is as old as its file");
}

static void check_host(const struct tables *tables, const struct host *host, bool whole)
{
    MUST(fuzz_is_text(host->name) && host->name[0] != '\0', "a host has a name");
    MUST(host->programs_state != READ_DONE || whole, "a part is no whole list");
    for (size_t i = 0; i < host->program_count; i++) {
        const struct driver_name *name = NULL;
        const struct program *program = &host->programs[i];
        MUST(drivers_find(tables, program->name, &name) != NULL, "a driver is one of the tables'");
        MUST(program->version == NULL || fuzz_is_text(program->version), "a version is a text");
        check_source(&program->source);
    }
    for (size_t i = 0; i < host->setting_count; i++) {
        MUST(setting_find(tables, host->settings[i].key) != NULL, "a setting is in the table");
        MUST(fuzz_is_text(host->settings[i].value), "its value is a text");
        check_source(&host->settings[i].source);
    }
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct error err = ERROR_NONE;
    static struct tables *tables;
    if (tables == NULL)
        tables = tables_load(NULL, &err);
    struct reader exact = fuzz_prefix(memory, data, size);
    struct facts *facts = talloc_zero(memory, struct facts);
    const struct registry *registry = reg_file_read(memory, "x.reg", exact.data, size, &limits);
    const struct inspect_request request = {.tables = tables};
    struct inspection inspection = {.facts = facts, .request = &request};
    const struct registry_evidence evidence = {.parts = {{.registry = registry,
                                                          .modified_unix_s = 7,
                                                          .whole = registry->problem_count == 0}},
                                               .part_count = 1,
                                               .path = "/e/x.reg"};
    const struct host *host = registry_facts(&inspection, &evidence);
    MUST((host == NULL) == (facts->host_count == 0), "a host is in the facts");
    if (host != NULL)
        check_host(tables, host, registry->problem_count == 0);
}
