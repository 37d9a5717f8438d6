#include "base/date.h"

#include <string.h>
#include <time.h>

#include <talloc.h>

#define YEAR_10000 INT64_C(253402300800)

/* `digits` decimal digits and no more; strtol and scanf would also take blanks and signs. */
static bool take_number(const char **at, int digits, int *out)
{
    int value = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        value = value * 10 + (**at - '0');
    }
    *out = value;
    return true;
}

static bool take_char(const char **at, char wanted)
{
    if (**at != wanted)
        return false;
    (*at)++;
    return true;
}

static bool is_real_day(const struct tm *when)
{
    struct tm copy = *when;
    (void)timegm(&copy);
    return copy.tm_mday == when->tm_mday && copy.tm_mon == when->tm_mon;
}

static bool take_day(const char **at, struct tm *when)
{
    if (!take_number(at, 4, &when->tm_year) || !take_char(at, '-') ||
        !take_number(at, 2, &when->tm_mon) || !take_char(at, '-') ||
        !take_number(at, 2, &when->tm_mday))
        return false;
    when->tm_year -= 1900;
    when->tm_mon -= 1;
    return is_real_day(when);
}

static bool take_fraction(const char **at)
{
    int digit;
    if (!take_char(at, '.'))
        return true;
    if (!take_number(at, 1, &digit))
        return false;
    while (take_number(at, 1, &digit))
        continue;
    return true;
}

static bool take_time(const char **at, struct tm *when)
{
    if (!take_number(at, 2, &when->tm_hour) || !take_char(at, ':') ||
        !take_number(at, 2, &when->tm_min) || !take_char(at, ':') ||
        !take_number(at, 2, &when->tm_sec) || !take_fraction(at))
        return false;
    (void)take_char(at, 'Z');
    return when->tm_hour <= 23 && when->tm_min <= 59 && when->tm_sec <= 60;
}

bool date_parse(const char *text, int64_t *out_unix_s)
{
    struct tm when = {0};
    const char *at = text;
    if (!take_day(&at, &when))
        return false;
    if ((take_char(&at, ' ') || take_char(&at, 'T')) && !take_time(&at, &when))
        return false;
    int64_t unix_s = (int64_t)timegm(&when);
    if (*at != '\0' || unix_s >= YEAR_10000) /* its last leap second; it could not be written */
        return false;
    *out_unix_s = unix_s;
    return true;
}

/* Not strftime: its %Y writes the year 1 as "1", which nobody can read back. */
char *date_iso(void *parent, int64_t unix_s)
{
    time_t seconds = (time_t)unix_s;
    struct tm when;
    bool has_four_digits =
        gmtime_r(&seconds, &when) != NULL && when.tm_year >= -1900 && when.tm_year <= 9999 - 1900;
    if (unix_s == 0 || !has_four_digits)
        return talloc_strdup(parent, "");
    return talloc_asprintf(parent, "%04d-%02d-%02dT%02d:%02d:%02dZ", when.tm_year + 1900,
                           when.tm_mon + 1, when.tm_mday, when.tm_hour, when.tm_min, when.tm_sec);
}

char *date_day(void *parent, int64_t unix_s)
{
    char *day = date_iso(parent, unix_s);
    if (day != NULL && day[0] != '\0')
        day[strlen("2026-11-24")] = '\0';
    return day;
}

int64_t date_days_between(int64_t then_unix_s, int64_t now_unix_s)
{
    return (now_unix_s - then_unix_s) / 86400;
}
