/* The names a driver goes by. */
#include "drivers/tables/tables.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { LONGEST_NAME = 128, FAR = 1000 };

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

static const struct driver_name *find_name(const struct tables *tables, const char *text)
{
    for (size_t i = 0; i < tables->name_count; i++) {
        const struct driver_name *name = &tables->names[i];
        struct version version;
        if (text_equal(name->name, text) ||
            (name->kind == NAME_LIBRARY && driver_library_version(name, text, &version)))
            return name;
    }
    return NULL;
}

const struct driver_name *drivers_find_by_program_name(const struct tables *tables,
                                                       const char *program_name)
{
    const struct driver_name *name =
        program_name == NULL ? NULL : find_name(tables, skip_blanks(program_name));
    return name != NULL && name->kind == NAME_PROGRAM ? name : NULL;
}

/* libmsodbcsql-18.3.so.2.1 is version 18.3.2.1. */
bool driver_library_version(const struct driver_name *library, const char *text,
                            struct version *out)
{
    unsigned major = 0, minor = 0, build = 0, revision = 0;
    int end = 0;
    const char *number = strrchr(library->name, '-');
    if (library->kind != NAME_LIBRARY || number == NULL || !text_has_prefix(text, library->name))
        return false;
    const char *at = text + (number + 1 - library->name);
    if (sscanf(at, "%3u.%5u.so.%5u.%5u%n", &major, &minor, &build, &revision, &end) != 4 ||
        !text_is_empty(at + end))
        return false;
    *out = (struct version){.part = {major, minor, build, revision}, .count = 4};
    return true;
}

static const char *last_part(const char *path)
{
    const char *part = path;
    for (const char *at = path; *at != '\0'; at++)
        if (*at == '/' || *at == '\\')
            part = at + 1;
    return part;
}

const struct driver_family *drivers_find(const struct tables *tables, const char *text,
                                         const struct driver_name **name)
{
    const char *wanted = skip_blanks(text);
    const struct driver_name *found = find_name(tables, wanted);
    if (found == NULL)
        found = find_name(tables, last_part(wanted));
    *name = found;
    if (found != NULL)
        return found->family;
    for (size_t i = 0; i < tables->family_count; i++) {
        const struct driver_family *family = &tables->families[i];
        if (text_equal(family->key, wanted) || text_equal(family->name, wanted) ||
            text_equal(family->title, wanted))
            return family;
    }
    return NULL;
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int least(int a, int b, int c)
{
    int ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Letters to change, insert or drop until one is the other (Levenshtein); FAR for endless texts. */
static int distance(const char *a, const char *b)
{
    int row[LONGEST_NAME + 1];
    size_t width = strlen(b);
    if (width > LONGEST_NAME || strlen(a) > LONGEST_NAME)
        return FAR;
    for (size_t j = 0; j <= width; j++)
        row[j] = (int)j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= width; j++) {
            int above = row[j];
            int change = diagonal + (lower(a[i - 1]) != lower(b[j - 1]));
            row[j] = least(above + 1, row[j - 1] + 1, change);
            diagonal = above;
        }
    }
    return row[width];
}

size_t drivers_nearest(const struct tables *tables, const char *text, const char **names,
                       size_t room)
{
    int far[8];
    size_t count = 0;
    room = room < sizeof far / sizeof far[0] ? room : sizeof far / sizeof far[0];
    for (size_t i = 0; i < tables->name_count; i++) {
        const char *name = tables->names[i].name;
        int here = distance(skip_blanks(text), name);
        size_t at = count < room ? count++ : room;
        for (; at > 0 && here < far[at - 1]; at--)
            if (at < room) {
                far[at] = far[at - 1];
                names[at] = names[at - 1];
            }
        if (at < room) {
            far[at] = here;
            names[at] = name;
        }
    }
    return count;
}
