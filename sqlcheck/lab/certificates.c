#include "lab/certificates.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"
#include "lab/keys.h"

#define AUTHORITY_NAME "sqlcheck lab CA"

enum { DAY_S = 86400, YEAR_DAYS = 365 };

/* The intermediate next to the leaf. */
enum middle { MIDDLE_GOOD, MIDDLE_EXPIRED, MIDDLE_NOT_SENT, MIDDLE_NO_CA, MIDDLE_CONSTRAINED };

/* What one kind of certificate differs in. */
struct recipe {
    const char *key_name;
    unsigned bits;
    const char *subject;       /* NULL: the endpoint's host */
    int from_days, until_days; /* relative to now, half a day later */
    const EVP_MD *(*digest)(void);
    const char *issuer_key; /* NULL: the lab's authority; "self": its own key */
    int intermediates;
    enum middle middle;
    const char *use; /* extended key usage; NULL: serverAuth */
    bool without_san;
    bool without_extensions;
    bool crossed; /* the lab's authority is sent as signed by another */
};

#define DATES(from, until) .from_days = (from), .until_days = (until)
#define SERVER_KEY         .key_name = "server", .bits = 2048
#define WITH_SHA256        .digest = EVP_sha256
#define UNDER_ONE(kind)                                                                            \
    {                                                                                              \
        SERVER_KEY, DATES(-30, YEAR_DAYS), WITH_SHA256, .intermediates = 1, .middle = (kind)       \
    }

static const struct recipe recipes[] = {
    [LAB_CERTIFICATE_GOOD] = {SERVER_KEY, DATES(-30, 212), WITH_SHA256},
    [LAB_CERTIFICATE_WRONG_NAME] = {SERVER_KEY, DATES(-30, YEAR_DAYS), WITH_SHA256,
                                    .subject = "other-server.invalid"},
    [LAB_CERTIFICATE_EXPIRED] = {SERVER_KEY, DATES(-YEAR_DAYS, -4), WITH_SHA256},
    [LAB_CERTIFICATE_EXPIRES_SOON] = {SERVER_KEY, DATES(-YEAR_DAYS, 10), WITH_SHA256},
    [LAB_CERTIFICATE_FALLBACK] = {.key_name = "fallback",
                                  .bits = 2048,
                                  DATES(-1, 30 * YEAR_DAYS),
                                  WITH_SHA256,
                                  .subject = "SSL_Self_Signed_Fallback",
                                  .issuer_key = "self",
                                  .without_extensions = true},
    [LAB_CERTIFICATE_UNKNOWN_CA] = {SERVER_KEY, DATES(-30, YEAR_DAYS), WITH_SHA256,
                                    .issuer_key = "unknown-ca"},
    [LAB_CERTIFICATE_BIG_CHAIN] =
        {.key_name = "big", .bits = 4096, DATES(-30, YEAR_DAYS), WITH_SHA256, .intermediates = 2},
    [LAB_CERTIFICATE_SHA1] = {SERVER_KEY, DATES(-30, YEAR_DAYS), .digest = EVP_sha1},
    [LAB_CERTIFICATE_MD5] = {SERVER_KEY, DATES(-30, YEAR_DAYS), .digest = EVP_md5},
    [LAB_CERTIFICATE_RSA_1024] = {.key_name = "short",
                                  .bits = 1024,
                                  DATES(-30, YEAR_DAYS),
                                  WITH_SHA256},
    [LAB_CERTIFICATE_NOT_YET_VALID] = {SERVER_KEY, DATES(2, YEAR_DAYS), WITH_SHA256},
    [LAB_CERTIFICATE_CLIENT_ONLY] = {SERVER_KEY, DATES(-30, YEAR_DAYS), WITH_SHA256,
                                     .use = "clientAuth"},
    [LAB_CERTIFICATE_COMMON_NAME] = {SERVER_KEY, DATES(-30, YEAR_DAYS), WITH_SHA256,
                                     .without_san = true},
    [LAB_CERTIFICATE_SELF_SIGNED] = {SERVER_KEY, DATES(-30, YEAR_DAYS), WITH_SHA256,
                                     .issuer_key = "self"},
    [LAB_CERTIFICATE_INTERMEDIATE_EXPIRED] = UNDER_ONE(MIDDLE_EXPIRED),
    [LAB_CERTIFICATE_INTERMEDIATE_MISSING] = UNDER_ONE(MIDDLE_NOT_SENT),
    [LAB_CERTIFICATE_INTERMEDIATE_NO_CA] = UNDER_ONE(MIDDLE_NO_CA),
    [LAB_CERTIFICATE_NAME_CONSTRAINTS] = UNDER_ONE(MIDDLE_CONSTRAINED),
    [LAB_CERTIFICATE_CROSS_SIGNED] = {SERVER_KEY, DATES(-30, YEAR_DAYS), WITH_SHA256,
                                      .crossed = true},
    [LAB_CERTIFICATE_NONE] = {.key_name = NULL},
};

