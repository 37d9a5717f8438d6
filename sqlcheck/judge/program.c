/* One driver requirement against the program list of one host. */
#include "judge/program_groups.h"

#include <inttypes.h>

#include <talloc.h>

#include "base/date.h"
#include "base/text.h"

static void add_program_fact(const struct check *check, struct finding *finding,
                             const struct program *program)
{
    const struct judging *judging = check->judging;
    int64_t seen = evidence_seen_at(check, program);
    finding_fact(judging->out, finding, "%s: \"%s\" %s%s, scanned %s",
                 or_word(program->source.where, name_of(source_kind_names, program->source.kind)),
                 program->name, or_word(program->version, "without a version"),
                 program->bits == 32   ? ", 32-bit"
                 : program->bits == 64 ? ""
                                       : ", bitness not seen",
                 age_words(judging->out, seen, judging->inventory_now_s));
}

static void add_list_fact(const struct check *check, struct finding *finding,
                          const struct source *list)
{
    size_t count = 0;
    const struct host *host = check->need->host;
    for (size_t i = 0; i < host->program_count; i++)
        count += host->programs[i].source.kind == list->kind;
    finding_fact(check->judging->out, finding,
                 "%s: %zu SQL Server client programs listed, scanned %s",
                 or_word(list->where, "program list"), count,
                 age_words(check->judging->out, evidence_dated(check, list->seen_unix_s),
                           check->judging->inventory_now_s));
}

/* What to install is what the rule asks for, so its document stands beside that of the fact. */
static void add_fix(const struct check *check, struct finding *finding)
{
    struct judging *judging = check->judging;
    const struct requirement_row *rule = check->rule;
    finding_fix(judging->out, finding, "install %s %s or later on %s", rule->family->brief,
                driver_floor_text(judging->out, judging->tables, rule->family, &rule->minimum),
                check->need->host_name);
    if (!text_contains(finding->source, rule->origin.source))
        finding->source =
            talloc_asprintf(judging->out, "%s; %s", rule->origin.source, finding->source);
}

static void add(const struct check *check, struct side *side, enum finding_key key,
                const char *const *words, const struct program *program, const char *source)
{
    struct judging *judging = check->judging;
    struct finding finding = finding_make(judging->out, key, words);
    if (program != NULL)
        add_program_fact(check, &finding, program);
    finding_cite(judging->out, &finding, source);
    if (finding.severity > SEVERITY_INFO && check->need->host_name != NULL)
        add_fix(check, &finding);
    side_add(judging->out, side, &finding);
}

/* ---- one version ----------------------------------------------------------------------------- */

static void say_remarks(const struct check *check, struct group *group)
{
    struct judging *judging = check->judging;
    const struct requirement_row *rule = check->rule;
    const char *host = check->need->host_name;
    const struct driver_build *reported =
        driver_remark(judging->tables, rule->family, &group->version, REMARK_REPORTED);
    if (reported != NULL)
        add(check, &group->side, FINDING_DRV_REPORTED, WORDS(group->driver, host, reported->words),
            group->best, reported->origin.source);
    if (rule->validated.count != 0 &&
        driver_compare(rule->family, &group->version, &rule->validated) > 0)
        add(check, &group->side, FINDING_DRV_ABOVE_VALIDATED,
            WORDS(group->driver, host, driver_version_text(judging->out, &rule->validated)),
            group->best, rule->origin.source);
}

/* The floor of the numbering scheme the version has; "none" for a family that never has it. */
static const char *floor_words(const struct check *check, const struct driver_lookup *found)
{
    const struct driver_family *family = check->rule->family;
    if (found->floor == NULL || found->floor->first_tls12.count == 0)
        return "none";
    return driver_floor_text(check->judging->out, check->judging->tables, family,
                             &found->floor->first_tls12);
}

static void say_disputed(const struct check *check, struct group *group,
                         const struct driver_lookup *found)
{
    const struct driver_build *build = found->disputed;
    const char *why = build != NULL ? build->words : found->floor->note;
    char *reason = talloc_asprintf(check->judging->out, "%s (below the vendor tool's floor)", why);
    add(check, &group->side, FINDING_DRV_DISPUTED, WORDS(group->driver, reason), group->best,
        build != NULL ? build->origin.source : found->floor->origin.source);
}

/* A rule of no release asks for TLS 1.2 alone: what counts is the floor of the numbering that the
 * version has. Native Client 10 has two, 10.0 and 10.50. */
static void take_own_floor(struct requirement_row *rule, const struct driver_floor *floor)
{
    if (rule->first_release != NULL || floor == NULL || floor->first_tls12.count == 0)
        return;
    rule->minimum = floor->first_tls12;
    rule->origin = floor->origin;
}

