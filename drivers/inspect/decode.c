#include "drivers/inspect/decode.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <talloc.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"

/* 0x80 to 0x9f; the rest of CP1252 is Latin-1. */
static const uint16_t cp1252_high[32] = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
};

uint16_t decode_cp1252_unit(uint8_t byte)
{
    return byte >= 0x80 && byte < 0xa0 ? cp1252_high[byte - 0x80] : byte;
}

static size_t encode(unsigned code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3f));
    out[2] = (char)(0x80 | (code & 0x3f));
    return 3;
}

char *decode_cp1252(void *parent, const void *data, size_t size, size_t *length)
{
    struct reader r = reader_over(data, size);
    char *out = mem_resize(parent, NULL, size * 3 + 1, 1);
    size_t used = 0;
    while (reader_left(&r) > 0)
        used += encode(decode_cp1252_unit(reader_u8(&r)), &out[used]);
    out[used] = '\0';
    *length = used;
    return mem_resize(parent, out, used + 1, 1);
}

static bool begins(const void *data, size_t size, const char *mark, size_t mark_size)
{
    return size >= mark_size && memcmp(data, mark, mark_size) == 0;
}

/* text_is_utf8 ends at a NUL; a file may go on after it. */
static bool is_utf8(const char *text, size_t size)
{
    for (size_t at = 0; at <= size; at += strlen(&text[at]) + 1)
        if (!text_is_utf8(&text[at]))
            return false;
    return true;
}

static char *copy(void *parent, const uint8_t *data, size_t size, size_t *length)
{
    char *text = mem_resize(parent, NULL, size + 1, 1);
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    *length = size;
    return text;
}

char *decode_text(void *parent, const void *data, size_t size, size_t *length)
{
    const uint8_t *bytes = data;
    if (begins(data, size, "\xff\xfe", 2))
        return text_from_utf16le_sized(parent, &bytes[2], size - 2, length);
    if (size >= 2 && bytes[0] != 0 && bytes[0] < 0x80 && bytes[1] == 0)
        return text_from_utf16le_sized(parent, bytes, size, length);
    size_t mark = begins(data, size, "\xef\xbb\xbf", 3) ? 3 : 0;
    bytes = mark == 0 ? bytes : &bytes[mark];
    char *text = copy(parent, bytes, size - mark, length);
    if (is_utf8(text, *length))
        return text;
    talloc_free(text);
    return decode_cp1252(parent, bytes, size - mark, length);
}
