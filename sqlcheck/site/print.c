#include "site/queries.h"
#include "site/site.h"
#include "site/statements.h"

#include "base/text.h"

#include <talloc.h>

char *site_print_queries(void *parent)
{
    char *out = talloc_strdup(parent, "");
    for (int id = 0; id < QUERY_COUNT; id++) {
        if (id == QUERY_broker_endpoint)
            out = talloc_strdup_append_buffer(out,
                                              "\n-- and, where sites replicate\nUSE [master];\n");
        out = talloc_asprintf_append_buffer(out, "%s%s", id == 0 ? "" : "\n",
                                            query_of((enum query_id)id)->text);
        if (id == QUERY_databases)
            out = talloc_strdup_append_buffer(out,
                                              "\n-- and, when it is the only one\nUSE [CM_P01];\n");
    }
    return out;
}

/* An object is granted once, where its first query stands. */
static bool stands_earlier(enum query_id id, size_t place, const char *object)
{
    for (int before = 0; before <= (int)id; before++)
        for (size_t i = 0; i < QUERY_OBJECTS; i++) {
            if (before == (int)id && i == place)
                return false;
            if (text_equal(query_of((enum query_id)before)->objects[i], object))
                return true;
        }
    return false;
}

/* The label of a view: the worst that its absence does. */
static bool is_required(const char *object)
{
    for (int id = 0; id < QUERY_COUNT; id++)
        for (size_t i = 0; i < QUERY_OBJECTS; i++)
            if (query_of((enum query_id)id)->required &&
                text_equal(query_of((enum query_id)id)->objects[i], object))
                return true;
    return false;
}

static char *append_view_grants(char *out, const char *login, bool required)
{
    for (int id = 0; id < QUERY_COUNT; id++)
        for (size_t i = 0; i < QUERY_OBJECTS; i++) {
            const char *object = query_of((enum query_id)id)->objects[i];
            if (object == NULL || query_object_is_system(object) ||
                is_required(object) != required || stands_earlier((enum query_id)id, i, object))
                continue;
            out = talloc_asprintf_append_buffer(out, "GRANT SELECT ON dbo.[%s] TO %s;\n", object,
                                                login);
        }
    return out;
}

char *site_print_grants(void *parent, const char *login)
{
    void *scratch = talloc_new(NULL);
    const char *name = query_quote_name(scratch, login == NULL ? "login" : login);
    char *out =
        talloc_strdup(parent, "-- in the site database: without these, verdicts are unknown\n");
    out = append_view_grants(out, name, true);
    out = talloc_strdup_append_buffer(out, "-- in the site database: hints\n");
    out = append_view_grants(out, name, false);
    out = talloc_asprintf_append_buffer(
        out,
        "-- in master, before SQL Server 2022: who is connected now; without it the run warns\n"
        "GRANT VIEW SERVER STATE TO %s;\n"
        "-- in master, SQL Server 2022 and later, which split that right: the same\n"
        "GRANT VIEW SERVER PERFORMANCE STATE, VIEW SERVER SECURITY STATE TO %s;\n"
        "-- in master, where sites replicate: without it that is unknown (endpoint, "
        "certificates).\n"
        "-- SQL Server 2022 has VIEW ANY SECURITY DEFINITION too; whether it is enough is not "
        "known\n"
        "GRANT VIEW ANY DEFINITION TO %s;\n",
        name, name, name);
    talloc_free(scratch);
    return out;
}

char *site_print_events(void *parent)
{
    return talloc_asprintf(
        parent,
        "-- Which TLS version each client of this server uses, recorded by the server itself: for "
        "an\n"
        "-- administrator to run. sqlcheck creates no event session.\n\n%s\n%s\n%s\n%s",
        site_sql_xe_2016, site_sql_xe_2019, site_sql_xe_read, site_sql_xe_drop);
}
