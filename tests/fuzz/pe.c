/* The version resource of a PE file. */
#include "fuzz.h"

#include "base/mem.h"
#include "drivers/inspect/pe.h"

/* Four texts, each as long as the resource, three bytes for two. */
const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 16};

static bool same(const struct pe *a, const struct pe *b)
{
    return fuzz_same(a->file_version, sizeof a->file_version, b->file_version,
                     sizeof b->file_version) &&
           fuzz_same(a->product_version, sizeof a->product_version, b->product_version,
                     sizeof b->product_version) &&
           fuzz_same_text(a->file_version_text, b->file_version_text) &&
           fuzz_same_text(a->product_version_text, b->product_version_text) &&
           fuzz_same_text(a->file_description, b->file_description) &&
           fuzz_same_text(a->original_filename, b->original_filename);
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct reader exact = fuzz_prefix(memory, data, size);
    struct pe pe;
    pe_read_memory(memory, exact.data, size, &pe);
    const char *const texts[] = {pe.file_version_text, pe.product_version_text, pe.file_description,
                                 pe.original_filename};
    bool any = pe.has_version;
    for (size_t i = 0; i < 4; i++) {
        MUST(texts[i] == NULL || fuzz_is_text(texts[i]), "a text is a text");
        any = any || texts[i] != NULL;
    }
    MUST(pe.bits == 0 || pe.bits == 32 || pe.bits == 64, "32 or 64 bits, or not known");
    MUST(pe.bits != 0 || pe.problem != NULL, "what is no PE file has a problem");
    MUST(!any || pe_recognise(exact.data, size), "what has a version is recognised");
    if (pe.problem != NULL || size == 0)
        return;
    struct pe again;
    uint8_t *grown = mem_resize(memory, NULL, size + 512, 1);
    memcpy(grown, data, size);
    memset(&grown[size], 0xff, 512);
    pe_read_memory(memory, grown, size + 512, &again);
    MUST(same(&pe, &again), "what follows the file changes nothing");
}
