/* Reports of Microsoft's SQLCheck (CSS_SQL_Networking_Tools): lines "Name:   value" and tables
 * whose columns are as wide as their dashes. Two passes: the head first, wherever it stands,
 * because the host has to be known; then what is said of it. */
#include "drivers/inspect/sqlcheck_report.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "drivers/inspect/decode.h"

enum { RECOGNISE_SIZE = 4096, MOST_GAPS = 100, MOST_ROWS = 2000 /* of one table */ };

bool sqlcheck_report_recognise(const void *data, size_t size)
{
    void *memory = talloc_new(NULL);
    size_t length = 0;
    const char *text =
        decode_text(memory, data, size < RECOGNISE_SIZE ? size : RECOGNISE_SIZE, &length);
    bool is_report = text_contains(text, sqlcheck_report_title);
    talloc_free(memory);
    return is_report;
}

/* ---- what the parts share ---- */

static char *here(const struct sqlcheck_report *report)
{
    return talloc_asprintf(report->row, "%s:%zu", report->file->path, report->line);
}

void sqlcheck_report_gap(struct sqlcheck_report *report, const char *costs, const char *reason)
{
    if (report->gap_count++ < MOST_GAPS)
        inspection_gap(report->inspection, here(report), costs, "%s", reason);
}

struct source sqlcheck_report_source(struct sqlcheck_report *report)
{
    return (struct source){.kind = SOURCE_REGISTRY,
                           .where = here(report),
                           .file = talloc_strdup(report->row, report->file->path),
                           .seen_unix_s = report->seen_unix_s};
}

void sqlcheck_report_setting(struct sqlcheck_report *report, const char *key, const char *value)
{
    const struct source source = sqlcheck_report_source(report);
    inspection_setting(report->inspection, report->host, key, value, &source);
}

/* ---- lines ---- */

struct lines {
    const char *text;
    size_t size;
    size_t at;
    size_t number;
};

/* The next line that is whole, that is, has an end, in what a terminal can show; NULL after the
 * last: half a line has half a version in it. Child of parent. */
static char *next_line(void *parent, struct lines *lines)
{
    const char *start = &lines->text[lines->at];
    const char *end = memchr(start, '\n', lines->size - lines->at);
    if (end == NULL)
        return NULL;
    size_t length = (size_t)(end - start);
    lines->at += length + 1;
    lines->number++;
    if (length > 0 && start[length - 1] == '\r')
        length--;
    return text_printable(parent, start, length);
}

/* ---- two passes ---- */

static bool is_end(const char *line)
{
    return strncmp(line, "---", 3) == 0 && strstr(line, " End of Report ") != NULL;
}

static void read_head(struct sqlcheck_report *report, struct lines lines)
{
    bool is_whole = false;
    for (char *line; (line = next_line(report->row, &lines)) != NULL;
         talloc_free_children(report->row)) {
        report->line = lines.number;
        sqlcheck_report_head(report, line);
        is_whole = is_whole || is_end(line);
    }
    report->line = lines.number + 1;
    is_whole = is_whole || is_end(&lines.text[lines.at]);
    if (!is_whole)
        sqlcheck_report_gap(report, "what stood behind that line",
                            "the report is cut short: expected 'End of Report'");
    talloc_free_children(report->row);
}

static const struct report_table_kind *kind_of(const char *line)
{
    const struct report_table_kind *kind = report_table_kinds;
    for (; kind->take != NULL; kind++) {
        size_t i = 0;
        while (i < 4 && kind->columns[i] != NULL && strstr(line, kind->columns[i]) != NULL)
            i++;
        if (i == 4 || kind->columns[i] == NULL)
            return kind;
    }
    return NULL;
}

/* The table that is being read, or whose dashes must come next. */
struct open_table {
    const struct report_table_kind *kind; /* NULL outside of tables */
    char *header;                         /* NULL once the dashes came */
    struct report_table columns;
    size_t rows;
};

static bool begin_table(struct sqlcheck_report *report, struct open_table *open, const char *dashes)
{
    const char *header = open->header;
    open->header = NULL;
    open->rows = 0;
    bool good = report_is_dashes(dashes) &&
                report_table_read(report->memory, header, dashes, &open->columns);
    for (size_t i = 0; good && i < 4 && open->kind->columns[i] != NULL; i++)
        good = report_table_has(&open->columns, open->kind->columns[i]);
    if (!good) {
        sqlcheck_report_gap(report, "the table that begins there",
                            "expected dashes below the name of each column");
        open->kind = NULL;
    }
    return good;
}

static void take_row(struct sqlcheck_report *report, struct open_table *open, const char *line)
{
    if (open->rows++ == MOST_ROWS)
        sqlcheck_report_gap(report, "the rows that follow", "a table of more than 2000 rows");
    if (open->rows > MOST_ROWS)
        return;
    if (report_table_fits(&open->columns, line))
        open->kind->take(report, &open->columns, line);
    else
        sqlcheck_report_gap(report, open->kind->costs, "expected blanks between the columns");
}

static void take_line(struct sqlcheck_report *report, struct open_table *open, const char *line)
{
    if (open->kind != NULL && open->header != NULL && begin_table(report, open, line))
        return;
    if (open->kind != NULL && !text_is_empty(line)) {
        take_row(report, open, line);
        return;
    }
    if (open->kind != NULL && open->kind->end != NULL)
        open->kind->end(report);
    open->kind = kind_of(line);
    open->header = open->kind == NULL ? NULL : talloc_strdup(report->memory, line);
    sqlcheck_report_line(report, line);
}

/* A newer version of the tool may call its columns otherwise: then nothing of them was read. */
static void read_body(struct sqlcheck_report *report, struct lines lines)
{
    struct open_table open = {0};
    bool seen[2] = {false}; /* of the first two kinds: drivers, protocols */
    for (char *line; (line = next_line(report->row, &lines)) != NULL;
         talloc_free_children(report->row)) {
        report->line = lines.number;
        take_line(report, &open, line);
        for (size_t i = 0; i < 2; i++)
            seen[i] = seen[i] || open.kind == &report_table_kinds[i];
    }
    if (!seen[0])
        sqlcheck_report_gap(report, "the drivers of that host",
                            "expected a table with Name, Type, Version and Path");
    if (!seen[1])
        sqlcheck_report_gap(report, "the protocols of that host",
                            "expected a table with TLS Version and Enabled in Reg");
}

void sqlcheck_report_read(struct inspection *inspection, const struct evidence_file *file)
{
    void *memory = talloc_new(NULL);
    struct sqlcheck_report report = {
        .inspection = inspection,
        .file = file,
        .memory = memory,
        .row = talloc_new(memory),
        .seen_unix_s = file->modified_unix_s,
    };
    struct lines lines = {0};
    lines.text = decode_text(memory, file->data, file->size, &lines.size);
    for (size_t i = 0; i < 2; i++)
        writer_init(&report.suites[i], memory);
    read_head(&report, lines);
    sqlcheck_report_host(&report);
    read_body(&report, lines);
    talloc_free(memory);
}
