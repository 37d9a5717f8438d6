/* The tables of a report: drivers, protocols, cipher suites, certificates. */
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "drivers/inspect/sqlcheck_report.h"

static char *cell(struct sqlcheck_report *report, const struct report_table *table,
                  const char *line, const char *name)
{
    return report_table_cell(report->row, table, line, name);
}

/* ---- drivers ---- */

static int bits_of(const struct sqlcheck_report *report, const char *path)
{
    if (text_contains(path, "\\SysWOW64\\") || text_contains(path, "Program Files (x86)") ||
        text_contains(path, "\\PROGRA~2\\"))
        return 32;
    if (*path == '\0' || text_is_empty(report->is_64_bit))
        return 0;
    return text_equal(report->is_64_bit, "True") ? 64 : 32;
}

/* Its columns "Supported", "TLS 1.2" and "TLS 1.3" are not read: they come from a rule that says no
 * to 11.4.7001, and never knew TDS 8. Only the table of drivers for SQL Server has them; of the
 * other drivers those count whose name is known here. */
static void take_driver(struct sqlcheck_report *report, const struct report_table *table,
                        const char *line)
{
    const struct driver_name *known = NULL;
    char *name = cell(report, table, line, "Name");
    char *version = cell(report, table, line, "Version");
    char *path = cell(report, table, line, "Path");
    bool is_for_sql_server = report_table_has(table, "TLS 1.2");
    if (!is_for_sql_server &&
        drivers_find(report->inspection->request->tables, name, &known) == NULL)
        return;
    if (*name == '\0') {
        sqlcheck_report_gap(report, "the driver in that row", "expected the name of a driver");
        return;
    }
    if (*version == '\0') {
        char *message = cell(report, table, line, "Message");
        sqlcheck_report_gap(report, "the version of the driver in that row",
                            text_is_empty(message) ? "expected a version" : message);
    }
    const struct program program = {
        .name = name,
        .version = *version == '\0' ? NULL : version,
        .bits = bits_of(report, path),
        .path = *path == '\0' ? NULL : path,
        .source = sqlcheck_report_source(report),
    };
    inspection_program(report->inspection, report->host, &program);
}

/* ---- protocols ---- */

/* For SSL and, before Windows 8, for TLS 1.0 its table of defaults was never right (TLSInfo.cs). */
static const struct {
    const char *name;
    const char *key;
    enum { DEFAULT_WRONG, DEFAULT_RIGHT_SINCE_8, DEFAULT_RIGHT } default_value;
} protocols[] = {
    {"SSL 2.0", "ssl2", DEFAULT_WRONG},          {"SSL 3.0", "ssl3", DEFAULT_WRONG},
    {"TLS 1.0", "tls10", DEFAULT_RIGHT_SINCE_8}, {"TLS 1.1", "tls11", DEFAULT_RIGHT},
    {"TLS 1.2", "tls12", DEFAULT_RIGHT},         {"TLS 1.3", "tls13", DEFAULT_RIGHT},
};

enum { PROTOCOL_COUNT = sizeof protocols / sizeof *protocols };

/* "True  (0x00000001) ok", "False (0x00000000)"; "" is a value that is not there. */
static bool take_number(struct sqlcheck_report *report, const char *text, const char *key,
                        bool *is_zero)
{
    unsigned number = 0;
    int end = 0;
    const char *open = strchr(text, '(');
    *is_zero = false;
    if (*text == '\0')
        return false;
    if (open == NULL || sscanf(open, "(0x%8x)%n", &number, &end) != 1 || end == 0) {
        sqlcheck_report_gap(report, key, "expected True or False and (0x00000000)");
        return false;
    }
    *is_zero = number == 0;
    sqlcheck_report_setting(report, key, talloc_asprintf(report->row, "%u", number));
    return true;
}

static bool is_before_8(const struct sqlcheck_report *report)
{
    static const struct version eight = {.part = {6, 2}, .count = 2};
    return report->version.count == 0 || version_compare(&report->version, &eight, 2) < 0;
}

/* Where the key is there and the value is not, the report says 0 as well. That is between refused
 * and half set when both are 0, and on Windows 7 between set and half set. */
static void doubt_zero(struct sqlcheck_report *report, const char *key, bool both)
{
    if (both || is_before_8(report))
        sqlcheck_report_gap(report, key,
                            "Microsoft's SQLCheck writes 0 for a value that is not there, too");
}

/* What the report made of the two values and its defaults: told where nothing is wrong in it. */
static void take_effective(struct sqlcheck_report *report, size_t protocol, const char *key,
                           const char *text)
{
    bool is_wrong =
        protocols[protocol].default_value == DEFAULT_WRONG ||
        (protocols[protocol].default_value == DEFAULT_RIGHT_SINCE_8 && is_before_8(report));
    bool is_on = text_equal(text, "Enabled");
    if (!is_wrong && (is_on || text_equal(text, "Disabled")))
        sqlcheck_report_setting(report, talloc_asprintf(report->row, "%s.effective", key),
                                is_on ? "on" : "off");
}

