/* INI text: the configuration file and the cases of the lab. */
#include "fuzz.h"

#include <sys/mman.h>
#include <talloc.h>
#include <unistd.h>

#include "base/ini.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 128};

enum { LONGEST = 190 };

struct story {
    struct writer words;
    size_t pairs;
    size_t refuse_after;
};

static bool take(void *context, const char *section, const char *key, const char *value,
                 struct error *err)
{
    struct story *story = context;
    MUST(strlen(section) <= 48 && strlen(key) <= LONGEST && strlen(value) <= LONGEST,
         "nothing is longer than a line");
    writer_bytes(&story->words, section, strlen(section) + 1);
    writer_bytes(&story->words, key, strlen(key) + 1);
    writer_bytes(&story->words, value, strlen(value) + 1);
    return ++story->pairs != story->refuse_after || error_set(err, "not this one");
}

static struct story read_file(void *memory, const char *path, size_t refuse_after)
{
    struct story story = {.refuse_after = refuse_after};
    struct error err = ERROR_NONE;
    writer_init(&story.words, memory);
    bool ok = ini_read(path, take, &story, &err);
    MUST(ok == (err.text[0] == '\0'), "an error says what");
    MUST(ok || strncmp(err.text, path, strlen(path)) == 0, "an error says where");
    MUST(refuse_after == 0 || story.pairs <= refuse_after, "reading ends with the first refusal");
    return story;
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    int fd = memfd_create("ini", MFD_CLOEXEC);
    MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size, "a file in memory");
    char *path = talloc_asprintf(memory, "/proc/self/fd/%d", fd);
    struct story all = read_file(memory, path, 0);
    struct story some = read_file(memory, path, all.pairs / 2 + 1);
    MUST(some.words.size <= all.words.size &&
             fuzz_same(some.words.data, some.words.size, all.words.data, some.words.size),
         "the same pairs in the same order");
    (void)close(fd);
}
