#include "drivers/inspect/registry.h"

#include <criterion/criterion.h>
#include <talloc.h>

static void *scratch;
static struct reg_builder *builder;

static void set_up(void)
{
    static const struct reg_limits plenty = {.keys = 1000, .values = 1000, .bytes = 100000};
    scratch = talloc_new(NULL);
    builder = reg_build_start(scratch, &plenty);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(registry, .init = set_up, .fini = tear_down);

static void put(const char *name, uint32_t type, const char *data, size_t size)
{
    (void)reg_build_value(builder, name, type, (const uint8_t *)data, size);
}

static const struct reg_value *only_value(const char *name)
{
    const struct registry *registry = reg_build_finish(builder);
    return reg_find_value(reg_find_key(registry, "K"), name);
}

Test(registry, nothing_is_found_in_nothing)
{
    const struct registry *registry = reg_build_finish(builder);
    size_t cursor = 0;
    cr_assert_null(reg_find_key(registry, "K"));
    cr_assert_null(reg_find_key(NULL, "K"));
    cr_assert_null(reg_find_key(registry, NULL));
    cr_assert_null(reg_find_value(NULL, "v"));
    cr_assert_null(reg_find_text(NULL, "v"));
    cr_assert_null(reg_children(registry, "K", &cursor));
    cr_assert_null(reg_children(NULL, "K", &cursor));
}

Test(registry, a_value_without_a_key_belongs_nowhere)
{
    cr_assert_not(reg_build_value(builder, "v", REG_SZ, NULL, 0));
    (void)reg_build_key_deletion(builder, "K");
    cr_assert_not(reg_build_value(builder, "v", REG_SZ, NULL, 0));
    cr_assert_eq(reg_build_finish(builder)->key_count, 0);
}

static const struct {
    uint32_t type;
    const char *data;
    size_t size;
} no_numbers[] = {
    {REG_DWORD, "\1\2\3", 3},     {REG_DWORD, "\1\2\3\4\5", 5}, {REG_DWORD, "", 0},
    {REG_QWORD, "\1\2\3\4", 4},   {REG_BINARY, "\1\2\3\4", 4},  {REG_SZ, "1\0\0\0", 4},
    {4000000000u, "\1\2\3\4", 4},
};

Test(registry, wrong_sizes_and_types_are_no_numbers)
{
    (void)reg_build_key(builder, "K", 0);
    for (size_t i = 0; i < sizeof no_numbers / sizeof *no_numbers; i++) {
        char name[] = {(char)('a' + i), '\0'};
        put(name, no_numbers[i].type, no_numbers[i].data, no_numbers[i].size);
    }
    const struct reg_key *key = reg_find_key(reg_build_finish(builder), "K");
    cr_assert_eq(key->value_count, sizeof no_numbers / sizeof *no_numbers);
    for (size_t i = 0; i < key->value_count; i++) {
        cr_assert_not(key->values[i].has_number, "value %zu", i);
        cr_assert_eq(key->values[i].number, 0, "value %zu", i);
    }
}

Test(registry, numbers)
{
    (void)reg_build_key(builder, "K", 0);
    put("little", REG_DWORD, "\x04\x03\x02\x01", 4);
    put("big", REG_DWORD_BIG_ENDIAN, "\x01\x02\x03\x04", 4);
    put("long", REG_QWORD, "\x08\x07\x06\x05\x04\x03\x02\x01", 8);
    const struct reg_key *key = reg_find_key(reg_build_finish(builder), "k");
    cr_assert_eq(reg_find_value(key, "little")->number, 0x01020304);
    cr_assert_eq(reg_find_value(key, "big")->number, 0x01020304);
    cr_assert_eq(reg_find_value(key, "LONG")->number, 0x0102030405060708);
    cr_assert(reg_find_value(key, "long")->has_number);
}

Test(registry, a_text_ends_at_its_first_nul_and_half_a_unit_is_dropped)
{
    (void)reg_build_key(builder, "K", 0);
    put("v", REG_SZ, "a\0\0\0b\0\0\0", 8);
    put("odd", REG_SZ, "a\0b", 3);
    put("none", REG_EXPAND_SZ, "", 0);
    put("lone", REG_SZ, "\0\xd8", 2);
    const struct reg_key *key = reg_find_key(reg_build_finish(builder), "K");
    cr_assert_str_eq(reg_find_text(key, "v"), "a");
    cr_assert_eq(reg_find_value(key, "v")->size, 8);
    cr_assert_str_eq(reg_find_text(key, "odd"), "a");
    cr_assert_str_eq(reg_find_text(key, "none"), "");
    cr_assert_str_eq(reg_find_text(key, "lone"), "\xef\xbf\xbd");
}

Test(registry, a_list_leaves_out_empty_texts)
{
    (void)reg_build_key(builder, "K", 0);
    put("v", REG_MULTI_SZ, "a\0\0\0\0\0b\0c\0", 10);
    const struct reg_value *value = only_value("v");
    cr_assert_arr_eq(value->text, "a\0bc\0", 6);
    cr_assert_null(
        reg_find_text(
            reg_find_key(talloc_get_type_abort(talloc_parent(value->text), struct registry), "K"),
            "v"),
        "a list is no text");
}

Test(registry, an_empty_list_ends_at_once)
{
    (void)reg_build_key(builder, "K", 0);
    put("v", REG_MULTI_SZ, "", 0);
    cr_assert_str_eq(only_value("v")->text, "");
}

Test(registry, later_wins_and_names_ignore_case)
{
    (void)reg_build_key(builder, "K", 1);
    put("Name", REG_SZ, "1\0", 2);
    put("other", REG_SZ, "o\0", 2);
    (void)reg_build_key(builder, "k", 2);
    put("nAME", REG_SZ, "2\0", 2);
    const struct registry *registry = reg_build_finish(builder);
    cr_assert_eq(registry->key_count, 1);
    cr_assert_eq(registry->keys[0].value_count, 2);
    cr_assert_eq(registry->keys[0].written_unix_s, 2);
    cr_assert_str_eq(reg_find_text(&registry->keys[0], "NAME"), "2");
    cr_assert_str_eq(reg_find_text(&registry->keys[0], "OTHER"), "o");
}

Test(registry, a_deleted_value_is_gone_until_it_comes_again)
{
    (void)reg_build_key(builder, "K", 0);
    put("a", REG_SZ, "1\0", 2);
    (void)reg_build_value_deletion(builder, "A");
    put("b", REG_SZ, "1\0", 2);
    (void)reg_build_value_deletion(builder, "b");
    put("b", REG_SZ, "2\0", 2);
    const struct reg_key *key = reg_find_key(reg_build_finish(builder), "K");
    cr_assert_null(reg_find_value(key, "a"));
    cr_assert_str_eq(reg_find_text(key, "b"), "2");
}

Test(registry, a_deleted_key_takes_all_below_it_that_came_before)
{
    (void)reg_build_key(builder, "K\\A\\B", 0);
    (void)reg_build_key(builder, "K\\A", 0);
    put("old", REG_SZ, "1\0", 2);
    (void)reg_build_key(builder, "K\\A B", 0);
    (void)reg_build_key(builder, "K", 0);
    (void)reg_build_key_deletion(builder, "k\\a");
    (void)reg_build_key(builder, "K\\A\\C", 0);
    (void)reg_build_key(builder, "K\\A", 0);
    put("new", REG_SZ, "1\0", 2);
    const struct registry *registry = reg_build_finish(builder);
    cr_assert_eq(registry->key_count, 4);
    cr_assert_null(reg_find_key(registry, "K\\A\\B"));
    cr_assert_not_null(reg_find_key(registry, "K\\A\\C"));
    cr_assert_not_null(reg_find_key(registry, "K\\A B"), "only looks like it is below");
    cr_assert_null(reg_find_value(reg_find_key(registry, "K\\A"), "old"));
    cr_assert_not_null(reg_find_value(reg_find_key(registry, "K\\A"), "new"));
}

Test(registry, an_inner_deletion_does_not_undo_an_outer_one)
{
    (void)reg_build_key_deletion(builder, "K\\A");
    (void)reg_build_key(builder, "K\\A\\B", 0);
    (void)reg_build_key(builder, "K\\Z", 0);
    (void)reg_build_key_deletion(builder, "K");
    (void)reg_build_key(builder, "K\\A\\C", 0);
    const struct registry *registry = reg_build_finish(builder);
    cr_assert_eq(registry->key_count, 1);
    cr_assert_str_eq(registry->keys[0].path, "K\\A\\C");
}

Test(registry, children_are_one_level_below_and_need_no_parent)
{
    static const char *const paths[] = {"R\\K\\b",  "R\\K\\a\\deep", "R\\K\\a", "R\\K b",
                                        "R\\K\\B2", "R\\L\\x",       "R"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        (void)reg_build_key(builder, paths[i], 0);
    const struct registry *registry = reg_build_finish(builder);
    static const char *const expected[] = {"R\\K\\a", "R\\K\\b", "R\\K\\B2"};
    size_t cursor = 0;
    for (size_t i = 0; i < 3; i++) {
        const struct reg_key *key = reg_children(registry, "r\\k", &cursor);
        cr_assert_str_eq(key == NULL ? "none" : key->path, expected[i]);
    }
    cr_assert_null(reg_children(registry, "r\\k", &cursor));
    cr_assert_null(reg_children(registry, "r\\k", &cursor));
    cursor = 0;
    cr_assert_str_eq(reg_children(registry, "R", &cursor)->path, "R\\K b");
    cr_assert_null(reg_children(registry, "R", &cursor));
    cr_assert_str_eq(reg_leaf("R\\K\\b"), "b");
    cr_assert_str_eq(reg_leaf("R"), "R");
}

static const struct {
    struct reg_limits limits;
    const char *sentence;
} bounds[] = {
    {{.keys = 2, .values = 100, .bytes = 10000}, "more than 2 keys: the rest is left out"},
    {{.keys = 100, .values = 3, .bytes = 10000}, "more than 3 values: the rest is left out"},
    {{.keys = 100, .values = 100, .bytes = 20}, "more than 20 bytes: the rest is left out"},
    {{0}, "more than 0 keys: the rest is left out"},
};

Test(registry, what_is_beyond_a_limit_is_one_problem)
{
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++) {
        builder = reg_build_start(scratch, &bounds[i].limits);
        for (int j = 0; j < 10; j++) {
            (void)reg_build_key(builder, (char[]){'K', (char)('0' + j), '\0'}, 0);
            put("v", REG_SZ, "abcd", 4);
        }
        const struct registry *registry = reg_build_finish(builder);
        cr_assert_eq(registry->problem_count, 1, "row %zu", i);
        cr_assert_str_eq(registry->problems[0].sentence, bounds[i].sentence);
    }
}

Test(registry, problems_are_counted_when_there_are_too_many_to_keep)
{
    for (int i = 0; i < REG_MAX_PROBLEMS + 7; i++)
        reg_build_problem(builder, "x", "number %d", i);
    const struct registry *registry = reg_build_finish(builder);
    cr_assert_eq(registry->problem_count, REG_MAX_PROBLEMS);
    cr_assert_eq(registry->problems_left_out, 7);
    cr_assert_str_eq(registry->problems[99].sentence, "number 99");
}
