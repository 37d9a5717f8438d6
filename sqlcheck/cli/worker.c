/* sqlcheck worker: one driver's login in a process of its own; verify starts it. */
#include "cli/commands.h"
#include "connect/connect.h"
#include "site/site.h"

static void collect_site(void *context, void *parent, struct row_source *rows, struct facts *facts)
{
    (void)context;
    site_collect(parent, rows, facts->request.database, facts);
}

static void collect_server(void *context, void *parent, struct row_source *rows,
                           struct facts *facts)
{
    (void)context;
    site_collect_server(parent, rows, facts);
}

int command_worker(struct invocation *invocation, struct error *err)
{
    (void)invocation;
    (void)err;
    const struct collector collector = {.collect = collect_site, .collect_server = collect_server};
    return connect_worker(&collector);
}
