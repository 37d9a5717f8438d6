/* The one picture of a registry, whoever read it: keys with full paths, values with their bytes and
 * what the bytes mean. It knows no drivers and follows no links.
 *
 * Names compare as the registry compares them, but in ASCII only: "É" and "é" differ here. Readers
 * fill it through reg_build_*, which keeps the order of events (a .reg file may take back what it
 * said before) and the caller's limits; what is beyond them is a problem, never a crash. */
#ifndef SQLCHECK_INSPECT_REGISTRY_H
#define SQLCHECK_INSPECT_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* [MS-RRP] 2.2.9; a hostile hive may hold any other number too. */
enum reg_type {
    REG_NONE = 0,
    REG_SZ = 1,
    REG_EXPAND_SZ = 2,
    REG_BINARY = 3,
    REG_DWORD = 4,
    REG_DWORD_BIG_ENDIAN = 5,
    REG_LINK = 6,
    REG_MULTI_SZ = 7,
    REG_QWORD = 11,
};

struct reg_value {
    char *name;    /* "" = the default value */
    uint32_t type; /* enum reg_type */
    uint8_t *data; /* as the registry holds it: texts are UTF-16LE, numbers little-endian */
    size_t size;
    /* REG_SZ, REG_EXPAND_SZ: UTF-8 up to the first NUL. REG_MULTI_SZ: UTF-8, each text ended by a
     * NUL, the list by one more; empty texts are left out. NULL for every other type. */
    char *text;
    bool has_number; /* REG_DWORD of 4 bytes (either order), REG_QWORD of 8 */
    uint64_t number;
};

struct reg_key {
    char *path; /* whole: "HKEY_LOCAL_MACHINE\SOFTWARE\...", case kept, no backslash at the end */
    struct reg_value *values; /* sorted by name, case ignored */
    size_t value_count;
    int64_t written_unix_s; /* last write time; hives only, 0 = not known */
};

struct reg_problem {
    char *place;    /* "site.reg:12:5", a key's path, or "" */
    char *sentence; /* "expected ..." */
};

/* What a registry may hold. Its memory is at most about 400 bytes a key or value and three times
 * `bytes`, while it is made. */
struct reg_limits {
    size_t keys;
    size_t values;
    size_t bytes; /* of paths, names and data together */
};

struct registry {
    struct reg_key *keys; /* sorted: a key is followed by all that is below it */
    size_t key_count;
    struct reg_problem *problems; /* the first REG_MAX_PROBLEMS */
    size_t problem_count;
    size_t problems_left_out;
    bool has_open_end; /* an export that does not end in an empty line: it may be cut off */
};

enum { REG_MAX_PROBLEMS = 100 };

/* Less than, equal to, greater than 0; ASCII case ignored, and a backslash comes before everything
 * else, so that "A\Z" is less than "A B". */
int reg_compare(const char *a, const char *b);

/* NULL when there is none; NULL in, NULL out. */
const struct reg_key *reg_find_key(const struct registry *registry, const char *path);
const struct reg_value *reg_find_value(const struct reg_key *key, const char *name);

/* What a text value says; NULL when there is no such value or it is no REG_SZ or REG_EXPAND_SZ. */
const char *reg_find_text(const struct reg_key *key, const char *name);

/* The keys one level below `path`, one a call, starting with *cursor = 0; NULL after the last. A
 * key that only exists as part of a longer path has no entry of its own and is not given. size_t
 * cursor = 0; for (const struct reg_key *k; (k = reg_children(r, path, &cursor)) != NULL;) */
const struct reg_key *reg_children(const struct registry *registry, const char *path,
                                   size_t *cursor);

/* The last part of a path. */
const char *reg_leaf(const char *path);

/* ---- for readers ---- */

struct reg_builder;

/* The registry and all that is put into it are talloc children of parent. */
struct reg_builder *reg_build_start(void *parent, const struct reg_limits *limits);

/* Opens a key: values go there from now on. False when a limit was reached (said once). */
bool reg_build_key(struct reg_builder *builder, const char *path, int64_t written_unix_s);

/* Takes back the key and all below it, as far as it was there before. It counts as a key. */
bool reg_build_key_deletion(struct reg_builder *builder, const char *path);

/* Copies name and data into the open key; without an open key nothing happens. */
bool reg_build_value(struct reg_builder *builder, const char *name, uint32_t type,
                     const uint8_t *data, size_t size);
bool reg_build_value_deletion(struct reg_builder *builder, const char *name);

/* From now on values belong to no key. */
void reg_build_close_key(struct reg_builder *builder);

/* What could not be read: where, and a sentence. */
void reg_build_problem(struct reg_builder *builder, const char *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sorts, merges (later wins), decodes. The builder is gone afterwards. */
struct registry *reg_build_finish(struct reg_builder *builder);

#endif
