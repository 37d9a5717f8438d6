#include "tls/client.h"

#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <talloc.h>

/* Security level 0: on 1 and above OpenSSL itself refuses TLS 1.0 and 1.1 for their SHA-1
 * signatures, and a server that takes them would look as if it did not. */
static const char every_suite[] = "ALL:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0";

/* [MS-TDS] 2.2.1: the protocol name of TDS 8.0 in ALPN, with its length in front. */
static const unsigned char alpn_tds8[] = "\x07tds/8.0";

struct tls_client {
    SSL_CTX *context;
    SSL *ssl;
    BIO *from_server; /* owned by ssl */
    BIO *to_server;   /* owned by ssl */
    struct tls_seen seen;
    char *failure;
};

static int client_release(struct tls_client *client)
{
    SSL_free(client->ssl);
    SSL_CTX_free(client->context);
    return 0;
}

static SSL_CTX *context_new(const struct tls_client_options *options)
{
    (void)OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (context == NULL)
        return NULL;
    /* Undo what a configuration file may have set for the process, should one have been loaded. */
    (void)SSL_CTX_clear_options(context, SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_TLSv1_2 |
                                             SSL_OP_NO_TLSv1_3);
    /* Servers from before RFC 5746 exist; we never renegotiate. */
    (void)SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    if (SSL_CTX_set_cipher_list(context, every_suite) == 1 &&
        SSL_CTX_set_min_proto_version(context, options->min_version) == 1 &&
        SSL_CTX_set_max_proto_version(context, options->max_version) == 1)
        return context;
    SSL_CTX_free(context);
    return NULL;
}

/* A list that OpenSSL has nothing of leaves every suite on offer. */
static bool set_suites(SSL *ssl, const uint16_t *suites, size_t count)
{
    char *list = talloc_strdup(NULL, "");
    for (size_t i = 0; i < count; i++) {
        unsigned char code[2] = {(unsigned char)(suites[i] >> 8), (unsigned char)suites[i]};
        const SSL_CIPHER *cipher = SSL_CIPHER_find(ssl, code);
        if (cipher != NULL)
            list = talloc_asprintf_append(list, "%s:", SSL_CIPHER_get_name(cipher));
    }
    bool ok = true;
    if (list[0] != '\0') {
        list = talloc_asprintf_append(list, "@SECLEVEL=0");
        ok = SSL_set_cipher_list(ssl, list) == 1;
    }
    talloc_free(list);
    return ok;
}

static bool is_numeric(const char *name)
{
    uint8_t bytes[16];
    return inet_pton(AF_INET, name, bytes) == 1 || strchr(name, ':') != NULL;
}

static bool ssl_prepare(struct tls_client *client, const struct tls_client_options *options)
{
    client->ssl = SSL_new(client->context);
    client->from_server = BIO_new(BIO_s_mem());
    client->to_server = BIO_new(BIO_s_mem());
    if (client->ssl == NULL || client->from_server == NULL || client->to_server == NULL) {
        BIO_free(client->from_server);
        BIO_free(client->to_server);
        return false;
    }
    /* An empty memory BIO means "more to come", not "end". */
    BIO_set_mem_eof_return(client->from_server, -1);
    BIO_set_mem_eof_return(client->to_server, -1);
    SSL_set_bio(client->ssl, client->from_server, client->to_server);
    SSL_set_connect_state(client->ssl);
    if (options->server_name != NULL && !is_numeric(options->server_name) &&
        SSL_set_tlsext_host_name(client->ssl, options->server_name) != 1)
        return false;
    if (!set_suites(client->ssl, options->suites, options->suite_count))
        return false;
    return !options->tds8 || SSL_set_alpn_protos(client->ssl, alpn_tds8, sizeof alpn_tds8 - 1) == 0;
}

static const char *openssl_words(void)
{
    unsigned long code = ERR_peek_error();
    const char *words = code == 0 ? NULL : ERR_reason_error_string(code);
    return words == NULL ? "" : words;
}

struct tls_client *tls_client_new(void *parent, const struct tls_client_options *options,
                                  struct error *err)
{
    struct tls_client *client = talloc_zero(parent, struct tls_client);
    talloc_set_destructor(client, client_release);
    tls_seen_init(&client->seen, client);
    ERR_clear_error();
    client->context = context_new(options);
    if (client->context != NULL && ssl_prepare(client, options))
        return client;
    (void)error_set(err, "OpenSSL cannot make this hello: %s", openssl_words());
    ERR_clear_error();
    talloc_free(client);
    return NULL;
}

static void drain(BIO *from, struct writer *out)
{
    char *bytes = NULL;
    long size = BIO_get_mem_data(from, &bytes);
    if (size > 0)
        writer_bytes(out, bytes, (size_t)size);
    (void)BIO_reset(from);
}

