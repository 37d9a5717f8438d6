/* What the run as a whole lacks: rights, roles that should be there, roles that are not judged. */
#include "judge/rules.h"

#include <stdlib.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "judge/dotnet.h"

static void say(struct judging *judging, enum finding_key key, const char *const *words)
{
    struct finding finding = finding_make(judging->out, key, words);
    run_add(judging, &finding);
}

/* A hint can only warn. So where it could not be looked for the run warns, and a right that is
 * taken away makes nothing look better; status messages are told and never warn. */
static enum finding_key key_of_gap(const struct gap *gap)
{
    if (gap->required)
        return FINDING_SIT_GAP_REQUIRED;
    return text_has_prefix(gap->object, "sys.dm_exec_") ? FINDING_SIT_NO_SESSIONS
                                                        : FINDING_SIT_GAP_OPTIONAL;
}

static void judge_gap(struct judging *judging, const struct gap *gap)
{
    void *parent = judging->out;
    enum finding_key key = key_of_gap(gap);
    struct finding finding =
        finding_make(parent, key, WORDS(or_word(gap->costs, or_word(gap->object, "?"))));
    finding_fact(parent, &finding, "%s: %s", or_word(gap->object, "query"),
                 or_word(gap->reason, "not read"));
    if (text_is_empty(gap->grant))
        finding.fix = NULL;
    else
        finding_fix(parent, &finding, "%s", gap->grant);
    run_add(judging, &finding);
}

/* ---- roles that must be there -------------------------------------------------------------- */

static bool has_role(const struct judging *judging, const struct component_row *component,
                     const char *site_code)
{
    for (size_t i = 0; i < judging->facts->role_count; i++) {
        const struct role *role = &judging->facts->roles[i];
        if (component_find(judging->tables, role->role) == component &&
            (site_code == NULL || text_equal(role->site_code, site_code)))
            return true;
    }
    return false;
}

/* A secondary site has no provider, a central site no management point. */
static bool must_have(const struct site *site, int rank)
{
    enum site_type type = site == NULL ? SITE_UNKNOWN : site->type;
    switch (rank) {
    case 1:
        return type == SITE_SECONDARY;
    case 2:
        return type != SITE_SECONDARY;
    default:
        return true;
    }
}

static void judge_missing_roles(struct judging *judging)
{
    const struct site *site = judging->local_site;
    const char *code = site == NULL ? NULL : site->code;
    for (int rank = 1; rank <= 3; rank++) {
        const struct component_row *component = component_leading(judging->tables, rank);
        if (component == NULL || has_role(judging, component, code))
            continue;
        if (must_have(site, rank))
            say(judging, FINDING_SIT_LEADING_MISSING,
                WORDS(component->component, or_word(code, "?")));
        else if (rank == 1 && (site == NULL || site->type != SITE_CAS))
            say(judging, FINDING_SIT_NO_MP, WORDS(or_word(code, "?")));
    }
}

/* Its parent, or the parent of that: a hierarchy has no more tiers than three. Whose database was
 * read may be unknown: then every site counts. */
static bool is_below(const struct judging *judging, const struct site *site,
                     const struct site *local)
{
    if (local == NULL)
        return true;
    for (int tier = 0; site != NULL && tier < 2; tier++) {
        if (!text_is_empty(site->parent) && text_equal(site->parent, local->code))
            return true;
        site = site_find(judging, site->parent);
    }
    return false;
}

enum { LEADING = 3 };

/* Which roles of a site are listed: [0] any, else the leading component of that rank. */
struct listed {
    bool has[LEADING + 1];
};

static struct listed *listed_by_site(const struct judging *judging)
{
    const struct facts *facts = judging->facts;
    struct listed *listed = mem_array(judging->out, struct listed, facts->site_count);
    for (size_t i = 0; i < facts->role_count; i++) {
        const struct site *site = site_find(judging, facts->roles[i].site_code);
        const struct component_row *component =
            component_find(judging->tables, facts->roles[i].role);
        if (site == NULL)
            continue;
        listed[site - facts->sites].has[0] = true;
        for (int rank = 1; component != NULL && rank <= LEADING; rank++)
            if (component == component_leading(judging->tables, rank))
                listed[site - facts->sites].has[rank] = true;
    }
    return listed;
}

/* Sites of which no role is listed, or none of those that they must have: those connections are
 * nobody's path here. */
