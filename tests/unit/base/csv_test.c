#include "base/csv.h"

#include <criterion/criterion.h>
#include <talloc.h>

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(csv, .init = set_up, .fini = tear_down);

static const struct {
    const char *why;
    const char *text;
    size_t size; /* 0 = strlen */
    const char *error;
} refused[] = {
    {"nothing", "", 0, "t.csv:1:1: expected a header line"},
    {"comments only", "# a\n\n# b", 0, "t.csv:3:4: expected a header line"},
    {"a row that is short", "a,b\n1\n", 0, "t.csv:2:1: expected 2 cells as in the header, found 1"},
    {"a row that is long", "a,b\n1,22,3\n", 0,
     "t.csv:2:6: expected 2 cells as in the header, found 3"},
    {"a quote that does not close", "a,b\n\"1,2\n", 0, "t.csv:3:1: expected a closing quote"},
    {"a quote inside a cell", "a\n1\"2\n", 0,
     "t.csv:2:2: a quote inside a cell that does not begin with one"},
    {"text behind a closing quote", "a\n\"1\"2\n", 0,
     "t.csv:2:4: expected a comma or the end of the line"},
    {"a carriage return inside a line", "a,b\n1\r,2\n", 0,
     "t.csv:2:3: expected a comma or the end of the line"},
    {"a line that begins with a carriage return", "a\n\r1\n", 0,
     "t.csv:2:2: expected a comma or the end of the line"},
    {"a NUL byte", "a\n1\0002\n", 6, "t.csv:2:2: expected a comma or the end of the line"},
    {"a NUL byte in quotes", "a\n\"1\0002\"\n", 8, "t.csv:2:3: a NUL byte"},
};

Test(csv, what_is_malformed_is_refused_with_its_place)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct error err = ERROR_NONE;
        size_t size = refused[i].size == 0 ? strlen(refused[i].text) : refused[i].size;
        cr_assert_null(csv_read(scratch, "t.csv", refused[i].text, size, &err), "%s",
                       refused[i].why);
        cr_assert_str_eq(err.text, refused[i].error, "%s: %s", refused[i].why, err.text);
    }
    cr_assert_eq(talloc_total_blocks(scratch), 1, "a refused table leaves memory");
}

static struct csv *read_text(const char *text)
{
    struct error err = ERROR_NONE;
    struct csv *csv = csv_read(scratch, "t.csv", text, strlen(text), &err);
    cr_assert_not_null(csv, "%s", err.text);
    return csv;
}

Test(csv, quotes_commas_line_ends_and_comments)
{
    struct csv *csv =
        read_text("# about\r\nName,Text\r\n\r\nx,\"a, \"\"b\"\"\r\nc\"\r\n# in between\n\"\",");
    cr_assert_eq(csv->columns, 2);
    cr_assert_eq(csv->row_count, 2);
    cr_assert_str_eq(csv->rows[0].cell[1], "a, \"b\"\r\nc");
    cr_assert_eq(csv->rows[0].line, 4);
    cr_assert_eq(csv->rows[0].column[1], 3);
    cr_assert_str_eq(csv->rows[1].cell[0], "");
    cr_assert_str_eq(csv->rows[1].cell[1], "");
    cr_assert_eq(csv->rows[1].line, 7);
}

Test(csv, a_hash_inside_a_line_or_in_quotes_is_text)
{
    struct csv *csv = read_text("a,b\n1,#2\n\"#3\",\"\n#4\"\n");
    cr_assert_eq(csv->row_count, 2);
    cr_assert_str_eq(csv->rows[0].cell[1], "#2");
    cr_assert_str_eq(csv->rows[1].cell[0], "#3");
    cr_assert_str_eq(csv->rows[1].cell[1], "\n#4");
}

Test(csv, the_mark_that_excel_writes_is_no_part_of_the_first_name)
{
    struct csv *csv = read_text("\xef\xbb\xbf"
                                "name,b\n1,2\n");
    cr_assert_eq(csv_column(csv, "name"), 0);
}

Test(csv, columns_are_found_whatever_their_case)
{
    struct csv *csv = read_text("Name,Version\n");
    cr_assert_eq(csv_column(csv, "VERSION"), 1);
    cr_assert_eq(csv_column(csv, "name "), 0);
    cr_assert_eq(csv_column(csv, "nam"), -1);
    cr_assert_eq(csv->row_count, 0);
}

Test(csv, many_columns_and_rows)
{
    char *text = talloc_strdup(scratch, "c0");
    for (int i = 1; i < 300; i++)
        text = talloc_asprintf_append(text, ",c%d", i);
    for (int row = 0; row < 200; row++) {
        text = talloc_asprintf_append(text, "\n%d", row);
        for (int i = 1; i < 300; i++)
            text = talloc_asprintf_append(text, ",%d", row * i);
    }
    struct csv *csv = read_text(text);
    cr_assert_eq(csv->columns, 300);
    cr_assert_eq(csv->row_count, 200);
    cr_assert_str_eq(csv->rows[199].cell[299], "59501");
}

Test(csv, cut_anywhere_it_reads_or_refuses_but_never_overruns)
{
    const char *text = "\xef\xbb\xbf# x\r\na,\"b\"\"\",c\r\n\"1\n2\",,3\r\n4,5,6";
    for (size_t size = 0; size < strlen(text); size++) {
        struct error err = ERROR_NONE;
        char *exact = malloc(size == 0 ? 1 : size);
        memcpy(exact, text, size);
        struct csv *csv = csv_read(scratch, "t.csv", exact, size, &err);
        cr_assert_eq(csv == NULL, err.text[0] != '\0', "cut at %zu", size);
        talloc_free(csv);
        free(exact);
    }
}
