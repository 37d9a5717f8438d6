/* The steps of one run, in their order; each fills its own facts and leaves gaps. */
#ifndef SQLCHECK_SITE_PARTS_H
#define SQLCHECK_SITE_PARTS_H

#include "site/session.h"

/* databases.c: true when the session is in a database that may be a site's. False: site_note says
 * why. `wanted` NULL = the one visible CM_* database is used. */
bool databases_choose(struct site_session *session, const char *wanted) MUST_USE;

/* roles.c: facts->sites and facts->roles. */
void sites_collect(struct site_session *session);
void roles_collect(struct site_session *session);

/* hosts.c: facts->hosts, sorted by name, one for each distinct host of the roles. */
struct inventory;
struct inventory *hosts_collect(struct site_session *session);

/* inventory.c: Windows, age and programs of the hosts whose machine was found. */
void inventory_collect(struct inventory *inventory);

/* replication.c: facts->brokers, where a site of the list replicates. Leaves the session in master,
 * so nothing that needs the site database may come after it. */
void replication_collect(struct site_session *session);

#endif
