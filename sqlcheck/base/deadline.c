#include "base/deadline.h"

#include <limits.h>
#include <time.h>

int64_t clock_monotonic_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_unix_s(void)
{
    return (int64_t)time(NULL);
}

struct deadline deadline_in_ms(int64_t ms)
{
    return (struct deadline){.at_ms = clock_monotonic_ms() + ms};
}

bool deadline_passed(struct deadline deadline)
{
    return clock_monotonic_ms() >= deadline.at_ms;
}

int deadline_left_ms(struct deadline deadline)
{
    int64_t left = deadline.at_ms - clock_monotonic_ms();
    if (left < 0)
        return 0;
    return left > INT_MAX ? INT_MAX : (int)left;
}

struct deadline deadline_within(struct deadline outer, int64_t ms)
{
    struct deadline inner = deadline_in_ms(ms);
    return inner.at_ms < outer.at_ms ? inner : outer;
}
