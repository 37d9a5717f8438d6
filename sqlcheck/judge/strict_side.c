/* A server that takes strict encryption (TDS 8) only: which engine has it, which client never had.
 * Whether Configuration Manager asks its drivers for it no document says, so no path passes. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"
#include "judge/world.h"

enum { SQL_SERVER_2022 = 16 };

bool world_is_strict(const struct judging *judging)
{
    return world_of(judging->facts)->kind == WORLD_STRICT;
}

bool endpoint_is_strict_only(const struct endpoint *endpoint)
{
    return endpoint->reach == REACH_STRICT_ONLY || endpoint->encryption == ENCRYPTION_STRICT_ONLY;
}

void strict_judge_endpoint(struct judging *judging, struct endpoint_side *side, bool is_first)
{
    void *parent = judging->out;
    struct version version = engine_version(judging->facts, side->endpoint, is_first);
    if (!world_is_strict(judging) || endpoint_is_strict_only(side->endpoint) ||
        (version.count > 0 && version.part[0] >= SQL_SERVER_2022))
        return;
    bool seen = version.count > 0;
    char *build = seen ? version_text(parent, &version) : NULL;
    struct finding finding = finding_make(
        parent, seen ? FINDING_STR_ENGINE : FINDING_STR_ENGINE_UNKNOWN, WORDS(side->text, build));
    if (seen)
        finding_fact(parent, &finding, "engine build %s", build);
    side_add(parent, &side->common, &finding);
}

/* What the table of drivers says of it; "nothing" where it says nothing. */
static const struct driver_fact *strict_fact(const struct tables *tables,
                                             const struct driver_family *family)
{
    for (size_t i = 0; i < tables->driver_fact_count; i++)
        if (tables->driver_facts[i].family == family &&
            text_equal(tables->driver_facts[i].fact, "strict (TDS 8)"))
            return &tables->driver_facts[i];
    return NULL;
}

static void say_fact(struct judging *judging, struct finding *finding,
                     const struct driver_family *family)
{
    const struct driver_fact *fact = family == NULL ? NULL : strict_fact(judging->tables, family);
    if (fact == NULL)
        return;
    finding_fact(judging->out, finding, "%s, strict (TDS 8): %s%s", family->title, fact->value,
                 fact->certainty == CERTAIN ? "" : " (sources disagree)");
    finding_cite(judging->out, finding, fact->origin.source);
}

static void say_undocumented(struct judging *judging, const char *what,
                             const struct driver_family *family, struct side *side)
{
    struct side shared = {0};
    struct finding finding = finding_make(judging->out, FINDING_STR_UNDOCUMENTED, WORDS(what));
    say_fact(judging, &finding, family);
    side_add(judging->out, &shared, &finding);
    /* path_share adds it to the run, once */
    path_share(judging, side, &shared);
}

void strict_judge_native(struct judging *judging, const struct need *need, struct side *side)
{
    const struct driver_family *able = NULL;
    for (size_t i = 0; world_is_strict(judging) && i < need->rule_count; i++) {
        const struct driver_family *family = need->rules[i]->family;
        if (need->rules[i]->use != USE_DECIDES)
            continue;
        able = family->tds8 ? family : able;
        if (family->tds8)
            continue;
        struct finding finding =
            finding_make(judging->out, FINDING_STR_DRIVER,
                         WORDS(or_word(need->host_name, "a host"), family->title));
        say_fact(judging, &finding, family);
        side_add(judging->out, side, &finding);
    }
    strict_judge_other(judging, able == NULL ? "the native driver of a role" : able->title, side,
                       able);
}

void strict_judge_other(struct judging *judging, const char *what, struct side *side,
                        const struct driver_family *family)
{
    if (world_is_strict(judging))
        say_undocumented(judging, what, family, side);
}
