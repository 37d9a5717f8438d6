#include "lab/tls_server.h"

#include <criterion/criterion.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <talloc.h>
#include <unistd.h>

#include "lab/keys.h"
#include "tests/unit/lab/folder.h"

static struct lab_endpoint endpoint_with(enum lab_certificate certificate)
{
    static char name[] = "x";
    static char host[] = "sql01.contoso.com";
    return (struct lab_endpoint){
        .name = name,
        .host = host,
        .address = "127.9.9.9",
        .tls_min = 0x0301,
        .tls_max = 0x0303,
        .certificate = (int)certificate,
    };
}

Test(keys, are_kept_for_their_owner_only_and_found_again)
{
    void *memory = talloc_new(NULL);
    char *folder = talloc_asprintf(memory, "%s/keys", folder_new(memory));
    struct error err = ERROR_NONE;
    EVP_PKEY *first = keys_get(folder, "test", 1024, &err);
    cr_assert_not_null(first, "%s", err.text);
    EVP_PKEY *again = keys_get(folder, "test", 1024, &err);
    EVP_PKEY *other = keys_get(folder, "other", 1024, &err);
    cr_assert_eq(EVP_PKEY_eq(first, again), 1);
    cr_assert_neq(EVP_PKEY_eq(first, other), 1);
    struct stat facts;
    cr_assert_eq(stat(folder, &facts), 0);
    cr_assert_eq(facts.st_mode & 0777, 0700);
    cr_assert_eq(stat(talloc_asprintf(memory, "%s/test-1024.pem", folder), &facts), 0);
    cr_assert_eq(facts.st_mode & 0777, 0600);
    (void)folder_file(folder, "other-1024.pem", "not a key");
    cr_assert_null(keys_get(folder, "other", 1024, &err));
    cr_assert_not_null(strstr(err.text, "is not a private key"), "%s", err.text);
    EVP_PKEY_free(first);
    EVP_PKEY_free(again);
    EVP_PKEY_free(other);
    (void)unlink(talloc_asprintf(memory, "%s/test-1024.pem", folder));
    (void)unlink(talloc_asprintf(memory, "%s/other-1024.pem", folder));
    (void)rmdir(folder);
    talloc_free(memory);
    expect_no_leak();
}

/* What a client that knows the lab's authority finds. */
static const struct {
    enum lab_certificate certificate;
    int chain;     /* X509_V_... of the chain */
    bool name;     /* names the host */
    int signature; /* NID */
    int bits;
} kinds[] = {
    {LAB_CERTIFICATE_GOOD, X509_V_OK, true, NID_sha256WithRSAEncryption, 2048},
    {LAB_CERTIFICATE_WRONG_NAME, X509_V_OK, false, NID_sha256WithRSAEncryption, 2048},
    {LAB_CERTIFICATE_EXPIRED, X509_V_ERR_CERT_HAS_EXPIRED, true, NID_sha256WithRSAEncryption, 2048},
    {LAB_CERTIFICATE_EXPIRES_SOON, X509_V_OK, true, NID_sha256WithRSAEncryption, 2048},
    {LAB_CERTIFICATE_FALLBACK, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, false,
     NID_sha256WithRSAEncryption, 2048},
    {LAB_CERTIFICATE_UNKNOWN_CA, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, true,
     NID_sha256WithRSAEncryption, 2048},
    {LAB_CERTIFICATE_SHA1, X509_V_OK, true, NID_sha1WithRSAEncryption, 2048},
    {LAB_CERTIFICATE_MD5, X509_V_OK, true, NID_md5WithRSAEncryption, 2048},
    {LAB_CERTIFICATE_RSA_1024, X509_V_OK, true, NID_sha256WithRSAEncryption, 1024},
};

static int verify(const struct lab_authority *authority, SSL_CTX *context)
{
    STACK_OF(X509) *chain = NULL;
    (void)SSL_CTX_get0_chain_certs(context, &chain);
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    (void)X509_STORE_add_cert(store, authority->certificate);
    (void)X509_STORE_CTX_init(check, store, SSL_CTX_get0_certificate(context), chain);
    (void)X509_verify_cert(check);
    int error = X509_STORE_CTX_get_error(check);
    X509_STORE_CTX_free(check);
    X509_STORE_free(store);
    return error;
}

