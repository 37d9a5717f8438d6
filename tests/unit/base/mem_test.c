#include "base/mem.h"

#include <criterion/criterion.h>
#include <talloc.h>

struct item {
    int number;
    char *text;
};

Test(mem, items_are_appended_zeroed_and_kept)
{
    void *scratch = talloc_new(NULL);
    struct item *items = NULL;
    size_t count = 0;
    for (int i = 0; i < 1000; i++) {
        struct item *item = mem_append(scratch, &items, &count, sizeof *item);
        cr_assert_eq(item->number, 0);
        cr_assert_null(item->text);
        item->number = i;
        item->text = talloc_asprintf(items, "%d", i);
    }
    cr_assert_eq(count, 1000);
    for (int i = 0; i < 1000; i++) {
        cr_assert_eq(items[i].number, i);
        cr_assert_eq(strtol(items[i].text, NULL, 10), i);
    }
    talloc_free(scratch);
}

/* As a list that was loaded from a facts file: made at its size, with no room to spare. */
Test(mem, an_array_of_any_size_can_be_appended_to)
{
    for (size_t size = 0; size < 20; size++) {
        void *scratch = talloc_new(NULL);
        struct item *items = mem_array(scratch, struct item, size);
        size_t count = size;
        for (int i = 0; i < 20; i++) {
            struct item *item = mem_append(scratch, &items, &count, sizeof *item);
            item->number = i;
        }
        cr_assert_eq(count, size + 20);
        cr_assert_eq(items[size + 19].number, 19);
        talloc_free(scratch);
    }
}

Test(mem, bytes_can_be_appended_too)
{
    void *scratch = talloc_new(NULL);
    char *text = NULL;
    size_t count = 0;
    for (int i = 0; i < 300; i++)
        *(char *)mem_append(scratch, &text, &count, 1) = (char)i;
    cr_assert_eq(count, 300);
    cr_assert_eq(text[299], (char)299);
    talloc_free(scratch);
}
