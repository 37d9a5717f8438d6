#include "connect/offer.h"

#include <talloc.h>

#include "base/mem.h"

enum { SSL_3_0 = 0x0300, V_TLS_1_0 = 0x0301, V_TLS_1_1 = 0x0302, V_TLS_1_2 = 0x0303 };

static void add(void *parent, struct login *login, uint16_t version)
{
    char **place =
        mem_append(parent, &login->offered, &login->offered_count, sizeof *login->offered);
    *place = tls_version_word(parent, version);
}

static void add_range(void *parent, struct login *login, uint16_t low, uint16_t high)
{
    for (unsigned version = low; version <= high; version++)
        add(parent, login, (uint16_t)version);
}

/* RFC 8446 4.2.1: with supported_versions nothing else counts. The list has the sender's order. */
static void read_list(void *parent, const struct tls_client_hello *hello, struct login *login)
{
    for (unsigned version = SSL_3_0; version <= 0x0304; version++)
        for (size_t i = 0; i < hello->version_count; i++)
            if (hello->versions[i] == version) {
                add(parent, login, (uint16_t)version);
                break;
            }
    bool is_1_2_alone = hello->version_count == 1 && hello->versions[0] == V_TLS_1_2;
    login->floor_proof = is_1_2_alone ? FLOOR_HELLO : FLOOR_NONE;
}

bool offer_read(void *parent, const struct family *family, const struct tls_client_hello *hello,
                struct login *login)
{
    login->offered = NULL;
    login->offered_count = 0;
    login->floor_proof = FLOOR_NONE;
    if (hello->has_supported_versions) {
        read_list(parent, hello, login);
        return false;
    }
    uint16_t low = hello->record_version;
    uint16_t high = hello->legacy_version;
    /* 1.0 in the record header is GnuTLS with 1.0 on, or any OpenSSL: a guess would be either too
     * good or too bad. */
    bool is_shown = family->hello_shows_floor && low > V_TLS_1_0 && low <= high;
    add_range(parent, login, is_shown ? low : high, high);
    if (is_shown && low == V_TLS_1_2 && high == V_TLS_1_2)
        login->floor_proof = FLOOR_HELLO;
    return !is_shown;
}

void offer_add_1_1(void *parent, struct login *login)
{
    login->offered = NULL;
    login->offered_count = 0;
    add_range(parent, login, V_TLS_1_1, V_TLS_1_2);
}
