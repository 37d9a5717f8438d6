#include "report/columns.h"

#include <string.h>

#include <criterion/criterion.h>
#include <talloc.h>

#include "report/clean.h"

static const struct {
    const char *text;
    size_t columns;
    const char *why;
} widths[] = {
    {"", 0, "nothing"},
    {"mp01", 4, "ASCII"},
    {"Größe", 5, "two bytes, one column"},
    {"✓ · … ✗", 7, "the glyphs of the report"},
    {"漢字", 4, "East Asian: two columns each"},
    {"한국", 4, "Hangul syllables"},
    {"e\u0301e", 2, "a combining accent takes none"},
    {"\U0001f600", 2, "emoji"},
    {"ｆｕｌｌ", 8, "full-width letters"},
    {"\xff\xfe", 2, "broken bytes stand alone"},
    {"\xe6\xbc", 2, "a cut character never reads past the end"},
};

Test(columns, width_of_a_text_is_that_of_its_characters)
{
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++)
        cr_expect_eq(columns_of(widths[i].text), widths[i].columns, "%s: %zu", widths[i].why,
                     columns_of(widths[i].text));
}

Test(columns, prefix_never_cuts_a_character)
{
    const char *text = "a漢e\u0301z";
    static const size_t bytes[] = {0, 1, 1, 4, 7, 8, 8};
    for (size_t width = 0; width < sizeof bytes / sizeof bytes[0]; width++)
        cr_expect_eq(columns_prefix(text, width), bytes[width], "width %zu: %zu", width,
                     columns_prefix(text, width));
}

Test(columns, middle_keeps_both_ends_within_the_width)
{
    static const char *const texts[] = {"management-point-with-a-long-name.contoso.com",
                                        "漢字漢字漢字漢字漢字漢字", "e\u0301e\u0301e\u0301e\u0301",
                                        "x"};
    void *memory = talloc_new(NULL);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        for (size_t width = 0; width < 50; width++) {
            char *cut = columns_middle(memory, texts[i], width, "…");
            cr_expect_leq(columns_of(cut), width, "'%s' to %zu: '%s'", texts[i], width, cut);
            if (width > 8 && strlen(texts[i]) > 44 && width < 45)
                cr_expect(strstr(cut, "…") != NULL && cut[0] == 'm' && cut[strlen(cut) - 1] == 'm',
                          "'%s'", cut);
            if (columns_of(texts[i]) <= width)
                cr_expect_str_eq(cut, texts[i]);
        }
    talloc_free(memory);
}

static const struct {
    const char *text, *utf8, *ascii, *why;
} lines[] = {
    {NULL, "", "", "no text"},
    {"a\nb\tc", "a b c", "a b c", "line breaks cannot forge a line"},
    {"a\r\033[2Jb", "a??[2Jb", "a??[2Jb", "escape sequences"},
    {"a\xc2\x85\xc2\x9b"
     "b",
     "a????b", "a????b", "C1 controls"},
    {"x\u202egnp.exe", "x?gnp.exe", "x?gnp.exe", "direction override"},
    {"a\u2028b\u200bc\ufeff", "a?b?c?", "a?b?c?", "separators that hide"},
    {"\xff\xc3", "??", "??", "no UTF-8"},
    {"Zürich · 漢…", "Zürich · 漢…", "Z?rich | ?...", "beyond ASCII"},
    {"“it’s” – a\u00a0b", "“it’s” – a\u00a0b", "\"it's\" - a b", "typographic signs"},
};

Test(clean, line_is_harmless)
{
    void *memory = talloc_new(NULL);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        cr_expect_str_eq(clean_line(memory, lines[i].text, false), lines[i].utf8, "%s: '%s'",
                         lines[i].why, clean_line(memory, lines[i].text, false));
        cr_expect_str_eq(clean_line(memory, lines[i].text, true), lines[i].ascii, "%s: '%s'",
                         lines[i].why, clean_line(memory, lines[i].text, true));
    }
    cr_expect_null(clean_value(memory, NULL));
    talloc_free(memory);
}
