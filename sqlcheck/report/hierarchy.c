/* Several sites and several SQL Servers: a row for each, worst first. */
#include <stdlib.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/columns.h"
#include "report/parts.h"
#include "report/words.h"

enum { SITE, RELEASE, DATABASE, PORTS, CELLS };
enum { INDENT = 2, GAP = 3, NARROWEST_CELL = 5, MOST_ROWS = 40 };

/* "12 would fail, 3 cannot be told and 400 pass": what the rows that are left out say. */
static char *counts_text(struct page *page, const size_t count_of[VERDICT_COUNT])
{
    static const struct {
        enum verdict verdict;
        const char *word;
    } rows[] = {{VERDICT_FAIL, "would fail"},
                {VERDICT_UNKNOWN, "cannot be told"},
                {VERDICT_WARN, "with warnings"},
                {VERDICT_PASS, "pass"}};
    const char *parts[VERDICT_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (count_of[rows[i].verdict] > 0)
            parts[count++] =
                talloc_asprintf(page->memory, "%zu %s", count_of[rows[i].verdict], rows[i].word);
    return words_and(page, parts, count);
}

static void put_left_out(struct page *page, size_t count, const char *one, const char *many,
                         const size_t count_of[VERDICT_COUNT])
{
    if (count > 0)
        page_put(page, STYLE_DIM, INDENT, INDENT + 2,
                 talloc_asprintf(page->memory, "and %s: %s; --format json has them all",
                                 words_count(page, count, one, many), counts_text(page, count_of)));
}

/* ---- sites ----------------------------------------------------------------------------------- */

struct row {
    char *cell[CELLS];
    char *verdict;
    enum style style;
};

static const char *const headings[CELLS] = {"site", "release", "database", "ports"};

static const char *const type_words[] = {
    [SITE_UNKNOWN] = "type not known",
    [SITE_SECONDARY] = "secondary",
    [SITE_PRIMARY] = "primary",
    [SITE_CAS] = "central",
};

/* "1433, 4022": SQL Server, Service Broker */
static char *ports_cell(struct page *page, const struct site *site)
{
    if (site == NULL || (site->sql_port == 0 && site->broker_port == 0))
        return talloc_strdup(page->memory, "not known");
    char *sql = site->sql_port == 0 ? talloc_strdup(page->memory, "?")
                                    : talloc_asprintf(page->memory, "%d", site->sql_port);
    return site->broker_port == 0 ? sql : talloc_asprintf(sql, "%s, %d", sql, site->broker_port);
}

static char *database_cell(struct page *page, const struct site_verdict *site)
{
    const char *database = site->site == NULL ? NULL : site->site->sql_database;
    if (text_is_empty(site->endpoint))
        return talloc_strdup(page->memory, words_or(database, "not known"));
    return talloc_asprintf(page->memory, "%s on %s", words_or(database, "a database"),
                           site->endpoint);
}

static char *site_verdict_cell(struct page *page, const struct site_verdict *site)
{
    const struct mark *mark = mark_of(site->verdict);
    const size_t counts[VERDICT_COUNT] = {[VERDICT_WARN] = site->warned,
                                          [VERDICT_UNKNOWN] = site->unknown,
                                          [VERDICT_FAIL] = site->failing};
    if (site->paths == 0)
        return talloc_asprintf(page->memory, "%s no role listed", mark_glyph(page, mark));
    if (site->verdict == VERDICT_PASS)
        return talloc_asprintf(page->memory, "%s %s", mark_glyph(page, mark),
                               words_count(page, site->paths, "path passes", "paths pass"));
    return talloc_asprintf(page->memory, "%s %zu of %zu %s", mark_glyph(page, mark),
                           counts[site->verdict], site->paths,
                           site->verdict == VERDICT_WARN ? "with warnings" : mark->word);
}

static struct row site_row(struct page *page, const struct site_verdict *site)
{
    enum site_type type = site->site == NULL ? SITE_UNKNOWN : site->site->type;
    return (struct row){
        .cell = {page_clean(page,
                            talloc_asprintf(page->memory, "%s, %s", site->code, type_words[type])),
                 page_clean(page, words_or(site->configmgr, "not known")),
                 page_clean(page, database_cell(page, site)), ports_cell(page, site->site)},
        .verdict = site_verdict_cell(page, site),
        .style = mark_of(site->verdict)->style,
    };
}

static void put_row(struct page *page, const size_t *width, const char *const *cell,
                    const char *verdict, enum style style)
{
    page_pad(page, INDENT);
    for (int i = 0; i < CELLS; i++) {
        char *fit = columns_middle(page->memory, cell[i], width[i], page->ascii ? "..." : "\u2026");
        page_piece(page, style == STYLE_DIM ? style : STYLE_PLAIN, fit);
        page_pad(page, width[i] - columns_of(fit) + GAP);
    }
    size_t used = INDENT + CELLS * GAP;
    for (int i = 0; i < CELLS; i++)
        used += width[i];
    size_t room = page->width > used + NARROWEST_CELL ? page->width - used : NARROWEST_CELL;
    page_piece(page, style,
               columns_middle(page->memory, verdict, room, page->ascii ? "..." : "\u2026"));
    page_end_line(page);
}

/* The name of the database's server gives way first where the line is too long. */
static void size_columns(const struct page *page, const struct row *rows, size_t count,
                         size_t width[CELLS])
{
    size_t all = INDENT + CELLS * GAP;
    size_t verdict_width = columns_of("verdict");
    for (int i = 0; i < CELLS; i++)
        width[i] = columns_of(headings[i]);
    for (size_t r = 0; r < count; r++) {
        size_t verdict = columns_of(rows[r].verdict);
        verdict_width = verdict > verdict_width ? verdict : verdict_width;
        for (int i = 0; i < CELLS; i++)
            if (columns_of(rows[r].cell[i]) > width[i])
                width[i] = columns_of(rows[r].cell[i]);
    }
    all += verdict_width;
    for (int i = 0; i < CELLS; i++)
        all += width[i];
    static const struct {
        int cell;
        size_t to;
    } shrinks[] = {{DATABASE, 2 * NARROWEST_CELL},
                   {SITE, NARROWEST_CELL},
                   {DATABASE, NARROWEST_CELL},
                   {PORTS, NARROWEST_CELL},
                   {RELEASE, NARROWEST_CELL}};
    for (size_t i = 0; i < sizeof shrinks / sizeof shrinks[0]; i++)
        for (; all > page->width && width[shrinks[i].cell] > shrinks[i].to; all--)
            width[shrinks[i].cell]--;
}

void part_sites(struct page *page, const struct judgement *judgement)
{
    size_t width[CELLS];
    size_t left_out[VERDICT_COUNT] = {0};
    size_t count = judgement->site_count < MOST_ROWS ? judgement->site_count : MOST_ROWS;
    struct row *rows = mem_array(page->memory, struct row, count);
    if (judgement->site_count < 2)
        return;
    for (size_t i = 0; i < count; i++)
        rows[i] = site_row(page, &judgement->sites[i]);
    for (size_t i = count; i < judgement->site_count; i++)
        left_out[judgement->sites[i].verdict]++;
    size_columns(page, rows, count, width);
    page_gap(page);
    put_row(page, width, headings, "verdict", STYLE_DIM);
    for (size_t i = 0; i < count; i++)
        put_row(page, width, (const char *const *)rows[i].cell, rows[i].verdict, rows[i].style);
    put_left_out(page, judgement->site_count - count, "site more", "sites more", left_out);
}

/* ---- SQL Servers ----------------------------------------------------------------------------- */

static int by_verdict(const void *a, const void *b)
{
    const struct endpoint_verdict *left = *(const struct endpoint_verdict *const *)a;
    const struct endpoint_verdict *right = *(const struct endpoint_verdict *const *)b;
    int order = (int)right->verdict - (int)left->verdict;
    return order != 0 ? order : (left > right) - (left < right);
}

static void put_endpoint(struct page *page, const struct facts *facts,
                         const struct endpoint_verdict *verdict, const struct endpoint *endpoint)
{
    const struct mark *mark = mark_of(verdict->verdict);
    struct items items = {0};
    items_add(page, &items, "%s", verdict->text);
    endpoint_items(page, facts, endpoint, verdict->engine, &items);
    page_items(page, INDENT, INDENT + 2,
               talloc_asprintf(page->memory, "%s ", mark_glyph(page, mark)), &items);
}

void part_other_endpoints(struct page *page, const struct facts *facts,
                          const struct judgement *judgement)
{
    size_t count = judgement->endpoint_count;
    size_t left_out[VERDICT_COUNT] = {0};
    const struct endpoint_verdict **order =
        mem_array(page->memory, const struct endpoint_verdict *, count);
    if (count < 2)
        return;
    for (size_t i = 1; i < count; i++)
        order[i - 1] = &judgement->endpoints[i];
    qsort(order, count - 1, sizeof *order, by_verdict);
    page_gap(page);
    page_put(page, STYLE_DIM, INDENT, INDENT,
             facts->followed_count > 0 ? "other SQL Servers"
                                       : "other SQL Servers, probed without a login");
    for (size_t i = 0; i < count - 1; i++)
        if (i < MOST_ROWS)
            put_endpoint(page, facts, order[i], &facts->endpoints[order[i] - judgement->endpoints]);
        else
            left_out[order[i]->verdict]++;
    put_left_out(page, count - 1 > MOST_ROWS ? count - 1 - MOST_ROWS : 0, "server more",
                 "servers more", left_out);
}
