#include "tls/chain.h"

#include "base/mem.h"
#include "tls/trust.h"
#include "tls/x509.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <talloc.h>

static char *hex_fingerprint(void *parent, const struct der *der)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    char *text = talloc_strdup(parent, "");
    if (EVP_Digest(der->data, der->size, digest, &size, EVP_sha256(), NULL) != 1)
        return text;
    for (unsigned int i = 0; i < size; i++)
        text = talloc_asprintf_append(text, "%s%02X", i == 0 ? "" : ":", digest[i]);
    return text;
}

/* OpenSSL's names of the curves that have a better known one. */
static const struct {
    const char *openssl;
    const char *name;
} curves[] = {
    {"prime256v1", "P-256"},
    {"secp384r1", "P-384"},
    {"secp521r1", "P-521"},
};

static char *ec_key_type(void *parent, const EVP_PKEY *key)
{
    char group[64] = "";
    if (EVP_PKEY_get_group_name(key, group, sizeof group, NULL) != 1)
        return talloc_strdup(parent, "EC");
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++)
        if (strcmp(curves[i].openssl, group) == 0)
            return talloc_asprintf(parent, "EC %s", curves[i].name);
    return talloc_asprintf(parent, "EC %s", group);
}

static void key_facts(void *parent, const X509 *cert, struct certificate *out)
{
    EVP_PKEY *key = X509_get0_pubkey(cert);
    if (key == NULL)
        return; /* a key OpenSSL cannot read: not known */
    out->key_bits = EVP_PKEY_get_bits(key);
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC)
        out->key_type = ec_key_type(parent, key);
    else if (EVP_PKEY_get0_type_name(key) != NULL)
        out->key_type = talloc_strdup(parent, EVP_PKEY_get0_type_name(key));
}

/* "SHA256"; the algorithm's own name for those that hash inside (Ed25519). */
static char *signature_hash(void *parent, X509 *cert)
{
    int hash = NID_undef;
    int key = NID_undef;
    if (X509_get_signature_info(cert, &hash, &key, NULL, NULL) != 1 && hash == NID_undef &&
        key == NID_undef)
        key = X509_get_signature_nid(cert);
    int nid = hash != NID_undef ? hash : key;
    return nid == NID_undef ? NULL : talloc_strdup(parent, OBJ_nid2sn(nid));
}

static void certificate_facts(void *parent, X509 *cert, const struct der *der,
                              struct certificate *out)
{
    out->subject = x509_name_text(parent, X509_get_subject_name(cert));
    out->issuer = x509_name_text(parent, X509_get_issuer_name(cert));
    out->names = x509_names(parent, cert, &out->name_count);
    out->not_before_unix_s = x509_time(X509_get0_notBefore(cert));
    out->not_after_unix_s = x509_time(X509_get0_notAfter(cert));
    key_facts(parent, cert, out);
    out->signature_hash = signature_hash(parent, cert);
    out->fingerprint = hex_fingerprint(parent, der);
    out->self_signed = X509_self_signed(cert, 1) == 1;
    out->sql_fallback = x509_is_sql_fallback(cert);
    ERR_clear_error();
}

bool chain_facts(void *parent, const struct der *chain, size_t count, struct certificate **out,
                 size_t *out_count, struct error *err)
{
    struct certificate *facts = mem_array(parent, struct certificate, count);
    for (size_t i = 0; i < count; i++) {
        X509 *cert X509_AUTOFREE = x509_from_der(&chain[i]);
        if (cert != NULL) {
            certificate_facts(facts, cert, &chain[i], &facts[i]);
            continue;
        }
        talloc_free(facts);
        return error_set(err, "certificate %zu of %zu (%zu bytes) is not an X.509 certificate",
                         i + 1, count, chain[i].size);
    }
    *out = facts;
    *out_count = count;
    return true;
}

bool chain_file_facts(void *parent, const char *path, struct certificate **out, size_t *out_count,
                      struct error *err)
{
    STACK_OF(X509) *certs = trust_read(path, err);
    if (certs == NULL)
        return false;
    size_t count = (size_t)sk_X509_num(certs);
    struct certificate *facts = mem_array(parent, struct certificate, count);
    for (size_t i = 0; i < count; i++) {
        unsigned char *bytes = NULL;
        int size = i2d_X509(sk_X509_value(certs, (int)i), &bytes);
        const struct der der = {bytes, size > 0 ? (size_t)size : 0};
        certificate_facts(facts, sk_X509_value(certs, (int)i), &der, &facts[i]);
        OPENSSL_free(bytes);
    }
    sk_X509_pop_free(certs, X509_free);
    *out = facts;
    *out_count = count;
    return true;
}

char *chain_pem(void *parent, const struct der *chain, size_t count)
{
    BIO *out = BIO_new(BIO_s_mem());
    bool good = out != NULL;
    for (size_t i = 0; i < count && good; i++) {
        X509 *cert X509_AUTOFREE = x509_from_der(&chain[i]);
        char *subject = cert == NULL ? NULL : x509_name_text(NULL, X509_get_subject_name(cert));
        good = cert != NULL && BIO_printf(out, "# %s\n", subject) > 0 &&
               PEM_write_bio_X509(out, cert) == 1;
        talloc_free(subject);
    }
    char *bytes = NULL;
    long size = good ? BIO_get_mem_data(out, &bytes) : 0;
    char *text = good ? talloc_strndup(parent, bytes == NULL ? "" : bytes, (size_t)size) : NULL;
    BIO_free(out);
    ERR_clear_error();
    return text;
}
