#include "probe/hello.h"

#include "wire/tls.h"

#include <sys/random.h>

enum {
    TLS_1_2_NUMBER = 0x0303,
    TLS_1_3_NUMBER = 0x0304,
    GROUP_X25519 = 29,
    X25519_KEY_SIZE = 32,
    RANDOM_SIZE = 32,
};

/* IANA TLS Cipher Suites registry. */
static const uint16_t suites_1_3[] = {0x1302, 0x1301, 0x1303, 0x1304, 0x1305};

static const uint16_t suites_1_2_only[] = {
    0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xccaa, 0xc0ad, 0xc0ac, /* ECDHE AEAD */
    0xc024, 0xc028, 0xc023, 0xc027,                                         /* ECDHE CBC SHA-2 */
    0x009f, 0x00a3, 0x009e, 0x00a2, 0x006b, 0x006a, 0x0067, 0x0040,         /* DHE */
    0x009d, 0x009c, 0x003d, 0x003c, 0xc09d, 0xc09c,                         /* RSA */
};

static const uint16_t suites_all[] = {
    0xc00a, 0xc014, 0xc009, 0xc013,                 /* ECDHE AES SHA-1 */
    0x0039, 0x0038, 0x0033, 0x0032, 0x0088, 0x0045, /* DHE AES, Camellia */
    0x0035, 0x002f, 0x0084, 0x0041, 0x0096,         /* RSA AES, Camellia, SEED */
    0xc008, 0xc012, 0x0016, 0x0013, 0x000a,         /* 3DES */
    0xc007, 0xc011, 0x0005, 0x0004,                 /* RC4 */
    0x0009, 0x00ff,                                 /* DES; RFC 5746 3.3 */
};

static const uint16_t groups[] = {GROUP_X25519, 23, 24, 25, 256, 257};

static const uint16_t signatures[] = {
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0807, 0x0401,
    0x0501, 0x0601, 0x0402, 0x0303, 0x0301, 0x0203, 0x0201, 0x0202, 0x0101, /* the last one is MD5,
                                                                               RSA */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void write_list(struct writer *w, const uint16_t *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        writer_u16be(w, items[i]);
}

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

static void write_random(struct writer *w, size_t size)
{
    uint8_t bytes[RANDOM_SIZE] = {0};
    /* Kept by nobody and protecting nothing: also good when the kernel has none to give. */
    (void)!getrandom(bytes, size, GRND_NONBLOCK);
    writer_bytes(w, bytes, size);
}

static void write_suites(struct writer *w, uint16_t version)
{
    size_t block = open_block(w);
    if (version == TLS_1_3_NUMBER) {
        write_list(w, suites_1_3, COUNT(suites_1_3));
    } else {
        if (version == TLS_1_2_NUMBER)
            write_list(w, suites_1_2_only, COUNT(suites_1_2_only));
        write_list(w, suites_all, COUNT(suites_all));
    }
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

/* RFC 8446 4.2.8. Any 32 bytes are a public key of X25519. */
static void write_key_share(struct writer *w)
{
    writer_u16be(w, 51);
    size_t extension = open_block(w);
    size_t shares = open_block(w);
    writer_u16be(w, GROUP_X25519);
    writer_u16be(w, X25519_KEY_SIZE);
    write_random(w, X25519_KEY_SIZE);
    close_block(w, shares);
    close_block(w, extension);
}

static void write_extensions(struct writer *w, uint16_t version)
{
    size_t block = open_block(w);
    write_list_extension(w, 10, groups, COUNT(groups)); /* supported_groups */
    if (version < TLS_1_3_NUMBER) {
        write_bytes_extension(w, 11, "\x01\x00", 2); /* ec_point_formats: uncompressed */
        write_bytes_extension(w, 23, "", 0);         /* extended_master_secret, RFC 7627 */
    }
    if (version >= TLS_1_2_NUMBER)
        write_list_extension(w, 13, signatures, COUNT(signatures)); /* signature_algorithms */
    if (version == TLS_1_3_NUMBER) {
        write_bytes_extension(w, 43, "\x02\x03\x04", 3); /* supported_versions: 1.3 alone */
        write_bytes_extension(w, 45, "\x01\x01", 2);     /* psk_key_exchange_modes */
        write_key_share(w);
    }
    close_block(w, block);
}

static void write_body(struct writer *w, uint16_t version)
{
    writer_u16be(w, version < TLS_1_3_NUMBER ? version : TLS_1_2_NUMBER);
    write_random(w, RANDOM_SIZE);
    /* RFC 8446 D.4: with 1.3 a session id, as boxes in between expect one. */
    uint8_t session_size = version == TLS_1_3_NUMBER ? RANDOM_SIZE : 0;
    writer_u8(w, session_size);
    write_random(w, session_size);
    write_suites(w, version);
    writer_u8(w, 1); /* compression methods: null */
    writer_u8(w, 0);
    write_extensions(w, version);
}

void hello_write(struct writer *w, uint16_t version)
{
    writer_u8(w, TLS_RECORD_HANDSHAKE);
    writer_u16be(w, 0x0301); /* RFC 5246 E.1: the first record may say 1.0 whatever is offered */
    size_t record = open_block(w);
    writer_u8(w, TLS_CLIENT_HELLO);
    writer_u8(w, 0); /* the upper byte of a 24-bit length */
    size_t message = open_block(w);
    write_body(w, version);
    close_block(w, message);
    close_block(w, record);
}
