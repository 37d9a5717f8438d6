/* .reg exports: what is read can be written down and read again. */
#include "fuzz.h"

#include <talloc.h>

#include "drivers/inspect/reg_file.h"

/* A line of "@=-" is an entry of its own, and each of the first hundred problems two texts. */
const struct fuzz_bound fuzz_bound = {.base = 256 * 1024, .per_byte = 2048};

static const struct reg_limits limits = {.keys = 10000, .values = 10000, .bytes = 1 << 20};

static void check(const struct registry *registry)
{
    for (size_t i = 0; i < registry->key_count; i++) {
        const struct reg_key *key = &registry->keys[i];
        MUST(fuzz_is_text(key->path), "a path is a text");
        MUST(i == 0 || reg_compare(registry->keys[i - 1].path, key->path) < 0, "keys ascend");
        MUST(reg_find_key(registry, key->path) == key, "a key is found by its path");
        for (size_t j = 0; j < key->value_count; j++) {
            const struct reg_value *value = &key->values[j];
            MUST(reg_find_value(key, value->name) == value, "a value is found by its name");
            MUST(fuzz_is_text(value->name), "a name is a text");
            MUST(value->text == NULL || fuzz_is_text(value->text), "a text is a text");
        }
    }
    for (size_t i = 0; i < registry->problem_count; i++)
        MUST(registry->problems[i].sentence[0] != '\0', "a problem says what");
}

static void write_name(struct writer *w, const char *name)
{
    writer_u8(w, '"');
    for (const char *at = name; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            writer_u8(w, '\\');
        writer_u8(w, (uint8_t)*at);
    }
    writer_bytes(w, "\"=", 2);
}

static void write_value(struct writer *w, const struct reg_value *value)
{
    char piece[32];
    write_name(w, value->name);
    int used = snprintf(piece, sizeof piece, "hex(%x):", value->type);
    writer_bytes(w, piece, (size_t)used);
    for (size_t i = 0; i < value->size; i++) {
        used = snprintf(piece, sizeof piece, "%02x,%s", value->data[i], i % 20 ? "" : "\\\r\n  ");
        writer_bytes(w, piece, (size_t)used);
    }
    writer_u8(w, '\n');
}

static struct writer written(void *memory, const struct registry *registry)
{
    static const char first[] = "\xef\xbb\xbfWindows Registry Editor Version 5.00\r\n";
    struct writer w;
    writer_init(&w, memory);
    writer_bytes(&w, first, sizeof first - 1);
    for (size_t i = 0; i < registry->key_count; i++) {
        writer_u8(&w, '[');
        writer_bytes(&w, registry->keys[i].path, strlen(registry->keys[i].path));
        writer_bytes(&w, "]\n", 2);
        for (size_t j = 0; j < registry->keys[i].value_count; j++)
            write_value(&w, &registry->keys[i].values[j]);
    }
    return w;
}

static void check_same(const struct registry *a, const struct registry *b)
{
    MUST(a->key_count == b->key_count, "key for key");
    for (size_t i = 0; i < a->key_count; i++) {
        MUST(fuzz_same_text(a->keys[i].path, b->keys[i].path), "path for path");
        MUST(a->keys[i].value_count == b->keys[i].value_count, "value for value");
        for (size_t j = 0; j < a->keys[i].value_count; j++) {
            const struct reg_value *x = &a->keys[i].values[j];
            const struct reg_value *y = &b->keys[i].values[j];
            MUST(x->type == y->type && fuzz_same_text(x->name, y->name), "name for name");
            MUST(fuzz_same(x->data, x->size, y->data, y->size), "byte for byte");
            MUST(fuzz_same_text(x->text, y->text) && x->number == y->number, "meaning as well");
        }
    }
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct reader exact = fuzz_prefix(memory, data, size);
    const struct registry *registry = reg_file_read(memory, "x.reg", exact.data, size, &limits);
    check(registry);
    MUST(registry->key_count == 0 || reg_file_recognise(exact.data, size),
         "what has keys is recognised");
    struct writer text = written(memory, registry);
    const struct registry *again = reg_file_read(memory, "y.reg", text.data, text.size, &limits);
    MUST(registry->problems_left_out > 0 || again->problem_count == 0, "what is written is good");
    check_same(registry, again);
}
