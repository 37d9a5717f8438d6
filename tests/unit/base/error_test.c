#include "base/error.h"

#include <criterion/criterion.h>
#include <string.h>

Test(error, each_caller_puts_what_it_knows_before)
{
    struct error err = ERROR_NONE;
    cr_assert_not(error_set(&err, "expected %d cells", 3));
    cr_assert_not(error_wrap(&err, "line %d", 12));
    cr_assert_not(error_wrap(&err, "reading '%s'", "a.csv"));
    cr_assert_str_eq(err.text, "reading 'a.csv': line 12: expected 3 cells");
}

Test(error, a_new_message_has_no_old_hint)
{
    struct error err = ERROR_NONE;
    cr_assert_not(error_set(&err, "first"));
    cr_assert_not(error_hint(&err, "do %s", "this"));
    cr_assert_str_eq(err.hint, "do this");
    cr_assert_not(error_wrap(&err, "outer"));
    cr_assert_str_eq(err.hint, "do this");
    cr_assert_not(error_set(&err, "second"));
    cr_assert_str_eq(err.hint, "");
}

Test(error, a_message_that_is_too_long_is_cut_and_ends)
{
    struct error err = ERROR_NONE;
    char text[4000];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    cr_assert_not(error_set(&err, "%s", text));
    cr_assert_eq(strlen(err.text), sizeof err.text - 1);
    cr_assert_not(error_wrap(&err, "outer"));
    cr_assert_eq(strlen(err.text), sizeof err.text - 1);
    cr_assert_eq(strncmp(err.text, "outer: xxx", 10), 0);
    cr_assert_not(error_wrap(&err, "%s", text));
    cr_assert_eq(strlen(err.text), sizeof err.text - 1);
}
