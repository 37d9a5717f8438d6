#include "lab/like.h"

#include <ctype.h>
#include <stddef.h>

static size_t character_size(const char *at)
{
    size_t size = 1;
    while (((unsigned char)at[size] & 0xc0) == 0x80)
        size++;
    return size;
}

static bool same_character(const char *a, const char *b)
{
    size_t size = character_size(a);
    if (size == 1 && character_size(b) == 1)
        return tolower((unsigned char)*a) == tolower((unsigned char)*b);
    for (size_t i = 0; i < size; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* "[a-f_]" or "[^a-f]" at `set` against one character; *used is the length of the set, 0 when it
 * does not end. */
static bool matches_set(const char *set, const char *text, size_t *used)
{
    const char *at = set + 1;
    bool negated = *at == '^';
    bool found = false;
    int wanted = tolower((unsigned char)*text);
    *used = 0;
    for (at += negated ? 1 : 0; *at != '\0' && (*at != ']' || at == set + 1); at++) {
        bool is_range = at[1] == '-' && at[2] != '\0' && at[2] != ']';
        if (is_range) {
            found = found || (wanted >= tolower((unsigned char)at[0]) &&
                              wanted <= tolower((unsigned char)at[2]));
            at += 2;
        } else {
            found = found || same_character(at, text);
        }
    }
    if (*at == ']')
        *used = (size_t)(at - set) + 1;
    return found != negated;
}

/* One item of the pattern that is not % against one character; *used is the item's length. */
static bool matches_one(const char *pattern, const char *text, char escape, size_t *used)
{
    *used = character_size(pattern);
    if (*pattern == '_')
        return true;
    if (*pattern == '[')
        return matches_set(pattern, text, used) && *used > 0;
    if (escape != 0 && *pattern == escape && pattern[1] != '\0') {
        *used = 1 + character_size(pattern + 1);
        return same_character(pattern + 1, text);
    }
    return same_character(pattern, text);
}

bool like_match(const char *pattern, const char *text, char escape)
{
    const char *after_percent = NULL;
    const char *retry = NULL;
    while (*text != '\0') {
        size_t used = 0;
        if (*pattern == '%') {
            after_percent = ++pattern;
            retry = text;
        } else if (*pattern != '\0' && matches_one(pattern, text, escape, &used)) {
            pattern += used;
            text += character_size(text);
        } else if (after_percent != NULL) {
            pattern = after_percent;
            retry += character_size(retry);
            text = retry;
        } else {
            return false;
        }
    }
    while (*pattern == '%')
        pattern++;
    return *pattern == '\0';
}
