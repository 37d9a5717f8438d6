#include "judge/program_groups.h"

#include "base/mem.h"

int64_t evidence_dated(const struct check *check, int64_t seen_unix_s)
{
    return seen_dated(seen_unix_s, check->judging->inventory_now_s);
}

int64_t evidence_seen_at(const struct check *check, const struct program *program)
{
    return evidence_dated(check, program->source.seen_unix_s != 0
                                     ? program->source.seen_unix_s
                                     : check->need->host->programs_source.seen_unix_s);
}

static int compare_taken(const struct check *check, const struct taken *a, const struct taken *b)
{
    if (a->version.count == 0 || b->version.count == 0)
        return (a->version.count != 0) - (b->version.count != 0);
    return driver_compare(check->rule->family, &a->version, &b->version);
}

bool group_is_topped(const struct check *check, const struct group *group,
                     const struct taken *taken)
{
    for (size_t i = 0; i < group->entries; i++)
        if (is_one_reading(&group->taken[i].program->source, &taken->program->source) &&
            compare_taken(check, &group->taken[i], taken) > 0)
            return true;
    return false;
}

/* Of several readings the lowest version stands; one without a version says nothing. */
static void group_settle(const struct check *check, struct group *group)
{
    for (size_t i = 0; i < group->entries; i++) {
        const struct taken *taken = &group->taken[i];
        const struct taken stands = {group->best, group->version};
        bool is_first = group->best == NULL;
        if (group_is_topped(check, group, taken) || (!is_first && taken->version.count == 0))
            continue;
        int order = is_first ? -1 : compare_taken(check, taken, &stands);
        group->readings_differ =
            group->readings_differ || (!is_first && stands.version.count != 0 && order != 0);
        if (order < 0 || stands.version.count == 0) {
            group->best = taken->program;
            group->version = taken->version;
        }
    }
    const struct taken stands = {group->best, group->version};
    for (size_t i = 0; i < group->entries; i++)
        group->versions_differ =
            group->versions_differ || (group->taken[i].version.count != 0 &&
                                       compare_taken(check, &group->taken[i], &stands) != 0);
}

static struct version version_at(const struct check *check, const struct program *program)
{
    return program_version(check->judging->tables, check->need->host, check->rule->family, program);
}

static void group_take(const struct check *check, struct group *group,
                       const struct program *program)
{
    struct taken *taken =
        mem_append(check->judging->out, &group->taken, &group->entries, sizeof *taken);
    *taken = (struct taken){program, version_at(check, program)};
}

static void take_list(const struct check *check, struct group *groups, const struct source *list)
{
    struct group *group = &groups[list->kind];
    int64_t seen = evidence_dated(check, list->seen_unix_s);
    group->list = list;
    group->newest_s = seen > group->newest_s ? seen : group->newest_s;
}

/* The group an entry belongs to; NULL when it is of another family, or of a list not read whole. */
static struct group *group_of(const struct check *check, struct group *groups,
                              const struct program *program)
{
    bool is_unread =
        program->source.kind == SOURCE_DATABASE && check->need->host->programs_state != READ_DONE;
    bool is_other = program_family(check->judging->tables, program) != check->rule->family;
    return is_unread || is_other ? NULL : &groups[program->source.kind];
}

static bool is_right_bitness(const struct check *check, const struct program *program)
{
    return program->bits == 0 || program->bits == check->rule->bits;
}

/* A newer list of its kind was read whole: what is still installed stands on it. */
static bool is_replaced(const struct check *check, const struct group *group, int64_t seen_unix_s)
{
    return group->list != NULL && seen_unix_s != 0 &&
           evidence_dated(check, group->list->seen_unix_s) - seen_unix_s > DAY_S;
}

/* A place that tells no version makes none that does old; it counts where no place tells one. */
static void take_dates(const struct check *check, struct group *groups, bool with_version)
{
    const struct host *host = check->need->host;
    for (size_t i = 0; i < host->program_count; i++) {
        const struct program *program = &host->programs[i];
        struct group *group = group_of(check, groups, program);
        if (group == NULL || !is_right_bitness(check, program))
            continue;
        bool has_version = version_at(check, program).count != 0;
        if (has_version != with_version || (group->has_version && !with_version))
            continue;
        int64_t seen = evidence_seen_at(check, program);
        group->has_version = has_version;
        group->newest_s = seen > group->newest_s ? seen : group->newest_s;
    }
}

void groups_collect(const struct check *check, struct group groups[SOURCE_KIND_COUNT])
{
    const struct host *host = check->need->host;
    if (host->programs_state == READ_DONE)
        take_list(check, groups, &host->programs_source);
    for (size_t i = 0; i < host->list_count; i++)
        take_list(check, groups, &host->lists[i]);
    take_dates(check, groups, true);
    take_dates(check, groups, false);
    for (size_t i = 0; i < host->program_count; i++) {
        const struct program *program = &host->programs[i];
        struct group *group = group_of(check, groups, program);
        int64_t seen = group == NULL ? 0 : evidence_seen_at(check, program);
        if (group == NULL || seen_is_outdated(seen, group->newest_s) ||
            is_replaced(check, group, seen))
            continue;
        if (!is_right_bitness(check, program))
            group->wrong = program;
        else
            group_take(check, group, program);
    }
    for (size_t i = 0; i < SOURCE_KIND_COUNT; i++)
        group_settle(check, &groups[i]);
}
