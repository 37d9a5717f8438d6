/* Reports of Microsoft's SQLCheck: small ones made here, in its form. */
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

TestSuite(sqlcheck_report, .init = set_up, .fini = tear_down);

static const char title[] =
    "--- Start of Report ---\n\n"
    "SQL Server Connectivity Check v2.0.1.0, run on 09/11/2025 06:59:48 PM\n\n";
#define PROTOCOL_NAMES                                                                             \
    "    Client/Server  TLS Version  Enabled in Reg         Disabled By Default    Effective "     \
    "Value\n"                                                                                      \
    "    -------------  -----------  ---------------------  ---------------------  "               \
    "---------------\n"
/* A protocol of which nothing is believed: a report without that table has a gap. */
static const char end[] =
    "\n" PROTOCOL_NAMES "    Client         SSL 2.0\n\n--- End of Report ---\n";

static char *head(const char *windows)
{
    return talloc_asprintf(scratch,
                           "%sNETBIOS Name:               MP01\n"
                           "FQDN:                       MP01.example.com\n\n"
                           "Windows Name and Edition:   Windows Server\n"
                           "Windows Version:            %s\n"
                           "64-Bit System:              True\n\n",
                           title, windows);
}

static char *driver(const char *name, const char *type, const char *version, const char *path)
{
    return talloc_asprintf(scratch, "    %-29s  %-6s  %-11s  %-7s  %s\n", name, type, version, "No",
                           path);
}

static const char driver_names[] =
    "    Name                           Type    Version      TLS 1.2  Path\n"
    "    -----------------------------  ------  -----------  -------  ----\n";

static char *protocol(const char *side, const char *name, const char *enabled, const char *disabled,
                      const char *effective)
{
    return talloc_asprintf(scratch, "    %-13s  %-11s  %-21s  %-21s  %s\n", side, name, enabled,
                           disabled, effective);
}

static const struct facts *read_text(const char *text)
{
    return evidence_read(scratch, sqlcheck_report_read, text, strlen(text));
}

static const struct facts *read_protocol(const char *windows, const char *row)
{
    return read_text(talloc_asprintf(scratch, "%s%s%s\n%s%s%s", head(windows), driver_names,
                                     driver("A", "ODBC", "1.2", ""), PROTOCOL_NAMES, row, end));
}

Test(sqlcheck_report, what_has_not_its_title_is_no_report)
{
    static const char *const others[] = {"", "SQL Server Connectivity Check",
                                         "Windows Registry Editor Version 5.00\n"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_assert_not(sqlcheck_report_recognise(others[i], strlen(others[i])));
    struct writer w = evidence_utf16(scratch, title);
    cr_assert(sqlcheck_report_recognise(title, strlen(title)));
    cr_assert(sqlcheck_report_recognise(w.data, w.size));
}

/* Rows that are not understood, between two good ones, which must live. */
static const struct {
    const char *line;
    const char *reason;
} bad[] = {
    {"    SQLNCLI11                      OLE DB  11.0.7462.6xxxx\n",
     "expected blanks between the columns"},
    {"x   SQLNCLI11                      OLE DB  11.0.7462.6\n",
     "expected blanks between the columns"},
    {"                                   OLE DB  11.0.7462.6\n", "expected the name of a driver"},
    {"    SQLNCLI11                      OLE DB\n", "expected a version"},
};

Test(sqlcheck_report, a_row_that_is_not_understood_is_told_and_costs_nothing_else)
{
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct facts *facts =
            read_text(talloc_asprintf(scratch, "%s%s%s%s%s%s", head("10.0.17763.1"), driver_names,
                                      driver("Before", "ODBC", "1.2.3.4", ""), bad[i].line,
                                      driver("After", "ODBC", "5.6.7.8", ""), end));
        cr_assert_str_eq(evidence_program(facts, "Before", 0)->version, "1.2.3.4");
        cr_assert_str_eq(evidence_program(facts, "After", 0)->version, "5.6.7.8");
        cr_assert_eq(facts->gap_count, 1, "%s", bad[i].line);
        cr_assert_str_eq(facts->gaps[0].object, "x.txt:15", "%s", facts->gaps[0].object);
        cr_assert_str_eq(facts->gaps[0].reason, bad[i].reason, "%s", facts->gaps[0].reason);
    }
}

Test(sqlcheck_report, a_version_that_is_not_there_is_not_known_and_its_message_is_told)
{
    static const char table[] =
        "    Name  Type  Version  TLS 1.2  Path          Message\n"
        "    ----  ----  -------  -------  ------------  -----------------\n"
        "    X     ODBC           No       C:\\win\\x.dll  File not found.\n";
    const struct facts *facts =
        read_text(talloc_asprintf(scratch, "%s%s%s", head("10.0.17763.1"), table, end));
    cr_assert_null(evidence_program(facts, "X", 64)->version);
    cr_assert_str_eq(facts->gaps[0].reason, "File not found.");
}

