/* Distributed views between the central site and its primaries: engine to engine over a linked
 * server, through the OLE DB provider that it names. That the views go this way is inferred, so
 * what speaks against the provider makes the path unknown and never fails it. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"

/* The linked server here that leads to that SQL Server; NULL = none is visible. */
static const struct linked_server *server_to(const struct judging *judging,
                                             const struct destination *to)
{
    const struct facts *facts = judging->facts;
    for (size_t i = 0; to->text != NULL && i < facts->linked_server_count; i++) {
        const struct linked_server *linked = &facts->linked_servers[i];
        struct sql_name wanted = sql_name_parse(judging->out, to->text);
        struct sql_name found =
            sql_name_parse(judging->out, or_word(linked->data_source, or_word(linked->name, "")));
        if (host_names_match(wanted.host, found.host) &&
            text_equal(wanted.instance, found.instance))
            return linked;
    }
    return NULL;
}

/* By its ProgID. "SQLNCLI" alone is that of Native Client 9, although engines bring newer ones
 * under it; of that family no version has TLS 1.2, so it stays unknown. */
static const struct driver_family *family_of(const struct judging *judging, const char *provider)
{
    const struct driver_name *name = NULL;
    const struct driver_family *family =
        text_is_empty(provider) ? NULL : drivers_find(judging->tables, provider, &name);
    return name != NULL && name->kind == NAME_PROGID ? family : NULL;
}

static const struct driver_floor *floor_of(const struct tables *tables,
                                           const struct driver_family *family)
{
    for (size_t i = 0; i < tables->floor_count; i++)
        if (tables->floors[i].family == family && tables->floors[i].first_tls12.count > 0)
            return &tables->floors[i];
    return NULL;
}

static void judge_provider(struct judging *judging, const struct linked_server *linked,
                           const char *host_name, struct side *side, struct path *path)
{
    const struct need need = {.host_name = host_name, .host = host_find(judging, host_name)};
    const struct driver_family *family = family_of(judging, linked->provider);
    const struct driver_floor *floor = floor_of(judging->tables, family);
    struct side provider = {0};
    if (floor == NULL || family->of_windows) {
        struct finding finding =
            finding_make(judging->out, FINDING_REP_PROVIDER,
                         WORDS(or_word(linked->provider, "without a name"), host_name));
        finding_fact(judging->out, &finding, "sys.servers: %s, data source %s",
                     or_word(linked->name, "?"), or_word(linked->data_source, "not shown"));
        side_add(judging->out, &provider, &finding);
        path->driver =
            talloc_asprintf(judging->out, "provider %s", or_word(linked->provider, "not known"));
    } else {
        const struct requirement_row rule = {.origin = floor->origin,
                                             .minimum = floor->first_tls12,
                                             .use = USE_DECIDES,
                                             .bits = 64,
                                             .family = family};
        program_judge(judging, &need, &rule, &provider, &path->driver);
    }
    side_cap(&provider, SEVERITY_UNKNOWN);
    for (size_t i = 0; i < provider.count; i++)
        side_add(judging->out, side, &provider.findings[i]);
    windows_judge(judging, &need, side, path);
}

static void judge_link(struct judging *judging, const struct site *here, const struct site *there)
{
    void *parent = judging->out;
    static const struct role site_database = {0};
    const struct destination from = destination_find(judging, &site_database, here);
    const struct destination to = destination_find(judging, &site_database, there);
    const struct linked_server *linked = server_to(judging, &to);
    if (linked == NULL || from.text == NULL)
        return;
    struct side side = {0};
    struct path path = {
        .component = talloc_asprintf(parent, "distributed views (%s to %s)",
                                     or_word(here->code, "?"), or_word(there->code, "?")),
        .site_code = talloc_strdup(parent, or_word(here->code, "")),
        .host = sql_name_parse(parent, from.text).host,
        .endpoint = talloc_strdup(parent, to.text),
        .endpoint_number = to.probed == NULL ? 0 : (size_t)(to.probed - judging->endpoints) + 1,
    };
    const struct driver_family *family = family_of(judging, linked->provider);
    judge_provider(judging, linked, path.host, &side, &path);
    destination_judge(judging, &to, there->code, family != NULL && family->validates, &side);
    path_assume(judging, &path,
                "distributed views go through the linked server %s; no document says so",
                or_word(linked->name, "?"));
    world_judge_other(judging, "a linked server", &side);
    path_add(judging, &path, &side);
}

void linked_judge(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const struct site *here = judging->local_site;
    for (size_t i = 0; here != NULL && i < facts->site_count; i++) {
        const struct site *there = &facts->sites[i];
        bool is_below = here->type == SITE_CAS && there->type == SITE_PRIMARY &&
                        text_equal(there->parent, here->code);
        bool is_above = here->type == SITE_PRIMARY && there->type == SITE_CAS &&
                        text_equal(here->parent, there->code);
        if (is_below || is_above)
            judge_link(judging, here, there);
    }
}
