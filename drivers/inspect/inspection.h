/* What the readers of the kinds of evidence share: one file a kind, each turns bytes into hosts. */
#ifndef SQLCHECK_INSPECT_INSPECTION_H
#define SQLCHECK_INSPECT_INSPECTION_H

#include "drivers/inspect/inspect.h"

struct inspection {
    struct facts *facts; /* what is found goes here, and hangs on it */
    const struct inspect_request *request;
    struct inspection_index *index; /* NULL at first; made when needed, hangs on the facts */
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

/* A copy that hangs on the facts; a day that is still to come dates nothing. */
struct source inspection_source(struct inspection *inspection, const struct source *source);

/* Copies; the same driver seen at the same place twice stays one. */
void inspection_program(struct inspection *inspection, struct host *host,
                        const struct program *program);
void inspection_setting(struct inspection *inspection, struct host *host, const char *key,
                        const char *value, const struct source *source);

/* The host that a file is about when its content names none: the file's name, or that of its folder
 * where the file's is of no host ("software.reg", "sqlncli11.dll"), and named_by says which. */
struct host *inspection_host_of_path(struct inspection *inspection, const char *path);

/* The host's list of programs was read whole: what is not on it is not there. */
void inspection_list_read(struct inspection *inspection, struct host *host,
                          const struct source *source);

/* Name, version or both (NULL = not said) of the host's Windows. Of two versions the one that is
 * less than a month older stands only if it is the worse one, or the source is stronger, or newer:
 * in this order. */
void inspection_windows(struct inspection *inspection, struct host *host, const char *name,
                        const char *version, const struct source *source);

/* What could not be read, what that costs, and why: the reason is the format. */
void inspection_gap(struct inspection *inspection, const char *object, const char *costs,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same where a hint is lost and no verdict. */
void inspection_remark(struct inspection *inspection, const char *object, const char *costs,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* ---- the kinds ---- A kind is a row of the table in folder.c: *_recognise() sees the beginning of
 * the file (16 KB at most), *_read() all of it. */

/* .reg exports. */
void reg_evidence_read(struct inspection *inspection, const struct evidence_file *file);

/* A pair of hives, or one of them (the other's path NULL); data and size are not used. The host
 * that it was about, NULL when they are neither SOFTWARE nor SYSTEM, or nothing was read. */
struct host *hives_read(struct inspection *inspection, const struct evidence_file *software,
                        const struct evidence_file *system);

/* The folder of a Windows: it has Windows\System32 in it. Talloc children of parent. */
bool volume_recognise(const char *path);
void volume_read(struct inspection *inspection, const char *path);

/* The DLL of a driver, or any program file; only its path is used. `is_named`: the user named this
 * very file, so that it is read whatever it is called. False: it is no driver. */
bool pe_evidence_read(struct inspection *inspection, struct host *host,
                      const struct evidence_file *file, bool is_named);

/* Reports of Microsoft's SQLCheck (the Windows tool of that name). */
bool sqlcheck_report_recognise(const void *data, size_t size);
void sqlcheck_report_read(struct inspection *inspection, const struct evidence_file *file);

/* CSV inventories: host,product,version[,scanned] by header name. */
bool inventory_recognise(const void *data, size_t size);
void inventory_read(struct inspection *inspection, const struct evidence_file *file);

#endif
