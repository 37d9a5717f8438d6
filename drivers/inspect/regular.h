/* Evidence files: regular files only, so that no pipe or device makes anybody wait. */
#ifndef SQLCHECK_INSPECT_REGULAR_H
#define SQLCHECK_INSPECT_REGULAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* A descriptor for reading, close-on-exec, and the file's size; -1 on error. */
int regular_open(const char *path, uint64_t *size, struct error *err) MUST_USE;

/* Up to `size` bytes from `offset` on, *used of them; fewer at the end of the file. False, and
 * errno says why, where it cannot be read: *used came before. */
bool regular_read(int fd, uint64_t offset, void *room, size_t size, size_t *used) MUST_USE;

#endif
