/* What the readers of the kinds of evidence share: one file a kind, each turns bytes into hosts. */
#ifndef SQLCHECK_INSPECT_INSPECTION_H
#define SQLCHECK_INSPECT_INSPECTION_H

#include "drivers/inspect/inspect.h"

struct inspection {
    struct facts *facts; /* what is found goes here, and hangs on it */
    const struct inspect_request *request;
};

/* A whole file of a kind that is read whole. */
struct evidence_file {
    const char *path; /* as it was named, or found */
    const uint8_t *data;
    size_t size;
    int64_t modified_unix_s; /* when the evidence itself is not dated, this is its age */
};

/* The host of this name, made when it is new: names compare without case, and a short name is its
 * full name when only one host has it. named_by says what the name was taken from when the evidence
 * itself has none ("the file's name"); NULL when it has. Valid until the next call. */
struct host *inspection_host(struct inspection *inspection, const char *name, const char *named_by);

/* Copies; the same driver seen at the same place twice stays one. */
void inspection_program(struct inspection *inspection, struct host *host,
                        const struct program *program);
void inspection_setting(struct inspection *inspection, struct host *host, const char *key,
                        const char *value, const struct source *source);

/* What could not be read, what that costs, and why: the reason is the format. */
void inspection_gap(struct inspection *inspection, const char *object, const char *costs,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- the kinds ---- */

/* Reports of Microsoft's SQLCheck (the Windows tool of that name). */
bool sqlcheck_report_recognise(const void *data, size_t size);
void sqlcheck_report_read(struct inspection *inspection, const struct evidence_file *file);

/* CSV inventories: host,product,version[,scanned] by header name. */
bool inventory_recognise(const void *data, size_t size);
void inventory_read(struct inspection *inspection, const struct evidence_file *file);

#endif
