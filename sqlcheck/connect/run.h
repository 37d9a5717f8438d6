/* connect_drivers with what only tests change. */
#ifndef SQLCHECK_CONNECT_RUN_H
#define SQLCHECK_CONNECT_RUN_H

#include "connect/connect.h"

struct run_options {
    const char *program;  /* the worker's program; NULL = this executable */
    bool without_forcing; /* leave out what forces TLS 1.2: nothing may then be called proven */
    bool without_dblib;   /* ODBC drivers only: db-lib, first in the list, would collect */
};

/* One try of every driver; *is_cut: the server cut the connection of the collector. */
bool run_once(void *parent, const struct connect_request *request,
              const struct run_options *options, struct facts *facts, bool *is_cut,
              struct error *err) MUST_USE;

/* As connect_drivers (connect.h); options must not be NULL. */
bool run_drivers(void *parent, const struct connect_request *request,
                 const struct run_options *options, struct facts *facts,
                 struct error *err) MUST_USE;

#endif
