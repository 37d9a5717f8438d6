#include "wire/request_type.h"

#include <string.h>

#include <talloc.h>

/* Dates and times of RPC parameters as text. [MS-TDS] 2.2.5.5.1.8, .9. */
enum { DAYS_TO_1900 = 693595, DAYS_TO_10000 = 3652059, MINUTES_OF_DAY = 24 * 60 };

struct civil {
    int year, month, day;
};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Day 0 is 0001-01-01, in the calendar we have now; years 1 to 9999. */
static bool civil_from_days(int64_t days, struct civil *out)
{
    static const int before_month[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    if (days < 0 || days >= DAYS_TO_10000)
        return false;
    int year = (int)(days / 366) + 1; /* never too late; at most seven years early */
    int64_t past = year - 1;
    int64_t rest = days - (past * 365 + past / 4 - past / 100 + past / 400);
    for (int size = is_leap(year) ? 366 : 365; rest >= size; size = is_leap(year) ? 366 : 365) {
        rest -= size;
        year++;
    }
    int month = 12;
    while (before_month[month - 1] + (month > 2 && is_leap(year)) > rest)
        month--;
    *out = (struct civil){.year = year, .month = month};
    out->day = (int)rest - before_month[month - 1] - (month > 2 && is_leap(year)) + 1;
    return true;
}

static bool set_moment(struct rpc_value *out, char *text)
{
    out->kind = RPC_DATETIME;
    out->text = text;
    out->size = strlen(text);
    return true;
}

static char *day_text(void *parent, int64_t days)
{
    struct civil civil;
    if (!civil_from_days(days, &civil))
        return NULL;
    return talloc_asprintf(parent, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

/* Eight bytes: days since 1900, and 1/300 s. Four: days and minutes. */
bool rpc_mean_datetime(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader r = raw->bytes;
    bool is_small = r.size == 4;
    int64_t days = is_small ? reader_u16le(&r) : (int32_t)reader_u32le(&r);
    uint32_t ticks = is_small ? reader_u16le(&r) * 60u * 300u : reader_u32le(&r);
    char *day = day_text(parent, days + DAYS_TO_1900);
    if (!reader_done(&r) || day == NULL || ticks >= 24u * 60 * 60 * 300)
        return false;
    uint32_t ms = ticks % 300 * 10 / 3 + (ticks % 3 == 2 ? 1 : 0); /* .000 .003 .007, as printed */
    uint32_t seconds = ticks / 300;
    return set_moment(out, talloc_asprintf(parent, "%s %02u:%02u:%02u.%03u", day, seconds / 3600,
                                           seconds / 60 % 60, seconds % 60, ms));
}

static uint64_t units_of_second(uint8_t scale)
{
    uint64_t units = 1;
    for (uint8_t i = 0; i < scale; i++)
        units *= 10;
    return units;
}

/* 3, 4 or 5 bytes by the scale: 0-2, 3-4, 5-7. */
static size_t time_size(uint8_t scale)
{
    return scale <= 2 ? 3 : scale <= 4 ? 4 : 5;
}

static uint64_t read_small(struct reader *r, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++)
        value |= (uint64_t)reader_u8(r) << (8 * i);
    return value;
}

static char *time_text(void *parent, uint64_t time, uint8_t scale)
{
    uint64_t units = units_of_second(scale);
    unsigned long long seconds = time / units;
    if (seconds >= 24ull * 60 * 60)
        return NULL;
    char *text = talloc_asprintf(parent, "%02llu:%02llu:%02llu", seconds / 3600, seconds / 60 % 60,
                                 seconds % 60);
    if (scale == 0)
        return text;
    return talloc_asprintf_append(text, ".%0*llu", (int)scale, (unsigned long long)(time % units));
}

bool rpc_mean_date(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader r = raw->bytes;
    char *day = day_text(parent, (int64_t)read_small(&r, 3));
    return reader_done(&r) && day != NULL && set_moment(out, day);
}

bool rpc_mean_time(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader r = raw->bytes;
    char *time = time_text(parent, read_small(&r, time_size(raw->scale)), raw->scale);
    return reader_done(&r) && time != NULL && set_moment(out, time);
}

bool rpc_mean_datetime2(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader r = raw->bytes;
    char *time = time_text(parent, read_small(&r, time_size(raw->scale)), raw->scale);
    char *day = day_text(parent, (int64_t)read_small(&r, 3));
    if (!reader_done(&r) || time == NULL || day == NULL)
        return false;
    return set_moment(out, talloc_asprintf(parent, "%s %s", day, time));
}

/* On the wire it is UTC and the minutes to add; written it is local time and the offset. */
bool rpc_mean_datetimeoffset(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader r = raw->bytes;
    int64_t units = (int64_t)units_of_second(raw->scale);
    int64_t time = (int64_t)read_small(&r, time_size(raw->scale));
    int64_t days = (int64_t)read_small(&r, 3);
    int offset = (int16_t)reader_u16le(&r);
    if (!reader_done(&r) || offset < -14 * 60 || offset > 14 * 60)
        return false;
    int64_t day_units = MINUTES_OF_DAY * 60 * units;
    if (time >= day_units)
        return false;
    time += offset * 60 * units;
    days += time < 0 ? -1 : time >= day_units ? 1 : 0;
    time = (time + day_units) % day_units;
    char *day = day_text(parent, days);
    char *clock = time_text(parent, (uint64_t)time, raw->scale);
    if (day == NULL || clock == NULL)
        return false;
    int size = offset < 0 ? -offset : offset;
    return set_moment(out, talloc_asprintf(parent, "%s %s %c%02d:%02d", day, clock,
                                           offset < 0 ? '-' : '+', size / 60, size % 60));
}
