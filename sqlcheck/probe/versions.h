/* What an endpoint does with a hello of each TLS version, and the words for it. */
#ifndef SQLCHECK_PROBE_VERSIONS_H
#define SQLCHECK_PROBE_VERSIONS_H

#include "evidence/facts.h"
#include "probe/handshake.h"

struct version_results {
    struct hello_result hello[TLS_VERSION_COUNT];
    struct handshake_result handshake;
    int opened; /* TCP connections beyond the one that was handed in */
};

/* The 1.2 handshake on the connection of `talk`, whose PRELOGIN was answered; each other version on
 * a connection of its own, all at the same time. 1.2 is asked once more when its connection broke,
 * and once more with more suites when none was common. At most 5 connections are opened. Everything
 * is a child of parent. */
void versions_ask(void *parent, struct talk *talk, const struct net_address *address,
                  bool legacy_probe, struct deadline deadline, struct version_results *out);

/* One fact for each enum tls_version. A connection that just ended counts as `refused` only when
 * the same endpoint took another version; an answer that is none is `unknown`. */
struct tls_version_fact *versions_judge(void *parent, const struct version_results *results);

/* What one hello says about the version it asked for; `took_another`: another version was taken on
 * the same endpoint in the same way. The words for it are a child of parent. */
enum tls_answer versions_answer(const struct hello_result *hello, bool took_another);
char *versions_reason(void *parent, const struct hello_result *hello);

/* All of them `unknown` for one reason. */
struct tls_version_fact *versions_unknown(void *parent, const char *reason);

#endif
