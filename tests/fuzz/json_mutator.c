/* Changes JSON as JSON: bytes that are changed blindly hardly ever leave a document that a loader
 * takes, and what judge and report do without a fact would never be seen. One line of the input is
 * changed: a fact is taken away, another one takes its place, or there are several of it. */
#include <jansson.h>
#include <limits.h>
#include <talloc.h>

#include "base/text.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

enum { MOST_COPIES = 9, LONGEST_TEXT = 300 };

struct place {
    json_t *in;
    const char *key; /* of an object; NULL: index of an array */
    size_t index;
};

static unsigned next(unsigned *state, unsigned count)
{
    *state = *state * 1103515245u + 12345u;
    return (*state >> 16) % count;
}

static json_t *value_at(const struct place *place)
{
    return place->key != NULL ? json_object_get(place->in, place->key)
                              : json_array_get(place->in, place->index);
}

static bool pick_child(json_t *in, unsigned *state, struct place *out)
{
    size_t count = json_is_object(in) ? json_object_size(in) : json_array_size(in);
    if (count == 0)
        return false;
    *out = (struct place){.in = in, .index = next(state, (unsigned)count)};
    void *at = json_object_iter(in);
    for (size_t i = 0; at != NULL && i < out->index; i++)
        at = json_object_iter_next(in, at);
    out->key = at == NULL ? NULL : json_object_iter_key(at);
    return true;
}

static bool pick(json_t *root, unsigned *state, struct place *out)
{
    if (!pick_child(root, state, out))
        return false;
    while (next(state, 4) != 0 && pick_child(value_at(out), state, out))
        continue;
    return true;
}

static json_t *other_text(const json_t *text, json_t *root, unsigned *state)
{
    struct place place;
    for (int tries = 0; tries < 8 && next(state, 2) == 0; tries++)
        if (pick(root, state, &place) && json_is_string(value_at(&place)))
            return json_copy(value_at(&place));
    char bytes[LONGEST_TEXT] = "";
    size_t size = json_string_length(text);
    size = size < sizeof bytes ? size : sizeof bytes;
    if (size > 0)
        memcpy(bytes, json_string_value(text), size);
    size = LLVMFuzzerMutate((uint8_t *)bytes, size, sizeof bytes);
    char *printable = text_printable(NULL, bytes, size);
    json_t *mutated = json_string(printable);
    talloc_free(printable);
    return mutated;
}

static json_t *other_list(const json_t *list, unsigned *state)
{
    json_t *longer = json_deep_copy(list);
    size_t count = json_array_size(list);
    for (unsigned copies = next(state, MOST_COPIES); copies > 0 && count > 0; copies--)
        json_array_append_new(longer,
                              json_deep_copy(json_array_get(list, next(state, (unsigned)count))));
    return longer;
}

/* Another value of the same type, so that the loader goes on behind it. */
static json_t *other_value(const json_t *value, json_t *root, unsigned *state)
{
    static const json_int_t numbers[] = {0, 1, -1, 65536, INT_MAX, INT_MIN, LLONG_MAX, LLONG_MIN};
    if (json_is_string(value))
        return other_text(value, root, state);
    if (json_is_integer(value))
        return json_integer(numbers[next(state, sizeof numbers / sizeof numbers[0])]);
    if (json_is_boolean(value))
        return json_boolean(!json_is_true(value));
    return json_is_array(value) ? other_list(value, state) : json_deep_copy(value);
}

static void change(json_t *root, unsigned *state)
{
    struct place place;
    if (!pick(root, state, &place))
        return;
    bool take_away = next(state, 3) == 0;
    json_t *value = take_away ? NULL : other_value(value_at(&place), root, state);
    if (place.key != NULL)
        (void)(take_away ? json_object_del(place.in, place.key)
                         : json_object_set_new(place.in, place.key, value));
    else
        (void)(take_away ? json_array_remove(place.in, place.index)
                         : json_array_set_new(place.in, place.index, value));
}

/* One of the lines of the input. */
static uint8_t *pick_line(uint8_t *data, size_t size, unsigned *state, size_t *line_size)
{
    uint8_t *line = data;
    uint8_t *end = data + size;
    for (unsigned skip = next(state, 4); skip > 0; skip--) {
        uint8_t *newline = memchr(line, '\n', (size_t)(end - line));
        if (newline != NULL && newline + 1 < end)
            line = newline + 1;
    }
    uint8_t *newline = memchr(line, '\n', (size_t)(end - line));
    *line_size = (size_t)((newline == NULL ? end : newline) - line);
    return line;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    unsigned state = seed;
    size_t line_size = 0;
    uint8_t *line = pick_line(data, size, &state, &line_size);
    json_t *root = next(&state, 4) == 0 ? NULL : json_loadb((char *)line, line_size, 0, NULL);
    for (unsigned changes = 1 + next(&state, 4); changes > 0; changes--)
        change(root, &state);
    char *text = root == NULL ? NULL : json_dumps(root, JSON_COMPACT);
    json_decref(root);
    size_t text_size = text == NULL ? 0 : strlen(text);
    if (text == NULL || size - line_size + text_size > max_size) {
        free(text);
        return LLVMFuzzerMutate(data, size, max_size);
    }
    size_t behind = size - (size_t)(line - data) - line_size;
    memmove(line + text_size, line + line_size, behind);
    memcpy(line, text, text_size);
    free(text);
    return size - line_size + text_size;
}
