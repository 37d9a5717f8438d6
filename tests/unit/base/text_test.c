#include "base/text.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <talloc.h>

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(text, .init = set_up, .fini = tear_down);

static const struct {
    const char *a, *b;
    int order;
} pairs[] = {
    {"a", "b", -1},
    {"b", "a", 1},
    {"abc", "ab", 1},
    {"ab", "abc", -1},
    {"", "a", -1},
    {NULL, "", -1},
    {"", NULL, 1},
    {"a b", "ab", -1},
    {" a", "a", -1},
    {NULL, NULL, 0},
    {"", "", 0},
    {"MP01", "mp01", 0},
    {"mp01  ", "MP01", 0},
    {"a\t\r\n", "a", 0},
    {"  ", "", 0},
    {"[", "a", -1},
    {"\xc3\x89", "\xc3\xa9", -1}, /* only ASCII case: É and é differ */
};

Test(text, names_compare_as_sql_server_does)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int order = text_compare(pairs[i].a, pairs[i].b);
        cr_assert_eq((order > 0) - (order < 0), pairs[i].order, "'%s' and '%s'", pairs[i].a,
                     pairs[i].b);
        cr_assert_eq(text_equal(pairs[i].a, pairs[i].b), pairs[i].order == 0);
    }
}

/* 0xA0 is a blank in Latin-1, and the second byte of "à". */
Test(text, a_letter_is_not_cut_in_two_by_an_8_bit_locale)
{
    (void)setlocale(LC_ALL, "");
    cr_assert_str_eq(text_trim(scratch, " a\xc3\xa0 "), "a\xc3\xa0");
    cr_assert_str_eq(text_lower(scratch, "SQL\xc3\x89I"), "sql\xc3\x89i");
}

Test(text, prefix_and_part)
{
    cr_assert(text_has_prefix("tcp:sql01", "TCP:"));
    cr_assert(text_has_prefix("x", ""));
    cr_assert_not(text_has_prefix("tc", "tcp:"));
    cr_assert_not(text_has_prefix(NULL, "a"));
    cr_assert(text_contains("Microsoft SQL Server 2012 Native Client ", "native client"));
    cr_assert(text_contains("abc", "c"));
    cr_assert(text_contains("", ""));
    cr_assert(text_contains("aab", "ab"));
    cr_assert_not(text_contains("abc", "cd"));
    cr_assert_not(text_contains("", "a"));
    cr_assert_not(text_contains(NULL, ""));
}

Test(text, empty_trimmed_and_short)
{
    cr_assert(text_is_empty(NULL));
    cr_assert(text_is_empty(" \t"));
    cr_assert_not(text_is_empty(" a"));
    cr_assert_str_eq(text_trim(scratch, "  a b \n"), "a b");
    cr_assert_str_eq(text_trim(scratch, "   "), "");
    cr_assert_str_eq(text_short_host(scratch, " MP01.contoso.com "), "MP01");
    cr_assert_str_eq(text_short_host(scratch, "MP01"), "MP01");
    cr_assert_str_eq(text_short_host(scratch, ".x"), "");
    cr_assert_null(text_trim(scratch, NULL));
    cr_assert_null(text_short_host(scratch, NULL), "a role or host without a name");
    static const char *const items[] = {"1.0", "1.2"};
    cr_assert_str_eq(text_list(scratch, items, 2, ", "), "1.0, 1.2");
    cr_assert_str_eq(text_list(scratch, items, 0, ", "), "");
}

/* Equal as names are; NULL is a text of its own. */
Test(text, gathered_texts_keep_the_order_of_their_first_ones)
{
    static const char *const texts[] = {"mp02", "sql01", "MP02 ", NULL,
                                        "cm01", "SQL01", "mp02",  NULL};
    static const size_t expected[] = {0, 2, 6, 1, 5, 3, 7, 4};
    size_t *order = text_gather(scratch, texts, 8);
    for (size_t i = 0; i < 8; i++)
        cr_expect_eq(order[i], expected[i], "place %zu is text %zu", i, order[i]);
    cr_expect(text_gather(scratch, texts, 0));
    cr_expect_eq(text_gather(scratch, texts, 1)[0], 0);
}

Test(text, what_is_no_number_in_range_is_refused)
{
    static const char *const refused[] = {
        "", "-", "+1", " 1", "1 ", "1x", "0x10", "1.0", "11", "-11", "99999999999999999999", "--1"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int out = 77;
        cr_assert_not(text_to_int(refused[i], -10, 10, &out), "'%s'", refused[i]);
        cr_assert_eq(out, 77, "'%s'", refused[i]);
    }
    int out = 77;
    cr_assert(text_to_int("-10", -10, 10, &out));
    cr_assert_eq(out, -10);
    cr_assert(text_to_int("007", -10, 10, &out));
    cr_assert_eq(out, 7);
}

