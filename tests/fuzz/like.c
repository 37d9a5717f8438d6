/* LIKE of the lab: the first byte is the escape character, then pattern and text, each of them
 * ending with a NUL. */
#include "fuzz.h"

#include <talloc.h>

#include "lab/like.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 16};

/* Every character of the text as itself. */
static char *escaped(void *memory, const char *text)
{
    char *out = talloc_strdup(memory, "");
    for (const char *at = text; *at != '\0'; at++)
        out = talloc_asprintf_append_buffer(out, strchr("%_[\\", *at) ? "\\%c" : "%c", *at);
    return out;
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    if (size == 0)
        return;
    char escape = (char)data[0];
    const char *pattern = fuzz_text(memory, data + 1, size - 1);
    size_t used = 1 + strlen(pattern) + 1;
    const char *text = used >= size ? "" : fuzz_text(memory, data + used, size - used);
    bool matches = like_match(pattern, text, escape);
    char *later = talloc_asprintf(memory, "%%%s", pattern);
    MUST(!matches || escape == '%' || like_match(later, text, escape), "% may be nothing");
    MUST(like_match("%", text, 0), "% is everything");
    MUST(like_match(escaped(memory, text), text, '\\'), "a text is like itself");
}
