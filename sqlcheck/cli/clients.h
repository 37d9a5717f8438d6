/* From the table of TLS clients to the hellos that are asked of a server. */
#ifndef SQLCHECK_CLI_CLIENTS_H
#define SQLCHECK_CLI_CLIENTS_H

#include "cli/verify.h"
#include "probe/clients.h"

/* Every client of the table, as it comes. A child of parent. */
struct client_plan *clients_all(void *parent, const struct tables *tables, size_t *count);

/* Asks the endpoints that take TLS 1.2, the first 64 of them, what they would make of the hosts
 * whose roles connect there: one hello for each different one, CLIENTS_AT_MOST connections to one
 * endpoint. Answers and connections go into the facts. */
enum { CLIENTS_AT_MOST = 32 };
void clients_compare(struct facts *facts, const struct verify_request *request);

#endif
