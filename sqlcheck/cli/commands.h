/* The commands: one table, one file a command. */
#ifndef SQLCHECK_CLI_COMMANDS_H
#define SQLCHECK_CLI_COMMANDS_H

#include "base/error.h"
#include "cli/options.h"

struct invocation {
    void *memory; /* talloc parent of all that this run makes */
    struct settings settings;
    char *environment_password; /* what SQLCMDPASSWORD held, NULL when it was not set */
    bool wrong_words;           /* set with *err: the words were wrong, the usage line helps */
};

struct command {
    const char *name;
    const char *words; /* arguments after the options, for the usage line */
    const char *summary;
    int option_flag;   /* FOR_VERIFY ... */
    const char *notes; /* paragraphs under the options in --help */
    bool hidden;
    /* The exit code. *err is filled when sqlcheck itself could not work (exit code 3 then). */
    int (*run)(struct invocation *invocation, struct error *err);
};

enum { EXIT_TROUBLE = 3 };

extern const struct command commands[];
extern const size_t command_count;

/* What `run` is in the table: one file each. */
int command_verify(struct invocation *invocation, struct error *err);
int command_plan(struct invocation *invocation, struct error *err);
int command_probe(struct invocation *invocation, struct error *err);
int command_kb(struct invocation *invocation, struct error *err);
int command_drivers(struct invocation *invocation, struct error *err);
int command_lab(struct invocation *invocation, struct error *err);
int command_explain(struct invocation *invocation, struct error *err);
int command_help(struct invocation *invocation, struct error *err);
int command_manual(struct invocation *invocation, struct error *err);
int command_completion(struct invocation *invocation, struct error *err);
int command_worker(struct invocation *invocation, struct error *err);

/* "usage: sqlcheck verify [options]", one line. */
void help_print_usage(const struct command *command, FILE *out);
void help_print_command(const struct command *command, FILE *out);
void help_print_all(FILE *out);

/* Whether a command's help has this option: it takes it, and does not refuse it. */
bool help_shows(const struct command *command, const struct option_row *row);

/* Parses, runs, reports trouble; what main returns. Also flushes stdout: an unwritten report is an
 * error, never silence. */
int cli_main(int argc, char **argv);

#endif
