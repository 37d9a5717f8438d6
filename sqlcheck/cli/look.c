#include "cli/look.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

enum { REPORT_WIDTH = 100, NARROWEST = 80 };

static int terminal_width(void)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return REPORT_WIDTH;
    if (size.ws_col < NARROWEST)
        return NARROWEST;
    return size.ws_col < REPORT_WIDTH ? size.ws_col : REPORT_WIDTH;
}

static bool wants_color(bool to_file)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return !to_file && isatty(STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') &&
           term != NULL && strcmp(term, "dumb") != 0;
}

bool look_find(const char *color_word, bool to_file, struct report_look *out, struct error *err)
{
    bool color = text_equal(color_word, "always");
    if (text_equal(color_word, "auto"))
        color = wants_color(to_file);
    else if (!color && !text_equal(color_word, "never"))
        return error_set(err, "--color is auto, always or never, not '%s'", color_word);
    bool on_terminal = !to_file && isatty(STDOUT_FILENO);
    (void)setlocale(LC_CTYPE, "");
    *out = (struct report_look){
        .color = color,
        .ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0,
        .width = on_terminal ? terminal_width() : REPORT_WIDTH,
    };
    return true;
}
