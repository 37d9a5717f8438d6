#include "evidence/scan.h"

const char *const scan_way_names[] = {SCAN_WAYS(NAMES_AS_WORD) NULL};
const char *const scan_version_names[] = {SCAN_VERSIONS(NAMES_AS_WORD) NULL};
const char *const suite_order_names[] = {SUITE_ORDERS(NAMES_AS_WORD) NULL};
const char *const scan_encryption_names[] = {SCAN_ENCRYPTIONS(NAMES_AS_WORD) NULL};
