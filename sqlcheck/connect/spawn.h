/* Starting a worker: this very program again, in an environment made from nothing, with what forces
 * TLS 1.2 in files that exist in memory only. */
#ifndef SQLCHECK_CONNECT_SPAWN_H
#define SQLCHECK_CONNECT_SPAWN_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

struct spawn_request {
    const char *program; /* NULL = this executable */
    const char *host;    /* for the section of freetds.conf */
    int port;
    bool force; /* false only to show what a login without forcing looks like */
};

struct spawned {
    pid_t pid;
    int fd; /* socket to the worker's standard input; close-on-exec */
};

/* On success the caller waits for out->pid and closes out->fd. False with err set: nothing was
 * started and *out is untouched. */
bool spawn_worker(const struct spawn_request *request, struct spawned *out,
                  struct error *err) MUST_USE;

#endif
