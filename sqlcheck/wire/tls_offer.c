#include "wire/tls_offer.h"

#include "wire/tls.h"

#include <string.h>

enum {
    SSL_3 = 0x0300,
    TLS_1_2 = 0x0303,
    TLS_1_3 = 0x0304,
    GROUP_X25519 = 29,
    PART = TLS_OFFER_RANDOM / 3,
    RENEGOTIATION_SCSV = 0x00ff,
};

/* IANA TLS ExtensionType Values. */
enum {
    EXTENSION_SERVER_NAME = 0,
    EXTENSION_GROUPS = 10,
    EXTENSION_POINT_FORMATS = 11,
    EXTENSION_SIGNATURES = 13,
    EXTENSION_ALPN = 16,
    EXTENSION_EXTENDED_MASTER_SECRET = 23,
    EXTENSION_VERSIONS = 43,
    EXTENSION_PSK_MODES = 45,
    EXTENSION_KEY_SHARE = 51,
};

/* Starts what a two-byte length precedes; close_block fills the length in. */
static size_t open_block(struct writer *w)
{
    writer_u16be(w, 0);
    return w->size;
}

static void close_block(struct writer *w, size_t start)
{
    writer_patch_u16be(w, start - 2, (uint16_t)(w->size - start));
}

static void write_list(struct writer *w, const uint16_t *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        writer_u16be(w, items[i]);
}

static void write_suites(struct writer *w, const struct tls_offer *offer)
{
    size_t block = open_block(w);
    write_list(w, offer->suites, offer->suite_count);
    if (offer->renegotiation)
        writer_u16be(w, RENEGOTIATION_SCSV);
    close_block(w, block);
}

static void write_list_extension(struct writer *w, uint16_t type, const uint16_t *items,
                                 size_t count)
{
    writer_u16be(w, type);
    size_t extension = open_block(w);
    size_t list = open_block(w);
    write_list(w, items, count);
    close_block(w, list);
    close_block(w, extension);
}

static void write_bytes_extension(struct writer *w, uint16_t type, const void *data, size_t size)
{
    writer_u16be(w, type);
    writer_u16be(w, (uint16_t)size);
    writer_bytes(w, data, size);
}

/* RFC 6066 3: a list of (type 0 = host_name, name). */
static void write_server_name(struct writer *w, const char *name)
{
    writer_u16be(w, EXTENSION_SERVER_NAME);
    size_t extension = open_block(w);
    size_t list = open_block(w);
    writer_u8(w, 0);
    writer_u16be(w, (uint16_t)strlen(name));
    writer_bytes(w, name, strlen(name));
    close_block(w, list);
    close_block(w, extension);
}

/* RFC 7301 3.1 */
static void write_alpn(struct writer *w, const char *protocol)
{
    writer_u16be(w, EXTENSION_ALPN);
    size_t extension = open_block(w);
    size_t list = open_block(w);
    writer_u8(w, (uint8_t)strlen(protocol));
    writer_bytes(w, protocol, strlen(protocol));
    close_block(w, list);
    close_block(w, extension);
}

/* RFC 8446 4.2.8. Any 32 bytes are a public key of X25519. */
static void write_key_share(struct writer *w, const uint8_t share[PART])
{
    writer_u16be(w, EXTENSION_KEY_SHARE);
    size_t extension = open_block(w);
    size_t shares = open_block(w);
    writer_u16be(w, GROUP_X25519);
    writer_u16be(w, PART);
    writer_bytes(w, share, PART);
    close_block(w, shares);
    close_block(w, extension);
}

static void write_extensions(struct writer *w, const struct tls_offer *offer)
{
    size_t block = open_block(w);
    if (offer->server_name != NULL)
        write_server_name(w, offer->server_name);
    write_list_extension(w, EXTENSION_GROUPS, offer->groups, offer->group_count);
    if (offer->version < TLS_1_3) {
        write_bytes_extension(w, EXTENSION_POINT_FORMATS, "\x01\x00", 2); /* uncompressed */
        write_bytes_extension(w, EXTENSION_EXTENDED_MASTER_SECRET, "", 0);
    }
    if (offer->version >= TLS_1_2)
        write_list_extension(w, EXTENSION_SIGNATURES, offer->signatures, offer->signature_count);
    if (offer->alpn != NULL)
        write_alpn(w, offer->alpn);
    if (offer->version == TLS_1_3) {
        write_bytes_extension(w, EXTENSION_VERSIONS, "\x02\x03\x04", 3); /* 1.3 alone */
        write_bytes_extension(w, EXTENSION_PSK_MODES, "\x01\x01", 2);
        write_key_share(w, offer->random + 2 * (size_t)PART);
    }
    close_block(w, block);
}

static void write_body(struct writer *w, const struct tls_offer *offer)
{
    writer_u16be(w, offer->version < TLS_1_3 ? offer->version : TLS_1_2);
    writer_bytes(w, offer->random, PART);
    /* RFC 8446 D.4: with 1.3 a session id, as boxes in between expect one. */
    uint8_t session_size = offer->version == TLS_1_3 ? PART : 0;
    writer_u8(w, session_size);
    writer_bytes(w, offer->random + PART, session_size);
    write_suites(w, offer);
    writer_u8(w, 1); /* compression methods: null */
    writer_u8(w, 0);
    if (offer->version > SSL_3)
        write_extensions(w, offer);
}

void tls_offer_write(struct writer *w, const struct tls_offer *offer)
{
    writer_u8(w, TLS_RECORD_HANDSHAKE);
    /* RFC 5246 E.1: the first record may say 1.0 whatever is offered; SSL 3 was before that. */
    writer_u16be(w, offer->version == SSL_3 ? SSL_3 : 0x0301);
    size_t record = open_block(w);
    writer_u8(w, TLS_CLIENT_HELLO);
    writer_u8(w, 0); /* the upper byte of a 24-bit length */
    size_t message = open_block(w);
    write_body(w, offer);
    close_block(w, message);
    close_block(w, record);
}

#define SUITE(code, text) code,
static const uint16_t registry[] = {
#include "wire/tls_suites.def"
};
#undef SUITE

/* RFC 8446 B.4, RFC 8998 2, RFC 9150 2, RFC 9367 4, draft-irtf-cfrg-aegis-aead: these name no key
 * exchange, so that no version before 1.3 can use them. */
static bool is_of_1_3(uint16_t suite)
{
    return suite >> 8 == 0x13 || suite == 0x00c6 || suite == 0x00c7 || suite == 0xc0b4 ||
           suite == 0xc0b5 || (suite >= 0xc103 && suite <= 0xc106);
}

static bool is_never_offered(uint16_t suite)
{
    return suite == 0x0000 || suite == RENEGOTIATION_SCSV || suite == 0x5600;
}

size_t tls_suites_for(uint16_t version, uint16_t out[TLS_MOST_SUITES])
{
    _Static_assert(sizeof registry / sizeof registry[0] <= TLS_MOST_SUITES, "room for all");
    size_t count = 0;
    for (size_t i = 0; i < sizeof registry / sizeof registry[0]; i++)
        if (is_of_1_3(registry[i]) == (version >= TLS_1_3) && !is_never_offered(registry[i]))
            out[count++] = registry[i];
    return count;
}
