/* Small helpers over OpenSSL's X509, shared inside tls/. */
#ifndef SQLCHECK_TLS_X509_H
#define SQLCHECK_TLS_X509_H

#include "tls/chain.h"

#include <openssl/x509.h>

/* Frees and sets to NULL; for variables that go out of scope. */
void x509_release(X509 **cert);
#define X509_AUTOFREE __attribute__((cleanup(x509_release)))

/* Exactly one certificate that fills `der`, to be released; NULL when it is none. */
X509 *x509_from_der(const struct der *der);

/* RFC 2253 text, valid UTF-8 without control characters. Child of parent. */
char *x509_name_text(void *parent, const X509_NAME *name);

/* subject = issuer = CN=SSL_Self_Signed_Fallback: SQL Server makes it at each start of the service
 * when nobody gave it a certificate. */
bool x509_is_sql_fallback(const X509 *cert);

/* Seconds since 1970; 0 when the field is broken. */
int64_t x509_time(const ASN1_TIME *time);

/* DNS and IP names of the SAN; the CN when there is no SAN. Children of parent. */
char **x509_names(void *parent, const X509 *cert, size_t *count);

#endif
