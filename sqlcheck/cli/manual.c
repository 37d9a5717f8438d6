/* The manual page, in mdoc(7), from the tables of commands, options and findings. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "judge/judgement.h"

struct entry {
    const char *name;
    const char *meaning;
};

static const struct entry exits[] = {
    {"0", "OK: every path passes"},
    {"1", "WARNING: no path fails, nothing is unknown"},
    {"2", "CRITICAL: some path would fail"},
    {"3",
     "UNKNOWN: nothing fails but something could not be told; or it could not be reached, logged "
     "in or read; or the words were wrong"},
};

static const struct entry variables[] = {
    {"SQLCMDSERVER, SQLCMDUSER, SQLCMDDBNAME, SQLCMDLOGINTIMEOUT",
     "for -S, -U, -d and -l where these are not given"},
    {"SQLCMDPASSWORD", "the password; read once, then overwritten in place and never handed on"},
    {"CREDENTIALS_DIRECTORY", "set by systemd; the file password in it is the password"},
    {"SSL_CERT_FILE, SSL_CERT_DIR", "the trusted authorities, instead of the system's"},
    {"ODBCSYSINI, ODBCINI", "where unixODBC finds its drivers"},
    {"NO_COLOR", "any value: no colour with --color auto"},
    {"XDG_CONFIG_HOME", "where the configuration file of a user is"},
};

static const struct entry files[] = {
    {"$XDG_CONFIG_HOME/sqlcheck/sqlcheck.conf", "INI file with the long option names as keys"},
    {"/etc/sqlcheck/sqlcheck.conf", "the same for everybody, where a user has none"},
};

static const struct entry examples[] = {
    {"sqlcheck verify -S sql01.contoso.com -d CM_P01 -U sqlcheck_reader", "the main job"},
    {"sqlcheck verify -S sec01\\CONFIGMGRSEC -d CM_S01 -U sqlcheck_reader",
     "the SQL Express of a secondary site"},
    {"sqlcheck verify --print-grants sqlcheck_reader", "the rights it can use"},
    {"sqlcheck plan --facts site.json", "what to do first and what next, from saved facts"},
    {"sqlcheck plan --facts site.json --what-if strict",
     "the same, for a server that takes strict encryption (TDS 8) only"},
    {"sqlcheck kb 12.0.4427", "whether an engine build has TLS 1.2, and what to install"},
};

#define PUT_ENTRIES(macro, table) put_entries((macro), (table), sizeof(table) / sizeof((table)[0]))

/* Backslashes are escaped, and no line begins with what roff takes for a request. */
static void put_text(const char *text)
{
    if (*text == '.' || *text == '\'')
        (void)fputs("\\&", stdout);
    for (const char *at = text; *at != '\0'; at++) {
        bool is_start = at > text && at[-1] == '\n' && (*at == '.' || *at == '\'');
        (void)fputs(is_start ? "\\&" : "", stdout);
        (void)fputs(*at == '\\' ? "\\e" : "", stdout);
        if (*at != '\\')
            (void)fputc(*at, stdout);
    }
}

static void put_line(const char *text)
{
    put_text(text);
    (void)fputc('\n', stdout);
}

/* One argument of a macro, whatever is in it. */
static void put_argument(const char *text)
{
    (void)fputs(" \"\\&", stdout);
    put_text(text);
    (void)fputc('"', stdout);
}

static void put_entries(const char *macro, const struct entry *entries, size_t count)
{
    (void)fputs(".Bl -tag -width Ds\n", stdout);
    for (size_t i = 0; i < count; i++) {
        (void)printf(".It %s", macro);
        put_argument(entries[i].name);
        (void)fputc('\n', stdout);
        put_line(entries[i].meaning);
    }
    (void)fputs(".El\n", stdout);
}

