#include "tests/unit/tls/certs.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <talloc.h>
#include <unistd.h>

#define DIE_UNLESS(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                  \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

EVP_PKEY *cert_key(void)
{
    static EVP_PKEY *key;
    if (key == NULL)
        key = EVP_EC_gen("P-256");
    DIE_UNLESS(key != NULL);
    return key;
}

EVP_PKEY *cert_rsa_key(int bits)
{
    EVP_PKEY *key = EVP_RSA_gen((unsigned int)bits);
    DIE_UNLESS(key != NULL);
    return key;
}

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    DIE_UNLESS(extension != NULL);
    DIE_UNLESS(X509_add_ext(cert, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

static void add_padding(X509 *cert, int size)
{
    char *text = talloc_array(NULL, char, (unsigned)size + 1);
    memset(text, 'x', (size_t)size);
    text[size] = '\0';
    add_extension(cert, cert, NID_netscape_comment, text);
    talloc_free(text);
}

static void set_name(X509 *cert, const char *cn)
{
    X509_NAME *name = X509_get_subject_name(cert);
    DIE_UNLESS(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)cn, -1,
                                          -1, 0) == 1);
}

static void set_validity(X509 *cert, const struct cert_spec *spec)
{
    time_t now = spec->now_unix_s == 0 ? time(NULL) : (time_t)spec->now_unix_s;
    int to_days = spec->to_days == 0 ? 365 : spec->to_days;
    DIE_UNLESS(X509_time_adj_ex(X509_getm_notBefore(cert), spec->from_days, -60, &now) != NULL);
    DIE_UNLESS(X509_time_adj_ex(X509_getm_notAfter(cert), to_days, 0, &now) != NULL);
}

X509 *cert_make(const struct cert_spec *spec, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key)
{
    static long serial = 1000;
    X509 *cert = X509_new();
    DIE_UNLESS(cert != NULL && X509_set_version(cert, X509_VERSION_3) == 1);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(cert), ++serial);
    set_name(cert, spec->cn);
    set_validity(cert, spec);
    X509 *by = issuer == NULL ? cert : issuer;
    DIE_UNLESS(X509_set_issuer_name(cert, X509_get_subject_name(by)) == 1);
    DIE_UNLESS(X509_set_pubkey(cert, key) == 1);
    if (spec->is_ca)
        add_extension(cert, by, NID_basic_constraints, "critical,CA:TRUE");
    if (spec->san != NULL)
        add_extension(cert, by, NID_subject_alt_name, spec->san);
    if (spec->padding > 0)
        add_padding(cert, spec->padding);
    const EVP_MD *hash = EVP_get_digestbyname(spec->hash == NULL ? "SHA256" : spec->hash);
    DIE_UNLESS(X509_sign(cert, issuer_key == NULL ? key : issuer_key, hash) > 0);
    return cert;
}

struct der cert_der(void *parent, X509 *cert)
{
    unsigned char *bytes = NULL;
    int size = i2d_X509(cert, &bytes);
    DIE_UNLESS(size > 0);
    struct der der = {talloc_memdup(parent, bytes, (size_t)size), (size_t)size};
    OPENSSL_free(bytes);
    return der;
}

static int remove_file(char *path)
{
    (void)unlink(path);
    return 0;
}

char *cert_file(void *parent, X509 *cert, bool as_der)
{
    char *path = talloc_strdup(parent, "/tmp/sqlcheck-cert-XXXXXX");
    int fd = mkstemp(path);
    DIE_UNLESS(fd >= 0);
    talloc_set_destructor(path, remove_file);
    FILE *file = fdopen(fd, "w");
    DIE_UNLESS((as_der ? i2d_X509_fp(file, cert) : PEM_write_X509(file, cert)) == 1);
    (void)fclose(file);
    return path;
}
