/* sqlcheck kb -: many versions at once. Bounded: a line is cut at a length that no version has. */
#include "cli/kb.h"

#include <errno.h>
#include <string.h>

#include <talloc.h>

#include "cli/commands.h"
#include "judge/kb.h"
#include "report/kb.h"

enum { LONGEST_LINE = 1024 };

/* The next line without its end; what is beyond the room is dropped. False at the end of input. A
 * NUL becomes a control character, so that it cannot hide what follows it. */
static bool next_line(FILE *in, char line[LONGEST_LINE])
{
    size_t length = 0;
    int c = getc_unlocked(in);
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getc_unlocked(in))
        if (length + 1 < LONGEST_LINE)
            line[length++] = c == '\0' ? '\001' : (char)c;
    if (length > 0 && line[length - 1] == '\r')
        length--;
    line[length] = '\0';
    return true;
}

int kb_lines(const struct tables *tables, FILE *in, FILE *out, struct error *err)
{
    char line[LONGEST_LINE];
    size_t count = 0;
    enum kb_answer leading = KB_YES;
    for (; next_line(in, line); count++) {
        bool marked = count == 0 && strncmp(line, "\xef\xbb\xbf", 3) == 0;
        void *memory = talloc_new(NULL);
        struct kb_engine engine = kb_engine(memory, tables, marked ? line + 3 : line);
        leading = kb_worse(leading, engine.answer);
        (void)fputs(report_kb_line(memory, &engine), out);
        talloc_free(memory);
    }
    if (ferror(in))
        (void)error_set(err, "reading standard input: %s", strerror(errno));
    else if (count == 0)
        (void)error_set(err, "standard input holds no version");
    return err->text[0] != '\0' ? EXIT_TROUBLE : kb_exit_code(leading);
}
