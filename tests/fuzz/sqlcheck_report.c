/* Reports of Microsoft's SQLCheck. */
#include "evidence.h"
#include "fuzz.h"

/* A row of a table is a program or three settings; each of the first hundred gaps three texts. */
const struct fuzz_bound fuzz_bound = {.base = 128 * 1024, .per_byte = 1024};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    evidence_fuzz(memory, sqlcheck_report_recognise, sqlcheck_report_read, data, size);
}
