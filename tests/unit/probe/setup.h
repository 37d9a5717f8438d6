/* What every probe test needs: a server under a certificate of its own, one probe of it. */
#ifndef TESTS_UNIT_PROBE_SETUP_H
#define TESTS_UNIT_PROBE_SETUP_H

#include "probe/probe.h"
#include "tests/unit/net/peer.h"
#include "tests/unit/probe/tds_server.h"

struct probed {
    void *memory;
    struct endpoint endpoint;
    struct probe_route route;
    int accepted; /* connections that the server counted */
};

/* Starts a peer with this play, probes it once as 127.0.0.1,port, stops it. */
struct probed probe_play(peer_play *play, void *context, int timeout_ms);

/* The same with a struct tds_server; gives it a P-256 key and a certificate for "sql01" when it has
 * none, and checks that the connections it saw are the ones that the endpoint reports. */
struct probed probe_server(struct tds_server *server, int timeout_ms);

/* Any request. */
struct probed probe_target(const char *server_text, const char *rule, int timeout_ms);

/* Frees everything of a probe that was made here. */
void probed_free(struct probed *probed);

/* "accepted refused unknown accepted": the answers for 1.0 to 1.3. A child of probed->memory. */
const char *probed_answers(const struct probed *probed);

#endif
