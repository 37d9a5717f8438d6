/* INI files through inih, with its silent limits made loud: a line over 190 bytes is an error here
 * (the library would cut a value at 200 and still hand it on), and so is a section's name over
 * 48. */
#ifndef SQLCHECK_BASE_INI_H
#define SQLCHECK_BASE_INI_H

#include "base/error.h"

/* One "key = value" of a section ("" before the first). False with err set: reading ends, and the
 * error is wrapped as "file:line: ...". */
typedef bool ini_take(void *context, const char *section, const char *key, const char *value,
                      struct error *err);

/* Hands every pair of the file to `take`, in order, until one is refused. False with err set then,
 * and when the file cannot be read or is not INI. */
bool ini_read(const char *path, ini_take *take, void *context, struct error *err) MUST_USE;

#endif
