/* The conversation with one SQL Server endpoint: facts only. What went wrong is a fact too; a probe
 * cannot fail. It sends no login, and opens at most 6 TCP connections. */
#ifndef SQLCHECK_PROBE_PROBE_H
#define SQLCHECK_PROBE_PROBE_H

#include "evidence/facts.h"
#include "net/target.h"
#include "tls/chain.h"

#include <stdbool.h>
#include <stddef.h>

struct probe_request {
    struct target target;
    const char *server_text;        /* as the user wrote it; goes into endpoint.server */
    const struct connect_to *rules; /* --connect-to */
    size_t rule_count;
    struct chain_trust trust;
    int fallback_port; /* of the instance, as somebody else says; for when SQL Browser does not
                          tell it. 0 = none */
    bool legacy_probe; /* false: TLS 1.0 and 1.1 are not asked for */
    bool only_reach;   /* stop where TLS would begin, and leave the connection in route->fd */
    int timeout_ms;    /* for everything together */
};

/* Where a later connection must go to meet the very endpoint that was probed, and what it
 * presented. Empty (NULL, 0) as far as the probe did not get. */
struct probe_route {
    int fd;            /* with only_reach: PRELOGIN was answered, the caller closes it; else -1 */
    char *address;     /* numeric, after --connect-to */
    int port;          /* as connected, after --connect-to; endpoint.port is the one by name */
    bool fell_back;    /* the port is request->fallback_port: SQL Browser did not tell one */
    struct der *chain; /* leaf first, as sent; for --save-certificate and chain_pem() */
    size_t chain_count;
};

/* Fills *out and *route; everything in them is a child of parent.
 *
 * REACH_TDS says that PRELOGIN was answered; what TLS then did stands in out->versions (one per
 * enum tls_version) and out->handshake. REACH_STRICT_ONLY: only TLS from the first byte (TDS 8) got
 * an answer; versions are then all unknown (inside TDS 7 there is no TLS), the chain is known. */
void probe_endpoint(void *parent, const struct probe_request *request, struct endpoint *out,
                    struct probe_route *route);

/* What the chain that an endpoint showed says, and whether it is to be trusted for
 * out->expected_name. Children of parent. */
void probe_certificate(void *parent, const struct chain_trust *trust, const struct der *chain,
                       size_t count, struct endpoint *out);

#endif
