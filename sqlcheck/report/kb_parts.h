/* What the text pages of `sqlcheck kb` share. */
#ifndef SQLCHECK_REPORT_KB_PARTS_H
#define SQLCHECK_REPORT_KB_PARTS_H

#include "report/kb.h"
#include "report/page.h"

/* "source   KB 3135244: Microsoft KB 3135244, TLS 1.2 support ..., dated 2023-10-18", a line
 * each; not those whose key is in `said` (NULL = none). */
void kb_put_sources(struct page *page, const struct tables *tables, const char *source,
                    const char *said);

/* "1810 to 2211", "2603 and later". */
char *kb_release_range(void *parent, const char *first, const char *last);

/* A floor for a reader: "never", or "11.x.6538". */
char *kb_floor(void *parent, const struct tables *tables, const struct driver_floor *floor);
/* The numbers it is about: "11.0 to 11.99", "10.0, build 17763". */
char *kb_scheme(void *parent, const struct driver_floor *floor);

#endif
