#include "base/ini.h"

#include <ini.h>
#include <string.h>
#include <talloc.h>

#include "base/file.h"

enum { LONGEST_LINE = 190, LONGEST_SECTION = 48, LARGEST_FILE = 1 << 20 };

struct reading {
    ini_take *take;
    void *context;
    struct error *err;
    bool refused;
};

/* The library remembers the line of the first refusal and goes on: what comes behind it would put
 * another's error beside that line. It cuts a section's name at 49 bytes. */
static int take_pair(void *user, const char *section, const char *key, const char *value)
{
    struct reading *reading = user;
    if (reading->refused)
        return 0;
    if (strlen(section) > LONGEST_SECTION)
        reading->refused = !error_set(
            reading->err, "the name of the section is longer than %d bytes", LONGEST_SECTION);
    else
        reading->refused = !reading->take(reading->context, section, key, value, reading->err);
    return reading->refused ? 0 : 1;
}

static int first_long_line(const char *text)
{
    int line = 1;
    for (const char *at = text; *at != '\0'; line++) {
        size_t length = strcspn(at, "\n");
        if (length > LONGEST_LINE)
            return line;
        at += length + (at[length] == '\n' ? 1 : 0);
    }
    return 0;
}

static bool parse(const char *path, const char *text, struct reading *reading)
{
    int line = first_long_line(text);
    if (line != 0) {
        (void)error_set(reading->err, "%s:%d: line is longer than %d bytes", path, line,
                        LONGEST_LINE);
        return error_hint(reading->err, "give a list as repeated keys");
    }
    line = ini_parse_string(text, take_pair, reading);
    if (line == 0)
        return true;
    if (reading->err->text[0] == '\0')
        return error_set(reading->err, "%s:%d: expected '[section]' or 'key = value'", path, line);
    return error_wrap(reading->err, "%s:%d", path, line);
}

bool ini_read(const char *path, ini_take *take, void *context, struct error *err)
{
    size_t size = 0;
    *err = (struct error)ERROR_NONE;
    char *text = file_read(NULL, path, LARGEST_FILE, &size, err);
    if (text == NULL)
        return false;
    struct reading reading = {.take = take, .context = context, .err = err};
    bool ok = strlen(text) == size ? parse(path, text, &reading)
                                   : error_set(err, "%s: not a text file", path);
    talloc_free(text);
    return ok;
}
