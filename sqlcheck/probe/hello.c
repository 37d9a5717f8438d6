#include "probe/hello.h"

#include <sys/random.h>

enum { TLS_1_2_NUMBER = 0x0303, TLS_1_3_NUMBER = 0x0304 };

/* IANA TLS Cipher Suites registry. */
static const uint16_t suites_1_3[] = {0x1302, 0x1301, 0x1303, 0x1304, 0x1305};

enum { ONLY_1_2 = 27 }; /* how many of these nothing before TLS 1.2 can use */

static const uint16_t suites[] = {
    0xc02c, 0xc030, 0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xccaa, 0xc0ad, 0xc0ac, /* ECDHE AEAD */
    0xc024, 0xc028, 0xc023, 0xc027,                                         /* ECDHE CBC SHA-2 */
    0x009f, 0x00a3, 0x009e, 0x00a2, 0x006b, 0x006a, 0x0067, 0x0040,         /* DHE */
    0x009d, 0x009c, 0x003d, 0x003c, 0xc09d, 0xc09c,                         /* RSA */
    0xc00a, 0xc014, 0xc009, 0xc013,                                         /* ECDHE AES SHA-1 */
    0x0039, 0x0038, 0x0033, 0x0032, 0x0088, 0x0045,                         /* DHE AES, Camellia */
    0x0035, 0x002f, 0x0084, 0x0041, 0x0096, /* RSA AES, Camellia, SEED */
    0xc008, 0xc012, 0x0016, 0x0013, 0x000a, /* 3DES */
    0xc007, 0xc011, 0x0005, 0x0004,         /* RC4 */
    0x0009,                                 /* DES */
};

/* X25519, the NIST curves, finite fields of RFC 7919, then what is rare. */
static const uint16_t groups[] = {29,  23, 24, 25, 256, 257, 258, 259,
                                  260, 30, 26, 27, 28,  22,  21,  19};

static const uint16_t signatures[] = {
    0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0807, 0x0401,
    0x0501, 0x0601, 0x0402, 0x0303, 0x0301, 0x0203, 0x0201, 0x0202, 0x0101, /* the last one is MD5,
                                                                               RSA */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct tls_offer hello_offer(uint16_t version)
{
    size_t skipped = version < TLS_1_2_NUMBER ? ONLY_1_2 : 0;
    bool is_1_3 = version == TLS_1_3_NUMBER;
    return (struct tls_offer){
        .version = version,
        .suites = is_1_3 ? suites_1_3 : suites + skipped,
        .suite_count = is_1_3 ? COUNT(suites_1_3) : COUNT(suites) - skipped,
        .renegotiation = !is_1_3,
        .groups = groups,
        .group_count = COUNT(groups),
        .signatures = signatures,
        .signature_count = COUNT(signatures),
    };
}

void hello_write(struct writer *w, const struct tls_offer *offer)
{
    struct tls_offer fresh = *offer;
    /* Protecting nothing: also good when the kernel has none to give. */
    (void)!getrandom(fresh.random, sizeof fresh.random, GRND_NONBLOCK);
    tls_offer_write(w, &fresh);
}
