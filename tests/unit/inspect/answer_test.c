#include "drivers/inspect/hive_answer.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/bytes.h"

static const struct reg_limits plenty = {.keys = 100, .values = 100, .bytes = 100000};
static void *scratch;
static struct writer w;

static void set_up(void)
{
    scratch = talloc_new(NULL);
    writer_init(&w, scratch);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(answer, .init = set_up, .fini = tear_down);

static void put(uint8_t kind, const char *body, size_t size)
{
    writer_u8(&w, kind);
    writer_u32le(&w, (uint32_t)size);
    writer_bytes(&w, body, size);
}

#define PUT(kind, body) put(kind, body, sizeof body - 1)

static const struct registry *read_answer(size_t size, bool *whole)
{
    void *exact = talloc_memdup(scratch, w.data, size);
    struct reg_builder *builder = reg_build_start(scratch, &plenty);
    *whole = hive_answer_read(builder, "R", exact, size);
    return reg_build_finish(builder);
}

static const struct {
    const char *what;
    uint8_t kind;
    const char *body;
    size_t size;
} nonsense[] = {
    {"kind 0", 0, "", 0},
    {"an unknown kind", 5, "", 0},
    {"the largest kind", 255, "", 0},
    {"an end that says something", HIVE_END, "x", 1},
    {"a key without a time", HIVE_KEY, "\0\0\0\0\0\0\0", 7},
    {"a key from before 1970", HIVE_KEY, "\0\0\0\0\0\0\0\x80K", 9},
    {"a NUL in a path", HIVE_KEY, "\0\0\0\0\0\0\0\0K\0K", 11},
    {"a value without a name", HIVE_VALUE, "\1\0\0\0\1", 5},
    {"a name that is longer than its record", HIVE_VALUE, "\1\0\0\0\2\0v", 7},
    {"a NUL in a name", HIVE_VALUE, "\1\0\0\0\1\0\0", 7},
    {"a place that is longer than its record", HIVE_PROBLEM, "\xff\xffx", 3},
    {"a NUL in a sentence", HIVE_PROBLEM, "\0\0a\0", 4},
};

Test(answer, nonsense_ends_it_and_what_came_before_is_kept)
{
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        bool whole = true;
        writer_init(&w, scratch);
        PUT(HIVE_KEY, "\7\0\0\0\0\0\0\0K");
        put(nonsense[i].kind, nonsense[i].body, nonsense[i].size);
        PUT(HIVE_KEY, "\7\0\0\0\0\0\0\0L");
        PUT(HIVE_END, "");
        const struct registry *registry = read_answer(w.size, &whole);
        cr_assert_not(whole, "%s", nonsense[i].what);
        cr_assert_eq(registry->key_count, 1, "%s", nonsense[i].what);
        cr_assert_eq(registry->problem_count, 0, "%s", nonsense[i].what);
    }
}

Test(answer, a_record_of_4_gb_is_not_there)
{
    bool whole = true;
    writer_u8(&w, HIVE_KEY);
    writer_u32le(&w, 0xffffffff);
    writer_bytes(&w, "\0\0\0\0\0\0\0\0K", 9);
    cr_assert_eq(read_answer(w.size, &whole)->key_count, 0);
    cr_assert_not(whole);
}

Test(answer, nothing_may_follow_the_end)
{
    bool whole = true;
    PUT(HIVE_END, "");
    (void)read_answer(w.size, &whole);
    cr_assert(whole);
    writer_u8(&w, 0);
    (void)read_answer(w.size, &whole);
    cr_assert_not(whole);
    (void)read_answer(0, &whole);
    cr_assert_not(whole, "nothing is no answer");
}

Test(answer, what_the_child_says_is_taken)
{
    bool whole = false;
    PUT(HIVE_KEY, "\7\0\0\0\0\0\0\0");
    PUT(HIVE_VALUE, "\4\0\0\0\0\0\1\0\0\0");
    PUT(HIVE_KEY, "\0\0\0\0\0\0\0\0A\\B");
    PUT(HIVE_VALUE, "\1\0\0\0\1\0vx\0");
    PUT(HIVE_PROBLEM, "\1\0Asome %s");
    PUT(HIVE_END, "");
    const struct registry *registry = read_answer(w.size, &whole);
    cr_assert(whole);
    cr_assert_eq(registry->key_count, 2);
    cr_assert_eq(registry->keys[0].written_unix_s, 7);
    cr_assert_eq(reg_find_value(reg_find_key(registry, "r"), "")->number, 1);
    cr_assert_str_eq(reg_find_text(reg_find_key(registry, "R\\a\\b"), "V"), "x");
    cr_assert_str_eq(registry->problems[0].place, "R\\A");
    cr_assert_str_eq(registry->problems[0].sentence, "some %s");
}

Test(answer, names_that_are_no_utf8_are_made_so)
{
    bool whole = false;
    PUT(HIVE_KEY, "\0\0\0\0\0\0\0\0\xff\x1b[2J");
    PUT(HIVE_END, "");
    cr_assert_str_eq(read_answer(w.size, &whole)->keys[0].path, "R\\??[2J");
    cr_assert(whole);
}

Test(answer, cut_at_every_byte_it_is_not_whole)
{
    bool whole = false;
    PUT(HIVE_KEY, "\7\0\0\0\0\0\0\0K");
    PUT(HIVE_VALUE, "\1\0\0\0\1\0vx\0");
    PUT(HIVE_PROBLEM, "\1\0Asome");
    PUT(HIVE_END, "");
    for (size_t size = 0; size < w.size; size++) {
        (void)read_answer(size, &whole);
        cr_assert_not(whole, "%zu bytes", size);
    }
}
