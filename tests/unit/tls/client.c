/* The client against a real OpenSSL server, bytes handed over in memory. */
#include "tls/client.h"

#include "tests/unit/tls/certs.h"

#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <talloc.h>

struct server {
    SSL_CTX *context;
    SSL *ssl;
    X509 *cert;
};

static struct server server_new(int min_version, int max_version, const char *ciphers)
{
    struct server server = {.context = SSL_CTX_new(TLS_server_method())};
    server.cert = cert_make(&(struct cert_spec){.cn = "sql01"}, cert_key(), NULL, NULL);
    (void)SSL_CTX_set_cipher_list(server.context, ciphers);
    (void)SSL_CTX_set_min_proto_version(server.context, min_version);
    (void)SSL_CTX_set_max_proto_version(server.context, max_version);
    (void)SSL_CTX_use_certificate(server.context, server.cert);
    (void)SSL_CTX_use_PrivateKey(server.context, cert_key());
    server.ssl = SSL_new(server.context);
    SSL_set_bio(server.ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(server.ssl);
    return server;
}

static void server_free(struct server *server)
{
    SSL_free(server->ssl);
    SSL_CTX_free(server->context);
    X509_free(server->cert);
}

/* Hands bytes to and fro, `piece` at a time towards the client. */
static enum tls_client_state shake_hands(struct tls_client *client, struct server *server,
                                         size_t piece)
{
    struct writer out;
    writer_init(&out, client);
    enum tls_client_state state = tls_client_step(client, NULL, 0, &out);
    for (int rounds = 0; rounds < 10; rounds++) {
        (void)BIO_write(SSL_get_rbio(server->ssl), out.data, (int)out.size);
        out.size = 0;
        (void)SSL_do_handshake(server->ssl);
        uint8_t bytes[16384];
        int size = BIO_read(SSL_get_wbio(server->ssl), bytes, sizeof bytes);
        for (size_t at = 0; size > 0 && at < (size_t)size && state == TLS_CLIENT_MORE;
             at += piece) {
            size_t part = (size_t)size - at < piece ? (size_t)size - at : piece;
            state = tls_client_step(client, bytes + at, part, &out);
        }
    }
    return state;
}

static struct tls_client *client_of(void *parent, int min_version, int max_version)
{
    struct error err = ERROR_NONE;
    struct tls_client_options options = {.min_version = min_version, .max_version = max_version};
    struct tls_client *client = tls_client_new(parent, &options, &err);
    cr_assert(client != NULL, "%s", err.text);
    return client;
}

Test(client, completes_whatever_way_the_bytes_are_cut)
{
    static const size_t pieces[] = {1, 2, 7, 100, 16384};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        void *memory = talloc_new(NULL);
        struct server server =
            server_new(TLS1_2_VERSION, TLS1_2_VERSION, "ECDHE-ECDSA-AES256-GCM-SHA384");
        struct tls_client *client = client_of(memory, TLS1_2_VERSION, TLS1_2_VERSION);
        cr_assert_eq(shake_hands(client, &server, pieces[i]), TLS_CLIENT_DONE);
        cr_assert_eq(tls_client_seen(client)->version, 0x0303);
        cr_assert_eq(tls_client_seen(client)->suite, 0xc02c);
        cr_assert_str_eq(tls_client_key_exchange(memory, client), "ECDHE X25519");
        size_t count;
        struct der *chain = tls_client_chain(memory, client, &count);
        struct der expected = cert_der(memory, server.cert);
        cr_assert_eq(count, 1);
        cr_assert_eq(chain[0].size, expected.size);
        cr_assert(memcmp(chain[0].data, expected.data, expected.size) == 0);
        server_free(&server);
        talloc_free(memory);
    }
}

Test(client, old_versions_are_not_refused_by_our_own_side)
{
    static const int versions[] = {TLS1_VERSION, TLS1_1_VERSION};
    for (size_t i = 0; i < 2; i++) {
        void *memory = talloc_new(NULL);
        struct server server = server_new(versions[i], versions[i], "ALL:@SECLEVEL=0");
        struct tls_client *client = client_of(memory, versions[i], versions[i]);
        cr_assert_eq(shake_hands(client, &server, 4096), TLS_CLIENT_DONE, "%s",
                     tls_client_failure(client));
        server_free(&server);
        talloc_free(memory);
    }
}

Test(client, other_version_of_the_server_fails_and_is_seen)
{
    void *memory = talloc_new(NULL);
    struct server server = server_new(TLS1_VERSION, TLS1_VERSION, "ALL:@SECLEVEL=0");
    struct tls_client *client = client_of(memory, TLS1_2_VERSION, TLS1_2_VERSION);
    cr_assert_eq(shake_hands(client, &server, 4096), TLS_CLIENT_FAILED);
    cr_assert(tls_client_seen(client)->has_hello, "OpenSSL answers a 1.2 hello with 1.0");
    cr_assert_eq(tls_client_seen(client)->version, 0x0301);
    server_free(&server);
    talloc_free(memory);
}

