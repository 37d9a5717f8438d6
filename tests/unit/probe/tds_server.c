#include "tests/unit/probe/tds_server.h"

#include "tests/unit/net/peer.h"

#include <openssl/ssl.h>
#include <sys/socket.h>

enum { HEADER = 8, PAYLOAD_MAX = 65536 };

size_t tds_server_read(int fd, uint8_t *payload, size_t room)
{
    uint8_t header[HEADER];
    if (!peer_receive(fd, header, HEADER))
        return 0;
    size_t size = (size_t)(header[2] << 8 | header[3]) - HEADER;
    return size <= room && peer_receive(fd, payload, size) ? size : 0;
}

static bool send_packet(int fd, uint8_t type, bool last, const uint8_t *payload, size_t size,
                        size_t segment)
{
    uint8_t packet[HEADER + PAYLOAD_MAX] = {
        type,
        last,
        (uint8_t)((size + HEADER) >> 8),
        (uint8_t)(size + HEADER),
    };
    memcpy(packet + HEADER, payload, size);
    size_t all = size + HEADER;
    size_t piece = segment == 0 ? all : segment;
    for (size_t at = 0; at < all; at += piece)
        if (!peer_send(fd, packet + at, all - at < piece ? all - at : piece))
            return false;
    return true;
}

bool tds_server_send(int fd, uint8_t type, const void *payload, size_t size)
{
    return send_packet(fd, type, true, payload, size, 0);
}

bool tds_server_prelogin(int fd, int encrypt)
{
    uint8_t question[PAYLOAD_MAX];
    if (tds_server_read(fd, question, sizeof question) == 0)
        return false;
    /* 16.0.4096 */
    uint8_t with[] = {0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0x10, 0, 0, 0, (uint8_t)encrypt};
    static const uint8_t without[] = {0, 0, 6, 0, 6, 0xff, 16, 0, 0x10, 0, 0, 0};
    return encrypt < 0 ? tds_server_send(fd, 4, without, sizeof without)
                       : tds_server_send(fd, 4, with, sizeof with);
}

/* ---- TLS inside TDS ------------------------------------------------------------------------ */