/* The values of one row. Both cells are empty where the key is not there, and only there. */
static void take_values(struct sqlcheck_report *report, size_t protocol, const char *key,
                        const char *const cells[3])
{
    bool is_zero[2];
    bool is_tls12 = strcmp(protocols[protocol].name, "TLS 1.2") == 0;
    if (is_tls12 && text_has_prefix(key, "schannel.tls12.client"))
        sqlcheck_report_setting(report, key,
                                *cells[0] == '\0' && *cells[1] == '\0' ? "absent" : "present");
    bool has_enabled =
        take_number(report, cells[0], talloc_asprintf(report->row, "%s.enabled", key), &is_zero[0]);
    bool has_disabled = take_number(
        report, cells[1], talloc_asprintf(report->row, "%s.disabledbydefault", key), &is_zero[1]);
    bool is_doubtful = has_enabled && has_disabled && (is_zero[0] || is_zero[1]);
    if (is_doubtful && is_tls12)
        doubt_zero(report, key, is_zero[0] && is_zero[1]);
    if (!is_doubtful)
        take_effective(report, protocol, key, cells[2]);
}

static void take_protocol(struct sqlcheck_report *report, const struct report_table *table,
                          const char *line)
{
    char *side = text_lower(report->row, cell(report, table, line, "Client/Server"));
    char *name = cell(report, table, line, "TLS Version");
    char *effective = cell(report, table, line, "Effective Value");
    const char *const cells[] = {cell(report, table, line, "Enabled in Reg"),
                                 cell(report, table, line, "Disabled By Default"),
                                 effective == NULL ? "" : effective};
    size_t i = 0;
    while (i < PROTOCOL_COUNT && !text_equal(protocols[i].name, name))
        i++;
    if (i == PROTOCOL_COUNT || (strcmp(side, "client") != 0 && strcmp(side, "server") != 0))
        sqlcheck_report_gap(report, "the protocol in that row",
                            "expected Client or Server, and a version from SSL 2.0 to TLS 1.3");
    else
        take_values(report, i,
                    talloc_asprintf(report->row, "schannel.%s.%s", protocols[i].key, side), cells);
}

/* ---- cipher suites ---- */

static const struct {
    const char *column;
    const char *key;
} suite_lists[] = {{"Policy List", "ciphers.policy"}, {"Registry List", "ciphers.machine"}};

static void take_suites(struct sqlcheck_report *report, const struct report_table *table,
                        const char *line)
{
    for (size_t i = 0; i < 2; i++) {
        const char *suite = cell(report, table, line, suite_lists[i].column);
        if (*suite == '\0')
            continue;
        if (report->suites[i].size > 0)
            writer_u8(&report->suites[i], ',');
        writer_bytes(&report->suites[i], suite, strlen(suite));
    }
}

static void end_suites(struct sqlcheck_report *report)
{
    for (size_t i = 0; i < 2; i++) {
        struct writer *list = &report->suites[i];
        if (list->size > 0)
            sqlcheck_report_setting(
                report, suite_lists[i].key,
                talloc_strndup(report->row, (const char *)list->data, list->size));
        list->size = 0;
    }
}

/* ---- certificates ---- */

/* The listing ends without a word at the first certificate whose key is no RSA key: what is not in
 * it may be there (Collectors.cs asks for the key again, outside of its try). */
static void take_certificate(struct sqlcheck_report *report, const struct report_table *table,
                             const char *line)
{
    const char *thumbprint = cell(report, table, line, "Thumbprint");
    const char *const parts[] = {
        cell(report, table, line, "CN"), cell(report, table, line, "Sig Type"),
        cell(report, table, line, "Key Len"), cell(report, table, line, "Not After")};
    char *value = talloc_strdup(report->row, "");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!text_is_empty(parts[i]))
            value = talloc_asprintf_append(value, "%s%s", *value == '\0' ? "" : "; ", parts[i]);
    if (*thumbprint != '\0')
        sqlcheck_report_setting(report, talloc_asprintf(report->row, "certificate.%s", thumbprint),
                                value);
}

const struct report_table_kind report_table_kinds[] = {
    {{"Name", "Type", "Version", "Path"}, "the driver in that row", take_driver, NULL},
    {{"Client/Server", "TLS Version", "Enabled in Reg", "Disabled By Default"},
     "the protocol in that row",
     take_protocol,
     NULL},
    {{"Registry List", "Policy List"}, "the cipher suites in that row", take_suites, end_suites},
    {{"Thumbprint", "Not After"}, "the certificate in that row", take_certificate, NULL},
    {{NULL}, NULL, NULL, NULL},
};
