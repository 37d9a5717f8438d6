/* A ClientHello of our own bytes: any version, suites and extensions, also what no TLS library
 * offers any more. Good for reading what a server chooses (ServerHello or HelloRetryRequest); the
 * handshake cannot go on from there. RFC 6101 5.6.1.2, RFC 5246 7.4.1.2, RFC 8446 4.1.2 */
#ifndef SQLCHECK_WIRE_TLS_OFFER_H
#define SQLCHECK_WIRE_TLS_OFFER_H

#include "base/bytes.h"

enum { TLS_OFFER_RANDOM = 96, TLS_MOST_SUITES = 400 };

struct tls_offer {
    uint16_t version; /* 0x0300 (SSL 3, without extensions) to 0x0304: the only one on offer */
    const uint16_t *suites;
    size_t suite_count;
    bool renegotiation; /* adds TLS_EMPTY_RENEGOTIATION_INFO_SCSV, RFC 5746 3.3 */
    const uint16_t *groups;
    size_t group_count;
    const uint16_t *signatures; /* sent with 1.2 and 1.3 */
    size_t signature_count;
    const char *server_name; /* SNI; NULL = none */
    const char *alpn;        /* one protocol; NULL = none */
    /* Random, session id and X25519 share: kept by nobody, protecting nothing. */
    uint8_t random[TLS_OFFER_RANDOM];
};

/* One handshake record. With 1.3 the key share is 32 bytes of X25519, a valid key like any other;
 * a server that wants another group answers with a HelloRetryRequest, which names its suite too. */
void tls_offer_write(struct writer *w, const struct tls_offer *offer);

/* Every suite of the registry that a hello of this version can ask for, ascending, which is an
 * order that no server prefers. Never signalling values (0x00FF, 0x5600) and never
 * TLS_NULL_WITH_NULL_NULL, which RFC 5246 A.5 forbids to negotiate. At most TLS_MOST_SUITES. */
size_t tls_suites_for(uint16_t version, uint16_t out[TLS_MOST_SUITES]);

#endif
