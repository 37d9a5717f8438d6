#include "report/clean.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <talloc.h>

#include "base/bytes.h"
#include "base/text.h"
#include "report/columns.h"

/* Sorted. What turns the direction of a line, ends it or hides in it. Unicode TR 9, 36. */
static const struct {
    uint32_t first, last;
} harmful[] = {
    {0x00ad, 0x00ad}, {0x061c, 0x061c}, {0x180e, 0x180e}, {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
};

static const struct {
    uint32_t code;
    const char *ascii;
} plain[] = {
    {0x00a0, " "}, {0x00b7, "|"}, {0x2010, "-"},  {0x2011, "-"},  {0x2013, "-"},   {0x2014, "-"},
    {0x2018, "'"}, {0x2019, "'"}, {0x201c, "\""}, {0x201d, "\""}, {0x2026, "..."},
};

static bool is_harmful(uint32_t code)
{
    for (size_t i = 0; i < sizeof harmful / sizeof harmful[0]; i++)
        if (code >= harmful[i].first && code <= harmful[i].last)
            return true;
    return false;
}

static const char *plain_for(uint32_t code)
{
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (plain[i].code == code)
            return plain[i].ascii;
    return "?";
}

static void write_character(struct writer *w, const char *at, size_t bytes, uint32_t code,
                            bool ascii)
{
    if (code == '\n' || code == '\t')
        writer_u8(w, ' ');
    else if (is_harmful(code))
        writer_u8(w, '?');
    else if (ascii && code >= 0x80)
        writer_bytes(w, plain_for(code), strlen(plain_for(code)));
    else
        writer_bytes(w, at, bytes);
}

char *clean_line(void *parent, const char *text, bool ascii)
{
    if (text == NULL)
        return talloc_strdup(parent, "");
    char *printable = text_printable(parent, text, strlen(text));
    struct writer w;
    writer_init(&w, parent);
    for (size_t at = 0, bytes = 0; printable[at] != '\0'; at += bytes) {
        uint32_t code = columns_next(printable + at, &bytes);
        write_character(&w, printable + at, bytes, code, ascii);
    }
    writer_u8(&w, '\0');
    talloc_free(printable);
    return (char *)w.data;
}

char *clean_value(void *parent, const char *text)
{
    return text == NULL ? NULL : text_printable(parent, text, strlen(text));
}
