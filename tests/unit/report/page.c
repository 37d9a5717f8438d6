#include "report/page.h"

#include <talloc.h>

#include "tests/unit/report/checks.h"

static void *memory;
static struct page page;

static void start(bool color, bool ascii, int width)
{
    memory = talloc_new(NULL);
    struct report_look look = {.color = color, .ascii = ascii, .width = width};
    page_init(&page, memory, &look);
}

static void set_up(void)
{
    start(false, false, 60);
}

static void tear_down(void)
{
    talloc_free(memory);
}

static const char *so_far(void)
{
    return page_finish(&page, memory);
}

TestSuite(page, .init = set_up, .fini = tear_down);
TestSuite(look, .fini = tear_down);

Test(page, paragraph_wraps_at_blanks)
{
    page_put(&page, STYLE_PLAIN, 0, 4,
             "one two three four five six seven eight nine ten eleven twelve thirteen fourteen");
    cr_assert_str_eq(so_far(), "one two three four five six seven eight nine ten eleven\n"
                               "    twelve thirteen fourteen\n");
}

Test(page, word_longer_than_a_line_is_cut_between_characters)
{
    char word[201];
    memset(word, 'x', 200);
    word[200] = '\0';
    page_put(&page, STYLE_PLAIN, 2, 4, word);
    page_put(&page, STYLE_PLAIN, 2, 4,
             "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字");
    check_page(so_far(), 60, "long words");
    cr_expect_eq(count_of(so_far(), "x"), 200);
    cr_expect_eq(count_of(so_far(), "字"), 20);
}

Test(page, blank_before_a_closing_quote_is_no_place_to_break)
{
    page_put(&page, STYLE_PLAIN, 0, 0,
             "seen in one place: \"Microsoft SQL Server 2012 Native Client \" 11.1");
    cr_assert_str_eq(so_far(), "seen in one place: \"Microsoft SQL Server 2012 Native\n"
                               "Client \" 11.1\n");
}

Test(page, right_text_stands_at_the_margin_or_below)
{
    page_put_right(&page, STYLE_PLAIN, 0, 2, "short", "SQLC-DRV-001");
    page_put_right(&page, STYLE_PLAIN, 0, 2, "this one is just too long to leave any room there",
                   "SQLC-DRV-001");
    page_put_right(&page, STYLE_PLAIN, 0, 2, "none", NULL);
    cr_assert_str_eq(so_far(), "short                                           SQLC-DRV-001\n"
                               "this one is just too long to leave any room there\n"
                               "                                                SQLC-DRV-001\n"
                               "none\n");
}

Test(page, right_text_wider_than_the_page_is_wrapped)
{
    char word[151];
    memset(word, 'y', 150);
    word[150] = '\0';
    page_put_right(&page, STYLE_PLAIN, 0, 2, "left", word);
    check_page(so_far(), 60, "right text");
    cr_expect_eq(count_of(so_far(), "y"), 150);
}

Test(page, label_hangs_its_text)
{
    page_label(&page, 2, "seen", "a text that goes on until it has to be continued below itself");
    cr_assert_str_eq(so_far(), "  seen     a text that goes on until it has to be continued\n"
                               "           below itself\n");
}

Test(page, empty_label_leaves_no_blanks)
{
    page_label(&page, 2, "seen", NULL);
    cr_assert_str_eq(so_far(), "  seen\n");
}

Test(page, gap_is_one_empty_line_and_none_at_the_top)
{
    page_gap(&page);
    page_put(&page, STYLE_PLAIN, 0, 0, "a");
    page_gap(&page);
    page_gap(&page);
    page_put(&page, STYLE_PLAIN, 0, 0, "b");
    cr_assert_str_eq(so_far(), "a\n\nb\n");
}

Test(page, items_break_between_items)
{
    struct items items = {0};
    for (int i = 0; i < 6; i++)
        items_add(&page, &items, "item number %d", i);
    page_items(&page, 2, 4, "all:  ", &items);
    cr_assert_str_eq(so_far(), "  all:  item number 0 · item number 1 · item number 2\n"
                               "    item number 3 · item number 4 · item number 5\n");
}

Test(page, first_item_too_long_for_the_line_still_follows_its_lead)
{
    struct items items = {0};
    items_add(&page, &items, "%s", "a first item that is longer than what the line has left over");
    items_add(&page, &items, "%s", "second");
    page_items(&page, 2, 4, "lead:  ", &items);
    check_page(so_far(), 60, "items");
    cr_expect_eq(count_of(so_far(), "lead:  a first item"), 1, "%s", so_far());
}

Test(look, color_adds_sequences_and_nothing_else)
{
    start(true, false, 60);
    page_put(&page, STYLE_FAIL, 2, 4, "would fail");
    page_put(&page, STYLE_PLAIN, 0, 0, "plain");
    cr_assert_str_eq(so_far(), "  \033[1;31mwould fail\033[0m\nplain\n");
}

Test(look, ascii_page_has_ascii_separators)
{
    start(false, true, 60);
    struct items items = {0};
    items_add(&page, &items, "%s", "Zürich");
    items_add(&page, &items, "%s", "b…");
    page_items(&page, 0, 0, "", &items);
    cr_assert_str_eq(so_far(), "Z?rich | b...\n");
}

Test(look, width_has_a_floor_and_a_default)
{
    start(false, false, 0);
    cr_expect_eq(page.width, 100);
    talloc_free(memory);
    start(false, false, 3);
    cr_expect_eq(page.width, 60);
}
