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

enum expressness { EXPRESS_NO, EXPRESS_YES, EXPRESS_UNKNOWN };

static enum expressness expressness_of(const struct judging *judging,
                                       const struct server_properties *server)
{
    const struct edition_row *edition = edition_find(judging->tables, server->engine_edition);
    bool is = edition != NULL
                  ? edition->express
                  : server->edition != NULL && text_contains(server->edition, "Express");
    if (edition == NULL && server->edition == NULL)
        return EXPRESS_UNKNOWN;
    return is ? EXPRESS_YES : EXPRESS_NO;
}

/* CM-PREREQ looks for this instance name: Configuration Manager gives it to the SQL Express that it
 * installs. */
static bool is_configmgrsec(const struct server_properties *server, const struct endpoint *endpoint)
{
    static const char instance[] = "CONFIGMGRSEC";
    void *scratch = talloc_new(NULL);
    struct sql_name name = sql_name_parse(scratch, or_word(server->name, ""));
    bool is = text_equal(endpoint->instance, instance) || text_equal(name.instance, instance);
    talloc_free(scratch);
    return is;
}

static void add_edition_fact(void *parent, struct finding *finding, bool named)
{
    finding_fact(parent, finding, "the edition was not read%s",
                 named ? "; Configuration Manager gives this instance name to the SQL Express that "
                         "it installs"
                       : ": that needs a login there");
}

/* A setup number stands for its build; what only has the form of one is no build: 13.2.50 is not
 * above 13.0.5026. */
static bool below_floor(const struct judging *judging, const struct server_floor *floor,
                        const struct version *version, bool *is_no_build)
{
    char *text = version_text(judging->out, version);
    struct engine_question question = engine_question_read(judging->tables, text);
    *is_no_build = question.form == QUESTION_NO_SETUP;
    return *is_no_build ||
           version_compare(&question.build, &floor->minimum, SECONDARY_EXPRESS_PARTS) < 0;
}

static void judge_secondary(struct judging *judging, struct endpoint_side *side,
                            const struct version *version, const char *build, bool is_first)
{
    void *parent = judging->out;
    const struct server_floor *floor = server_floor_find(judging->tables, "secondary site Express");
    const struct server_properties *server = side->server;
    const struct site *site = judging->local_site;
    enum expressness express = expressness_of(judging, server);
    bool named = is_configmgrsec(server, side->endpoint);
    bool secondary =
        named || side->of_secondary || (is_first && site != NULL && site->type == SITE_SECONDARY);
    bool is_no_build = false;
    if (floor == NULL || !secondary || express == EXPRESS_NO ||
        !below_floor(judging, floor, version, &is_no_build))
        return;
    enum finding_key key =
        express == EXPRESS_YES || named ? FINDING_SRV_EXPRESS_OLD : FINDING_SRV_SECONDARY_OLD;
    struct finding finding =
        finding_make(parent, key, WORDS(build, floor->name, version_text(parent, &floor->minimum)));
    finding_fact(parent, &finding, "engine build %s, instance %s", build,
                 or_word(side->endpoint->instance, "MSSQLSERVER"));
    if (is_no_build)
        finding_fact(parent, &finding,
                     "%s has the form of a setup number and is that of no service pack, so it was "
                     "not compared",
                     build);
    if (express == EXPRESS_UNKNOWN)
        add_edition_fact(parent, &finding, named);
    finding_cite(parent, &finding, floor->origin.source);
    side_add(parent, &side->common, &finding);
}

static char *engine_name(struct judging *judging, const struct build_lookup *found, int edition)
{
    const struct edition_row *row = edition_find(judging->tables, edition);
    if (row != NULL && row->own_numbers)
        return talloc_strdup(judging->out, row->name);
    return found->row == NULL ? NULL : build_row_release(judging->out, found->row);
}

void engine_judge(struct judging *judging, struct endpoint_side *side, bool is_first)
{
    const struct facts *facts = judging->facts;
    struct version version = engine_version(facts, side->endpoint, is_first);
    if (version.count < 3)
        return;
    int edition = side->server->engine_edition;
    char *build = talloc_asprintf(judging->out, "%u.%u.%u", version.part[0], version.part[1],
                                  version.part[2]);
    struct build_lookup found =
        builds_lookup(judging->out, judging->tables, &version,
                      is_first ? architecture_of(facts) : ARCHITECTURE_ANY, edition);
    advise_on_refusal(judging, side, &found, build);
    compare_with_wire(judging, side, &found, build);
    if (!assumed_engine(judging, side)) /* it is told beside the build that was seen */
        side->engine = engine_name(judging, &found, edition);
    if (is_first)
        say_two_versions(judging, side, build);
    judge_secondary(judging, side, &version, build, is_first);
}
