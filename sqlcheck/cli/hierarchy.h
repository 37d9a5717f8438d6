/* The SQL Servers of a hierarchy besides the one that was asked: which names the site database has
 * for them, where those lead from here, and what a probe of each shows. */
#ifndef SQLCHECK_CLI_HIERARCHY_H
#define SQLCHECK_CLI_HIERARCHY_H

#include "cli/verify.h"
#include "probe/probe.h"

/* Fills facts->lookups with every SQL Server name of the sites and the roles, and puts what was
 * probed behind facts->endpoints[0], in the order of the sites. An address and port is probed once,
 * whatever names it has. A name that does not resolve and a server that is silent are endpoints
 * with that outcome. `route` is the one to endpoints[0]. False when no thread could be started. */
bool hierarchy_probe(struct facts *facts, const struct verify_request *request,
                     const struct probe_route *route, struct error *err) MUST_USE;

#endif
