#include "lab/tls_server.h"

#include <limits.h>
#include <string.h>

#include <openssl/err.h>
#include <talloc.h>

/* Security level 0: the lab must be able to speak TLS 1.0 and to show weak certificates. */
static const char every_suite[] = "ALL:!aNULL:!eNULL:!PSK:!SRP:@SECLEVEL=0";

bool tls_server_suite_is_known(const char *name)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    bool known = context != NULL && strpbrk(name, ":,@!+ ") == NULL &&
                 strncmp(name, "TLS_", 4) != 0 && SSL_CTX_set_cipher_list(context, name) == 1;
    SSL_CTX_free(context);
    ERR_clear_error();
    return known;
}

static bool set_suites(SSL_CTX *context, const struct lab_list *suites)
{
    if (suites->count == 0)
        return SSL_CTX_set_cipher_list(context, every_suite) == 1;
    char *list = talloc_strdup(NULL, "@SECLEVEL=0");
    for (size_t i = 0; i < suites->count; i++)
        list = talloc_asprintf_append(list, ":%s", suites->item[i]);
    bool ok = SSL_CTX_set_cipher_list(context, list) == 1;
    talloc_free(list);
    return ok;
}

/* TDS 8: the server takes "tds/8.0" and nothing else. [MS-TDS] 2.2.6.5, TLS first */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_size,
                           const unsigned char *in, unsigned in_size, void *unused)
{
    (void)ssl;
    (void)unused;
    static const unsigned char ours[] = "\x07tds/8.0";
    unsigned char *chosen = NULL;
    if (SSL_select_next_proto(&chosen, out_size, ours, sizeof ours - 1, in, in_size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static bool set_up(SSL_CTX *context, const struct lab_endpoint *endpoint)
{
    (void)SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    (void)SSL_CTX_set_num_tickets(context, 0);
    if (!endpoint->client_order)
        (void)SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    (void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_dh_auto(context, 1);
    if (endpoint->encryption == LAB_ENCRYPTION_STRICT ||
        endpoint->encryption == LAB_ENCRYPTION_BOTH)
        SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    SSL_CTX_set_security_level(context, 0);
    return SSL_CTX_set_min_proto_version(context, endpoint->tls_min) == 1 &&
           SSL_CTX_set_max_proto_version(context, endpoint->tls_max) == 1 &&
           set_suites(context, &endpoint->suites);
}

SSL_CTX *tls_server_context(struct lab_authority *authority, const struct lab_endpoint *endpoint,
                            struct error *err)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    bool ok = context != NULL && (set_up(context, endpoint) ||
                                  error_set(err, "OpenSSL refuses these versions or suites"));
    ok = ok && certificates_use(authority, endpoint, context, err);
    if (ok)
        return context;
    (void)error_wrap(err, "endpoint '%s'", endpoint->name);
    SSL_CTX_free(context);
    return NULL;
}

static int session_release(struct tls_session *session)
{
    SSL_free(session->ssl);
    return 0;
}

static void watch_alerts(const SSL *ssl, int where, int value)
{
    struct tls_session *session = SSL_get_app_data(ssl);
    if (session != NULL && (where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
        session->client_alert = value & 0xff;
}

struct tls_session *tls_session_new(void *parent, SSL_CTX *context)
{
    struct tls_session *session = talloc_zero(parent, struct tls_session);
    session->client_alert = -1;
    session->ssl = SSL_new(context);
    if (session->ssl == NULL) {
        talloc_free(session);
        return NULL;
    }
    talloc_set_destructor(session, session_release);
    session->from_client = BIO_new(BIO_s_mem());
    session->to_client = BIO_new(BIO_s_mem());
    (void)BIO_set_mem_eof_return(session->from_client, -1);
    SSL_set_bio(session->ssl, session->from_client, session->to_client);
    (void)SSL_set_app_data(session->ssl, session);
    SSL_set_info_callback(session->ssl, watch_alerts);
    SSL_set_accept_state(session->ssl);
    return session;
}

void tls_session_feed(struct tls_session *session, const void *data, size_t size)
{
    const uint8_t *at = data;
    while (size > 0) {
        int piece = size > INT_MAX ? INT_MAX : (int)size;
        int written = BIO_write(session->from_client, at, piece);
        if (written <= 0)
            return;
        at += written;
        size -= (size_t)written;
    }
}

static bool wants_more(const struct tls_session *session, int result)
{
    int reason = SSL_get_error(session->ssl, result);
    ERR_clear_error();
    return reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
}

enum tls_progress tls_session_handshake(struct tls_session *session)
{
    ERR_clear_error();
    int result = SSL_do_handshake(session->ssl);
    if (result == 1)
        return TLS_PROGRESS_DONE;
    return wants_more(session, result) ? TLS_PROGRESS_MORE : TLS_PROGRESS_FAILED;
}

bool tls_session_read(struct tls_session *session, struct writer *out)
{
    uint8_t buffer[16384];
    for (;;) {
        ERR_clear_error();
        int got = SSL_read(session->ssl, buffer, sizeof buffer);
        if (got <= 0)
            return wants_more(session, got);
        writer_bytes(out, buffer, (size_t)got);
    }
}

bool tls_session_write(struct tls_session *session, const void *data, size_t size)
{
    size_t written = 0;
    ERR_clear_error();
    return size == 0 || SSL_write_ex(session->ssl, data, size, &written) == 1;
}

bool tls_session_has_answer(const struct tls_session *session)
{
    return BIO_ctrl_pending(session->to_client) > 0;
}

void tls_session_take(struct tls_session *session, struct writer *out)
{
    char *data = NULL;
    long size = BIO_get_mem_data(session->to_client, &data);
    if (size <= 0)
        return;
    writer_bytes(out, data, (size_t)size);
    (void)BIO_reset(session->to_client);
}
