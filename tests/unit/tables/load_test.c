/* Tables that contradict themselves do not load: each row below spoils one line of a good file. */
#include "drivers/tables/tables.h"

#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

enum { MAX_TABLES = 32 };

/* The embedded texts with `find` replaced by `put` in one file. */
static struct tables *load_spoilt(void *scratch, const char *file, const char *find,
                                  const char *put, struct error *err)
{
    size_t count = 0;
    const struct table_text *embedded = tables_embedded(&count);
    struct table_text texts[MAX_TABLES];
    cr_assert_leq(count, MAX_TABLES);
    for (size_t i = 0; i < count; i++) {
        texts[i] = embedded[i];
        if (strcmp(texts[i].name, file) != 0)
            continue;
        char *text = talloc_strndup(scratch, texts[i].text, texts[i].size);
        char *at = strstr(text, find);
        cr_assert_not_null(at, "%s has no '%s'", file, find);
        char *spoilt =
            talloc_asprintf(scratch, "%.*s%s%s", (int)(at - text), text, put, at + strlen(find));
        texts[i].text = spoilt;
        texts[i].size = strlen(spoilt);
    }
    void *parent = talloc_new(scratch);
    struct tables *tables = tables_load_from(parent, texts, count, err);
    cr_expect(tables != NULL || talloc_total_blocks(parent) == 1, "%s: a failed load left memory",
              put);
    return tables;
}

