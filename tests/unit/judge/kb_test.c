/* What `sqlcheck kb` answers: one word, one row, one sentence. */
#include "judge/kb.h"

#include <criterion/criterion.h>
#include <string.h>
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

TestSuite(kb, .init = load, .fini = unload);

static const struct engine_row {
    const char *text;
    enum kb_answer answer;
    const char *row;
    const char *why; /* part of it */
} engines[] = {
    {"", KB_INVALID, "-", "not a version"},
    {"abc", KB_INVALID, "-", "not a version"},
    {"12.0.4427.24.1", KB_INVALID, "-", "not a version"},
    {"12.0.-4427", KB_INVALID, "-", "not a version"},
    {"12..4427", KB_INVALID, "-", "not a version"},
    {"12.0.99999999999", KB_INVALID, "-", "not a version"},
    {"12", KB_INVALID, "-", "the build is missing"},
    {"12.0", KB_INVALID, "-", "the build is missing"},
    {"Microsoft SQL Server 2014", KB_INVALID, "-", "not a version"},
    {"SQL Server - 12.0.4427", KB_INVALID, "-", "not a version"},
    {"18.0", KB_UNLISTED, "-", "no release of the build table has this number"},
    {"18.0.1000.1", KB_UNLISTED, "-", "no row of the build table covers"},
    {"12.0.1524", KB_UNLISTED, "-", "no row of the build table covers"},
    {"13.0.200", KB_UNLISTED, "-", "no row"},
    {"12.0.4427", KB_NO, "2014 SP1 CU", "from 12.0.4439 on only"},
    {" 12.00.4427.24 ", KB_NO, "2014 SP1 CU", "from 12.0.4439 on only"},
    {"12.0.4439", KB_YES, "2014 SP1 CU", "from 12.0.4439 on"},
    {"12.0.4300", KB_YES, "2014 SP1 GDR", "unlisted"},
    {"12.0.4050", KB_NO, "2014 SP1 GDR", "withdrawn"},
    {"12.0.2000.8", KB_NO, "2014 RTM GDR", "some engines that are not 2014 print it too"},
    {"16.0.9999", KB_YES, "2022", "newer than any listed"},
    {"16.0.4266", KB_YES, "2022", "newer than any listed"},
    {"16.0.4264", KB_YES, "2022", "unlisted: no public list"},
    {"13.0.5026", KB_YES, "2016 SP2", "2016 SP2 has TLS 1.2"},
    {"9.0.5324", KB_NO, "2005", "never"},
    {"8.00.2039", KB_NO, "2000", "never"},
    {"10.50.6537", KB_REGRESSED, "2008 R2 SP3", "fixed in 10.50.6542"},
    {"10.50.4046", KB_REGRESSED, "2008 R2 SP2 GDR", "fixed in 10.50.4047"},
    {"10.50.4047", KB_IA64_ONLY, "2008 R2 SP2 GDR", "IA-64 machines only"},
    {"13.2.5026.0", KB_YES, "2016 SP2", "setup number of 13.0.5026"},
    {"13.2.50.26", KB_YES, "2016 SP2", "setup number of 13.0.5026"},
    {"13.2.50.27", KB_UNLISTED, "-", "no service pack of that digit has this build"},
    {"13.1.5026", KB_UNLISTED, "-", "no service pack of that digit has this build"},
    {"12.1.4427.24", KB_NO, "2014 SP1 CU", "setup number of 12.0.4427"},
    {"11.4.7001", KB_YES, "2012 SP4", "Native Client 11 is numbered like this too"},
    {"10.53.6000.34", KB_NO, "2008 R2 SP3", "setup number of 10.50.6000"},
    {"10.4.6000.29", KB_NO, "2008 SP4", "setup number of 10.0.6000"},
    {"Microsoft SQL Server 2014 (SP1-CU3) (KB3094221) - 12.0.4427.24 (X64) \n\tOct 10 2015", KB_NO,
     "2014 SP1 CU", "from 12.0.4439 on only"},
    {"Microsoft SQL Server 2008 R2 (SP2) - 10.50.4047.0 (X64)", KB_NO, "2008 R2 SP2 GDR",
     "only on IA-64"},
    {"Microsoft SQL Server 2008 R2 (SP2) - 10.50.4047.0 (IA64)", KB_YES, "2008 R2 SP2 GDR", ""},
    {"Microsoft SQL Server  2000 - 8.00.2039 (Intel X86)", KB_NO, "2000", "never"},
    {"Microsoft SQL Azure (RTM) - 12.0.2000.8 \n\tMay  2 2024", KB_UNLISTED, "-", "Azure"},
};

Test(kb, engines)
{
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        struct kb_engine found = kb_engine(scratch, tables, engines[i].text);
        cr_expect_eq(found.answer, engines[i].answer, "%s: %s (%s)", engines[i].text,
                     kb_answer_names[found.answer], found.why);
        cr_expect_str_eq(found.row, engines[i].row, "%s: %s", engines[i].text, found.row);
        cr_expect_not_null(strstr(found.why, engines[i].why), "%s: %s", engines[i].text, found.why);
    }
}

