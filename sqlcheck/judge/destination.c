/* Where a role connects to, and what was probed of it. */
#include "judge/rules.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

/* A named instance may stand before the database's name: "INSTANCE\CM_P01". */
static bool take_instance_of_database(void *parent, struct sql_name *name, const char *database)
{
    const char *backslash = database == NULL ? NULL : strchr(database, '\\');
    if (backslash == NULL || name->instance != NULL)
        return false;
    name->instance = talloc_strndup(parent, database, (size_t)(backslash - database));
    return true;
}

static int by_server(const void *a, const void *b)
{
    const struct name_lookup *left = *(const struct name_lookup *const *)a;
    const struct name_lookup *right = *(const struct name_lookup *const *)b;
    int order = text_compare(or_word(left->server, ""), or_word(right->server, ""));
    return order != 0 ? order : (left > right) - (left < right);
}

void destinations_index(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    judging->lookups = mem_array(judging->out, const struct name_lookup *, facts->lookup_count);
    for (size_t i = 0; i < facts->lookup_count; i++)
        judging->lookups[i] = &facts->lookups[i];
    if (facts->lookup_count > 0)
        qsort(judging->lookups, facts->lookup_count, sizeof *judging->lookups, by_server);
}

/* The first that is not before `server`. */
static size_t lower_bound(const struct judging *judging, const char *server)
{
    size_t low = 0;
    size_t high = judging->facts->lookup_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(or_word(judging->lookups[middle]->server, ""), server) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* That of the name with this port, else one of the same name: its address is the same. NULL. */
static const struct name_lookup *lookup_find(const struct judging *judging, const char *server,
                                             int port)
{
    const struct name_lookup *found = NULL;
    for (size_t i = lower_bound(judging, server); i < judging->facts->lookup_count; i++) {
        const struct name_lookup *lookup = judging->lookups[i];
        if (text_compare(or_word(lookup->server, ""), server) != 0)
            break;
        if (lookup->port == port)
            return lookup;
        found = found == NULL ? lookup : found;
    }
    return found;
}

static const struct endpoint_side *probed_as(const struct judging *judging,
                                             const struct sql_name *name, const char *spelled,
                                             const struct name_lookup *lookup)
{
    if (sql_name_is_asked(judging->facts, name, spelled, lookup))
        return &judging->endpoints[0];
    if (lookup == NULL || lookup->port != sql_name_port(name, spelled) || lookup->endpoint < 2 ||
        (size_t)lookup->endpoint > judging->endpoint_count)
        return NULL;
    return &judging->endpoints[lookup->endpoint - 1];
}

/* The database that was read is the site's own, so it is on the server that was asked. */
static struct destination own_server(const struct judging *judging, const struct site *site)
{
    bool here = site != NULL && site == judging->local_site && judging->endpoint_count > 0;
    return here ? (struct destination){.text = judging->endpoints[0].text,
                                       .probed = &judging->endpoints[0]}
                : (struct destination){0};
}

struct destination destination_find(const struct judging *judging, const struct role *role,
                                    const struct site *site)
{
    bool own = !text_is_empty(role->sql_server);
    const char *spelled = own ? role->sql_server : site == NULL ? NULL : site->sql_server;
    if (text_is_empty(spelled))
        return own_server(judging, site);
    struct sql_name name = sql_name_parse(judging->out, spelled);
    bool elsewhere = take_instance_of_database(judging->out, &name,
                                               own ? role->sql_database : site->sql_database);
    if (!own && name.port == 0)
        name.port = site->sql_port;
    const struct name_lookup *lookup =
        elsewhere ? NULL : lookup_find(judging, spelled, sql_name_port(&name, spelled));
    struct destination found = {.probed = probed_as(judging, &name, spelled, lookup)};
    if (name.port == 0 && name.instance == NULL && found.probed != NULL)
        name.port = found.probed->endpoint->port;
    found.text = sql_name_text(judging->out, &name);
    found.port_assumed =
        found.probed != NULL && found.probed != &judging->endpoints[0] && lookup->port_assumed;
    if (found.probed == NULL)
        found.probed = assumed_endpoint(judging, &name);
    return found;
}
