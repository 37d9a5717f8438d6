/* What a server shows of a TLS handshake in clear, read from its bytes without a TLS library: so it
 * is known too when no handshake comes about. */
#ifndef SQLCHECK_TLS_SEEN_H
#define SQLCHECK_TLS_SEEN_H

#include "tls/chain.h"
#include "wire/tls.h"

struct tls_seen {
    bool has_hello; /* ServerHello or HelloRetryRequest: version and suite are chosen */
    uint16_t version;
    uint16_t suite;
    bool has_alert; /* a fatal one, in clear */
    struct tls_alert alert;
    bool has_close_notify; /* the polite alert that no more will come */
    bool broken;           /* the bytes are not TLS */
    size_t size;           /* bytes that came in */
    struct der *chain;     /* Certificate message of TLS <= 1.2, leaf first */
    size_t chain_count;
    bool has_done;         /* ServerHelloDone of TLS <= 1.2: the server waits for the client */
    bool asks_certificate; /* of the client: CertificateRequest of TLS <= 1.2 */
    uint16_t group;        /* of an ECDHE ServerKeyExchange; 0 = none seen */
    uint16_t signature;    /* scheme of a TLS 1.2 ServerKeyExchange; 0 = none seen */
    void *parent;
    struct tls_flow flow;
};

/* Nothing seen yet. What will be is a child of parent. */
void tls_seen_init(struct tls_seen *seen, void *parent);

/* Feeds record bytes (without TDS headers). More than 1 MB of them counts as broken. */
void tls_seen_feed(struct tls_seen *seen, const void *data, size_t size);

/* "alert 70 protocol_version". A child of parent. */
char *tls_alert_text(void *parent, struct tls_alert alert);

#endif
