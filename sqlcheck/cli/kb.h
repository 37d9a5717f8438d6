/* The parts of `sqlcheck kb`. */
#ifndef SQLCHECK_CLI_KB_H
#define SQLCHECK_CLI_KB_H

#include "base/error.h"
#include "drivers/tables/tables.h"

#include <stdio.h>

/* One engine version, or driver with its version, a line in; one answer a line out, in order. The
 * exit code of the answer that leads (kb_worse); *err is filled when reading failed or there was
 * not one line. */
int kb_lines(const struct tables *tables, FILE *in, FILE *out, struct error *err);

#endif