static int authority_release(struct lab_authority *authority)
{
    for (size_t i = 0; i < authority->key_count; i++)
        EVP_PKEY_free(authority->keys[i].key);
    EVP_PKEY_free(authority->key);
    X509_free(authority->certificate);
    return 0;
}

/* The key of that name, made or read once; the caller frees it. */
static EVP_PKEY *key_named(struct lab_authority *authority, const char *name, unsigned bits,
                           struct error *err)
{
    for (size_t i = 0; i < authority->key_count; i++)
        if (strcmp(authority->keys[i].name, name) == 0) {
            (void)EVP_PKEY_up_ref(authority->keys[i].key);
            return authority->keys[i].key;
        }
    EVP_PKEY *key = keys_get(authority->keys_dir, name, bits, err);
    if (key == NULL)
        return NULL;
    struct lab_key *kept =
        mem_append(authority, &authority->keys, &authority->key_count, sizeof *kept);
    *kept = (struct lab_key){name, key};
    (void)EVP_PKEY_up_ref(key);
    return key;
}

static void set_name(X509 *certificate, const char *common_name)
{
    X509_NAME *name = X509_get_subject_name(certificate);
    (void)X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common_name,
                                     -1, -1, 0);
}

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (extension == NULL)
        return;
    (void)X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

static void set_random_serial(X509 *certificate)
{
    unsigned char bytes[16];
    (void)RAND_bytes(bytes, sizeof bytes);
    bytes[0] = (unsigned char)(0x40 | (bytes[0] & 0x3f)); /* positive, and 16 bytes long */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    (void)BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
}

/* A certificate for `key`, not yet signed. */
static X509 *certificate_for(EVP_PKEY *key, const char *common_name, int from_days, int until_days)
{
    X509 *certificate = X509_new();
    (void)X509_set_version(certificate, X509_VERSION_3);
    set_random_serial(certificate);
    set_name(certificate, common_name);
    (void)X509_gmtime_adj(X509_getm_notBefore(certificate), (long)from_days * DAY_S + DAY_S / 2);
    (void)X509_gmtime_adj(X509_getm_notAfter(certificate), (long)until_days * DAY_S + DAY_S / 2);
    (void)X509_set_pubkey(certificate, key);
    return certificate;
}

static void mark_authority(X509 *certificate, X509 *issuer, enum middle kind)
{
    add_extension(certificate, issuer, NID_basic_constraints,
                  kind == MIDDLE_NO_CA ? "critical,CA:FALSE" : "critical,CA:TRUE");
    if (kind == MIDDLE_CONSTRAINED)
        add_extension(certificate, issuer, NID_name_constraints,
                      "critical,permitted;DNS:elsewhere.invalid");
    add_extension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
    add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
    add_extension(certificate, issuer, NID_authority_key_identifier, "keyid");
}

static bool sign(X509 *certificate, X509 *issuer, EVP_PKEY *issuer_key, const EVP_MD *digest,
                 struct error *err)
{
    (void)X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    return X509_sign(certificate, issuer_key, digest) > 0 ||
           error_set(err, "signing a certificate failed");
}

