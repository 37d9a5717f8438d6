/* `sqlcheck explain`: the findings table for a reader. */
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "report/kb_parts.h"
#include "report/words.h"

/* The sentence with its places shown as such. */
static char *open_sentence(struct page *page, const char *sentence)
{
    if (text_equal(sentence, "%s"))
        return talloc_strdup(page->memory,
                             "(a sentence of the tables about the version that was seen)");
    char *text = talloc_strdup(page->memory, "");
    const char *at = words_or(sentence, "");
    for (const char *place = strstr(at, "%s"); place != NULL; place = strstr(at, "%s")) {
        text = talloc_asprintf_append(text, "%.*s\u2026", (int)(place - at), at);
        at = place + 2;
    }
    return talloc_asprintf_append(text, "%s", at);
}

static void put_row(struct page *page, const char *label, const char *text)
{
    if (!text_is_empty(text))
        page_label(page, 2, label, text);
}

char *report_explain(void *parent, const struct finding_kind *kind, const struct tables *tables,
                     const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    const struct mark *mark = mark_of_severity(kind->severity);
    page_put_right(&page, mark->style, 0, 2, words_or(kind->id, ""),
                   name_of(severity_names, kind->severity));
    page_put(&page, STYLE_PLAIN, 2, 2, open_sentence(&page, kind->sentence));
    put_row(&page, "needs", kind->needs);
    put_row(&page, "fix", kind->fix);
    kb_put_sources(&page, tables, kind->source, NULL);
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}

char *report_explain_all(void *parent, const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    size_t count = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    page_init(&page, memory, look);
    for (size_t i = 0; i < count; i++)
        page_put(&page, STYLE_PLAIN, 0, 23,
                 talloc_asprintf(memory, "%-14s %-7s %s", kinds[i].id,
                                 name_of(severity_names, kinds[i].severity),
                                 open_sentence(&page, kinds[i].sentence)));
    page_put(&page, STYLE_DIM, 0, 2, "more about one: sqlcheck explain ID");
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}
