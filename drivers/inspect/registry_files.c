/* From files that hold a registry to the facts of its host. */
#include <string.h>

#include <talloc.h>

#include "base/date.h"
#include "drivers/inspect/hive.h"
#include "drivers/inspect/inspection.h"
#include "drivers/inspect/reg_file.h"
#include "drivers/inspect/registry_facts.h"
#include "drivers/inspect/registry_parts.h"

static const struct reg_limits limits = {
    .keys = 200000, .values = 500000, .bytes = 64 * 1024 * 1024};

static const char costs_cut[] = "what is missing in that export";
static const char costs_all[] = "the drivers and settings of that host";

/* One gap for all that was wrong with a file, with the first of it. */
static void say_problems(struct inspection *inspection, const char *path,
                         const struct registry *registry)
{
    if (registry->problem_count == 0)
        return;
    const struct reg_problem *first = &registry->problems[0];
    size_t more = registry->problem_count + registry->problems_left_out - 1;
    char *rest = more == 0 ? NULL : talloc_asprintf(NULL, " (and %zu more like it)", more);
    inspection_gap(inspection, path, "some of the drivers and settings of that host", "%s%s%s%s",
                   first->place, first->place[0] == '\0' ? "" : ": ", first->sentence,
                   rest == NULL ? "" : rest);
    talloc_free(rest);
}

static const char collect_key[] = "HKEY_LOCAL_MACHINE\\" COLLECT_KEY;

/* What collect.ps1 writes last says whether all is there, whatever comes behind it; NULL. */
static const struct reg_value *collected_whole(const struct registry *registry)
{
    return reg_find_value(reg_find_key(registry, collect_key), "complete");
}

/* What may be missing in a registry whose lines were all read; NULL = nothing. */
static const char *doubt(const struct registry *registry)
{
    const struct reg_value *whole = collected_whole(registry);
    if (whole != NULL && whole->number != 1)
        return "collect.ps1 says that it could not read all";
    if (whole == NULL && registry->has_open_end)
        return "it does not end in an empty line, as every export of regedit does: its end may be "
               "cut off";
    return NULL;
}

static struct registry_part part_of(const struct registry *registry, const char *path,
                                    int64_t modified_unix_s)
{
    return (struct registry_part){.registry = registry,
                                  .file = talloc_strdup(registry, path),
                                  .modified_unix_s = modified_unix_s,
                                  .whole = registry->problem_count == 0 && doubt(registry) == NULL};
}

/* collect.ps1 says when it ran; a copied file may be younger. Never later than now. */
static int64_t collected_at(const struct inspection *inspection, const struct registry *registry,
                            int64_t modified_unix_s)
{
    const char *text = reg_find_text(reg_find_key(registry, collect_key), "collected");
    int64_t unix_s = 0;
    bool is_dated =
        text != NULL && date_parse(text, &unix_s) && unix_s <= inspection->request->now_unix_s;
    return is_dated ? unix_s : modified_unix_s;
}

void reg_evidence_read(struct inspection *inspection, const struct evidence_file *file)
{
    void *memory = talloc_new(NULL);
    const char *slash = strrchr(file->path, '/');
    const struct registry *registry = reg_file_read(memory, slash == NULL ? file->path : slash + 1,
                                                    file->data, file->size, &limits);
    const struct registry_evidence evidence = {
        .parts = {part_of(registry, file->path,
                          collected_at(inspection, registry, file->modified_unix_s))},
        .part_count = 1,
        .path = file->path,
    };
    say_problems(inspection, file->path, registry);
    if (registry->problem_count == 0 && doubt(registry) != NULL)
        inspection_gap(inspection, file->path, costs_cut, "%s", doubt(registry));
    if (registry_facts(inspection, &evidence) == NULL && registry->problem_count == 0)
        inspection_remark(inspection, file->path, "nothing that decides",
                          "nothing in this export is about drivers or TLS");
    talloc_free(memory);
}

/* ---- hives ----------------------------------------------------------------------------------- */

/* False when nothing was read; a hive of another kind has none of the keys, and no gap. */
static bool read_hive(struct inspection *inspection, void *memory, const struct evidence_file *file,
                      bool is_system, struct registry_part *out)
{
    struct error err = ERROR_NONE;
    struct hive hive;
    struct hive_request request = {
        .root = is_system ? "HKEY_LOCAL_MACHINE\\SYSTEM" : "HKEY_LOCAL_MACHINE\\SOFTWARE",
        .limits = limits,
        .deadline = inspection->request->deadline,
    };
    request.paths =
        registry_paths(memory, inspection->request->tables, is_system, &request.path_count);
    if (!hive_read(memory, file->path, &request, &hive, &err)) {
        inspection_gap(inspection, file->path, costs_all, "%s", err.text);
        return false;
    }
    say_problems(inspection, file->path, hive.registry);
    if (hive.registry->key_count == 0)
        return false;
    if (hive.dirty)
        inspection_remark(inspection, file->path, "the newest changes of that registry",
                          "%s: what was written last may be missing",
                          hive.has_logs ? "its transaction logs are not empty and were not applied"
                                        : "it was copied while in use");
    *out = part_of(hive.registry, file->path, file->modified_unix_s);
    return true;
}

struct host *hives_read(struct inspection *inspection, const struct evidence_file *software,
                        const struct evidence_file *system)
{
    void *memory = talloc_new(NULL);
    const struct evidence_file *const files[] = {software, system};
    struct registry_evidence evidence = {.path = software == NULL ? system->path : software->path};
    for (size_t i = 0; i < 2; i++) {
        size_t gaps = inspection->facts->gap_count;
        if (files[i] == NULL)
            continue;
        if (read_hive(inspection, memory, files[i], i == 1, &evidence.parts[evidence.part_count]))
            evidence.part_count++;
        else if (files[1 - i] != NULL && inspection->facts->gap_count == gaps)
            inspection_gap(inspection, files[i]->path, costs_all, "it has no key of a %s hive",
                           i == 1 ? "SYSTEM" : "SOFTWARE");
    }
    struct host *host = evidence.part_count == 0 ? NULL : registry_facts(inspection, &evidence);
    talloc_free(memory);
    return host;
}
