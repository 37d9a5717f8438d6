/* The Certificate message: where each certificate begins and ends. */
#include "fuzz.h"

#include "wire/tls.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 4};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct reader list;
    if (!tls_certificate_list(reader_over(data, size), &list))
        return;
    size_t used = 3;
    const uint8_t *der = NULL;
    size_t der_size = 0;
    while (tls_certificate_next(&list, &der, &der_size)) {
        MUST(der_size > 0, "a certificate is not empty");
        MUST(der == data + used + 3 && der_size <= size - used - 3, "it lies inside the message");
        used += 3 + der_size;
    }
    MUST(!reader_ok(&list) || used == size, "a list that ends well has been read to its end");
    MUST(!tls_certificate_next(&list, &der, &der_size), "the end stays the end");
    struct reader cut;
    MUST(!tls_certificate_list(fuzz_prefix(memory, data, fuzz_cut(data, size)), &cut),
         "a list that is cut is refused");
}
