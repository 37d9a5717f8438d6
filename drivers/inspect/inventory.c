/* CSV inventories: one row a program on a host. The accepted header names are in drivers/README.md
 * too; a test compares them. */
#include "drivers/inspect/inspection.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "drivers/inspect/csv_rows.h"
#include "drivers/inspect/decode.h"
#include "drivers/inspect/when.h"

enum cell_role { ROLE_HOST, ROLE_PRODUCT, ROLE_VERSION, ROLE_SCANNED, ROLE_COUNT };

enum {
    RECOGNISE_SIZE = 16 * 1024,
    MOST_GAPS = 100, /* of one file; the rest is counted */
    DEADLINE_EVERY = 256,
    NO_COLUMN = -1,
};

/* What PowerShell's Export-Csv and queries of the site database call them; of several in one header
 * the one that is first here counts. */
static const struct {
    const char *name;
    enum cell_role role;
} names[] = {
    {"host", ROLE_HOST},           {"ComputerName", ROLE_HOST},   {"PSComputerName", ROLE_HOST},
    {"MachineName", ROLE_HOST},    {"Netbios_Name0", ROLE_HOST},  {"product", ROLE_PRODUCT},
    {"DisplayName", ROLE_PRODUCT}, {"ProductName", ROLE_PRODUCT}, {"DisplayName0", ROLE_PRODUCT},
    {"Name", ROLE_PRODUCT},        {"version", ROLE_VERSION},     {"DisplayVersion", ROLE_VERSION},
    {"Version0", ROLE_VERSION},    {"scanned", ROLE_SCANNED},     {"LastHWScan", ROLE_SCANNED},
    {"TimeStamp", ROLE_SCANNED},
};

static const char not_complete[] =
    "a CSV inventory has the programs that somebody put into it: what it lacks may be installed";

struct inventory {
    struct inspection *inspection;
    const struct evidence_file *file;
    struct csv_rows *rows;
    size_t header_count;
    int column[ROLE_COUNT];
    struct host *host; /* of the last row */
    char *host_name;
    size_t gap_count;
};

static void find_columns(struct inventory *inventory)
{
    const struct csv_rows *rows = inventory->rows;
    for (size_t role = 0; role < ROLE_COUNT; role++)
        inventory->column[role] = NO_COLUMN;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int *column = &inventory->column[names[i].role];
        for (size_t j = 0; j < rows->count && *column == NO_COLUMN; j++)
            if (text_equal(rows->cell[j] + strspn(rows->cell[j], " \t"), names[i].name))
                *column = (int)j;
    }
    inventory->header_count = rows->count;
}

/* "#TYPE System.Management.Automation.PSCustomObject" of Windows PowerShell, "sep=;" for Excel. */
static size_t before_header(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size && (text[at] == '#' || text_has_prefix(&text[at], "sep="))) {
        const char *end = memchr(&text[at], '\n', size - at);
        at = end == NULL ? size : (size_t)(end - text) + 1;
    }
    return at;
}

static size_t lines_in(const char *text, size_t size)
{
    size_t lines = 0;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return lines;
}

/* Leaves the rows behind the header, with the delimiter that gives a host, a product and a
 * version. */
static bool read_header(struct inventory *inventory, void *parent, const char *text, size_t size)
{
    static const char delimiters[] = ",;\t";
    size_t skipped = before_header(text, size);
    for (size_t i = 0; delimiters[i] != '\0'; i++) {
        struct csv_rows *rows = csv_rows_new(parent, text, size, delimiters[i]);
        rows->at = skipped;
        rows->line += lines_in(text, skipped);
        inventory->rows = rows;
        if (csv_rows_next(rows) == CSV_ROW_GOOD) {
            find_columns(inventory);
            const int *column = inventory->column;
            if (column[ROLE_HOST] != NO_COLUMN && column[ROLE_PRODUCT] != NO_COLUMN &&
                column[ROLE_VERSION] != NO_COLUMN)
                return true;
        }
        talloc_free(rows);
    }
    return false;
}

bool inventory_recognise(const void *data, size_t size)
{
    void *memory = talloc_new(NULL);
    struct inventory inventory = {0};
    size_t length = 0;
    const char *text =
        decode_text(memory, data, size < RECOGNISE_SIZE ? size : RECOGNISE_SIZE, &length);
    bool is_inventory = read_header(&inventory, memory, text, length);
    talloc_free(memory);
    return is_inventory;
}

/* ---- rows ---- */

static void gap(struct inventory *inventory, size_t line, size_t column, const char *costs,
                const char *reason)
{
    if (inventory->gap_count++ >= MOST_GAPS)
        return;
    char *object =
        talloc_asprintf(inventory->rows, "%s:%zu:%zu", inventory->file->path, line, column);
    inspection_gap(inventory->inspection, object, costs, "%s", reason);
    talloc_free(object);
}

static const char row_costs[] = "the program in that row";
static const char age_costs[] = "the age of that row";

static size_t column_of(const struct inventory *inventory, enum cell_role role)
{
    return inventory->rows->cell_column[inventory->column[role]];
}

static char *cell_of(struct inventory *inventory, void *parent, enum cell_role role)
{
    const char *cell = inventory->rows->cell[inventory->column[role]];
    char *printable = text_printable(parent, cell, strlen(cell));
    return text_trim(parent, printable);
}

