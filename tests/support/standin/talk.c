/* The stand-in driver's side of the wire, with nothing of sqlcheck's own code in it. */
#define _GNU_SOURCE
#include "standin.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

enum { HEADER = 8, PACKET = 4096 };

static int fail(struct standin *self, const char *what)
{
    snprintf(self->text, sizeof self->text, "%s", what);
    return 0;
}

static int open_connection(const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return -1;
    int fd = socket(found->ai_family, SOCK_STREAM, 0);
    if (connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static int send_packet(int fd, unsigned char type, const unsigned char *data, size_t size)
{
    unsigned char packet[PACKET] = {type, 1};
    if (size > sizeof packet - HEADER)
        return 0;
    packet[2] = (unsigned char)((size + HEADER) >> 8);
    packet[3] = (unsigned char)(size + HEADER);
    memcpy(packet + HEADER, data, size);
    return send(fd, packet, size + HEADER, MSG_NOSIGNAL) == (ssize_t)(size + HEADER);
}

static int receive_all(int fd, unsigned char *out, size_t size)
{
    while (size > 0) {
        ssize_t got = recv(fd, out, size, 0);
        if (got <= 0)
            return 0;
        out += got;
        size -= (size_t)got;
    }
    return 1;
}

/* Size of the payload, or -1. */
static int receive_packet(int fd, unsigned char *out, size_t room)
{
    unsigned char header[HEADER];
    if (!receive_all(fd, header, sizeof header))
        return -1;
    size_t size = ((size_t)header[2] << 8 | header[3]) - HEADER;
    return size <= room && receive_all(fd, out, size) ? (int)size : -1;
}

static const unsigned char prelogin[] = {0x00, 0x00, 0x1a, 0x00, 0x06, 0x01, 0x00, 0x20, 0x00, 0x01,
                                         0x02, 0x00, 0x21, 0x00, 0x01, 0x03, 0x00, 0x22, 0x00, 0x04,
                                         0x04, 0x00, 0x26, 0x00, 0x01, 0xff, 0x12, 0x00, 0x00, 0x00,
                                         0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00};

/* [MS-TDS] 2.2.6.4: fixed part of 94 bytes, then user, password (each byte swapped and xored). */
static size_t make_login(const struct standin *self, unsigned char *out)
{
    size_t users = strlen(self->user);
    size_t passwords = strlen(self->password);
    size_t size = 94 + 2 * users + 2 * passwords;
    memset(out, 0, size);
    out[0] = (unsigned char)size;
    out[1] = (unsigned char)(size >> 8);
    out[7] = 0x74, out[4] = 0x04; /* 7.4, as 04 00 00 74 */
    out[9] = 0x10;                /* packets of 4096 */
    for (int field = 36; field <= 68; field += 4)
        out[field] = 94;
    out[78] = out[82] = out[86] = 94;
    out[42] = (unsigned char)users;
    out[44] = (unsigned char)(94 + 2 * users);
    out[46] = (unsigned char)passwords;
    for (size_t i = 0; i < users; i++)
        out[94 + 2 * i] = (unsigned char)self->user[i];
    for (size_t i = 0; i < 2 * passwords; i++) {
        unsigned byte = i % 2 == 0 ? (unsigned char)self->password[i / 2] : 0;
        out[94 + 2 * users + i] = (unsigned char)(((byte << 4 | byte >> 4) & 0xff) ^ 0xa5);
    }
    return size;
}

static int send_login(struct standin *self, int fd)
{
    unsigned char login[1500];
    unsigned char answer[PACKET];
    size_t size = make_login(self, login);
    if (!send_packet(fd, 0x10, login, size) || receive_packet(fd, answer, sizeof answer) < 0)
        return fail(self, "no answer to the login");
    return 1;
}

/* ---- TLS ----------------------------------------------------------------------------------- */

struct tls {
    int fd;
    SSL *ssl;
    BIO *in;
    BIO *out;
    int wrapped; /* records travel in packets of type 0x12 */
};

static int flush(struct tls *tls)
{
    unsigned char data[PACKET - HEADER];
    int size = BIO_read(tls->out, data, sizeof data);
    for (; size > 0; size = BIO_read(tls->out, data, sizeof data))
        if (tls->wrapped ? !send_packet(tls->fd, 0x12, data, (size_t)size)
                         : send(tls->fd, data, (size_t)size, MSG_NOSIGNAL) != size)
            return 0;
    return 1;
}

static int fill(struct tls *tls)
{
    unsigned char data[65536];
    int size = tls->wrapped ? receive_packet(tls->fd, data, sizeof data)
                            : (int)recv(tls->fd, data, sizeof data, 0);
    return size > 0 && BIO_write(tls->in, data, size) == size;
}

static int shake_hands(struct tls *tls)
{
    for (;;) {
        int result = SSL_do_handshake(tls->ssl);
        if (!flush(tls))
            return 0;
        if (result == 1)
            return 1;
        if (SSL_get_error(tls->ssl, result) != SSL_ERROR_WANT_READ || !fill(tls))
            return 0;
    }
}

static int log_in(struct standin *self, struct tls *tls)
{
    unsigned char packet[1600] = {0x10, 1};
    unsigned char answer[PACKET];
    size_t size = make_login(self, packet + HEADER) + HEADER;
    packet[2] = (unsigned char)(size >> 8);
    packet[3] = (unsigned char)size;
    tls->wrapped = 0;
    if (SSL_write(tls->ssl, packet, (int)size) <= 0 || !flush(tls))
        return fail(self, "the login could not be sent");
    int got = SSL_read(tls->ssl, answer, sizeof answer);
    while (got <= 0 && SSL_get_error(tls->ssl, got) == SSL_ERROR_WANT_READ && fill(tls))
        got = SSL_read(tls->ssl, answer, sizeof answer);
    /* LOGINACK is token 0xAD; a refused login has ERROR 0xAA. */
    if (got <= HEADER || memmem(answer, (size_t)got, "\xad", 1) == NULL || answer[HEADER] == 0xaa)
        return fail(self, "the server refused the login");
    return 1;
}

static int run_tls(struct standin *self, int fd)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    struct tls tls = {.fd = fd, .wrapped = 1};
    if (strncmp(self->mode, "openssl-any", strlen("openssl-any")) == 0 && !self->again) {
        SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    }
    tls.ssl = SSL_new(context);
    tls.in = BIO_new(BIO_s_mem());
    tls.out = BIO_new(BIO_s_mem());
    SSL_set_bio(tls.ssl, tls.in, tls.out);
    SSL_set_connect_state(tls.ssl);
    int ok = shake_hands(&tls) ? log_in(self, &tls) : fail(self, "SSL Provider: handshake failed");
    SSL_free(tls.ssl);
    SSL_CTX_free(context);
    return ok;
}

/* A hello, and behind it LOGIN7 where the next record should be. */
static int clear_in_tls(struct standin *self, int fd)
{
    unsigned char login[1500];
    size_t size = make_login(self, login);
    if (!send_packet(fd, 0x12, login, size))
        return fail(self, "sending");
    return fail(self, "LOGIN7 went out in a handshake packet");
}

static int talk(struct standin *self)
{
    unsigned char answer[PACKET];
    if (strcmp(self->mode, "elsewhere") == 0)
        snprintf(self->port, sizeof self->port, "9");
    int fd = open_connection(self->host, self->port);
    if (fd < 0)
        return fail(self, "could not connect");
    int ok = 0;
    if (strcmp(self->mode, "clear") == 0)
        ok = send_login(self, fd);
    else if (!send_packet(fd, 0x12, prelogin, sizeof prelogin) ||
             receive_packet(fd, answer, sizeof answer) < 0)
        ok = fail(self, "no answer to PRELOGIN");
    else if (strcmp(self->mode, "clear-later") == 0)
        ok = send_login(self, fd);
    else if (strcmp(self->mode, "clear-in-tls") == 0)
        ok = clear_in_tls(self, fd);
    else
        ok = run_tls(self, fd);
    close(fd);
    return ok;
}

/* "openssl-any-again" falls back, after a failure, to what it is forced to. */
int standin_talk(struct standin *self)
{
    int ok = talk(self);
    self->again = !ok && strcmp(self->mode, "openssl-any-again") == 0;
    return self->again ? talk(self) : ok;
}
