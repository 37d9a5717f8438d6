#include "wire/tls.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

struct number_name {
    uint16_t number;
    const char *name;
};

#define SUITE(code, text) {code, text},
static const struct number_name suites[] = {
#include "wire/tls_suites.def"
};
#undef SUITE

/* IANA "TLS Supported Groups", ascending. */
static const struct number_name groups[] = {
    {1, "sect163k1"},
    {2, "sect163r1"},
    {3, "sect163r2"},
    {4, "sect193r1"},
    {5, "sect193r2"},
    {6, "sect233k1"},
    {7, "sect233r1"},
    {8, "sect239k1"},
    {9, "sect283k1"},
    {10, "sect283r1"},
    {11, "sect409k1"},
    {12, "sect409r1"},
    {13, "sect571k1"},
    {14, "sect571r1"},
    {15, "secp160k1"},
    {16, "secp160r1"},
    {17, "secp160r2"},
    {18, "secp192k1"},
    {19, "P-192"},
    {20, "secp224k1"},
    {21, "P-224"},
    {22, "secp256k1"},
    {23, "P-256"},
    {24, "P-384"},
    {25, "P-521"},
    {26, "brainpoolP256r1"},
    {27, "brainpoolP384r1"},
    {28, "brainpoolP512r1"},
    {29, "X25519"},
    {30, "X448"},
    {256, "ffdhe2048"},
    {257, "ffdhe3072"},
    {258, "ffdhe4096"},
    {259, "ffdhe6144"},
    {260, "ffdhe8192"},
    {4587, "SecP256r1MLKEM768"},
    {4588, "X25519MLKEM768"},
    {4589, "SecP384r1MLKEM1024"},
};

/* IANA "TLS SignatureScheme", ascending; before RFC 8446 a hash and a signature algorithm. */
static const struct number_name signatures[] = {
    {0x0101, "rsa_pkcs1_md5"},
    {0x0201, "rsa_pkcs1_sha1"},
    {0x0202, "dsa_sha1"},
    {0x0203, "ecdsa_sha1"},
    {0x0301, "rsa_pkcs1_sha224"},
    {0x0302, "dsa_sha224"},
    {0x0303, "ecdsa_sha224"},
    {0x0401, "rsa_pkcs1_sha256"},
    {0x0402, "dsa_sha256"},
    {0x0403, "ecdsa_secp256r1_sha256"},
    {0x0501, "rsa_pkcs1_sha384"},
    {0x0502, "dsa_sha384"},
    {0x0503, "ecdsa_secp384r1_sha384"},
    {0x0601, "rsa_pkcs1_sha512"},
    {0x0602, "dsa_sha512"},
    {0x0603, "ecdsa_secp521r1_sha512"},
    {0x0804, "rsa_pss_rsae_sha256"},
    {0x0805, "rsa_pss_rsae_sha384"},
    {0x0806, "rsa_pss_rsae_sha512"},
    {0x0807, "ed25519"},
    {0x0808, "ed448"},
    {0x0809, "rsa_pss_pss_sha256"},
    {0x080a, "rsa_pss_pss_sha384"},
    {0x080b, "rsa_pss_pss_sha512"},
};

/* IANA "TLS Alerts", ascending, also those that only TLS 1.0 or SSL 3 sent. */
static const struct number_name alerts[] = {
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {120, "no_application_protocol"},
    {121, "ech_required"},
};

static int by_number(const void *key, const void *item)
{
    const uint16_t *number = key;
    const struct number_name *row = item;
    return *number - row->number;
}

static const char *find(const struct number_name *rows, size_t count, uint16_t number)
{
    const struct number_name *row = bsearch(&number, rows, count, sizeof *rows, by_number);
    return row == NULL ? NULL : row->name;
}

static bool find_name(const struct number_name *rows, size_t count, const char *name,
                      uint16_t *number)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].name, name) == 0) {
            *number = rows[i].number;
            return true;
        }
    return false;
}

const char *tls_suite_name(void *parent, uint16_t suite)
{
    const char *name = find(suites, sizeof suites / sizeof suites[0], suite);
    return name != NULL ? name : talloc_asprintf(parent, "0x%04X", suite);
}

const char *tls_group_name(uint16_t group)
{
    return find(groups, sizeof groups / sizeof groups[0], group);
}

const char *tls_signature_name(uint16_t scheme)
{
    return find(signatures, sizeof signatures / sizeof signatures[0], scheme);
}

const char *tls_alert_name(uint8_t description)
{
    return find(alerts, sizeof alerts / sizeof alerts[0], description);
}

bool tls_suite_find(const char *name, uint16_t *suite)
{
    return find_name(suites, sizeof suites / sizeof suites[0], name, suite);
}

bool tls_group_find(const char *name, uint16_t *group)
{
    return find_name(groups, sizeof groups / sizeof groups[0], name, group);
}

bool tls_signature_find(const char *name, uint16_t *scheme)
{
    return find_name(signatures, sizeof signatures / sizeof signatures[0], name, scheme);
}

/* 3.1 to 3.4 on the wire are called 1.0 to 1.3. */
char *tls_version_word(void *parent, uint16_t version)
{
    if (version >= 0x0301 && version <= 0x0304)
        return talloc_asprintf(parent, "1.%d", (version & 0xff) - 1);
    return talloc_asprintf(parent, "%d.%d", version >> 8, version & 0xff);
}
