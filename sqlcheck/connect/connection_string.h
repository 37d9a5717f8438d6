/* The connection string of an ODBC driver, from its family's table of keywords. */
#ifndef SQLCHECK_CONNECT_CONNECTION_STRING_H
#define SQLCHECK_CONNECT_CONNECTION_STRING_H

#include "base/error.h"
#include "connect/driver.h"

/* A talloc child of parent, with the password in it: wipe it with connection_string_wipe. NULL with
 * err set when a value cannot be said in this family's syntax. */
char *connection_string(void *parent, const struct driver_login *login, struct error *err) MUST_USE;

/* Overwrites the text, then frees it; NULL is fine. */
void connection_string_wipe(char *text);

#endif
