/* Dates as texts. */
#include "fuzz.h"

#include "base/date.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 4};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    int64_t first = 77;
    if (!date_parse(fuzz_text(memory, data, size), &first)) {
        MUST(first == 77, "what is refused fills nothing in");
        return;
    }
    char *iso = date_iso(memory, first);
    char *day = date_day(memory, first);
    MUST(strncmp(iso, day, strlen(day)) == 0, "the day is the front of the moment");
    if (iso[0] == '\0') { /* 0 is "not dated" */
        MUST(first == 0, "every moment that was read can be written");
        return;
    }
    int64_t again = 0;
    MUST(date_parse(iso, &again) && again == first, "what is written is what was read");
    MUST(date_parse(day, &again) && date_days_between(again, first) == 0, "a day is that day");
}