static const struct row {
    const char *file;
    const char *find, *put;
    const char *message; /* part of the error */
} rows[] = {
    {"server-builds.csv", "12.0.4416,", "12.0.4050,", "overlaps the row of line"},
    {"server-builds.csv", "12.0.4416,", "12.0.2400,", "is lower than in the row of line"},
    {"server-builds.csv", "12.0.4050,12.0.4219", "12.0.4050,12.0.4439",
     "'tls12_build' lies outside its own branch"},
    {"server-builds.csv", "IA-64,10.0.5544", "IA-64,10.0.5894", "'regressed' lies outside"},
    {"server-builds.csv", "2014,SP1,CU", "2014,SP1,QFE", "'branch' is 'QFE', expected one of: all"},
    {"server-builds.csv", "12.0.4416,", "12.0.x,", "expected a version"},
    {"server-builds.csv", "12.0.4416,", "12.0,", "needs three parts"},
    {"server-builds.csv", "KB 3135244; KB 321185,2026-11-25", ",2026-11-25", "'source' is empty"},
    {"server-builds.csv", "KB 3135244; KB 321185,2026-11-25", "somewhere,2026-11-25",
     "cites 'somewhere', which sources.csv does not have"},
    {"server-builds.csv", "KB 3135244; KB 321185,2026-11-25", "KB 3135244;,2026-11-25", "cites ''"},
    {"server-builds.csv", "KB 3135244; KB 321185,2026-11-25", "KB 3135244,2026-02-30",
     "expected a date"},
    {"server-builds.csv", "KB 3135244; KB 321185,2026-11-25", "KB 3135244,", "expected a date"},
    {"server-builds.csv", "KB 3135244; KB 321185,2026-11-25", "KB 3135244,24.11.2026",
     "expected a date"},
    {"server-builds.csv", "KB 3135244; KB 321185,2026-11-25",
     "KB 3135244; KB 321185,2026-11-25 10:00:00", "expected a date"},
    {"engine-editions.csv", "\n4,Express,no,", "\n4,Express,maybe,", "expected yes or no"},
    {"server-builds.csv",
     "any,,sure,,,a release from 2016 on: TLS 1.2 is offered for 2008 and later only",
     "any,,sure,,,", "'install' is empty"},
    {"server-builds.csv", "9.0.1399,,any", "9.0.1399,,IA-64", "restricts a branch without TLS 1.2"},
    {"server-build-lists.csv", "12.0.4416,12.1", "12.0.4417,12.1", "begins no row of"},
    {"server-build-lists.csv", "12.0.4416,12.1", "12.0.4050,12.1", "overlaps the row of line"},
    {"server-build-lists.csv", "12.0.4416,12.1", "12.0.4416,12.0", "'setup' overlaps the row"},
    {"server-build-lists.csv", "12.0.4416,12.1", "12.0.4416,12", "needs two parts"},
    {"server-build-lists.csv", "4422 4427", "4427 4422", "has 4422 out of order"},
    {"server-build-lists.csv", "4422 4427", "4422 5000", "has 5000, which lies outside"},
    {"server-build-lists.csv", "4422 4427", "4422 12.0.4427", "has a build of 3 parts"},
    {"server-build-notes.csv", "\n12.0.4050,", "\n12.0.2000,", "overlaps the row of line"},
    {"server-build-notes.csv", "\n12.0.4050,,sure", "\n12.0.4050,,true", "expected one of: sure"},
    {"server-builds.csv", "tls12_build,", "first_good,",
     "the header lacks the column 'tls12_build'"},
    {"server-builds.csv", "2005,all,", "2005,", "expected 13 cells"},
    {"engine-editions.csv", "\n5,Azure", "\n4,Azure", "overlaps the row of line"},
    {"client-drivers.csv", "\nsnac10,", "\nsnac9,", "overlaps the row of line"},
    {"client-driver-names.csv", "Microsoft ODBC Driver 13.1 for", "microsoft odbc driver 13 for",
     "overlaps the row of line"},
    {"client-driver-names.csv", "2012 Native Client,program,,snac11",
     "2012 Native Client,program,,snac12",
     "'family' is 'snac12', which client-drivers.csv does not have"},
    {"client-driver-names.csv", "2012 Native Client,program,,snac11,sure",
     "2012 Native Client,program,,snac11,so-so", "expected one of: sure, uncertain"},
    {"client-driver-floors.csv", "snac10,10,50,51", "snac10,10,4,51", "overlaps the row of line"},
    {"client-driver-floors.csv", "snac10,10,50,51", "snac10,10,51,50", "lower than minor_low"},
    {"client-driver-floors.csv", "11.0.6538,sure", "12.0.6538,sure", "does not begin with"},
    {"client-driver-floors.csv", "snac10,10,50,51", "snac10,ten,50,51", "expected a number"},
    {"client-driver-names.csv", "msodbcsql18.dll,file", "msodbcsql18.dll,dll", "expected one of"},
    {"client-driver-names.csv", "product code,64", "product code,16", "expected 32, 64 or nothing"},
    {"client-driver-floors.csv", "17763,17763", "17763,17762", "is lower than build_low"},
    {"client-driver-floors.csv", "17763,17763", "17134,17763", "overlaps the row of line"},
    {"client-driver-floors.csv", "uncertain,the vendor tool's rule does not know this numbering",
     "uncertain,", "an uncertain row says why"},
    {"client-driver-numbers.csv", "systemdata,528040", "systemdata,461808", "overlaps the row"},
    {"client-driver-numbers.csv", "systemdata,528040", "netfx,528040", "'family' is 'netfx'"},
    {"client-driver-facts.csv", "snac10,TLS 1.3", "snac10,Encrypt default", "overlaps the row"},
    {"client-driver-facts.csv", "snac10,TLS 1.3", "snac8,TLS 1.3", "'family' is 'snac8'"},
    {"configmgr-needs.csv", "\n2107,2107", "\n2107,2103", "is older than first_release"},
    {"configmgr-needs.csv", "\n2107,2107", "\n2107,21-07", "needs releases of four digits"},
    {"client-driver-builds.csv", "11.0.5644", "11.0.5352", "overlaps the row of line"},
    {"configmgr-versions.csv", "8540,1706", "8533,1706", "overlaps the row of line"},
    {"configmgr-versions.csv", "8540,1706", "8540,17-06", "expected four digits"},
    {"configmgr-requirements.csv", "\n1810,2211", "\n1806,2211", "overlaps the row of line"},
    {"configmgr-requirements.csv", "\n1810,2211", "\n2211,1810", "is older than first_release"},
    {"configmgr-requirements.csv", "11.0.7001,beside", "11.0.7001,decides",
     "overlaps the row of line"},
    {"configmgr-requirements.csv", "decides,64,,\"1702", "decides,16,,\"1702", "expected 32 or 64"},
    {"configmgr-dotnet.csv", "\n2107,2107", "\n2107,2103", "is older than first_release"},
    {"configmgr-dotnet.csv", "\n2111,,4.6.2", "\n2107,,4.6.2", "overlaps the row of line"},
    {"configmgr-dotnet.csv", "2303,,4.8.0", "2303,,3.5.0", "no version of .NET Framework 4"},
    {"configmgr-dotnet.csv", "\n2303,,", "\n23-3,,", "needs releases of four digits"},
    {"windows-updates.csv", "Server 2012,6.2.0", "Server 2012,6.1.0", "is not above the row"},
    {"windows-settings.csv", "\nfips.enabled,HKLM", "\nfips.enabled,HKCU", "begin with HKLM"},
    {"windows-settings.csv", "\nfips.enabled.legacy,", "\nfips.enabled,",
     "overlaps the row of line"},
    {"windows-settings.csv", "SchUseStrongCrypto", "SystemDefaultTlsVersions", "overlaps the row"},
    {"windows-settings.csv", "Client,,key", "Client,Enabled,key", "is for every type but key"},
    {"tds-versions.csv", "\n0x72090002,", "\n0x71000001,", "stands in two rows"},
    {"tds-versions.csv", "open,TED", "maybe,TED", "expected one of: never, old, open"},
    {"status-messages.csv", "\n615,620,", "\n615,614,", "smaller than first"},
    {"status-messages.csv", "\n601,601,", "\n600,601,", "not above the last"},
    {"windows-settings.csv", "UBR,number", "UBR,dword", "expected one of: number, text"},
    {"components.csv", "SMS Provider,exact", "SMS Management Point,exact", "overlaps the row"},
    {"components.csv", "SMS SQL Server,exact", "Data Warehouse Service Point Role,exact",
     "overlaps the row"},
    {"components.csv", "SMS Provider,native,yes,2", "SMS Provider,native,yes,1",
     "'leading' overlaps"},
    {"windows-defaults.csv", "6.2.0,on", "6.1.0,on", "overlaps the row of line"},
    {"windows-defaults.csv", "6.2.0,on", "6.2.0,perhaps", "expected one of: none, off, on"},
    {"tls-suites.csv", "TLS_RSA_WITH_AES_128_CBC_SHA ", "TLS_RSA_WITH_AES_129_CBC_SHA ",
     "is no name of the registry"},
    {"tls-suites.csv", "TLS_RSA_WITH_RC4_128_SHA ", "TLS_RSA_WITH_AES_128_CBC_SHA ", "twice"},
    {"tls-suites.csv", "\nvista-2008,off", "\nvista-2008,default", "overlaps the row of line"},
    {"tls-suites.csv", "\nvista-2008,off", "\nvista-2009,off", "has no default row"},
    {"tls-suites.csv", "\nvista-2008,off,,", "\nvista-2008,off,KB 1,", "goes with added"},
    {"tls-suites.csv", "added,KB 3042058,TLS_DHE_RSA", "added,KB 3042058,TLS_ECDHE_RSA",
     "'suites' contradicts the row of line"},
    {"tls-signatures.csv", "\nsha256-first,", "\nsha512-first,", "overlaps the row of line"},
    {"tls-signatures.csv", "rsa_pkcs1_sha512 ", "rsa_pkcs1_sha513 ", "no name of the registry"},
    {"tls-clients.csv", "\nwin8-2012,", "\nwin7-2008r2,", "overlaps the row of line"},
    {"tls-clients.csv", "windows,6.2.0", "windows,6.1.0", "does not come after line"},
    {"tls-clients.csv", "windows,6.2.0", "windows,", "is for Windows, and needed there"},
    {"tls-clients.csv", "win8-2012,P-256", "win9,P-256", "which tls-suites.csv does not have"},
    {"tls-clients.csv", "win8-2012,P-256", "win8-2012,P-255", "no name of the registry"},
    {"sources.csv", "\nMicrosoft SQLCheck,", "\nDBATOOLS,", "overlaps the row of line"},
};

