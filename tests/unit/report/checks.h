/* What holds for every text report, whatever is in it. */
#ifndef TESTS_UNIT_REPORT_CHECKS_H
#define TESTS_UNIT_REPORT_CHECKS_H

#include <stdbool.h>
#include <string.h>

#include <criterion/criterion.h>

#include "base/text.h"
#include "report/columns.h"

/* No line over the width but the verdict, which is never broken; none with a blank at its end, no
 * control character, valid UTF-8, one newline at the end, never two empty lines. */
static inline void check_page(const char *text, size_t width, const char *what)
{
    size_t size = strlen(text);
    cr_assert(size > 0 && text[size - 1] == '\n', "%s: no newline at the end", what);
    cr_expect(size < 2 || text[size - 2] != '\n', "%s: an empty line at the end", what);
    cr_expect_null(strstr(text, "\n\n\n"), "%s: two empty lines", what);
    cr_expect_neq(text[0], '\n', "%s: an empty line at the top", what);
    cr_expect(text_is_utf8(text), "%s: not UTF-8", what);
    char line[4096];
    for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
        size_t length = strcspn(at, "\n");
        cr_assert_lt(length, sizeof line, "%s: a line of %zu bytes", what, length);
        memcpy(line, at, length);
        line[length] = '\0';
        bool is_verdict = at == text && strncmp(line, "SQLCHECK ", 9) == 0;
        cr_expect(is_verdict || columns_of(line) <= width, "%s: %zu columns: '%s'", what,
                  columns_of(line), line);
        cr_expect(length == 0 || line[length - 1] != ' ', "%s: blank at the end: '%s'", what, line);
        for (size_t i = 0; i < length; i++)
            cr_expect((unsigned char)line[i] >= 0x20 && line[i] != 0x7f, "%s: control in '%s'",
                      what, line);
    }
}

/* No byte over 127. */
static inline void check_ascii(const char *text, const char *what)
{
    for (const char *at = text; *at != '\0'; at++)
        cr_assert((unsigned char)*at < 0x80, "%s: not ASCII: '%.40s'", what, at);
}

/* How often the part stands in the text, without overlaps. */
static inline size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + strlen(part), part))
        count++;
    return count;
}

#endif
