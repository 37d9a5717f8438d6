/* CSV inventories. */
#include <criterion/criterion.h>
#include <talloc.h>

#include "base/date.h"
#include "base/text.h"
#include "evidence.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(inventory, .init = set_up, .fini = tear_down);

static const struct facts *read_bytes(const void *data, size_t size)
{
    return evidence_read(scratch, inventory_read, data, size);
}

static const struct facts *read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static const char *const no_inventories[] = {
    "",
    "\n",
    "host\n",
    "host,product\nA,B\n",
    "host;product,version\n",
    "product,version\nB,1\n",
    "\"host,product,version\n",
    "hosts,product,version\n",
    "#TYPE x\n",
    "sep=;\n",
    "Windows Registry Editor Version 5.00\n",
};

Test(inventory, without_a_header_nothing_is_read)
{
    for (size_t i = 0; i < sizeof no_inventories / sizeof *no_inventories; i++) {
        const char *text = no_inventories[i];
        const struct facts *facts = read_text(text);
        cr_assert_not(inventory_recognise(text, strlen(text)), "%s", text);
        cr_assert_eq(facts->host_count, 0, "%s", text);
        cr_assert_eq(facts->gap_count, 1, "%s", text);
    }
}

/* Each bad row stands between two good ones, which must live. */
static const struct {
    const char *row;
    size_t size; /* 0: up to the NUL */
    const char *place;
    const char *reason;
} bad[] = {
    {"CM02", 0, "x.txt:3:1", "expected 4 cells as in the header, found 1"},
    {"CM02,P,1,2026-11-24,more", 0, "x.txt:3:21", "expected 4 cells as in the header, found 5"},
    {",P,1,", 0, "x.txt:3:1", "expected the name of a host"},
    {"CM02, ,1,", 0, "x.txt:3:6", "expected the name of a product"},
    {"CM02,\"P,1,", 0, "x.txt:3:6", "expected a closing quote within 8192 bytes"},
    {"CM02,P\"Q,1,", 0, "x.txt:3:7",
     "expected no quote inside a cell that does not begin with one"},
    {"CM02,\"P\"Q,1,", 0, "x.txt:3:9", "expected a delimiter or the end of the line"},
    {"CM02,\xc3\xa9\"Q,1,", 0, "x.txt:3:7",
     "expected no quote inside a cell that does not begin with one"},
    {"CM02,P\0Q,1,", 11, "x.txt:3:7", "expected a character that is not NUL"},
    {"CM02,\"P\0Q\",1,", 13, "x.txt:3:8", "expected a character that is not NUL"},
};

Test(inventory, a_bad_row_costs_that_row_only)
{
    static const char before[] = "host,product,version,scanned\nCM01,Before,1.2,2026-11-24\n";
    static const char after[] = "\nCM03,After,3.4,2026-11-24\n";
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct writer w;
        writer_init(&w, scratch);
        writer_bytes(&w, before, sizeof before - 1);
        writer_bytes(&w, bad[i].row, bad[i].size == 0 ? strlen(bad[i].row) : bad[i].size);
        writer_bytes(&w, after, sizeof after - 1);
        const struct facts *facts = read_bytes(w.data, w.size);
        cr_assert_not_null(evidence_program(facts, "Before", 0), "%s", bad[i].row);
        cr_assert_not_null(evidence_program(facts, "After", 0), "%s", bad[i].row);
        cr_assert_eq(facts->host_count, 2, "%s", bad[i].row);
        cr_assert_eq(facts->gap_count, 1, "%s: %zu", bad[i].row, facts->gap_count);
        cr_assert_str_eq(facts->gaps[0].object, bad[i].place, "%s", bad[i].row);
        cr_assert_str_eq(facts->gaps[0].reason, bad[i].reason, "%s", bad[i].row);
    }
}

Test(inventory, a_date_that_can_be_two_days_leaves_the_row_undated)
{
    const struct facts *facts =
        read_text("host,product,version,scanned\nA,P,1,11/12/2026\nA,Q,1,soon\nA,R,1,\n");
    cr_assert_eq(evidence_program(facts, "P", 0)->source.seen_unix_s, 0);
    cr_assert_eq(evidence_program(facts, "Q", 0)->source.seen_unix_s, 0);
    cr_assert_eq(evidence_program(facts, "R", 0)->source.seen_unix_s, 0);
    cr_assert_eq(facts->gap_count, 2);
    cr_assert_str_eq(facts->gaps[0].object, "x.txt:2:7");
    cr_assert_str_eq(facts->gaps[0].reason, "'11/12/2026' can be two days: write 2026-11-24");
    cr_assert_str_eq(facts->gaps[1].reason,
                     "'soon' is no date that is known here: write 2026-11-24");
}

Test(inventory, of_very_many_bad_rows_the_first_hundred_are_told_and_the_rest_counted)
{
    struct writer w;
    writer_init(&w, scratch);
    writer_bytes(&w, "host,product,version\n", 21);
    for (size_t i = 0; i < 150; i++)
        writer_bytes(&w, "CM02\n", 5);
    writer_bytes(&w, "A,P,1\n", 6);
    const struct facts *facts = read_bytes(w.data, w.size);
    cr_assert_eq(facts->gap_count, 101, "%zu", facts->gap_count);
    cr_assert_str_eq(facts->gaps[100].reason, "50 more rows could not be read");
}

