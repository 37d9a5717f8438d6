/* ClientHello, of drivers. */
#include "fuzz.h"

#include "wire/tls.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 4};

static bool is_grease(uint16_t value)
{
    return value >> 8 == (value & 0xff) && (value & 0xf) == 0xa;
}

static void check_name(const char *name, size_t room)
{
    MUST(strnlen(name, room) < room, "a name ends");
    for (; *name != '\0'; name++)
        MUST(*name >= 0x20 && *name < 0x7f, "a name is printable");
}

static void check(const struct tls_client_hello *hello, size_t size)
{
    MUST(hello->suite_count <= TLS_HELLO_MAX_SUITES && hello->suite_count * 2 < size, "suites fit");
    MUST(hello->version_count <= TLS_HELLO_MAX_VERSIONS, "versions fit");
    MUST(hello->has_supported_versions || hello->version_count == 0, "versions come from there");
    for (size_t i = 0; i < hello->suite_count; i++)
        MUST(!is_grease(hello->suites[i]), "GREASE is no suite");
    for (size_t i = 0; i < hello->version_count; i++)
        MUST(!is_grease(hello->versions[i]), "GREASE is no version");
    check_name(hello->server_name, sizeof hello->server_name);
    check_name(hello->alpn, sizeof hello->alpn);
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct tls_client_hello hello = {.record_version = 0xabcd};
    if (!tls_client_hello_parse(reader_over(data, size), &hello)) {
        MUST(hello.record_version == 0xabcd, "what is refused fills nothing in");
        return;
    }
    check(&hello, size);
    struct tls_client_hello cut;
    if (!tls_client_hello_parse(fuzz_prefix(memory, data, fuzz_cut(data, size)), &cut))
        return;
    MUST(!cut.has_supported_versions && cut.server_name[0] == '\0' && cut.alpn[0] == '\0',
         "only a hello without its extensions is whole");
    MUST(fuzz_same(cut.suites, cut.suite_count * 2, hello.suites, hello.suite_count * 2),
         "a cut changes no suite");
}
