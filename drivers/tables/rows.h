/* CSV rows into structs, by one column table a file. Internal to drivers/tables.
 *
 * Every struct begins with struct row_origin; every file has the columns `source` (keys of
 * sources.csv, separated by semicolons) and `checked` (ISO date) beside its own. Errors read
 * "server-builds.csv:12:7: 'branch' is 'XY', expected one of: all, GDR, CU". */
#ifndef DRIVERS_TABLES_ROWS_H
#define DRIVERS_TABLES_ROWS_H

#include "base/csv.h"
#include "drivers/tables/tables.h"

enum cell_kind {
    CELL_TEXT,            /* char *, not empty */
    CELL_TEXT_OR_NONE,    /* char *, NULL when empty */
    CELL_VERSION,         /* struct version */
    CELL_VERSION_OR_NONE, /* struct version, count 0 when empty */
    CELL_VERSIONS,        /* struct version *, separated by blanks; with a size_t count */
    CELL_INT,             /* int, 0 or more */
    CELL_INT_OR_NONE,     /* int, 0 when empty */
    CELL_BOOL,            /* bool: yes or no */
    CELL_WORD,            /* enum, by its word list */
};

struct column {
    const char *name;
    enum cell_kind kind;
    size_t offset;
    size_t count_offset;      /* CELL_VERSIONS */
    const char *const *words; /* CELL_WORD, ending with NULL */
};

/* One file while it is being loaded: where its rows are in the text, for messages. */
struct table_file {
    struct csv *csv;
    struct error *err;
};

struct layout {
    const char *file;
    size_t row_size;
    const struct column *columns;
    size_t column_count;
    size_t rows_offset;  /* in struct tables */
    size_t count_offset; /* in struct tables */
    bool cites;          /* has a `source` column; sources.csv itself has none */
    bool (*check)(struct tables *tables, const struct table_file *file);
};

/* Reads one text into tables and runs the layout's own check. */
bool rows_load(struct tables *tables, const struct layout *layout, const struct table_text *text,
               struct error *err) MUST_USE;

/* "file:line:column: ..." for a cell of a row. Always false. */
bool rows_fail(const struct table_file *file, size_t row, const char *column, const char *format,
               ...) __attribute__((format(printf, 4, 5)));

/* Whether a row that begins at `first` may hold this version: it is not above, and of the same
 * major.minor. Of several rows the last one does. */
bool rows_hold(const struct version *first, const struct version *version);

/* Ranges of releases, both ends within; last NULL = and later. */
bool release_covers(const char *first, const char *last, const char *release);
bool releases_touch(const char *first, const char *last, const char *other_first,
                    const char *other_last);
/* False, and said of that row, when they are no releases of four digits, or in the wrong order. */
bool releases_fit(const struct table_file *file, size_t row, const char *first, const char *last);

/* The checks of layouts.c; each also ties rows to the rows they name. */
bool check_sources(struct tables *tables, const struct table_file *file);
bool check_builds(struct tables *tables, const struct table_file *file);
bool check_build_lists(struct tables *tables, const struct table_file *file);
bool check_build_notes(struct tables *tables, const struct table_file *file);
bool check_editions(struct tables *tables, const struct table_file *file);
bool check_families(struct tables *tables, const struct table_file *file);
bool check_names(struct tables *tables, const struct table_file *file);
bool check_floors(struct tables *tables, const struct table_file *file);
bool check_driver_builds(struct tables *tables, const struct table_file *file);
bool check_driver_numbers(struct tables *tables, const struct table_file *file);
bool check_driver_facts(struct tables *tables, const struct table_file *file);
bool check_releases(struct tables *tables, const struct table_file *file);
bool check_requirements(struct tables *tables, const struct table_file *file);
bool check_needs(struct tables *tables, const struct table_file *file);
bool check_dotnet_floors(struct tables *tables, const struct table_file *file);
bool check_server_floors(struct tables *tables, const struct table_file *file);
bool check_components(struct tables *tables, const struct table_file *file);
bool check_windows(struct tables *tables, const struct table_file *file);
bool check_settings(struct tables *tables, const struct table_file *file);
bool check_tls_suites(struct tables *tables, const struct table_file *file);
bool check_tls_signatures(struct tables *tables, const struct table_file *file);
bool check_tls_clients(struct tables *tables, const struct table_file *file);
bool check_updates(struct tables *tables, const struct table_file *file);
bool check_tds_versions(struct tables *tables, const struct table_file *file);
bool check_messages(struct tables *tables, const struct table_file *file);

#endif
