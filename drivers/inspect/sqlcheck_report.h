/* The inside of sqlcheck_report.c: what its parts share while they read one report. */
#ifndef SQLCHECK_INSPECT_SQLCHECK_REPORT_H
#define SQLCHECK_INSPECT_SQLCHECK_REPORT_H

#include "base/bytes.h"
#include "drivers/inspect/inspection.h"
#include "drivers/inspect/report_table.h"

struct sqlcheck_report {
    struct inspection *inspection;
    const struct evidence_file *file;
    void *memory; /* of the report */
    void *row;    /* of one line */
    size_t line;  /* that is being read */
    size_t gap_count;
    int64_t seen_unix_s;
    /* The head; NULL while not seen. */
    char *netbios;
    char *fqdn;
    char *windows;
    char *windows_version;
    char *windows_build;
    char *is_64_bit;
    struct version version; /* of Windows; count 0 = not known */
    struct host *host;
    char *instance;          /* whose details these are; NULL outside of them */
    struct writer suites[2]; /* policy, machine: the lists so far, with commas */
};

/* A kind of table, known by its columns. */
struct report_table_kind {
    const char *columns[4]; /* it has all of these */
    const char *costs;      /* what a row that is not understood costs */
    void (*take)(struct sqlcheck_report *report, const struct report_table *table,
                 const char *line);
    void (*end)(struct sqlcheck_report *report); /* NULL; not called when the report is cut */
};

extern const struct report_table_kind report_table_kinds[]; /* ends with take == NULL */

extern const char sqlcheck_report_title[]; /* how the report begins, up to its version */

/* The head, line by line; the host, once the head is known; everything else, line by line. */
void sqlcheck_report_head(struct sqlcheck_report *report, const char *line);
void sqlcheck_report_host(struct sqlcheck_report *report);
void sqlcheck_report_line(struct sqlcheck_report *report, const char *line);

/* At the line that is being read. */
void sqlcheck_report_gap(struct sqlcheck_report *report, const char *costs, const char *reason);
void sqlcheck_report_setting(struct sqlcheck_report *report, const char *key, const char *value);
struct source sqlcheck_report_source(struct sqlcheck_report *report);

#endif
