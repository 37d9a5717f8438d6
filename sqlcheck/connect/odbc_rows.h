/* Rows through ODBC. For odbc.c only. */
#ifndef SQLCHECK_CONNECT_ODBC_ROWS_H
#define SQLCHECK_CONNECT_ODBC_ROWS_H

#include "connect/odbc_diag.h"
#include "evidence/rows.h"

/* Runs the statement and reads all its results; the first that has columns is kept. False: the
 * diagnostics of the statement say why; *too_large when it was our own bound. */
bool odbc_fetch(void *parent, SQLHSTMT statement, const char *sql, struct rows *out,
                bool *too_large);

#endif