Test(sqlcheck_report, names_of_columns_without_dashes_are_told)
{
    const struct facts *facts = read_text(talloc_asprintf(
        scratch, "%s    Name  Type  Version  TLS 1.2  Path\n    A     ODBC  1.2.3\n%s",
        head("10.0.17763.1"), end));
    cr_assert_eq(facts->hosts[0].program_count, 0);
    cr_assert_str_eq(evidence_gap(facts, "x.txt:13")->reason,
                     "expected dashes below the name of each column");
}

Test(sqlcheck_report, a_table_that_is_not_there_is_missed)
{
    static const char bare[] = "--- End of Report ---\n";
    const struct facts *facts =
        read_text(talloc_asprintf(scratch, "%s%s", head("10.0.17763.1"), bare));
    cr_assert_eq(facts->gap_count, 2);
    cr_assert_str_eq(facts->gaps[0].costs, "the drivers of that host");
    cr_assert_str_eq(facts->gaps[1].costs, "the protocols of that host");
    cr_assert(facts->gaps[0].required && facts->gaps[1].required);
}

Test(sqlcheck_report, a_cut_report_says_less_and_nothing_else)
{
    char *whole = talloc_asprintf(
        scratch, "%s%s%s\n%s%s%s", head("10.0.17763.1554"), driver_names,
        driver("SQL Server Native Client 11.0", "ODBC", "11.0.7462.6", "C:\\windows\\SysWOW64\\x"),
        "    Registry List  Policy List\n    -------------  -----------\n",
        "    A              C\n    B\n", end);
    size_t size = strlen(whole);
    cr_assert_eq(read_text(whole)->gap_count, 0, "%s", read_text(whole)->gaps[0].reason);
    for (size_t cut = 0; cut < size - 1; cut++) {
        const struct facts *facts = evidence_read(scratch, sqlcheck_report_read, whole, cut);
        const struct host *host = &facts->hosts[0];
        const char *suites = evidence_setting(facts, "ciphers.machine");
        cr_assert(cut > size - 5 || facts->gap_count > 0, "%zu: the cut is told", cut);
        for (size_t i = 0; i < host->program_count; i++)
            cr_assert_str_eq(host->programs[i].version, "11.0.7462.6", "%zu", cut);
        cr_assert(host->windows_version == NULL || strcmp(host->windows_version, "10.0.17763") == 0,
                  "%zu", cut);
        cr_assert(suites == NULL || strcmp(suites, "A,B") == 0, "%zu: %s", cut, suites);
    }
}

Test(sqlcheck_report, dotnet_that_is_not_installed_may_be_a_windows_in_another_language)
{
    const struct facts *facts = read_text(talloc_asprintf(
        scratch, "%s.NET 4.x version:           Not Installed\n%s", head("10.0"), end));
    cr_assert_null(evidence_setting(facts, "dotnet.v4.version"));
    cr_assert_str_eq(facts->gaps[0].costs, "the version of .NET");
}

Test(sqlcheck_report, without_a_name_in_it_the_host_is_the_files_and_that_is_said)
{
    const struct facts *facts = read_text(talloc_asprintf(scratch, "%s%s", title, end));
    cr_assert_str_eq(facts->hosts[0].name, "x");
    cr_assert_str_eq(facts->hosts[0].named_by, "the file's name");
    cr_assert_null(facts->hosts[0].windows_version);
}

Test(sqlcheck_report, a_date_that_is_none_leaves_the_files_own)
{
    const struct facts *facts = read_text(
        talloc_asprintf(scratch, "SQL Server Connectivity Check v1, run on whenever\n%s%s%s",
                        driver_names, driver("A", "ODBC", "1.2", ""), end));
    cr_assert_eq(evidence_program(facts, "A", 0)->source.seen_unix_s, TEST_MODIFIED);
    cr_assert_str_eq(facts->gaps[0].costs, "the age of the report");
}

Test(sqlcheck_report, a_day_to_come_does_not_make_its_windows_the_newest)
{
    const struct facts *facts = read_text(
        talloc_asprintf(scratch,
                        "SQL Server Connectivity Check v1, run on 09/11/2031 06:59:48 PM\n"
                        "NETBIOS Name:  MP01\nWindows Version:  10.0.14393.1\n%s",
                        end));
    cr_assert_str_eq(facts->hosts[0].windows_version, "10.0.14393");
    cr_assert_eq(facts->hosts[0].windows_source.seen_unix_s, 0);
}

