#include <criterion/criterion.h>
#include <stdlib.h>
#include <talloc.h>

#include "cli/options.h"

static bool parse(void *memory, struct settings *settings, struct error *err, char **argv)
{
    int argc = 0;
    while (argv[argc] != NULL)
        argc++;
    return options_parse(memory, argc, argv, FOR_VERIFY, settings, err);
}

#define WORDS(...) ((char *[]){(char[]){"verify"}, __VA_ARGS__, NULL})
#define WORD(text) ((char[]){text})

static const struct {
    const char *word;
    const char *second;
    const char *expected;
} refused[] = {
    {"--nonsense", NULL, "unknown option '--nonsense'"},
    {"--nonsense=secret", NULL, "unknown option '--nonsense'"},
    {"-Z", NULL, "unknown option '-Z'"},
    {"-S", NULL, "option '--server' needs a value: [tcp:]HOST[\\INSTANCE][,PORT]"},
    {"-P", NULL, "-P, --password: "},
    {"-P", "secret", "-P, --password: "},
    {"-Psecret", NULL, "-P, --password: "},
    {"-N", "optional", "-N optional: "},
    {"-N", "disable", "-N disable: "},
    {"-N", "strict", "-N strict: "},
    {"--keys", "x", "unknown option '--keys'"}, /* an option of another command */
};

Test(options, what_is_refused_says_why_and_repeats_no_secret)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        void *memory = talloc_new(NULL);
        struct settings settings;
        struct error err = ERROR_NONE;
        char *second = refused[i].second == NULL ? NULL : talloc_strdup(memory, refused[i].second);
        char *argv[] = {talloc_strdup(memory, "verify"), talloc_strdup(memory, refused[i].word),
                        second, NULL};
        cr_expect_not(parse(memory, &settings, &err, argv), "%s: taken", refused[i].word);
        cr_expect(strncmp(err.text, refused[i].expected, strlen(refused[i].expected)) == 0,
                  "%s: '%s'", refused[i].word, err.text);
        cr_expect_null(strstr(err.text, "secret"), "%s: '%s'", refused[i].word, err.text);
        talloc_free(memory);
    }
}

Test(options, a_password_in_argv_is_overwritten)
{
    void *memory = talloc_new(NULL);
    struct settings settings;
    struct error err = ERROR_NONE;
    char *word = talloc_strdup(memory, "hunter2");
    char *argv[] = {talloc_strdup(memory, "verify"), talloc_strdup(memory, "-P"), word, NULL};
    cr_expect_not(parse(memory, &settings, &err, argv));
    cr_expect_str_eq(word, "");
    talloc_free(memory);
}

Test(options, letters_long_names_and_words)
{
    void *memory = talloc_new(NULL);
    struct settings settings;
    struct error err = ERROR_NONE;
    cr_assert(parse(memory, &settings, &err,
                    WORDS(WORD("-Ssql01"), WORD("--database-name=CM_P01"), WORD("-C"),
                          WORD("--connect-to"), WORD("a:1:b:2"), WORD("--connect-to"),
                          WORD("c:1:d:2"), WORD("--"), WORD("-x"))),
              "%s", err.text);
    cr_expect_str_eq(settings.value[OPT_SERVER], "sql01");
    cr_expect_str_eq(settings.value[OPT_DATABASE], "CM_P01");
    cr_expect_not_null(settings.value[OPT_TRUST_CERTIFICATE]);
    cr_assert_eq(settings.list_count[OPT_CONNECT_TO], 2);
    cr_expect_str_eq(settings.list[OPT_CONNECT_TO][1], "c:1:d:2");
    cr_assert_eq(settings.word_count, 1);
    cr_expect_str_eq(settings.words[0], "-x");
    talloc_free(memory);
}

Test(options, the_command_line_beats_the_environment_and_that_the_default)
{
    void *memory = talloc_new(NULL);
    struct settings settings;
    struct error err = ERROR_NONE;
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    setenv("SQLCMDSERVER", "from-environment", 1);
    setenv("SQLCMDUSER", "from-environment", 1);
    unsetenv("SQLCMDLOGINTIMEOUT");
    cr_assert(parse(memory, &settings, &err, WORDS(WORD("-S"), WORD("sql01"))));
    cr_assert(options_complete(memory, FOR_VERIFY, &settings, &err), "%s", err.text);
    cr_expect_str_eq(settings.value[OPT_SERVER], "sql01");
    cr_expect_str_eq(settings.value[OPT_USER], "from-environment");
    cr_expect_str_eq(settings.value[OPT_LOGIN_TIMEOUT], "15");
    cr_expect_null(settings.value[OPT_KEYS]);
    talloc_free(memory);
}

Test(options, no_letter_or_name_is_given_twice_to_one_command)
{
    for (size_t i = 0; i < OPTION_COUNT; i++)
        for (size_t j = i + 1; j < OPTION_COUNT; j++) {
            bool share = (option_rows[i].flags & option_rows[j].flags & FOR_ALL) != 0;
            bool same =
                option_rows[i].letter != 0 && option_rows[i].letter == option_rows[j].letter;
            cr_expect_not(share && same, "%s and %s", option_rows[i].name, option_rows[j].name);
            cr_expect_not(share && strcmp(option_rows[i].name, option_rows[j].name) == 0, "%s",
                          option_rows[i].name);
        }
}
