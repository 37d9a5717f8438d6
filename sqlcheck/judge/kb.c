#include "judge/kb.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

#define KB_ANSWER_AS_TEXT(id, word, exit) [id] = (word),
const char *const kb_answer_names[] = {KB_ANSWERS(KB_ANSWER_AS_TEXT) NULL};

#define KB_ANSWER_AS_EXIT(id, word, exit) [id] = (exit),
static const int exit_codes[] = {KB_ANSWERS(KB_ANSWER_AS_EXIT)};

int kb_exit_code(enum kb_answer answer)
{
    return exit_codes[answer];
}

enum kb_answer kb_worse(enum kb_answer a, enum kb_answer b)
{
    static const int rank_of_exit[] = {[0] = 0, [1] = 1, [3] = 2, [2] = 3};
    return rank_of_exit[kb_exit_code(a)] >= rank_of_exit[kb_exit_code(b)] ? a : b;
}

static enum kb_answer answer_of_build(enum build_answer answer)
{
    static const enum kb_answer answers[BUILD_ANSWER_COUNT] = {
        [BUILD_UNLISTED] = KB_UNLISTED,
        [BUILD_NO] = KB_NO,
        [BUILD_YES] = KB_YES,
        [BUILD_REGRESSED] = KB_REGRESSED,
        [BUILD_IA64_ONLY] = KB_IA64_ONLY,
    };
    return answers[answer];
}

char *kb_row_name(void *parent, const struct build_row *row)
{
    if (row == NULL)
        return talloc_strdup(parent, "-");
    char *name = talloc_strdup(parent, row->release);
    if (strcmp(row->service_pack, "all") != 0)
        name = talloc_asprintf_append(name, " %s", row->service_pack);
    if (row->branch != BRANCH_ALL)
        name = talloc_asprintf_append(name, " %s", branch_names[row->branch]);
    return name;
}

/* Whether any row is of this major.minor: then two parts are a build that was cut off. */
static bool is_line_of_a_release(const struct tables *tables, const struct version *version)
{
    for (size_t i = 0; i < tables->build_count; i++)
        if (version_compare(&tables->builds[i].first_build, version, 2) == 0)
            return true;
    return false;
}

static const struct build_note *misprint_note(const struct tables *tables,
                                              const struct version *written)
{
    for (size_t i = 0; i < tables->build_note_count; i++)
        if (tables->build_notes[i].meant.count != 0 &&
            version_compare(&tables->build_notes[i].build, written,
                            tables->build_notes[i].build.count) == 0)
            return &tables->build_notes[i];
    return NULL;
}

/* What the number is, when it is not an engine's own. Installers of client drivers count alike. */
static char *name_the_form(char *why, const struct tables *tables,
                           const struct engine_question *question)
{
    char *build = talloc_asprintf(NULL, "%u.%u.%u", question->build.part[0],
                                  question->build.part[1], question->build.part[2]);
    why = talloc_asprintf_append(why, "setup number of %s", build);
    talloc_free(build);
    if (question->form == QUESTION_MISPRINT)
        return talloc_asprintf_append(why,
                                      " (%s): ", misprint_note(tables, &question->written)->words);
    const struct driver_family *driver = drivers_numbered_like(tables, &question->written);
    if (driver != NULL)
        why = talloc_asprintf_append(why, " if an engine's; %s is numbered like this too",
                                     driver->title);
    return talloc_strdup_append(why, ": ");
}

static char *why_of(void *parent, const struct tables *tables, const struct kb_engine *engine)
{
    const struct engine_question *question = &engine->question;
    char *why = talloc_strdup(parent, "");
    if (question->form == QUESTION_SETUP || question->form == QUESTION_MISPRINT)
        why = name_the_form(why, tables, question);
    if (question->form == QUESTION_NO_SETUP)
        why = talloc_strdup_append(why, "the form of a setup number, but no service pack of that "
                                        "digit has this build; ");
    why = talloc_strdup_append(why, engine->found.words);
    if (engine->found.note != NULL)
        why = talloc_asprintf_append(why, "; %s", engine->found.note->words);
    return why;
}

/* ---- drivers --------------------------------------------------------------------------------- */

static const char *version_behind(const char *text, struct version *version)
{
    const char *blank = NULL;
    for (const char *at = text; *at != '\0'; at++)
        if ((*at == ' ' || *at == '\t') && at[1] != '\0' && at[1] != ' ')
            blank = at;
    return blank != NULL && version_parse(blank, version) ? blank : NULL;
}

char *kb_name_part(void *parent, const char *text)
{
    struct version version;
    const char *end = version_behind(text, &version);
    char *name = end == NULL ? talloc_strdup(parent, text)
                             : talloc_strndup(parent, text, (size_t)(end - text));
    return text_trim(parent, name);
}

