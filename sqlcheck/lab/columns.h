/* A result as COLMETADATA and ROW tokens. [MS-TDS] 2.2.7.4, 2.2.7.20 [K], types 2.2.5.4 [K] */
#ifndef SQLCHECK_LAB_COLUMNS_H
#define SQLCHECK_LAB_COLUMNS_H

#include "lab/result.h"

/* The COLMETADATA token of the result; the ROW token of its row `row`, counted from 0. */
void columns_write_metadata(struct writer *w, const struct result *result);
void columns_write_row(struct writer *w, const struct result *result, size_t row);

#endif