static const struct {
    const char *why;
    const char *bytes;
    bool valid;
} encodings[] = {
    {"ASCII", "abc", true},
    {"two bytes", "\xc2\x80\xdf\xbf", true},
    {"three bytes", "\xe0\xa0\x80\xef\xbf\xbf", true},
    {"four bytes", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", true},
    {"the replacement character itself", "\xef\xbf\xbd", true},
    {"around the surrogates", "\xed\x9f\xbf\xee\x80\x80", true},
    {"a lone continuation", "\x80", false},
    {"overlong slash", "\xc0\xaf", false},
    {"overlong in two", "\xc1\xbf", false},
    {"overlong in three", "\xe0\x9f\xbf", false},
    {"overlong in four", "\xf0\x8f\xbf\xbf", false},
    {"a surrogate", "\xed\xa0\x80", false},
    {"above U+10FFFF", "\xf4\x90\x80\x80", false},
    {"a byte that never is", "\xf5\x80\x80\x80", false},
    {"0xFF", "\xff", false},
    {"cut after one", "\xc3", false},
    {"cut after two", "\xe2\x82", false},
    {"cut after three", "\xf0\x9f\x98", false},
    {"a letter inside", "\xe2\x41\x82", false},
};

Test(text, utf8_is_told_from_what_is_none)
{
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        cr_assert_eq(text_is_utf8(encodings[i].bytes), encodings[i].valid, "%s", encodings[i].why);
        char *exact = strdup(encodings[i].bytes);
        cr_assert_eq(text_is_utf8(exact), encodings[i].valid, "%s", encodings[i].why);
        free(exact);
    }
}

Test(text, every_code_point_survives_utf16)
{
    for (uint32_t code = 1; code <= 0x10ffff; code += code < 0x3000 ? 1 : 37) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        void *once = talloc_new(scratch);
        struct writer w;
        writer_init(&w, once);
        if (code >= 0x10000)
            writer_u16le(&w, (uint16_t)(0xd800 + ((code - 0x10000) >> 10)));
        writer_u16le(&w, (uint16_t)(code >= 0x10000 ? 0xdc00 + (code & 0x3ff) : code));
        char *utf8 = text_from_utf16le(once, w.data, w.size);
        cr_assert(text_is_utf8(utf8), "U+%04X", code);
        cr_assert_eq(text_utf16_units(utf8), w.size / 2, "U+%04X", code);
        struct writer back;
        writer_init(&back, once);
        text_write_utf16le(&back, utf8);
        cr_assert_eq(back.size, w.size, "U+%04X", code);
        cr_assert_arr_eq(back.data, w.data, w.size, "U+%04X", code);
        talloc_free(once);
    }
}

Test(text, broken_utf16_and_utf8_become_the_replacement_character)
{
    static const struct {
        uint8_t bytes[6];
        size_t size;
        const char *text;
    } cases[] = {
        {{0x00, 0xd8}, 2, "\uFFFD"},
        {{0x00, 0xdc}, 2, "\uFFFD"},
        {{0x00, 0xd8, 0x41, 0x00}, 4, "\uFFFDA"},
        {{0x00, 0xd8, 0x00, 0xd8, 0x00, 0xdc}, 6, "\uFFFD\U00010000"},
        {{0x41, 0x00, 0x42}, 3, "A"},
        {{0x41}, 1, ""},
        {{0}, 0, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t *exact = malloc(cases[i].size == 0 ? 1 : cases[i].size);
        memcpy(exact, cases[i].bytes, cases[i].size);
        cr_assert_str_eq(text_from_utf16le(scratch, exact, cases[i].size), cases[i].text, "%zu", i);
        free(exact);
    }
    struct writer w;
    writer_init(&w, scratch);
    text_write_utf16le(&w, "a\xff\xc3");
    cr_assert_eq(w.size, 6);
    cr_assert_arr_eq(w.data, "a\0\xfd\xff\xfd\xff", 6);
    cr_assert_eq(text_utf16_units("a\xff\xc3"), 3);
}

static const struct {
    const char *bytes;
    size_t size;
    const char *text;
} printables[] = {
    {"abc\n\td", 6, "abc\n\td"},
    {"a\x1b[31mb", 7, "a?[31mb"},
    {"a\rb\x7f", 4, "a?b?"},
    {"\xc2\x9b"
     "31m",
     5, "??31m"}, /* CSI as one character */
    {"\xc3\xa9\xff\xc3", 4, "\u00e9??"},
    {"a\0b\0", 4, "a?b?"},
    {"abcdef", 3, "abc"},
    {"\xe2\x82\xac", 2, "??"}, /* cut by the size */
    {"", 0, ""},
};

Test(text, what_a_peer_sent_cannot_steer_a_terminal)
{
    for (size_t i = 0; i < sizeof printables / sizeof *printables; i++) {
        char *text = text_printable(scratch, printables[i].bytes, printables[i].size);
        cr_assert_str_eq(text, printables[i].text, "row %zu: %s", i, text);
        cr_assert(text_is_utf8(text));
    }
}

Test(text, a_secret_is_overwritten)
{
    char secret[] = "secret";
    text_wipe(secret, sizeof secret);
    for (size_t i = 0; i < sizeof secret; i++)
        cr_assert_eq(secret[i], 0);
    text_wipe(NULL, 5);
}