Test(client, refusing_alert_is_seen)
{
    void *memory = talloc_new(NULL);
    struct server server = server_new(TLS1_3_VERSION, TLS1_3_VERSION, "ALL");
    struct tls_client *client = client_of(memory, TLS1_2_VERSION, TLS1_2_VERSION);
    cr_assert_eq(shake_hands(client, &server, 1), TLS_CLIENT_FAILED);
    cr_assert(tls_client_seen(client)->has_alert);
    cr_assert_str_eq(tls_alert_text(memory, tls_client_seen(client)->alert),
                     "alert 70 protocol_version");
    server_free(&server);
    talloc_free(memory);
}

Test(client, chain_is_known_with_tls_1_3_too)
{
    void *memory = talloc_new(NULL);
    struct server server = server_new(TLS1_3_VERSION, TLS1_3_VERSION, "ALL");
    struct tls_client *client = client_of(memory, TLS1_2_VERSION, TLS1_3_VERSION);
    cr_assert_eq(shake_hands(client, &server, 4096), TLS_CLIENT_DONE);
    size_t count;
    (void)tls_client_chain(memory, client, &count);
    cr_assert_eq(count, 1);
    cr_assert_null(tls_client_alpn(memory, client));
    server_free(&server);
    talloc_free(memory);
}

Test(client, noise_fails_and_is_called_noise)
{
    void *memory = talloc_new(NULL);
    struct tls_client *client = client_of(memory, TLS1_2_VERSION, TLS1_2_VERSION);
    struct writer out;
    writer_init(&out, memory);
    cr_assert_eq(tls_client_step(client, NULL, 0, &out), TLS_CLIENT_MORE);
    cr_assert_eq(tls_client_step(client, "SSH-2.0-x", 9, &out), TLS_CLIENT_FAILED);
    cr_assert(tls_client_seen(client)->broken);
    cr_assert(tls_client_failure(client)[0] != '\0');
    talloc_free(memory);
}

Test(client, endless_handshake_is_cut_off)
{
    void *memory = talloc_new(NULL);
    struct tls_seen seen;
    tls_seen_init(&seen, memory);
    static const uint8_t warning[] = {21, 3, 3, 0, 2, 1, 112};
    for (int i = 0; i < 300000 && !seen.broken; i++)
        tls_seen_feed(&seen, warning, sizeof warning);
    cr_assert(seen.broken, "2 MB of warnings");
    cr_assert(!seen.has_alert, "a warning is no refusal");
    cr_assert(seen.has_warning && seen.warning.description == 112);
    cr_assert_str_eq(seen.why, "over 1 MB of handshake");
    talloc_free(memory);
}

Test(client, what_follows_a_fatal_alert_is_not_seen)
{
    static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 40};
    uint8_t hello[5 + 4 + 38] = {22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3};
    for (int alert_first = 0; alert_first < 2; alert_first++) {
        struct tls_seen seen;
        void *memory = talloc_new(NULL);
        tls_seen_init(&seen, memory);
        if (alert_first)
            tls_seen_feed(&seen, alert, sizeof alert);
        tls_seen_feed(&seen, hello, sizeof hello);
        cr_assert_eq(seen.has_hello, !alert_first);
        cr_assert(!seen.broken);
        talloc_free(memory);
    }
}

/* Whether the rest came in the same packet must not make a refusal of what is unknown. */
Test(client, what_follows_an_unreadable_server_hello_is_not_seen)
{
    static const uint8_t words[] = {22, 3, 3, 0, 6, 2, 0, 0, 2, 3, 3, 21, 3, 3, 0, 2, 2, 40};
    for (size_t first = 11; first <= sizeof words; first += sizeof words - 11) {
        struct tls_seen seen;
        void *memory = talloc_new(NULL);
        tls_seen_init(&seen, memory);
        tls_seen_feed(&seen, words, first);
        tls_seen_feed(&seen, words + first, sizeof words - first);
        cr_assert_str_eq(seen.why, "a ServerHello that cannot be read");
        cr_assert(!seen.has_alert && !seen.has_hello, "first packet of %zu bytes", first);
        talloc_free(memory);
    }
}

Test(client, what_comes_before_a_server_hello_is_broken)
{
    static const uint8_t messages[][9] = {
        {22, 3, 3, 0, 4, 0, 0, 0, 0}, /* HelloRequest: may come at any time. RFC 5246 7.4.1.1 */
        {22, 3, 3, 0, 4, 11, 0, 0, 0},
        {22, 3, 3, 0, 4, 14, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        struct tls_seen seen;
        tls_seen_init(&seen, NULL);
        tls_seen_feed(&seen, messages[i], sizeof messages[i]);
        cr_assert_eq(seen.broken, i > 0, "row %zu", i);
        cr_assert_eq(seen.why != NULL, i > 0, "row %zu", i);
        talloc_free(seen.flow.records.data);
        talloc_free(seen.flow.handshake.data);
    }
}