struct lab_authority *authority_new(void *parent, const char *keys_dir, struct error *err)
{
    struct lab_authority *authority = talloc_zero(parent, struct lab_authority);
    talloc_set_destructor(authority, authority_release);
    authority->keys_dir = keys_dir;
    authority->key = keys_get(keys_dir, "ca", 2048, err);
    if (authority->key != NULL) {
        X509 *certificate = certificate_for(authority->key, AUTHORITY_NAME, -60, 10 * YEAR_DAYS);
        authority->certificate = certificate;
        mark_authority(certificate, certificate, MIDDLE_GOOD);
        if (sign(certificate, certificate, authority->key, EVP_sha256(), err))
            return authority;
    }
    talloc_free(authority);
    return NULL;
}

bool authority_write(const struct lab_authority *authority, const char *path, struct error *err)
{
    BIO *memory = BIO_new(BIO_s_mem());
    bool ok = PEM_write_bio_X509(memory, authority->certificate) == 1;
    char *data = NULL;
    long size = BIO_get_mem_data(memory, &data);
    ok = ok && size > 0 && file_write(path, data, (size_t)size, err);
    BIO_free(memory);
    return ok;
}

static void name_endpoint(X509 *leaf, X509 *issuer, const struct recipe *recipe,
                          const char *subject, const struct lab_endpoint *endpoint)
{
    char *names = talloc_asprintf(NULL, "DNS:%s", subject);
    for (size_t i = 1; i < endpoint->certificate_names.count; i++)
        names = talloc_asprintf_append(names, ",DNS:%s", endpoint->certificate_names.item[i]);
    if (endpoint->certificate_address)
        names = talloc_asprintf_append(names, ",IP:%s", endpoint->address);
    add_extension(leaf, issuer, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(leaf, issuer, NID_key_usage, "critical,digitalSignature,keyEncipherment");
    add_extension(leaf, issuer, NID_ext_key_usage,
                  recipe->use == NULL ? "serverAuth" : recipe->use);
    if (!recipe->without_san)
        add_extension(leaf, issuer, NID_subject_alt_name, names);
    add_extension(leaf, issuer, NID_subject_key_identifier, "hash");
    add_extension(leaf, issuer, NID_authority_key_identifier, "keyid");
    talloc_free(names);
}

struct signer {
    X509 *certificate;
    EVP_PKEY *key;
};

static void signer_release(struct signer *signer)
{
    X509_free(signer->certificate);
    EVP_PKEY_free(signer->key);
    *signer = (struct signer){NULL, NULL};
}

/* A further authority under `from`, or one of its own when `from` is NULL. */
static bool make_signer(struct lab_authority *authority, const char *key_name, unsigned bits,
                        const char *name, const struct signer *from, enum middle kind,
                        struct signer *out, struct error *err)
{
    struct signer made = {.key = key_named(authority, key_name, bits, err)};
    if (made.key == NULL)
        return false;
    made.certificate = kind == MIDDLE_EXPIRED ? certificate_for(made.key, name, -YEAR_DAYS, -4)
                                              : certificate_for(made.key, name, -45, 5 * YEAR_DAYS);
    X509 *issuer = from == NULL ? made.certificate : from->certificate;
    mark_authority(made.certificate, issuer, kind);
    if (!sign(made.certificate, issuer, from == NULL ? made.key : from->key, EVP_sha256(), err)) {
        signer_release(&made);
        return false;
    }
    *out = made;
    return true;
}

static bool choose_signer(struct lab_authority *authority, const struct recipe *recipe,
                          SSL_CTX *context, struct signer *out, struct error *err)
{
    if (recipe->issuer_key != NULL)
        return make_signer(authority, recipe->issuer_key, 2048, "Unknown Authority", NULL,
                           MIDDLE_GOOD, out, err);
    (void)X509_up_ref(authority->certificate);
    (void)EVP_PKEY_up_ref(authority->key);
    *out = (struct signer){authority->certificate, authority->key};
    for (int i = 0; i < recipe->intermediates; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "sqlcheck lab intermediate %d", i + 1);
        struct signer next = {NULL, NULL};
        bool is_last = i + 1 == recipe->intermediates;
        bool ok = make_signer(authority, "intermediate", 4096, name, out,
                              is_last ? recipe->middle : MIDDLE_GOOD, &next, err);
        signer_release(out);
        if (!ok)
            return false;
        *out = next;
        if (recipe->middle == MIDDLE_NOT_SENT)
            continue;
        (void)X509_up_ref(next.certificate);
        if (SSL_CTX_add0_chain_cert(context, next.certificate) != 1)
            return error_set(err, "adding an intermediate certificate failed");
    }
    return true;
}

