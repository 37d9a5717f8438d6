/* Version numbers as texts. */
#include "fuzz.h"

#include "base/version.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 4};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct version first = {.count = 77};
    if (!version_parse(fuzz_text(memory, data, size), &first)) {
        MUST(first.count == 77, "what is refused fills nothing in");
        return;
    }
    MUST(first.count >= 1 && first.count <= 4, "one to four parts");
    for (size_t i = 0; i < first.count; i++)
        MUST(first.part[i] <= 999999999, "nine digits at most");
    struct version again = {.count = 0};
    MUST(version_parse(version_text(memory, &first), &again), "what is written is read");
    MUST(again.count == first.count && version_compare(&first, &again, 4) == 0, "and is the same");
}
