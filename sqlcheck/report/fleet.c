#include "report/fleet.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "report/columns.h"
#include "report/json_put.h"
#include "report/page.h"
#include "report/words.h"

enum { MOST_NAMED = 10 };

enum verdict fleet_verdict(const struct fleet_report *report)
{
    if (report->count == 0 || report->unfinished_count > 0)
        return VERDICT_UNKNOWN;
    enum verdict worst = VERDICT_PASS;
    for (size_t i = 0; i < report->count; i++)
        if (report->rows[i].verdict > worst)
            worst = report->rows[i].verdict;
    return worst;
}

/* ---- the table ------------------------------------------------------------------------------- */

enum { CELL_COUNT = 5 };

static const char *const titles[CELL_COUNT] = {"endpoint", "encryption", "versions", "days", ""};

static const char *cell_of(const struct fleet_row *row, size_t column)
{
    const char *const cells[CELL_COUNT] = {row->target, row->encryption, row->versions, row->days,
                                           row->headline};
    return cells[column];
}

static void put_row(struct page *page, enum style style, const char *glyph,
                    const char *const *cells, const size_t *widths)
{
    page_piece(page, style, glyph);
    for (size_t i = 0; i < CELL_COUNT; i++) {
        const char *text = page_clean(page, cells[i]);
        bool is_last = i + 1 == CELL_COUNT;
        if (text[0] == '\0' && is_last)
            continue;
        page_pad(page, i == 0 ? 1 : 2);
        page_piece(page, STYLE_PLAIN, text);
        if (i + 2 < CELL_COUNT || (!is_last && cells[i + 1][0] != '\0'))
            page_pad(page, widths[i] - columns_of(text));
    }
    page_end_line(page);
}

static void find_widths(struct page *page, const struct fleet_report *report, size_t *widths)
{
    for (size_t i = 0; i < CELL_COUNT; i++)
        widths[i] = columns_of(titles[i]);
    for (size_t row = 0; row < report->count; row++)
        for (size_t i = 0; i < CELL_COUNT; i++) {
            char *text = page_clean(page, cell_of(&report->rows[row], i));
            size_t width = columns_of(text);
            widths[i] = width > widths[i] ? width : widths[i];
            talloc_free(text);
        }
}

static void put_rows(struct page *page, const struct fleet_report *report)
{
    static const enum verdict order[] = {VERDICT_FAIL, VERDICT_UNKNOWN, VERDICT_WARN, VERDICT_PASS};
    size_t widths[CELL_COUNT];
    find_widths(page, report, widths);
    put_row(page, STYLE_PLAIN, " ", titles, widths);
    for (size_t turn = 0; turn < sizeof order / sizeof order[0]; turn++)
        for (size_t i = 0; i < report->count; i++) {
            const struct fleet_row *row = &report->rows[i];
            const struct mark *mark = mark_of(row->verdict);
            const char *const cells[CELL_COUNT] = {row->target, row->encryption, row->versions,
                                                   row->days, row->headline};
            if (row->verdict == order[turn])
                put_row(page, mark->style, mark_glyph(page, mark), cells, widths);
        }
}

static void put_verdict(struct page *page, const struct fleet_report *report)
{
    enum verdict verdict = fleet_verdict(report);
    size_t counts[VERDICT_COUNT] = {0};
    for (size_t i = 0; i < report->count; i++)
        counts[report->rows[i].verdict]++;
    char *text = talloc_asprintf(
        page->memory,
        "SQLCHECK %s: %s: %zu would fail with TLS 1.2 only, %zu cannot be told, %zu with warnings, "
        "%zu good",
        verdict_status_word(verdict), words_count(page, report->count, "endpoint", "endpoints"),
        counts[VERDICT_FAIL], counts[VERDICT_UNKNOWN], counts[VERDICT_WARN], counts[VERDICT_PASS]);
    if (report->unfinished_count > 0)
        text = talloc_asprintf_append(text, ", %zu not done", report->unfinished_count);
    page_line(page, mark_of(verdict)->style, text);
}

static void put_unfinished(struct page *page, const struct fleet_report *report)
{
    size_t named = report->unfinished_count < MOST_NAMED ? report->unfinished_count : MOST_NAMED;
    struct items items = {0};
    if (report->unfinished_count == 0)
        return;
    for (size_t i = 0; i < named; i++)
        items_add(page, &items, "%s", report->unfinished[i]);
    if (named < report->unfinished_count)
        items_add(page, &items, "%zu more", report->unfinished_count - named);
    page_gap(page);
    page_items(page, 0, 2, "not done: ", &items);
}

char *fleet_table(void *parent, const struct fleet_report *report, const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    put_verdict(&page, report);
    if (report->count > 0) {
        page_gap(&page);
        put_rows(&page, report);
    }
    put_unfinished(&page, report);
    page_gap(&page);
    page_put(&page, STYLE_DIM, 0, 0,
             "sqlcheck probe ENDPOINT tells all of one; --format json, jsonl and csv all of each.");
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static void put(struct writer *out, const char *text)
{
    writer_bytes(out, text, strlen(text));
}

/* As json_finish() writes it, `indent` blanks deeper. JSON has no line break inside a text. */
static void put_json(struct writer *out, json_t *value, const char *indent)
{
    char *text = json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY);
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        writer_u8(out, (uint8_t)*at);
        if (*at == '\n')
            put(out, indent);
    }
    free(text);
    json_decref(value);
}

static void put_member(struct writer *out, const char *key, json_t *value)
{
    put(out, "  \"");
    put(out, key);
    put(out, "\": ");
    put_json(out, value, "  ");
    put(out, ",\n");
}

/* Thousands of endpoints as objects would be many times their text: each is read, written and
 * forgotten. */
char *fleet_json(void *parent, const struct fleet_report *report)
{
    enum verdict verdict = fleet_verdict(report);
    struct writer out;
    void *scratch = talloc_new(NULL);
    json_t *head = json_object();
    writer_init(&out, scratch);
    json_put_time(head, "now", report->now_unix_s);
    put(&out, "{\n");
    put_member(&out, "schema", json_string("sqlcheck/probe/1"));
    put_member(&out, "sqlcheck_version", json_text(report->sqlcheck_version));
    put_member(&out, "now", json_incref(json_object_get(head, "now")));
    put_member(&out, "verdict", json_text(verdict_status_word(verdict)));
    put_member(&out, "exit", json_integer(verdict_exit_code(verdict)));
    put_member(&out, "unfinished", json_texts(report->unfinished, report->unfinished_count));
    put(&out, "  \"endpoints\": [");
    for (size_t i = 0; i < report->count; i++) {
        put(&out, i == 0 ? "\n    " : ",\n    ");
        put_json(&out, json_loads(report->lines[i], 0, NULL), "    ");
    }
    put(&out, report->count == 0 ? "]\n}\n" : "\n  ]\n}\n");
    json_decref(head);
    char *text = talloc_strndup(parent, (const char *)out.data, out.size);
    talloc_free(scratch);
    return text;
}
