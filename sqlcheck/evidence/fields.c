#include "evidence/fields.h"

#include <string.h>

#include <talloc.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "base/version.h"
#include "evidence/names.h"

static const void *place_of(const void *value, size_t offset)
{
    return (const char *)value + offset;
}

/* A text that is not UTF-8 is saved as far as it can be read: never left out without a word. */
static json_t *save_text(const char *text)
{
    if (text == NULL)
        return NULL;
    if (text_is_utf8(text))
        return json_string(text);
    char *printable = text_printable(NULL, text, strlen(text));
    json_t *json = json_string(printable);
    talloc_free(printable);
    return json;
}

static json_t *save_list(const struct field *field, const void *value)
{
    size_t count = *(const size_t *)place_of(value, field->count_offset);
    json_t *list = json_array();
    if (field->kind == FIELD_TEXT_LIST) {
        char *const *items = *(char *const *const *)place_of(value, field->offset);
        for (size_t i = 0; i < count; i++)
            json_array_append_new(list, save_text(items[i]));
        return list;
    }
    const char *items = *(const char *const *)place_of(value, field->offset);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, record_save(field->record, items + i * field->record->size));
    return list;
}

static json_t *save_time(int64_t unix_s)
{
    char *text = date_iso(NULL, unix_s);
    json_t *json = text[0] == '\0' ? NULL : json_string(text); /* 0, and beyond the year 9999 */
    talloc_free(text);
    return json;
}

static json_t *save_version(const struct version *version)
{
    char *text = version_text(NULL, version);
    json_t *json = version->count == 0 ? NULL : json_string(text);
    talloc_free(text);
    return json;
}

/* NULL when the fact is absent. */
static json_t *save_field(const struct field *field, const void *value)
{
    const void *place = place_of(value, field->offset);
    switch (field->kind) {
    case FIELD_TEXT:
        return save_text(*(char *const *)place);
    case FIELD_BOOL:
        return json_boolean(*(const bool *)place);
    case FIELD_INT:
        return json_integer(*(const int *)place);
    case FIELD_INT64:
        return json_integer(*(const int64_t *)place);
    case FIELD_TIME:
        return save_time(*(const int64_t *)place);
    case FIELD_ENUM:
        return json_string(name_of(field->words, *(const unsigned *)place));
    case FIELD_VERSION:
        return save_version(place);
    case FIELD_RECORD:
        return record_save(field->record, place);
    case FIELD_LIST:
    case FIELD_TEXT_LIST:
        return save_list(field, value);
    }
    return NULL;
}

json_t *record_save(const struct record *record, const void *value)
{
    json_t *object = json_object();
    for (size_t i = 0; i < record->field_count; i++) {
        json_t *json = save_field(&record->fields[i], value);
        if (json != NULL)
            json_object_set_new(object, record->fields[i].name, json);
    }
    return object;
}

void field_write(struct json_stream *out, const char *key, const struct field *field,
                 const void *value)
{
    if (field->kind != FIELD_LIST) {
        json_stream_put(out, key, save_field(field, value));
        return;
    }
    size_t count = *(const size_t *)place_of(value, field->count_offset);
    const char *items = *(const char *const *)place_of(value, field->offset);
    json_stream_begin(out, key, '[');
    for (size_t i = 0; i < count; i++)
        json_stream_put(out, NULL, record_save(field->record, items + i * field->record->size));
    json_stream_end(out, ']');
}

static bool expected(struct error *err, const char *what)
{
    return error_set(err, "expected %s", what);
}

static bool load_enum(const struct field *field, const json_t *json, unsigned *place,
                      struct error *err)
{
    if (json_is_string(json) && name_find(field->words, json_string_value(json), place))
        return true;
    char *words = talloc_strdup(NULL, "one of");
    for (size_t i = 0; field->words[i] != NULL; i++)
        words = talloc_asprintf_append(words, "%s '%s'", i == 0 ? "" : ",", field->words[i]);
    (void)expected(err, words);
    talloc_free(words);
    return false;
}

static bool load_int(const json_t *json, int64_t low, int64_t high, int64_t *out, struct error *err)
{
    if (!json_is_integer(json) || json_integer_value(json) < low || json_integer_value(json) > high)
        return expected(err, "a whole number in range");
    *out = json_integer_value(json);
    return true;
}

static bool load_record_list(void *parent, const struct field *field, const json_t *json,
                             void *place, size_t *count, struct error *err)
{
    size_t size = json_array_size(json);
    char *items = mem_zeroed(parent, size, field->record->size);
    for (size_t i = 0; i < size; i++) {
        if (!record_load(items, field->record, json_array_get(json, i),
                         items + i * field->record->size, err))
            return error_wrap(err, "[%zu]", i);
        /* what is loaded is let go, so that a large hierarchy is in memory once */
        json_array_set_new((json_t *)(uintptr_t)json, i, json_null());
    }
    *(char **)place = items;
    *count = size;
    return true;
}

