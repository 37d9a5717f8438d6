/* From what -S says to addresses: names, SQL Browser, --connect-to. */
#ifndef SQLCHECK_PROBE_LOCATE_H
#define SQLCHECK_PROBE_LOCATE_H

#include "net/resolve.h"
#include "probe/probe.h"

struct place {
    struct net_address *addresses; /* where to connect, with the port to connect to */
    size_t count;
    int port;         /* by name: said, found by SQL Browser, or 1433; 0 = not known */
    int connect_port; /* after --connect-to */
    bool fell_back;   /* the port is request->fallback_port */
    enum reach reach; /* REACH_NOT_TRIED = found; else why not */
    const char *stage;
    char *reason;
};

/* Children of parent. */
void place_find(void *parent, const struct probe_request *request, struct deadline deadline,
                struct place *out);

#endif
