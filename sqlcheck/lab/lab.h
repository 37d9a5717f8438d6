/* The lab: the site of a case, simulated by a small TDS server in front of SQLite.
 *
 * It speaks TDS 7.2 to 7.4 with real TLS up to 1.2 inside PRELOGIN, on loopback addresses only, and
 * holds everything in memory. What a case folder holds is told in cases/lab-format.md. */
#ifndef SQLCHECK_LAB_LAB_H
#define SQLCHECK_LAB_LAB_H

#include "base/error.h"

#include <stdbool.h>
#include <stdio.h>

struct lab_options {
    const char *case_dir;
    const char *keys_dir;      /* private keys are kept and found there; NULL: made for this run */
    const char *temporary_dir; /* without keys_dir, ca.pem goes to a new folder in it; NULL: /tmp */
    const char *journal_path;  /* one JSON line a connection is appended; NULL: none */
    const char *address;       /* first 127.a.b.c; NULL: a free one is picked */
    const char *ready_path;    /* arguments of the suggested verify, once all sockets listen */
    bool quiet;                /* print nothing */
};

/* Blocks until SIGINT or SIGTERM. 0, or 3 with err set when the lab could not start. */
int lab_run(const struct lab_options *options, FILE *out, struct error *err);

#endif
