/* Trust anchors and pinned certificates from files. */
#ifndef SQLCHECK_TLS_TRUST_H
#define SQLCHECK_TLS_TRUST_H

#include "base/error.h"

#include <openssl/x509.h>

/* Every certificate of a PEM file, or the one of a DER file. To be released with
 * sk_X509_pop_free(.., X509_free); NULL on error, never empty. */
STACK_OF(X509) * trust_read(const char *path, struct error *err) MUST_USE;

/* A store with the certificates of a file. NULL on error. */
X509_STORE *trust_store_file(const char *path, struct error *err) MUST_USE;

/* The system's store: only its directory, where a certificate is found by its name's hash and
 * nothing else is read; or with its bundle too, which takes some 70 ms to load. NULL on error. */
X509_STORE *trust_store_system(bool with_bundle, struct error *err) MUST_USE;

#endif