static const struct driver_row {
    const char *text;
    const char *family; /* NULL = no driver of that name */
    int answer;         /* -1 = asked without a version */
} drivers[] = {
    {"", NULL, -1},
    {"11.3.6518", NULL, -1},
    {"SQL Server Native Client", "snac9", -1},
    {"SQL Server Native Client 11.0 Setup", NULL, -1},
    {"ODBC Driver 19 for SQL Server", NULL, -1},
    {"libmsodbcsql-18.", "msodbcsql18", -1},
    {"libmsodbcsql-18.x.so.2.1", NULL, -1},
    {"sqlncli11 11.3.6518", "snac11", KB_DISPUTED},
    {"SQLNCLI11   11.0.6519", "snac11", KB_NO},
    {"SQL Server Native Client 11.0 11.4.7001.0", "snac11", KB_YES},
    {"  sql server native client 11.0  ", "snac11", -1},
    {"Microsoft SQL Server 2012 Native Client  11.4.7462.6", "snac11", KB_YES},
    {"C:\\Windows\\System32\\sqlncli11.dll 2011.110.7462.6", "snac11", KB_YES},
    {"{397c2819-8272-4532-ad3a-fb5e43beaa39}", "snac11", -1},
    {"MSOLEDBSQL 18.2.0003.0", "msoledbsql18", KB_YES},
    {"msodbcsql18 17.10.1.1", "msodbcsql18", KB_UNLISTED},
    {"msodbcsql18 18.6.1.1", "msodbcsql18", KB_YES},
    {"/opt/microsoft/msodbcsql18/lib64/libmsodbcsql-18.3.so.2.1", "msodbcsql18", KB_YES},
    {"SQL Server 10.0.17763", "sqlsrv32", KB_UNLISTED},
    {"SQL Server 10.0.14393", "sqlsrv32", KB_NO},
    {"SQL Server 10.0.17763.1553", "sqlsrv32", KB_NO},
    {"SQL Server 10.0.17763.1554", "sqlsrv32", KB_DISPUTED},
    {"SQLOLEDB 10.0.14393.9999", "sqloledb", KB_NO},
    {"SQLOLEDB 6.3.9600.0", "sqloledb", KB_NO},
    {"SQLOLEDB 10.0.20348.1", "sqloledb", KB_DISPUTED},
    {"SQLOLEDB 10.0.18000.1", "sqloledb", KB_UNLISTED},
    {"SQL Server Native Client RDA 11.0 11.0.5069.55", "snacrda11", KB_UNLISTED},
    {"System.Data.SqlClient 528040", "systemdata", KB_YES},
    {"System.Data.SqlClient 394254", "systemdata", KB_DISPUTED},
    {"System.Data.SqlClient 379893", "systemdata", KB_DISPUTED},
    {"System.Data.SqlClient 378388", "systemdata", KB_UNLISTED},
    {"FreeTDS 1.3.17", "freetds", KB_DISPUTED},
    {"Microsoft.Data.SqlClient 5.2.0", "mds", KB_DISPUTED},
};

Test(kb, drivers)
{
    for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++) {
        struct kb_driver found = {0};
        bool known = kb_driver(scratch, tables, drivers[i].text, &found);
        cr_expect_eq(known, drivers[i].family != NULL, "%s", drivers[i].text);
        if (!known || drivers[i].family == NULL)
            continue;
        cr_expect_str_eq(found.family->key, drivers[i].family, "%s", drivers[i].text);
        int answer = found.version.count == 0 ? -1 : (int)found.answer;
        cr_expect_eq(answer, drivers[i].answer, "%s: %d (%s)", drivers[i].text, answer,
                     found.why == NULL ? "" : found.why);
    }
}

static const struct {
    const char *text;
    enum kb_answer engine;
    int driver; /* enum kb_answer, -1 = it is no driver's number */
    int exit;
} both[] = {
    {"11.3.6518.0", KB_YES, KB_DISPUTED, 3},
    {"11.4.7001.0", KB_YES, KB_YES, 0},
    {"11.1.3000.0", KB_NO, KB_NO, 2},
    {"11.0.6518", KB_YES, -1, 0},     /* as @@VERSION writes it: an engine's */
    {"13.2.5026", KB_YES, KB_YES, 0}, /* ODBC Driver 13 */
};

Test(kb, a_number_that_engines_and_drivers_share_is_answered_for_both)
{
    for (size_t i = 0; i < sizeof both / sizeof both[0]; i++) {
        struct kb_engine found = kb_engine(scratch, tables, both[i].text);
        cr_expect_eq(found.answer, both[i].engine, "%s", both[i].text);
        cr_expect_eq(found.also == NULL ? -1 : (int)found.also->answer, both[i].driver, "%s",
                     both[i].text);
        cr_expect_eq(kb_engine_exit_code(&found), both[i].exit, "%s", both[i].text);
    }
}

Test(kb, of_many_answers_a_no_leads_then_what_cannot_be_told)
{
    cr_expect_eq(kb_worse(KB_YES, KB_REGRESSED), KB_REGRESSED);
    cr_expect_eq(kb_worse(KB_REGRESSED, KB_UNLISTED), KB_UNLISTED);
    cr_expect_eq(kb_worse(KB_INVALID, KB_NO), KB_NO);
    cr_expect_eq(kb_worse(KB_NO, KB_IA64_ONLY), KB_NO);
    cr_expect_eq(kb_exit_code(KB_YES), 0);
    cr_expect_eq(kb_exit_code(KB_REGRESSED), 1);
    cr_expect_eq(kb_exit_code(KB_NO), 2);
    cr_expect_eq(kb_exit_code(KB_DISPUTED), 3);
}

Test(kb, the_nearest_names_are_a_hint)
{
    const char *names[3];
    cr_assert_eq(drivers_nearest(tables, "sqlncli 11", names, 3), 3);
    cr_assert_str_eq(names[0], "SQLNCLI11");
    cr_assert_eq(drivers_nearest(tables, "ODBC Driver 18 for SQLServer", names, 1), 1);
    cr_assert_str_eq(names[0], "ODBC Driver 18 for SQL Server");
}
