/* Findings as blocks: what is wrong, what was seen, the fix, the document behind it. */
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/groups.h"
#include "report/parts.h"
#include "report/words.h"

enum { INDENT = 2, MOST_VARIANTS = 12, MOST_BLOCKS = 40 };

/* Findings that stand in full already: one about the endpoint concerns every path and is told
 * once. */
struct told {
    const struct finding **items;
    size_t count;
};

static bool is_same(const struct finding *a, const struct finding *b)
{
    return text_equal(a->id, b->id) &&
           strcmp(words_or(a->sentence, ""), words_or(b->sentence, "")) == 0;
}

static bool is_told(const struct told *told, const struct finding *finding)
{
    for (size_t i = 0; i < told->count; i++)
        if (is_same(told->items[i], finding))
            return true;
    return false;
}

static void tell(struct page *page, struct told *told, const struct finding *finding)
{
    const struct finding **slot =
        mem_append(page->memory, (void *)&told->items, &told->count, sizeof *slot);
    *slot = finding;
}

static void put_fix(struct page *page, const char *fix, const char *source)
{
    if (text_is_empty(fix) || text_equal(fix, "nothing")) {
        if (!text_is_empty(source))
            page_label(page, INDENT, "source", source);
        return;
    }
    page_label_right(page, INDENT, "fix", fix, source);
}

static void put_texts(struct page *page, const struct group *group, const struct path *path,
                      const char *label, struct texts texts)
{
    for (size_t i = 0; i < texts.count; i++)
        if (!text_is_empty(texts.items[i]))
            page_label(page, INDENT, label, group_text(page, group, path, texts.items[i]));
}

/* The evidence of a group; where its hosts show different ones, each with its hosts. */
static void put_evidence(struct page *page, const struct group *group, const char *label,
                         texts_of *texts, size_t index)
{
    struct groups parts = group_split(page, group, texts, index);
    size_t left_out = 0;
    for (size_t i = 0; i < parts.count; i++) {
        const struct group *part = &parts.items[i];
        if (i >= MOST_VARIANTS) {
            left_out += part->host_count;
            continue;
        }
        put_texts(page, group, part->paths[0], label, texts(part->paths[0], index));
        if (parts.count > 1 && texts(part->paths[0], index).count > 0)
            page_label(page, INDENT, "  on", part->hosts);
    }
    if (left_out > 0)
        page_label(page, INDENT, label,
                   talloc_asprintf(page->memory,
                                   "%s more, each with evidence of its own: --format "
                                   "json has it",
                                   words_count(page, left_out, "host", "hosts")));
}

/* Whether put_evidence() will name every host of the group. */
static bool evidence_names_hosts(struct page *page, const struct group *group, size_t index)
{
    if (index >= group->paths[0]->finding_count)
        return false;
    struct groups parts = group_split(page, group, facts_of_finding, index);
    bool named = parts.count > 1 && parts.count <= MOST_VARIANTS;
    for (size_t i = 0; i < parts.count; i++)
        named = named && facts_of_finding(parts.items[i].paths[0], index).count > 0;
    return named;
}

static void put_hosts(struct page *page, const struct judgement *judgement,
                      const struct group *group, size_t first)
{
    bool whole = group->path_count == judgement->path_count;
    if (group->host_count < 2 || evidence_names_hosts(page, group, first))
        return;
    bool in_table = whole && judgement->path_count <= FOLD_PATHS_ABOVE;
    page_label(page, INDENT, "hosts", in_table ? "all of the table" : group->hosts);
}

static void put_details(struct page *page, const struct group *group, size_t index)
{
    const struct path *path = group->paths[0];
    const struct finding *finding = &path->findings[index];
    put_evidence(page, group, "seen", facts_of_finding, index);
    put_fix(page, group_text(page, group, path, finding->fix), finding->source);
}

static bool decides(const struct finding *finding, enum verdict verdict)
{
    return (unsigned)finding->severity == (unsigned)verdict; /* both lists have the same order */
}

static size_t deciding_index(const struct path *path)
{
    for (size_t i = 0; i < path->finding_count; i++)
        if (decides(&path->findings[i], path->verdict))
            return i;
    return 0;
}

static void put_group_finding(struct page *page, const struct group *group, size_t index,
                              bool first, struct told *told)
{
    const struct path *path = group->paths[0];
    const struct finding *finding = &path->findings[index];
    bool again = finding->shared && is_told(told, finding);
    bool later = finding->shared && !again && !decides(finding, path->verdict);
    char *sentence = talloc_asprintf(
        page->memory, "%s%s",
        group_text(page, group, path, words_or(finding->sentence, "a finding without words")),
        again   ? " (see above)"
        : later ? " (see below)"
                : "");
    if (first)
        page_put(page, STYLE_PLAIN, INDENT, INDENT, sentence);
    else
        page_label_right(page, INDENT, "also", sentence, finding->id);
    if (again || later)
        return;
    put_details(page, group, index);
    if (finding->shared)
        tell(page, told, finding);
}