static int choose_tds8(SSL *ssl, const unsigned char **out, unsigned char *size,
                       const unsigned char *in, unsigned int in_size, void *argument)
{
    const struct tds_server *server = argument;
    (void)ssl;
    static const unsigned char tds8[] = "\x07tds/8.0";
    if (!server->strict_alpn || SSL_select_next_proto((unsigned char **)(uintptr_t)out, size, tds8,
                                                      8, in, in_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *context_of(struct tds_server *server)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    (void)SSL_CTX_set_min_proto_version(context, server->min_version == 0 ? TLS1_2_VERSION
                                                                          : server->min_version);
    (void)SSL_CTX_set_max_proto_version(context, server->max_version == 0 ? TLS1_2_VERSION
                                                                          : server->max_version);
    (void)SSL_CTX_set_cipher_list(context,
                                  server->ciphers == NULL ? "ALL:@SECLEVEL=0" : server->ciphers);
    (void)SSL_CTX_set_dh_auto(context, 1);
    (void)SSL_CTX_use_certificate(context, server->chain[0]);
    (void)SSL_CTX_use_PrivateKey(context, server->key);
    for (int i = 1; i < 4 && server->chain[i] != NULL; i++)
        (void)SSL_CTX_add1_chain_cert(context, server->chain[i]);
    SSL_CTX_set_alpn_select_cb(context, choose_tds8, server);
    return context;
}

/* Size of the first packet's payload within `left` bytes of TLS records. */
static size_t next_piece(const struct tds_server *server, const uint8_t *at, size_t left)
{
    size_t room = (server->packet_size == 0 ? 4096 : server->packet_size) - HEADER;
    size_t record = left < 5 ? left : 5u + (size_t)(at[3] << 8 | at[4]);
    if (server->record_a_packet && record < left)
        left = record;
    return left < room ? left : room;
}

/* Announces all of it in one packet and sends 200 bytes. */
static bool send_half(int fd, const uint8_t *bytes, size_t size)
{
    uint8_t head[] = {0x12, 1, (uint8_t)((size + HEADER) >> 8), (uint8_t)(size + HEADER), 0, 0,
                      0,    0};
    return peer_send(fd, head, sizeof head) && peer_send(fd, bytes, size < 200 ? size : 200);
}

static bool send_flight(const struct tds_server *server, int fd, const uint8_t *bytes, size_t size)
{
    uint8_t type = server->packet_type == 0 ? 0x12 : server->packet_type;
    for (size_t at = 0; at < size;) {
        size_t piece = next_piece(server, bytes + at, size - at);
        if (!send_packet(fd, type, at + piece == size, bytes + at, piece, server->segment))
            return false;
        at += piece;
    }
    return true;
}

static unsigned version_bit(const uint8_t *hello, size_t size)
{
    /* supported_versions with 1.3 alone, else legacy_version. */
    for (size_t i = 0; i + 6 < size; i++)
        if (memcmp(hello + i, "\x00\x2b\x00\x03\x02\x03\x04", 7) == 0)
            return 1u << 3;
    return size > 10 ? 1u << (hello[10] - 1) : 0;
}

/* Whether this connection meets the fault; counts those that do. */
static bool meets_fault(struct tds_server *server, const uint8_t *hello, size_t size)
{
    bool meets =
        server->fault != SERVER_GOOD && size > 0 &&
        (server->fault_times == 0 || server->faults_done < server->fault_times) &&
        (server->fault_versions == 0 || (server->fault_versions & version_bit(hello, size)) != 0);
    server->faults_done += meets;
    return meets;
}

static void play_hello_fault(const struct tds_server *server, int fd)
{
    if (server->fault == SERVER_RESETS_ON_HELLO)
        peer_reset(fd);
    else if (server->fault == SERVER_HANGS_ON_HELLO)
        peer_wait_for_end(fd);
    else if (server->fault == SERVER_NOISE_ON_HELLO)
        (void)tds_server_send(fd, 0x12, "this is not TLS, is it?", 23);
    else if (server->fault == SERVER_HALF_A_HELLO)
        (void)tds_server_send(fd, 0x12, "\x16\x03\x03\x00\x40\x02\x00\x00\x3c\x03\x03", 11);
}

static void end_in_order(int fd)
{
    (void)shutdown(fd, SHUT_WR);
    peer_wait_for_end(fd);
}

static void handshake(struct tds_server *server, int fd, SSL *ssl)
{
    uint8_t bytes[PAYLOAD_MAX];
    size_t size = tds_server_read(fd, bytes, sizeof bytes);
    bool faulty = meets_fault(server, bytes, size);
    if (faulty && server->fault < SERVER_CLOSES_AFTER_FLIGHT) {
        play_hello_fault(server, fd);
        return;
    }
    for (int done = 0; size > 0 && done != 1;) {
        (void)BIO_write(SSL_get_rbio(ssl), bytes, (int)size);
        done = SSL_do_handshake(ssl);
        bool failed = done != 1 && SSL_get_error(ssl, done) != SSL_ERROR_WANT_READ;
        int out = BIO_read(SSL_get_wbio(ssl), bytes, sizeof bytes);
        bool half = faulty && server->fault == SERVER_STOPS_IN_A_PACKET;
        bool sent = out <= 0 || (half ? send_half(fd, bytes, (size_t)out)
                                      : send_flight(server, fd, bytes, (size_t)out));
        if (!sent || failed || faulty)
            break;
        if (done != 1)
            size = tds_server_read(fd, bytes, sizeof bytes);
    }
    end_in_order(fd);
}

static void play_tds7(struct tds_server *server, int fd)
{
    if (!tds_server_prelogin(fd, server->encrypt) || server->encrypt == 2) {
        peer_wait_for_end(fd);
        return;
    }
    SSL_CTX *context = context_of(server);
    SSL *ssl = SSL_new(context);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_accept_state(ssl);
    handshake(server, fd, ssl);
    SSL_free(ssl);
    SSL_CTX_free(context);
}

/* ---- TLS from the first byte on
 * ------------------------------------------------------------------ */

static void answer_inside(const struct tds_server *server, SSL *ssl)
{
    static const uint8_t prelogin[] = {4, 1, 0,  26, 0, 0,    1,  0, 0,    0, 11, 0, 6,
                                       1, 0, 17, 0,  1, 0xff, 16, 0, 0x10, 0, 0,  0, 2};
    static const char http[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
    uint8_t question[4096];
    if (SSL_read(ssl, question, sizeof question) <= 0)
        return;
    if (server->strict_http)
        (void)SSL_write(ssl, http, sizeof http - 1);
    else
        (void)SSL_write(ssl, prelogin, sizeof prelogin);
    (void)SSL_read(ssl, question, sizeof question);
}

static void play_strict(struct tds_server *server, int fd)
{
    uint8_t first = 0;
    (void)recv(fd, &first, 1, MSG_PEEK);
    if (first != 0x16) {
        uint8_t question[PAYLOAD_MAX];
        (void)tds_server_read(fd, question, sizeof question);
        if (server->on_prelogin != NULL)
            (void)peer_send(fd, server->on_prelogin, strlen(server->on_prelogin));
        if (server->on_prelogin != NULL && server->on_prelogin[0] == '\0')
            peer_wait_for_end(fd);
        return;
    }
    SSL_CTX *context = context_of(server);
    SSL *ssl = SSL_new(context);
    (void)SSL_set_fd(ssl, fd);
    if (SSL_accept(ssl) == 1)
        answer_inside(server, ssl);
    SSL_free(ssl);
    SSL_CTX_free(context);
}

void tds_server_play(int fd, int index, void *context)
{
    struct tds_server *server = context;
    (void)index;
    if (server->strict)
        play_strict(server, fd);
    else
        play_tds7(server, fd);
}
