#include "cli/words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

enum { MOST_AT_ONCE = 1024, MOST_TOTAL_S = 7 * 24 * 3600 };

bool words_seconds(const struct settings *settings, enum option_id id, int *out_ms,
                   struct error *err)
{
    int seconds = 0;
    if (!text_to_int(settings->value[id], 1, 3600, &seconds))
        return error_set(err, "-%c, --%s: expected 1 to 3600 seconds, not '%s'",
                         option_rows[id].letter, option_rows[id].name, settings->value[id]);
    *out_ms = seconds * 1000;
    return true;
}

bool words_bounds(const struct settings *settings, size_t *at_once, int *out_total_ms,
                  struct error *err)
{
    int jobs = 0;
    int total_s = 0;
    const char *total = settings->value[OPT_TOTAL_TIMEOUT];
    if (!text_to_int(settings->value[OPT_JOBS], 1, MOST_AT_ONCE, &jobs))
        return error_set(err, "-j, --jobs: expected a number from 1 to %d, not '%s'", MOST_AT_ONCE,
                         settings->value[OPT_JOBS]);
    if (total != NULL && !text_to_int(total, 1, MOST_TOTAL_S, &total_s))
        return error_set(err, "--total-timeout: expected 1 to %d seconds, not '%s'", MOST_TOTAL_S,
                         total);
    *at_once = (size_t)jobs;
    *out_total_ms = total_s * 1000;
    return true;
}

bool words_rules(void *parent, const struct settings *settings, struct connect_to **out,
                 size_t *out_count, struct error *err)
{
    size_t count = settings->list_count[OPT_CONNECT_TO];
    struct connect_to *rules = mem_array(parent, struct connect_to, count);
    for (size_t i = 0; i < count; i++)
        if (!connect_to_parse(parent, settings->list[OPT_CONNECT_TO][i], &rules[i], err))
            return error_wrap(err, "--connect-to");
    *out = rules;
    *out_count = count;
    return true;
}

bool words_readable(const char *path, const char *option, struct error *err)
{
    if (path == NULL || access(path, R_OK) == 0)
        return true;
    return error_set(err, "%s: cannot read '%s'", option, path);
}

bool words_begin_report(const char *path, struct file_writer *out, struct error *err)
{
    *out = (struct file_writer){.stream = stdout};
    return path == NULL || file_begin(out, path, err);
}

bool words_end_report(struct file_writer *out, struct error *err)
{
    if (out->path != NULL)
        return file_end(out, err);
    bool failed = ferror(stdout);
    if (fflush(stdout) != 0 || failed)
        return error_set(err, "writing the report: %s", strerror(errno));
    return true;
}

bool words_write_report(const char *path, const char *text, struct error *err)
{
    struct file_writer out;
    if (!words_begin_report(path, &out, err))
        return false;
    file_put(out.stream, text, strlen(text));
    return words_end_report(&out, err);
}
