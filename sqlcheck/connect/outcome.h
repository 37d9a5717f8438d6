/* From what was seen to the outcome of a login: the tap's observations first, the driver's own
 * numbers after them (FreeTDS has one number for every TLS failure). Pure. */
#ifndef SQLCHECK_CONNECT_OUTCOME_H
#define SQLCHECK_CONNECT_OUTCOME_H

#include "connect/driver.h"
#include "connect/tap.h"
#include "evidence/facts.h"

/* Fills what the tap saw: offered, chosen, finished, suite, floor_proof, connections. True when
 * only the driver's behaviour can show the floor. */
bool outcome_observe(void *parent, const struct family *family, const struct tap_report *report,
                     struct login *login);

/* Fills outcome and detail, and the driver's own number, state and text. */
void outcome_decide(void *parent, const struct driver_answer *answer,
                    const struct tap_report *report, struct login *login);

/* Fills outcome and detail when the tap alone can tell, whatever the driver will say; for a driver
 * that never comes back to say it. */
void outcome_foresee(void *parent, const struct tap_report *report, struct login *login);

/* For a worker that was ended at the deadline; stage is the last it told. */
void outcome_timeout(void *parent, enum tap_stage stage, struct login *login);

/* Why a connection that was logged in carried no answer to a statement: what the tap saw (size =
 * bytes of the server since it was sent), then the driver's own text. Child of parent. */
char *outcome_loss(void *parent, const struct tap_report *report, size_t size, int number,
                   const char *text);

#endif
