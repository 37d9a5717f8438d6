/* Filling a registry: events in order first, then sorted and merged at once, so that neither a
 * million deletions nor a key that comes back a million times costs more than its line. */
#include <stdarg.h>
#include <string.h>

#include <talloc.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/registry.h"

struct entry {
    struct reg_value value;
    size_t order;
    bool deletion;
};

struct block {
    char *path;
    size_t order;
    bool deletion;
    int64_t written_unix_s;
    size_t first; /* its values in builder.entries */
    size_t count;
};

struct reg_builder {
    struct registry *registry;
    struct reg_limits limits;
    struct block *blocks;
    size_t block_count;
    struct entry *entries;
    size_t entry_count;
    size_t bytes;
    bool open;
    bool full; /* a limit was reached, and said */
};

struct reg_builder *reg_build_start(void *parent, const struct reg_limits *limits)
{
    struct registry *registry = talloc_zero(parent, struct registry);
    struct reg_builder *builder = talloc_zero(registry, struct reg_builder);
    builder->registry = registry;
    builder->limits = *limits;
    return builder;
}

void reg_build_problem(struct reg_builder *builder, const char *place, const char *format, ...)
{
    struct registry *registry = builder->registry;
    if (registry->problem_count == REG_MAX_PROBLEMS) {
        registry->problems_left_out++;
        return;
    }
    struct reg_problem *problem =
        mem_append(registry, &registry->problems, &registry->problem_count, sizeof *problem);
    va_list arguments;
    va_start(arguments, format);
    problem->place = talloc_strdup(registry, place);
    problem->sentence = talloc_vasprintf(registry, format, arguments);
    va_end(arguments);
}

/* Counts what is about to be kept; false, and said once, when it is too much. */
static bool take(struct reg_builder *builder, size_t count, size_t most, const char *what,
                 size_t bytes)
{
    bool fits = count < most && bytes <= builder->limits.bytes - builder->bytes;
    if (fits) {
        builder->bytes += bytes;
        return true;
    }
    if (!builder->full) {
        if (count >= most)
            reg_build_problem(builder, "", "more than %zu %s: the rest is left out", most, what);
        else
            reg_build_problem(builder, "", "more than %zu bytes: the rest is left out",
                              builder->limits.bytes);
    }
    builder->full = true;
    return false;
}

static bool add_block(struct reg_builder *builder, const char *path, int64_t written_unix_s,
                      bool deletion)
{
    builder->open = false;
    if (!take(builder, builder->block_count, builder->limits.keys, "keys", strlen(path)))
        return false;
    size_t order = builder->block_count;
    struct block *block =
        mem_append(builder, &builder->blocks, &builder->block_count, sizeof *block);
    *block = (struct block){.path = talloc_strdup(builder->registry, path),
                            .order = order,
                            .deletion = deletion,
                            .written_unix_s = written_unix_s,
                            .first = builder->entry_count};
    builder->open = !deletion;
    return true;
}

bool reg_build_key(struct reg_builder *builder, const char *path, int64_t written_unix_s)
{
    return add_block(builder, path, written_unix_s, false);
}

bool reg_build_key_deletion(struct reg_builder *builder, const char *path)
{
    return add_block(builder, path, 0, true);
}

void reg_build_close_key(struct reg_builder *builder)
{
    builder->open = false;
}

static struct entry *add_entry(struct reg_builder *builder, const char *name, size_t size)
{
    if (!builder->open ||
        !take(builder, builder->entry_count, builder->limits.values, "values", strlen(name) + size))
        return NULL;
    size_t order = builder->entry_count;
    struct entry *entry =
        mem_append(builder, &builder->entries, &builder->entry_count, sizeof *entry);
    entry->value.name = talloc_strdup(builder->registry, name);
    entry->order = order;
    builder->blocks[builder->block_count - 1].count++;
    return entry;
}

bool reg_build_value(struct reg_builder *builder, const char *name, uint32_t type,
                     const uint8_t *data, size_t size)
{
    struct entry *entry = add_entry(builder, name, size);
    if (entry == NULL)
        return false;
    entry->value.type = type;
    entry->value.size = size;
    if (size > 0)
        entry->value.data = talloc_memdup(builder->registry, data, size);
    return true;
}

bool reg_build_value_deletion(struct reg_builder *builder, const char *name)
{
    struct entry *entry = add_entry(builder, name, 0);
    if (entry == NULL)
        return false;
    entry->deletion = true;
    return true;
}

/* ---- what bytes mean ---- */

static size_t units_to_nul(const uint8_t *data, size_t size)
{
    size_t used = 0;
    while (used + 2 <= size && (data[used] != 0 || data[used + 1] != 0))
        used += 2;
    return used;
}

