#include "cli/commands.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "cli/password.h"
#include "net/resolve.h"
#include "probe/fleet.h"

static const char verify_notes[] =
    "Nothing is written on the server: LOCK_TIMEOUT 5000, READ UNCOMMITTED, SELECT only. The "
    "login\n"
    "waits until TLS 1.2 is up and, without -C, until the certificate has passed our own check.\n"
    "Time: the probe ends after -l at the latest, the ticket of -E after another, the logins\n"
    "(all at once) after another, then the queries; without a login nothing takes longer than\n"
    "twice -l. --evidence is read before, in two minutes at most.\n"
    "Exit code: 0 every path passes, 1 warnings only, 2 some path would fail, 3 nothing fails but\n"
    "something is unknown, or it could not be reached, logged in, read, or the words were wrong.";

static const char plan_notes[] =
    "Takes the words of verify and looks at the same facts: -S and -U ask the server, --facts "
    "FILE\n"
    "goes on from what verify --facts-out FILE saved. The plan is in the order of the work: what "
    "is\n"
    "to be found out, the machines that connect, the servers, the certificates, and the lock-down\n"
    "last, which waits while anything fails or is unknown. It holds no action that could be left\n"
    "out. The words behind 'rehearse' make verify and plan judge as if that were done:\n"
    "  sqlcheck verify --facts site.json --assume 'mp01:snac11=11.4.7001.0' --assume @done.txt\n"
    "--what-if suites:LIST compares by the reference tables what each Windows offers; with strict "
    "no\n"
    "path passes, because no document says that Configuration Manager connects that way.\n"
    "Versions are those of the reference tables (sqlcheck kb --print). Nothing is installed.\n"
    "Exit code: that of verify, for the facts as they are today.";

static const char probe_notes[] =
    "  sqlcheck probe sql01.contoso.com                 a SQL Server: "
    "[tcp:]HOST[\\INSTANCE][,PORT]\n"
    "  sqlcheck probe https://mp01.contoso.com:8531     TLS from the first byte on, without TDS\n"
    "  sqlcheck probe --targets all.txt --format jsonl -o all.jsonl --resume all.jsonl\n"
    "                                                   goes on where Ctrl-C ended it\n"
    "Several endpoints give a table, the worst first. -l bounds each of them, and none waits for\n"
    "another.\n"
    "Nobody logs in. TDS 7 (TLS inside PRELOGIN) and strict (TDS 8) are two answers: TLS 1.3 seen "
    "in\n"
    "strict is out of reach for TDS 7 clients. Each hello that is refused may leave a line in the\n"
    "server's logs; connections and hellos are counted in the report.\n"
    "Exit code, of the worst endpoint: 0 takes TLS 1.2 (older versions beside it are told, not\n"
    "judged), 1 warnings (certificate, build, broken suites), 2 does not take TLS 1.2 (a SQL\n"
    "Server: inside TDS 7), supports no encryption, is strict only, or shows an MD5 certificate,\n"
    "3 cannot be told, or not all were done (Ctrl-C, --total-timeout).";

static const char kb_notes[] =
    "  sqlcheck kb 12.0.4427              an engine: its build, or a pasted @@VERSION text\n"
    "  sqlcheck kb sqlncli11 11.3.6518    a driver by any of its names, with or without a version\n"
    "  sqlcheck kb --configmgr 2403       what every role needs in that release\n"
    "  sqlcheck kb                        the whole of KB 3135244 as a table\n"
    "  sqlcheck kb -                      one engine, or driver with its version, a line from\n"
    "                                     standard input; a line each: what was asked, ANSWER,\n"
    "                                     ROW, WHY, separated by tabs; a number that may be of\n"
    "                                     an engine and of a driver gets the worse answer\n"
    "Answers and exit codes: yes 0; regressed 1 (TLS 1.2 works, the engine may stop: KB 3146034);\n"
    "no 2; ia64-only, disputed (drivers), unlisted (no row covers it), invalid 3. kb - ends with\n"
    "2 if one line is no, else 3 if one cannot be told, else 1 if one is regressed, else 0.\n"
    "A number does not tell whether it is an Azure engine's; an @@VERSION text does.";

static const char drivers_notes[] =
    "Without PATH: this machine, as far as a driver's files tell; no driver is loaded. PATH is a\n"
    "registry hive (SOFTWARE, SYSTEM), a .reg export (drivers/collect.ps1 writes one), the DLL\n"
    "of a driver, a Windows volume (it has Windows/System32 in it), a report of Microsoft's\n"
    "SQLCheck, a CSV inventory (host,product,version[,scanned]), or a folder of any of these.\n"
    "Each file is known by its content, links are not followed, and nothing is written there. A\n"
    "host is called what the evidence calls it, else by the name of the file or folder. Evidence\n"
    "that has no date is as old as its file. Reading ends after two minutes; what was not\n"
    "reached is said.\n"
    "Exit code: 2 a driver has no TLS 1.2, or Windows has its TLS 1.2 client off; 3 nothing of\n"
    "that kind, but something could not be read or told, or nothing tells which drivers a host\n"
    "has; 1 the settings of Windows warn, or what decides is older than 30 days or not dated; 0\n"
    "all is good. Listed and not counted: the ODBC driver and SQLOLEDB that are part of Windows,\n"
    "since nothing of Configuration Manager uses them, and drivers of whose TLS no document\n"
    "speaks.";

