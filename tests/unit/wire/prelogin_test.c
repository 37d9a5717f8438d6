#include <criterion/criterion.h>
#include <talloc.h>

#include "bytes_of.h"
#include "wire/tds.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(prelogin, .init = set_up, .fini = tear_down);

/* [MS-TDS] 4.1 without its packet header. */
static const char spec_payload[] =
    "00 00 1A 00 06 01 00 20 00 01 02 00 21 00 01 03 00 22 00 04 04 00 26 00 01 FF | "
    "09 00 00 00 00 00 01 00 B8 0D 00 00 01";

static bool parse(void *parent, struct reader bytes)
{
    (void)parent;
    struct prelogin prelogin;
    return prelogin_parse(bytes, &prelogin);
}

Test(prelogin, cut_anywhere_is_refused)
{
    cr_assert_eq(cut_at_every_byte(bytes_of_hex(scratch, spec_payload), parse), 0);
}

Test(prelogin, spoilt_anywhere_reads_nothing_it_should_not)
{
    spoil_every_byte(bytes_of_hex(scratch, spec_payload), parse);
}

static const struct {
    const char *why;
    const char *hex;
} refused[] = {
    {"nothing", ""},
    {"an end and nothing before", "FF"},
    {"a TLS alert", "15 03 01 00 02 02 46"},
    {"a table without its end", "00 00 05 00 06"},
    {"data behind the payload", "00 00 06 00 06 FF 09 00 00 00 00"},
    {"offset behind the payload", "01 FF FF 00 01 FF 01"},
    {"a VERSION of five bytes", "00 00 06 00 05 FF 09 00 00 00 00"},
    {"an empty ENCRYPTION", "00 00 0B 00 06 01 00 11 00 00 FF 09 00 00 00 00 00"},
    {"two ENCRYPTIONs", "01 00 0B 00 01 01 00 0C 00 01 FF 01 02"},
    {"an instance of 128 letters",
     "01 00 0B 00 01 02 00 0C 00 81 FF 01"
     "41414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141"
     "41414141414141414141414141414141414141414141414141414141414141414141414141414141414141414141"
     "4141414141414141414141414141414141414141414141414141414141414141414141 41 00"},
    {"options, but neither VERSION nor ENCRYPTION", "04 00 06 00 01 FF 00"},
};

Test(prelogin, what_is_no_prelogin_is_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct prelogin prelogin = {.encrypt = 77};
        struct reader bytes = bytes_of_hex(scratch, refused[i].hex);
        cr_assert_not(prelogin_parse(bytes, &prelogin), "%s", refused[i].why);
        cr_assert_eq(prelogin.encrypt, 77, "%s: the result was touched", refused[i].why);
    }
}

Test(prelogin, spec_example_is_read)
{
    struct prelogin prelogin;
    cr_assert(prelogin_parse(bytes_of_hex(scratch, spec_payload), &prelogin));
    cr_assert(prelogin.has_version);
    cr_assert_eq(prelogin.version[0], 9);
    cr_assert_eq(prelogin.encrypt, TDS_ENCRYPT_ON);
    cr_assert_str_eq(prelogin.instance, "");
    cr_assert_eq(prelogin.thread_id, 0x0db8);
    cr_assert(prelogin.has_mars && prelogin.mars);
}

Test(prelogin, spec_example_is_written)
{
    struct prelogin prelogin = {
        .version = {9}, .encrypt = TDS_ENCRYPT_ON, .thread_id = 0x0db8, .mars = true};
    struct writer w;
    writer_init(&w, scratch);
    prelogin_write_client(&w, &prelogin);
    struct reader wanted = bytes_of_hex(scratch, spec_payload);
    cr_assert_eq(w.size, wanted.size);
    cr_assert_arr_eq(w.data, wanted.data, wanted.size);
}

/* The four answers, and one that no document has. */
Test(prelogin, every_encryption_answer_is_read_as_sent)
{
    static const unsigned answers[] = {0, 1, 2, 3, 0x80, TDS_ENCRYPT_ABSENT};
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct prelogin written = {
            .version = {16, 0, 0x10, 0}, .encrypt = answers[i], .instance_answer = 1};
        struct prelogin read;
        struct writer w;
        writer_init(&w, scratch);
        prelogin_write_server(&w, &written);
        cr_assert(prelogin_parse(reader_over(w.data, w.size), &read), "answer %u", answers[i]);
        cr_assert_eq(read.encrypt, answers[i]);
        cr_assert_arr_eq(read.version, written.version, 6);
        cr_assert_eq(read.instance_answer, 1);
        cr_assert_eq(read.thread_id, 0);
    }
}

Test(prelogin, unknown_options_are_skipped)
{
    struct reader bytes =
        bytes_of_hex(scratch, "00 00 15 00 06 05 00 1B 00 02 77 00 00 00 00 01 00 1D 00 01 FF | "
                              "10 00 10 00 00 00 | AA BB | 03");
    struct prelogin prelogin;
    cr_assert(prelogin_parse(bytes, &prelogin));
    cr_assert_eq(prelogin.encrypt, TDS_ENCRYPT_REQUIRED);
    cr_assert_eq(prelogin.version[0], 16);
}

Test(prelogin, an_instance_name_cannot_carry_control_characters)
{
    struct reader bytes =
        bytes_of_hex(scratch, "01 00 0B 00 01 02 00 0C 00 05 FF | 01 | 41 1B C3 5C 00");
    struct prelogin prelogin;
    cr_assert(prelogin_parse(bytes, &prelogin));
    cr_assert_str_eq(prelogin.instance, "A?\?\\");
}

Test(prelogin, an_instance_name_travels)
{
    struct prelogin written = {.encrypt = TDS_ENCRYPT_ON, .instance = "CONFIGMGRSEC"};
    struct prelogin read;
    struct writer w;
    writer_init(&w, scratch);
    prelogin_write_client(&w, &written);
    cr_assert(prelogin_parse(reader_over(w.data, w.size), &read));
    cr_assert_str_eq(read.instance, "CONFIGMGRSEC");
    cr_assert(read.has_instance);
}

static const struct {
    const char *seed;
    unsigned encrypt;
    const char *instance;
} clients[] = {
    {"prelogin/freetds-odbc", TDS_ENCRYPT_OFF, "MSSQLServer"},
    {"prelogin/pymssql", TDS_ENCRYPT_OFF, "MSSQLServer"},
    {"prelogin/go-mssqldb", TDS_ENCRYPT_NOT_SUPPORTED, ""},
    {"prelogin/tedious", TDS_ENCRYPT_NOT_SUPPORTED, ""},
};

Test(prelogin, real_clients_are_understood)
{
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        struct reader bytes = bytes_of_seed(scratch, clients[i].seed);
        struct prelogin prelogin;
        cr_assert(prelogin_parse(bytes, &prelogin), "%s", clients[i].seed);
        cr_assert_eq(prelogin.encrypt, clients[i].encrypt, "%s", clients[i].seed);
        cr_assert_str_eq(prelogin.instance, clients[i].instance, "%s", clients[i].seed);
        cr_assert_eq(cut_at_every_byte(bytes, parse), 0, "%s", clients[i].seed);
    }
}
