/* The version resource of a PE file (DLL, EXE), 32 or 64 bit: [PE/COFF] "Microsoft Portable
 * Executable and Common Object File Format Specification"; the resource is VS_VERSIONINFO of the
 * Windows SDK.
 *
 * Only the headers, three resource directories and the version resource itself are read, by
 * position, each within a bound: a file of gigabytes costs no more than a small one, and one that
 * shrinks meanwhile is a short read. It loads nothing and checks no signature. */
#ifndef SQLCHECK_INSPECT_PE_H
#define SQLCHECK_INSPECT_PE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct pe {
    uint16_t machine; /* IMAGE_FILE_MACHINE_*: 0x14c i386, 0x8664 AMD64, 0xaa64 ARM64 */
    int bits;         /* 32 or 64, by the optional header; 0 = not known */
    bool has_version; /* VS_FIXEDFILEINFO was there */
    uint16_t file_version[4];
    uint16_t product_version[4];
    /* Strings of the first translation block, UTF-8; NULL when not there. */
    char *file_version_text;
    char *product_version_text;
    char *file_description;
    char *original_filename;
    char *problem; /* why there is no more than this; NULL when nothing was in the way */
};

/* Where the bytes come from: fills room with exactly `size` bytes at `offset`, or says no. */
struct pe_source {
    uint64_t size;
    bool (*read)(void *context, uint64_t offset, void *room, size_t size);
    void *context;
};

/* The common name of a machine ("x86", "x64", "arm64"), or NULL. */
const char *pe_machine_name(uint16_t machine);

/* True when the first bytes are those of a DOS or PE file. */
bool pe_recognise(const void *data, size_t size);

/* Never fails: a file that is no PE has a problem and nothing else. Texts are children of
 * parent. */
void pe_read(void *parent, const struct pe_source *source, struct pe *out);

/* The same from a regular file; false when it cannot be opened. */
bool pe_read_file(void *parent, const char *path, struct pe *out, struct error *err) MUST_USE;

/* The same from memory. */
void pe_read_memory(void *parent, const void *data, size_t size, struct pe *out);

#endif