static bool take_in(struct tls_client *client, const void *data, size_t size)
{
    tls_seen_feed(&client->seen, data, size);
    return size == 0 || (size <= INT_MAX && !client->seen.broken &&
                         BIO_write(client->from_server, data, (int)size) == (int)size);
}

static bool wants_more(const struct tls_client *client, int result)
{
    int error = SSL_get_error(client->ssl, result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

static enum tls_client_state fail(struct tls_client *client, const char *words)
{
    client->failure = talloc_strdup(client, words);
    ERR_clear_error();
    return TLS_CLIENT_FAILED;
}

enum tls_client_state tls_client_step(struct tls_client *client, const void *data, size_t size,
                                      struct writer *out)
{
    ERR_clear_error();
    if (!take_in(client, data, size))
        return fail(client, "the server's bytes are not TLS");
    int result = SSL_do_handshake(client->ssl);
    drain(client->to_server, out);
    if (result == 1)
        return TLS_CLIENT_DONE;
    if (wants_more(client, result))
        return TLS_CLIENT_MORE;
    return fail(client, openssl_words());
}

const struct tls_seen *tls_client_seen(const struct tls_client *client)
{
    return &client->seen;
}

const char *tls_client_failure(const struct tls_client *client)
{
    return client->failure == NULL ? "" : client->failure;
}

bool tls_client_offers(const struct tls_client *client, uint16_t suite)
{
    STACK_OF(SSL_CIPHER) *ciphers = SSL_get_ciphers(client->ssl);
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++)
        if (SSL_CIPHER_get_protocol_id(sk_SSL_CIPHER_value(ciphers, i)) == suite)
            return true;
    return false;
}

static char *ephemeral_text(void *parent, const struct tls_client *client, const EVP_PKEY *key)
{
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_DH)
        return talloc_asprintf(parent, "DHE %d", EVP_PKEY_get_bits(key));
    const char *group = tls_group_name(client->seen.group);
    char own_name[64] = "";
    if (group == NULL && EVP_PKEY_get_group_name(key, own_name, sizeof own_name, NULL) == 1)
        group = own_name;
    if (group == NULL)
        group = EVP_PKEY_get0_type_name(key);
    return talloc_asprintf(parent, "ECDHE %s", group == NULL ? "(unnamed group)" : group);
}

char *tls_client_key_exchange(void *parent, const struct tls_client *client)
{
    if (SSL_get_current_cipher(client->ssl) == NULL)
        return NULL;
    EVP_PKEY *key = NULL;
    if (SSL_get_peer_tmp_key(client->ssl, &key) != 1 || key == NULL)
        return SSL_is_init_finished(client->ssl) ? talloc_strdup(parent, "RSA") : NULL;
    char *text = ephemeral_text(parent, client, key);
    EVP_PKEY_free(key);
    return text;
}

char *tls_client_alpn(void *parent, const struct tls_client *client)
{
    const unsigned char *name = NULL;
    unsigned int size = 0;
    SSL_get0_alpn_selected(client->ssl, &name, &size);
    return name == NULL ? NULL : text_printable(parent, (const char *)name, size);
}

static void append_der(void *parent, struct der **chain, size_t *count, const uint8_t *bytes,
                       size_t size)
{
    struct der *der = mem_append(parent, chain, count, sizeof *der);
    der->data = talloc_memdup(parent, bytes, size);
    der->size = size;
}

/* With TLS 1.3 the Certificate message is encrypted: only OpenSSL has seen it. */
struct der *tls_client_chain(void *parent, const struct tls_client *client, size_t *count)
{
    struct der *chain = NULL;
    *count = 0;
    for (size_t i = 0; i < client->seen.chain_count; i++)
        append_der(parent, &chain, count, client->seen.chain[i].data, client->seen.chain[i].size);
    if (chain != NULL)
        return chain;
    STACK_OF(X509) *certs = SSL_get_peer_cert_chain(client->ssl);
    for (int i = 0; i < sk_X509_num(certs); i++) {
        unsigned char *bytes = NULL;
        int size = i2d_X509(sk_X509_value(certs, i), &bytes);
        if (size > 0)
            append_der(parent, &chain, count, bytes, (size_t)size);
        OPENSSL_free(bytes);
    }
    return chain;
}

bool tls_client_write(struct tls_client *client, const void *data, size_t size, struct writer *out)
{
    ERR_clear_error();
    bool good = size <= INT_MAX && SSL_write(client->ssl, data, (int)size) == (int)size;
    drain(client->to_server, out);
    ERR_clear_error();
    return good;
}

bool tls_client_read(struct tls_client *client, const void *data, size_t size, struct writer *plain)
{
    ERR_clear_error();
    if (size > INT_MAX || BIO_write(client->from_server, data, (int)size) != (int)size)
        return false;
    uint8_t buffer[4096];
    int got;
    while ((got = SSL_read(client->ssl, buffer, sizeof buffer)) > 0)
        writer_bytes(plain, buffer, (size_t)got);
    bool good = wants_more(client, got);
    ERR_clear_error();
    return good;
}
