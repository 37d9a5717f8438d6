/* Rows through db-lib. For dblib.c only: it has sybdb.h, nothing else may. */
#ifndef SQLCHECK_CONNECT_DBLIB_ROWS_H
#define SQLCHECK_CONNECT_DBLIB_ROWS_H

#include <sybfront.h>

#include <sybdb.h>

#include "evidence/rows.h"

/* Runs the statement and reads all its results; the first that has columns is kept. False: it
 * failed, or was too large; error->text then says so, unless the handlers know better. */
bool dblib_fetch(void *parent, DBPROCESS *process, const char *sql, struct rows *out,
                 struct rows_error *error);

#endif
