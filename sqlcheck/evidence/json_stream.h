/* A JSON document on its way to a stream, piece by piece, so that a large one is never in memory:
 * the brackets are written here, each value between them is jansson's and gone when it is written.
 * The bytes are those that jansson writes of the whole document with an indent of two.
 *
 * A failure stays in the stream (ferror) and ends the writing; whoever closes it tells. */
#ifndef SQLCHECK_EVIDENCE_JSON_STREAM_H
#define SQLCHECK_EVIDENCE_JSON_STREAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

struct json_stream {
    FILE *to;
    int depth;
    bool has_items; /* the innermost object or list */
};

/* Opens an object with '{' or a list with '['. The key, which is written as it stands, is NULL
 * inside a list and for the document itself. */
void json_stream_begin(struct json_stream *out, const char *key, char bracket);

/* One value inside, which is taken over; NULL is left out. */
void json_stream_put(struct json_stream *out, const char *key, json_t *value);

/* Closes the innermost, with '}' or ']'; the document ends with a newline. */
void json_stream_end(struct json_stream *out, char bracket);

#endif
