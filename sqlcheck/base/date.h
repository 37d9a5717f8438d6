/* Dates: always UTC, seconds since 1970, 0 = not dated. */
#ifndef SQLCHECK_BASE_DATE_H
#define SQLCHECK_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* "2026-11-24" or "2026-11-24 03:42:10" or with 'T' and 'Z' and fractions of a second. */
bool date_parse(const char *text, int64_t *out_unix_s);

/* "2026-11-24" and "2026-11-24T03:42:10Z"; talloc children of parent; "" for 0 and for
 * what is not in the years 0 to 9999. */
char *date_day(void *parent, int64_t unix_s);
char *date_iso(void *parent, int64_t unix_s);

/* Whole days from `then` to `now`; negative in the future. */
int64_t date_days_between(int64_t then_unix_s, int64_t now_unix_s);

#endif
