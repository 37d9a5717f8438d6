#include "drivers/inspect/decode.h"

#include <criterion/criterion.h>
#include <talloc.h>

static const struct {
    const char *what;
    const char *bytes;
    size_t size;
    const char *text;
    size_t length;
} files[] = {
    {"nothing", "", 0, "", 0},
    {"one byte", "a", 1, "a", 1},
    {"half a mark", "\xff", 1, "\xc3\xbf", 2},
    {"only a mark", "\xff\xfe", 2, "", 0},
    {"odd UTF-16",
     "\xff\xfe"
     "a\0b",
     5, "a", 1},
    {"UTF-16",
     "\xff\xfe"
     "a\0\xe9\0",
     6, "a\xc3\xa9", 3},
    {"UTF-16 without mark", "a\0\xac\x20", 4, "a\xe2\x82\xac", 4},
    {"UTF-16 with a NUL",
     "\xff\xfe"
     "a\0\0\0b\0",
     8, "a\0b", 3},
    {"a pair", "\xff\xfe\x3d\xd8\x00\xde", 6, "\xf0\x9f\x98\x80", 4},
    {"UTF-8 with mark", "\xef\xbb\xbf\xc3\xa9", 5, "\xc3\xa9", 2},
    {"a mark that lies", "\xef\xbb\xbf\xe9", 4, "\xc3\xa9", 2},
    {"UTF-8", "a\xc3\xa9", 3, "a\xc3\xa9", 3},
    {"UTF-8 with a NUL", "ab\0c", 4, "ab\0c", 4},
    {"CP1252", "a\xe9\x80", 3, "a\xc3\xa9\xe2\x82\xac", 6},
    {"CP1252 behind a NUL", "ab\0\xe9", 4, "ab\0\xc3\xa9", 5},
    {"undefined in CP1252", "\x81", 1, "\xc2\x81", 2},
};

Test(decode, each_encoding_of_windows_becomes_utf8)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        /* exactly its size, so that AddressSanitizer sees a read behind it */
        void *memory = talloc_new(NULL);
        char *bytes = talloc_memdup(memory, files[i].bytes, files[i].size);
        size_t length = 99;
        char *text = decode_text(memory, bytes, files[i].size, &length);
        cr_assert_eq(length, files[i].length, "%s: %zu", files[i].what, length);
        cr_assert_arr_eq(text, files[i].text, length + 1, "%s", files[i].what);
        talloc_free(memory);
    }
}
