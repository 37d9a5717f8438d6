/* ServerKeyExchange: which group, if it is ECDHE at all, and which signature. */
#include "fuzz.h"

#include "wire/tls.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 4};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    uint16_t group = tls_key_exchange_group(reader_over(data, size));
    uint16_t signature = tls_key_exchange_signature(reader_over(data, size));
    /* The shortest: three empty numbers of DHE, a scheme, an empty signature. */
    MUST(signature == 0 || size >= 10 || group != 0, "a signature needs parameters before it");
    if (group == 0)
        return;
    struct reader fields = reader_over(data, size);
    MUST(reader_u8(&fields) == 3 && reader_u16be(&fields) == group, "a named curve");
    size_t point = reader_u8(&fields);
    reader_skip(&fields, point);
    MUST(point > 0 && reader_ok(&fields), "the point is there");
    size_t signed_part = size - reader_left(&fields);
    size_t cut = fuzz_cut(data, size);
    uint16_t shorter = tls_key_exchange_group(fuzz_prefix(memory, data, cut));
    MUST(shorter == 0 || (shorter == group && cut >= signed_part), "a cut point is no point");
}
