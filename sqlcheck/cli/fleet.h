/* `sqlcheck probe` of one endpoint or thousands: runs them, writes each result as it comes, and the
 * report at the end. */
#ifndef SQLCHECK_CLI_FLEET_H
#define SQLCHECK_CLI_FLEET_H

#include "cli/output.h"
#include "cli/targets.h"

struct tables; /* drivers/tables/tables.h */

struct fleet_job {
    void *memory;
    struct targets targets;
    const char **known; /* the line of each target that --resume has; NULL = none has one */
    size_t at_once;
    int total_ms; /* 0 = no bound */
    int64_t now_unix_s;
    const struct tables *tables;
    struct output *output;
};

/* The exit code; with *err filled when sqlcheck itself could not work. */
int fleet_run(struct fleet_job *job, struct error *err);

/* So many endpoints at once as open files allow; says so when that is fewer than `wanted`. */
bool fleet_files(size_t *wanted, struct error *err) MUST_USE;

#endif
