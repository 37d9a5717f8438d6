/* Everything that one endpoint speaks: every TLS version in every way to TLS, its suites when asked
 * for, its encryption setting, its certificate. Facts only, like probe.h; a scan cannot fail. */
#ifndef SQLCHECK_PROBE_SCAN_H
#define SQLCHECK_PROBE_SCAN_H

#include "base/deadline.h"
#include "evidence/scan.h"
#include "probe/clients.h"
#include "probe/probe.h"

enum { SCAN_AT_ONCE = 4, SCAN_LONGER = 4 };

struct scan_request {
    struct probe_request
        probe;     /* its timeout bounds a scan; with suites or clients a quarter of it */
    bool is_https; /* TLS from the first byte on, and no TDS */
    bool suites;   /* every suite of every version, in the server's order */
    const struct client_plan *clients; /* what it would make of clients; NULL = not asked */
    size_t client_count;
    int most_connections;   /* TCP connections to this server, altogether */
    struct deadline latest; /* bounds it too, whatever its timeout; at_ms 0 = nothing does */
};

/* Fills *out; everything in it is a child of parent. At most SCAN_AT_ONCE connections are open at
 * the same time. */
void scan_endpoint(void *parent, const struct scan_request *request, struct scan *out);

/* A scan of what cannot be asked, and why. Fills *out as scan_endpoint() does. */
void scan_not_tried(void *parent, const char *server_text, const char *reason, struct scan *out);

#endif
