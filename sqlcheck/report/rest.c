/* The end of the report: what passes stand on, what was not judged, what was not read. */
#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/groups.h"
#include "report/parts.h"
#include "report/words.h"

enum { MOST_GAPS = 40 };

/* Blocks of paths that do not pass tell their assumptions themselves. */
static struct group passing_with_assumptions(struct page *page, const struct judgement *judgement)
{
    struct group group = {.verdict = VERDICT_PASS};
    for (size_t i = 0; i < judgement->path_count; i++) {
        const struct path *path = &judgement->paths[i];
        if (path->verdict != VERDICT_PASS || path->assumed_count == 0)
            continue;
        const struct path **slot =
            mem_append(page->memory, (void *)&group.paths, &group.path_count, sizeof *slot);
        *slot = path;
    }
    return group;
}

static void put_assumptions(struct page *page, const struct judgement *judgement)
{
    struct group all = passing_with_assumptions(page, judgement);
    struct groups parts = group_split(page, &all, assumptions_of, 0);
    if (all.path_count == 0)
        return;
    page_gap(page);
    page_put(
        page, STYLE_BOLD, 0, 2,
        talloc_asprintf(page->memory, "assumed, not read, for %s",
                        words_count(page, all.path_count, "path that passes", "paths that pass")));
    for (size_t i = 0; i < parts.count; i++) {
        const struct group *part = &parts.items[i];
        struct texts texts = assumptions_of(part->paths[0], 0);
        for (size_t text = 0; text < texts.count; text++)
            page_label(page, 2, "assumed",
                       group_text(page, part, part->paths[0], texts.items[text]));
        page_label(page, 2, "  on", part->hosts);
    }
}

static void put_standing(struct page *page, const struct judgement *judgement)
{
    bool titled = false;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct finding *finding = &judgement->findings[i];
        if (!finding_is_standing(finding))
            continue;
        if (!titled) {
            page_gap(page);
            page_put(page, STYLE_BOLD, 0, 2, "not looked at");
        }
        titled = true;
        page_put_right(page, STYLE_PLAIN, 2, 4,
                       talloc_asprintf(page->memory, "%s; %s",
                                       words_or(finding->sentence, "a finding without words"),
                                       words_or(finding->fix, "")),
                       finding->id);
    }
}

static void put_not_judged(struct page *page, const struct judgement *judgement)
{
    bool said = true;
    for (size_t i = 0; i < judgement->not_judged_count; i++)
        said = said && judgement_says(judgement, judgement->not_judged[i]);
    if (said)
        return;
    page_gap(page);
    page_put(page, STYLE_PLAIN, 0, 2,
             talloc_asprintf(page->memory, "not judged: %s",
                             words_and(page, (const char *const *)judgement->not_judged,
                                       judgement->not_judged_count)));
}

static void put_not_connecting(struct page *page, const struct judgement *judgement)
{
    char *list = talloc_strdup(page->memory, "");
    for (size_t i = 0; i < judgement->not_connecting_count; i++) {
        const struct quiet_component *quiet = &judgement->not_connecting[i];
        list = talloc_asprintf_append(list, "%s%s (%zu)", i == 0 ? "" : ", ",
                                      words_or(quiet->component, "?"), quiet->host_count);
    }
    if (judgement->not_connecting_count == 0)
        return;
    page_gap(page);
    page_put(page, STYLE_PLAIN, 0, 2,
             talloc_asprintf(page->memory, "do not connect to SQL Server: %s", list));
}

static bool gap_is_said(const struct judgement *judgement, const struct gap *gap)
{
    const char *key = text_is_empty(gap->grant) ? gap->costs : gap->grant;
    return judgement_says(judgement, key) && judgement_says(judgement, gap->object);
}

static void put_gap(struct page *page, const struct gap *gap)
{
    page_put(page, STYLE_PLAIN, 2, 4,
             talloc_asprintf(page->memory, "%s: costs %s%s", words_or(gap->object, "an object"),
                             words_or(gap->costs, "facts"),
                             gap->required ? "" : " (which changes no verdict of a path)"));
    if (!text_is_empty(gap->reason))
        page_label(page, 4, "seen", gap->reason);
    if (!text_is_empty(gap->grant))
        page_label(page, 4, "fix", gap->grant);
}

static void put_gaps(struct page *page, const struct facts *facts,
                     const struct judgement *judgement)
{
    size_t put = 0;
    for (size_t i = 0; i < facts->gap_count && put < MOST_GAPS; i++) {
        if (gap_is_said(judgement, &facts->gaps[i]))
            continue;
        page_gap(page);
        if (put++ == 0)
            page_put(page, STYLE_BOLD, 0, 2, "could not be read");
        put_gap(page, &facts->gaps[i]);
    }
    if (put == MOST_GAPS && facts->gap_count > MOST_GAPS)
        page_put(page, STYLE_DIM, 2, 4,
                 talloc_asprintf(page->memory, "--format json has all %zu", facts->gap_count));
}

static void put_documents(struct page *page, const struct judgement *judgement)
{
    if (judgement->citation_count == 0)
        return;
    page_gap(page);
    page_put(page, STYLE_BOLD, 0, 2, "documents");
    for (size_t i = 0; i < judgement->citation_count; i++)
        page_put(page, STYLE_PLAIN, 2, 4,
                 talloc_asprintf(page->memory, "%s: %s", judgement->citations[i].key,
                                 judgement->citations[i].document));
}

static const char *first_id(const struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->path_count; i++)
        if (judgement->paths[i].verdict != VERDICT_PASS && judgement->paths[i].finding_count > 0)
            return judgement->paths[i].findings[0].id;
    return judgement->finding_count > 0 ? judgement->findings[0].id : NULL;
}

void part_rest(struct page *page, const struct facts *facts, const struct judgement *judgement)
{
    put_assumptions(page, judgement);
    put_standing(page, judgement);
    put_not_judged(page, judgement);
    put_not_connecting(page, judgement);
    put_gaps(page, facts, judgement);
    put_documents(page, judgement);
    const char *id = first_id(judgement);
    if (text_is_empty(id))
        return;
    page_gap(page);
    page_put(page, STYLE_DIM, 0, 2,
             talloc_asprintf(page->memory, "what stands behind an id: sqlcheck explain %s", id));
}
