/* One driver requirement against the program list of one host. */
#include "judge/rules.h"

#include <inttypes.h>

#include <talloc.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"

/* The entries of one family on a host that come from one kind of source. */
struct group {
    enum source_kind kind;
    const struct program *best; /* highest version; NULL = the source has no entry */
    struct version version;     /* of best; count 0 = unreadable */
    int64_t newest_s;
    size_t entries;
    struct side side;
    char *driver;
};

struct check {
    struct judging *judging;
    const struct need *need;
    const struct requirement_row *rule;
    size_t wrong_bits;
    const struct program *wrong; /* one of them */
};

static int64_t seen_at(const struct host *host, const struct program *program)
{
    return program->source.seen_unix_s != 0 ? program->source.seen_unix_s
                                            : host->programs_source.seen_unix_s;
}

static void add_program_fact(const struct check *check, struct finding *finding,
                             const struct program *program)
{
    const struct judging *judging = check->judging;
    int64_t seen = seen_at(check->need->host, program);
    finding_fact(judging->out, finding, "%s: \"%s\" %s%s, scanned %s",
                 or_word(program->source.where, name_of(source_kind_names, program->source.kind)),
                 program->name, or_word(program->version, "without a version"),
                 program->bits == 32   ? ", 32-bit"
                 : program->bits == 64 ? ""
                                       : ", bitness not seen",
                 age_words(judging->out, seen, judging->inventory_now_s));
}

