/* A full handshake: TLS 1.2 inside TDS 7, unless a wish says otherwise. */
#ifndef SQLCHECK_PROBE_HANDSHAKE_H
#define SQLCHECK_PROBE_HANDSHAKE_H

#include "evidence/facts.h"
#include "probe/hello_result.h"

/* What the handshake offers. All zero but the version: every suite that OpenSSL has, no names. */
struct handshake_wish {
    uint16_t version; /* 0x0303 or 0x0304, exactly */
    const char *server_name;
    const uint16_t *suites; /* in this order; what OpenSSL does not have is left out */
    size_t suite_count;
};

extern const struct handshake_wish handshake_1_2;

struct handshake_result {
    struct hello_result hello; /* how the 1.2 hello was taken */
    struct handshake facts;
    bool cut_off;      /* the connection ended under it, without a word from the server */
    struct der *chain; /* as sent; also when the handshake did not complete */
    size_t chain_count;
    uint16_t group;     /* of an ECDHE ServerKeyExchange; 0 = none */
    uint16_t signature; /* scheme of a TLS 1.2 ServerKeyExchange; 0 = none */
};

/* On a connection whose PRELOGIN was answered, or a bare one. Everything is a child of parent. */
void handshake_run(void *parent, struct talk *talk, const struct handshake_wish *wish,
                   struct deadline deadline, struct handshake_result *out);

/* The same on a connection of its own. */
void handshake_ask(void *parent, const struct hello_route *route, const struct handshake_wish *wish,
                   struct deadline deadline, struct handshake_result *out);

#endif
