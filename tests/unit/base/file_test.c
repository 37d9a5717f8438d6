#include "base/file.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <talloc.h>
#include <unistd.h>

static void *scratch;
static char folder[64];

static void set_up(void)
{
    scratch = talloc_new(NULL);
    (void)snprintf(folder, sizeof folder, "/tmp/sqlcheck-file-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void tear_down(void)
{
    talloc_free(scratch);
    char *command = talloc_asprintf(NULL, "rm -r '%s'", folder);
    cr_assert_eq(system(command), 0);
    talloc_free(command);
}

TestSuite(file, .init = set_up, .fini = tear_down);

Test(file, what_cannot_be_read_is_named_with_its_reason)
{
    struct error err = ERROR_NONE;
    size_t size = 77;
    cr_assert_null(file_read(scratch, "/nonexistent/x", 10, &size, &err));
    cr_assert_str_eq(err.text, "reading '/nonexistent/x': No such file or directory");
    cr_assert_null(file_read(scratch, folder, 10, &size, &err));
    cr_assert_not_null(strstr(err.text, "Is a directory"), "%s", err.text);
    cr_assert_null(file_read(scratch, "/dev/zero", 1000, &size, &err));
    cr_assert_str_eq(err.text, "reading '/dev/zero': larger than 1000 bytes");
    cr_assert_eq(size, 77);
    cr_assert_eq(talloc_total_blocks(scratch), 1);
}

/* Of what a doubled buffer could not hold: 128 MB and more. */
Test(file, the_largest_is_read_and_a_larger_one_is_refused)
{
    static const off_t sizes[] = {128 << 20, (128 << 20) + 1, FILE_LARGEST, FILE_LARGEST + 1};
    char *path = talloc_asprintf(scratch, "%s/large", folder);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct error err = ERROR_NONE;
        size_t size = 0;
        cr_assert(file_write(path, "", 0, &err) && truncate(path, sizes[i]) == 0, "%s", err.text);
        char *read = file_read(scratch, path, SIZE_MAX, &size, &err);
        cr_expect_eq(read != NULL, sizes[i] <= FILE_LARGEST, "row %zu: %s", i, err.text);
        cr_expect_eq(size, read == NULL ? 0 : (size_t)sizes[i], "row %zu", i);
        talloc_free(read);
    }
}

Test(file, what_is_written_is_read_at_sizes_around_the_buffer)
{
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 200000};
    char *path = talloc_asprintf(scratch, "%s/a", folder);
    char *data = talloc_zero_size(scratch, 200000);
    for (size_t i = 0; i < 200000; i++)
        data[i] = (char)(i % 127);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct error err = ERROR_NONE;
        size_t size = 77;
        cr_assert(file_write(path, data, sizes[i], &err), "%s", err.text);
        char *read = file_read(scratch, path, sizes[i], &size, &err);
        cr_assert_not_null(read, "%zu: %s", sizes[i], err.text);
        cr_assert_eq(size, sizes[i]);
        cr_assert_eq(memcmp(read, data, size), 0);
        cr_assert_eq(read[size], '\0');
        if (size > 0)
            cr_assert_null(file_read(scratch, path, size - 1, &size, &err));
    }
}

Test(file, a_write_that_fails_leaves_the_old_file_and_nothing_else)
{
    struct error err = ERROR_NONE;
    char *path = talloc_asprintf(scratch, "%s/folder", folder);
    cr_assert_eq(mkdir(path, 0700), 0);
    cr_assert_not(file_write(path, "x", 1, &err));
    cr_assert_not_null(strstr(err.text, path), "%s", err.text);
    cr_assert_not(file_write("/nonexistent/x", "x", 1, &err));
    cr_assert_str_eq(err.text, "writing '/nonexistent/x': No such file or directory");
    cr_assert_eq(rmdir(path), 0, "the folder was replaced");
    char *part = talloc_asprintf(scratch, "%s.%ld.part", path, (long)getpid());
    cr_assert_neq(access(part, F_OK), 0, "%s stays behind", part);
}

