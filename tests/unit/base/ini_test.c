#include "base/ini.h"

#include <criterion/criterion.h>
#include <talloc.h>
#include <unistd.h>

#include "base/file.h"

static void *scratch;
static char *path;
static int pairs;

static void set_up(void)
{
    scratch = talloc_new(NULL);
    path = talloc_asprintf(scratch, "/tmp/sqlcheck-ini-test-%d", (int)getpid());
    pairs = 0;
}

static void tear_down(void)
{
    (void)unlink(path);
    talloc_free(scratch);
}

TestSuite(ini, .init = set_up, .fini = tear_down);

/* Takes everything but keys that begin with "wrong". */
static bool take(void *context, const char *section, const char *key, const char *value,
                 struct error *err)
{
    (void)context, (void)section, (void)value;
    pairs++;
    return strncmp(key, "wrong", 5) != 0 || error_set(err, "unknown key '%s'", key);
}

static const char *read_text(const char *text)
{
    struct error err = ERROR_NONE;
    cr_assert(file_write(path, text, strlen(text), &err), "%s", err.text);
    return ini_read(path, take, NULL, &err) ? "" : talloc_strdup(scratch, &err.text[strlen(path)]);
}

Test(ini, reading_ends_with_the_first_refusal_and_its_own_error)
{
    cr_assert_str_eq(read_text("a = 1\nwrong-1 = 2\nb = 3\nwrong-2 = 4\n"),
                     ":2: unknown key 'wrong-1'");
    cr_assert_eq(pairs, 2);
}

Test(ini, a_section_whose_name_would_be_cut_is_refused)
{
    static const char letters_48[] = "123456789012345678901234567890123456789012345678";
    cr_assert_str_eq(read_text(talloc_asprintf(scratch, "[%s]\na = 1\n", letters_48)), "");
    cr_assert_str_eq(read_text(talloc_asprintf(scratch, "[%s9]\na = 1\n", letters_48)),
                     ":2: the name of the section is longer than 48 bytes");
    cr_assert_eq(pairs, 1);
}

Test(ini, a_line_whose_value_would_be_cut_is_refused)
{
    char *value = talloc_zero_size(scratch, 191 - strlen("a=") + 1);
    memset(value, 'x', 191 - strlen("a="));
    cr_assert_str_eq(read_text(talloc_asprintf(scratch, "\na=%s\n", value)),
                     ":2: line is longer than 190 bytes");
    cr_assert_eq(pairs, 0);
    value[0] = '\0';
    cr_assert_str_eq(read_text(talloc_asprintf(scratch, "\na=%s\n", value)), "");
}
