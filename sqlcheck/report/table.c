/* The table of paths: component, host, driver, verdict. Long cells are shortened in the middle;
 * what was cut stands in full in the findings below. */
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/columns.h"
#include "report/parts.h"
#include "report/words.h"

enum {
    CELLS = 3,
    INDENT = 2,
    GAP = 3,
    NARROWEST_CELL = 8,
    MOST_NAMED = 200, /* hosts that pass */
};

struct row {
    char *cell[CELLS];
    char *verdict;
    enum style style;
    const struct path **paths;
    size_t path_count;
};

struct table {
    struct row *rows;
    size_t row_count;
    size_t width[CELLS];
    size_t verdict_width;
    bool many_sites, many_endpoints;
    bool across; /* too many for a row each: rows are folded across sites and SQL Servers */
};

static bool differ(const char *a, const char *b)
{
    return !text_equal(words_or(a, ""), words_or(b, ""));
}

static char *verdict_cell(struct page *page, const struct path *path)
{
    const struct mark *mark = mark_of(path->verdict);
    char *text = talloc_asprintf(page->memory, "%s %s", mark_glyph(page, mark), mark->word);
    if (path->assumed_count == 0 || path->verdict > VERDICT_WARN)
        return text;
    return talloc_asprintf_append(text, " (%zu assumed)", path->assumed_count);
}

static char *component_cell(struct page *page, const struct table *table, const struct path *path)
{
    const char *component = words_or(path->component, "component not known");
    if (table->across && path->role == NULL) /* a link of two sites, which it names */
        return page_clean(page, talloc_strndup(page->memory, component, strcspn(component, "(")));
    if (!table->many_sites || table->across || text_is_empty(path->site_code))
        return page_clean(page, component);
    return page_clean(page, talloc_asprintf(page->memory, "%s, %s", component, path->site_code));
}

static void add_path(void *parent, struct row *row, const struct path *path)
{
    const struct path **slot =
        mem_append(parent, (void *)&row->paths, &row->path_count, sizeof *slot);
    *slot = path;
}

static void add_row(struct page *page, struct table *table, const struct path *path)
{
    struct row *row = mem_append(page->memory, &table->rows, &table->row_count, sizeof *row);
    *row = (struct row){
        .cell = {component_cell(page, table, path),
                 page_clean(page, words_or(path->host, "host not named")),
                 page_clean(page, words_or(path->driver, "driver not known"))},
        .verdict = verdict_cell(page, path),
        .style = mark_of(path->verdict)->style,
    };
    add_path(page->memory, row, path);
}

/* Rows that differ in the host only become one, where the first of them stood; their sites and SQL
 * Servers stand in their own lists where there are many. */
static void fold_rows(struct page *page, struct table *table)
{
    const char **keys = mem_array(page->memory, const char *, table->row_count);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct row *row = &table->rows[i];
        keys[i] = talloc_asprintf(keys, "%s\n%s\n%s\n%s", row->cell[0], row->cell[2], row->verdict,
                                  table->across ? "" : words_or(row->paths[0]->endpoint, ""));
    }
    const size_t *order = text_gather(keys, keys, table->row_count);
    struct row *folded = mem_array(page->memory, struct row, table->row_count);
    size_t count = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        const struct row *row = &table->rows[order[i]];
        if (i == 0 || !text_equal(keys[order[i]], keys[order[i - 1]])) {
            folded[count++] = *row;
            continue;
        }
        struct row *like = &folded[count - 1];
        add_path(page->memory, like, row->paths[0]);
        like->cell[1] = words_count(page, like->path_count, "host", "hosts");
    }
    talloc_free(keys);
    table->rows = folded;
    table->row_count = count;
}

static const char *const headings[CELLS] = {"path", "from", "driver"};

static void size_columns(const struct page *page, struct table *table)
{
    size_t *width = table->width;
    for (int i = 0; i < CELLS; i++)
        width[i] = columns_of(headings[i]);
    table->verdict_width = columns_of("verdict");
    for (size_t r = 0; r < table->row_count; r++) {
        size_t verdict = columns_of(table->rows[r].verdict);
        if (verdict > table->verdict_width)
            table->verdict_width = verdict;
        for (int i = 0; i < CELLS; i++)
            if (columns_of(table->rows[r].cell[i]) > width[i])
                width[i] = columns_of(table->rows[r].cell[i]);
    }
    size_t fixed = INDENT + CELLS * GAP + table->verdict_width;
    while (fixed + width[0] + width[1] + width[2] > page->width) {
        int widest = width[1] >= width[0] && width[1] >= width[2] ? 1
                     : width[2] >= width[0]                       ? 2
                                                                  : 0;
        if (width[widest] <= NARROWEST_CELL)
            break;
        width[widest]--;
    }
}

