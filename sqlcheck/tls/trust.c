#include "tls/trust.h"

#include "base/file.h"
#include "tls/x509.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <talloc.h>

enum { TRUST_FILE_MAX = 8 * 1024 * 1024 };

static void push(STACK_OF(X509) * certs, X509 *cert)
{
    if (sk_X509_push(certs, cert) <= 0)
        X509_free(cert);
}

static void read_pem(STACK_OF(X509) * certs, const char *text, size_t size)
{
    BIO *in = BIO_new_mem_buf(text, (int)size);
    for (X509 *cert; in != NULL && (cert = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL;)
        push(certs, cert);
    BIO_free(in);
    ERR_clear_error();
}

STACK_OF(X509) * trust_read(const char *path, struct error *err)
{
    size_t size = 0;
    char *text = file_read(NULL, path, TRUST_FILE_MAX, &size, err);
    if (text == NULL)
        return NULL;
    STACK_OF(X509) *certs = sk_X509_new_null();
    read_pem(certs, text, size);
    X509 *only = x509_from_der(&(struct der){(const uint8_t *)text, size});
    if (only != NULL)
        push(certs, only);
    talloc_free(text);
    if (sk_X509_num(certs) > 0)
        return certs;
    sk_X509_free(certs);
    (void)error_set(err, "'%s' holds no certificate in PEM or DER", path);
    return NULL;
}

X509_STORE *trust_store_system(bool with_bundle, struct error *err)
{
    X509_STORE *store = X509_STORE_new();
    X509_LOOKUP *lookup =
        store == NULL ? NULL : X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir());
    bool good = lookup != NULL &&
                (with_bundle ? X509_STORE_set_default_paths(store) == 1
                             : X509_LOOKUP_add_dir(lookup, NULL, X509_FILETYPE_DEFAULT) == 1);
    ERR_clear_error();
    if (good)
        return store;
    (void)error_set(err, "the system's certificate store cannot be opened");
    X509_STORE_free(store);
    return NULL;
}

X509_STORE *trust_store_file(const char *path, struct error *err)
{
    STACK_OF(X509) *certs = trust_read(path, err);
    if (certs == NULL)
        return NULL;
    X509_STORE *store = X509_STORE_new();
    for (int i = 0; i < sk_X509_num(certs); i++)
        (void)X509_STORE_add_cert(store, sk_X509_value(certs, i));
    sk_X509_pop_free(certs, X509_free);
    /* Who hands over a file means exactly its certificates: an issuing CA in it is enough. */
    (void)X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
    ERR_clear_error();
    return store;
}
