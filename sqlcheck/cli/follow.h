/* --follow: the same login, at the other SQL Servers of a hierarchy. */
#ifndef SQLCHECK_CLI_FOLLOW_H
#define SQLCHECK_CLI_FOLLOW_H

#include "base/deadline.h"
#include "cli/verify.h"
#include "probe/probe.h"

/* Logs in to each of facts->endpoints behind the first that completed a TLS 1.2 handshake, one
 * after the other, by the first driver that got in there, and adds one row for each to
 * facts->followed: one that was not asked, because `end` had passed or no driver had got in, is
 * "not tried" and says why. routes[i] leads to endpoints[1 + i]. False when no process could be
 * started. */
bool follow_endpoints(struct facts *facts, const struct verify_request *request,
                      const struct probe_route *routes, struct deadline end,
                      struct error *err) MUST_USE;

#endif
