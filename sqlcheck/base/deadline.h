/* One absolute moment on the monotonic clock, handed down through every blocking call. */
#ifndef SQLCHECK_BASE_DEADLINE_H
#define SQLCHECK_BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

struct deadline {
    int64_t at_ms; /* monotonic milliseconds */
};

/* CLOCK_MONOTONIC in milliseconds; wall time in seconds since 1970. */
int64_t clock_monotonic_ms(void);
int64_t clock_unix_s(void);

/* `ms` from now. */
struct deadline deadline_in_ms(int64_t ms);
bool deadline_passed(struct deadline deadline);

/* Milliseconds left, never negative; fits poll(2). */
int deadline_left_ms(struct deadline deadline);

/* The earlier of a deadline and `ms` from now: a stage's own bound inside a larger one. */
struct deadline deadline_within(struct deadline outer, int64_t ms);

#endif
