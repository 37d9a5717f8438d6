/* Certificates made on the spot for tests. Everything ends the test when OpenSSL cannot. */
#ifndef TESTS_UNIT_TLS_CERTS_H
#define TESTS_UNIT_TLS_CERTS_H

#include "tls/chain.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

struct cert_spec {
    const char *cn;
    const char *san;    /* "DNS:sql01,IP:127.0.0.1"; NULL = no SAN */
    int64_t now_unix_s; /* validity counts from here; 0 = this moment */
    int from_days;
    int to_days;      /* 0 = a year */
    const char *hash; /* NULL = SHA256 */
    bool is_ca;
    int padding; /* bytes of an extension that nobody reads, to make it long */
};

/* P-256, made once a process. */
EVP_PKEY *cert_key(void);
EVP_PKEY *cert_rsa_key(int bits);

/* Signed by issuer with issuer_key; by itself when issuer is NULL. */
X509 *cert_make(const struct cert_spec *spec, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key);

/* A child of parent. */
struct der cert_der(void *parent, X509 *cert);

/* Writes PEM (or DER) into a new temporary file; its path, a child of parent. The file is removed
 * when the path is freed. */
char *cert_file(void *parent, X509 *cert, bool as_der);

#endif