static const struct {
    const char *windows;
    const char *row[5];
    const char *key;
    const char *value; /* NULL: must not be there */
    size_t gaps;
} protocol_rows[] = {
    /* what the report computes for SSL, and for TLS 1.0 before Windows 8, is not believed */
    {"10.0.17763.1",
     {"Client", "SSL 2.0", "", "", "Enabled"},
     "schannel.ssl2.client.effective",
     NULL,
     0},
    {"10.0.17763.1",
     {"Client", "SSL 3.0", "", "", "Enabled"},
     "schannel.ssl3.client.effective",
     NULL,
     0},
    {"Microsoft Windows NT 6.1.7601 Service Pack 1",
     {"Client", "TLS 1.0", "", "", "Disabled"},
     "schannel.tls10.client.effective",
     NULL,
     0},
    {"", {"Client", "TLS 1.0", "", "", "Disabled"}, "schannel.tls10.client.effective", NULL, 0},
    {"6.2.9200",
     {"Client", "TLS 1.0", "", "", "Enabled"},
     "schannel.tls10.client.effective",
     "on",
     0},
    {"10.0.17763.1",
     {"Server", "TLS 1.3", "", "", "Not Supported"},
     "schannel.tls13.server.effective",
     NULL,
     0},
    {"10.0.17763.1",
     {"Client", "TLS 1.2", "", "", "Enabled"},
     "schannel.tls12.client.effective",
     "on",
     0},
    {"10.0.17763.1",
     {"Client", "TLS 1.2", "", "", "Enabled"},
     "schannel.tls12.client",
     "absent",
     0},
    {"10.0.17763.1",
     {"Client", "TLS 1.2", "", "", "Enabled"},
     "schannel.tls12.client.enabled",
     NULL,
     0},
    /* 0 and 0: refused, or half set, which the report shows alike */
    {"10.0.17763.1",
     {"Client", "TLS 1.2", "False (0x00000000) x", "False (0x00000000)", "Disabled"},
     "schannel.tls12.client.effective",
     NULL,
     1},
    {"10.0.17763.1",
     {"Client", "TLS 1.2", "False (0x00000000) x", "False (0x00000000)", "Disabled"},
     "schannel.tls12.client.enabled",
     "0",
     1},
    {"10.0.17763.1",
     {"Client", "TLS 1.2", "True  (0x00000001) ok", "False (0x00000000) ok", "Enabled"},
     "schannel.tls12.client.disabledbydefault",
     "0",
     0},
    {"NT 6.1.7601",
     {"Client", "TLS 1.2", "True  (0x00000001) ok", "False (0x00000000) ok", "Enabled"},
     "schannel.tls12.client.enabled",
     "1",
     1},
    {"10.0.17763.1",
     {"Server", "TLS 1.2", "True  (0xFFFFFFFF)", "True  (0x00000001) x", "Disabled"},
     "schannel.tls12.server.enabled",
     "4294967295",
     0},
    {"10.0.17763.1",
     {"Server", "TLS 1.2", "True  (0xFFFFFFFF)", "True  (0x00000001) x", "Disabled"},
     "schannel.tls12.server.effective",
     "off",
     0},
    {"10.0.17763.1",
     {"Client", "TLS 1.2", "yes", "", "Enabled"},
     "schannel.tls12.client.enabled",
     NULL,
     1},
    {"10.0.17763.1",
     {"Both", "TLS 1.2", "", "", "Enabled"},
     "schannel.tls12.both.effective",
     NULL,
     1},
    {"10.0.17763.1",
     {"Client", "TLS 1.4", "", "", "Enabled"},
     "schannel.tls14.client.effective",
     NULL,
     1},
};

Test(sqlcheck_report, protocols_are_told_as_far_as_the_report_can_be_believed)
{
    for (size_t i = 0; i < sizeof protocol_rows / sizeof *protocol_rows; i++) {
        const char *const *cells = protocol_rows[i].row;
        const struct facts *facts = read_protocol(
            protocol_rows[i].windows, protocol(cells[0], cells[1], cells[2], cells[3], cells[4]));
        const char *value = evidence_setting(facts, protocol_rows[i].key);
        const char *wanted = protocol_rows[i].value;
        cr_assert_eq(facts->gap_count, protocol_rows[i].gaps, "row %zu: %zu gaps", i,
                     facts->gap_count);
        cr_assert((value == NULL) == (wanted == NULL), "row %zu: %s", i, value);
        cr_assert(wanted == NULL || strcmp(value, wanted) == 0, "row %zu: %s", i, value);
    }
}

/* Columns in another order, more of them, blanks at the ends of lines cut off, letters that are two
 * bytes in UTF-8 and one column. */