static void judge_version(const struct check *of_rule, struct group *group)
{
    struct judging *judging = of_rule->judging;
    struct requirement_row own = *of_rule->rule;
    const struct requirement_row *rule = &own;
    struct check in_own_numbers = *of_rule;
    const struct check *check = &in_own_numbers;
    struct driver_lookup found =
        driver_tls12(judging->out, judging->tables, rule->family, &group->version);
    in_own_numbers.rule = &own;
    take_own_floor(&own, found.floor);
    const char *source = found.floor == NULL ? NULL : found.floor->origin.source;
    if (found.answer == DRIVER_UNKNOWN)
        add(check, &group->side, FINDING_DRV_VERSION_UNREADABLE,
            WORDS(rule->family->title, check->need->host_name, found.words), group->best, source);
    else if (found.answer == DRIVER_NO)
        add(check, &group->side, FINDING_DRV_TOO_OLD,
            WORDS(group->driver, floor_words(check, &found)), group->best, source);
    else if (found.answer == DRIVER_DISPUTED)
        say_disputed(check, group, &found);
    else if (driver_compare(rule->family, &group->version, &rule->minimum) < 0)
        add(check, &group->side, FINDING_DRV_BELOW_FLOOR,
            WORDS(group->driver, release_words(check->need),
                  driver_floor_text(judging->out, judging->tables, rule->family, &rule->minimum)),
            group->best, rule->origin.source);
    say_remarks(check, group);
}

static void family_is_missing(const struct check *check, struct group *group)
{
    struct judging *judging = check->judging;
    const struct need *need = check->need;
    const struct requirement_row *rule = check->rule;
    const struct driver_family *family = rule->family;
    if (group->wrong != NULL) {
        group->driver =
            talloc_asprintf(judging->out, "%s, %d-bit only", family->title, group->wrong->bits);
        add(check, &group->side, FINDING_DRV_BITNESS,
            WORDS(family->title, need->host_name, number_word(judging->out, group->wrong->bits),
                  number_word(judging->out, rule->bits)),
            group->wrong, rule->origin.source);
        return;
    }
    group->driver = talloc_asprintf(judging->out, "no %s", family->title);
    struct finding finding =
        finding_make(judging->out, FINDING_DRV_MISSING, WORDS(family->title, need->host_name));
    add_list_fact(check, &finding, group->list);
    for (size_t i = 0; i < need->host->program_count; i++)
        if (need->host->programs[i].source.kind == group->list->kind)
            add_program_fact(check, &finding, &need->host->programs[i]);
    finding_fix(judging->out, &finding, "install %s %s or later on %s", family->brief,
                driver_floor_text(judging->out, judging->tables, family, &rule->minimum),
                need->host_name);
    finding_cite(judging->out, &finding, rule->origin.source);
    side_add(judging->out, &group->side, &finding);
}

/* Names what each reading says. */
static void say_readings_differ(const struct check *check, struct group *group)
{
    struct judging *judging = check->judging;
    struct finding finding =
        finding_make(judging->out, FINDING_DRV_READINGS_DIFFER,
                     WORDS(check->rule->family->title, check->need->host_name));
    for (size_t i = 0; i < group->entries; i++) {
        const struct program *program = group->taken[i].program;
        if (group->taken[i].version.count != 0 && !group_is_topped(check, group, &group->taken[i]))
            finding_fact(judging->out, &finding, "%s: \"%s\" %s, seen %s",
                         or_word(program->source.file, or_word(program->source.where, "?")),
                         program->name, program->version,
                         age_words(judging->out, evidence_seen_at(check, program),
                                   judging->inventory_now_s));
    }
    side_add(judging->out, &group->side, &finding);
}

static void judge_group(const struct check *check, struct group *group)
{
    struct judging *judging = check->judging;
    const struct driver_family *family = check->rule->family;
    const char *host = check->need->host_name;
    if (group->best == NULL) {
        family_is_missing(check, group);
        return;
    }
    if (group->version.count == 0) {
        group->driver = talloc_asprintf(judging->out, "%s, version not known", family->title);
        add(check, &group->side, FINDING_DRV_VERSION_UNREADABLE,
            WORDS(family->title, host, "the entry has no version number"), group->best, NULL);
        return;
    }
    char *number = driver_version_text(judging->out, &group->version);
    group->driver = talloc_asprintf(judging->out, "%s %s", family->brief, number);
    judge_version(check, group);
    if (group->best->bits == 0)
        add(check, &group->side, FINDING_DRV_BITNESS_UNKNOWN,
            WORDS(group->driver, host, number_word(judging->out, check->rule->bits)), group->best,
            NULL);
    if (group->readings_differ)
        say_readings_differ(check, group);
    else if (group->entries > 1 &&
             (group->versions_differ || group->best->source.kind == SOURCE_DATABASE))
        add(check, &group->side, FINDING_DRV_SEVERAL, WORDS(host, family->title), group->best,
            NULL);
}

