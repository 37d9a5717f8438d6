/* Words for the answers of `sqlcheck kb`, as text and as "sqlcheck/kb/1" (kb-1.schema.json beside
 * this file describes it). The rules of report.h hold: cleaned texts, equal input gives equal
 * bytes, every result is a talloc child of parent that ends with a newline. */
#ifndef SQLCHECK_REPORT_KB_H
#define SQLCHECK_REPORT_KB_H

#include "judge/kb.h"
#include "report/report.h"

/* An engine build: branch, TLS 1.2 or not, which row says so, what to install. */
char *report_kb_engine(void *parent, const struct tables *tables, const struct kb_engine *engine,
                       const struct report_look *look);
char *report_kb_engine_json(void *parent, const struct kb_engine *engine);

/* With a version the answer; what is known of the driver, with every name it goes by. */
char *report_kb_driver(void *parent, const struct tables *tables, const struct kb_driver *driver,
                       const struct report_look *look);
char *report_kb_driver_json(void *parent, const struct tables *tables,
                            const struct kb_driver *driver);

/* What a release asks for, role by role. */
char *report_kb_configmgr(void *parent, const struct tables *tables,
                          const struct release_lookup *release, const struct report_look *look);
char *report_kb_configmgr_json(void *parent, const struct tables *tables,
                               const struct release_lookup *release, const char *question,
                               int exit_code);

/* The whole of KB 3135244, and the floors of client drivers. */
char *report_kb_table(void *parent, const struct tables *tables, const struct report_look *look);
char *report_kb_table_json(void *parent, const struct tables *tables);

/* "ASKED\tANSWER\tROW\tWHY\n"; the text as it was asked, made one clean line. */
char *report_kb_line(void *parent, const char *text, enum kb_answer answer, const char *row,
                     const char *why);

#endif
