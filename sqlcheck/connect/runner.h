/* One worker as its parent sees it: what it was asked, what it said, and how it ended. */
#ifndef SQLCHECK_CONNECT_RUNNER_H
#define SQLCHECK_CONNECT_RUNNER_H

#include "base/deadline.h"
#include "connect/message.h"
#include "connect/spawn.h"

#include <stdbool.h>

enum runner_state {
    RUNNER_TRYING,  /* listing drivers, or logging in */
    RUNNER_WAITING, /* logged in: waits for "collect" or "leave" */
    RUNNER_COLLECTING,
    RUNNER_LEAVING,
    RUNNER_ENDED,
};

struct runner {
    void *memory;
    struct spawned process;
    enum runner_state state;
    bool decided; /* login (or the list of drivers) is final */
    struct login login;
    struct login *drivers; /* of JOB_LIST */
    size_t driver_count;
    struct ticket ticket; /* of JOB_TICKET */
    struct facts *facts;  /* of the collector; NULL = it did not come to an end */
    bool is_cut;          /* the server cut the connection before these facts were all there */
    char *ending;         /* how the process ended, when not as it should: "SIGSEGV" */
    enum tap_stage stage;
    struct line_buffer lines;
    struct deadline deadline;
    int64_t started_ms;
    int limit_ms;       /* for the login */
    int query_limit_ms; /* for each statement of the collector */
};

/* Starts a worker on the request and hands it over; `login` is what is known of the driver. A
 * worker that cannot be started has ended, with an outcome that says so. */
struct runner *runner_start(void *parent, const struct spawn_request *spawn,
                            const struct worker_request *request, const struct login *login);

/* Takes in what the worker sent; call when its socket is readable. */
void runner_read(struct runner *runner);

/* Ends the worker when its time is over. */
void runner_check_time(struct runner *runner);

/* To a worker that waits: run the queries of the site, or end. */
void runner_collect(struct runner *runner);
void runner_leave(struct runner *runner);

/* False from the moment on at which it has ended and is waited for. */
bool runner_is_alive(const struct runner *runner);

#endif
