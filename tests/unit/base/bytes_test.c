#include "base/bytes.h"

#include <criterion/criterion.h>
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

TestSuite(bytes, .init = set_up, .fini = tear_down);

static const uint8_t eight[] = {1, 2, 3, 4, 5, 6, 7, 8};

Test(bytes, reading_past_the_end_fails_and_stays_failed)
{
    struct reader r = reader_over(eight, 3);
    cr_assert_eq(reader_u32be(&r), 0);
    cr_assert_not(reader_ok(&r));
    cr_assert_eq(reader_left(&r), 0);
    cr_assert_eq(reader_u8(&r), 0, "a failed reader gave a byte");
    cr_assert_null(reader_bytes(&r, 1));
    cr_assert_not(reader_done(&r));
}

Test(bytes, every_width_and_order)
{
    struct reader r = reader_over(eight, 8);
    cr_assert_eq(reader_u8(&r), 1);
    cr_assert_eq(reader_u16be(&r), 0x0203);
    cr_assert_eq(reader_u16le(&r), 0x0504);
    cr_assert_eq(reader_u24be(&r), 0x060708);
    cr_assert(reader_done(&r));
    r = reader_over(eight, 8);
    cr_assert_eq(reader_u32be(&r), 0x01020304);
    cr_assert_eq(reader_u32le(&r), 0x08070605);
    cr_assert(reader_done(&r));
    r = reader_over(eight, 8);
    cr_assert_eq(reader_u64le(&r), 0x0807060504030201);
}

Test(bytes, nothing_over_nothing_is_done_not_failed)
{
    struct reader r = reader_over(NULL, 0);
    cr_assert(reader_done(&r));
    cr_assert_null(reader_bytes(&r, 0));
    cr_assert(reader_ok(&r));
    struct reader slice = reader_slice(&r, 0);
    cr_assert(reader_done(&slice));
}

Test(bytes, a_slice_is_consumed_and_cannot_see_behind_itself)
{
    struct reader r = reader_over(eight, 8);
    reader_skip(&r, 2);
    struct reader slice = reader_slice(&r, 3);
    cr_assert_eq(reader_u8(&slice), 3);
    cr_assert_eq(reader_u32be(&slice), 0);
    cr_assert_not(reader_ok(&slice));
    cr_assert(reader_ok(&r), "a slice that fails is no failure of the whole");
    cr_assert_eq(reader_u8(&r), 6);
}

Test(bytes, a_slice_that_is_too_long_fails_both)
{
    struct reader r = reader_over(eight, 8);
    struct reader slice = reader_slice(&r, 9);
    cr_assert_not(reader_ok(&slice));
    cr_assert_not(reader_ok(&r));
    struct reader later = reader_slice(&r, 1);
    cr_assert_not(reader_ok(&later));
}

Test(bytes, offsets_count_from_the_start_and_cannot_wrap)
{
    static const size_t bad[][2] = {{8, 1},        {9, 0},        {0, 9},
                                    {SIZE_MAX, 2}, {2, SIZE_MAX}, {SIZE_MAX, SIZE_MAX}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct reader r = reader_over(eight, 8);
        struct reader at = reader_at(&r, bad[i][0], bad[i][1]);
        cr_assert_not(reader_ok(&at), "%zu, %zu", bad[i][0], bad[i][1]);
        cr_assert_not(reader_ok(&r), "%zu, %zu", bad[i][0], bad[i][1]);
    }
    struct reader r = reader_over(eight, 8);
    reader_skip(&r, 8);
    struct reader at = reader_at(&r, 6, 2);
    cr_assert_eq(reader_u16be(&at), 0x0708);
    at = reader_at(&r, 8, 0);
    cr_assert(reader_done(&at));
}

Test(bytes, what_is_written_is_read)
{
    struct writer w;
    writer_init(&w, scratch);
    writer_u8(&w, 0xab);
    writer_u16be(&w, 0x0102);
    writer_u16le(&w, 0x0304);
    writer_u24be(&w, 0x050607);
    writer_u32be(&w, 0x08090a0b);
    writer_u32le(&w, 0x0c0d0e0f);
    writer_u64le(&w, 0xfedcba9876543210);
    struct reader r = reader_over(w.data, w.size);
    cr_assert_eq(reader_u8(&r), 0xab);
    cr_assert_eq(reader_u16be(&r), 0x0102);
    cr_assert_eq(reader_u16le(&r), 0x0304);
    cr_assert_eq(reader_u24be(&r), 0x050607);
    cr_assert_eq(reader_u32be(&r), 0x08090a0b);
    cr_assert_eq(reader_u32le(&r), 0x0c0d0e0f);
    cr_assert_eq(reader_u64le(&r), 0xfedcba9876543210);
    cr_assert(reader_done(&r));
}

Test(bytes, lengths_are_patched_in_place_and_never_outside)
{
    struct writer w;
    writer_init(&w, scratch);
    writer_u64le(&w, 0);
    writer_patch_u16be(&w, 0, 0x0102);
    writer_patch_u16le(&w, 2, 0x0304);
    writer_patch_u32le(&w, 4, 0x05060708);
    static const uint8_t wanted[] = {1, 2, 4, 3, 8, 7, 6, 5};
    cr_assert_arr_eq(w.data, wanted, 8);
    cr_assert_not(w.failed);
    writer_patch_u16be(&w, 7, 1);
    cr_assert(w.failed);
    writer_u8(&w, 1);
    cr_assert_eq(w.size, 8, "a failed writer wrote");
}

Test(bytes, a_size_that_cannot_be_fails_the_writer)
{
    struct writer w;
    writer_init(&w, scratch);
    writer_bytes(&w, eight, SIZE_MAX);
    cr_assert(w.failed);
    cr_assert_eq(w.size, 0);
}

Test(bytes, the_front_is_dropped_only_when_that_pays)
{
    struct writer w;
    writer_init(&w, scratch);
    writer_bytes(&w, eight, 8);
    size_t consumed = 3;
    writer_drop_front(&w, &consumed);
    cr_assert_eq(consumed, 3);
    cr_assert_eq(w.size, 8);
    consumed = 5;
    writer_drop_front(&w, &consumed);
    cr_assert_eq(consumed, 0);
    cr_assert_eq(w.size, 3);
    cr_assert_arr_eq(w.data, &eight[5], 3);
    consumed = 3;
    writer_drop_front(&w, &consumed);
    cr_assert_eq(w.size, 0);
    cr_assert_eq(consumed, 0);
}
