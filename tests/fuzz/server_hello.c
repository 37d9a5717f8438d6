/* ServerHello: what the gate believes. */
#include "fuzz.h"

#include "wire/tls.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 4};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct tls_server_hello hello = {.suite = 0xabcd};
    if (!tls_server_hello_parse(reader_over(data, size), &hello)) {
        MUST(hello.suite == 0xabcd && hello.version == 0, "what is refused fills nothing in");
        return;
    }
    struct reader fields = reader_over(data, size);
    uint16_t legacy = reader_u16be(&fields);
    reader_skip(&fields, 32);
    reader_skip(&fields, reader_u8(&fields));
    MUST(hello.suite == reader_u16be(&fields), "the suite stands behind the session");
    reader_skip(&fields, 1);
    MUST(reader_ok(&fields), "a hello has all its fields");
    MUST(reader_left(&fields) > 0 || hello.version == legacy, "without extensions: the old field");
    struct tls_server_hello cut;
    if (!tls_server_hello_parse(fuzz_prefix(memory, data, fuzz_cut(data, size)), &cut))
        return;
    MUST(cut.version == legacy && cut.suite == hello.suite,
         "only a hello without its extensions is whole");
}
