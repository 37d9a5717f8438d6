#include "drivers/inspect/when.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/date.h"

static const struct {
    const char *text;
    enum when when;
    const char *iso; /* when known */
} dates[] = {
    {"", WHEN_NONE, ""},
    {"yesterday", WHEN_NONE, ""},
    {"13/13/2026", WHEN_NONE, ""},
    {"31.02.2026", WHEN_NONE, ""},
    {"24.11.2026 25:00", WHEN_NONE, ""},
    {"24.11.2026 13:00 PM", WHEN_NONE, ""},
    {"24.11.2026 3:00 nachm.", WHEN_NONE, ""},
    {"24.11/2026", WHEN_NONE, ""},
    {"24.11.2026x", WHEN_NONE, ""},
    {"-24.11.2026", WHEN_NONE, ""},
    {" 24. 11.2026", WHEN_NONE, ""},
    {"24,11,2026", WHEN_NONE, ""},
    {"20261324", WHEN_NONE, ""},
    {"2026112", WHEN_NONE, ""},
    {"24.11.20261", WHEN_NONE, ""},
    {"11/12/2026", WHEN_AMBIGUOUS, ""},
    {"11-12-2026 3:42:10 PM", WHEN_AMBIGUOUS, ""},
    {"24.11.26", WHEN_AMBIGUOUS, ""},
    {"2026-11-24", WHEN_KNOWN, "2026-11-24T00:00:00Z"},
    {"2026-11-24T03:42:10Z", WHEN_KNOWN, "2026-11-24T03:42:10Z"},
    {"20261124", WHEN_KNOWN, "2026-11-24T00:00:00Z"},
    {"20261124034210.000000+060", WHEN_KNOWN, "2026-11-24T00:00:00Z"},
    {"2026/11/24 3:42", WHEN_KNOWN, "2026-11-24T03:42:00Z"},
    {"24.11.2026", WHEN_KNOWN, "2026-11-24T00:00:00Z"},
    {"4.1.2026 15:42:10", WHEN_KNOWN, "2026-01-04T15:42:10Z"},
    {"11/24/2026 3:42:10 PM", WHEN_KNOWN, "2026-11-24T15:42:10Z"},
    {"11/24/2026 12:00:00 AM", WHEN_KNOWN, "2026-11-24T00:00:00Z"},
    {"24/11/2026 12:30", WHEN_KNOWN, "2026-11-24T12:30:00Z"},
    {"11/11/2026", WHEN_KNOWN, "2026-11-11T00:00:00Z"},
};

Test(when, a_date_is_known_only_when_it_can_be_one_day)
{
    void *memory = talloc_new(NULL);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        int64_t unix_s = 7;
        cr_assert_eq(when_parse(dates[i].text, false, &unix_s), dates[i].when, "%s", dates[i].text);
        if (dates[i].when != WHEN_KNOWN)
            cr_assert_eq(unix_s, 7, "%s: untouched", dates[i].text);
        else
            cr_assert_str_eq(date_iso(memory, unix_s), dates[i].iso, "%s", dates[i].text);
    }
    talloc_free(memory);
}

Test(when, a_writer_whose_order_is_known_is_not_ambiguous)
{
    void *memory = talloc_new(NULL);
    int64_t unix_s = 0;
    cr_assert_eq(when_parse("09/11/2021 06:59:48 PM", true, &unix_s), WHEN_KNOWN);
    cr_assert_str_eq(date_iso(memory, unix_s), "2021-09-11T18:59:48Z");
    cr_assert_eq(when_parse("09.16.2021", true, &unix_s), WHEN_KNOWN);
    cr_assert_str_eq(date_iso(memory, unix_s), "2021-09-16T00:00:00Z");
    cr_assert_eq(when_parse("16/09/2021", true, &unix_s), WHEN_NONE);
    talloc_free(memory);
}