static void put_option(const struct option_row *row)
{
    (void)fputs(".It", stdout);
    if (row->letter != 0)
        (void)printf(" Fl %s%c ,", row->letter == '?' ? "\\&" : "", row->letter);
    (void)printf(" Fl -%s", row->name);
    if (row->value != NULL) {
        (void)fputs(" Ar", stdout);
        put_argument(row->value);
    }
    (void)fputc('\n', stdout);
    put_line(row->help);
    if (row->standard != NULL)
        (void)printf("(default %s)\n", row->standard);
}

static void put_command(const struct command *command)
{
    (void)printf(".Ss %s\n", command->name);
    put_line(command->summary);
    if (command->option_flag != FOR_OTHER) {
        (void)fputs(".Bl -tag -width Ds\n", stdout);
        for (size_t row = 0; row < OPTION_COUNT; row++)
            if (help_shows(command, &option_rows[row]))
                put_option(&option_rows[row]);
        (void)fputs(".El\n", stdout);
    }
    if (command->notes == NULL)
        return;
    (void)fputs(".Bd -unfilled\n", stdout);
    put_line(command->notes);
    (void)fputs(".Ed\n", stdout);
}

static void put_synopsis(const struct command *command)
{
    (void)printf(".Nm\n.Cm %s\n", command->name);
    if (command->option_flag != FOR_OTHER)
        (void)fputs(".Op Ar option ...\n", stdout);
    if (command->words[0] == '\0')
        return;
    (void)fputs(".Ar", stdout);
    put_argument(command->words);
    (void)fputc('\n', stdout);
}

static void put_findings(void)
{
    size_t count = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    (void)fputs(".Sh FINDINGS\nEach has an id;\n.Nm\n.Cm explain\n.Ar ID\ntells the evidence it "
                "needs, the fix and the documents.\nAn ellipsis stands for what was seen.\n"
                ".Bl -tag -width Ds\n",
                stdout);
    for (size_t i = 0; i < count; i++) {
        (void)printf(".It %s , %s\n", kinds[i].id, name_of(severity_names, kinds[i].severity));
        (void)fputs("\\&", stdout); /* a sentence may begin with the dots */
        const char *at = kinds[i].sentence;
        for (const char *place; (place = strstr(at, "%s")) != NULL; at = place + 2)
            (void)printf("%.*s...", (int)(place - at), at);
        put_line(at);
    }
    (void)fputs(".El\n", stdout);
}

int command_manual(struct invocation *invocation, struct error *err)
{
    (void)invocation;
    (void)err;
    (void)fputs(".Dd November 25, 2026\n.Dt SQLCHECK 1\n.Os\n.Sh NAME\n.Nm sqlcheck\n"
                ".Nd which Configuration Manager connections to SQL Server fail with TLS 1.2 only\n"
                ".Sh SYNOPSIS\n",
                stdout);
    for (size_t i = 0; i < command_count; i++)
        if (!commands[i].hidden)
            put_synopsis(&commands[i]);
    (void)fputs(
        ".Sh DESCRIPTION\n.Nm\nconnects to the site database of Configuration Manager under "
        "forced TLS 1.2, probes what the\nserver really speaks, reads which machines "
        "connect with which client drivers, and tells which\nof these connections would fail "
        "once only TLS 1.2 is left, why, and what to install.\nWhat it could not see it "
        "calls unknown, never good.\nIt writes nothing on the servers it checks.\n",
        stdout);
    for (size_t i = 0; i < command_count; i++)
        if (!commands[i].hidden)
            put_command(&commands[i]);
    put_findings();
    (void)fputs(".Sh ENVIRONMENT\n", stdout);
    PUT_ENTRIES("Ev", variables);
    (void)fputs(".Sh FILES\n", stdout);
    PUT_ENTRIES("Pa", files);
    (void)fputs(".Sh EXIT STATUS\n", stdout);
    PUT_ENTRIES("Sy", exits);
    (void)fputs(".Sh EXAMPLES\n", stdout);
    PUT_ENTRIES("Li", examples);
    (void)fputs(".Sh SEE ALSO\n.Xr odbcinst 1 ,\n.Xr openssl 1 ,\n.Xr tsql 1\n", stdout);
    return 0;
}