static bool load_text_list(void *parent, const json_t *json, void *place, size_t *count,
                           struct error *err)
{
    size_t size = json_array_size(json);
    char **items = mem_array(parent, char *, size);
    for (size_t i = 0; i < size; i++) {
        const char *text = json_string_value(json_array_get(json, i));
        if (text == NULL)
            return expected(err, "a list of texts");
        items[i] = talloc_strdup(items, text);
    }
    *(char ***)place = items;
    *count = size;
    return true;
}

static bool load_list(void *parent, const struct field *field, const json_t *json, void *value,
                      struct error *err)
{
    void *place = (char *)value + field->offset;
    size_t *count = (size_t *)(void *)((char *)value + field->count_offset);
    if (!json_is_array(json))
        return expected(err, "a list");
    if (field->kind == FIELD_TEXT_LIST)
        return load_text_list(parent, json, place, count, err);
    return load_record_list(parent, field, json, place, count, err);
}

static bool load_text(void *parent, const json_t *json, char **place, struct error *err)
{
    if (!json_is_string(json))
        return expected(err, "a text");
    *place = talloc_strdup(parent, json_string_value(json));
    return true;
}

static bool load_number(const struct field *field, const json_t *json, void *place,
                        struct error *err)
{
    int64_t number = 0;
    bool is_int = field->kind == FIELD_INT;
    if (!load_int(json, is_int ? INT32_MIN : INT64_MIN, is_int ? INT32_MAX : INT64_MAX, &number,
                  err))
        return false;
    if (is_int)
        *(int *)place = (int)number;
    else
        *(int64_t *)place = number;
    return true;
}

static bool load_field(void *parent, const struct field *field, const json_t *json, void *value,
                       struct error *err)
{
    void *place = (char *)value + field->offset;
    const char *text = json_is_string(json) ? json_string_value(json) : "";
    switch (field->kind) {
    case FIELD_TEXT:
        return load_text(parent, json, place, err);
    case FIELD_BOOL:
        *(bool *)place = json_is_true(json);
        return json_is_boolean(json) || expected(err, "true or false");
    case FIELD_INT:
    case FIELD_INT64:
        return load_number(field, json, place, err);
    case FIELD_TIME:
        return date_parse(text, place) || expected(err, "a time like 2026-11-24T03:42:10Z");
    case FIELD_ENUM:
        return load_enum(field, json, place, err);
    case FIELD_VERSION:
        return version_parse(text, place) || expected(err, "a version like 13.0.5026");
    case FIELD_RECORD:
        return record_load(parent, field->record, json, place, err);
    case FIELD_LIST:
    case FIELD_TEXT_LIST:
        return load_list(parent, field, json, value, err);
    }
    return false;
}

static const struct field *find_field(const struct record *record, const char *name)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (strcmp(record->fields[i].name, name) == 0)
            return &record->fields[i];
    return NULL;
}

bool record_load(void *parent, const struct record *record, const json_t *json, void *value,
                 struct error *err)
{
    if (!json_is_object(json))
        return expected(err, "an object");
    memset(value, 0, record->size);
    /* jansson's iterators want a mutable object although they change nothing */
    for (void *at = json_object_iter((json_t *)(uintptr_t)json); at != NULL;
         at = json_object_iter_next((json_t *)(uintptr_t)json, at)) {
        const char *name = json_object_iter_key(at);
        const struct field *field = find_field(record, name);
        if (field == NULL)
            return error_set(err, "%s: not a field of %s", name, record->name);
        if (!load_field(parent, field, json_object_iter_value(at), value, err))
            return error_wrap(err, "%s", name);
    }
    return true;
}

static void own_parts(void *parent, const struct record *record, char *value);

/* The items become children of parent. */
static void own_list(void *parent, const struct field *field, char *value)
{
    void **place = (void *)(value + field->offset);
    size_t count = *(const size_t *)place_of(value, field->count_offset);
    bool is_text = field->kind == FIELD_TEXT_LIST;
    size_t size = is_text ? sizeof(char *) : field->record->size;
    if (count == 0) {
        *place = NULL;
        return;
    }
    char *items = mem_resize(parent, NULL, count, size);
    memcpy(items, *place, count * size);
    for (size_t i = 0; i < count; i++) {
        char **text = (void *)(items + i * size);
        if (is_text)
            *text = talloc_strdup(parent, *text);
        else
            own_parts(parent, field->record, items + i * size);
    }
    *place = items;
}

static void own_parts(void *parent, const struct record *record, char *value)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        char **text = (void *)(value + field->offset);
        if (field->kind == FIELD_TEXT && *text != NULL)
            *text = talloc_strdup(parent, *text);
        else if (field->kind == FIELD_RECORD)
            own_parts(parent, field->record, value + field->offset);
        else if (field->kind == FIELD_LIST || field->kind == FIELD_TEXT_LIST)
            own_list(parent, field, value);
    }
}

void record_copy(void *parent, const struct record *record, const void *from, void *to)
{
    memcpy(to, from, record->size);
    own_parts(parent, record, to);
}
