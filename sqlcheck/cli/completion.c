/* Completion for bash, from the tables of commands, options and findings. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "judge/judgement.h"

#include "drivers/tables/tables.h"

static void put_words_of(const struct command *command)
{
    (void)printf("    %s) words='", command->name);
    for (size_t row = 0; row < OPTION_COUNT; row++)
        if (help_shows(command, &option_rows[row]))
            (void)printf("--%s ", option_rows[row].name);
    (void)fputs("' ;;\n", stdout);
}

/* "text|json" is a list to choose from; anything else is for the shell, mostly a file. */
static void put_values(void)
{
    for (size_t row = 0; row < OPTION_COUNT; row++) {
        const char *value = option_rows[row].value;
        if (value == NULL || strchr(value, '|') == NULL)
            continue;
        (void)printf("    --%s) words='", option_rows[row].name);
        for (const char *at = value; *at != '\0'; at++)
            (void)fputc(*at == '|' ? ' ' : *at, stdout);
        (void)fputs("' ;;\n", stdout);
    }
}

static void put_tables(void)
{
    (void)fputs("    --print) words='", stdout);
    for (size_t i = 0; tables_file(i) != NULL; i++)
        (void)printf("%.*s ", (int)strcspn(tables_file(i), "."), tables_file(i));
    (void)fputs("' ;;\n", stdout);
}

static void put_findings(void)
{
    size_t count = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    (void)fputs("    explain) words='", stdout);
    for (size_t i = 0; i < count; i++)
        (void)printf("%s ", kinds[i].id);
    (void)fputs("' ;;\n", stdout);
}

static void put_command_names(const char *pattern)
{
    (void)printf("    %s) words='", pattern);
    for (size_t i = 0; i < command_count; i++)
        if (!commands[i].hidden)
            (void)printf("%s ", commands[i].name);
    (void)fputs("' ;;\n", stdout);
}

int command_completion(struct invocation *invocation, struct error *err)
{
    (void)invocation;
    (void)err;
    (void)fputs("_sqlcheck() {\n    local words=''\n    case $3 in\n", stdout);
    put_command_names("sqlcheck | */sqlcheck | help");
    put_values();
    put_tables();
    put_findings();
    (void)fputs("    *) case ${COMP_WORDS[1]} in\n", stdout);
    for (size_t i = 0; i < command_count; i++)
        if (!commands[i].hidden && commands[i].option_flag != FOR_OTHER)
            put_words_of(&commands[i]);
    (void)fputs("    esac ;;\n    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$2\"))\n}\n"
                "complete -o default -F _sqlcheck sqlcheck\n",
                stdout);
    return 0;
}
