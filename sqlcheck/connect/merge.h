/* The site part of facts: what a collector fills. */
#ifndef SQLCHECK_CONNECT_MERGE_H
#define SQLCHECK_CONNECT_MERGE_H

#include "evidence/facts.h"

/* Takes the site part over from what a worker collected; the rest of *to stays as it is. */
void merge_site(struct facts *to, const struct facts *from);

#endif
