/* Dates as Windows programs write them for people. */
#ifndef SQLCHECK_INSPECT_WHEN_H
#define SQLCHECK_INSPECT_WHEN_H

#include <stdbool.h>
#include <stdint.h>

enum when {
    WHEN_NONE,      /* not a date that is known here */
    WHEN_AMBIGUOUS, /* 11/12/2026: two days, and nothing says which; 24/11/26: which century */
    WHEN_KNOWN,
};

/* ISO 8601 (base/date), 20261124 and what WMI writes behind it, 2026/11/24, 24.11.2026 (a day
 * first, always), and 11/24/2026 or 24/11/2026 where only one reading is a date; then, if anything,
 * a time such as 3:42:10 PM. month_first: the writer's order is known. No zone is known: taken for
 * UTC. *out is written when WHEN_KNOWN. */
enum when when_parse(const char *text, bool month_first, int64_t *out_unix_s);

#endif