Test(certificates, each_kind_fails_in_its_own_way, .timeout = 60)
{
    void *memory = talloc_new(NULL);
    struct error err = ERROR_NONE;
    struct lab_authority *authority = authority_new(memory, NULL, &err);
    cr_assert_not_null(authority, "%s", err.text);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct lab_endpoint endpoint = endpoint_with(kinds[i].certificate);
        SSL_CTX *context = tls_server_context(authority, &endpoint, &err);
        cr_assert_not_null(context, "row %zu: %s", i, err.text);
        X509 *leaf = SSL_CTX_get0_certificate(context);
        cr_expect_eq(verify(authority, context), kinds[i].chain, "row %zu: chain %d", i,
                     verify(authority, context));
        cr_expect_eq(X509_check_host(leaf, "SQL01.Contoso.com", 0, 0, NULL) == 1, kinds[i].name,
                     "row %zu: name", i);
        cr_expect_eq(X509_get_signature_nid(leaf), kinds[i].signature, "row %zu: signature", i);
        cr_expect_eq(EVP_PKEY_get_bits(X509_get0_pubkey(leaf)), kinds[i].bits, "row %zu: bits", i);
        cr_expect_neq(X509_check_ip_asc(leaf, "127.9.9.9", 0), 1, "row %zu: address", i);
        SSL_CTX_free(context);
    }
    talloc_free(memory);
}

Test(certificates, the_fallback_is_the_one_that_sql_server_makes)
{
    void *memory = talloc_new(NULL);
    struct error err = ERROR_NONE;
    struct lab_authority *authority = authority_new(memory, NULL, &err);
    struct lab_endpoint endpoint = endpoint_with(LAB_CERTIFICATE_FALLBACK);
    SSL_CTX *context = tls_server_context(authority, &endpoint, &err);
    cr_assert_not_null(context, "%s", err.text);
    const X509 *leaf = SSL_CTX_get0_certificate(context);
    char subject[64] = "";
    (void)X509_NAME_get_text_by_NID(X509_get_subject_name(leaf), NID_commonName, subject,
                                    sizeof subject);
    cr_expect_str_eq(subject, "SSL_Self_Signed_Fallback");
    cr_expect_eq(X509_NAME_cmp(X509_get_subject_name(leaf), X509_get_issuer_name(leaf)), 0);
    int days = 0;
    int seconds = 0;
    (void)ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(leaf), X509_get0_notAfter(leaf));
    cr_expect_geq(days, 30 * 365 - 1);
    SSL_CTX_free(context);
    talloc_free(memory);
}

Test(certificates, the_address_is_named_on_request_only)
{
    void *memory = talloc_new(NULL);
    struct error err = ERROR_NONE;
    struct lab_authority *authority = authority_new(memory, NULL, &err);
    struct lab_endpoint endpoint = endpoint_with(LAB_CERTIFICATE_GOOD);
    endpoint.certificate_address = 1;
    SSL_CTX *context = tls_server_context(authority, &endpoint, &err);
    cr_assert_not_null(context, "%s", err.text);
    cr_assert_eq(X509_check_ip_asc(SSL_CTX_get0_certificate(context), "127.9.9.9", 0), 1);
    SSL_CTX_free(context);
    talloc_free(memory);
}

Test(tls_session, what_is_not_tls_fails_and_bytes_one_by_one_do_not)
{
    void *memory = talloc_new(NULL);
    struct error err = ERROR_NONE;
    struct lab_authority *authority = authority_new(memory, NULL, &err);
    struct lab_endpoint endpoint = endpoint_with(LAB_CERTIFICATE_GOOD);
    SSL_CTX *context = tls_server_context(authority, &endpoint, &err);
    cr_assert_not_null(context, "%s", err.text);
    struct tls_session *session = tls_session_new(memory, context);
    tls_session_feed(session, "GET / HTTP/1.0\r\n\r\n", 18);
    cr_expect_eq(tls_session_handshake(session), TLS_PROGRESS_FAILED);
    talloc_free(session);
    session = tls_session_new(memory, context);
    for (int i = 0; i < 4; i++) {
        static const unsigned char record[] = {0x16, 0x03, 0x01, 0x00};
        tls_session_feed(session, &record[i], 1);
        cr_expect_eq(tls_session_handshake(session), TLS_PROGRESS_MORE, "byte %d", i);
    }
    talloc_free(session);
    SSL_CTX_free(context);
    talloc_free(memory);
}
