#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"

/* Not <ctype.h>: its answers follow the locale. In a Turkish one 'I' has no small letter in ASCII,
 * in an 8-bit one 0xA0 is a blank, which cuts UTF-8 letters in two. */
static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static unsigned char fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int compare_folded(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (fold(a[i]) != fold(b[i]) || a[i] == '\0')
            return fold(a[i]) - fold(b[i]);
    return 0;
}

static size_t length_without_blanks(const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1]))
        length--;
    return length;
}

static bool is_only_blanks(const char *text)
{
    while (is_blank(*text))
        text++;
    return *text == '\0';
}

/* Reads no further than the first difference: the look-ups of large hierarchies call it most. */
int text_compare(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    while (*a != '\0' && fold(*a) == fold(*b)) {
        a++;
        b++;
    }
    bool a_ends = is_only_blanks(a);
    bool b_ends = is_only_blanks(b);
    if (a_ends || b_ends)
        return b_ends - a_ends;
    return fold(*a) - fold(*b);
}

bool text_equal(const char *a, const char *b)
{
    return text_compare(a, b) == 0;
}

struct place {
    const char *text;
    size_t at;
    size_t first; /* where the first equal text is */
};

static int by_text(const void *a, const void *b)
{
    const struct place *left = a;
    const struct place *right = b;
    int order = text_compare(left->text, right->text);
    return order != 0 ? order : (left->at > right->at) - (left->at < right->at);
}

static int by_first(const void *a, const void *b)
{
    const struct place *left = a;
    const struct place *right = b;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return (left->at > right->at) - (left->at < right->at);
}

size_t *text_gather(void *parent, const char *const *texts, size_t count)
{
    size_t *order = mem_array(parent, size_t, count);
    struct place *places = mem_array(order, struct place, count);
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){.text = texts[i], .at = i};
    qsort(places, count, sizeof *places, by_text);
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && text_equal(places[i].text, places[i - 1].text);
        places[i].first = again ? places[i - 1].first : places[i].at;
    }
    qsort(places, count, sizeof *places, by_first);
    for (size_t i = 0; i < count; i++)
        order[i] = places[i].at;
    talloc_free(places);
    return order;
}

bool text_has_prefix(const char *text, const char *prefix)
{
    return text != NULL && compare_folded(text, prefix, strlen(prefix)) == 0;
}

bool text_contains(const char *text, const char *part)
{
    size_t size = strlen(part);
    for (const char *at = text; at != NULL; at = *at == '\0' ? NULL : at + 1)
        if (compare_folded(at, part, size) == 0)
            return true;
    return false;
}

bool text_is_empty(const char *text)
{
    return text == NULL || is_only_blanks(text);
}

char *text_trim(void *parent, const char *text)
{
    if (text == NULL)
        return NULL;
    while (is_blank(*text))
        text++;
    return talloc_strndup(parent, text, length_without_blanks(text));
}

char *text_lower(void *parent, const char *text)
{
    char *lower = text_trim(parent, text);
    for (char *at = lower; at != NULL && *at != '\0'; at++)
        *at = (char)fold(*at);
    return lower;
}

char *text_short_host(void *parent, const char *host)
{
    char *name = text_trim(parent, host);
    char *dot = name == NULL ? NULL : strchr(name, '.');
    if (dot != NULL)
        *dot = '\0';
    return name;
}

char *text_list(void *parent, const char *const *items, size_t count, const char *separator)
{
    char *list = talloc_strdup(parent, "");
    for (size_t i = 0; i < count; i++)
        list = talloc_asprintf_append(list, "%s%s", i == 0 ? "" : separator, items[i]);
    return list;
}

bool text_to_int(const char *text, int low, int high, int *out)
{
    if (!is_digit(text[0]) && text[0] != '-')
        return false;
    char *end = NULL;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || *end != '\0' || value < low || value > high)
        return false;
    *out = (int)value;
    return true;
}

static size_t utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    for (size_t i = more; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    static const uint8_t lead[] = {0, 0xc0, 0xe0, 0xf0};
    out[0] = (char)(lead[more] | code);
    return more + 1;
}