static int64_t scanned(struct inventory *inventory, void *parent)
{
    if (inventory->column[ROLE_SCANNED] == NO_COLUMN)
        return inventory->file->modified_unix_s;
    int64_t unix_s = 0;
    size_t line = inventory->rows->row_line;
    char *text = cell_of(inventory, parent, ROLE_SCANNED);
    enum when when = text_is_empty(text) ? WHEN_KNOWN : when_parse(text, false, &unix_s);
    if (when == WHEN_AMBIGUOUS)
        gap(inventory, line, column_of(inventory, ROLE_SCANNED), age_costs,
            talloc_asprintf(parent, "'%s' can be two days: write 2026-11-24", text));
    else if (when == WHEN_NONE)
        gap(inventory, line, column_of(inventory, ROLE_SCANNED), age_costs,
            talloc_asprintf(parent, "'%s' is no date that is known here: write 2026-11-24", text));
    return unix_s;
}

static struct host *host_of(struct inventory *inventory, const char *name)
{
    /* rows of one host stand together nearly always */
    if (inventory->host != NULL && text_equal(inventory->host_name, name))
        return inventory->host;
    talloc_free(inventory->host_name);
    inventory->host_name = talloc_strdup(inventory->rows, name);
    inventory->host = inspection_host(inventory->inspection, name, NULL);
    if (inventory->host->programs_state == READ_NOT_TRIED &&
        inventory->host->programs_reason == NULL)
        inventory->host->programs_reason =
            talloc_strdup(inventory->inspection->facts, not_complete);
    return inventory->host;
}

static bool has_all_cells(struct inventory *inventory, void *parent)
{
    const struct csv_rows *rows = inventory->rows;
    if (rows->count == inventory->header_count)
        return true;
    size_t odd = rows->count < inventory->header_count ? rows->count - 1 : inventory->header_count;
    gap(inventory, rows->row_line, rows->cell_column[odd], row_costs,
        talloc_asprintf(parent, "expected %zu cells as in the header, found %zu",
                        inventory->header_count, rows->count));
    return false;
}

static void read_row(struct inventory *inventory, void *parent)
{
    if (!has_all_cells(inventory, parent))
        return;
    size_t line = inventory->rows->row_line;
    char *host = cell_of(inventory, parent, ROLE_HOST);
    char *product = cell_of(inventory, parent, ROLE_PRODUCT);
    char *version = cell_of(inventory, parent, ROLE_VERSION);
    if (*host == '\0' || *product == '\0') {
        enum cell_role missing = *host == '\0' ? ROLE_HOST : ROLE_PRODUCT;
        gap(inventory, line, column_of(inventory, missing), row_costs,
            *host == '\0' ? "expected the name of a host" : "expected the name of a product");
        return;
    }
    const struct program program = {
        .name = product,
        .version = *version == '\0' ? NULL : version,
        .source = {.kind = SOURCE_CSV,
                   .where = talloc_asprintf(parent, "%s:%zu", inventory->file->path, line),
                   .file = talloc_strdup(parent, inventory->file->path),
                   .seen_unix_s = scanned(inventory, parent)},
    };
    inspection_program(inventory->inspection, host_of(inventory, host), &program);
}

/* A file need not end in a line end; one that was cut does not either. A closing quote tells. */
static void doubt_last_cell(struct inventory *inventory)
{
    const struct csv_rows *rows = inventory->rows;
    char last = rows->text[rows->size - 1];
    if (rows->at == rows->size && rows->count > 0 && strchr("\r\n\"", last) == NULL)
        gap(inventory, rows->row_line, rows->cell_column[rows->count - 1], row_costs,
            "the file ends in this cell, which may be cut short");
}

static void read_rows(struct inventory *inventory, void *parent)
{
    struct csv_rows *rows = inventory->rows;
    for (size_t number = 1;; number++) {
        enum csv_row_state state = csv_rows_next(rows);
        if (state == CSV_ROW_END)
            return;
        if (state == CSV_ROW_BAD)
            gap(inventory, rows->bad_line, rows->bad_column, row_costs,
                talloc_asprintf(parent, "expected %s", rows->expected));
        else {
            read_row(inventory, parent);
            doubt_last_cell(inventory);
        }
        talloc_free_children(parent);
        if (number % DEADLINE_EVERY == 0 &&
            deadline_passed(inventory->inspection->request->deadline)) {
            inspection_gap(inventory->inspection, inventory->file->path,
                           "the programs in the rows that follow",
                           "line %zu: the time for reading evidence is over", rows->line);
            return;
        }
    }
}

void inventory_read(struct inspection *inspection, const struct evidence_file *file)
{
    void *memory = talloc_new(NULL);
    struct inventory inventory = {.inspection = inspection, .file = file};
    size_t length = 0;
    const char *text = decode_text(memory, file->data, file->size, &length);
    if (!read_header(&inventory, memory, text, length))
        inspection_gap(inspection, file->path, "every program in it",
                       "expected a header line with host, product and version");
    else
        read_rows(&inventory, talloc_new(memory));
    if (inventory.gap_count > MOST_GAPS)
        inspection_gap(inspection, file->path, "the programs in these rows",
                       "%zu more rows could not be read", inventory.gap_count - MOST_GAPS);
    talloc_free(memory);
}
