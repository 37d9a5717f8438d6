#include "evidence/json_stream.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A document with all that can stand in one, written piece by piece. */
static void write_document(struct json_stream *out)
{
    json_stream_begin(out, NULL, '{');
    json_stream_put(out, "text", json_string("two\nlines, \"quoted\""));
    json_stream_put(out, "left out", NULL);
    json_stream_put(out, "none", json_array());
    json_stream_begin(out, "empty", '[');
    json_stream_put(out, NULL, NULL);
    json_stream_end(out, ']');
    json_stream_begin(out, "list", '[');
    for (int i = 0; i < 3; i++)
        json_stream_put(out, NULL, json_pack("{s:i, s:[i, []], s:{}}", "a", i, "b", i, "c"));
    json_stream_put(out, NULL, json_null());
    json_stream_end(out, ']');
    json_stream_begin(out, "inside", '{');
    json_stream_begin(out, "deeper", '{');
    json_stream_end(out, '}');
    json_stream_put(out, "after", json_true());
    json_stream_end(out, '}');
    json_stream_end(out, '}');
}

Test(json_stream, the_bytes_are_those_of_the_whole_document)
{
    char *text = NULL;
    size_t size = 0;
    struct json_stream out = {.to = open_memstream(&text, &size)};
    write_document(&out);
    cr_assert_eq(fclose(out.to), 0);
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    cr_assert_not_null(document, "%s", text);
    cr_assert_eq(json_object_size(document), 5, "%s", text);
    char *whole = json_dumps(document, JSON_INDENT(2));
    cr_assert_eq(strncmp(text, whole, strlen(whole)), 0, "%s\ninstead of\n%s", text, whole);
    cr_assert_str_eq(text + strlen(whole), "\n");
    free(whole);
    free(text);
    json_decref(document);
}

/* A disk that is full once and has room again afterwards. */
struct sink {
    size_t room;
    size_t taken_after; /* bytes behind the gap */
    bool was_full;
};

static ssize_t take(void *cookie, const char *data, size_t size)
{
    (void)data;
    struct sink *sink = cookie;
    if (sink->was_full) {
        sink->taken_after += size;
        return (ssize_t)size;
    }
    size_t taken = size < sink->room ? size : sink->room;
    sink->room -= taken;
    sink->was_full = taken < size;
    return (ssize_t)taken;
}

Test(json_stream, after_a_byte_that_failed_nothing_more_is_written)
{
    char *text = NULL;
    size_t size = 0;
    struct json_stream whole = {.to = open_memstream(&text, &size)};
    write_document(&whole);
    cr_assert_eq(fclose(whole.to), 0);
    free(text);
    for (size_t room = 0; room <= size; room++) {
        struct sink sink = {.room = room};
        struct json_stream out = {
            .to = fopencookie(&sink, "w", (cookie_io_functions_t){.write = take})};
        cr_assert_eq(setvbuf(out.to, NULL, _IONBF, 0), 0);
        write_document(&out);
        cr_expect_eq(ferror(out.to) != 0, room < size, "room for %zu of %zu bytes", room, size);
        cr_expect_eq(sink.taken_after, 0, "%zu of %zu bytes, a gap, then %zu", room, size,
                     sink.taken_after);
        (void)fclose(out.to);
    }
}
