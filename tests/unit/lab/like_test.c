#include "lab/like.h"

#include <criterion/criterion.h>

static const struct {
    const char *pattern, *text;
    char escape;
    bool matches;
} rows[] = {
    {"", "a", 0, false},
    {"a", "", 0, false},
    {"CM_", "CM", 0, false},
    {"CM[_]%", "CMxP01", 0, false},
    {"[a-c]x", "dx", 0, false},
    {"[^a-c]x", "bx", 0, false},
    {"a!%", "ab", '!', false},
    {"%abd", "abcab", 0, false},
    {"[abc", "a", 0, false}, /* a set that does not end matches nothing */
    {"", "", 0, true},
    {"%", "", 0, true},
    {"cm%", "CM_P01", 0, true},
    {"CM[_]%", "cm_P01", 0, true},
    {"[a-c]x", "Bx", 0, true},
    {"[^a-c]x", "dx", 0, true},
    {"[]]", "]", 0, true},
    {"a!%", "a%", '!', true},
    {"%abd", "abcabd", 0, true},
    {"%Native Client%", "Microsoft SQL Server 2012 Native Client ", 0, true},
    {"_", "世", 0, true}, /* one character, three bytes */
    {"Zo_", "Zoë", 0, true},
    {"%世%", "é 世 😀", 0, true},
};

Test(like, sets_wildcards_and_escapes)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(like_match(rows[i].pattern, rows[i].text, rows[i].escape), rows[i].matches,
                     "row %zu: '%s' LIKE '%s'", i, rows[i].text, rows[i].pattern);
}
