#include "report/columns.h"

#include <string.h>

#include <talloc.h>

struct span {
    uint32_t first, last;
    size_t width;
};

/* Sorted. The blocks of Unicode's EastAsianWidth.txt (W, F) and DerivedGeneralCategory.txt (Mn)
 * that names in a site database can hold; not every last character of them. */
static const struct span spans[] = {
    {0x0300, 0x036f, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05bd, 0},   {0x064b, 0x065f, 0},
    {0x0e31, 0x0e31, 0},   {0x0e34, 0x0e3a, 0},   {0x0e47, 0x0e4e, 0},   {0x1100, 0x115f, 2},
    {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},   {0x200b, 0x200d, 0},   {0x20d0, 0x20ff, 0},
    {0x2e80, 0x303e, 2},   {0x3041, 0x4dbf, 2},   {0x4e00, 0xa4cf, 2},   {0xac00, 0xd7a3, 2},
    {0xf900, 0xfaff, 2},   {0xfe00, 0xfe0f, 0},   {0xfe20, 0xfe2f, 0},   {0xfe30, 0xfe6f, 2},
    {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},   {0x1f300, 0x1f64f, 2}, {0x1f680, 0x1f6ff, 2},
    {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2},
};

uint32_t columns_next(const char *at, size_t *bytes)
{
    const unsigned char *byte = (const unsigned char *)at;
    size_t more = byte[0] >= 0xf0 ? 3 : byte[0] >= 0xe0 ? 2 : byte[0] >= 0xc0 ? 1 : 0;
    uint32_t code = more == 0 ? byte[0] : byte[0] & (0x3fu >> more);
    *bytes = 1;
    for (size_t i = 1; i <= more; i++) {
        if ((byte[i] & 0xc0) != 0x80)
            return byte[0];
        code = code << 6 | (byte[i] & 0x3f);
    }
    *bytes = more + 1;
    return code;
}

static size_t width_of(uint32_t code)
{
    for (size_t i = 0; i < sizeof spans / sizeof spans[0] && spans[i].first <= code; i++)
        if (code <= spans[i].last)
            return spans[i].width;
    return 1;
}

size_t columns_of(const char *text)
{
    size_t width = 0;
    for (size_t bytes = 0; *text != '\0'; text += bytes)
        width += width_of(columns_next(text, &bytes));
    return width;
}

size_t columns_prefix(const char *text, size_t width)
{
    size_t used = 0;
    size_t at = 0;
    while (text[at] != '\0') {
        size_t bytes = 0;
        used += width_of(columns_next(text + at, &bytes));
        if (used > width)
            break;
        at += bytes;
    }
    return at;
}

/* Where the longest ending of at most `width` columns begins. */
static const char *ending(const char *text, size_t width)
{
    size_t left = columns_of(text);
    size_t bytes = 0;
    while (left > width && *text != '\0') {
        left -= width_of(columns_next(text, &bytes));
        text += bytes;
    }
    while (*text != '\0' && width_of(columns_next(text, &bytes)) == 0)
        text += bytes; /* a mark without its letter */
    return text;
}

char *columns_middle(void *parent, const char *text, size_t width, const char *ellipsis)
{
    size_t dots = columns_of(ellipsis);
    if (columns_of(text) <= width)
        return talloc_strdup(parent, text);
    if (width <= dots)
        return talloc_strndup(parent, text, columns_prefix(text, width));
    size_t tail = (width - dots) / 2;
    size_t head = width - dots - tail;
    return talloc_asprintf(parent, "%.*s%s%s", (int)columns_prefix(text, head), text, ellipsis,
                           ending(text, tail));
}
