/* A TLS client that owns no socket: bytes in, bytes out, OpenSSL in between. It verifies nothing
 * and takes every suite and key size that OpenSSL still has, because it asks what a server can do
 * and not whether that is wise. The system's openssl.cnf has no say. */
#ifndef SQLCHECK_TLS_CLIENT_H
#define SQLCHECK_TLS_CLIENT_H

#include "base/error.h"
#include "tls/seen.h"

struct tls_client; /* a talloc object; freeing it releases OpenSSL's part */

struct tls_client_options {
    int min_version; /* 0x0303 ... */
    int max_version;
    const char *server_name; /* SNI; NULL = none. Numeric addresses are left out (RFC 6066 3) */
    bool tds8;               /* offer ALPN "tds/8.0" */
    /* Suites of TLS 1.2 and older in this order, as far as OpenSSL has them; 0 = every one. */
    const uint16_t *suites;
    size_t suite_count;
};

/* NULL with err set when OpenSSL cannot offer that. */
struct tls_client *tls_client_new(void *parent, const struct tls_client_options *options,
                                  struct error *err) MUST_USE;

enum tls_client_state { TLS_CLIENT_MORE, TLS_CLIENT_DONE, TLS_CLIENT_FAILED };

/* Takes what the server sent (nothing at the first call), appends to `out` what must be sent back,
 * also after a failure (an alert). */
enum tls_client_state tls_client_step(struct tls_client *client, const void *data, size_t size,
                                      struct writer *out);

/* What the server showed so far. */
const struct tls_seen *tls_client_seen(const struct tls_client *client);

/* OpenSSL's words for a failure; "" when it has none. Child of the client. */
const char *tls_client_failure(const struct tls_client *client);

/* Whether the suite is on offer in this client's hello. */
bool tls_client_offers(const struct tls_client *client, uint16_t suite);

/* "ECDHE X25519", "DHE 2048", "RSA"; NULL while not known. A child of parent. */
char *tls_client_key_exchange(void *parent, const struct tls_client *client);

/* Chosen ALPN protocol; NULL when none was. A child of parent. */
char *tls_client_alpn(void *parent, const struct tls_client *client);

/* The chain as sent, leaf first, also with TLS 1.3. A copy, children of parent. */
struct der *tls_client_chain(void *parent, const struct tls_client *client, size_t *count);

/* After TLS_CLIENT_DONE: encrypts into `out`; decrypts `data`, appending what came out to `plain`.
 * False when the connection is broken or ended. */
bool tls_client_write(struct tls_client *client, const void *data, size_t size,
                      struct writer *out) MUST_USE;
bool tls_client_read(struct tls_client *client, const void *data, size_t size,
                     struct writer *plain) MUST_USE;

#endif
