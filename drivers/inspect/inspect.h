/* What evidence about machines says, as facts: hosts with their drivers and settings. No judgement.
 *
 * Evidence is what an administrator can hand over: registry hives, .reg exports, a Windows volume
 * or a copy of System32, reports of Microsoft's SQLCheck, CSV inventories, or a folder of any of
 * these, each recognised by its content. Nothing is ever written there, links are not followed, and
 * what could not be read is a gap (facts.h) and never an error. */
#ifndef SQLCHECK_INSPECT_INSPECT_H
#define SQLCHECK_INSPECT_INSPECT_H

#include "base/deadline.h"
#include "drivers/tables/tables.h"
#include "evidence/facts.h"

struct inspect_request {
    const struct tables *tables;
    int64_t now_unix_s;
    struct deadline deadline; /* of the whole inspection */
};

/* Adds to facts->hosts and facts->gaps; their memory hangs on facts. Hives are read in a forked
 * child (hive.h): call it before there is a password. */
void inspect_path(struct facts *facts, const char *path, const struct inspect_request *request);

/* Puts what one inspection found onto the hosts of a site, copied: by full name, or by a short name
 * that one host only has on either side. Other hosts are added, and so are the gaps. */
void inspect_merge(struct facts *facts, const struct facts *evidence,
                   const struct inspect_request *request);

/* The drivers of the machine this runs on, and the TLS floor of its libraries. Loads no driver. */
void inspect_this_machine(struct facts *facts, const struct inspect_request *request);

#endif
