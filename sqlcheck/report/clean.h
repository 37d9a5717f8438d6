/* The edge between what others wrote and what we print. */
#ifndef SQLCHECK_REPORT_CLEAN_H
#define SQLCHECK_REPORT_CLEAN_H

#include <stdbool.h>

/* One line that cannot steer a terminal: valid UTF-8, line breaks and tabs as blanks, control
 * characters, direction overrides and invisible separators as '?'. With `ascii` nothing beyond
 * ASCII is left. NULL gives "". A talloc child of parent. */
char *clean_line(void *parent, const char *text, bool ascii);

/* Valid UTF-8 without control characters, otherwise as it came: for JSON. NULL stays NULL. */
char *clean_value(void *parent, const char *text);

#endif
