/* The whole of KB 3135244 as a table, and the floors of client drivers below it. */
#include <string.h>

#include <talloc.h>

#include "report/columns.h"
#include "report/kb_parts.h"

enum { CELLS = 5, GAP = 2 };

struct grid {
    const char *const *headings;
    char *(*cells)[CELLS];
    size_t count;
};

/* Every column as wide as its widest cell; the last may wrap under itself. */
static void put_grid(struct page *page, const struct grid *grid)
{
    size_t width[CELLS];
    size_t last_at = 0;
    for (size_t c = 0; c < CELLS; c++) {
        width[c] = columns_of(grid->headings[c]);
        for (size_t r = 0; r < grid->count; r++)
            if (columns_of(grid->cells[r][c]) > width[c])
                width[c] = columns_of(grid->cells[r][c]);
        last_at += c + 1 < CELLS ? width[c] + GAP : 0;
    }
    for (size_t r = 0; r <= grid->count; r++) {
        char *line = talloc_strdup(page->memory, "");
        for (size_t c = 0; c < CELLS; c++) {
            const char *cell = r == 0 ? grid->headings[c] : grid->cells[r - 1][c];
            size_t pad = c + 1 < CELLS ? width[c] + GAP - columns_of(cell) : 0;
            line = talloc_asprintf_append(line, "%s%*s", cell, (int)pad, "");
        }
        page_put(page, r == 0 ? STYLE_DIM : STYLE_PLAIN, 0, last_at, line);
    }
}

static char *last_cell(void *memory, const struct build_row *row)
{
    char *text = talloc_strdup(memory, row->update == NULL ? "" : row->update);
    if (row->kb != NULL)
        text = talloc_asprintf_append(text, " (%s)", row->kb);
    if (row->certainty == UNCERTAIN)
        text = talloc_strdup_append(text, ", inferred");
    for (size_t i = 0; i < row->regressed_count; i++)
        text = talloc_asprintf_append(text, "; %s is regressed: the engine may stop",
                                      version_text(memory, &row->regressed[i]));
    if (row->tls12_build.count == 0)
        text = talloc_asprintf_append(text, "install %s", row->install);
    return text;
}

static void put_engines(struct page *page, const struct tables *tables)
{
    static const char *const headings[CELLS] = {"SQL Server", "builds from", "TLS 1.2 from",
                                                "machines", "by, or instead"};
    struct grid grid = {.headings = headings, .count = tables->build_count};
    grid.cells = talloc_zero_size(page->memory, grid.count * sizeof *grid.cells);
    for (size_t i = 0; i < grid.count; i++) {
        const struct build_row *row = &tables->builds[i];
        grid.cells[i][0] = kb_row_name(page->memory, row);
        grid.cells[i][1] = version_text(page->memory, &row->first_build);
        grid.cells[i][2] = row->tls12_build.count == 0
                               ? talloc_strdup(page->memory, "never")
                               : version_text(page->memory, &row->tls12_build);
        grid.cells[i][3] = talloc_strdup(page->memory, architecture_names[row->architecture]);
        grid.cells[i][4] = last_cell(page->memory, row);
    }
    put_grid(page, &grid);
}

static void put_drivers(struct page *page, const struct tables *tables)
{
    static const char *const headings[CELLS] = {"driver", "numbers", "TLS 1.2 from", "", "note"};
    struct grid grid = {.headings = headings, .count = tables->floor_count};
    grid.cells = talloc_zero_size(page->memory, grid.count * sizeof *grid.cells);
    for (size_t i = 0; i < grid.count; i++) {
        const struct driver_floor *floor = &tables->floors[i];
        grid.cells[i][0] = talloc_strdup(page->memory, floor->family->title);
        grid.cells[i][1] = kb_scheme(page->memory, floor);
        grid.cells[i][2] = kb_floor(page->memory, tables, floor);
        grid.cells[i][3] =
            talloc_strdup(page->memory, floor->certainty == UNCERTAIN ? "disputed" : "");
        grid.cells[i][4] = talloc_strdup(page->memory, floor->note == NULL ? "" : floor->note);
    }
    put_grid(page, &grid);
}

char *report_kb_table(void *parent, const struct tables *tables, const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    page_put(&page, STYLE_BOLD, 0, 2, "KB 3135244: which SQL Server engine has TLS 1.2");
    put_engines(&page, tables);
    page_gap(&page);
    page_put(&page, STYLE_BOLD, 0, 2, "Client drivers");
    put_drivers(&page, tables);
    page_gap(&page);
    page_put(
        &page, STYLE_DIM, 0, 2,
        "A row holds up to the next row of the same release. More about one: sqlcheck kb "
        "VERSION, or sqlcheck kb DRIVER [VERSION]. As CSV with sources: --print server-builds.");
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}
