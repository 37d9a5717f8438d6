/* What the child that reads a hive says, as its parent takes it. */
#include "fuzz.h"

#include <talloc.h>

#include "drivers/inspect/hive_answer.h"

/* A key of nothing costs 13 bytes and is a path, a block and a key; a value 12 and a name. */
const struct fuzz_bound fuzz_bound = {.base = 64 * 1024, .per_byte = 128};

static const struct reg_limits limits = {.keys = 1000, .values = 1000, .bytes = 1 << 20};

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct reader exact = fuzz_prefix(memory, data, size);
    struct reg_builder *builder = reg_build_start(memory, &limits);
    bool whole = hive_answer_read(builder, "R", exact.data, size);
    const struct registry *registry = reg_build_finish(builder);
    MUST(!whole || data[size - 5] == HIVE_END, "a whole answer ends with the end");
    for (size_t i = 0; i < registry->key_count; i++) {
        const struct reg_key *key = &registry->keys[i];
        MUST(fuzz_is_text(key->path) && key->path[0] == 'R', "a path below the root");
        MUST(key->written_unix_s >= 0, "a time after 1970");
        for (size_t j = 0; j < key->value_count; j++)
            MUST(fuzz_is_text(key->values[j].name), "a name is a text");
    }
    if (size == 0)
        return;
    builder = reg_build_start(memory, &limits);
    MUST(!hive_answer_read(builder, "R", exact.data, fuzz_cut(data, size)) || !whole,
         "what is cut is not whole");
    const struct registry *part = reg_build_finish(builder);
    MUST(part->problem_count <= registry->problem_count, "what is cut says no more");
}