static const char lab_notes[] = "CASE is a folder such as cases/mixed-site. The lab listens on "
                                "loopback only, prints the verify\n"
                                "command that goes with it, and runs until it is interrupted.";

const struct command commands[] = {
    {"verify", "", "which connection paths to a site database fail with TLS 1.2 only", FOR_VERIFY,
     verify_notes, false, command_verify},
    {"plan", "", "what to find out and what to do, in which order, so that no path fails",
     FOR_VERIFY | FOR_PLAN, plan_notes, false, command_plan},
    {"probe", "TARGET... | -",
     "what TLS one endpoint or thousands really speak: TDS 7, strict, HTTPS", FOR_PROBE,
     probe_notes, false, command_probe},
    {"kb", "[VERSION | DRIVER [VERSION] | -]", "which engine, driver or release has TLS 1.2",
     FOR_KB, kb_notes, false, command_kb},
    {"drivers", "[PATH...]",
     "which client drivers are here, or on which host by evidence, and their TLS 1.2", FOR_DRIVERS,
     drivers_notes, false, command_drivers},
    {"lab", "CASE", "run the simulated site of a case", FOR_LAB, lab_notes, false, command_lab},
    {"explain", "[ID]", "the sentence, the evidence and the fix behind a finding id", FOR_OTHER,
     "Without ID: all of them.", false, command_explain},
    {"help", "[COMMAND]", "this text, or that of a command", FOR_OTHER, NULL, false, command_help},
    {"manual", "", "the manual page, in roff: sqlcheck manual | man -l -", FOR_OTHER, NULL, false,
     command_manual},
    {"completion", "", "completion for bash: source <(sqlcheck completion)", FOR_OTHER, NULL, false,
     command_completion},
    {"worker", "", "one driver's login; started by verify only", FOR_OTHER, NULL, true,
     command_worker},
};
const size_t command_count = sizeof commands / sizeof commands[0];

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int report_trouble(const struct error *err, const struct command *command)
{
    (void)fflush(stdout);
    (void)fprintf(stderr, "sqlcheck: %s\n", err->text);
    if (err->hint[0] != '\0')
        (void)fprintf(stderr, "hint: %s\n", err->hint);
    if (command != NULL)
        help_print_usage(command, stderr);
    return EXIT_TROUBLE;
}

static int run_command(const struct command *command, int argc, char **argv, void *memory)
{
    struct error err = ERROR_NONE;
    struct invocation invocation = {.memory = memory,
                                    .environment_password = password_from_environment(memory)};
    struct settings *settings = &invocation.settings;
    if (!options_parse(memory, argc, argv, command->option_flag, settings, &err))
        return report_trouble(&err, command);
    if (settings->value[OPT_HELP] != NULL) {
        help_print_command(command, stdout);
        return 0;
    }
    if (settings->value[OPT_VERSION] != NULL) {
        (void)printf("sqlcheck %s\n", SQLCHECK_VERSION);
        return 0;
    }
    if (!options_complete(memory, command->option_flag, settings, &err))
        return report_trouble(&err, NULL);
    int code = command->run(&invocation, &err);
    if (err.text[0] == '\0')
        return code;
    return report_trouble(&err, invocation.wrong_words ? command : NULL);
}

static int dispatch(int argc, char **argv, void *memory)
{
    struct error err = ERROR_NONE;
    if (argc < 2) {
        help_print_all(stderr);
        return EXIT_TROUBLE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-?") == 0 || strcmp(word, "-h") == 0)
        word = "help";
    if (strcmp(word, "--version") == 0) {
        (void)printf("sqlcheck %s\n", SQLCHECK_VERSION);
        return 0;
    }
    const struct command *command = find_command(word);
    if (command != NULL)
        return run_command(command, argc - 1, argv + 1, memory);
    if (word[0] == '-')
        (void)error_set(&err, "expected a command before '%.*s'", (int)strcspn(word, "="), word);
    else
        (void)error_set(&err, "'%s' is not a command", word);
    (void)error_hint(&err, "sqlcheck help lists the commands; the main one is verify");
    return report_trouble(&err, NULL);
}

/* A stream that the caller closed: its descriptor would be the next socket's, and the report would
 * go there. Opened the wrong way round, so that using it is still an error. */
static void occupy_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int cli_main(int argc, char **argv)
{
    occupy_streams();
    /* Of a large hierarchy millions of small pieces are freed; kept apart for reuse, they are
     * gathered again whenever something larger is wanted: a fifth of the time of a verify of saved
     * facts. */
    (void)mallopt(M_MXFAST, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    void *memory = talloc_named_const(NULL, 0, "sqlcheck");
    int code = dispatch(argc, argv, memory);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fprintf(stderr, "sqlcheck: writing the report: %s\n", strerror(errno));
        code = EXIT_TROUBLE;
    }
    if (fleet_is_left_behind())
        _exit(code); /* a conversation cannot be broken off, and reads what `memory` holds */
    talloc_free(memory);
    if (resolve_is_hanging())
        _exit(code); /* a resolver thread that hangs cannot be ended, only left behind */
    return code;
}
