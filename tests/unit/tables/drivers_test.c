/* Driver floors by numbering scheme, disputed builds, and exact program names. */
#include "drivers/tables/tables.h"

#include <criterion/criterion.h>
#include <talloc.h>

static void *scratch;
static const struct tables *tables;

static void load(void)
{
    struct error err = ERROR_NONE;
    scratch = talloc_new(NULL);
    tables = tables_load(scratch, &err);
    cr_assert_not_null(tables, "%s", err.text);
}

static void unload(void)
{
    talloc_free(scratch);
}

TestSuite(drivers, .init = load, .fini = unload);

static const struct row {
    const char *family;
    const char *version;
    enum driver_answer answer;
    const char *why;
} rows[] = {
    {"snac9", "9.00.5000.00", DRIVER_NO, "never"},
    {"snac10", "10.0.6542.0", DRIVER_NO, "one below the 2008 floor"},
    {"snac10", "10.0.6543.0", DRIVER_YES, "2008 SP4 TLS; the flaw of 6543 is the engine's"},
    {"snac10", "10.4.6543.0", DRIVER_YES, "the same in setup numbers"},
    {"snac10", "10.4.6000.29", DRIVER_NO, "2008 SP4 as released"},
    {"snac10", "10.50.6536.0", DRIVER_NO, "one below the 2008 R2 floor"},
    {"snac10", "10.50.6537.0", DRIVER_YES, "2008 R2 SP3 TLS"},
    {"snac10", "10.51.6537.0", DRIVER_YES, "named by the vendor tool"},
    {"snac10", "10.53.6560.0", DRIVER_DISPUTED, "setup numbers the vendor tool does not know"},
    {"snac10", "10.53.6000.34", DRIVER_NO, "2008 R2 SP3 as released"},
    {"snac10", "10.50.4046.0", DRIVER_DISPUTED, "IA-64 branch"},
    {"snac10", "10.0.5894.0", DRIVER_DISPUTED, "IA-64 branch"},
    {"snac10", "10.0.4046.0", DRIVER_NO, "the disputed number of another product line"},
    {"snac10", "10.5.6543.0", DRIVER_UNKNOWN, "no such numbering"},
    {"snac11", "11.0.2100.60", DRIVER_NO, "RTM"},
    {"snac11", "11.1.3000.0", DRIVER_NO, "SP1 in setup numbers"},
    {"snac11", "11.0.5352.0", DRIVER_DISPUTED, "SP2 GDR TLS"},
    {"snac11", "11.2.5644.2", DRIVER_DISPUTED, "SP2 CU10, in setup numbers"},
    {"snac11", "11.3.6020.0", DRIVER_NO, "SP3"},
    {"snac11", "11.3.6216.27", DRIVER_DISPUTED, "SP3 GDR TLS"},
    {"snac11", "11.0.6518.0", DRIVER_DISPUTED, "SP3 CU1"},
    {"snac11", "11.3.6518.0", DRIVER_DISPUTED, "SP3 CU1, in setup numbers"},
    {"snac11", "11.3.6519.0", DRIVER_NO, "one beside a disputed build"},
    {"snac11", "11.3.6523.0", DRIVER_DISPUTED, "SP3 CU2"},
    {"snac11", "11.3.6537.0", DRIVER_DISPUTED, "SP3 CU3"},
    {"snac11", "11.0.6538.0", DRIVER_YES, "the vendor tool's floor"},
    {"snac11", "11.3.6540.0", DRIVER_YES, "SP3 CU4"},
    {"snac11", "11.4.7001.0", DRIVER_YES, "SP4; the vendor tool says no because of the 4"},
    {"snac11", "2011.110.7001.0", DRIVER_YES, "file version of the DLL"},
    {"snac11", "2011.110.3000.0", DRIVER_NO, "file version of the DLL"},
    {"snac11", "11.4", DRIVER_UNKNOWN, "no build in it"},
    {"snac11", "12.0.7001.0", DRIVER_UNKNOWN, "not a Native Client 11 number"},
    {"msodbcsql11", "12.0.4218.0", DRIVER_NO, "one below"},
    {"msodbcsql11", "12.0.4219.0", DRIVER_YES, "driver 11 numbers itself 12"},
    {"msodbcsql11", "12.2.5543.11", DRIVER_YES, "setup numbers"},
    {"msodbcsql11", "11.0.2270.0", DRIVER_UNKNOWN, "the Linux driver of that name"},
    {"msodbcsql13", "13.1.4414.46", DRIVER_YES, "all"},
    {"msodbcsql13", "14.0.500.272", DRIVER_YES, "driver 13 with the number of SQL 2017"},
    {"msodbcsql17", "17.0.1.1", DRIVER_YES, "all"},
    {"msodbcsql18", "18.0.1.1", DRIVER_YES, "all"},
    {"msodbcsql18", "17.10.1.1", DRIVER_UNKNOWN, "not a number of driver 18"},
    {"msoledbsql18", "18.2.0003.0", DRIVER_YES, "leading zeros"},
    {"msoledbsql19", "19.3.5.0", DRIVER_YES, "all"},
};

