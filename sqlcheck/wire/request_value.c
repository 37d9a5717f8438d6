#include "wire/request_type.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static bool set_text(struct rpc_value *out, char *text)
{
    out->kind = RPC_TEXT;
    out->text = text;
    out->size = strlen(text);
    return true;
}

bool rpc_mean_null(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    (void)parent;
    out->kind = RPC_NULL;
    return raw->is_null;
}

/* One byte is TINYINT, which has no sign; the others have. */
static bool read_integer(struct reader bytes, int64_t *out)
{
    if (bytes.size == 1)
        *out = reader_u8(&bytes);
    else if (bytes.size == 2)
        *out = (int16_t)reader_u16le(&bytes);
    else if (bytes.size == 4)
        *out = (int32_t)reader_u32le(&bytes);
    else if (bytes.size == 8)
        *out = (int64_t)reader_u64le(&bytes);
    else
        return false;
    return true;
}

bool rpc_mean_integer(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    (void)parent;
    out->kind = RPC_INT;
    return read_integer(raw->bytes, &out->integer);
}

bool rpc_mean_bit(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    (void)parent;
    struct reader bytes = raw->bytes;
    out->kind = RPC_INT;
    out->integer = reader_u8(&bytes) != 0;
    return reader_done(&bytes);
}

bool rpc_mean_real(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    (void)parent;
    struct reader bytes = raw->bytes;
    out->kind = RPC_REAL;
    if (bytes.size == 4) {
        uint32_t bits = reader_u32le(&bytes);
        float number;
        memcpy(&number, &bits, sizeof number);
        out->real = (double)number;
    } else {
        uint64_t bits = reader_u64le(&bytes);
        memcpy(&out->real, &bits, sizeof out->real);
    }
    return reader_done(&bytes);
}

/* "-123.4500" from digits without leading zeros, "12345", and a scale. */
static char *place_point(void *parent, bool negative, const char *digits, size_t scale)
{
    const char *sign = negative ? "-" : "";
    size_t length = strlen(digits);
    if (scale == 0)
        return talloc_asprintf(parent, "%s%s", sign, digits);
    if (length > scale)
        return talloc_asprintf(parent, "%s%.*s.%s", sign, (int)(length - scale), digits,
                               &digits[length - scale]);
    static const char zeros[] =
        "00000000000000000000000000000000000000"; /* the largest scale, 38 */
    return talloc_asprintf(parent, "%s0.%.*s%s", sign, (int)(scale - length), zeros, digits);
}

/* A number with a fixed point: exact as text, and the nearest double. */
static bool set_number(void *parent, bool negative, const char *digits, size_t scale,
                       struct rpc_value *out)
{
    out->text = place_point(parent, negative, digits, scale);
    out->size = strlen(out->text);
    out->real = strtod(out->text, NULL);
    out->kind = RPC_REAL;
    if (scale == 0 && strlen(digits) <= 18) {
        out->kind = RPC_INT;
        out->integer = strtoll(out->text, NULL, 10);
    }
    return true;
}

/* [MS-TDS] 2.2.5.5.1.4: ten-thousandths; eight bytes come as high half, low half. */
bool rpc_mean_money(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader bytes = raw->bytes;
    int64_t units = (int32_t)reader_u32le(&bytes);
    if (raw->bytes.size == 8)
        units = (int64_t)((uint64_t)units << 32 | reader_u32le(&bytes));
    if (!reader_done(&bytes))
        return false;
    uint64_t size = units < 0 ? 0 - (uint64_t)units : (uint64_t)units;
    char digits[32];
    (void)snprintf(digits, sizeof digits, "%llu", (unsigned long long)size);
    return set_number(parent, units < 0, digits, 4, out);
}

