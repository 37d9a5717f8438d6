/* Words for `sqlcheck drivers`, as text and as "sqlcheck/drivers/1" (drivers-1.schema.json beside
 * this file describes it). The rules of report.h hold: cleaned texts, equal input gives equal
 * bytes, every result is a talloc child of parent that ends with a newline. */
#ifndef SQLCHECK_REPORT_DRIVERS_H
#define SQLCHECK_REPORT_DRIVERS_H

#include "judge/host_drivers.h"
#include "report/report.h"

/* One host: its drivers with their versions, where each was seen, whether it has TLS 1.2, which
 * Configuration Manager it is enough for; its settings. There may be ten thousand: they are told
 * one by one. */
char *report_host_drivers(void *parent, const struct tables *tables,
                          const struct host_drivers *drivers, const struct report_look *look);

/* What could not be read; "" when all was. */
char *report_drivers_gaps(void *parent, const struct facts *facts, const struct report_look *look);

/* All of it. */
char *report_drivers_json(void *parent, const struct facts *facts, const struct tables *tables);

#endif