static void judge_sites_below(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const struct listed *listed = listed_by_site(judging);
    const char **codes = mem_array(judging->out, const char *, facts->site_count);
    for (int rank = 0; rank <= LEADING; rank++) {
        const struct component_row *component =
            rank == 0 ? NULL : component_leading(judging->tables, rank);
        size_t count = 0;
        for (size_t i = 0; i < facts->site_count; i++) {
            const struct site *site = &facts->sites[i];
            bool is_asked = rank == 0 || (listed[i].has[0] && must_have(site, rank));
            bool is_double = site_find(judging, site->code) != site; /* or has no code */
            if (is_asked && !listed[i].has[rank] &&
                (is_double || is_below(judging, site, judging->local_site)))
                codes[count++] = or_word(site->code, "?");
        }
        if (count > 0)
            say(judging, FINDING_SIT_LEADING_MISSING,
                WORDS(component == NULL ? "role" : component->component,
                      text_list(judging->out, codes, count, ", ")));
    }
}

/* ---- roles that are not judged ------------------------------------------------------------- */

static void remember(struct judging *judging, const char *what, const char *host, const char *aside)
{
    void *parent = judging->out;
    char *line = talloc_asprintf(parent, "%s on %s%s", what, host, aside);
    for (size_t i = 0; i < judging->out->not_judged_count; i++)
        if (text_equal(judging->out->not_judged[i], line))
            return;
    char **added = mem_append(parent, &judging->out->not_judged, &judging->out->not_judged_count,
                              sizeof *added);
    *added = line;
}

static void judge_unjudged_role(struct judging *judging, const struct role *role)
{
    void *parent = judging->out;
    const struct component_row *component = component_find(judging->tables, role->role);
    char *host = text_trim(parent, or_word(role->host, "an unknown host"));
    if (component == NULL) {
        char *name = talloc_asprintf(parent, "\"%s\"", text_trim(parent, or_word(role->role, "")));
        remember(judging, talloc_asprintf(parent, "unknown role %s", name), host, "");
        say(judging, FINDING_SIT_UNKNOWN_ROLE, WORDS(name));
    } else if (component->stack == STACK_UNSURE) {
        remember(judging, component->component, host, " (no document says whether it connects)");
    }
}

static void judge_unjudged(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    struct judgement *out = judging->out;
    for (size_t i = 0; i < facts->role_count; i++)
        judge_unjudged_role(judging, &facts->roles[i]);
    if (out->not_judged_count == 0)
        return;
    char *list = text_list(out, (const char *const *)out->not_judged, out->not_judged_count, ", ");
    say(judging, FINDING_SIT_NOT_JUDGED, WORDS(list));
}

/* ---- evidence about others ------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const char *const *)a, *(const char *const *)b);
}

/* The short names of all roles' hosts, in order. */
static const char **names_of_roles(const struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const char **names = mem_array(judging->out, const char *, facts->role_count);
    for (size_t i = 0; i < facts->role_count; i++)
        names[i] = text_short_host(judging->out, or_word(facts->roles[i].host, ""));
    qsort(names, facts->role_count, sizeof *names, by_text);
    return names;
}

static void judge_hosts_without_role(struct judging *judging)
{
    enum { NAMED = 3 };
    const struct facts *facts = judging->facts;
    const char **names = names_of_roles(judging);
    const char *found[NAMED];
    size_t count = 0;
    for (size_t i = 0; i < facts->host_count; i++) {
        const char *name = text_short_host(judging->out, or_word(facts->hosts[i].name, ""));
        bool known = facts->role_count > 0 &&
                     bsearch(&name, names, facts->role_count, sizeof *names, by_text) != NULL;
        if (!known && host_console(&facts->hosts[i]) == NULL && count++ < NAMED)
            found[count - 1] = facts->hosts[i].name;
    }
    if (count == 0)
        return;
    char *list = text_list(judging->out, found, count < NAMED ? count : NAMED, ", ");
    if (count > NAMED)
        list = talloc_asprintf(judging->out, "%s and %zu more", list, count - NAMED);
    say(judging, FINDING_SIT_HOSTS_WITHOUT_ROLE,
        WORDS(talloc_asprintf(judging->out, "%zu host%s", count, count == 1 ? "" : "s"), list));
}

void site_judge(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    for (size_t i = 0; i < facts->gap_count; i++)
        judge_gap(judging, &facts->gaps[i]);
    if (facts->role_count > 0) {
        judge_missing_roles(judging);
        judge_sites_below(judging);
        suites_say_left_out(judging);
    }
    judge_unjudged(judging);
    judge_hosts_without_role(judging);
    if (judging->path_count == 0)
        say(judging, FINDING_SIT_NO_PATH, NULL);
}
