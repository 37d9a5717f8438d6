/* The lines of a report that are no tables: the head, which names the host, and single values. */
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "drivers/inspect/sqlcheck_report.h"
#include "drivers/inspect/when.h"

const char sqlcheck_report_title[] = "SQL Server Connectivity Check v";

static const char not_complete[] = "a report of Microsoft's SQLCheck has the drivers that it "
                                   "knows: what it lacks may be installed";

/* "Name:   value" with this name: the value; else NULL. */
static const char *labelled(const char *line, const char *name)
{
    size_t size = strlen(name);
    if (!text_has_prefix(line, name) || line[size] != ':')
        return NULL;
    return &line[size + 1 + strspn(&line[size + 1], " ")];
}

static const struct {
    const char *name;
    size_t offset;
} head[] = {
    {"NETBIOS Name", offsetof(struct sqlcheck_report, netbios)},
    {"FQDN", offsetof(struct sqlcheck_report, fqdn)},
    {"Windows Name and Edition", offsetof(struct sqlcheck_report, windows)},
    {"Windows Version", offsetof(struct sqlcheck_report, windows_version)},
    {"Windows Build", offsetof(struct sqlcheck_report, windows_build)},
    {"64-Bit System", offsetof(struct sqlcheck_report, is_64_bit)},
};

/* In the local time of that machine, which the report does not tell: taken for UTC. The order of
 * the date is the program's own ("MM/dd/yyyy hh:mm:ss tt"), the signs in it are the culture's. */
static void take_date(struct sqlcheck_report *report, const char *line)
{
    const char *date = strstr(line, ", run on ");
    if (date == NULL)
        return;
    char *text = text_trim(report->row, date + strlen(", run on "));
    int64_t unix_s = 0;
    if (when_parse(text, true, &unix_s) != WHEN_KNOWN) {
        /* a half of the day in another language: the day will do */
        text[strcspn(text, " ")] = '\0';
        if (when_parse(text, true, &unix_s) != WHEN_KNOWN) {
            sqlcheck_report_gap(report, "the age of the report", "expected a date after 'run on'");
            return;
        }
    }
    report->seen_unix_s = unix_s;
}

void sqlcheck_report_head(struct sqlcheck_report *report, const char *line)
{
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
        char **place = (char **)(void *)((char *)report + head[i].offset);
        const char *value = labelled(line, head[i].name);
        if (value != NULL && *place == NULL)
            *place = text_trim(report->memory, value);
    }
    if (text_has_prefix(line, sqlcheck_report_title))
        take_date(report, line);
}

/* "10.0.14393.4583", "Microsoft Windows NT 6.1.7601 Service Pack 1" */
static void find_version(struct sqlcheck_report *report)
{
    const char *at = report->windows_version;
    for (; at != NULL && *at != '\0'; at += strcspn(at, " "), at += strspn(at, " ")) {
        char *word = talloc_strndup(report->row, at, strcspn(at, " "));
        if (strchr(word, '.') != NULL && version_parse(word, &report->version))
            return;
    }
}

/* The file's name without folder and ending. */
static char *stem(void *parent, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *last = slash == NULL ? path : slash + 1;
    char *name = text_printable(parent, last, strlen(last));
    char *dot = strrchr(name, '.');
    if (dot != NULL && dot != name)
        *dot = '\0';
    return name;
}

static void tell_windows(struct sqlcheck_report *report)
{
    const struct version *version = &report->version;
    int build = 0;
    report->line = 1;
    if (!text_is_empty(report->windows))
        sqlcheck_report_setting(report, "windows.product", report->windows);
    if (version->count >= 3)
        sqlcheck_report_setting(report, "windows.build",
                                talloc_asprintf(report->row, "%u", version->part[2]));
    else if (report->windows_build != NULL && text_to_int(report->windows_build, 1, 999999, &build))
        sqlcheck_report_setting(report, "windows.build", report->windows_build);
    if (version->count == 4)
        sqlcheck_report_setting(report, "windows.ubr",
                                talloc_asprintf(report->row, "%u", version->part[3]));
    talloc_free_children(report->row);
}