static void add(const struct check *check, struct side *side, enum finding_key key,
                const char *const *words, const struct program *program, const char *source)
{
    struct judging *judging = check->judging;
    struct finding finding = finding_make(judging->out, key, words);
    if (program != NULL)
        add_program_fact(check, &finding, program);
    if (finding.severity > SEVERITY_INFO && check->need->host_name != NULL) {
        const struct driver_family *family = check->rule->family;
        finding_fix(judging->out, &finding, "install %s %s or later on %s", family->brief,
                    driver_floor_text(judging->out, judging->tables, family, &check->rule->minimum),
                    check->need->host_name);
    }
    finding_cite(judging->out, &finding, source);
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

static void judge_version(const struct check *check, struct group *group)
{
    struct judging *judging = check->judging;
    const struct requirement_row *rule = check->rule;
    struct driver_lookup found =
        driver_tls12(judging->out, judging->tables, rule->family, &group->version);
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

static void judge_group(const struct check *check, struct group *group)
{
    struct judging *judging = check->judging;
    const struct driver_family *family = check->rule->family;
    const char *host = check->need->host_name;
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
    if (group->entries > 1)
        add(check, &group->side, FINDING_DRV_SEVERAL, WORDS(host, family->title), group->best,
            NULL);
}

/* ---- several sources ----------------------------------------------------------------------- */

static void group_take(const struct check *check, struct group *group,
                       const struct program *program)
{
    struct version version = {0};
    int64_t seen = seen_at(check->need->host, program);
    if (program->version != NULL)
        (void)version_parse(program->version, &version);
    group->entries++;
    group->newest_s = seen > group->newest_s ? seen : group->newest_s;
    bool higher =
        group->best == NULL || group->version.count == 0 ||
        (version.count != 0 && driver_compare(check->rule->family, &version, &group->version) > 0);
    if (higher) {
        group->best = program;
        group->version = version;
    }
}

/* Sorts the host's entries of the family by source; entries of the wrong bitness are only
 * counted. */
static void collect(struct check *check, struct group groups[SOURCE_KIND_COUNT])
{
    const struct host *host = check->need->host;
    for (size_t i = 0; i < host->program_count; i++) {
        const struct program *program = &host->programs[i];
        const struct driver_name *name =
            drivers_find_by_program_name(check->judging->tables, program->name);
        if (name == NULL || name->family != check->rule->family)
            continue;
        if (program->bits != 0 && program->bits != check->rule->bits) {
            check->wrong_bits++;
            check->wrong = program;
            continue;
        }
        group_take(check, &groups[program->source.kind], program);
    }
}

/* A source more than 30 days older than another loses to it. */
static bool is_outdated(const struct group *group, int64_t newest_s)
{
    return group->newest_s != 0 && newest_s - group->newest_s > STALE_S;
}

/* The group that stands: of those that are recent enough, the worst. */
static struct group *worst_group(const struct check *check, struct group *groups, bool *differ)
{
    int64_t newest = 0;
    struct group *worst = NULL;
    for (size_t i = 0; i < SOURCE_KIND_COUNT; i++)
        newest = groups[i].newest_s > newest ? groups[i].newest_s : newest;
    for (size_t i = 0; i < SOURCE_KIND_COUNT; i++) {
        if (groups[i].best == NULL || is_outdated(&groups[i], newest))
            continue;
        judge_group(check, &groups[i]);
        *differ = *differ || (worst != NULL && worst->side.verdict != groups[i].side.verdict);
        if (worst == NULL || groups[i].side.verdict > worst->side.verdict)
            worst = &groups[i];
    }
    return worst;
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
    else if (judging->inventory_now_s - seen_unix_s > STALE_S)
        finding = finding_make(judging->out, FINDING_DRV_OLD_EVIDENCE,
                               WORDS(host, number_word(judging->out, days)));
    else
        return;
    side_add(judging->out, side, &finding);
}

static void family_is_missing(const struct check *check, struct side *side, char **driver)
{
    struct judging *judging = check->judging;
    const struct need *need = check->need;
    const struct requirement_row *rule = check->rule;
    const struct driver_family *family = rule->family;
    if (check->wrong_bits > 0) {
        *driver =
            talloc_asprintf(judging->out, "%s, %d-bit only", family->title, check->wrong->bits);
        add(check, side, FINDING_DRV_BITNESS,
            WORDS(family->title, need->host_name, number_word(judging->out, check->wrong->bits),
                  number_word(judging->out, rule->bits)),
            check->wrong, rule->origin.source);
        return;
    }
    *driver = talloc_asprintf(judging->out, "no %s", family->title);
    struct finding finding =
        finding_make(judging->out, FINDING_DRV_MISSING, WORDS(family->title, need->host_name));
    finding_fact(
        judging->out, &finding, "%s: %zu SQL Server client programs listed, scanned %s",
        or_word(need->host->programs_source.where, "program list"), need->host->program_count,
        age_words(judging->out, need->host->programs_source.seen_unix_s, judging->inventory_now_s));
    for (size_t i = 0; i < need->host->program_count; i++)
        add_program_fact(check, &finding, &need->host->programs[i]);
    finding_fix(judging->out, &finding, "install %s %s or later on %s", family->brief,
                driver_floor_text(judging->out, judging->tables, family, &rule->minimum),
                need->host_name);
    finding_cite(judging->out, &finding, rule->origin.source);
    side_add(judging->out, side, &finding);
}

void program_judge(struct judging *judging, const struct need *need,
                   const struct requirement_row *rule, struct side *side, char **driver)
{
    struct check check = {.judging = judging, .need = need, .rule = rule};
    struct group groups[SOURCE_KIND_COUNT] = {0};
    bool differ = false;
    collect(&check, groups);
    struct group *stands = worst_group(&check, groups, &differ);
    int64_t seen = need->host->programs_source.seen_unix_s;
    if (stands == NULL) {
        family_is_missing(&check, side, driver);
    } else {
        *driver = stands->driver;
        seen = stands->newest_s;
        for (size_t i = 0; i < stands->side.count; i++)
            side_add(judging->out, side, &stands->side.findings[i]);
    }
    if (differ)
        add(&check, side, FINDING_DRV_SOURCES_DIFFER, WORDS(rule->family->title, need->host_name),
            stands->best, NULL);
    judge_age(&check, seen, side);
}