/* The next code point of a UTF-8 text and how many bytes it took; U+FFFD and 1 where invalid. */
static uint32_t utf8_decode(const unsigned char *at, size_t *used)
{
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    *used = 1;
    if (at[0] < 0x80)
        return at[0];
    size_t more = at[0] >= 0xf0 ? 3 : at[0] >= 0xe0 ? 2 : 1;
    if (at[0] < 0xc2 || at[0] > 0xf4)
        return 0xfffd;
    uint32_t code = at[0] & (0x3fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0xfffd;
        code = code << 6 | (at[i] & 0x3f);
    }
    if (code < smallest[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0xfffd;
    *used = more + 1;
    return code;
}

static uint32_t utf16_next(struct reader *r)
{
    uint32_t unit = reader_u16le(r);
    if (unit < 0xd800 || unit > 0xdfff)
        return unit;
    if (unit >= 0xdc00 || reader_left(r) < 2)
        return 0xfffd;
    struct reader ahead = *r;
    uint32_t low = reader_u16le(&ahead);
    if (low < 0xdc00 || low > 0xdfff)
        return 0xfffd;
    *r = ahead;
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

char *text_from_utf16le_sized(void *parent, const uint8_t *bytes, size_t size, size_t *length)
{
    struct reader r = reader_over(bytes, size & ~(size_t)1);
    char *out = mem_resize(parent, NULL, size / 2 * 3 + 1, 1);
    size_t used = 0;
    while (reader_left(&r) >= 2) {
        /* nearly all of it is ASCII, and files of it are large */
        if (bytes[r.pos] < 0x80 && bytes[r.pos + 1] == 0) {
            out[used++] = (char)bytes[r.pos];
            r.pos += 2;
            continue;
        }
        char piece[4];
        size_t piece_size = utf8_encode(utf16_next(&r), piece);
        memcpy(&out[used], piece, piece_size);
        used += piece_size;
    }
    out[used] = '\0';
    *length = used;
    return out;
}

char *text_from_utf16le(void *parent, const uint8_t *bytes, size_t size)
{
    size_t length = 0;
    return text_from_utf16le_sized(parent, bytes, size, &length);
}

void text_write_utf16le(struct writer *w, const char *utf8)
{
    for (const unsigned char *at = (const unsigned char *)utf8; *at != '\0';) {
        size_t used = 0;
        uint32_t code = utf8_decode(at, &used);
        at += used;
        if (code >= 0x10000) {
            writer_u16le(w, (uint16_t)(0xd800 + ((code - 0x10000) >> 10)));
            code = 0xdc00 + ((code - 0x10000) & 0x3ff);
        }
        writer_u16le(w, (uint16_t)code);
    }
}

size_t text_utf16_units(const char *utf8)
{
    size_t units = 0;
    for (const unsigned char *at = (const unsigned char *)utf8; *at != '\0';) {
        size_t used = 0;
        units += utf8_decode(at, &used) >= 0x10000 ? 2 : 1;
        at += used;
    }
    return units;
}

bool text_is_utf8(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0';) {
        size_t used = 0;
        if (utf8_decode(at, &used) == 0xfffd && used == 1)
            return false;
        at += used;
    }
    return true;
}

char *text_printable(void *parent, const char *bytes, size_t size)
{
    char *copy = mem_array(parent, char, size + 1);
    for (size_t i = 0; i < size; i++)
        copy[i] = bytes[i] == '\0' ? '?' : bytes[i];
    unsigned char *at = (unsigned char *)copy;
    while (*at != '\0') {
        size_t used = 0;
        uint32_t code = utf8_decode(at, &used);
        bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
        if ((code == 0xfffd && used == 1) || (control && code != '\n' && code != '\t'))
            for (size_t i = 0; i < used; i++)
                at[i] = '?';
        at += used;
    }
    return copy;
}

void text_wipe(void *data, size_t size)
{
    if (data != NULL)
        explicit_bzero(data, size);
}
