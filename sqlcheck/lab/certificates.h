/* The certificates of a lab: one certification authority, one chain an endpoint. */
#ifndef SQLCHECK_LAB_CERTIFICATES_H
#define SQLCHECK_LAB_CERTIFICATES_H

#include "lab/case.h"

#include <openssl/ssl.h>

struct lab_key {
    const char *name;
    EVP_PKEY *key;
};

struct lab_authority {
    const char *keys_dir; /* NULL: keys live in memory */
    EVP_PKEY *key;
    X509 *certificate;
    struct lab_key *keys; /* those that certificates have asked for so far */
    size_t key_count;
};

/* Key and self-signed certificate of the lab's own authority. A talloc child of parent that frees
 * them; NULL with err set. */
struct lab_authority *authority_new(void *parent, const char *keys_dir, struct error *err) MUST_USE;

/* The authority's certificate as PEM at `path`, in one step. */
bool authority_write(const struct lab_authority *authority, const char *path,
                     struct error *err) MUST_USE;

/* Gives a TLS context the chain and key that the endpoint's `certificate` means. */
bool certificates_use(struct lab_authority *authority, const struct lab_endpoint *endpoint,
                      SSL_CTX *context, struct error *err) MUST_USE;

#endif
