/* .reg exports: "Windows Registry Editor Version 5.00" (UTF-16LE, UTF-8) and REGEDIT4.
 *
 * REGEDIT4 is in the code page of the machine that wrote it, which the file does not name: it is
 * read as CP1252, so a name in another script is wrong, ASCII never. The first line must be one of
 * the two; after it a bad line costs that line only, a bad [key] the values under it. */
#ifndef SQLCHECK_INSPECT_REG_FILE_H
#define SQLCHECK_INSPECT_REG_FILE_H

#include "drivers/inspect/registry.h"

/* True when the bytes begin as a .reg file does, in any of the encodings. */
bool reg_file_recognise(const void *data, size_t size);

/* Never fails: what could not be read is in ->problems, as "NAME:LINE:COLUMN" and what was
 * expected. Deletions take back what came before them; a key or value that comes again is merged,
 * later wins. While it reads it needs up to three times the file's size besides the registry.
 * Talloc child of parent. */
struct registry *reg_file_read(void *parent, const char *name, const void *data, size_t size,
                               const struct reg_limits *limits);

#endif
