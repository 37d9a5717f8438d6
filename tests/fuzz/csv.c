/* CSV text. */
#include "fuzz.h"

#include <talloc.h>

#include "base/csv.h"

/* A cell of nothing costs a comma, a pointer, a column and its NUL; rows come in 64s. */
const struct fuzz_bound fuzz_bound = {.base = 64 * 1024, .per_byte = 512};

static void write_row(struct writer *w, char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        writer_u8(w, '"');
        for (const char *at = cells[i]; *at != '\0'; at++) {
            writer_u8(w, (uint8_t)*at);
            if (*at == '"')
                writer_u8(w, '"');
        }
        writer_u8(w, '"');
        writer_u8(w, i + 1 < count ? ',' : '\n');
    }
}

static struct writer written(void *memory, const struct csv *csv)
{
    struct writer w;
    writer_init(&w, memory);
    write_row(&w, csv->header, csv->columns);
    for (size_t i = 0; i < csv->row_count; i++)
        write_row(&w, csv->rows[i].cell, csv->columns);
    return w;
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct error err = ERROR_NONE;
    struct csv *csv = csv_read(memory, "x.csv", (const char *)data, size, &err);
    MUST((csv == NULL) == (err.text[0] != '\0'), "an error says what, a success says nothing");
    if (csv == NULL) {
        MUST(strncmp(err.text, "x.csv:", 6) == 0, "an error says where");
        MUST(talloc_total_size(memory) == 0, "what is refused leaves no memory");
        return;
    }
    MUST(csv->columns > 0, "there is a header");
    for (size_t i = 0; i < csv->row_count; i++)
        MUST(i == 0 || csv->rows[i].line > csv->rows[i - 1].line, "rows have ascending lines");
    MUST(csv_column(csv, csv->header[0]) == 0, "a column is found by its name");
    struct writer first = written(memory, csv);
    struct csv *again = csv_read(memory, "y.csv", (const char *)first.data, first.size, &err);
    MUST(again != NULL, "what is written is read");
    struct writer second = written(memory, again);
    MUST(fuzz_same(first.data, first.size, second.data, second.size), "cell for cell");
}
