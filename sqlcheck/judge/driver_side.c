/* The client driver side of a path: which driver this Configuration Manager needs there, and what
 * the program list of the host says of it. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"

const char *release_words(const struct need *need)
{
    return need->release.state == RELEASE_KNOWN ? need->release.row->release : "of a later release";
}

static const struct gap *gap_about_programs(const struct facts *facts)
{
    for (size_t i = 0; i < facts->gap_count; i++)
        if (facts->gaps[i].required &&
            text_contains(or_word(facts->gaps[i].object, ""), "ADD_REMOVE_PROGRAMS"))
            return &facts->gaps[i];
    return NULL;
}

void programs_unknown(struct judging *judging, const struct need *need, struct side *side)
{
    const char *reason = need->host == NULL
                             ? "nothing is known of that host"
                             : or_word(need->host->programs_reason,
                                       name_of(read_state_names, need->host->programs_state));
    struct finding finding =
        finding_make(judging->out, FINDING_DRV_NO_ROWS, WORDS(need->host_name, reason));
    const struct gap *gap = gap_about_programs(judging->facts);
    const struct site *local = judging->local_site;
    if (local != NULL && local->type == SITE_SECONDARY)
        finding_fix(
            judging->out, &finding,
            "inventory is kept by the primary site: run sqlcheck verify against the database "
            "of site %s too, and see that this host is inventoried there",
            or_word(local->parent, "it reports to"));
    if (gap != NULL) {
        finding_fact(judging->out, &finding, "%s: %s", gap->object,
                     or_word(gap->reason, "not read"));
        if (!text_is_empty(gap->grant))
            finding_fix(judging->out, &finding, "%s", gap->grant);
    }
    side_add(judging->out, side, &finding);
}

/* A second finding, at most a warning: which roles still use it is not documented. */
static void judge_beside(struct judging *judging, const struct need *need,
                         const struct requirement_row *rule, struct side *side)
{
    struct side beside = {0};
    char *driver = NULL;
    program_judge(judging, need, rule, &beside, &driver);
    side_sort(&beside);
    for (size_t i = 0; i < beside.count && i < 1; i++) {
        const struct finding *worst = &beside.findings[i];
        if (worst->severity == SEVERITY_INFO || text_equal(worst->id, "SQLC-DRV-006") ||
            text_equal(worst->id, "SQLC-DRV-015"))
            continue; /* the age of the list was said of the driver that decides */
        struct finding finding =
            finding_make(judging->out, FINDING_DRV_BESIDE,
                         WORDS(release_words(need), rule->family->title, worst->sentence));
        finding.facts = worst->facts;
        finding.fact_count = worst->fact_count;
        finding.fix = worst->fix;
        finding_cite(judging->out, &finding, rule->origin.source);
        side_add(judging->out, side, &finding);
    }
}

static void judge_rules(struct judging *judging, const struct need *need, struct side *side,
                        char **driver)
{
    for (size_t i = 0; i < need->rule_count; i++) {
        const struct requirement_row *rule = need->rules[i];
        if (rule->use == USE_DECIDES)
            program_judge(judging, need, rule, side, driver);
        else
            judge_beside(judging, need, rule, side);
    }
    if (need->release.state != RELEASE_KNOWN)
        side_cap(side, SEVERITY_WARN);
}

/* Some source told of its programs. */
static bool is_inventoried(const struct host *host)
{
    if (host == NULL || host->programs_state == READ_DONE || host->list_count > 0)
        return host != NULL;
    for (size_t i = 0; i < host->program_count; i++)
        if (host->programs[i].source.kind != SOURCE_DATABASE)
            return true;
    return false;
}

void driver_judge(struct judging *judging, const struct need *need, struct side *side,
                  char **driver)
{
    if (need->host != NULL && need->host->ambiguous) {
        *driver = talloc_strdup(judging->out, "several machines");
        struct finding finding =
            finding_make(judging->out, FINDING_DRV_AMBIGUOUS, WORDS(need->host_name));
        side_add(judging->out, side, &finding);
        return;
    }
    if (!is_inventoried(need->host)) {
        *driver = talloc_strdup(judging->out, "not inventoried");
        programs_unknown(judging, need, side);
        return;
    }
    *driver = talloc_strdup(judging->out, "not known");
    judge_rules(judging, need, side, driver);
}
