/* Small phrases that several parts of the text report share. Strings are talloc children of the
 * page's memory, or constant. */
#ifndef SQLCHECK_REPORT_WORDS_H
#define SQLCHECK_REPORT_WORDS_H

#include "report/page.h"

#include <stdint.h>

struct mark {
    const char *glyph, *ascii;
    const char *word; /* "would fail" */
    enum style style;
};

/* How a verdict on a path, or a finding, is marked; constant. The glyph is the one the page can
 * show: ASCII or not. */
const struct mark *mark_of(enum verdict verdict);
const struct mark *mark_of_severity(enum severity severity);
const char *mark_glyph(const struct page *page, const struct mark *mark);

/* "1 path", "3 paths" */
char *words_count(struct page *page, size_t count, const char *one, const char *many);
/* "12 ms", "2.0 s" */
char *words_duration(struct page *page, int ms);
/* "a, b and c" */
char *words_and(struct page *page, const char *const *items, size_t count);
/* "a, b, c and 6201 more, which --format json names" */
enum { NAMED_AT_MOST = 8 }; /* in a plan */
char *words_some(struct page *page, const char *const *items, size_t count, size_t most);
/* "sql01.contoso.com,1433"; "sec01\CONFIGMGRSEC,50123"; never NULL */
char *words_endpoint(struct page *page, const struct endpoint *endpoint);
/* text, or `otherwise` when there is none. */
const char *words_or(const char *text, const char *otherwise);

#endif
