/* Trust anchors and pinned certificates from files. */
#ifndef SQLCHECK_TLS_TRUST_H
#define SQLCHECK_TLS_TRUST_H

#include "base/error.h"

#include <openssl/x509.h>

/* Every certificate of a PEM file, or the one of a DER file. To be released with
 * sk_X509_pop_free(.., X509_free); NULL on error, never empty. */
STACK_OF(X509) *trust_read(const char *path, struct error *err) MUST_USE;

/* A store with the certificates of a file, or the system's when path is NULL. NULL on error. */
X509_STORE *trust_store(const char *path, struct error *err) MUST_USE;

#endif
