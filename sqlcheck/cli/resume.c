#include "cli/resume.h"

#include <string.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/fleet.h"

enum { MOST_BYTES = FILE_LARGEST };

static bool take_line(void *parent, const char *line, size_t size, struct resumed *out,
                      struct error *err)
{
    struct fleet_row row;
    void *scratch = talloc_new(NULL);
    bool ok = fleet_row_read(scratch, line, size, 0, &row, err);
    if (ok) {
        size_t also = out->count;
        char **kept = mem_append(parent, &out->lines, &out->count, sizeof *kept);
        const char **target = mem_append(parent, &out->targets, &also, sizeof *target);
        *kept = talloc_strndup(parent, line, size);
        *target = talloc_strdup(parent, row.target);
    }
    talloc_free(scratch);
    return ok;
}

bool resume_read(void *parent, const char *path, struct resumed *out, struct error *err)
{
    struct resumed resumed = {0};
    size_t size = 0;
    char *data = file_read(parent, path, MOST_BYTES, &size, err);
    if (data == NULL)
        return error_wrap(err, "--resume");
    size_t number = 1;
    for (size_t at = 0; at < size; number++) {
        const char *end = memchr(data + at, '\n', size - at);
        if (end == NULL)
            break;
        size_t length = (size_t)(end - data) + 1 - at;
        if (!take_line(parent, data + at, length, &resumed, err))
            return error_wrap(err, "--resume: %s:%zu", path, number);
        at += length;
        resumed.whole_size = at;
    }
    resumed.is_cut = resumed.whole_size < size;
    talloc_free(data);
    *out = resumed;
    return true;
}

/* The lines come first into one list, so that what is the same as a line stands behind it. */
const char **resume_match(void *parent, const struct resumed *resumed, const char *const *texts,
                          size_t count)
{
    size_t all = resumed->count + count;
    const char **names = mem_array(parent, const char *, all);
    const char **found = mem_array(parent, const char *, count);
    for (size_t i = 0; i < all; i++)
        names[i] = i < resumed->count ? resumed->targets[i] : texts[i - resumed->count];
    size_t *places = text_gather(parent, names, all);
    const char *line = NULL;
    for (size_t i = 0; i < all; i++) {
        if (i > 0 && !text_equal(names[places[i]], names[places[i - 1]]))
            line = NULL;
        if (places[i] < resumed->count)
            line = resumed->lines[places[i]];
        else
            found[places[i] - resumed->count] = line;
    }
    return found;
}
