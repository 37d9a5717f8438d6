/* A page of text: wraps, indents, aligns, colours. Everything that is put on it is cleaned on the
 * way (clean.h), so no caller has to. Lines never end with a blank and never exceed the width. */
#ifndef SQLCHECK_REPORT_PAGE_H
#define SQLCHECK_REPORT_PAGE_H

#include "base/bytes.h"
#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>

enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_PASS,
    STYLE_WARN,
    STYLE_UNKNOWN,
    STYLE_FAIL
};

enum { LABEL_WIDTH = 9 }; /* "assumed" and two blanks */

struct page {
    void *memory; /* talloc parent of everything the page makes */
    bool color, ascii;
    size_t width;
    struct writer out;
};

void page_init(struct page *page, void *memory, const struct report_look *look);
char *page_finish(struct page *page, void *parent); /* a talloc child of parent */

/* The text as it will stand on this page; NULL gives "". */
char *page_clean(struct page *page, const char *text);

/* An empty line before what comes next; none at the top, never two. */
void page_gap(struct page *page);

/* A paragraph: `first` blanks before its first line, `rest` before the others. */
void page_put(struct page *page, enum style style, size_t first, size_t rest, const char *text);

/* A line that is never broken: what reads one line must get all of it. */
void page_line(struct page *page, enum style style, const char *text);

/* A paragraph with `right` at the right margin of its last line, or of a line of its own. */
void page_put_right(struct page *page, enum style style, size_t first, size_t rest,
                    const char *text, const char *right);

/* "seen     text", continued under the text. */
void page_label(struct page *page, size_t indent, const char *label, const char *text);
void page_label_right(struct page *page, size_t indent, const char *label, const char *text,
                      const char *right);

/* Items with a separator between them; a line breaks between items where it can. */
struct items {
    char **text;
    size_t count;
};
void items_add(struct page *page, struct items *items, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void page_items(struct page *page, size_t first, size_t rest, const char *lead,
                const struct items *items);

/* Raw pieces of one line, for tables: cleaned text only. */
void page_piece(struct page *page, enum style style, const char *text);
void page_pad(struct page *page, size_t blanks);
void page_end_line(struct page *page);

#endif
