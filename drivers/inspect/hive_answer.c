#include "drivers/inspect/hive_answer.h"

#include <string.h>

#include <talloc.h>

#include "base/bytes.h"
#include "base/text.h"

/* A text of the child's: no NUL in it (r fails), and valid UTF-8 or made printable. */
static char *take_text(void *scratch, struct reader *r, size_t size)
{
    const char *bytes = (const char *)reader_bytes(r, size);
    if (bytes == NULL)
        return talloc_strdup(scratch, "");
    if (memchr(bytes, '\0', size) != NULL) {
        reader_fail(r);
        return talloc_strdup(scratch, "");
    }
    char *text = talloc_strndup(scratch, bytes, size);
    return text_is_utf8(text) ? text : text_printable(scratch, text, size);
}

static char *whole_path(void *scratch, const char *root, const char *below)
{
    return below[0] == '\0' ? talloc_strdup(scratch, root)
                            : talloc_asprintf(scratch, "%s\\%s", root, below);
}

static void take_key(void *scratch, struct reg_builder *builder, const char *root,
                     struct reader *body)
{
    uint64_t written = reader_u64le(body);
    char *below = take_text(scratch, body, reader_left(body));
    if (written > INT64_MAX)
        reader_fail(body);
    if (reader_ok(body))
        (void)reg_build_key(builder, whole_path(scratch, root, below), (int64_t)written);
}

static void take_value(void *scratch, struct reg_builder *builder, const char *root,
                       struct reader *body)
{
    (void)root;
    uint32_t type = reader_u32le(body);
    char *name = take_text(scratch, body, reader_u16le(body));
    size_t size = reader_left(body);
    const uint8_t *data = reader_bytes(body, size);
    if (reader_ok(body))
        (void)reg_build_value(builder, name, type, data, size);
}

static void take_problem(void *scratch, struct reg_builder *builder, const char *root,
                         struct reader *body)
{
    char *place = take_text(scratch, body, reader_u16le(body));
    char *sentence = take_text(scratch, body, reader_left(body));
    if (reader_ok(body))
        reg_build_problem(builder, whole_path(scratch, root, place), "%s", sentence);
}

static void (*const takers[])(void *scratch, struct reg_builder *builder, const char *root,
                              struct reader *body) = {
    [HIVE_KEY] = take_key,
    [HIVE_VALUE] = take_value,
    [HIVE_PROBLEM] = take_problem,
};

bool hive_answer_read(struct reg_builder *builder, const char *root, const void *data, size_t size)
{
    struct reader r = reader_over(data, size);
    void *scratch = talloc_new(NULL);
    bool ended = false;
    while (!ended && reader_left(&r) > 0) {
        uint8_t kind = reader_u8(&r);
        struct reader body = reader_slice(&r, reader_u32le(&r));
        if (kind == HIVE_END && reader_done(&body))
            ended = true;
        else if (kind != 0 && kind < HIVE_END)
            takers[kind](scratch, builder, root, &body);
        else
            reader_fail(&r);
        if (!reader_ok(&body))
            reader_fail(&r);
        talloc_free_children(scratch);
    }
    talloc_free(scratch);
    return ended && reader_done(&r);
}
