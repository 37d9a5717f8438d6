/* The table of connection paths: every role that connects to SQL Server, on its host, to its
 * endpoint. */
#include "judge/rules.h"

#include <stdarg.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static const char every_host[] = "every";

void path_share(struct judging *judging, struct side *path_side, const struct side *shared)
{
    for (size_t i = 0; i < shared->count; i++) {
        if (shared->findings[i].severity == SEVERITY_INFO)
            continue;
        run_add(judging, &shared->findings[i]);
        struct finding copy = shared->findings[i];
        copy.shared = true;
        side_add(judging->out, path_side, &copy);
    }
}

void path_assume(struct judging *judging, struct path *path, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char **sentence =
        mem_append(judging->out, &path->assumed, &path->assumed_count, sizeof *sentence);
    *sentence = talloc_vasprintf(judging->out, format, args);
    va_end(args);
}

/* ---- what a path stands on ------------------------------------------------------------------- */

static const struct gap *gap_about(const struct facts *facts, const char *object)
{
    for (size_t i = 0; i < facts->gap_count; i++)
        if (text_has_prefix(facts->gaps[i].object, object))
            return &facts->gaps[i];
    return NULL;
}

/* Management points of a primary site can use a replica instead; a property of theirs says so. */
static void assume_no_replica(struct judging *judging, const struct role *role,
                              const struct component_row *component, struct path *path)
{
    if (component->leading != 1 || !text_is_empty(role->sql_server) || role->database_seen)
        return;
    const struct gap *gap = gap_about(judging->facts, "vSMS_SC_SysResUse");
    path_assume(judging, path, "it uses the site database and no replica of it; %s %s",
                gap == NULL ? "vSMS_SC_SysResUse_Properties" : gap->object,
                gap == NULL ? "does not say" : "was not read");
}

/* Two domains may both have an MP01; its full name or domain would tell them apart. */
static void assume_one_machine(struct judging *judging, const struct need *need, struct path *path)
{
    const struct host *host = need->host;
    if (host == NULL || host->full_name_seen || host->ambiguous ||
        host->programs_state != READ_DONE || host->programs_source.kind != SOURCE_DATABASE ||
        strchr(need->host_name, '.') == NULL)
        return;
    const struct gap *gap = gap_about(judging->facts, "v_RA_System_ResourceNames");
    path_assume(judging, path,
                "the inventory of the one machine with the short name of %s is that host's; "
                "v_R_System names no domain of it%s%s%s",
                need->host_name, gap == NULL ? "" : ", and ", gap == NULL ? "" : gap->object,
                gap == NULL ? "" : " was not read");
}

/* Whoever listens on that port may be another instance. */
static void assume_port(struct judging *judging, const struct destination *to, struct path *path)
{
    if (to->port_assumed)
        path_assume(
            judging, path,
            "%s listens on port %d, as the site database says; SQL Browser there was silent",
            to->text, to->probed->endpoint->port);
}

/* Its dates and its hash decide too: what nobody saw is told. */
static void assume_certificate(struct judging *judging, const struct destination *to,
                               struct path *path)
{
    if (to->probed != NULL && to->probed->endpoint->chain_count == 0 &&
        to->probed->common.verdict < VERDICT_UNKNOWN)
        path_assume(judging, path, "the certificate of %s, which was not seen, is good",
                    to->probed->text);
}

void destination_judge(struct judging *judging, const struct destination *to, const char *site_code,
                       bool validates, struct side *side)
{
    if (to->probed != NULL) {
        path_share(judging, side, &to->probed->common);
        bool checks = validates || world_is_strict(judging); /* TDS8-DOCS: always there */
        path_share(judging, side, checks ? &to->probed->validating : &to->probed->trusting);
        return;
    }
    struct finding finding;
    if (to->text == NULL) {
        finding = finding_make(judging->out, FINDING_SRV_ENDPOINT_UNKNOWN,
                               WORDS(or_word(site_code, "?")));
    } else {
        finding = finding_make(judging->out, FINDING_SRV_NOT_PROBED, WORDS(to->text));
        if (judging->endpoint_count > 0)
            finding_fact(judging->out, &finding, "probed: %s", judging->endpoints[0].text);
        finding_fix(judging->out, &finding, "run sqlcheck verify -S '%s' too", to->text);
        finding.machine = to->text;
    }
    side_add(judging->out, side, &finding);
}

/* ---- one role ------------------------------------------------------------------------------ */

static bool needs_validation(const struct need *need)
{
    for (size_t i = 0; i < need->rule_count; i++)
        if (need->rules[i]->use == USE_DECIDES && need->rules[i]->family->validates)
            return true;
    return false;
}

