#include "evidence/json_stream.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

static void put(struct json_stream *out, const char *text)
{
    file_put(out->to, text, strlen(text));
}

static void break_line(struct json_stream *out)
{
    static const char line[] = "\n                "; /* deeper brackets are jansson's */
    size_t size = 1 + 2 * (size_t)out->depth;
    assert(size < sizeof line);
    file_put(out->to, line, size);
}

static void begin_item(struct json_stream *out, const char *key)
{
    if (out->depth > 0) {
        put(out, out->has_items ? "," : "");
        break_line(out);
    }
    if (key != NULL) {
        put(out, "\"");
        put(out, key);
        put(out, "\": ");
    }
    out->has_items = true;
}

void json_stream_begin(struct json_stream *out, const char *key, char bracket)
{
    begin_item(out, key);
    file_put(out->to, &bracket, 1);
    out->depth++;
    out->has_items = false;
}

void json_stream_end(struct json_stream *out, char bracket)
{
    out->depth--;
    if (out->has_items)
        break_line(out);
    file_put(out->to, &bracket, 1);
    out->has_items = true;
    put(out, out->depth == 0 ? "\n" : "");
}

/* JSON has no line break inside a text: each one that jansson writes is between two lines. */
static int put_piece(const char *text, size_t size, void *stream)
{
    struct json_stream *out = stream;
    for (const char *end; (end = memchr(text, '\n', size)) != NULL;) {
        file_put(out->to, text, (size_t)(end - text));
        break_line(out);
        size -= (size_t)(end + 1 - text);
        text = end + 1;
    }
    file_put(out->to, text, size);
    return ferror(out->to) ? -1 : 0;
}

void json_stream_put(struct json_stream *out, const char *key, json_t *value)
{
    if (value == NULL)
        return;
    begin_item(out, key);
    /* Memory is out when the stream is not to blame: half a document must not pass for one. */
    if (json_dump_callback(value, put_piece, out, JSON_INDENT(2) | JSON_ENCODE_ANY) != 0 &&
        !ferror(out->to))
        abort();
    json_decref(value);
}
