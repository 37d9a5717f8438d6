/* sqlcheck kb -: many versions at once. Bounded: a line longer than any version is not read. */
#include "cli/kb.h"

#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "cli/commands.h"
#include "judge/kb.h"
#include "report/kb.h"

enum { LONGEST_LINE = 1024 };

/* The next line without its end; what is beyond the room is dropped, and *is_cut. False at the end
 * of input. A NUL becomes a control character, so that it cannot hide what follows it. */
static bool next_line(FILE *in, char line[LONGEST_LINE], bool *is_cut)
{
    size_t length = 0;
    *is_cut = false;
    int c = getc_unlocked(in);
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getc_unlocked(in))
        if (length + 1 < LONGEST_LINE)
            line[length++] = c == '\0' ? '\001' : (char)c;
        else
            *is_cut = true;
    if (length > 0 && line[length - 1] == '\r')
        length--;
    line[length] = '\0';
    return true;
}

static enum kb_answer answer_driver(FILE *out, void *memory, const struct kb_driver *driver)
{
    bool asked = driver->version.count != 0;
    enum kb_answer answer = asked ? driver->answer : KB_INVALID;
    const char *why = asked ? driver->why : "the driver's version is missing";
    (void)fputs(report_kb_line(memory, driver->text, answer, driver->family->key, why), out);
    return answer;
}

static enum kb_answer answer_line(FILE *out, void *memory, const struct tables *tables,
                                  const char *line, bool is_cut)
{
    struct version version;
    struct kb_driver driver;
    if (is_cut) {
        (void)fputs(report_kb_line(memory, line, KB_INVALID, "-", "too long for a version"), out);
        return KB_INVALID;
    }
    if (!version_parse(line, &version) && kb_driver(memory, tables, line, &driver))
        return answer_driver(out, memory, &driver);
    struct kb_engine engine = kb_engine(memory, tables, line);
    enum kb_answer answer = engine.answer;
    const char *why = engine.why;
    if (engine.also != NULL) {
        answer = kb_worse(answer, engine.also->answer);
        why = talloc_asprintf(memory, "%s; if that driver's: %s", why, engine.also->why);
    }
    (void)fputs(report_kb_line(memory, line, answer, engine.row, why), out);
    return answer;
}

int kb_lines(const struct tables *tables, FILE *in, FILE *out, struct error *err)
{
    char line[LONGEST_LINE];
    size_t count = 0;
    enum kb_answer leading = KB_YES;
    bool is_cut = false;
    for (; next_line(in, line, &is_cut); count++) {
        bool marked = count == 0 && strncmp(line, "\xef\xbb\xbf", 3) == 0;
        void *memory = talloc_new(NULL);
        const char *text = marked ? line + 3 : line;
        leading = kb_worse(leading, answer_line(out, memory, tables, text, is_cut));
        talloc_free(memory);
    }
    if (ferror(in))
        (void)error_set(err, "reading standard input: %s", strerror(errno));
    else if (count == 0)
        (void)error_set(err, "standard input holds no version");
    return err->text[0] != '\0' ? EXIT_TROUBLE : kb_exit_code(leading);
}
