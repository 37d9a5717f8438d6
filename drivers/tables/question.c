/* What people write for an engine's version, into the engine build that is meant. */
#include "drivers/tables/tables.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"

static const struct {
    const char *word;
    enum architecture architecture;
} machine_words[] = {
    {"(X64)", ARCHITECTURE_X86_X64},       {"(X86)", ARCHITECTURE_X86_X64},
    {"(Intel X86)", ARCHITECTURE_X86_X64}, {"(IA64)", ARCHITECTURE_IA64},
    {"(Intel IA-64)", ARCHITECTURE_IA64},
};

static enum architecture machine_of(const char *banner)
{
    for (size_t i = 0; i < sizeof machine_words / sizeof machine_words[0]; i++)
        if (text_contains(banner, machine_words[i].word))
            return machine_words[i].architecture;
    return ARCHITECTURE_ANY;
}

static const struct edition_row *cloud_of(const struct tables *tables, const char *banner)
{
    for (size_t i = 0; i < tables->edition_count; i++)
        if (tables->editions[i].banner != NULL && text_contains(banner, tables->editions[i].banner))
            return &tables->editions[i];
    return NULL;
}

/* The first version after " - ": "Microsoft SQL Server 2014 (SP1-CU3) - 12.0.4427.24 (X64) ...". */
static bool version_in_banner(const char *text, struct version *out)
{
    enum { LONGEST_VERSION = 48 };
    char number[LONGEST_VERSION];
    for (const char *dash = strstr(text, " - "); dash != NULL; dash = strstr(dash + 1, " - ")) {
        const char *at = dash + 3 + strspn(dash + 3, " ");
        size_t length = strspn(at, "0123456789.");
        if (length < 5 || length >= sizeof number)
            continue;
        memcpy(number, at, length);
        number[length] = '\0';
        if (version_parse(number, out))
            return true;
    }
    return false;
}

static bool is_misprint(const struct tables *tables, struct engine_question *question)
{
    for (size_t i = 0; i < tables->build_note_count; i++) {
        const struct build_note *note = &tables->build_notes[i];
        if (note->meant.count == 0 || question->written.count < note->build.count ||
            version_compare(&note->build, &question->written, note->build.count) != 0)
            continue;
        question->build = note->meant;
        question->form = QUESTION_MISPRINT;
        return true;
    }
    return false;
}

/* 13.2.5026 is 13.0.5026 because 13.2 is how the installer of 2016 SP2 writes 13.0, and 5026 is a
 * build of 2016 SP2. 13.1.5026 is nothing: 5026 is no build of SP1. */
static void read_setup(const struct tables *tables, struct engine_question *question)
{
    const struct version *written = &question->written;
    for (size_t i = 0; i < tables->build_list_count; i++) {
        const struct build_list *list = &tables->build_lists[i];
        if (list->setup.count == 0 || version_compare(&list->setup, written, 2) != 0)
            continue;
        struct version build = *written;
        build.part[0] = list->first_build.part[0];
        build.part[1] = list->first_build.part[1];
        const struct build_row *branch = builds_branch(tables, &build);
        bool fits = branch != NULL && branch->list != NULL &&
                    version_compare(&branch->list->setup, &list->setup, 2) == 0;
        question->form = fits ? QUESTION_SETUP : QUESTION_NO_SETUP;
        question->build = fits ? build : *written;
        return;
    }
}

struct engine_question engine_question_read(const struct tables *tables, const char *text)
{
    struct engine_question question = {.form = QUESTION_BUILD};
    if (!version_parse(text, &question.written)) {
        if (!text_contains(text, "Microsoft") || !version_in_banner(text, &question.written))
            return (struct engine_question){.form = QUESTION_UNREADABLE};
        question.form = QUESTION_BANNER;
        question.architecture = machine_of(text);
        question.edition = cloud_of(tables, text);
    }
    question.build = question.written;
    if (question.form == QUESTION_BUILD && question.written.count >= 3 &&
        !is_misprint(tables, &question))
        read_setup(tables, &question);
    return question;
}
