/* What evidence says, onto the hosts of a site. */
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/inspection.h"
#include "drivers/inspect/places.h"

enum { STALE_S = 30 * 86400 };

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

/* What it says of TLS 1.2; false when no table knows that Windows. */
static bool default_of(const struct inspection *inspection, const struct host *host,
                       enum tls_default *given)
{
    struct version version;
    const struct windows_row *row = NULL;
    if (host->windows_version != NULL && version_parse(host->windows_version, &version))
        row = windows_default(inspection->request->tables, &version);
    if (row != NULL)
        *given = row->tls12_client;
    return row != NULL;
}

/* The registry outranks the site database, unless it is a month older than that; of two that are
 * less than a month apart the worse stands. */
static void merge_windows(struct inspection *inspection, struct host *host, const struct host *from)
{
    const struct source *ours = &host->windows_source;
    const struct source *theirs = &from->windows_source;
    enum tls_default our_default = TLS_DEFAULT_NONE;
    enum tls_default their_default = TLS_DEFAULT_NONE;
    bool are_dated = ours->seen_unix_s != 0 && theirs->seen_unix_s != 0;
    bool is_old = are_dated && ours->seen_unix_s - theirs->seen_unix_s > STALE_S;
    bool is_new = are_dated && theirs->seen_unix_s - ours->seen_unix_s > STALE_S;
    bool is_weaker = theirs->kind > ours->kind;
    if (default_of(inspection, host, &our_default) &&
        default_of(inspection, from, &their_default) && our_default != their_default)
        is_weaker = their_default > our_default; /* none, off, on */
    if (host->windows_version != NULL && (is_old || (is_weaker && !is_new)))
        return;
    if (from->windows != NULL)
        host->windows = NULL;
    if (from->windows_version != NULL)
        host->windows_version = NULL;
    inspection_windows(inspection, host, from->windows, from->windows_version, theirs);
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
    *list = from->programs_source;
    list->where = talloc_strdup(inspection->facts, list->where == NULL ? "" : list->where);
}

static void merge_host(struct inspection *inspection, struct host *host, const struct host *from)
{
    for (size_t i = 0; i < from->program_count; i++)
        inspection_program(inspection, host, &from->programs[i]);
    for (size_t i = 0; i < from->setting_count; i++)
        inspection_setting(inspection, host, from->settings[i].key, from->settings[i].value,
                           &from->settings[i].source);
    merge_list(inspection, host, from);
    merge_windows(inspection, host, from);
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
