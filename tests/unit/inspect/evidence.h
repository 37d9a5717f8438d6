/* For the tests of the readers of evidence: bytes in, facts out. */
#ifndef SQLCHECK_TESTS_UNIT_EVIDENCE_H
#define SQLCHECK_TESTS_UNIT_EVIDENCE_H

#include "drivers/inspect/inspection.h"

enum { TEST_MODIFIED = 1000, TEST_NOW = 1795500000 };

typedef void evidence_reader(struct inspection *inspection, const struct evidence_file *file);

/* Facts of one file "x.txt"; its bytes are copied to exactly their size, so that AddressSanitizer
 * sees a read behind them. The request and all else hang on parent. */
struct inspect_request *evidence_request(void *parent);
const struct facts *evidence_read(void *parent, evidence_reader *read, const void *data,
                                  size_t size);

/* NULL when there is none; the value of a setting, the reason and the place of a gap. */
const struct program *evidence_program(const struct facts *facts, const char *name, int bits);
const char *evidence_setting(const struct facts *facts, const char *key);
const struct gap *evidence_gap(const struct facts *facts, const char *object);

/* UTF-16LE with a byte order mark; child of parent. */
struct writer evidence_utf16(void *parent, const char *utf8);

#endif
