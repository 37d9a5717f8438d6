#include "fuzz.h"

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void fuzz_broken(const char *file, int line, const char *rule)
{
    (void)fprintf(stderr, "%s:%d: broken rule: %s\n", file, line, rule);
    abort();
}

struct reader fuzz_prefix(void *memory, const uint8_t *data, size_t size)
{
    /* not mem_array, which adds a byte: a read behind the end would go unseen */
    uint8_t *copy = talloc_size(memory, size);
    MUST(copy != NULL, "memory for the input");
    if (size > 0)
        memcpy(copy, data, size);
    return reader_over(copy, size);
}

size_t fuzz_cut(const uint8_t *data, size_t size)
{
    size_t sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = sum * 31 + data[i];
    return sum % size;
}

char *fuzz_text(void *memory, const uint8_t *data, size_t size)
{
    return talloc_strndup(memory, size == 0 ? "" : (const char *)data, size);
}

bool fuzz_same(const void *a, size_t a_size, const void *b, size_t b_size)
{
    return a_size == b_size && (a_size == 0 || memcmp(a, b, a_size) == 0);
}

bool fuzz_same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool fuzz_is_text(const char *text)
{
    return text != NULL && text_is_utf8(text);
}

static void run_one(const uint8_t *data, size_t size)
{
    void *memory = talloc_new(NULL);
    fuzz_one(memory, data, size);
    MUST(talloc_total_size(memory) <= fuzz_bound.base + fuzz_bound.per_byte * size,
         "memory is bounded by the input's size");
    talloc_free(memory);
}

static void run_at_every_length(const uint8_t *data, size_t size)
{
    for (size_t length = 0; length <= size; length++) {
        uint8_t *exact = malloc(length);
        if (length > 0)
            memcpy(exact, data, length);
        run_one(exact, length);
        free(exact);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (getenv("SQLCHECK_FUZZ_CUTS") != NULL)
        run_at_every_length(data, size);
    else
        run_one(data, size);
    return 0;
}
