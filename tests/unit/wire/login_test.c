#include <criterion/criterion.h>
#include <talloc.h>

#include "bytes_of.h"
#include "wire/login.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(login, .init = set_up, .fini = tear_down);

/* [MS-TDS] 4.2 without its packet header. */
static const char spec_login[] =
    "88 00 00 00 02 00 09 72 00 10 00 00 00 00 00 07 00 01 00 00 00 00 00 00 E0 03 00 00 00 00 00 "
    "00 "
    "09 04 00 00 5E 00 08 00 6E 00 02 00 72 00 00 00 72 00 07 00 80 00 00 00 80 00 00 00 80 00 04 "
    "00 "
    "88 00 00 00 88 00 00 00 00 50 8B E2 B7 8F 88 00 00 00 88 00 00 00 88 00 00 00 00 00 00 00 | "
    "73 00 6B 00 6F 00 73 00 74 00 6F 00 76 00 31 00 73 00 61 00 4F 00 53 00 51 00 4C 00 2D 00 33 "
    "00 "
    "32 00 4F 00 44 00 42 00 43 00";

static bool parse(void *parent, struct reader bytes)
{
    struct login7 login;
    return login7_parse(parent, bytes, &login);
}

/* The example with some of its bytes replaced. */
static struct reader spoilt(size_t at, const char *hex)
{
    struct reader bytes = bytes_of_hex(scratch, spec_login);
    struct reader patch = bytes_of_hex(scratch, hex);
    uint8_t *copy = talloc_memdup(scratch, bytes.data, bytes.size);
    memcpy(&copy[at], patch.data, patch.size);
    return reader_over(copy, bytes.size);
}

Test(login, cut_anywhere_is_refused)
{
    cr_assert_eq(cut_at_every_byte(bytes_of_hex(scratch, spec_login), parse), 0);
}

Test(login, spoilt_anywhere_reads_nothing_it_should_not)
{
    spoil_every_byte(bytes_of_hex(scratch, spec_login), parse);
}

static const struct {
    const char *why;
    size_t at;
    const char *hex;
} refused[] = {
    {"length over the payload", 0, "89 00 00 00"},
    {"length of 4 GB", 0, "FF FF FF FF"},
    {"length inside the fixed part", 0, "5D 00 00 00"},
    {"host name at the last byte", 36, "87 00"},
    {"host name inside the fixed part", 36, "10 00"},
    {"host name of 65535 letters", 38, "FF FF"},
    {"user name behind the end", 40, "00 01 01 00"},
    {"database behind the end", 68, "88 00 01 00"},
    {"SSPI behind the end", 78, "88 00 01 00"},
    {"SSPI of 65535 bytes", 78, "5E 00 FF FF"},
    {"a long SSPI of 4 GB", 78, "5E 00 FF FF 88 00 00 00 88 00 00 00 FF FF FF FF"},
    {"an attached file behind the end", 82, "88 00 01 00"},
    {"a new password behind the end", 86, "88 00 01 00"},
    {"an extension that is said to be there and is not", 27, "10"},
    {"a NUL in the user name", 110, "00 00"},
    {"a NUL in the password", 44,
     "5E 00 01 00 72 00 07 00 80 00 00 00 80 00 00 00 80 00 04 00 88 00 "
     "00 00 88 00 00 00 00 50 8B E2 B7 8F 88 00 00 00 88 00 00 00 88 00 "
     "00 00 00 00 00 00 A5 A5"},
};

Test(login, what_leaves_the_structure_is_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct login7 login = {.packet_size = 77};
        cr_assert_not(login7_parse(scratch, spoilt(refused[i].at, refused[i].hex), &login), "%s",
                      refused[i].why);
        cr_assert_eq(login.packet_size, 77, "%s: the result was touched", refused[i].why);
    }
}

Test(login, a_refused_login_leaves_no_memory)
{
    size_t before = talloc_total_blocks(scratch);
    struct reader bytes = spoilt(86, "88 00 01 00");
    size_t made = talloc_total_blocks(scratch);
    cr_assert_gt(made, before);
    cr_assert_not(parse(scratch, bytes));
    cr_assert_eq(talloc_total_blocks(scratch), made);
}

