/* The reference tables, one of them hostile: the first byte says which, the rest is its text. */
#include "fuzz.h"

#include <talloc.h>

#include "base/mem.h"

#include "drivers/tables/tables.h"

const struct fuzz_bound fuzz_bound = {.base = 1024 * 1024, .per_byte = 1024};

static void look_up(void *memory, const struct tables *tables)
{
    static const struct version build = {.part = {13, 0, 5026, 0}, .count = 4};
    struct build_lookup found = builds_lookup(memory, tables, &build, ARCHITECTURE_ANY, 0);
    MUST(found.answer < BUILD_ANSWER_COUNT && fuzz_is_text(found.words), "a build has an answer");
    (void)windows_default(tables, &build);
    (void)component_find(tables, "SMS Management Point");
    for (int rank = 1; rank <= 3; rank++)
        (void)component_leading(tables, rank);
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    size_t count = 0;
    const struct table_text *embedded = tables_embedded(&count);
    if (size == 0)
        return;
    struct table_text *texts = mem_array(memory, struct table_text, count);
    memcpy(texts, embedded, count * sizeof *texts);
    struct table_text *hostile = &texts[data[0] % count];
    hostile->text = (const char *)data + 1;
    hostile->size = size - 1;
    struct error err = ERROR_NONE;
    struct tables *tables = tables_load_from(memory, texts, count, &err);
    MUST((tables == NULL) == (err.text[0] != '\0'), "an error says what");
    if (tables != NULL)
        look_up(memory, tables);
    else
        MUST(strstr(err.text, ".csv") != NULL, "an error says where");
}