Test(load, a_spoilt_row_is_refused_with_its_place)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct error err = ERROR_NONE;
        void *scratch = talloc_new(NULL);
        struct tables *tables = load_spoilt(scratch, rows[i].file, rows[i].find, rows[i].put, &err);
        cr_expect_null(tables, "%s: '%s' was taken", rows[i].file, rows[i].put);
        cr_expect_not_null(strstr(err.text, rows[i].message), "%s '%s': %s", rows[i].file,
                           rows[i].put, err.text);
        size_t line = 0, column = 0;
        const char *place = strstr(err.text, ".csv:");
        cr_assert_not_null(place, "no place in '%s'", err.text);
        cr_expect_eq(sscanf(place, ".csv:%zu:%zu:", &line, &column), 2, "%s", err.text);
        cr_expect(strncmp(err.text, rows[i].file, strlen(rows[i].file)) == 0, "%s", err.text);
        talloc_free(scratch);
    }
}

Test(load, a_release_without_rules_is_refused)
{
    struct error err = ERROR_NONE;
    void *scratch = talloc_new(NULL);
    cr_assert_null(
        load_spoilt(scratch, "configmgr-versions.csv", "\n8498,1702", "\n8498,1606", &err));
    cr_assert_str_eq(err.text, "configmgr-requirements.csv:1:1: no row covers release 1606 of "
                               "configmgr-versions.csv:3");
    talloc_free(scratch);
}