void sqlcheck_report_host(struct sqlcheck_report *report)
{
    void *facts = report->inspection->facts;
    const char *name = text_is_empty(report->fqdn) ? report->netbios : report->fqdn;
    bool is_named = !text_is_empty(name);
    struct host *host =
        inspection_host(report->inspection, is_named ? name : stem(report->row, report->file->path),
                        is_named ? NULL : "the file's name");
    report->host = host;
    if (host->programs_state == READ_NOT_TRIED && host->programs_reason == NULL)
        host->programs_reason = talloc_strdup(facts, not_complete);
    find_version(report);
    tell_windows(report);
    const struct version *version = &report->version;
    if (version->count < 3)
        return;
    const struct source source = {.kind = SOURCE_REGISTRY,
                                  .where = talloc_strdup(report->row, report->file->path),
                                  .seen_unix_s = report->seen_unix_s};
    inspection_windows(report->inspection, host,
                       report->windows == NULL ? "Windows" : report->windows,
                       talloc_asprintf(report->row, "%u.%u.%u", version->part[0], version->part[1],
                                       version->part[2]),
                       &source);
    talloc_free_children(report->row);
}

/* ---- what is said of the host ---- */

static const struct {
    const char *name;
    const char *key;
} numbers[] = {
    {"CLR 4.0 Strong Crypto", "dotnet.v4.strongcrypto"},
    {"CLR 4.0 Strong Crypto x86", "dotnet.v4.strongcrypto.32"},
    {"CLR 2.0 Strong Crypto", "dotnet.v2.strongcrypto"},
    {"CLR 2.0 Strong Crypto x86", "dotnet.v2.strongcrypto.32"},
    {"FIPS Enabled", "fips.enabled"},
};

static const struct {
    const char *name;
    const char *key;
} instance_lines[] = {
    {"Version", "version"},
    {"Certificate", "certificate"},
    {"ForceEncryption", "forceencryption"},
};

/* It is read under the key of the English language pack: on other Windows there is none, and the
 * report says "Not Installed". Its number is the one of the file, not .NET's Release. */
static void take_dotnet(struct sqlcheck_report *report, const char *value)
{
    struct version version;
    if (version_parse(value, &version))
        sqlcheck_report_setting(report, "dotnet.v4.version", value);
    else
        sqlcheck_report_gap(report, "the version of .NET",
                            "Microsoft's SQLCheck finds it on an English Windows only");
}

static void take_instance_line(struct sqlcheck_report *report, const char *line)
{
    const char *name = labelled(line, "Details for SQL Server Instance");
    if (name != NULL) {
        talloc_free(report->instance);
        report->instance = talloc_strndup(report->memory, name, strcspn(name, " ("));
    }
    for (size_t i = 0; i < sizeof instance_lines / sizeof *instance_lines; i++) {
        const char *value =
            report->instance == NULL ? NULL : labelled(line, instance_lines[i].name);
        if (value != NULL)
            sqlcheck_report_setting(
                report,
                talloc_asprintf(report->row, "sql.%s.%s", report->instance, instance_lines[i].key),
                text_trim(report->row, value));
    }
}

void sqlcheck_report_line(struct sqlcheck_report *report, const char *line)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const char *value = labelled(line, numbers[i].name);
        char *text = value == NULL ? NULL : text_trim(report->row, value);
        int number = 0;
        if (text == NULL || *text == '\0' || text_equal(text, "Not set"))
            continue;
        if (text_to_int(text, 0, INT32_MAX, &number))
            sqlcheck_report_setting(report, numbers[i].key, text);
        else
            sqlcheck_report_gap(report, numbers[i].key, "expected a number, or 'Not set'");
    }
    const char *dotnet = labelled(line, ".NET 4.x version");
    if (dotnet != NULL)
        take_dotnet(report, text_trim(report->row, dotnet));
    take_instance_line(report, line);
}
