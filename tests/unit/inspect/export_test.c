/* Exports as whole files: where they end, and of which Windows they are. */
#include "evidence.h"

#include "drivers/inspect/registry_facts.h"

#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

#define V5 "Windows Registry Editor Version 5.00\r\n\r\n"
#define HOST                                                                                       \
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters]\r\n"             \
    "\"Hostname\"=\"mp01\"\r\n\r\n"
#define SOFTWARE  "[HKEY_LOCAL_MACHINE\\SOFTWARE\\"
#define UNINSTALL "Microsoft\\Windows\\CurrentVersion\\Uninstall"
#define DRIVER    "Microsoft SQL Server 2012 Native Client "
#define PROGRAM                                                                                    \
    SOFTWARE UNINSTALL "]\r\n\r\n" SOFTWARE UNINSTALL "\\{1}]\r\n"                                 \
                       "\"DisplayName\"=\"" DRIVER                                                 \
                       "\"\r\n\"DisplayVersion\"=\"11.4.7001.0\"\r\n\r\n"
#define CLIENT                                                                                     \
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL"         \
    "\\Protocols\\TLS 1.2\\Client]\r\n"
#define MACHINE(word)                                                                              \
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment]\r\n"   \
    "\"PROCESSOR_ARCHITECTURE\"=\"" word "\"\r\n\r\n"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(export, .init = set_up, .fini = tear_down);

static const struct facts *read_export(const char *text)
{
    return evidence_read(scratch, reg_evidence_read, text, strlen(text));
}

/* ---- where it ends --------------------------------------------------------------------------- */

#define SAMPLE                                                                                     \
    V5 HOST CLIENT "\"Enabled\"=dword:00000001\r\n\"DisabledByDefault\"=dword:00000001\r\n\r\n"

Test(export, one_that_was_cut_within_its_last_key_is_no_whole_one)
{
    cr_assert_null(evidence_gap(read_export(SAMPLE), "x.txt"), "the whole file");
    const char *last = strstr(SAMPLE, CLIENT) + strlen(CLIENT);
    for (size_t size = (size_t)(last - SAMPLE); size < strlen(SAMPLE) - 2; size++) {
        const struct facts *facts = evidence_read(scratch, reg_evidence_read, SAMPLE, size);
        const struct gap *gap = evidence_gap(facts, "x.txt");
        cr_assert(gap != NULL && gap->required, "cut at %zu", size);
    }
}

Test(export, what_another_line_end_closes_is_whole)
{
    cr_assert_null(
        evidence_gap(read_export("REGEDIT4\n\n" CLIENT "\"Enabled\"=dword:1\n\n"), "x.txt"));
    cr_assert_not_null(
        evidence_gap(read_export("REGEDIT4\n\n" CLIENT "\"Enabled\"=dword:1\n"), "x.txt"));
}

Test(export, the_last_key_of_collect_says_that_all_is_there)
{
    cr_assert_null(evidence_gap(read_export(V5 HOST SOFTWARE "sqlcheck\\collect]\r\n"
                                                             "\"complete\"=dword:00000001\r\n"),
                                "x.txt"));
}

#define PROTOCOLS                                                                                  \
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL"         \
    "\\Protocols]\r\n"
#define COLLECTED(complete)                                                                        \
    "\r\n" SOFTWARE "sqlcheck\\collect]\r\n\"complete\"=dword:0000000" complete "\r\n\r\n"

Test(export, what_collect_was_refused_is_a_gap_and_proves_nothing_absent)
{
    const struct facts *facts =
        read_export(V5 HOST PROTOCOLS "; not read: SYSTEM\\X: not allowed\r\n" COLLECTED("0"));
    const struct gap *gap = evidence_gap(facts, "x.txt");
    cr_assert(gap != NULL && gap->required);
    cr_assert_str_eq(gap->reason,
                     "x.txt:7:1: refused when it was collected: SYSTEM\\X: not allowed");
    cr_assert_null(evidence_setting(facts, "schannel.tls12.client"));
    facts = read_export(V5 HOST PROTOCOLS COLLECTED("1"));
    cr_assert_str_eq(evidence_setting(facts, "schannel.tls12.client"), "absent");
    cr_assert_eq(facts->gap_count, 0);
}

Test(export, what_collect_calls_incomplete_is_believed)
{
    const struct facts *facts = read_export(V5 HOST PROTOCOLS COLLECTED("0"));
    const struct gap *gap = evidence_gap(facts, "x.txt");
    cr_assert(gap != NULL && gap->required);
    cr_assert_null(evidence_setting(facts, "schannel.tls12.client"));
}

Test(export, an_open_end_proves_nothing_missing)
{
    const char *both =
        V5 HOST SOFTWARE UNINSTALL "]\r\n\r\n" SOFTWARE "WOW6432Node\\" UNINSTALL "]\r\n";
    cr_assert_neq(read_export(both)->hosts[0].programs_state, READ_DONE);
    both = talloc_asprintf(scratch, "%s\r\n", both);
    cr_assert_eq(read_export(both)->hosts[0].programs_state, READ_DONE);
}

/* ---- of which Windows ------------------------------------------------------------------------ */

Test(export, the_one_view_of_a_32_bit_windows_is_of_32_bits_and_its_list_is_whole)
{
    const struct facts *facts = read_export(V5 HOST MACHINE("x86") PROGRAM);
    cr_assert_not_null(evidence_program(facts, DRIVER, 32));
    cr_assert_null(evidence_program(facts, DRIVER, 64));
    cr_assert_eq(facts->hosts[0].programs_state, READ_DONE);
}

Test(export, the_first_view_of_any_other_windows_is_of_64_bits)
{
    static const char *const texts[] = {V5 HOST MACHINE("AMD64") PROGRAM,
                                        V5 HOST MACHINE("ARM64") PROGRAM, V5 HOST PROGRAM};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct facts *facts = read_export(texts[i]);
        cr_expect_not_null(evidence_program(facts, DRIVER, 64), "row %zu", i);
        cr_expect_neq(facts->hosts[0].programs_state, READ_DONE, "row %zu", i);
    }
}

Test(export, a_hive_is_asked_for_its_machine_too)
{
    size_t count = 0;
    size_t found = 0;
    const char **paths = registry_paths(scratch, evidence_request(scratch)->tables, true, &count);
    for (size_t i = 0; i < count; i++)
        found += strcmp(paths[i], "*\\Control\\Session Manager\\Environment") == 0;
    cr_assert_eq(found, 1);
}
