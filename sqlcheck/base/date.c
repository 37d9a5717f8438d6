#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <talloc.h>

static bool is_real_day(const struct tm *when)
{
    struct tm copy = *when;
    time_t seconds = timegm(&copy);
    return seconds != (time_t)-1 && copy.tm_mday == when->tm_mday && copy.tm_mon == when->tm_mon;
}

bool date_parse(const char *text, int64_t *out_unix_s)
{
    struct tm when = {0};
    int used = 0;
    if (sscanf(text, "%4d-%2d-%2d%n", &when.tm_year, &when.tm_mon, &when.tm_mday, &used) != 3 ||
        used != 10)
        return false;
    when.tm_year -= 1900;
    when.tm_mon -= 1;
    if (!is_real_day(&when))
        return false;
    const char *rest = text + used;
    if (*rest == ' ' || *rest == 'T') {
        used = 0;
        if (sscanf(rest + 1, "%2d:%2d:%2d%n", &when.tm_hour, &when.tm_min, &when.tm_sec, &used) !=
                3 || used != 8 || when.tm_hour > 23 || when.tm_min > 59 || when.tm_sec > 60)
            return false;
        rest += 1 + used;
        if (*rest == '.')
            for (rest++; *rest >= '0' && *rest <= '9';)
                rest++;
        if (*rest == 'Z')
            rest++;
    }
    if (*rest != '\0')
        return false;
    *out_unix_s = (int64_t)timegm(&when);
    return true;
}

char *date_iso(void *parent, int64_t unix_s)
{
    char text[40] = "";
    time_t seconds = (time_t)unix_s;
    struct tm when;
    if (unix_s != 0 && gmtime_r(&seconds, &when) != NULL)
        (void)strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &when);
    return talloc_strdup(parent, text);
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
