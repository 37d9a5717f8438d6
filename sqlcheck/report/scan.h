/* Words for what `sqlcheck probe` saw, as text and as "sqlcheck/probe/1" (probe-1.schema.json
 * beside this file describes it). The rules of report.h hold: cleaned texts, equal input gives
 * equal bytes, every result is a talloc child of parent that ends with a newline. */
#ifndef SQLCHECK_REPORT_SCAN_H
#define SQLCHECK_REPORT_SCAN_H

#include "judge/scan.h"
#include "report/report.h"

struct scan_report {
    const struct scan *scans;
    struct scan_judgement *const *judgements; /* one a scan */
    size_t count;
    const char *sqlcheck_version;
    int64_t now_unix_s;
};

/* The worst of them. */
enum verdict report_scan_verdict(const struct scan_report *report);

/* One line of verdict, then the endpoints, worst first. */
char *report_scan(void *parent, const struct scan_report *report, const struct report_look *look);

/* One object an endpoint, in the order in which they were named. */
char *report_scan_json(void *parent, const struct scan_report *report);

#endif
