/* Evidence files: regular files only, so that no pipe or device makes anybody wait. */
#ifndef SQLCHECK_INSPECT_REGULAR_H
#define SQLCHECK_INSPECT_REGULAR_H

#include <stdint.h>

#include "base/error.h"

/* A descriptor for reading, close-on-exec, and the file's size; -1 on error. */
int regular_open(const char *path, uint64_t *size, struct error *err) MUST_USE;

#endif
