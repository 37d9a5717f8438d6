/* ODBC's diagnostic records. For odbc.c and odbc_rows.c only. */
#ifndef SQLCHECK_CONNECT_ODBC_DIAG_H
#define SQLCHECK_CONNECT_ODBC_DIAG_H

#include <sql.h>
#include <sqlext.h>

#include "connect/family.h"

#include <stdbool.h>

struct odbc_diag {
    bool any;
    bool is_server_message;
    bool timed_out;       /* HYT00, HYT01 */
    bool connection_lost; /* 08S01, a time limit, a dead connection */
    int number;           /* of the record that tells most: the server's first */
    char sqlstate[6];
    char *text;
};

/* Walks all records: with FreeTDS the telling one is not always first. */
struct odbc_diag odbc_diagnose(void *parent, const struct family *family, SQLSMALLINT kind,
                               SQLHANDLE handle);

/* SQLWCHAR text <-> UTF-8; children of parent. */
char *odbc_to_utf8(void *parent, const SQLWCHAR *text, size_t units);
SQLWCHAR *odbc_from_utf8(void *parent, const char *utf8, size_t *units);

#endif