/* Decimal digits of a little-endian number of at most 16 bytes, by repeated division by ten. */
static void write_digits(struct reader bytes, char digits[40])
{
    uint8_t number[16] = {0};
    size_t size = bytes.size;
    for (size_t i = 0; i < size; i++)
        number[i] = reader_u8(&bytes);
    char reversed[40];
    size_t count = 0;
    for (bool more = true; more && count < sizeof reversed - 1;) {
        unsigned rest = 0;
        more = false;
        for (size_t i = size; i > 0; i--) {
            unsigned value = rest << 8 | number[i - 1];
            number[i - 1] = (uint8_t)(value / 10);
            rest = value % 10;
            more = more || number[i - 1] != 0;
        }
        reversed[count++] = (char)('0' + rest);
    }
    for (size_t i = 0; i < count; i++)
        digits[i] = reversed[count - 1 - i];
    digits[count] = '\0';
}

/* [MS-TDS] 2.2.5.5.1.6: a sign (1 = positive), then the number without its point in 4, 8, 12 or 16
 * bytes; FreeTDS also sends five, as many as the precision takes. */
bool rpc_mean_decimal(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader bytes = raw->bytes;
    bool negative = reader_u8(&bytes) == 0;
    size_t size = reader_left(&bytes);
    struct reader magnitude = reader_slice(&bytes, size);
    if (!reader_ok(&bytes) || size == 0 || size > 16 || raw->scale > 38)
        return false;
    char digits[40];
    write_digits(magnitude, digits);
    return set_number(parent, negative, digits, raw->scale, out);
}

/* The first three groups are little-endian numbers, the rest are bytes. */
bool rpc_mean_guid(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader r = raw->bytes;
    uint32_t first = reader_u32le(&r);
    unsigned second = reader_u16le(&r);
    unsigned third = reader_u16le(&r);
    unsigned fourth = reader_u16be(&r);
    unsigned fifth = reader_u16be(&r);
    uint32_t sixth = reader_u32be(&r);
    if (!reader_done(&r))
        return false;
    return set_text(out, talloc_asprintf(parent, "%08X-%04X-%04X-%04X-%04X%08X", first, second,
                                         third, fourth, fifth, sixth));
}

static bool unicode_has_nul(struct reader r)
{
    while (reader_left(&r) >= 2)
        if (reader_u16le(&r) == 0)
            return true;
    return false;
}

/* A NUL inside a text would cut it silently, because texts are C strings here: refused. */
bool rpc_mean_unicode(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    if (raw->bytes.size % 2 != 0 || unicode_has_nul(raw->bytes))
        return false;
    return set_text(out, text_from_utf16le(parent, raw->bytes.data, raw->bytes.size));
}

/* Windows-1252, 0x80 to 0x9F; 0 where it has nothing. Above and below it is Latin-1. */
static uint16_t from_windows_1252(uint8_t byte)
{
    static const uint16_t upper[32] = {
        0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
    };
    if (byte < 0x80 || byte >= 0xa0)
        return byte;
    uint16_t code = upper[byte - 0x80];
    return code == 0 ? 0xfffd : code;
}

static char *text_from_code_page(void *parent, struct reader bytes)
{
    struct writer units;
    writer_init(&units, parent);
    while (reader_left(&bytes) > 0)
        writer_u16le(&units, from_windows_1252(reader_u8(&bytes)));
    char *text = text_from_utf16le(parent, units.data, units.size);
    talloc_free(units.data);
    return text;
}

bool rpc_mean_text(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    struct reader bytes = raw->bytes;
    if (bytes.size == 0)
        return set_text(out, talloc_strdup(parent, ""));
    if (memchr(bytes.data, 0, bytes.size) != NULL)
        return false;
    if (!raw->is_utf8)
        return set_text(out, text_from_code_page(parent, bytes));
    char *text = talloc_strndup(parent, (const char *)bytes.data, bytes.size);
    return text_is_utf8(text) && set_text(out, text);
}

bool rpc_mean_binary(void *parent, const struct rpc_raw *raw, struct rpc_value *out)
{
    (void)parent;
    out->kind = RPC_BINARY;
    out->binary = raw->bytes.data;
    out->size = raw->bytes.size;
    return true;
}
