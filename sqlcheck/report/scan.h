/* Words for what `sqlcheck probe` saw of one endpoint, as text and as an object of
 * "sqlcheck/probe/1" (probe-1.schema.json beside this file describes it); fleet.h has those for
 * many. The rules of report.h hold: cleaned texts, equal input gives equal bytes, every result is a
 * talloc child of parent that ends with a newline. */
#ifndef SQLCHECK_REPORT_SCAN_H
#define SQLCHECK_REPORT_SCAN_H

#include "judge/scan.h"
#include "report/report.h"

/* One line of verdict, then all that was seen. */
char *report_scan(void *parent, const struct scan *scan, const struct scan_judgement *judgement,
                  int64_t now_unix_s, const struct report_look *look);

/* The object in one line, as JSON Lines have it. */
char *report_scan_line(void *parent, const struct scan *scan,
                       const struct scan_judgement *judgement);

#endif
