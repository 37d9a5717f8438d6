/* Scans of many endpoints: a few threads, each with one endpoint after the other, so that one which
 * holds its thread until its deadline holds up no other. */
#ifndef SQLCHECK_PROBE_FLEET_H
#define SQLCHECK_PROBE_FLEET_H

#include "probe/scan.h"

struct fleet_plan {
    const struct scan_request *const *requests; /* stay as they are until the last thread ended */
    size_t count;
    size_t at_once;
    bool brief; /* probe_endpoint() in place of scan_endpoint(): fills scan->endpoint and route */
    struct deadline end; /* of all of them together; at_ms 0 = none */
};

struct fleet_result {
    size_t index;             /* of the request */
    void *memory;             /* everything of the result; the taker's to free */
    struct scan *scan;        /* in it */
    struct probe_route route; /* with plan->brief; its texts are in `memory` */
};

struct fleet;

/* Starts the threads. NULL when there could be none. */
struct fleet *fleet_start(const struct fleet_plan *plan, struct error *err) MUST_USE;

enum fleet_state { FLEET_RESULT, FLEET_WAITING, FLEET_OVER };

/* The next result, in the order in which they come; waits for it no longer than `until`. Results
 * that nobody takes hold the threads up: no more of them are kept than there are threads. */
enum fleet_state fleet_take(struct fleet *fleet, struct deadline until, struct fleet_result *out);

/* No endpoint is begun any more. What is under way cannot be broken off; its threads are left
 * behind, and with them the fleet, unless it is over. */
void fleet_end(struct fleet *fleet);

/* True while threads that were left behind may be running: the process must leave with _exit(), and
 * free nothing that the plan points to. */
bool fleet_is_left_behind(void);

#endif
