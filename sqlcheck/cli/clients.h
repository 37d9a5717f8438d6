/* From the table of TLS clients to the hellos that are asked of a server. */
#ifndef SQLCHECK_CLI_CLIENTS_H
#define SQLCHECK_CLI_CLIENTS_H

#include "drivers/tables/tables.h"
#include "probe/clients.h"

/* Every client of the table, as it comes. A child of parent. */
struct client_plan *clients_all(void *parent, const struct tables *tables, size_t *count);

/* Asks the probed endpoint, where it takes TLS 1.2, what it would make of the hosts with a role:
 * one hello for each different one, CLIENTS_AT_MOST connections altogether. Answers and connections
 * go into the facts. */
enum { CLIENTS_AT_MOST = 32 };
void clients_compare(struct facts *facts, const struct tables *tables, const char *address,
                     int port, int timeout_ms);

#endif
