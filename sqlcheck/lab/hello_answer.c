#include "lab/hello_answer.h"

#include <string.h>

#include <talloc.h>

#include "wire/tls_offer.h"

enum {
    TLS_1_2 = 0x0303,
    TLS_1_3 = 0x0304,
    RANDOM_SIZE = 32,
    HANDSHAKE_FAILURE = 40,
    PROTOCOL_VERSION = 70
};

static bool is_among(const char *suite, const uint16_t *codes, size_t count, uint16_t *code)
{
    void *scratch = talloc_new(NULL);
    size_t at = 0;
    while (at < count && strcmp(tls_suite_name(scratch, codes[at]), suite) != 0)
        at++;
    talloc_free(scratch);
    if (at < count)
        *code = codes[at];
    return at < count;
}

bool hello_answer_knows(const char *suite)
{
    uint16_t codes[TLS_MOST_SUITES];
    uint16_t code = 0;
    return is_among(suite, codes, tls_suites_for(TLS_1_2, codes), &code) ||
           is_among(suite, codes, tls_suites_for(TLS_1_3, codes), &code);
}

/* The highest version of the hello that the endpoint has; 0 = none. */
static uint16_t choose_version(const struct lab_endpoint *endpoint,
                               const struct tls_client_hello *hello, bool wrapped)
{
    int highest = wrapped && endpoint->tls_max > TLS_1_2 ? TLS_1_2 : endpoint->tls_max;
    int chosen = 0;
    if (!hello->has_supported_versions)
        chosen = hello->legacy_version < highest ? hello->legacy_version : highest;
    for (size_t i = 0; i < hello->version_count; i++)
        if (hello->versions[i] <= highest && hello->versions[i] > chosen)
            chosen = hello->versions[i];
    return chosen < endpoint->tls_min ? 0 : (uint16_t)chosen;
}

static void write_alert(struct writer *w, uint8_t description)
{
    const uint8_t alert[] = {TLS_RECORD_ALERT, 3, 1, 0, 2, 2, description};
    writer_bytes(w, alert, sizeof alert);
}

/* RFC 6101 5.6.1.3, RFC 5246 7.4.1.3, RFC 8446 4.1.3 */
static void write_server_hello(struct writer *w, uint16_t version, uint16_t suite)
{
    static const uint8_t random[RANDOM_SIZE] = "a ServerHello that goes no way.";
    const uint8_t supported[] = {0, 6, 0, 43, 0, 2, (uint8_t)(version >> 8), (uint8_t)version};
    size_t extensions = version == TLS_1_3 ? sizeof supported : 0;
    size_t body = 2 + sizeof random + 1 + 2 + 1 + extensions;
    uint16_t legacy = version == TLS_1_3 ? TLS_1_2 : version;
    writer_u8(w, TLS_RECORD_HANDSHAKE);
    writer_u16be(w, legacy);
    writer_u16be(w, (uint16_t)(body + 4));
    writer_u8(w, TLS_SERVER_HELLO);
    writer_u24be(w, (uint32_t)body);
    writer_u16be(w, legacy);
    writer_bytes(w, random, sizeof random);
    writer_u8(w, 0);
    writer_u16be(w, suite);
    writer_u8(w, 0);
    writer_bytes(w, supported, extensions);
}

void hello_answer_write(struct writer *w, const struct lab_endpoint *endpoint,
                        const struct tls_client_hello *hello, bool wrapped)
{
    uint16_t version = choose_version(endpoint, hello, wrapped);
    uint16_t suite = 0;
    if (version == 0) {
        write_alert(w, PROTOCOL_VERSION);
        return;
    }
    for (size_t i = 0; i < endpoint->hello_suites.count; i++)
        if (is_among(endpoint->hello_suites.item[i], hello->suites, hello->suite_count, &suite)) {
            write_server_hello(w, version, suite);
            return;
        }
    write_alert(w, HANDSHAKE_FAILURE);
}
