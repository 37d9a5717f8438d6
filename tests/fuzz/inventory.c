/* CSV inventories of programs. */
#include "evidence.h"
#include "fuzz.h"

/* A row of five bytes is a program with its source; each of the first hundred gaps three texts. */
const struct fuzz_bound fuzz_bound = {.base = 128 * 1024, .per_byte = 1024};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    evidence_fuzz(memory, inventory_recognise, inventory_read, data, size);
}
