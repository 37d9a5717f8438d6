/* Which hosts have roles that connect to which endpoint. */
#ifndef SQLCHECK_CLI_CALLERS_H
#define SQLCHECK_CLI_CALLERS_H

#include "evidence/facts.h"

#include <stdint.h>

enum { CALLERS_ENDPOINTS = 64 };

/* For each host one bit for each of the first 64 endpoints. A role that is not known to lead
 * anywhere counts for the first. Talloc child of parent; quick for 40,000 roles. */
uint64_t *callers_find(void *parent, const struct facts *facts);

#endif
