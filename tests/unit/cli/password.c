#include <criterion/criterion.h>
#include <stdbool.h>
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

/* What a worker takes is 1024 bytes, from wherever they come. */
static const struct {
    size_t size;
    const char *after; /* in a file */
    bool is_good;
} lengths[] = {
    {1024, "", true},
    {1024, "\n", true},
    {1024, "\r\n", true},
    {1025, "", false},
    {1025, "\n", false},
    {1025, "\r\n", false},
    {1000, "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\nmore", false},
};

Test(password, the_longest)
{
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        void *memory = talloc_new(NULL);
        struct error err = ERROR_NONE;
        char *text = talloc_zero_array(memory, char, 2000);
        memset(text, 'x', lengths[i].size);
        char *from_environment = password_find(memory, NULL, text, "dba", &err);
        cr_expect_eq(from_environment != NULL, lengths[i].size <= 1024, "row %zu", i);
        memcpy(text + lengths[i].size, lengths[i].after, strlen(lengths[i].after));
        char *path = file_with(text, strlen(text));
        char *from_file = password_find(memory, path, NULL, "dba", &err);
        cr_expect_eq(from_file != NULL, lengths[i].is_good, "row %zu", i);
        cr_expect(from_file == NULL || strlen(from_file) == lengths[i].size, "row %zu", i);
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
