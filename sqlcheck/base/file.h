/* Whole files, within a bound. */
#ifndef SQLCHECK_BASE_FILE_H
#define SQLCHECK_BASE_FILE_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

/* talloc gives out less than 256 MB in one piece, and no memory is the end of the program. */
enum { FILE_LARGEST = 240 << 20 };

/* The file's bytes plus a closing NUL that *size does not count. Refuses what is larger than
 * max_size, and than FILE_LARGEST. "-" is standard input. Talloc child of parent; NULL on error. */
char *file_read(void *parent, const char *path, size_t max_size, size_t *size,
                struct error *err) MUST_USE;

/* A file on its way: never half of one under its name. */
struct file_writer {
    FILE *stream;
    const char *path; /* what the caller called it, for errors */
    char *target;     /* what gets the bytes: path, or where a link leads */
    char *temporary;  /* its neighbour while it is written; NULL: written in place */
};

/* Opens a temporary neighbour of the file at path, or of the file that a link there leads to. What
 * exists and is no regular file (a pipe, a device) is opened itself. */
bool file_begin(struct file_writer *out, const char *path, struct error *err) MUST_USE;

/* Puts it, unless the stream has failed before; who closes the stream tells of it. */
void file_put(FILE *stream, const void *data, size_t size);

/* Closes it and gives the neighbour its name, if nothing has failed; else nothing is left of it. */
bool file_end(struct file_writer *out, struct error *err) MUST_USE;

/* All three in one. */
bool file_write(const char *path, const void *data, size_t size, struct error *err) MUST_USE;

#endif
