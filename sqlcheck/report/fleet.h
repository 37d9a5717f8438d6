/* Words for what `sqlcheck probe` saw of many endpoints. Everything here is made of the lines that
 * report_scan_line() wrote, so results that an earlier run left in a file count like new ones. The
 * rules of report.h hold. */
#ifndef SQLCHECK_REPORT_FLEET_H
#define SQLCHECK_REPORT_FLEET_H

#include "base/error.h"
#include "report/report.h"

/* What the table and the verdict need of one line; children of the row's parent. */
struct fleet_row {
    enum verdict verdict;
    char *target;
    char *encryption;
    char *versions; /* "1.0 1.1 1.2", "strict 1.2 1.3", "-" */
    char *days;     /* left of the certificate; "-" */
    char *headline;
};

/* False with the reason when the line is no whole result; *out is untouched then. */
bool fleet_row_read(void *parent, const char *line, size_t size, int64_t now_unix_s,
                    struct fleet_row *out, struct error *err) MUST_USE;

/* RFC 4180, lines that end with CR LF: the names of the columns, and the cells of a line. */
char *fleet_csv_header(void *parent);
char *fleet_csv(void *parent, const char *line, int64_t now_unix_s);

struct fleet_report {
    const struct fleet_row *rows;
    size_t count;
    char *const *lines; /* of the rows; for JSON only */
    char *const *unfinished;
    size_t unfinished_count;
    const char *sqlcheck_version;
    int64_t now_unix_s;
};

/* The worst of the rows; it cannot be told when some were not done, or there are none. */
enum verdict fleet_verdict(const struct fleet_report *report);

/* A line of verdict, a line an endpoint (worst first, never broken), and what is missing. */
char *fleet_table(void *parent, const struct fleet_report *report, const struct report_look *look);

/* "sqlcheck/probe/1", in the order of the rows. */
char *fleet_json(void *parent, const struct fleet_report *report);

#endif
