/* sqlcheck kb: what the reference tables say. */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/kb.h"
#include "cli/look.h"
#include "report/kb.h"

/* What one run works with. */
struct asking {
    void *memory;
    const struct tables *tables;
    struct report_look look;
    bool json;
};

static int say(const char *text, int code)
{
    (void)fputs(text, stdout);
    return code;
}

static int say_engine(const struct asking *asking, const char *text)
{
    struct kb_engine engine = kb_engine(asking->memory, asking->tables, text);
    return say(asking->json
                   ? report_kb_engine_json(asking->memory, &engine)
                   : report_kb_engine(asking->memory, asking->tables, &engine, &asking->look),
               kb_engine_exit_code(&engine));
}

static int say_driver(const struct asking *asking, const struct kb_driver *driver)
{
    bool asked = driver->version.count != 0;
    return say(asking->json
                   ? report_kb_driver_json(asking->memory, asking->tables, driver)
                   : report_kb_driver(asking->memory, asking->tables, driver, &asking->look),
               asked ? kb_exit_code(driver->answer) : 0);
}

static int refuse_name(const struct asking *asking, const char *text, struct error *err)
{
    const char *names[3];
    char *name = kb_name_part(asking->memory, text);
    size_t count = drivers_nearest(asking->tables, name, names, sizeof names / sizeof names[0]);
    (void)error_set(err, "'%.200s' is neither an engine's version nor a driver's name", name);
    (void)error_hint(err, "names are compared whole; nearest are: %s",
                     text_list(asking->memory, names, count, ", "));
    return EXIT_TROUBLE;
}

static int answer_words(const struct asking *asking, const char *text, struct error *err)
{
    struct version version;
    struct kb_driver driver;
    if (version_parse(text, &version))
        return say_engine(asking, text);
    if (kb_driver(asking->memory, asking->tables, text, &driver))
        return say_driver(asking, &driver);
    if (engine_question_read(asking->tables, text).form != QUESTION_UNREADABLE)
        return say_engine(asking, text);
    return refuse_name(asking, text, err);
}

static int answer_configmgr(const struct asking *asking, const char *word, struct error *err)
{
    struct release_lookup release = configmgr_release_named(asking->tables, word);
    if (release.state == RELEASE_UNREADABLE) {
        (void)error_set(err, "--configmgr %s: no such release", word);
        (void)error_hint(err,
                         "a release (2403), a build (9128) or a site version (5.00.9128.1000)");
        return EXIT_TROUBLE;
    }
    int code = release.state == RELEASE_KNOWN ? 0 : EXIT_TROUBLE;
    return say(asking->json
                   ? report_kb_configmgr_json(asking->memory, asking->tables, &release, word, code)
                   : report_kb_configmgr(asking->memory, asking->tables, &release, &asking->look),
               code);
}

/* With or without ".csv". */
static bool is_table(const char *file, const char *word)
{
    size_t stem = strlen(file) - strlen(".csv");
    return strcmp(file, word) == 0 || (strlen(word) == stem && strncmp(file, word, stem) == 0);
}

static int print_table(void *memory, const char *folder, const char *word, struct error *err)
{
    size_t count = 0;
    const struct table_text *texts =
        folder == NULL ? tables_embedded(&count) : tables_read_folder(memory, folder, &count, err);
    if (texts == NULL)
        return EXIT_TROUBLE;
    for (size_t i = 0; i < count; i++)
        if (is_table(texts[i].name, word)) {
            (void)printf("%.*s", (int)texts[i].size, texts[i].text);
            return 0;
        }
    char *names = talloc_strdup(memory, "");
    for (size_t i = 0; i < count; i++)
        names =
            talloc_asprintf_append(names, "%s%.*s", i == 0 ? "" : ", ",
                                   (int)(strlen(texts[i].name) - strlen(".csv")), texts[i].name);
    (void)error_set(err, "--print %s: no such table", word);
    (void)error_hint(err, "the tables: %s", names);
    return EXIT_TROUBLE;
}

/* Which of the ways to ask the words are; more than one is a mistake. */
static bool words_fit(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    const char *format = settings->value[OPT_FORMAT];
    bool lines = settings->word_count > 0 && strcmp(settings->words[0], "-") == 0;
    int ways = (settings->word_count > 0) + (settings->value[OPT_CONFIGMGR] != NULL) +
               (settings->value[OPT_PRINT] != NULL);
    invocation->wrong_words = true;
    if (ways > 1 || (lines && settings->word_count > 1))
        return error_set(err, "kb answers one question at a time");
    if (!text_equal(format, "text") && !text_equal(format, "json"))
        return error_set(err, "--format is text or json, not '%s'", format);
    if (lines && text_equal(format, "json"))
        return error_set(err, "kb - answers in lines, not in JSON");
    invocation->wrong_words = false;
    return true;
}

static int answer(const struct asking *asking, const struct settings *settings, struct error *err)
{
    if (settings->value[OPT_CONFIGMGR] != NULL)
        return answer_configmgr(asking, settings->value[OPT_CONFIGMGR], err);
    if (settings->word_count == 0)
        return say(asking->json ? report_kb_table_json(asking->memory, asking->tables)
                                : report_kb_table(asking->memory, asking->tables, &asking->look),
                   0);
    if (strcmp(settings->words[0], "-") == 0)
        return kb_lines(asking->tables, stdin, stdout, err);
    return answer_words(asking,
                        text_list(asking->memory, settings->words, settings->word_count, " "), err);
}

int command_kb(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    const char *folder = settings->value[OPT_TABLES];
    struct asking asking = {.memory = invocation->memory,
                            .json = text_equal(settings->value[OPT_FORMAT], "json")};
    if (!words_fit(invocation, err) ||
        !look_find(settings->value[OPT_COLOR], false, &asking.look, err))
        return EXIT_TROUBLE;
    asking.tables = tables_load_folder(asking.memory, folder, err);
    if (asking.tables == NULL)
        return EXIT_TROUBLE;
    if (settings->value[OPT_PRINT] != NULL)
        return print_table(asking.memory, folder, settings->value[OPT_PRINT], err);
    return answer(&asking, settings, err);
}
