/* --assume: words of the command line, and files of them. */
#include <string.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/verify.h"
#include "judge/assume.h"

enum { LARGEST_FILE = 16 << 20 };

static bool take(void *parent, const struct tables *tables, const char *text,
                 struct assumptions *out, struct error *err)
{
    struct assumption read;
    if (!assume_read(parent, tables, text, &read, err))
        return false;
    struct assumption *added = mem_append(parent, &out->items, &out->count, sizeof *added);
    *added = read;
    return true;
}

/* One a line; # begins a comment. */
static bool take_file(void *parent, const struct tables *tables, const char *path,
                      struct assumptions *out, struct error *err)
{
    size_t size = 0;
    char *text = file_read(parent, path, LARGEST_FILE, &size, err);
    if (text == NULL)
        return false;
    int number = 1;
    for (char *line = text, *next; line < text + size; line = next, number++) {
        size_t length = strcspn(line, "\n");
        next = line + length + 1;
        line[length] = '\0';
        line[strcspn(line, "\r")] = '\0';
        bool is_comment = line[strspn(line, " \t")] == '#';
        if (!is_comment && !text_is_empty(line) && !take(parent, tables, line, out, err))
            return error_wrap(err, "%s:%d", path, number);
    }
    return true;
}

bool assumptions_read(void *parent, const struct settings *settings, const struct tables *tables,
                      struct assumptions *out, struct error *err)
{
    *out = (struct assumptions){0};
    for (size_t i = 0; i < settings->list_count[OPT_ASSUME]; i++) {
        const char *word = settings->list[OPT_ASSUME][i];
        bool ok = word[0] == '@' ? take_file(parent, tables, word + 1, out, err)
                                 : take(parent, tables, word, out, err);
        if (!ok)
            return error_wrap(err, "--assume");
    }
    return true;
}

/* Behind those that a facts file has: of two for one thing the later stands. */
void assumptions_add(struct facts *facts, const struct assumptions *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct assumption *added =
            mem_append(facts, &facts->assumptions, &facts->assumption_count, sizeof *added);
        *added = from->items[i];
    }
}
