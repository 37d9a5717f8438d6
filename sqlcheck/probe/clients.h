/* What one endpoint would make of clients that are not here: hellos like theirs, inside TDS 7. */
#ifndef SQLCHECK_PROBE_CLIENTS_H
#define SQLCHECK_PROBE_CLIENTS_H

#include "evidence/facts.h"
#include "probe/errand.h"

/* One client in the states that may have to be asked. The lists are the caller's. */
struct client_plan {
    const char *client;
    bool fips;
    const char *own; /* not NULL: OFFER_OWN is asked and nothing else */
    bool has[CLIENT_OFFER_COUNT];
    struct tls_offer offers[CLIENT_OFFER_COUNT];
};

struct clients_job {
    const struct client_plan *plans;
    size_t count;
    const struct net_address *address;
    struct purse *purse; /* what may be spent; a plan that was not asked has no answer */
    struct deadline deadline;
    int answer_ms;
    size_t at_once;
};

/* Appends the answers to out->clients; everything is a child of parent. Ask only where TLS 1.2 was
 * taken inside TDS 7: a connection that just ends then counts as a refusal, after it was asked once
 * more.
 *
 * First each client's default, or its own list; then, where that was taken, what it has without
 * updates, unless the choice was among it; and where it was refused, all that it supports, and at
 * last with any signature scheme. Equal hellos are sent once. */
void clients_ask(void *parent, const struct clients_job *job, struct endpoint *out);

#endif
