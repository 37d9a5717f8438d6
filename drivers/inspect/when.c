#include "drivers/inspect/when.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"

struct moment {
    unsigned year, month, day;
    unsigned hour, minute, second;
};

/* "", "15:42", "15:42:10", "3:42:10 PM"; a half of the day that is written in another language is
 * no time. */
static bool take_time(const char *text, struct moment *out)
{
    int end = 0;
    text += strspn(text, " \tT");
    if (*text == '\0')
        return true;
    if (sscanf(text, "%2u:%2u%n", &out->hour, &out->minute, &end) != 2)
        return false;
    text += end;
    if (sscanf(text, ":%2u%n", &out->second, &end) == 1)
        text += end;
    text += strspn(text, " ");
    bool is_morning = text_equal(text, "AM");
    if (*text == '\0')
        return out->hour <= 23;
    if ((!is_morning && !text_equal(text, "PM")) || out->hour < 1 || out->hour > 12)
        return false;
    out->hour = out->hour % 12 + (is_morning ? 0 : 12);
    return true;
}

static enum when finish(const struct moment *moment, int64_t *out_unix_s)
{
    char text[96];
    (void)snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02u", moment->year, moment->month,
                   moment->day, moment->hour, moment->minute, moment->second);
    return date_parse(text, out_unix_s) ? WHEN_KNOWN : WHEN_NONE;
}

/* CIM_DATETIME, yyyymmddHHMMSS.mmmmmmsUUU, and the yyyymmdd of Add/Remove Programs: the day. */
static bool take_digits(const char *text, struct moment *out)
{
    size_t digits = strspn(text, "0123456789");
    if ((digits != 8 || text[8] != '\0') && (digits != 14 || text[14] != '.'))
        return false;
    return sscanf(text, "%4u%2u%2u", &out->year, &out->month, &out->day) == 3;
}

static enum when order(const unsigned number[3], char separator, bool month_first,
                       struct moment *out)
{
    unsigned a = number[0], b = number[1];
    bool is_day_first = separator == '.' || a > 12;
    if (a > 999) {
        *out = (struct moment){.year = a, .month = b, .day = number[2]};
        return WHEN_KNOWN;
    }
    if (number[2] <= 99)
        return WHEN_AMBIGUOUS;
    *out = (struct moment){.year = number[2], .month = a, .day = b};
    if (month_first)
        return WHEN_KNOWN;
    if (!is_day_first && b <= 12 && a != b)
        return WHEN_AMBIGUOUS;
    if (is_day_first) {
        out->month = b;
        out->day = a;
    }
    return WHEN_KNOWN;
}

enum when when_parse(const char *text, bool month_first, int64_t *out_unix_s)
{
    unsigned number[3];
    char separator[2];
    int end = 0;
    struct moment moment = {0};
    text += strspn(text, " \t");
    if (date_parse(text, out_unix_s))
        return WHEN_KNOWN;
    if (take_digits(text, &moment))
        return finish(&moment, out_unix_s);
    if (sscanf(text, "%4u%c%2u%c%4u%n", &number[0], &separator[0], &number[1], &separator[1],
               &number[2], &end) != 5)
        return WHEN_NONE;
    if (strspn(text, "0123456789/.-") < (size_t)end || separator[0] != separator[1] ||
        strchr("/.-", separator[0]) == NULL || number[0] > 9999 || number[1] > 99 ||
        number[2] > 9999)
        return WHEN_NONE;
    enum when known = order(number, separator[0], month_first, &moment);
    if (!take_time(text + end, &moment))
        return WHEN_NONE;
    return known == WHEN_KNOWN ? finish(&moment, out_unix_s) : known;
}