void path_add(struct judging *judging, struct path *path, struct side *side)
{
    side_sort(side);
    assumptions_on_host(judging, path);
    path->number = judging->path_count;
    path->verdict = side->verdict;
    path->findings = side->findings;
    path->finding_count = side->count;
    struct path *added =
        mem_append(judging->out, &judging->paths, &judging->path_count, sizeof *added);
    *added = *path;
}

/* A role of both kinds has a path for each. */
enum way { WAY_NATIVE, WAY_MANAGED };

static void judge_host(struct judging *judging, const struct need *need,
                       const struct component_row *component, enum way way, struct side *side,
                       struct path *path)
{
    if (need->host_name == NULL) {
        path->driver = talloc_strdup(judging->out, "not known");
        struct finding finding = finding_make(judging->out, FINDING_SIT_NO_HOST, NULL);
        side_add(judging->out, side, &finding);
        return;
    }
    if (way == WAY_MANAGED)
        dotnet_judge(judging, need, side, &path->driver);
    else
        driver_judge(judging, need, side, &path->driver);
    windows_judge(judging, need, side, path);
    if (component->stack == STACK_NATIVE)
        dotnet_beside(judging, need, side);
}

static bool is_site_server(const struct judging *judging, const struct role *role)
{
    return component_find(judging->tables, role->role) == component_leading(judging->tables, 3);
}

/* The sites whose site server, by v_Site, is in the role list as such. */
static bool *sites_with_active(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    bool *listed = mem_array(judging->out, bool, facts->site_count);
    for (size_t i = 0; i < facts->role_count; i++) {
        const struct role *role = &facts->roles[i];
        const struct site *site =
            is_site_server(judging, role) ? site_find(judging, role->site_code) : NULL;
        if (site != NULL && host_names_match(role->host, site->site_server))
            listed[site - facts->sites] = true;
    }
    return listed;
}

/* Another host of the site is its site server, and in the role list as such too. */
static bool is_passive(const struct judging *judging, const struct role *role,
                       const struct site *site)
{
    return site != NULL && is_site_server(judging, role) &&
           judging->has_active[site - judging->facts->sites] &&
           !host_names_match(role->host, site->site_server);
}

static char *component_name(struct judging *judging, const struct role *role,
                            const struct component_row *component, enum way way)
{
    if (is_passive(judging, role, site_find(judging, role->site_code)))
        return talloc_strdup(judging->out, "passive site server");
    bool is_second = way == WAY_MANAGED && component->stack == STACK_MIXED;
    return talloc_asprintf(judging->out, "%s%s", component->component, is_second ? " (.NET)" : "");
}

static void judge_role(struct judging *judging, const struct role *role,
                       const struct component_row *component, enum way way)
{
    void *parent = judging->out;
    struct need need = {.host_name =
                            text_is_empty(role->host) ? NULL : text_trim(parent, role->host)};
    struct side shared = {0};
    struct side side = {0};
    const struct destination to =
        destination_find(judging, role, site_find(judging, role->site_code));
    struct path path = {
        .component = component_name(judging, role, component, way),
        .role = text_trim(parent, role->role),
        .site_code = text_trim(parent, or_word(role->site_code, "")),
        .host = talloc_strdup(parent, or_word(need.host_name, "not known")),
        .endpoint = talloc_strdup(parent, or_word(to.text, "not known")),
        .endpoint_number = to.probed == NULL ? 0 : (size_t)(to.probed - judging->endpoints) + 1,
    };
    need.host = need.host_name == NULL ? NULL : host_find(judging, need.host_name);
    release_judge(judging, &need, role->site_code, &shared);
    path.site = need.site;
    if (way == WAY_MANAGED)
        need.rule_count = 0; /* they are about native drivers */
    judge_host(judging, &need, component, way, &side, &path);
    assume_no_replica(judging, role, component, &path);
    assume_one_machine(judging, &need, &path);
    assume_port(judging, &to, &path);
    assume_certificate(judging, &to, &path);
    destination_judge(judging, &to, role->site_code, needs_validation(&need), &side);
    suites_judge(judging, &need, to.probed, &side, &path);
    if (way == WAY_MANAGED)
        strict_judge_other(judging, "a managed role through the SqlClient of .NET", &side,
                           driver_family_find(judging->tables, "systemdata"));
    else
        strict_judge_native(judging, &need, &side);
    assumptions_on_endpoint(judging, to.probed, &path);
    path_share(judging, &side, &shared);
    if (need.host_name != NULL) {
        sessions_judge(judging, need.host_name, &side);
        history_judge(judging, need.host_name, &side);
    }
    path_add(judging, &path, &side);
}