Test(load, the_place_is_line_and_column_of_the_cell)
{
    struct error err = ERROR_NONE;
    void *scratch = talloc_new(NULL);
    cr_assert_null(load_spoilt(scratch, "configmgr-servers.csv", "13.0.5026,", "13.0.bad,", &err));
    talloc_free(scratch);
    /* two comment lines, the header, then the row; the cell begins after "secondary site
     * Express," */
    cr_assert_str_eq(err.text, "configmgr-servers.csv:4:24: 'minimum' is '13.0.bad', expected a "
                               "version such as 11.0.6518");
}

Test(load, every_table_once_and_nothing_else)
{
    size_t count = 0;
    const struct table_text *embedded = tables_embedded(&count);
    struct table_text texts[MAX_TABLES];
    struct error err = ERROR_NONE;
    memcpy(texts, embedded, count * sizeof *texts);
    cr_assert_null(tables_load_from(NULL, texts, count - 1, &err));
    cr_assert_not_null(strstr(err.text, "this table is missing"), "%s", err.text);
    texts[count] = texts[0];
    cr_assert_null(tables_load_from(NULL, texts, count + 1, &err));
    cr_assert_not_null(strstr(err.text, "given twice"), "%s", err.text);
    texts[count].name = "more.csv";
    cr_assert_null(tables_load_from(NULL, texts, count + 1, &err));
    cr_assert_not_null(strstr(err.text, "more.csv: not the name of a table"), "%s", err.text);
}

Test(load, the_list_of_files_is_what_is_embedded)
{
    size_t count = 0;
    size_t listed = 0;
    const struct table_text *embedded = tables_embedded(&count);
    for (; tables_file(listed) != NULL; listed++) {
        bool found = false;
        for (size_t i = 0; i < count; i++)
            found = found || strcmp(embedded[i].name, tables_file(listed)) == 0;
        cr_expect(found, "%s", tables_file(listed));
    }
    cr_assert_eq(listed, count);
}

Test(load, good_tables_load_and_every_row_knows_its_place)
{
    struct error err = ERROR_NONE;
    struct tables *tables = tables_load(NULL, &err);
    cr_assert_not_null(tables, "%s", err.text);
    for (size_t i = 0; i < tables->build_count; i++) {
        const struct row_origin *origin = &tables->builds[i].origin;
        cr_expect(origin->line > 1 && origin->source[0] != '\0' &&
                  strlen(origin->checked) == strlen("2026-11-24") &&
                  strcmp(origin->file, "server-builds.csv") == 0);
    }
    cr_assert_not_null(source_find(tables, "KB 3135244"));
    cr_assert_null(source_find(tables, "kb 3135244"));
    talloc_free(tables);
}