Test(sqlcheck_report, columns_go_by_their_names)
{
    static const char table[] =
        "  Path                       New  Version      Name                           TLS 1.2  "
        "Type\n"
        "  -------------------------  ---  -----------  -----------------------------  -------  "
        "----\n"
        "  C:\\windows\\syswow64\\\xc3\xa9.dll  1    11.0.7462.6  SQL Server Native Client 11.0\n";
    const struct facts *facts =
        read_text(talloc_asprintf(scratch, "%s%s%s", head("10.0.17763.1"), table, end));
    const struct program *program = evidence_program(facts, "SQL Server Native Client 11.0", 32);
    cr_assert_not_null(program);
    cr_assert_str_eq(program->version, "11.0.7462.6");
    cr_assert_str_eq(program->path, "C:\\windows\\syswow64\\\xc3\xa9.dll");
    cr_assert_eq(facts->gap_count, 0);
}

static void check_whole(const void *data, size_t size, const char *what)
{
    const struct facts *facts = evidence_read(scratch, sqlcheck_report_read, data, size);
    const struct host *host = &facts->hosts[0];
    cr_assert_eq(facts->host_count, 1, "%s", what);
    cr_assert_str_eq(host->name, "MP01.example.com", "%s", what);
    cr_assert_null(host->named_by);
    cr_assert_str_eq(host->windows_version, "10.0.17763", "%s", what);
    cr_assert_eq(host->programs_state, READ_NOT_TRIED, "absence is no evidence");
    cr_assert_eq(host->program_count, 3, "%s: %zu: the driver for Excel is none of ours", what,
                 host->program_count);
    cr_assert_eq(evidence_program(facts, "SQL Server", 32)->source.kind, SOURCE_REGISTRY);
    cr_assert_not_null(evidence_program(facts, "SQL Server", 64));
    cr_assert_not_null(evidence_program(facts, "SQL Server Native Client RDA 11.0", 64));
    cr_assert_str_eq(date_iso(scratch, host->programs[0].source.seen_unix_s),
                     "2025-09-11T18:59:48Z", "%s", what);
    cr_assert_str_eq(evidence_setting(facts, "windows.ubr"), "1554", "%s", what);
    cr_assert_str_eq(evidence_setting(facts, "dotnet.v4.strongcrypto"), "1", "%s", what);
    cr_assert_null(evidence_setting(facts, "dotnet.v4.strongcrypto.32"), "%s", what);
    cr_assert_str_eq(evidence_setting(facts, "ciphers.machine"), "A,B", "%s", what);
    cr_assert_str_eq(evidence_setting(facts, "ciphers.policy"), "C", "%s", what);
    cr_assert_str_eq(evidence_setting(facts, "sql.SQL2017.version"), "14.0.3370.1", "%s", what);
    cr_assert_str_eq(evidence_setting(facts, "certificate.AB12"),
                     "CN=x; sha256RSA; 2048; 1/2/2030");
    cr_assert_eq(facts->gap_count, 0, "%s", what);
}

Test(sqlcheck_report, a_whole_report_in_each_encoding)
{
    char *text = talloc_asprintf(
        scratch, "%s%s%s%s%s\n%s%s%s\n%s%s%s", head("10.0.17763.1554"),
        "CLR 4.0 Strong Crypto:      1\nCLR 4.0 Strong Crypto x86:  Not set\n\n", driver_names,
        driver("SQL Server", "ODBC", "10.0.1776.1", "C:\\windows\\system32\\SQLSRV32.dll"),
        driver("SQL Server", "ODBC", "10.0.1776.1", "C:\\windows\\SysWOW64\\SQLSRV32.dll"),
        "    Name                               Type  Version      Path\n"
        "    ---------------------------------  ----  -----------  ----\n"
        "    Microsoft Excel Driver (*.xls)     ODBC  10.0.1.0     C:\\x.dll\n"
        "    SQL Server Native Client RDA 11.0  ODBC  11.0.5069.5  C:\\Program Files\\y.dll\n\n",
        "    Registry List  Policy List\n    -------------  -----------\n",
        "    A              C\n    B\n",
        "    CN    Thumbprint  Key Len  Sig Type   Not Before  Not After\n"
        "    ----  ----------  -------  ---------  ----------  ---------\n"
        "    CN=x  AB12           2048  sha256RSA  1/1/2020    1/2/2030\n\n",
        "Details for SQL Server Instance: SQL2017 (Developer Edition)\n\n"
        "Version:                    14.0.3370.1\n",
        end);
    struct writer w = evidence_utf16(scratch, text);
    check_whole(text, strlen(text), "ASCII");
    check_whole(w.data, w.size, "UTF-16");
    text = talloc_asprintf(scratch, "\xef\xbb\xbf%s", text);
    check_whole(text, strlen(text), "UTF-8");
    text[strlen(text) - 8] = '\xe9'; /* in the last line, "Report" */
    const struct facts *ansi = read_text(text);
    cr_assert_eq(ansi->hosts[0].program_count, 3, "ANSI");
}
