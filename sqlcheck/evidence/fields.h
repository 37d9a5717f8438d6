/* Structs to JSON and back, from one table a struct: what is saved is what is loaded.
 *
 * Absent facts (NULL text, 0 time, empty version) are left out when saving and are their zero value
 * when loading. Unknown keys, wrong types and words outside their list are errors that name the
 * path: "facts.endpoints[0].reach: expected one of ...". */
#ifndef SQLCHECK_EVIDENCE_FIELDS_H
#define SQLCHECK_EVIDENCE_FIELDS_H

#include "base/error.h"
#include "evidence/json_stream.h"

#include <jansson.h>
#include <stddef.h>

enum field_kind {
    FIELD_TEXT,      /* char * */
    FIELD_BOOL,      /* bool */
    FIELD_INT,       /* int */
    FIELD_INT64,     /* int64_t */
    FIELD_TIME,      /* int64_t seconds, in JSON "2026-11-24T03:42:10Z" */
    FIELD_ENUM,      /* enum, by its word list */
    FIELD_VERSION,   /* struct version, in JSON "13.0.5026" */
    FIELD_RECORD,    /* a struct inside */
    FIELD_LIST,      /* struct *, with a size_t count */
    FIELD_TEXT_LIST, /* char **, with a size_t count */
};

struct record;

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
    size_t count_offset;         /* FIELD_LIST, FIELD_TEXT_LIST */
    const char *const *words;    /* FIELD_ENUM */
    const struct record *record; /* FIELD_RECORD, FIELD_LIST */
};

struct record {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t field_count;
};

/* A new reference. */
json_t *record_save(const struct record *record, const void *value);

/* One field of *value, a struct that has it; a list item by item. Absent facts are left out. */
void field_write(struct json_stream *out, const char *key, const struct field *field,
                 const void *value);

/* Fills *value (a struct of record->size, zeroed here first); its parts are children of parent. The
 * items of lists are taken out of the JSON on the way. */
bool record_load(void *parent, const struct record *record, const json_t *json, void *value,
                 struct error *err) MUST_USE;

/* A copy that shares nothing: every text and list of it is a child of parent. */
void record_copy(void *parent, const struct record *record, const void *from, void *to);

#endif