/* The same two rows in each form. */
static const char *const forms[] = {
    "host,product,version,scanned\nCM01,\"Microsoft ODBC Driver 18, x\",18.3.2.1,2026-11-24\n",
    "\"HOST\",\"Product\",\"VERSION\",\"Scanned\"\r\n\"CM01\",\"Microsoft ODBC Driver 18, "
    "x\",\"18.3.2.1\",\"24.11.2026\"\r\n",
    "scanned,version,x,product,host\r2026-11-24,18.3.2.1,,\"Microsoft ODBC Driver 18, x\", CM01 \r",
    "#TYPE Selected.System.Management.Automation.PSCustomObject\r\n"
    "\"PSComputerName\",\"DisplayName\",\"DisplayVersion\",\"TimeStamp\"\r\n"
    "\"CM01\",\"Microsoft ODBC Driver 18, x\",\"18.3.2.1\",\"11/24/2026 12:00:00 AM\"",
    "sep=;\nComputerName;Name;Version;LastHWScan\nCM01;Microsoft ODBC Driver 18, "
    "x;18.3.2.1;20261124\n",
    "Netbios_Name0\tDisplayName0\tVersion0\tTimeStamp\n\nCM01\tMicrosoft ODBC Driver 18, "
    "x\t18.3.2.1\t2026/11/24\n",
    "MachineName,Name,ProductName,Version,scanned\nCM01,other,\"Microsoft ODBC Driver 18, "
    "x\",18.3.2.1,2026-11-24\n",
};

static void check_form(const void *data, size_t size, const char *what)
{
    const struct facts *facts = read_bytes(data, size);
    const struct program *program = evidence_program(facts, "Microsoft ODBC Driver 18, x", 0);
    cr_assert(inventory_recognise(data, size), "%s", what);
    cr_assert_not_null(program, "%s", what);
    cr_assert_str_eq(facts->hosts[0].name, "CM01", "%s", what);
    cr_assert_str_eq(program->version, "18.3.2.1", "%s", what);
    cr_assert_eq(program->source.kind, SOURCE_CSV);
    cr_assert_str_eq(date_day(scratch, program->source.seen_unix_s), "2026-11-24", "%s", what);
    cr_assert_eq(facts->gap_count, 0, "%s", what);
}

Test(inventory, each_form_that_programs_write_says_the_same)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        check_form(forms[i], strlen(forms[i]), forms[i]);
        struct writer w = evidence_utf16(scratch, forms[i]);
        check_form(w.data, w.size, "UTF-16");
    }
}

Test(inventory, what_the_file_does_not_say_is_not_known)
{
    const struct facts *facts = read_text("host,product,version\nA,\"\"\"Q\"\" of\nus\",\n");
    const struct program *program = evidence_program(facts, "\"Q\" of\nus", 0);
    cr_assert_not_null(program);
    cr_assert_null(program->version);
    cr_assert_eq(program->source.seen_unix_s, TEST_MODIFIED, "the file's age");
    cr_assert_str_eq(program->source.where, "x.txt:2");
    cr_assert_str_eq(program->source.file, "x.txt");
    cr_assert_eq(facts->hosts[0].programs_state, READ_NOT_TRIED,
                 "what is not in it may be installed");
    cr_assert_not_null(facts->hosts[0].programs_reason);
}

Test(inventory, cut_at_any_place_it_invents_nothing)
{
    struct writer w = evidence_utf16(scratch, forms[3]);
    for (size_t size = 0; size < w.size; size++) {
        const struct facts *facts = read_bytes(w.data, size);
        cr_assert_leq(facts->host_count, 1);
        for (size_t i = 0; i < facts->host_count; i++)
            for (size_t j = 0; j < facts->hosts[i].program_count; j++)
                cr_assert_str_eq(facts->hosts[i].programs[j].version, "18.3.2.1", "%zu", size);
    }
}

Test(inventory, the_last_cell_of_a_file_that_ends_in_it_may_be_cut)
{
    const struct facts *facts = read_text("host,product,version\nA,P,18.3");
    cr_assert_str_eq(evidence_program(facts, "P", 0)->version, "18.3");
    cr_assert_str_eq(facts->gaps[0].object, "x.txt:2:5");
    cr_assert_str_eq(facts->gaps[0].reason, "the file ends in this cell, which may be cut short");
    cr_assert_eq(read_text("host,product,version\nA,P,\"18.3\"")->gap_count, 0);
}

Test(inventory, a_hundred_thousand_rows_are_read_in_bounded_memory)
{
    struct writer w;
    writer_init(&w, scratch);
    writer_bytes(&w, "host,product,version\n", 21);
    for (int i = 0; i < 100000; i++) {
        char row[64];
        int size = snprintf(row, sizeof row, "CM%02d,Product %d,1.%d\n", i / 10000, i % 10, i);
        writer_bytes(&w, row, (size_t)size);
    }
    struct facts *facts = talloc_zero(scratch, struct facts);
    struct inspect_request *request = evidence_request(scratch);
    struct inspection inspection = {.facts = facts, .request = request};
    const struct evidence_file file = {.path = "x.txt", .data = w.data, .size = w.size};
    request->deadline = deadline_in_ms(0);
    inventory_read(&inspection, &file);
    cr_assert_eq(facts->hosts[0].program_count, 256, "the deadline is kept");
    cr_assert_eq(facts->gap_count, 1);
    cr_assert_str_eq(facts->gaps[0].reason, "line 258: the time for reading evidence is over");
}