/* The authority once more, with the signature of an older root that nobody knows any more. */
static bool send_crossed(struct lab_authority *authority, SSL_CTX *context, struct error *err)
{
    struct signer old = {NULL, NULL};
    if (!make_signer(authority, "unknown-ca", 2048, "sqlcheck lab old root", NULL, MIDDLE_EXPIRED,
                     &old, err))
        return false;
    X509 *crossed = certificate_for(authority->key, AUTHORITY_NAME, -60, 10 * YEAR_DAYS);
    mark_authority(crossed, old.certificate, MIDDLE_GOOD);
    bool ok = sign(crossed, old.certificate, old.key, EVP_sha256(), err);
    signer_release(&old);
    if (ok && SSL_CTX_add0_chain_cert(context, crossed) == 1)
        return true;
    X509_free(crossed);
    return error_set(err, "making a cross-signed authority failed");
}

static bool use_leaf(SSL_CTX *context, X509 *leaf, EVP_PKEY *key, struct error *err)
{
    if (SSL_CTX_use_certificate(context, leaf) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1)
        return true;
    return error_set(err, "OpenSSL refuses the certificate made for the lab");
}

static const char *leaf_subject(const struct lab_endpoint *endpoint, const struct recipe *recipe)
{
    if (recipe->subject != NULL)
        return recipe->subject;
    return endpoint->certificate_names.count > 0 ? endpoint->certificate_names.item[0]
                                                 : endpoint->host;
}

static bool make_leaf(struct lab_authority *authority, const struct lab_endpoint *endpoint,
                      const struct recipe *recipe, SSL_CTX *context, EVP_PKEY *key,
                      struct error *err)
{
    const char *subject = leaf_subject(endpoint, recipe);
    X509 *leaf = certificate_for(key, subject, recipe->from_days, recipe->until_days);
    bool ok = !recipe->crossed || send_crossed(authority, context, err);
    if (ok && recipe->issuer_key != NULL && strcmp(recipe->issuer_key, "self") == 0) {
        if (!recipe->without_extensions)
            name_endpoint(leaf, leaf, recipe, subject, endpoint);
        ok = sign(leaf, leaf, key, recipe->digest(), err);
    } else if (ok) {
        struct signer signer = {NULL, NULL};
        ok = choose_signer(authority, recipe, context, &signer, err);
        if (ok) {
            name_endpoint(leaf, signer.certificate, recipe, subject, endpoint);
            ok = sign(leaf, signer.certificate, signer.key, recipe->digest(), err);
        }
        signer_release(&signer);
    }
    ok = ok && use_leaf(context, leaf, key, err);
    X509_free(leaf);
    return ok;
}

bool certificates_use(struct lab_authority *authority, const struct lab_endpoint *endpoint,
                      SSL_CTX *context, struct error *err)
{
    const struct recipe *recipe = &recipes[endpoint->certificate];
    if (recipe->key_name == NULL)
        return true;
    EVP_PKEY *key = key_named(authority, recipe->key_name, recipe->bits, err);
    if (key == NULL)
        return false;
    bool ok = make_leaf(authority, endpoint, recipe, context, key, err);
    EVP_PKEY_free(key);
    return ok;
}
