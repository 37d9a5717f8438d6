/* Which endpoints `sqlcheck probe` asks: its arguments, then the lines of --targets files. */
#ifndef SQLCHECK_CLI_TARGETS_H
#define SQLCHECK_CLI_TARGETS_H

#include "cli/options.h"
#include "probe/scan.h"

struct probe_target {
    const char *text; /* as written */
    char *trouble;    /* why it cannot be asked, "targets.txt:3: ..."; NULL = it can */
    struct scan_request request;
};

struct targets {
    struct probe_target *list;
    size_t count;
    size_t folded; /* how many named one again; letters and blanks do not tell them apart */
};

/* Each request is `common` with its own target. A bad argument is an error; a bad line of a file
 * costs that line. Children of parent. */
bool targets_read(void *parent, const struct settings *settings, const struct scan_request *common,
                  struct targets *out, struct error *err) MUST_USE;

#endif
