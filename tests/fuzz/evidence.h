/* For the targets that read evidence about machines: what must be true of all facts. */
#ifndef SQLCHECK_TESTS_FUZZ_EVIDENCE_H
#define SQLCHECK_TESTS_FUZZ_EVIDENCE_H

#include "drivers/inspect/inspection.h"

typedef void evidence_reader(struct inspection *inspection, const struct evidence_file *file);
typedef bool evidence_recogniser(const void *data, size_t size);

/* Reads the input, checks its facts, and that the same text in UTF-16 has the same. */
void evidence_fuzz(void *memory, evidence_recogniser *recognise, evidence_reader *read,
                   const uint8_t *data, size_t size);

#endif
