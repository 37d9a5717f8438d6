/* Hosts and the inventoried machines behind them; parallel to facts->hosts. */
#ifndef SQLCHECK_SITE_INVENTORY_H
#define SQLCHECK_SITE_INVENTORY_H

#include "site/session.h"

struct host_state {
    long long machine; /* ResourceID; 0 = none found (ConfigMgr numbers from 16777216) */
    bool wanted;       /* has a role that may connect to SQL Server */
    bool looked_up;    /* the queries for its machine were answered */
    bool listed;       /* has rows in the list of 64-bit programs */
    int64_t scanned_unix_s;
};

struct inventory {
    struct site_session *session;
    struct host_state *states; /* one for each of facts->hosts */
};

#endif
