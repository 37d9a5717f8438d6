#include "judge/rules.h"

#include <inttypes.h>
#include <string.h>

#include <talloc.h>

#include "base/date.h"
#include "base/text.h"

const char *or_word(const char *text, const char *otherwise)
{
    return text_is_empty(text) ? otherwise : text;
}

char *number_word(void *parent, int64_t number)
{
    return talloc_asprintf(parent, "%" PRId64, number);
}

char *age_words(void *parent, int64_t seen_unix_s, int64_t now_unix_s)
{
    if (seen_unix_s == 0)
        return talloc_strdup(parent, "on an unknown day");
    if (seen_dated(seen_unix_s, now_unix_s) == 0)
        return talloc_strdup(parent, "on a day that is still to come");
    int64_t days = date_days_between(seen_unix_s, now_unix_s);
    if (days <= 0)
        return talloc_strdup(parent, "today");
    return talloc_asprintf(parent, "%" PRId64 " day%s ago", days, days == 1 ? "" : "s");
}

char *since_words(void *parent, int64_t then_unix_s, int64_t now_unix_s)
{
    enum { MINUTE_S = 60, HOUR_S = 3600, TWO_DAYS_S = 2 * 86400 };
    int64_t passed_s = now_unix_s - then_unix_s;
    if (then_unix_s == 0 || passed_s >= TWO_DAYS_S)
        return age_words(parent, then_unix_s, now_unix_s);
    if (passed_s < MINUTE_S)
        return talloc_strdup(parent, "just now");
    bool is_hours = passed_s >= HOUR_S;
    int64_t count = passed_s / (is_hours ? HOUR_S : MINUTE_S);
    return talloc_asprintf(parent, "%" PRId64 " %s%s ago", count, is_hours ? "hour" : "minute",
                           count == 1 ? "" : "s");
}

bool host_names_match(const char *a, const char *b)
{
    if (text_is_empty(a) || text_is_empty(b))
        return false;
    if (text_equal(a, b))
        return true;
    if ((strchr(a, '.') != NULL) == (strchr(b, '.') != NULL))
        return false;
    char *short_a = text_short_host(NULL, a);
    char *short_b = text_short_host(NULL, b);
    bool equal = text_equal(short_a, short_b);
    talloc_free(short_a);
    talloc_free(short_b);
    return equal;
}
