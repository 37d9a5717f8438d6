#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/words.h"

/* ---- kinds ----------------------------------------------------------------------------------- */

static char *as_json(void *parent, const struct fleet_report *report,
                     const struct report_look *look)
{
    (void)look;
    return fleet_json(parent, report);
}

static const struct output_kind kinds[] = {
    {.name = "text", .is_text = true, .report = fleet_table},
    {.name = "json", .report = as_json},
    {.name = "jsonl", .streams = true},
    {.name = "csv", .streams = true, .is_csv = true},
};

const struct output_kind *output_kind_of(const char *name, struct error *err)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_equal(kinds[i].name, name))
            return &kinds[i];
    (void)error_set(err, "--format is text, json, jsonl or csv, not '%s'", name);
    return NULL;
}

/* ---- streams --------------------------------------------------------------------------------- */

static bool writes_to(const struct output *output, const char *path)
{
    struct stat stream, file;
    int found = output->path == NULL ? fstat(STDOUT_FILENO, &stream) : stat(output->path, &stream);
    return path != NULL && found == 0 && stat(path, &file) == 0 && S_ISREG(file.st_mode) &&
           stream.st_dev == file.st_dev && stream.st_ino == file.st_ino;
}

static bool write_text(struct output *output, const char *text, struct error *err)
{
    if (fputs(text, output->stream) == EOF || fflush(output->stream) != 0)
        return error_set(err, "writing the report: %s", strerror(errno));
    return true;
}

static bool open_stream(struct output *output, size_t whole_size, struct error *err)
{
    int fd = STDOUT_FILENO;
    if (output->path != NULL)
        fd = open(output->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_set(err, "writing '%s': %s", output->path, strerror(errno));
    output->stream = output->path == NULL ? stdout : fdopen(fd, "w");
    bool cuts = output->appends || output->path != NULL;
    off_t size = output->appends ? (off_t)whole_size : 0;
    /* A pipe or a device has no length to cut. */
    if (cuts && ftruncate(fd, size) != 0 && errno != EINVAL)
        return error_set(err, "writing the report: %s", strerror(errno));
    if (output->appends && lseek(fd, size, SEEK_SET) < 0)
        return error_set(err, "writing the report: %s", strerror(errno));
    return !output->kind->is_csv || write_text(output, fleet_csv_header(output->memory), err);
}

bool output_open(struct output *output, size_t count, const char *resume_path, size_t whole_size,
                 struct error *err)
{
    output->count = count;
    output->done = mem_array(output->memory, bool, count);
    output->lines = mem_array(output->memory, char *, count);
    output->rows = mem_array(output->memory, struct fleet_row, count);
    output->appends = writes_to(output, resume_path);
    if (output->appends && (!output->kind->streams || output->kind->is_csv))
        return error_set(err, "--resume: only --format jsonl is added to '%s'", resume_path);
    return !output->kind->streams || open_stream(output, whole_size, err);
}

/* ---- results --------------------------------------------------------------------------------- */

static bool write_line(struct output *output, size_t index, struct error *err)
{
    char *line = output->lines[index];
    if (line == NULL)
        return true;
    char *text = output->kind->is_csv ? fleet_csv(line, line, output->now_unix_s) : line;
    bool ok = write_text(output, text, err);
    output->lines[index] = NULL;
    talloc_free(line);
    return ok;
}

static bool write_next(struct output *output, struct error *err)
{
    for (; output->next < output->count && output->done[output->next]; output->next++)
        if (!write_line(output, output->next, err))
            return false;
    return true;
}

bool output_take(struct output *output, size_t index, char *line, bool was_known, struct error *err)
{
    struct fleet_row *row = &output->rows[index];
    bool keeps_row = output->kind->is_text;
    void *scratch = talloc_new(output->memory);
    bool ok = fleet_row_read(keeps_row ? output->memory : scratch, line, strlen(line),
                             output->now_unix_s, row, err);
    talloc_free(scratch);
    if (!ok)
        return false;
    output->done[index] = true;
    if (keeps_row || (was_known && output->appends)) {
        talloc_free(line);
        line = NULL;
    }
    output->lines[index] = line == NULL ? NULL : talloc_steal(output->memory, line);
    if (!output->kind->streams)
        return true;
    return output->sorted ? write_next(output, err) : write_line(output, index, err);
}

/* ---- the end --------------------------------------------------------------------------------- */

static bool write_rest(struct output *output, struct error *err)
{
    for (size_t i = 0; i < output->count; i++)
        if (output->done[i] && !write_line(output, i, err))
            return false;
    if (output->stream != stdout && fclose(output->stream) != 0)
        return error_set(err, "writing '%s': %s", output->path, strerror(errno));
    return true;
}

bool output_finish(struct output *output, char *const *unfinished, size_t unfinished_count,
                   enum verdict *out, struct error *err)
{
    struct fleet_report report = {.rows = output->rows,
                                  .lines = output->lines,
                                  .unfinished = unfinished,
                                  .unfinished_count = unfinished_count,
                                  .sqlcheck_version = SQLCHECK_VERSION,
                                  .now_unix_s = output->now_unix_s};
    if (output->kind->streams && !write_rest(output, err))
        return false;
    for (size_t i = 0; i < output->count; i++)
        if (output->done[i]) {
            output->rows[report.count] = output->rows[i];
            output->lines[report.count++] = output->lines[i];
        }
    *out = fleet_verdict(&report);
    if (output->kind->report == NULL)
        return true;
    char *text = output->whole;
    if (text == NULL)
        text = output->kind->report(output->memory, &report, &output->look);
    return words_write_report(output->path, text, err);
}