Test(login, spec_example_is_read)
{
    struct login7 login;
    cr_assert(login7_parse(scratch, bytes_of_hex(scratch, spec_login), &login));
    cr_assert_eq(login.tds_version, 0x72090002);
    cr_assert_eq(login.packet_size, 4096);
    cr_assert_eq(login.client_version, 0x07000000);
    cr_assert_eq(login.client_pid, 0x0100);
    cr_assert_eq(login.option_flags[0], 0xe0);
    cr_assert_eq(login.option_flags[1], 0x03);
    cr_assert_str_eq(login.host_name, "skostov1");
    cr_assert_str_eq(login.user_name, "sa");
    cr_assert_str_eq(login.password, "");
    cr_assert_str_eq(login.app_name, "OSQL-32");
    cr_assert_str_eq(login.interface_name, "ODBC");
    cr_assert_str_eq(login.server_name, "");
    cr_assert_str_eq(login.database, "");
    cr_assert_not(login.integrated);
}

/* The spec's example made one of TDS 7.1: eight bytes less of fixed part. */
Test(login, the_86_byte_layout_is_accepted)
{
    struct reader bytes = bytes_of_hex(
        scratch,
        "5A 00 00 00 01 00 00 71 00 10 00 00 00 00 00 07 00 01 00 00 00 00 00 00 E0 83 00 00 "
        "00 00 00 00 09 04 00 00 56 00 00 00 56 00 02 00 5A 00 00 00 5A 00 00 00 5A 00 00 00 "
        "5A 00 00 00 5A 00 00 00 5A 00 00 00 5A 00 00 00 00 50 8B E2 B7 8F 5A 00 00 00 5A 00 "
        "00 00 | 73 00 61 00");
    struct login7 login;
    cr_assert(login7_parse(scratch, bytes, &login));
    cr_assert_str_eq(login.user_name, "sa");
    cr_assert(login.integrated);
    cr_assert_eq(cut_at_every_byte(bytes, parse), 0);
}

/* The same with its user name as the SSPI field. */
Test(login, the_sspi_field_is_kept)
{
    struct reader bytes = spoilt(78, "88 00 00 00");
    struct login7 login;
    cr_assert(login7_parse(scratch, bytes, &login));
    cr_assert_null(login.sspi);
    bytes = spoilt(78, "72 00 02 00");
    cr_assert(login7_parse(scratch, bytes, &login));
    cr_assert_eq(login.sspi_size, 2);
    cr_assert_eq(memcmp(login.sspi, "O", 2), 0);
}

static const struct {
    const char *seed, *user, *password, *app, *interface, *server, *database;
} clients[] = {
    {"login7/freetds-odbc", "sa", "secret", "", "", "127.0.0.1", ""},
    {"login7/pymssql", "sa", "x", "pymssql=2.2.2", "DB-Library", "127.0.0.1", "master"},
    {"login7/go-mssqldb", "sa", "x", "go-mssqldb", "", "127.0.0.1", "master"},
    {"login7/tedious", "sa", "x", "Tedious", "Tedious", "127.0.0.1", "master"},
};

Test(login, real_clients_are_understood)
{
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        struct reader bytes = bytes_of_seed(scratch, clients[i].seed);
        struct login7 login;
        cr_assert(login7_parse(scratch, bytes, &login), "%s", clients[i].seed);
        cr_assert_eq(login.tds_version, 0x74000004, "%s", clients[i].seed);
        cr_assert_str_eq(login.user_name, clients[i].user, "%s", clients[i].seed);
        cr_assert_str_eq(login.password, clients[i].password, "%s", clients[i].seed);
        cr_assert_str_eq(login.app_name, clients[i].app, "%s", clients[i].seed);
        cr_assert_str_eq(login.interface_name, clients[i].interface, "%s", clients[i].seed);
        cr_assert_str_eq(login.server_name, clients[i].server, "%s", clients[i].seed);
        cr_assert_str_eq(login.database, clients[i].database, "%s", clients[i].seed);
        cr_assert_eq(cut_at_every_byte(bytes, parse), 0, "%s", clients[i].seed);
        spoil_every_byte(bytes, parse);
    }
}
