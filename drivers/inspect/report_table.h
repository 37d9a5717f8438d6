/* Tables for people: a line of names, a line of dashes that says how wide each column is, rows. */
#ifndef SQLCHECK_INSPECT_REPORT_TABLE_H
#define SQLCHECK_INSPECT_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum { REPORT_MAX_COLUMNS = 64 };

struct report_table {
    size_t count;
    char *name[REPORT_MAX_COLUMNS];
    /* In UTF-16 units, as .NET pads. The last column goes on to the end of the line. */
    size_t begin[REPORT_MAX_COLUMNS];
    size_t end[REPORT_MAX_COLUMNS];
};

/* Blanks and dashes only, at least one dash. */
bool report_is_dashes(const char *line);

/* Names are children of parent. False when there are more columns than these. */
bool report_table_read(void *parent, const char *header, const char *dashes,
                       struct report_table *out);

/* Nothing stands between the columns: else the row is not of this table, or was broken into lines
 * by somebody. */
bool report_table_fits(const struct report_table *table, const char *line);

/* Case ignored, as in report_table_cell. */
bool report_table_has(const struct report_table *table, const char *name);

/* What a row has under that name, without the blanks around it; NULL when there is no such column.
 * A child of parent. */
char *report_table_cell(void *parent, const struct report_table *table, const char *line,
                        const char *name);

#endif
