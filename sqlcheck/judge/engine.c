/* The engine's build against the table. What the wire showed outranks the table: where they differ,
 * that is a finding of its own. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"

enum { SECONDARY_EXPRESS_PARTS = 3 };

struct version engine_version(const struct facts *facts, const struct endpoint *endpoint,
                              bool is_first)
{
    struct version version = endpoint->engine;
    if (version.count < 3 && is_first && facts->server.product_version != NULL)
        (void)version_parse(facts->server.product_version, &version);
    return version;
}

static enum architecture architecture_of(const struct facts *facts)
{
    const char *edition = or_word(facts->server.edition, "");
    bool itanium = text_contains(edition, "IA64") || text_contains(edition, "IA-64") ||
                   text_contains(edition, "Itanium");
    return itanium ? ARCHITECTURE_IA64 : ARCHITECTURE_ANY; /* "64-bit" is said of both */
}

static void add(struct judging *judging, struct side *side, enum finding_key key,
                const char *const *words, const struct build_lookup *found, const char *build)
{
    void *parent = judging->out;
    struct finding finding = finding_make(parent, key, words);
    finding_fact(parent, &finding, "engine build %s", build);
    if (found->row != NULL) {
        finding_cite(parent, &finding, found->row->origin.source);
        if (found->row->install != NULL && key == FINDING_SRV_REGRESSED)
            finding_fix(parent, &finding, "install %s", found->row->install);
    }
    side_add(parent, side, &finding);
}

static void compare_with_wire(struct judging *judging, struct endpoint_side *side,
                              const struct build_lookup *found, const char *build)
{
    bool seen = side->common.verdict != VERDICT_UNKNOWN && !side->cannot;
    bool refused = side->endpoint->reach == REACH_TDS && side->cannot &&
                   endpoint_answer(side->endpoint, TLS_1_2) == TLS_REFUSED;
    const char *const *words = WORDS(side->text, found->words);
    if (found->answer == BUILD_NO && seen)
        add(judging, &side->common, FINDING_SRV_TABLE_DENIES, words, found, build);
    if (found->answer == BUILD_YES && refused)
        add(judging, &side->common, FINDING_SRV_TABLE_PROMISES, words, found, build);
    if (found->answer == BUILD_REGRESSED)
        add(judging, &side->common, FINDING_SRV_REGRESSED,
            WORDS(build, version_text(judging->out, &found->row->tls12_build)), found, build);
    else if (found->unlisted || found->answer == BUILD_IA64_ONLY)
        add(judging, &side->common, FINDING_SRV_BUILD_UNSURE, WORDS(build, found->words), found,
            build);
}

/* The fix for a refusal is the update that this very branch needs. */
static void advise_on_refusal(struct judging *judging, struct endpoint_side *side,
                              const struct build_lookup *found, const char *build)
{
    void *parent = judging->out;
    if (found->answer != BUILD_NO || found->row == NULL || found->row->install == NULL)
        return;
    for (size_t i = 0; i < side->common.count; i++) {
        struct finding *finding = &side->common.findings[i];
        if (finding->severity != SEVERITY_FAIL && finding->severity != SEVERITY_UNKNOWN)
            continue;
        finding_fact(parent, finding, "engine build %s: %s", build, found->words);
        if (finding->severity == SEVERITY_FAIL) {
            finding_fix(parent, finding, "install %s on the database server", found->row->install);
            finding_cite(parent, finding, found->row->origin.source);
        }
    }
}

static void say_two_versions(struct judging *judging, struct endpoint_side *side, const char *build)
{
    struct version reported;
    const char *text = judging->facts->server.product_version;
    if (text == NULL || !version_parse(text, &reported) || side->endpoint->engine.count < 3 ||
        version_compare(&reported, &side->endpoint->engine, 3) == 0)
        return;
    struct finding finding =
        finding_make(judging->out, FINDING_SRV_TWO_VERSIONS, WORDS(side->text, build, text));
    side_add(judging->out, &side->common, &finding);
}

static bool is_express(const struct judging *judging)
{
    const struct server_properties *server = &judging->facts->server;
    const struct edition_row *edition = edition_find(judging->tables, server->engine_edition);
    if (edition != NULL)
        return edition->express;
    return server->edition == NULL || text_contains(server->edition, "Express");
}

/* CM-PREREQ looks for this instance name; a secondary site says so itself once it was read. */
static bool is_secondary_express(const struct judging *judging, const struct endpoint *endpoint)
{
    void *scratch = talloc_new(NULL);
    struct sql_name server = sql_name_parse(scratch, or_word(judging->facts->server.name, ""));
    bool named = text_equal(endpoint->instance, "CONFIGMGRSEC") ||
                 text_equal(server.instance, "CONFIGMGRSEC");
    talloc_free(scratch);
    const struct site *site = judging->local_site;
    bool secondary = site != NULL && site->type == SITE_SECONDARY;
    return (named || secondary) && is_express(judging);
}

static void judge_express(struct judging *judging, struct endpoint_side *side,
                          const struct version *version, const char *build)
{
    const struct server_floor *floor = server_floor_find(judging->tables, "secondary site Express");
    if (floor == NULL || !is_secondary_express(judging, side->endpoint) ||
        version_compare(version, &floor->minimum, SECONDARY_EXPRESS_PARTS) >= 0)
        return;
    void *parent = judging->out;
    struct finding finding =
        finding_make(parent, FINDING_SRV_EXPRESS_OLD,
                     WORDS(build, floor->name, version_text(parent, &floor->minimum)));
    finding_fact(parent, &finding, "engine build %s, instance %s", build,
                 or_word(side->endpoint->instance, "MSSQLSERVER"));
    finding_cite(parent, &finding, floor->origin.source);
    side_add(parent, &side->common, &finding);
}

static void name_engine(struct judging *judging, const struct build_lookup *found, int edition)
{
    const struct edition_row *row = edition_find(judging->tables, edition);
    if (row != NULL && row->own_numbers)
        judging->out->engine = talloc_strdup(judging->out, row->name);
    else if (found->row != NULL)
        judging->out->engine = build_row_release(judging->out, found->row);
}

void engine_judge(struct judging *judging, struct endpoint_side *side, bool is_first)
{
    const struct facts *facts = judging->facts;
    struct version version = engine_version(facts, side->endpoint, is_first);
    if (version.count < 3)
        return;
    int edition = is_first ? facts->server.engine_edition : 0;
    char *build = talloc_asprintf(judging->out, "%u.%u.%u", version.part[0], version.part[1],
                                  version.part[2]);
    struct build_lookup found =
        builds_lookup(judging->out, judging->tables, &version,
                      is_first ? architecture_of(facts) : ARCHITECTURE_ANY, edition);
    advise_on_refusal(judging, side, &found, build);
    compare_with_wire(judging, side, &found, build);
    if (is_first) {
        if (!judging->engine_is_yours)
            name_engine(judging, &found, edition);
        say_two_versions(judging, side, build);
        judge_express(judging, side, &version, build);
    }
}
