#include "evidence/scan.h"

#define WORD_OF(id, word) [id] = (word),

const char *const scan_way_names[] = {SCAN_WAYS(WORD_OF) NULL};
const char *const scan_version_names[] = {SCAN_VERSIONS(WORD_OF) NULL};
const char *const suite_order_names[] = {SUITE_ORDERS(WORD_OF) NULL};
const char *const scan_encryption_names[] = {SCAN_ENCRYPTIONS(WORD_OF) NULL};
