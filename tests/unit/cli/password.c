#include <criterion/criterion.h>
#include <stdlib.h>
#include <talloc.h>
#include <unistd.h>

#include "cli/password.h"

static char *file_with(const char *content, size_t size)
{
    static char path[] = "/tmp/sqlcheck-password-XXXXXX";
    memcpy(&path[strlen(path) - 6], "XXXXXX", 6);
    int fd = mkstemp(path);
    cr_assert(fd >= 0);
    cr_assert_eq(write(fd, content, size), (ssize_t)size);
    close(fd);
    return path;
}

static const struct {
    const char *content;
    size_t size;
    const char *expected; /* NULL = refused */
} rows[] = {
    {"", 0, NULL},
    {"\r\n", 2, NULL},
    {"a\0b", 3, NULL},
    {"secret", 6, "secret"},
    {"secret\n", 7, "secret"},
    {"secret\r\n", 8, "secret"},
    {" se cret ", 9, " se cret "},
};

Test(password, files)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *memory = talloc_new(NULL);
        struct error err = ERROR_NONE;
        char *path = file_with(rows[i].content, rows[i].size);
        char *got = password_find(memory, path, "never used", "dba", &err);
        if (rows[i].expected == NULL)
            cr_expect_null(got, "row %zu", i);
        else
            cr_expect(got != NULL && strcmp(got, rows[i].expected) == 0, "row %zu: %s", i,
                      err.text);
        unlink(path);
        talloc_free(memory);
    }
}

Test(password, a_file_that_never_ends_is_refused)
{
    void *memory = talloc_new(NULL);
    struct error err = ERROR_NONE;
    cr_expect_null(password_find(memory, "/dev/zero", NULL, "dba", &err));
    cr_expect_not_null(strstr(err.text, "/dev/zero"));
    talloc_free(memory);
}

Test(password, the_environment_is_overwritten_in_place)
{
    void *memory = talloc_new(NULL);
    char variable[] = "SQLCMDPASSWORD=hunter2";
    putenv(variable);
    char *got = password_from_environment(memory);
    cr_expect_str_eq(got, "hunter2");
    cr_expect_null(getenv("SQLCMDPASSWORD"));
    cr_expect_null(memmem(variable, sizeof variable, "hunter2", 7));
    talloc_free(memory);
}
