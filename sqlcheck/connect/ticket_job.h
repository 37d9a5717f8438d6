/* Parent side of a ticket (ticket.h): a worker fetches it, because libkrb5 keeps no deadline. */
#ifndef SQLCHECK_CONNECT_TICKET_JOB_H
#define SQLCHECK_CONNECT_TICKET_JOB_H

#include "connect/runner.h"

/* Runs a worker on the request (its job is JOB_TICKET) to its end, within the login timeout. What
 * came of it is a child of parent; without a trouble the ticket is to be had. */
struct ticket ticket_ask(void *parent, const struct spawn_request *spawn,
                         const struct worker_request *request);

#endif
