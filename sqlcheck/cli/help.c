/* --help, from the option and command tables. */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "cli/commands.h"

enum { TEXT_COLUMN = 30, LINE_WIDTH = 96 };

bool help_shows(const struct command *command, const struct option_row *row)
{
    return (row->flags & command->option_flag) != 0 && (row->flags & REFUSED) == 0;
}

void help_print_usage(const struct command *command, FILE *out)
{
    (void)fprintf(out, "usage: sqlcheck %s%s%s%s\n", command->name,
                  command->option_flag == FOR_OTHER ? "" : " [OPTION]...",
                  command->words[0] == '\0' ? "" : " ", command->words);
    if (command->option_flag != FOR_OTHER)
        (void)fprintf(out, "       sqlcheck %s --help\n", command->name);
}

/* Words of `text` between TEXT_COLUMN and LINE_WIDTH; `column` is where the line stands now. */
static void print_wrapped(const char *text, int column, FILE *out)
{
    if (column + 2 > TEXT_COLUMN) {
        (void)fputc('\n', out);
        column = 0;
    }
    (void)fprintf(out, "%*s", TEXT_COLUMN - column, "");
    column = TEXT_COLUMN;
    for (const char *at = text; *at != '\0';) {
        int length = (int)strcspn(at, " ");
        if (column > TEXT_COLUMN && column + 1 + length > LINE_WIDTH) {
            (void)fprintf(out, "\n%*s", TEXT_COLUMN, "");
            column = TEXT_COLUMN;
        }
        column += fprintf(out, "%s%.*s", column > TEXT_COLUMN ? " " : "", length, at);
        at += length;
        at += strspn(at, " ");
    }
    (void)fputc('\n', out);
}

static void print_option(const struct option_row *row, FILE *out)
{
    int column = row->letter == 0 ? fprintf(out, "      --%s", row->name)
                                  : fprintf(out, "  -%c, --%s", row->letter, row->name);
    if (row->value != NULL)
        column += fprintf(out, " %s", row->value);
    char *text = row->standard == NULL
                     ? talloc_strdup(NULL, row->help)
                     : talloc_asprintf(NULL, "%s (default %s)", row->help, row->standard);
    print_wrapped(text, column, out);
    talloc_free(text);
}

void help_print_command(const struct command *command, FILE *out)
{
    help_print_usage(command, out);
    (void)fprintf(out, "\n%s\n\n", command->summary);
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (help_shows(command, &option_rows[i]))
            print_option(&option_rows[i], out);
    if (command->notes != NULL)
        (void)fprintf(out, "\n%s\n", command->notes);
}

void help_print_all(FILE *out)
{
    (void)fprintf(out,
                  "sqlcheck %s: which Configuration Manager connections to SQL Server fail with "
                  "TLS 1.2 only\n\n",
                  SQLCHECK_VERSION);
    for (size_t i = 0; i < command_count; i++)
        if (!commands[i].hidden) {
            int column = fprintf(out, "  sqlcheck %s %s", commands[i].name, commands[i].words);
            print_wrapped(commands[i].summary, column, out);
        }
    (void)fprintf(out, "\nsqlcheck COMMAND --help has the options. The main one:\n"
                       "  sqlcheck verify -S sql01.contoso.com -d CM_P01 -U sqlcheck\n");
}

int command_help(struct invocation *invocation, struct error *err)
{
    if (invocation->settings.word_count == 0) {
        help_print_all(stdout);
        return 0;
    }
    const char *name = invocation->settings.words[0];
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0) {
            help_print_command(&commands[i], stdout);
            return 0;
        }
    (void)error_set(err, "'%s' is not a command", name);
    return EXIT_TROUBLE;
}