/* ---- nobody to ask for roles --------------------------------------------------------------- */

static struct finding why_no_roles(const struct judging *judging)
{
    const struct facts *facts = judging->facts;
    if (facts->site_read) {
        const char *name = judging->endpoint_count > 0 ? judging->endpoints[0].text : "the server";
        return finding_make(judging->out, FINDING_SIT_NO_ROLES, WORDS(name));
    }
    const char *why = or_word(facts->site_note, facts->login_note);
    struct finding finding =
        finding_make(judging->out, FINDING_SIT_NOT_READ, WORDS(or_word(why, "no login succeeded")));
    for (size_t i = 0; i < facts->login_count; i++)
        finding_fact(judging->out, &finding, "%s: %s%s%s", or_word(facts->logins[i].driver, "?"),
                     name_of(login_outcome_names, facts->logins[i].outcome),
                     text_is_empty(facts->logins[i].detail) ? "" : ", ",
                     or_word(facts->logins[i].detail, ""));
    return finding;
}

/* The three leading components stand for all of them, on every host. */
static void judge_families(struct judging *judging)
{
    const struct endpoint_side *to = judging->endpoint_count > 0 ? &judging->endpoints[0] : NULL;
    bool decided = to != NULL && to->common.verdict >= VERDICT_UNKNOWN;
    struct side why = {0};
    struct finding finding = decided ? (struct finding){0} : why_no_roles(judging);
    if (!decided)
        side_add(judging->out, &why, &finding);
    for (int rank = 1; rank <= 3; rank++) {
        const struct component_row *component = component_leading(judging->tables, rank);
        struct side side = {0};
        if (component == NULL)
            continue;
        struct path path = {
            .component = talloc_strdup(judging->out, component->component),
            .role = talloc_strdup(judging->out, component->role),
            .host = talloc_strdup(judging->out, every_host),
            .endpoint = talloc_strdup(judging->out, to == NULL ? "not known" : to->text),
            .endpoint_number = to == NULL ? 0 : 1,
            .driver = talloc_strdup(judging->out, to != NULL && to->cannot ? "any" : "not known"),
        };
        if (to != NULL) {
            path_share(judging, &side, &to->common);
            path_share(judging, &side, &to->trusting);
            assumptions_on_endpoint(judging, to, &path);
        }
        path_share(judging, &side, &why);
        world_judge_other(judging, path.component, &side);
        path_add(judging, &path, &side);
    }
}

/* The SQL Server of a secondary site alone: its server side is all that was asked about, and its
 * edition where a login was named. */
static void judge_secondary_alone(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const struct endpoint_side *to = &judging->endpoints[0];
    struct side side = {0};
    struct path path = {
        .component = "SQL Server of a secondary site",
        .role = talloc_strdup(judging->out, "SMS SQL Server"),
        .host = talloc_strdup(judging->out, facts->request.secondary),
        .endpoint = talloc_strdup(judging->out, to->text),
        .endpoint_number = 1,
        .driver = talloc_strdup(judging->out, "not looked at"),
    };
    path_share(judging, &side, &to->common);
    path_share(judging, &side, &to->trusting);
    bool login_was_lost = login_was_named(facts) && text_is_empty(facts->server.name);
    struct finding finding =
        login_was_lost ? why_no_roles(judging)
                       : finding_make(judging->out, FINDING_SIT_SERVER_SIDE_ONLY, WORDS(path.host));
    if (login_was_lost)
        side_add(judging->out, &side, &finding);
    else
        run_add(judging, &finding);
    if (to->endpoint->instance == NULL && to->endpoint->reach == REACH_TDS)
        path_assume(judging, &path, "the secondary site is in the default instance of %s",
                    path.host);
    world_judge_other(judging, "the secondary site", &side);
    path_add(judging, &path, &side);
}

void paths_judge(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    judging->has_active = sites_with_active(judging);
    for (size_t i = 0; i < facts->role_count; i++) {
        const struct component_row *component =
            component_find(judging->tables, facts->roles[i].role);
        enum stack stack = component == NULL ? STACK_NONE : component->stack;
        if (stack == STACK_NATIVE || stack == STACK_MIXED)
            judge_role(judging, &facts->roles[i], component, WAY_NATIVE);
        if (stack == STACK_MANAGED || stack == STACK_MIXED)
            judge_role(judging, &facts->roles[i], component, WAY_MANAGED);
    }
    if (facts->role_count == 0) {
        if (facts->request.secondary != NULL && judging->endpoint_count > 0)
            judge_secondary_alone(judging);
        else
            judge_families(judging);
        return;
    }
    consoles_judge(judging);
    replication_judge(judging);
    linked_judge(judging);
}
