/* Where the results of a probe go: a stream takes each as it comes, a report all at the end. */
#ifndef SQLCHECK_CLI_OUTPUT_H
#define SQLCHECK_CLI_OUTPUT_H

#include <stdio.h>

#include "base/error.h"
#include "report/fleet.h"

struct output_kind {
    const char *name; /* of --format */
    bool streams;
    bool is_csv;
    bool is_text; /* a table of rows, or all of one endpoint; else the report is made of lines */
    char *(*report)(void *parent, const struct fleet_report *report,
                    const struct report_look *look); /* NULL = all was said */
};

/* NULL with the names in *err. */
const struct output_kind *output_kind_of(const char *name, struct error *err) MUST_USE;

struct output {
    void *memory;
    const struct output_kind *kind;
    const char *path; /* NULL = standard output */
    struct report_look look;
    bool sorted; /* streams in the order of the targets */
    int64_t now_unix_s;
    FILE *stream;
    bool appends; /* the stream is the file of --resume: what stands there is not written again */
    char *whole;  /* the report, where one endpoint gets more than a row of a table */
    /* one a target */
    size_t count, next;
    bool *done;
    char **lines;
    struct fleet_row *rows;
};

/* Room for `count` results; opens the stream. With resume_path being the file that is written, what
 * follows its first `whole_size` bytes is cut off. */
bool output_open(struct output *output, size_t count, const char *resume_path, size_t whole_size,
                 struct error *err) MUST_USE;

/* A result, a talloc object that then belongs to the output. */
bool output_take(struct output *output, size_t index, char *line, bool was_known,
                 struct error *err) MUST_USE;

/* What was held back, then the report. *out: the verdict on all. */
bool output_finish(struct output *output, char *const *unfinished, size_t unfinished_count,
                   enum verdict *out, struct error *err) MUST_USE;

#endif