static enum kb_answer answer_of_driver(enum driver_answer answer)
{
    static const enum kb_answer answers[DRIVER_ANSWER_COUNT] = {
        [DRIVER_UNKNOWN] = KB_UNLISTED,
        [DRIVER_NO] = KB_NO,
        [DRIVER_DISPUTED] = KB_DISPUTED,
        [DRIVER_YES] = KB_YES,
    };
    return answers[answer];
}

/* 10.0.17763 alone: its update revision decides. */
static bool lacks_revision(const struct driver_family *family, const struct driver_lookup *found,
                           const struct version *version)
{
    return family->of_windows && found->floor != NULL && found->floor->first_tls12.count == 4 &&
           version->count < 4;
}

enum kb_answer kb_answer_of_version(void *parent, const struct tables *tables,
                                    const struct driver_family *family,
                                    const struct version *version, struct driver_lookup *found)
{
    *found = driver_tls12(parent, tables, family, version);
    if (!lacks_revision(family, found, version))
        return answer_of_driver(found->answer);
    found->words = talloc_asprintf(
        parent,
        "the update revision (UBR) of that Windows decides, and is not known: the first with TLS "
        "1.2 is %s",
        driver_version_text(parent, &found->floor->first_tls12));
    return KB_UNLISTED;
}

static void answer_driver(void *parent, const struct tables *tables, struct kb_driver *driver)
{
    driver->version = driver_normalise(tables, driver->family, &driver->written);
    driver->answer =
        kb_answer_of_version(parent, tables, driver->family, &driver->version, &driver->found);
    driver->why = driver->found.words;
    const struct driver_build *reported =
        driver_remark(tables, driver->family, &driver->version, REMARK_REPORTED);
    if (reported != NULL)
        driver->why = talloc_asprintf(parent, "%s; %s", driver->why, reported->words);
}

bool kb_driver(void *parent, const struct tables *tables, const char *text, struct kb_driver *out)
{
    struct kb_driver driver = {.text = text};
    driver.family = drivers_find(tables, text, &driver.name);
    if (driver.family == NULL) {
        const char *end = version_behind(text, &driver.written);
        if (end == NULL)
            return false;
        driver.family = drivers_find(tables, kb_name_part(parent, text), &driver.name);
    } else if (driver.name != NULL && driver.name->kind == NAME_LIBRARY) {
        const char *slash = strrchr(text, '/');
        (void)driver_library_version(driver.name, slash == NULL ? text : slash + 1,
                                     &driver.written);
    }
    if (driver.family == NULL)
        return false;
    if (driver.written.count != 0)
        answer_driver(parent, tables, &driver);
    *out = driver;
    return true;
}

/* ---- engines --------------------------------------------------------------------------------- */

/* Installers of client drivers count as those of engines do: the driver that the number may be of
 * too. */
static struct kb_driver *driver_of_number(void *parent, const struct tables *tables,
                                          const struct engine_question *question)
{
    bool is_setup = question->form == QUESTION_SETUP || question->form == QUESTION_NO_SETUP;
    struct kb_driver driver = {.written = question->written};
    if (is_setup)
        driver.family = drivers_numbered_like(tables, &question->written);
    if (driver.family == NULL)
        return NULL;
    answer_driver(parent, tables, &driver);
    return talloc_memdup(parent, &driver, sizeof driver);
}

struct kb_engine kb_engine(void *parent, const struct tables *tables, const char *text)
{
    struct kb_engine engine = {.text = text, .answer = KB_INVALID};
    engine.question = engine_question_read(tables, text);
    const struct version *build = &engine.question.build;
    if (engine.question.form == QUESTION_UNREADABLE) {
        engine.why = talloc_strdup(parent, "not a version: expected major.minor.build, such as "
                                           "12.0.4427, or the text of @@VERSION");
    } else if (build->count < 2 || (build->count < 3 && is_line_of_a_release(tables, build))) {
        engine.why = talloc_strdup(parent, "the build is missing: major.minor.build decides");
    } else if (build->count < 3) {
        engine.answer = KB_UNLISTED;
        engine.why = talloc_strdup(parent, "no release of the build table has this number");
    } else {
        int edition = engine.question.edition == NULL ? 0 : engine.question.edition->id;
        engine.found = builds_lookup(parent, tables, build, engine.question.architecture, edition);
        engine.answer = answer_of_build(engine.found.answer);
        engine.why = why_of(parent, tables, &engine);
        engine.also = driver_of_number(parent, tables, &engine.question);
    }
    engine.row = kb_row_name(parent, engine.found.row);
    return engine;
}

int kb_engine_exit_code(const struct kb_engine *engine)
{
    return kb_exit_code(engine->also == NULL ? engine->answer
                                             : kb_worse(engine->answer, engine->also->answer));
}
