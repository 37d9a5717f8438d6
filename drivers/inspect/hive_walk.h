/* In the child: walking a hive with libhivex. Only hive_walk.c includes hivex.h. */
#ifndef SQLCHECK_INSPECT_HIVE_WALK_H
#define SQLCHECK_INSPECT_HIVE_WALK_H

#include "drivers/inspect/hive.h"

/* Reads the hive on standard input, writes records (hive_answer.h) to standard output, and ends the
 * process. */
_Noreturn void hive_walk(const struct hive_request *request);

#endif
