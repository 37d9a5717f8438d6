/* Words into settings: one option table, sqlcmd's letters, getopt_long underneath.
 *
 * A value comes from the command line, else from the environment (SQLCMDSERVER, SQLCMDUSER,
 * SQLCMDDBNAME, SQLCMDLOGINTIMEOUT), else from the configuration file, else from the table.
 * Passwords never pass through here. */
#ifndef SQLCHECK_CLI_OPTIONS_H
#define SQLCHECK_CLI_OPTIONS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum option_id {
#define OPTION(id, letter, name, value, commands, standard, help) id,
#include "cli/options.def"
#undef OPTION
    OPTION_COUNT
};

enum option_flags {
    FOR_VERIFY = 1,
    FOR_LAB = 2,
    FOR_OTHER = 4,
    FOR_KB = 32,
    FOR_DRIVERS = 64,
    FOR_PROBE = 128,
    FOR_PLAN = 256, /* beside FOR_VERIFY: plan takes all of its words */
    FOR_ALL = FOR_VERIFY | FOR_LAB | FOR_OTHER | FOR_KB | FOR_DRIVERS | FOR_PROBE | FOR_PLAN,
    REPEATED = 8, /* may be given several times */
    REFUSED = 16, /* known, and answered with its help text */
};

struct option_row {
    char letter; /* 0 = long name only */
    const char *name;
    const char *value; /* NULL = a switch */
    int flags;
    const char *standard;
    const char *help;
};

extern const struct option_row option_rows[OPTION_COUNT];

struct settings {
    const char *value[OPTION_COUNT]; /* NULL = not set; a switch that is set holds "yes" */
    const char **list[OPTION_COUNT]; /* REPEATED options */
    size_t list_count[OPTION_COUNT];
    const char **words; /* arguments that are not options */
    size_t word_count;
};

/* Parses argv[1..] (argv[0] is the command's name) for a command of `command_flag`. */
bool options_parse(void *parent, int argc, char **argv, int command_flag, struct settings *out,
                   struct error *err) MUST_USE;

/* Environment, configuration file and defaults fill what the command line left open. */
bool options_complete(void *parent, int command_flag, struct settings *settings,
                      struct error *err) MUST_USE;

#endif
