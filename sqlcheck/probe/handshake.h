/* The full TLS 1.2 handshake inside TDS 7. */
#ifndef SQLCHECK_PROBE_HANDSHAKE_H
#define SQLCHECK_PROBE_HANDSHAKE_H

#include "evidence/facts.h"
#include "probe/hello_result.h"

struct handshake_result {
    struct hello_result hello; /* how the 1.2 hello was taken */
    struct handshake facts;
    bool cut_off;      /* the connection ended under it, without a word from the server */
    struct der *chain; /* as sent; also when the handshake did not complete */
    size_t chain_count;
};

/* On a connection whose PRELOGIN was answered. Everything is a child of parent. */
void handshake_run(void *parent, struct talk *talk, struct deadline deadline,
                   struct handshake_result *out);

/* The same on a connection of its own. */
void handshake_ask(void *parent, const struct net_address *address, struct deadline deadline,
                   struct handshake_result *out);

#endif