static void decode_list(struct registry *registry, struct reg_value *value)
{
    char *list = mem_array(registry, char, value->size / 2 * 3 + 2);
    size_t used = 0;
    for (size_t at = 0; at + 2 <= value->size;) {
        size_t size = units_to_nul(&value->data[at], value->size - at);
        char *text = text_from_utf16le(registry, &value->data[at], size);
        size_t length = strlen(text);
        memcpy(&list[used], text, length);
        used += length + (length > 0);
        at += size + 2;
        talloc_free(text);
    }
    value->text = mem_resize(registry, list, used + 1, 1);
}

static void decode(struct registry *registry, struct reg_value *value)
{
    struct reader r = reader_over(value->data, value->size);
    if (value->type == REG_SZ || value->type == REG_EXPAND_SZ)
        value->text =
            text_from_utf16le(registry, value->data, units_to_nul(value->data, value->size));
    else if (value->type == REG_MULTI_SZ)
        decode_list(registry, value);
    else if (value->type == REG_DWORD)
        value->number = reader_u32le(&r);
    else if (value->type == REG_DWORD_BIG_ENDIAN)
        value->number = reader_u32be(&r);
    else if (value->type == REG_QWORD)
        value->number = reader_u64le(&r);
    value->has_number = value->size > 0 && r.pos > 0 && reader_done(&r);
    if (!value->has_number)
        value->number = 0;
}

/* ---- sorting and merging ---- */

static int compare_blocks(const void *a, const void *b)
{
    const struct block *x = a;
    const struct block *y = b;
    int order = reg_compare(x->path, y->path);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    int order = reg_compare(x->value.name, y->value.name);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* Exports and hives are in order already, nearly always. */
static void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
    const char *at = items;
    size_t sorted = 1;
    while (sorted < count && compare(&at[(sorted - 1) * size], &at[sorted * size]) < 0)
        sorted++;
    if (sorted < count)
        qsort(items, count, size, compare);
}

/* Of equal names the last one counts, and nothing when that is a deletion. */
static void keep_values(struct registry *registry, struct reg_key *key, struct entry *entries,
                        size_t count)
{
    sort(entries, count, sizeof *entries, compare_entries);
    key->values = mem_array(registry, struct reg_value, count);
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count && reg_compare(entries[i].value.name, entries[i + 1].value.name) == 0)
            continue;
        if (entries[i].deletion)
            continue;
        decode(registry, &entries[i].value);
        key->values[key->value_count++] = entries[i].value;
    }
}

/* Equal paths: the blocks after the last deletion, in order, are one key. */
static void keep_key(struct reg_builder *builder, const struct block *blocks, size_t count,
                     size_t deleted_before)
{
    struct entry *entries = NULL;
    size_t entry_count = 0;
    const struct block *last = NULL;
    for (size_t i = 0; i < count; i++) {
        if (blocks[i].order < deleted_before)
            continue;
        last = &blocks[i];
        for (size_t j = 0; j < blocks[i].count; j++) {
            struct entry *entry = mem_append(builder, &entries, &entry_count, sizeof *entry);
            *entry = builder->entries[blocks[i].first + j];
        }
    }
    if (last != NULL) {
        struct registry *registry = builder->registry;
        struct reg_key *key = &registry->keys[registry->key_count++];
        key->path = last->path;
        key->written_unix_s = last->written_unix_s;
        keep_values(registry, key, entries, entry_count);
    }
    talloc_free(entries);
}

/* A deletion that reaches down: what is below `path` and older than `before` is gone. */
struct deletion {
    const char *path;
    size_t before;
};

static bool reaches(const char *parent, const char *path)
{
    size_t size = strlen(parent);
    return text_has_prefix(path, parent) && path[size] == '\\';
}

struct registry *reg_build_finish(struct reg_builder *builder)
{
    struct registry *registry = builder->registry;
    struct deletion *stack = NULL;
    size_t depth = 0;
    sort(builder->blocks, builder->block_count, sizeof *builder->blocks, compare_blocks);
    registry->keys = mem_array(registry, struct reg_key, builder->block_count);
    for (size_t i = 0, next = 0; i < builder->block_count; i = next) {
        const struct block *block = &builder->blocks[i];
        while (depth > 0 && !reaches(stack[depth - 1].path, block->path))
            depth--;
        size_t before = depth > 0 ? stack[depth - 1].before : 0;
        size_t inherited = before;
        for (next = i; next < builder->block_count &&
                       reg_compare(builder->blocks[next].path, block->path) == 0;
             next++)
            if (builder->blocks[next].deletion && builder->blocks[next].order + 1 > before)
                before = builder->blocks[next].order + 1;
        if (before > inherited) {
            struct deletion *top = mem_append(builder, &stack, &depth, sizeof *top);
            *top = (struct deletion){block->path, before};
        }
        keep_key(builder, block, next - i, before);
    }
    talloc_free(builder);
    return registry;
}
