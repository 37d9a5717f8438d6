/* The server's end of TLS, over bytes: OpenSSL with memory BIOs, no sockets. */
#ifndef SQLCHECK_LAB_TLS_SERVER_H
#define SQLCHECK_LAB_TLS_SERVER_H

#include "base/bytes.h"
#include "lab/certificates.h"

#include <openssl/ssl.h>

/* True for an OpenSSL name of a suite that TLS 1.2 or older can use. */
bool tls_server_suite_is_known(const char *name);

/* The context of an endpoint: versions, suites, certificate; no tickets and no resumption, so that
 * every handshake is a full one. The caller frees it; NULL with err set. */
SSL_CTX *tls_server_context(struct lab_authority *authority, const struct lab_endpoint *endpoint,
                            struct error *err) MUST_USE;

struct tls_session {
    SSL *ssl;
    BIO *from_client;
    BIO *to_client;
    int client_alert; /* description of the latest alert that the client sent; -1: none */
};

/* Talloc child of parent that frees what OpenSSL holds. NULL when memory is out. */
struct tls_session *tls_session_new(void *parent, SSL_CTX *context);

/* Records as they came from the client. */
void tls_session_feed(struct tls_session *session, const void *data, size_t size);

/* Goes on with the handshake as far as the bytes fed allow. FAILED: an alert may be waiting to be
 * sent. */
enum tls_progress { TLS_PROGRESS_MORE, TLS_PROGRESS_DONE, TLS_PROGRESS_FAILED };
enum tls_progress tls_session_handshake(struct tls_session *session);

/* Moves plain text of the records fed so far into `out`. False: the session is over or broken. */
bool tls_session_read(struct tls_session *session, struct writer *out);
bool tls_session_write(struct tls_session *session, const void *data, size_t size);

/* Whether there are bytes for the client. */
bool tls_session_has_answer(const struct tls_session *session);

/* Records for the client that have not been taken yet. */
void tls_session_take(struct tls_session *session, struct writer *out);

#endif
