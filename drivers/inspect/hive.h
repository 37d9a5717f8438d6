/* Registry hives (regf files such as SOFTWARE and SYSTEM), through libhivex in a bounded child.
 *
 * libhivex is C of others on input of others: it runs in a forked child that may read files and
 * write to one pipe and nothing else (no sockets, no programs, no writing; seccomp), with bounds on
 * memory, processor time and descriptors, and that is killed at the deadline. A fork and not our
 * binary again as for `worker`: starting that costs six times what reading a small hive does. The
 * price is that the child holds a copy of our memory: read hives before there is a password. What
 * the child answers is not believed further than its bytes (hive_answer.h).
 *
 * Transaction logs are noticed, not applied. */
#ifndef SQLCHECK_INSPECT_HIVE_H
#define SQLCHECK_INSPECT_HIVE_H

#include "base/deadline.h"
#include "base/error.h"
#include "drivers/inspect/registry.h"

struct hive_request {
    const char *root; /* what the hive's root is called: "HKEY_LOCAL_MACHINE\SOFTWARE" */
    /* Keys to read, relative to the root: "Microsoft\SQLNCLI11" gives that key and its values;
     * "*" in place of a name every child there; "**" at the end the key and all below it. A key
     * that does not exist is no problem. */
    const char *const *paths;
    size_t path_count;
    struct reg_limits limits;
    struct deadline deadline;
};

struct hive {
    struct registry *registry; /* problems in it are about what could not be read */
    bool sequences_differ;     /* [regf] header: written without having been closed */
    bool has_logs;             /* NAME.LOG1, .LOG2 or .LOG beside it is not empty */
    bool dirty;                /* either: the newest changes may be missing here */
};

enum { HIVE_MAX_FILE = 256 * 1024 * 1024 };

/* True when the bytes begin as a hive does. */
bool hive_recognise(const void *data, size_t size);

/* False when the file cannot be opened, is no hive, or no child could be started. Talloc children
 * of parent. */
bool hive_read(void *parent, const char *path, const struct hive_request *request, struct hive *out,
               struct error *err) MUST_USE;

#endif
