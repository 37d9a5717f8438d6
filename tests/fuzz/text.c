/* UTF-16 and UTF-8, and how names are compared. */
#include "fuzz.h"

#include <talloc.h>

#include "base/text.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 64};

static bool has_nul_or_lone_half(struct reader units)
{
    bool after_high = false;
    while (reader_left(&units) >= 2) {
        uint16_t unit = reader_u16le(&units);
        bool is_low = unit >= 0xdc00 && unit < 0xe000;
        if (unit == 0 || is_low != after_high)
            return true;
        after_high = unit >= 0xd800 && unit < 0xdc00;
    }
    return after_high;
}

static void check_utf16(void *memory, const uint8_t *data, size_t size)
{
    char *text = text_from_utf16le(memory, data, size);
    MUST(fuzz_is_text(text), "UTF-16 becomes UTF-8");
    struct writer back;
    writer_init(&back, memory);
    text_write_utf16le(&back, text);
    MUST(text_utf16_units(text) * 2 == back.size, "units are counted as they are written");
    MUST(fuzz_same_text(text, text_from_utf16le(memory, back.data, back.size)), "it comes back");
    if (!has_nul_or_lone_half(reader_over(data, size)))
        MUST(fuzz_same(back.data, back.size, data, size & ~(size_t)1), "to the byte");
}

static void check_printable(void *memory, const uint8_t *data, size_t size)
{
    char *printable = text_printable(memory, (const char *)data, size);
    MUST(fuzz_is_text(printable) && strlen(printable) == size, "printable, and as long");
    for (const char *at = printable; *at != '\0'; at++)
        MUST((unsigned char)*at >= 0x20 || *at == '\n' || *at == '\t', "no control character");
    MUST(fuzz_same_text(printable, text_printable(memory, printable, size)), "twice is once");
}

static void check_names(void *memory, const uint8_t *data, size_t size)
{
    size_t cut = size == 0 ? 0 : fuzz_cut(data, size);
    char *a = fuzz_text(memory, data, cut);
    char *b = fuzz_text(memory, data + cut, size - cut);
    char *both = talloc_asprintf(memory, "%s%s", a, b);
    char *lower = text_lower(memory, both);
    MUST((text_compare(a, b) < 0) == (text_compare(b, a) > 0), "an order has two sides");
    MUST(text_equal(a, talloc_asprintf(memory, "%s  ", a)), "blanks at the end do not count");
    MUST(text_has_prefix(both, a) && text_contains(both, b), "a text has its parts");
    MUST(text_equal(lower, text_trim(memory, both)), "case does not count");
    MUST(fuzz_same_text(lower, text_lower(memory, lower)), "lower twice is lower once");
    MUST(text_is_empty(both) == (lower[0] == '\0'), "empty is nothing but blanks");
    MUST(strchr(text_short_host(memory, both), '.') == NULL, "a short name has no dot");
    int number = 77;
    MUST(text_to_int(both, 1, 65535, &number) ? number >= 1 && number <= 65535 : number == 77,
         "a number in range, or nothing");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    check_utf16(memory, data, size);
    check_printable(memory, data, size);
    check_names(memory, data, size);
}
