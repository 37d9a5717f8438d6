#include "wire/tls.h"

#include <string.h>

enum { EXTENSION_SERVER_NAME = 0, EXTENSION_ALPN = 16, EXTENSION_SUPPORTED_VERSIONS = 43 };
enum { RANDOM_SIZE = 32, MAX_SESSION_ID = 32, CURVE_TYPE_NAMED = 3 };

/* RFC 8701: 0x0A0A, 0x1A1A ... 0xFAFA, put there to be ignored. */
static bool is_grease(uint16_t value)
{
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

static bool take_versions(struct reader data, struct tls_client_hello *out)
{
    size_t size = reader_u8(&data);
    struct reader list = reader_slice(&data, size);
    if (size == 0 || !reader_done(&data))
        return false;
    while (reader_left(&list) > 0) {
        uint16_t version = reader_u16be(&list);
        if (is_grease(version))
            continue;
        if (out->version_count == TLS_HELLO_MAX_VERSIONS)
            return false;
        out->versions[out->version_count++] = version;
    }
    out->has_supported_versions = true;
    return reader_done(&list);
}

/* Names go into reports: what is not printable ASCII becomes '?'. What is longer is cut. */
static void copy_name(struct reader name, char *out, size_t room)
{
    size_t used = 0;
    while (reader_left(&name) > 0 && used + 1 < room) {
        uint8_t byte = reader_u8(&name);
        out[used++] = byte >= 0x20 && byte < 0x7f ? (char)byte : '?';
    }
    out[used] = '\0';
}

/* RFC 6066 3: a list of (type, name); only type 0, host_name, was ever defined. */
static bool take_server_name(struct reader data, struct tls_client_hello *out)
{
    struct reader list = reader_slice(&data, reader_u16be(&data));
    uint8_t type = reader_u8(&list);
    size_t size = reader_u16be(&list);
    struct reader name = reader_slice(&list, size);
    if (!reader_done(&data) || !reader_ok(&list) || size == 0 || size >= sizeof out->server_name)
        return false;
    if (type == 0)
        copy_name(name, out->server_name, sizeof out->server_name);
    return true;
}

static bool take_alpn(struct reader data, struct tls_client_hello *out)
{
    struct reader list = reader_slice(&data, reader_u16be(&data));
    size_t size = reader_u8(&list);
    struct reader name = reader_slice(&list, size);
    if (!reader_done(&data) || !reader_ok(&list) || size == 0)
        return false;
    copy_name(name, out->alpn, sizeof out->alpn);
    return true;
}

static const struct {
    uint16_t type;
    bool (*take)(struct reader data, struct tls_client_hello *out);
} client_extensions[] = {
    {EXTENSION_SERVER_NAME, take_server_name},
    {EXTENSION_ALPN, take_alpn},
    {EXTENSION_SUPPORTED_VERSIONS, take_versions},
};

/* An extension that comes twice is refused (RFC 8446 4.2): two readers could believe two things. */
static bool take_client_extension(uint16_t type, struct reader data, uint32_t *seen,
                                  struct tls_client_hello *out)
{
    for (size_t i = 0; i < sizeof client_extensions / sizeof client_extensions[0]; i++) {
        if (client_extensions[i].type != type)
            continue;
        if ((*seen & 1u << i) != 0)
            return false;
        *seen |= 1u << i;
        return client_extensions[i].take(data, out);
    }
    return true;
}

/* The next extension of a hello; false when all were read, or broken (the reader failed). */
static bool next_extension(struct reader *extensions, uint16_t *type, struct reader *data)
{
    if (reader_left(extensions) == 0)
        return false;
    *type = reader_u16be(extensions);
    *data = reader_slice(extensions, reader_u16be(extensions));
    return reader_ok(extensions);
}

/* RFC 5246 7.4.1.2: a hello may end without extensions; else they fill all that is left. */
static struct reader extensions_of(struct reader *body)
{
    if (reader_left(body) == 0)
        return (struct reader){.failed = !reader_ok(body)};
    struct reader extensions = reader_slice(body, reader_u16be(body));
    if (!reader_done(body))
        reader_fail(&extensions);
    return extensions;
}

static bool take_suites(struct reader list, struct tls_client_hello *out)
{
    while (reader_left(&list) > 0) {
        uint16_t suite = reader_u16be(&list);
        if (is_grease(suite))
            continue;
        if (out->suite_count == TLS_HELLO_MAX_SUITES)
            return false;
        out->suites[out->suite_count++] = suite;
    }
    return reader_done(&list);
}

static bool skip_session_id(struct reader *body)
{
    size_t size = reader_u8(body);
    reader_skip(body, size);
    return size <= MAX_SESSION_ID;
}

static bool parse_client_hello(struct reader body, struct tls_client_hello *out)
{
    out->legacy_version = reader_u16be(&body);
    reader_skip(&body, RANDOM_SIZE);
    bool id_ok = skip_session_id(&body);
    struct reader suites = reader_slice(&body, reader_u16be(&body));
    size_t compressions = reader_u8(&body);
    reader_skip(&body, compressions);
    if (!id_ok || !reader_ok(&body) || suites.size == 0 || compressions == 0)
        return false;
    if (!take_suites(suites, out))
        return false;
    struct reader extensions = extensions_of(&body);
    uint16_t type = 0;
    struct reader data;
    uint32_t seen = 0;
    while (next_extension(&extensions, &type, &data))
        if (!take_client_extension(type, data, &seen, out))
            return false;
    return reader_done(&extensions);
}

bool tls_client_hello_parse(struct reader body, struct tls_client_hello *out)
{
    struct tls_client_hello hello = {.record_version = 0};
    if (!parse_client_hello(body, &hello))
        return false;
    *out = hello;
    return true;
}

/* RFC 8446 4.1.3: a HelloRetryRequest is a ServerHello with this for its random. */
static const uint8_t retry_random[RANDOM_SIZE] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

static bool take_chosen_version(struct reader *extensions, struct tls_server_hello *out)
{
    uint16_t type = 0;
    struct reader data;
    bool seen = false;
    while (next_extension(extensions, &type, &data)) {
        if (type != EXTENSION_SUPPORTED_VERSIONS)
            continue;
        out->version = reader_u16be(&data);
        if (seen || !reader_done(&data))
            return false;
        seen = true;
    }
    return reader_done(extensions);
}

bool tls_server_hello_parse(struct reader body, struct tls_server_hello *out)
{
    struct tls_server_hello hello = {.version = reader_u16be(&body)};
    const uint8_t *random = reader_bytes(&body, RANDOM_SIZE);
    bool id_ok = skip_session_id(&body);
    hello.suite = reader_u16be(&body);
    reader_skip(&body, 1);
    if (!id_ok || random == NULL || !reader_ok(&body))
        return false;
    hello.is_retry_request = memcmp(random, retry_random, RANDOM_SIZE) == 0;
    struct reader extensions = extensions_of(&body);
    if (!take_chosen_version(&extensions, &hello))
        return false;
    *out = hello;
    return true;
}

bool tls_certificate_list(struct reader body, struct reader *list)
{
    struct reader certificates = reader_slice(&body, reader_u24be(&body));
    if (!reader_done(&body))
        return false;
    *list = certificates;
    return true;
}

bool tls_certificate_next(struct reader *list, const uint8_t **der, size_t *size)
{
    if (reader_left(list) == 0)
        return false;
    size_t length = reader_u24be(list);
    const uint8_t *certificate = reader_bytes(list, length);
    if (certificate == NULL) {
        reader_fail(list); /* RFC 5246 7.4.2: a certificate is never empty */
        return false;
    }
    *der = certificate;
    *size = length;
    return true;
}

/* After the parameters: nothing (anonymous), a signature, or an algorithm and a signature (1.2). */
static bool ends_with_signature(struct reader r)
{
    if (reader_done(&r))
        return true;
    struct reader plain = r;
    reader_skip(&plain, reader_u16be(&plain));
    struct reader named = r;
    reader_skip(&named, 2);
    reader_skip(&named, reader_u16be(&named));
    return reader_done(&plain) || reader_done(&named);
}

/* The message does not say which key exchange it is of, and a DHE prime of 768 to 1023 bytes begins
 * with the same 3: so the whole of it must fit ECDHE. */
uint16_t tls_key_exchange_group(struct reader body)
{
    uint8_t curve_type = reader_u8(&body);
    uint16_t group = reader_u16be(&body);
    size_t point = reader_u8(&body);
    reader_skip(&body, point);
    if (!reader_ok(&body) || curve_type != CURVE_TYPE_NAMED || point == 0)
        return 0;
    return ends_with_signature(body) ? group : 0;
}

static uint16_t signature_after(struct reader parameters)
{
    uint16_t scheme = reader_u16be(&parameters);
    reader_skip(&parameters, reader_u16be(&parameters));
    return reader_done(&parameters) ? scheme : 0;
}

uint16_t tls_key_exchange_signature(struct reader body)
{
    if (tls_key_exchange_group(body) != 0) {
        reader_skip(&body, 3);
        reader_skip(&body, reader_u8(&body));
        return signature_after(body);
    }
    for (int i = 0; i < 3; i++) /* prime, generator, public value */
        reader_skip(&body, reader_u16be(&body));
    return signature_after(body);
}