Test(file, a_link_stays_a_link_and_its_target_is_written)
{
    struct error err = ERROR_NONE;
    size_t size = 0;
    struct stat found;
    char *target = talloc_asprintf(scratch, "%s/target", folder);
    char *link = talloc_asprintf(scratch, "%s/link", folder);
    char *second = talloc_asprintf(scratch, "%s/second", folder);
    cr_assert_eq(symlink("target", link), 0);
    cr_assert_eq(symlink("link", second), 0);
    cr_assert(file_write(target, "old", 3, &err), "%s", err.text);
    cr_assert(file_write(second, "new", 3, &err), "%s", err.text);
    cr_assert_str_eq(file_read(scratch, target, 10, &size, &err), "new");
    cr_assert(lstat(link, &found) == 0 && S_ISLNK(found.st_mode));
    cr_assert(lstat(second, &found) == 0 && S_ISLNK(found.st_mode));
}

Test(file, a_pipe_is_written_and_stays_a_pipe)
{
    struct error err = ERROR_NONE;
    struct stat found;
    char got[8] = "";
    char *pipe = talloc_asprintf(scratch, "%s/pipe", folder);
    char *link = talloc_asprintf(scratch, "%s/link", folder);
    cr_assert_eq(mkfifo(pipe, 0600), 0);
    cr_assert_eq(symlink(pipe, link), 0);
    int reader = open(pipe, O_RDONLY | O_NONBLOCK);
    cr_assert_geq(reader, 0);
    cr_assert(file_write(pipe, "one", 3, &err), "%s", err.text);
    cr_assert(file_write(link, "two", 3, &err), "%s", err.text);
    cr_assert_eq(read(reader, got, sizeof got), 6);
    cr_assert_str_eq(got, "onetwo");
    (void)close(reader);
    cr_assert(lstat(pipe, &found) == 0 && S_ISFIFO(found.st_mode));
    cr_assert(lstat(link, &found) == 0 && S_ISLNK(found.st_mode));
}

static bool can_open(const char *path)
{
    int fd = open(path, O_WRONLY);
    return fd >= 0 && close(fd) == 0;
}

/* Device nodes of our own, of the numbers that null and full have everywhere. */
Test(file, a_device_is_written_and_stays_a_device)
{
    struct error err = ERROR_NONE;
    struct stat found;
    char *null = talloc_asprintf(scratch, "%s/null", folder);
    char *full = talloc_asprintf(scratch, "%s/full", folder);
    if (mknod(null, S_IFCHR | 0600, makedev(1, 3)) != 0 ||
        mknod(full, S_IFCHR | 0600, makedev(1, 7)) != 0 || !can_open(null))
        cr_skip_test("no device can be made here (%s)", strerror(errno));
    cr_assert(file_write(null, "x", 1, &err), "%s", err.text);
    cr_assert_not(file_write(full, "x", 1, &err));
    cr_assert_eq(strcmp(err.text + strlen(err.text) - 23, "No space left on device"), 0, "%s",
                 err.text);
    cr_assert(lstat(null, &found) == 0 && S_ISCHR(found.st_mode));
    cr_assert(lstat(full, &found) == 0 && S_ISCHR(found.st_mode));
}

/* As /dev/stdout leads to a file that is gone: there is no name to give to a new one. */
Test(file, a_deleted_file_behind_a_link_is_written_in_place)
{
    struct error err = ERROR_NONE;
    char got[4] = "";
    char *path = talloc_asprintf(scratch, "%s/gone", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    cr_assert(fd >= 0 && unlink(path) == 0);
    char *link = talloc_asprintf(scratch, "/proc/self/fd/%d", fd);
    cr_assert(file_write(link, "abc", 3, &err), "%s", err.text);
    cr_assert_eq(pread(fd, got, 3, 0), 3);
    cr_assert_str_eq(got, "abc");
    (void)close(fd);
}
