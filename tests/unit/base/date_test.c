#include "base/date.h"

#include <criterion/criterion.h>
#include <talloc.h>

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(date, .init = set_up, .fini = tear_down);

Test(date, what_is_no_date_is_refused)
{
    static const char *const refused[] = {
        "",
        "2026",
        "2026-11",
        "2026-11-2",
        "2026-1-24",
        "26-11-24",
        "2026/11/24",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "1900-02-29",
        "2026-04-31",
        "2026-11-00",
        "2026-11-32",
        " 2026-11-24",
        " 026-11-24",
        "+202-11-24",
        "2026-+1-24",
        "2026-11- 4",
        "2026--1-24",
        "2026-11-24 ",
        "2026-11-24Z",
        "2026-11-24T",
        "2026-11-24T03",
        "2026-11-24T24:00:00",
        "2026-11-24T03:60:00",
        "2026-11-24T03:00:61",
        "2026-11-24T3:00:00",
        "2026-11-24T03:00:00+01:00",
        "2026-11-24T03:00:00.",
        "2026-11-24T03:00:00.Z",
        "2026-11-24T03:00:00ZZ",
        "2026-11-24T03:00:-1",
        "2026-11-24  03:00:00",
        "20261124",
        "2026-11-2403:00:00",
        "12026-11-24",
        "9999-12-31T23:59:60Z",
        "\xd9\xa2\xd9\xa0-11-24",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int64_t when = 77;
        cr_assert_not(date_parse(refused[i], &when), "'%s'", refused[i]);
        cr_assert_eq(when, 77, "'%s': the result was touched", refused[i]);
    }
}

static const struct {
    const char *text;
    int64_t unix_s;
} dates[] = {
    {"1970-01-01", 0},
    {"1969-12-31T23:59:59Z", -1},
    {"2000-02-29", 951782400},
    {"2026-11-24", 1795478400},
    {"2026-11-24 03:42:10", 1795491730},
    {"2026-11-24T03:42:10", 1795491730},
    {"2026-11-24T03:42:10Z", 1795491730},
    {"2026-11-24T03:42:10.123Z", 1795491730},
    {"2026-11-24 03:42:10.9999999", 1795491730},
    {"2038-01-19T03:14:08Z", 2147483648},
    {"9999-12-31T23:59:59Z", 253402300799},
    {"0001-01-01", -62135596800},
};

Test(date, dates_are_read_as_utc_whatever_the_time_zone)
{
    setenv("TZ", "America/New_York", 1);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        int64_t when = 77;
        cr_assert(date_parse(dates[i].text, &when), "%s", dates[i].text);
        cr_assert_eq(when, dates[i].unix_s, "%s: %lld", dates[i].text, (long long)when);
    }
}

Test(date, what_is_written_is_read)
{
    static const int64_t moments[] = {-62135596800, -1, 1, 951782400, 1795491730, 253402300799};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        int64_t read = 0;
        char *text = date_iso(scratch, moments[i]);
        cr_assert(date_parse(text, &read), "%s", text);
        cr_assert_eq(read, moments[i], "%s", text);
    }
}

Test(date, not_dated_is_empty)
{
    cr_assert_str_eq(date_iso(scratch, 0), "");
    cr_assert_str_eq(date_day(scratch, 0), "");
    cr_assert_str_eq(date_iso(scratch, INT64_MAX), "");
    cr_assert_str_eq(date_iso(scratch, INT64_MIN), "");
    cr_assert_str_eq(date_iso(scratch, 253402300800), "", "the year 10000 has no four digits");
    cr_assert_str_eq(date_day(scratch, 1795491730), "2026-11-24");
    cr_assert_str_eq(date_iso(scratch, 1795491730), "2026-11-24T03:42:10Z");
}

Test(date, whole_days_between)
{
    cr_assert_eq(date_days_between(0, 86399), 0);
    cr_assert_eq(date_days_between(0, 86400), 1);
    cr_assert_eq(date_days_between(86400 * 31, 86400), -30);
}
