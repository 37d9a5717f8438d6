/* Which ODBC drivers for SQL Server unixODBC knows, without loading one. Runs in a worker: unixODBC
 * reads files that anybody may have broken. */
#ifndef SQLCHECK_CONNECT_INSTALLED_H
#define SQLCHECK_CONNECT_INSTALLED_H

#include "evidence/facts.h"

#include <stddef.h>

/* One struct login for each registered driver of a known family, in the file's order, with driver,
 * api, family and file. Where a login makes no sense, outcome (not LOGIN_NOT_TRIED without detail)
 * and detail say why: file missing, same file as an earlier one, family not usable. */
void installed_drivers(void *parent, struct login **out, size_t *count);

#endif