static void put_group(struct page *page, const struct judgement *judgement,
                      const struct group *group, struct told *told)
{
    const struct path *path = group->paths[0];
    const struct mark *mark = mark_of(group->verdict);
    size_t first = deciding_index(path);
    char *title =
        talloc_asprintf(page->memory, "%s %s", mark_glyph(page, mark), group_title(page, group));
    page_gap(page);
    page_put_right(page, mark->style, 0, INDENT, title,
                   path->finding_count > 0 ? path->findings[first].id : "");
    put_hosts(page, judgement, group, first);
    if (path->finding_count > 0)
        put_group_finding(page, group, first, true, told);
    for (size_t i = 0; i < path->finding_count; i++)
        if (i != first)
            put_group_finding(page, group, i, false, told);
    if (group->verdict != VERDICT_PASS)
        put_evidence(page, group, "assumed", assumptions_of, 0);
}

/* A path that passes needs no block, unless something is to be said of it alone. */
static bool needs_block(const struct group *group)
{
    const struct path *path = group->paths[0];
    if (group->verdict != VERDICT_PASS)
        return true;
    for (size_t i = 0; i < path->finding_count; i++)
        if (!path->findings[i].shared)
            return true;
    return false;
}

void part_finding(struct page *page, const struct finding *finding)
{
    const struct mark *mark = mark_of_severity(finding->severity);
    page_gap(page);
    page_put_right(page, mark->style, 0, INDENT,
                   talloc_asprintf(page->memory, "%s %s: %s", mark_glyph(page, mark), mark->word,
                                   words_or(finding->sentence, "a finding without words")),
                   finding->id);
    for (size_t i = 0; i < finding->fact_count; i++)
        if (!text_is_empty(finding->facts[i]))
            page_label(page, INDENT, "seen", finding->facts[i]);
    put_fix(page, finding->fix, finding->source);
}

bool finding_is_standing(const struct finding *finding)
{
    static const char *const ids[] = {"SQLC-DOT-013", "SQLC-SIT-017"};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (text_equal(finding->id, ids[i]) && finding->severity == SEVERITY_INFO)
            return true;
    return false;
}

static const enum severity severity_order[] = {SEVERITY_FAIL, SEVERITY_WARN, SEVERITY_UNKNOWN,
                                               SEVERITY_INFO};

/* Paths that are in no block because there are too many, of one verdict. */
static void put_left_out(struct page *page, enum verdict verdict, size_t blocks, size_t paths)
{
    const struct mark *mark = mark_of(verdict);
    if (blocks == 0)
        return;
    page_gap(page);
    page_put(page, mark->style, 0, INDENT,
             talloc_asprintf(page->memory,
                             "%s %s more, in %s: --site or --host shows a part, --format json all",
                             mark_glyph(page, mark), words_count(page, paths, "path", "paths"),
                             words_count(page, blocks, "block like these", "blocks like these")));
}

/* Each stands in one line of the table or more, whether it has a block here or not. */
static void put_groups(struct page *page, const struct judgement *judgement, struct told *told)
{
    struct groups groups = groups_of(page, judgement);
    size_t put = 0;
    size_t blocks = 0;
    size_t paths = 0;
    for (size_t i = 0; i < groups.count; i++) {
        const struct group *group = &groups.items[i];
        if (needs_block(group) && put++ < MOST_BLOCKS) {
            put_group(page, judgement, group, told);
        } else if (needs_block(group)) {
            blocks++;
            paths += group->path_count;
        }
        if (i + 1 == groups.count || groups.items[i + 1].verdict != group->verdict) {
            put_left_out(page, group->verdict, blocks, paths);
            put = blocks = paths = 0;
        }
    }
}

static void put_run_findings(struct page *page, const struct judgement *judgement,
                             enum severity severity, const struct told *told)
{
    size_t put = 0;
    size_t left_out = 0;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct finding *finding = &judgement->findings[i];
        if (finding->severity != severity || finding_is_standing(finding) || is_told(told, finding))
            continue;
        if (put++ < MOST_BLOCKS)
            part_finding(page, finding);
        else
            left_out++;
    }
    const struct mark *mark = mark_of_severity(severity);
    if (left_out == 0)
        return;
    page_gap(page);
    page_put(page, mark->style, 0, INDENT,
             talloc_asprintf(page->memory, "%s %s more of this kind, which --format json has",
                             mark_glyph(page, mark),
                             words_count(page, left_out, "finding", "findings")));
}

void part_findings(struct page *page, const struct judgement *judgement)
{
    struct told told = {0};
    put_groups(page, judgement, &told);
    for (size_t turn = 0; turn < sizeof severity_order / sizeof severity_order[0]; turn++)
        put_run_findings(page, judgement, severity_order[turn], &told);
}

bool judgement_says(const struct judgement *judgement, const char *text)
{
    if (text_is_empty(text))
        return false;
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct finding *finding = &judgement->findings[i];
        if (text_contains(finding->sentence, text) || text_contains(finding->fix, text))
            return true;
        for (size_t fact = 0; fact < finding->fact_count; fact++)
            if (text_contains(finding->facts[fact], text))
                return true;
    }
    return false;
}
