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

/* ---- where a role connects to -------------------------------------------------------------- */

struct destination {
    char *text;                   /* NULL = the site database does not say */
    struct endpoint_side *probed; /* NULL = that endpoint was not probed */
};

/* A named instance may stand before the database's name: "INSTANCE\CM_P01". */
static void take_instance_of_database(void *parent, struct sql_name *name, const char *database)
{
    const char *backslash = database == NULL ? NULL : strchr(database, '\\');
    if (backslash != NULL && name->instance == NULL)
        name->instance = talloc_strndup(parent, database, (size_t)(backslash - database));
}

static struct endpoint_side *probed_as(const struct judging *judging, const struct sql_name *name,
                                       const char *spelled)
{
    for (size_t i = 0; i < judging->endpoint_count; i++)
        if (sql_name_is_endpoint(judging->facts, judging->endpoints[i].endpoint, i == 0, name,
                                 spelled))
            return &judging->endpoints[i];
    return NULL;
}

static struct destination find_destination(const struct judging *judging, const struct role *role,
                                           const struct site *site)
{
    bool own = !text_is_empty(role->sql_server);
    const char *spelled = own ? role->sql_server : site == NULL ? NULL : site->sql_server;
    if (text_is_empty(spelled)) {
        /* The database that was read is the site's own, so it is on the server that was asked. */
        bool here = site != NULL && site == judging->local_site && judging->endpoint_count > 0;
        return here ? (struct destination){.text = judging->endpoints[0].text,
                                           .probed = &judging->endpoints[0]}
                    : (struct destination){0};
    }
    struct sql_name name = sql_name_parse(judging->out, spelled);
    take_instance_of_database(judging->out, &name, own ? role->sql_database : site->sql_database);
    if (!own && name.port == 0)
        name.port = site->sql_port;
    struct destination found = {.probed = probed_as(judging, &name, spelled)};
    if (name.port == 0 && name.instance == NULL && found.probed != NULL)
        name.port = found.probed->endpoint->port;
    found.text = sql_name_text(judging->out, &name);
    return found;
}

static const struct gap *gap_about(const struct facts *facts, const char *object)
{
    for (size_t i = 0; i < facts->gap_count; i++)
        if (text_has_prefix(facts->gaps[i].object, object))
            return &facts->gaps[i];
    return NULL;
}

/* Management points of a primary site can use a replica instead; the refused object would say
 * so. */
static void assume_no_replica(struct judging *judging, const struct role *role,
                              const struct component_row *component, struct path *path)
{
    const struct gap *gap = gap_about(judging->facts, "vSMS_SC_SysResUse");
    if (component->leading == 1 && text_is_empty(role->sql_server) && gap != NULL)
        path_assume(judging, path,
                    "it uses the site database and no replica of it; %s was not read", gap->object);
}

/* Two domains may both have an MP01; the refused object would tell them apart. */
static void assume_one_machine(struct judging *judging, const struct need *need, struct path *path)
{
    const struct gap *gap = gap_about(judging->facts, "v_RA_System_ResourceNames");
    const struct host *host = need->host;
    if (gap != NULL && host != NULL && !host->ambiguous && host->programs_state == READ_DONE &&
        host->programs_source.kind == SOURCE_DATABASE && strchr(need->host_name, '.') != NULL)
        path_assume(judging, path,
                    "the inventory of the one machine with the short name of %s is that host's; %s "
                    "was not read",
                    need->host_name, gap->object);
}

static void judge_server(struct judging *judging, const struct destination *to,
                         const char *site_code, bool validates, struct side *side)
{
    if (to->probed != NULL) {
        path_share(judging, side, &to->probed->common);
        path_share(judging, side, validates ? &to->probed->validating : &to->probed->trusting);
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

static void add_path(struct judging *judging, struct path *path, struct side *side)
{
    side_sort(side);
    path->verdict = side->verdict;
    path->findings = side->findings;
    path->finding_count = side->count;
    struct path *added =
        mem_append(judging->out, &judging->paths, &judging->path_count, sizeof *added);
    *added = *path;
}

static void judge_host(struct judging *judging, const struct need *need, struct side *side,
                       struct path *path)
{
    if (need->host_name == NULL) {
        path->driver = talloc_strdup(judging->out, "not known");
        struct finding finding = finding_make(judging->out, FINDING_SIT_NO_HOST, NULL);
        side_add(judging->out, side, &finding);
        return;
    }
    assumptions_on_host(judging, need->host_name, path);
    driver_judge(judging, need, side, &path->driver);
    windows_judge(judging, need, side, path);
}

static void judge_role(struct judging *judging, const struct role *role,
                       const struct component_row *component)
{
    void *parent = judging->out;
    struct need need = {.host_name =
                            text_is_empty(role->host) ? NULL : text_trim(parent, role->host)};
    struct side shared = {0};
    struct side side = {0};
    const struct destination to =
        find_destination(judging, role, site_find(judging, role->site_code));
    struct path path = {
        .component = talloc_strdup(parent, component->component),
        .role = text_trim(parent, role->role),
        .site_code = text_trim(parent, or_word(role->site_code, "")),
        .role_at = (size_t)(role - judging->facts->roles),
        .host = talloc_strdup(parent, or_word(need.host_name, "not known")),
        .endpoint = talloc_strdup(parent, or_word(to.text, "not known")),
    };
    need.host = need.host_name == NULL ? NULL : host_find(judging, need.host_name);
    release_judge(judging, &need, role->site_code, &shared);
    path.site = need.site;
    judge_host(judging, &need, &side, &path);
    assume_no_replica(judging, role, component, &path);
    assume_one_machine(judging, &need, &path);
    judge_server(judging, &to, role->site_code, needs_validation(&need), &side);
    if (to.probed != NULL)
        assumptions_on_endpoint(judging, to.probed, &path);
    path_share(judging, &side, &shared);
    add_path(judging, &path, &side);
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
    struct endpoint_side *to = judging->endpoint_count > 0 ? &judging->endpoints[0] : NULL;
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
            .role_at = (size_t)rank,
            .host = talloc_strdup(judging->out, every_host),
            .endpoint = talloc_strdup(judging->out, to == NULL ? "not known" : to->text),
            .driver = talloc_strdup(judging->out, to != NULL && to->cannot ? "any" : "not known"),
        };
        if (to != NULL) {
            path_share(judging, &side, &to->common);
            path_share(judging, &side, &to->trusting);
            assumptions_on_endpoint(judging, to, &path);
        }
        path_share(judging, &side, &why);
        add_path(judging, &path, &side);
    }
}

void paths_judge(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    for (size_t i = 0; i < facts->role_count; i++) {
        const struct component_row *component =
            component_find(judging->tables, facts->roles[i].role);
        if (component != NULL &&
            (component->stack == STACK_NATIVE || component->stack == STACK_MIXED))
            judge_role(judging, &facts->roles[i], component);
    }
    if (facts->role_count == 0)
        judge_families(judging);
}