/* ---- several sources ----------------------------------------------------------------------- */

static bool is_silent(const struct group *group)
{
    return group->best == NULL && group->list == NULL;
}

/* A place that names the driver without a version (ODBCINST.INI) says nothing against one that
 * has a version. */
static bool says_less(const struct group *groups, size_t at)
{
    bool other_has = false;
    for (size_t i = 0; i < SOURCE_KIND_COUNT; i++)
        other_has = other_has || (i != at && groups[i].version.count != 0);
    return groups[at].best != NULL && groups[at].version.count == 0 && other_has;
}

/* The group that stands: of those that are recent enough, the worst; NULL = no source tells.
 * Those that do not count are emptied. */
static struct group *worst_group(const struct check *check, struct group *groups, bool *differ)
{
    int64_t newest = 0;
    struct group *worst = NULL;
    if (groups[SOURCE_YOURS].best != NULL) /* whatever was seen there */
        for (size_t i = 0; i < SOURCE_YOURS; i++)
            groups[i] = (struct group){0};
    for (size_t i = 0; i < SOURCE_KIND_COUNT; i++)
        if (says_less(groups, i)) /* then it makes no other old either */
            groups[i] = (struct group){0};
    for (size_t i = 0; i < SOURCE_KIND_COUNT; i++)
        if (!is_silent(&groups[i]) && groups[i].newest_s > newest)
            newest = groups[i].newest_s;
    for (size_t i = 0; i < SOURCE_KIND_COUNT; i++) {
        if (is_silent(&groups[i]) || seen_is_outdated(groups[i].newest_s, newest)) {
            groups[i] = (struct group){0};
            continue;
        }
        judge_group(check, &groups[i]);
        *differ = *differ || (worst != NULL && worst->side.verdict != groups[i].side.verdict);
        if (worst == NULL || groups[i].side.verdict > worst->side.verdict)
            worst = &groups[i];
    }
    return worst;
}

/* Names what each of them says. */
static void say_sources_differ(const struct check *check, const struct group *groups,
                               struct side *side)
{
    struct judging *judging = check->judging;
    struct finding finding =
        finding_make(judging->out, FINDING_DRV_SOURCES_DIFFER,
                     WORDS(check->rule->family->title, check->need->host_name));
    for (size_t i = 0; i < SOURCE_KIND_COUNT; i++) {
        if (groups[i].best != NULL)
            add_program_fact(check, &finding, groups[i].best);
        else if (groups[i].list != NULL)
            add_list_fact(check, &finding, groups[i].list);
    }
    side_add(judging->out, side, &finding);
}

/* ---- the age of it ------------------------------------------------------------------------- */

static void judge_age(const struct check *check, int64_t seen_unix_s, struct side *side)
{
    struct judging *judging = check->judging;
    const char *host = check->need->host_name;
    int64_t days = date_days_between(seen_unix_s, judging->inventory_now_s);
    struct finding finding;
    if (seen_unix_s == 0)
        finding = finding_make(judging->out, FINDING_DRV_UNDATED, WORDS(host));
    else if (!seen_is_fresh(seen_unix_s, judging->inventory_now_s))
        finding = finding_make(judging->out, FINDING_DRV_OLD_EVIDENCE,
                               WORDS(host, number_word(judging->out, days)));
    else
        return;
    side_add(judging->out, side, &finding);
}

void program_judge(struct judging *judging, const struct need *need,
                   const struct requirement_row *rule, struct side *side, char **driver)
{
    struct check check = {.judging = judging, .need = need, .rule = rule};
    struct group groups[SOURCE_KIND_COUNT] = {0};
    bool differ = false;
    groups_collect(&check, groups);
    struct group *stands = worst_group(&check, groups, &differ);
    if (stands == NULL) {
        *driver = talloc_strdup(judging->out, "not inventoried");
        programs_unknown(judging, need, side);
        return;
    }
    *driver = stands->driver;
    for (size_t i = 0; i < stands->side.count; i++)
        side_add(judging->out, side, &stands->side.findings[i]);
    if (differ)
        say_sources_differ(&check, groups, side);
    judge_age(&check, stands->newest_s, side);
}