static void put_row(struct page *page, const struct table *table, const char *const *cell,
                    const char *verdict, enum style style)
{
    page_pad(page, INDENT);
    for (int i = 0; i < CELLS; i++) {
        char *fit =
            columns_middle(page->memory, cell[i], table->width[i], page->ascii ? "..." : "\u2026");
        page_piece(page, style == STYLE_DIM ? style : STYLE_PLAIN, fit);
        page_pad(page, table->width[i] - columns_of(fit) + GAP);
    }
    page_piece(page, style, verdict);
    page_end_line(page);
}

static const char *destination_of(const struct row *row)
{
    for (size_t i = 1; i < row->path_count; i++)
        if (differ(row->paths[i]->endpoint, row->paths[0]->endpoint))
            return "several SQL Servers";
    return words_or(row->paths[0]->endpoint, "an endpoint that is not known");
}

/* With several endpoints: their rows together, in the order in which they first appear. */
static void put_rows(struct page *page, const struct table *table)
{
    const char **to = mem_array(page->memory, const char *, table->row_count);
    for (size_t i = 0; i < table->row_count; i++)
        to[i] = destination_of(&table->rows[i]);
    const size_t *order = text_gather(page->memory, to, table->row_count);
    for (size_t i = 0; i < table->row_count; i++) {
        const struct row *row = &table->rows[order[i]];
        if (table->many_endpoints && (i == 0 || differ(to[order[i]], to[order[i - 1]])))
            page_put(page, STYLE_DIM, INDENT, INDENT + 2,
                     talloc_asprintf(page->memory, "to %s", to[order[i]]));
        put_row(page, table, (const char *const *)row->cell, row->verdict, row->style);
    }
}

/* The hosts of rows that do not pass stand in their findings. */
static void put_folded_hosts(struct page *page, const struct row *row)
{
    if (row->path_count < 2 || row->paths[0]->verdict != VERDICT_PASS)
        return;
    page_gap(page);
    page_put(page, STYLE_PASS, 0, INDENT,
             talloc_asprintf(page->memory, "%s: %s with %s on %s", row->verdict, row->cell[0],
                             row->cell[2], row->cell[1]));
    const char **hosts = mem_array(page->memory, const char *, row->path_count);
    for (size_t i = 0; i < row->path_count; i++)
        hosts[i] = page_clean(page, row->paths[i]->host);
    const char *list = words_some(page, hosts, row->path_count, MOST_NAMED);
    page_put(page, STYLE_PLAIN, INDENT, INDENT, list);
}

static struct table table_of(struct page *page, const struct judgement *judgement)
{
    struct table table = {0};
    const struct path *paths = judgement->paths;
    for (size_t i = 1; i < judgement->path_count; i++) {
        table.many_sites = table.many_sites || differ(paths[i].site_code, paths[0].site_code);
        table.many_endpoints = table.many_endpoints || differ(paths[i].endpoint, paths[0].endpoint);
    }
    table.across = table.many_endpoints && judgement->path_count > FOLD_PATHS_ABOVE;
    for (size_t i = 0; i < judgement->path_count; i++)
        add_row(page, &table, &paths[i]);
    if (judgement->path_count > FOLD_PATHS_ABOVE)
        fold_rows(page, &table);
    size_columns(page, &table);
    return table;
}

void part_paths(struct page *page, const struct judgement *judgement)
{
    struct table table = table_of(page, judgement);
    if (table.row_count == 0)
        return;
    page_gap(page);
    put_row(page, &table, headings, "verdict", STYLE_DIM);
    put_rows(page, &table);
}

void part_folded(struct page *page, const struct judgement *judgement)
{
    struct table table = table_of(page, judgement);
    for (size_t i = 0; i < table.row_count; i++)
        put_folded_hosts(page, &table.rows[i]);
}
