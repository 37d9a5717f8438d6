#include <talloc.h>

#include "report/parts.h"
#include "report/words.h"

static void put_verdict(struct page *page, const struct judgement *judgement)
{
    page_line(page, mark_of(judgement->verdict)->style,
              talloc_asprintf(page->memory, "SQLCHECK %s: %s",
                              verdict_status_word(judgement->verdict),
                              words_or(judgement->headline, "nothing was judged")));
    if (judgement->filter == NULL)
        return;
    page_gap(page);
    page_put(page, STYLE_BOLD, 0, 2, judgement->filter);
}

char *report_text(void *parent, const struct facts *facts, const struct judgement *judgement,
                  const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    page.memory = talloc_new(memory); /* of one part: a large hierarchy has 19,000 paths */
    put_verdict(&page, judgement);
    part_yours(&page, facts);
    part_summary(&page, facts, judgement);
    talloc_free_children(page.memory);
    part_paths(&page, judgement);
    talloc_free_children(page.memory);
    part_findings(&page, judgement);
    talloc_free_children(page.memory);
    part_folded(&page, judgement);
    talloc_free_children(page.memory);
    part_rest(&page, facts, judgement);
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}
