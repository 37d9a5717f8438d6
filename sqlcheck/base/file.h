/* Whole files, within a bound. */
#ifndef SQLCHECK_BASE_FILE_H
#define SQLCHECK_BASE_FILE_H

#include "base/error.h"

#include <stddef.h>

/* talloc gives out less than 256 MB in one piece, and no memory is the end of the program. */
enum { FILE_LARGEST = 240 << 20 };

/* The file's bytes plus a closing NUL that *size does not count. Refuses what is larger than
 * max_size, and than FILE_LARGEST. "-" is standard input. Talloc child of parent; NULL on error. */
char *file_read(void *parent, const char *path, size_t max_size, size_t *size,
                struct error *err) MUST_USE;

/* Writes all of it, to a temporary neighbour first, then renames: never half a file. */
bool file_write(const char *path, const void *data, size_t size, struct error *err) MUST_USE;

#endif
