/* Why a chain did not pass: OpenSSL's words, with the certificate meant and what it comes to. */
#ifndef SQLCHECK_TLS_REASONS_H
#define SQLCHECK_TLS_REASONS_H

#include <stddef.h>

#include <openssl/x509.h>

struct reasons {
    void *parent;
    char *text;             /* NULL while there is none */
    unsigned long seen[16]; /* what was said before: code and certificate */
    size_t seen_count;
};

/* One more, taken over. */
void reasons_add(struct reasons *reasons, char *reason);

/* For X509_STORE_CTX_set_verify_cb, with the reasons as the context's app data. Goes on after each
 * error, so that "self-signed" does not hide "expired". */
int reasons_on_verify(int good, X509_STORE_CTX *context);

#endif
