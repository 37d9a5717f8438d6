/* PostgreSQL closes without a word when it is asked in TDS or TLS: one question of its own names
 * it. */
#ifndef SQLCHECK_PROBE_POSTGRES_H
#define SQLCHECK_PROBE_POSTGRES_H

#include "net/socket.h"

#include <stdbool.h>

/* One connection, counted in *opened: SSLRequest, which every PostgreSQL answers with one byte. */
bool postgres_ask(const struct net_address *address, struct deadline deadline, int *opened);

#endif
