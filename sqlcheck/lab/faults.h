/* What an endpoint does wrong on purpose. */
#ifndef SQLCHECK_LAB_FAULTS_H
#define SQLCHECK_LAB_FAULTS_H

#include "lab/case.h"
#include "lab/channel.h"

enum fault_result {
    FAULT_GO_ON, /* none at this stage, or one that goes on more slowly */
    FAULT_OVER,  /* the connection has had its end */
};

/* Does what the endpoint's fault says when it is due at this stage. *hit is the word of the fault,
 * for the journal. */
enum fault_result faults_at(const struct lab_endpoint *endpoint, enum lab_stage stage,
                            struct channel *channel, const char **hit);

/* Ends a connection in order: all that the client still sends is read. */
void faults_close_in_order(struct channel *channel);

#endif