Test(drivers, floors_by_numbering_scheme)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct driver_family *family = driver_family_find(tables, rows[i].family);
        struct version version;
        cr_assert_not_null(family, "%s", rows[i].family);
        cr_assert(version_parse(rows[i].version, &version));
        struct driver_lookup found = driver_tls12(scratch, tables, family, &version);
        cr_expect_eq(found.answer, rows[i].answer, "%s %s (%s): %s", rows[i].family,
                     rows[i].version, rows[i].why, found.words);
    }
}

static const struct name_row {
    const char *name;
    const char *family; /* NULL = none of ours */
} names[] = {
    {"SQL Server Native Client RDA 11.0", NULL},
    {"Microsoft SQL Server 2012 Native Client Setup", NULL},
    {"Microsoft SQL Server 2012 Native", NULL},
    {"Microsoft SQL Server 2012", NULL},
    {"Microsoft ODBC Driver 1", NULL},
    {"", NULL},
    {"Microsoft SQL Server 2012 Native Client ", "snac11"},
    {"  MICROSOFT SQL Server 2012 native client", "snac11"},
    {"Microsoft SQL Server 2008 Native Client", "snac10"},
    {"Microsoft SQL Server 2008 R2 Native Client", "snac10"},
    {"Microsoft SQL Server Native Client", "snac9"},
    {"Microsoft ODBC Driver 11 for SQL Server", "msodbcsql11"},
    {"Microsoft ODBC Driver 13 for SQL Server", "msodbcsql13"},
    {"Microsoft ODBC Driver 13.1 for SQL Server", "msodbcsql13"},
    {"Microsoft ODBC Driver 17 for SQL Server", "msodbcsql17"},
    {"Microsoft ODBC Driver 18 for SQL Server", "msodbcsql18"},
    {"Microsoft OLE DB Driver for SQL Server", "msoledbsql18"},
    {"Microsoft OLE DB Driver 18 for SQL Server", "msoledbsql18"},
    {"Microsoft OLE DB Driver 19 for SQL Server", "msoledbsql19"},
};

Test(drivers, program_names_match_whole_never_by_prefix)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct driver_name *found = drivers_find_by_program_name(tables, names[i].name);
        if (names[i].family == NULL)
            cr_expect_null(found, "'%s'", names[i].name);
        else
            cr_expect(found != NULL && found->family == driver_family_find(tables, names[i].family),
                      "'%s'", names[i].name);
    }
    cr_assert_null(drivers_find_by_program_name(tables, NULL));
}

Test(drivers, installer_and_dll_numbers_of_the_native_client_are_equal)
{
    const struct driver_family *family = driver_family_find(tables, "snac11");
    struct version dll, setup, older;
    cr_assert(version_parse("11.0.7001.0", &dll) && version_parse("11.4.7001.0", &setup) &&
              version_parse("11.9.6999.9", &older));
    cr_assert_eq(driver_compare(family, &dll, &setup), 0);
    cr_assert_lt(driver_compare(family, &older, &dll), 0);
}

Test(drivers, odbc_18_compares_every_part)
{
    const struct driver_family *family = driver_family_find(tables, "msodbcsql18");
    struct version a, b;
    cr_assert(version_parse("18.3.9.9", &a) && version_parse("18.4.1.1", &b));
    cr_assert_lt(driver_compare(family, &a, &b), 0);
}

Test(drivers, remarks_are_about_one_build)
{
    const struct driver_family *family = driver_family_find(tables, "msodbcsql18");
    struct version a, b;
    cr_assert(version_parse("18.6.1.1", &a) && version_parse("18.6.1.2", &b));
    cr_assert_not_null(driver_remark(tables, family, &a, REMARK_REPORTED));
    cr_assert_null(driver_remark(tables, family, &b, REMARK_REPORTED));
    cr_assert_null(driver_remark(tables, family, &a, REMARK_DISPUTED));
}

Test(drivers, words_say_the_first_good_version)
{
    struct version version;
    cr_assert(version_parse("11.1.3000.0", &version));
    cr_assert_str_eq(
        driver_tls12(scratch, tables, driver_family_find(tables, "snac11"), &version).words,
        "Native Client 11.1.3000 has no TLS 1.2; the first that has is 11.x.6538");
    cr_assert(version_parse("10.0.1600.22", &version));
    cr_assert_str_eq(
        driver_tls12(scratch, tables, driver_family_find(tables, "snac10"), &version).words,
        "Native Client 10.0.1600.22 has no TLS 1.2; the first that has is 10.0.6543");
}

Test(drivers, only_families_that_encrypt_by_default_check_certificates)
{
    cr_assert(driver_family_find(tables, "msodbcsql18")->validates);
    cr_assert(driver_family_find(tables, "msoledbsql19")->validates);
    cr_assert_not(driver_family_find(tables, "msodbcsql17")->validates);
    cr_assert_not(driver_family_find(tables, "snac11")->validates);
    cr_assert_null(driver_family_find(tables, "snac12"));
    cr_assert_null(driver_family_find(tables, NULL));
}
