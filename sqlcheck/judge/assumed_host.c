/* What the user assumes of a host: an edited copy of it. */
#include "judge/assumed_parts.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static struct source yours(const struct judging *judging)
{
    return (struct source){.kind = SOURCE_YOURS, .seen_unix_s = judging->inventory_now_s};
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static void assume_windows(struct judging *judging, struct host *host,
                           const struct assumption *assumption)
{
    struct version version;
    const struct windows_row *row = version_parse(assumption->value, &version)
                                        ? windows_default(judging->tables, &version)
                                        : NULL;
    host->windows = row == NULL ? NULL : row->name;
    host->windows_version = assumption->value;
    host->windows_source = yours(judging);
}

/* In the bitness that the components load. What is installed beside it stays. */
static void assume_driver(struct judging *judging, struct host *host,
                          const struct assumption *assumption, const struct driver_family *family)
{
    enum { LOADED_BITS = 64 };
    struct program *programs = mem_array(judging->out, struct program, host->program_count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < host->program_count; i++)
        if (host->programs[i].source.kind != SOURCE_YOURS ||
            program_family(judging->tables, &host->programs[i]) != family)
            programs[kept++] = host->programs[i];
    programs[kept++] = (struct program){.name = family->name,
                                        .version = assumption->value,
                                        .bits = LOADED_BITS,
                                        .source = yours(judging)};
    host->programs = programs;
    host->program_count = kept;
}

/* What other places tell of the version that is assumed. */
static void drop_programs(const struct judging *judging, struct host *host,
                          const struct driver_family *family)
{
    struct program *programs = mem_array(judging->out, struct program, host->program_count);
    size_t kept = 0;
    for (size_t i = 0; i < host->program_count; i++)
        if (program_family(judging->tables, &host->programs[i]) != family)
            programs[kept++] = host->programs[i];
    host->programs = programs;
    host->program_count = kept;
}

/* All values of the key are one reading with the assumed one, the others as they were: readings of
 * different days would each stand for itself. */
static void assume_setting(struct judging *judging, struct host *host,
                           const struct assumption *assumption, const struct setting_row *row)
{
    struct setting *settings = mem_array(judging->out, struct setting, host->setting_count + 1);
    const char *dot = strrchr(row->key, '.');
    char *group =
        talloc_strndup(judging->out, row->key, dot == NULL ? 0 : (size_t)(dot - row->key));
    size_t kept = 0;
    for (size_t i = 0; i < host->setting_count; i++) {
        if (text_equal(host->settings[i].key, row->key))
            continue; /* the assumed value replaces it */
        settings[kept] = host->settings[i];
        if (group[0] != '\0' && text_has_prefix(or_word(settings[kept].key, ""), group))
            settings[kept].source = yours(judging);
        kept++;
    }
    settings[kept++] =
        (struct setting){.key = row->key, .value = assumption->value, .source = yours(judging)};
    host->settings = settings;
    host->setting_count = kept;
    if (text_equal(row->key, "dotnet.release"))
        drop_programs(judging, host, driver_family_find(judging->tables, "systemdata"));
}

/* Of several machines of one name nothing is known but what is assumed. */
static struct host copy_of(const struct host *host)
{
    if (!host->ambiguous)
        return *host;
    return (struct host){.name = host->name, .named_by = host->named_by};
}

static struct host_yours *host_to_edit(struct judging *judging, const char *machine)
{
    struct host_entry *entry = host_entry_find(judging, machine);
    if (entry == NULL)
        return NULL;
    if (entry->yours == NULL) {
        entry->yours = mem_array(judging->out, struct host_yours, 1);
        entry->yours->host = copy_of(entry->host);
        entry->host = &entry->yours->host;
    }
    return entry->yours;
}

/* A host that no fact names: the roles may. */
void assumed_hosts_add(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const char *last = NULL;
    size_t known = judging->host_count;
    for (size_t i = 0; i < facts->assumption_count; i++) {
        const struct assumption *assumption = &facts->assumptions[i];
        enum assumable kind = assume_thing(judging->tables, assumption->key).kind;
        if (kind == ASSUME_NOTHING || assume_is_of_endpoint(kind) ||
            text_is_empty(assumption->machine) || text_equal(last, assumption->machine) ||
            host_entry_find(judging, assumption->machine) != NULL)
            continue;
        struct host *host = mem_array(judging->out, struct host, 1);
        host->name = assumption->machine;
        judging->hosts[known++] = (struct host_entry){
            .short_name = text_short_host(judging->out, host->name), .host = host};
        last = host->name;
    }
    judging->host_count = known;
    hosts_sort(judging);
}

void assumed_host_apply(struct judging *judging, const struct assumption *assumption,
                        const struct assumed_thing *thing, struct applied *applied)
{
    struct host_yours *to = host_to_edit(judging, assumption->machine);
    applied->host = to;
    if (to == NULL)
        return;
    if (thing->kind == ASSUME_WINDOWS)
        assume_windows(judging, &to->host, assumption);
    else if (thing->kind == ASSUME_DRIVER)
        assume_driver(judging, &to->host, assumption, thing->family);
    else if (thing->kind == ASSUME_CIPHERS)
        to->has_ciphers = true;
    else
        assume_setting(judging, &to->host, assumption, thing->setting);
    assumed_text(judging->out, &to->texts, &to->text_count, assumption);
}
