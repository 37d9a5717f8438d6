/* The paragraph under the verdict: which site, which database, which endpoint, who got in. */
#include <talloc.h>

#include "base/text.h"
#include "judge/assume.h"
#include "judge/world.h"
#include "report/parts.h"
#include "report/words.h"

/* The site whose database was read: by its database name, or the only one there is. */
static const struct site *own_site(const struct facts *facts)
{
    for (size_t i = 0; i < facts->site_count; i++)
        if (facts->database != NULL && text_equal(facts->sites[i].sql_database, facts->database))
            return &facts->sites[i];
    return facts->site_count == 1 ? &facts->sites[0] : NULL;
}

static char *title(struct page *page, const struct facts *facts, const struct judgement *judgement)
{
    const struct site *site = own_site(facts);
    char *endpoint =
        facts->endpoint_count > 0
            ? words_endpoint(page, &facts->endpoints[0])
            : talloc_strdup(page->memory, words_or(facts->request.server, "no endpoint"));
    char *text = talloc_strdup(page->memory, "");
    if (site != NULL && !text_is_empty(site->code))
        text = talloc_asprintf_append(text, "site %s", site->code);
    if (!text_is_empty(judgement->configmgr))
        text =
            talloc_asprintf_append(text, "%s%s", text[0] == '\0' ? "" : ", ", judgement->configmgr);
    if (text[0] != '\0')
        text = talloc_asprintf_append(text, "; ");
    if (!text_is_empty(facts->database))
        text = talloc_asprintf_append(text, "database %s on ", facts->database);
    return talloc_asprintf_append(text, "%s", endpoint);
}

static void put_site_note(struct page *page, const struct facts *facts,
                          const struct judgement *judgement)
{
    if (facts->site_read || judgement_says(judgement, facts->site_note))
        return;
    page_put(page, STYLE_PLAIN, 2, 4,
             talloc_asprintf(page->memory, "the site database was not read%s%s",
                             text_is_empty(facts->site_note) ? "" : ": ",
                             words_or(facts->site_note, "")));
}

void part_yours(struct page *page, const struct facts *facts)
{
    enum { SHOWN_AT_MOST = 40 };
    struct items items = {0};
    size_t count = facts->assumption_count;
    if (world_of(facts)->kind != WORLD_TLS12) {
        page_gap(page);
        page_label(page, 2, "what if", world_of(facts)->text);
    }
    if (count == 0)
        return;
    page_gap(page);
    page_put(page, STYLE_BOLD, 0, 2, "assumed by you, and seen nowhere: no proof that it is so");
    for (size_t i = 0; i < count && i < SHOWN_AT_MOST; i++)
        items_add(page, &items, "%s", assume_text(page->memory, &facts->assumptions[i]));
    if (count > SHOWN_AT_MOST)
        items_add(page, &items, "and %zu more: --format json has them", count - SHOWN_AT_MOST);
    page_items(page, 2, 2, "", &items);
}

void part_summary(struct page *page, const struct facts *facts, const struct judgement *judgement)
{
    page_gap(page);
    page_put(page, STYLE_BOLD, 0, 2, title(page, facts, judgement));
    if (facts->endpoint_count == 0)
        page_put(page, STYLE_PLAIN, 2, 4, "no endpoint was probed");
    else
        part_endpoint(page, facts, &facts->endpoints[0], judgement->engine);
    part_logins(page, facts, judgement);
    put_site_note(page, facts, judgement);
    part_sites(page, judgement);
    part_other_endpoints(page, facts, judgement);
}
