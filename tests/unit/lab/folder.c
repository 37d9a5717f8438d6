#include "tests/unit/lab/folder.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <talloc.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

static int folder_remove(char *folder)
{
    DIR *open_folder = opendir(folder);
    for (struct dirent *entry; open_folder != NULL && (entry = readdir(open_folder)) != NULL;) {
        char *path = talloc_asprintf(NULL, "%s/%s", folder, entry->d_name);
        (void)unlink(path);
        talloc_free(path);
    }
    if (open_folder != NULL)
        (void)closedir(open_folder);
    (void)rmdir(folder);
    return 0;
}

char *folder_new(void *parent)
{
    char *folder = talloc_strdup(parent, "/tmp/sqlcheck-unit-lab-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    talloc_set_destructor(folder, folder_remove);
    return folder;
}

char *folder_file(char *folder, const char *name, const char *text)
{
    char *path = talloc_asprintf(folder, "%s/%s", folder, name);
    FILE *stream = fopen(path, "wb");
    cr_assert_not_null(stream);
    cr_assert_geq(fputs(text, stream), 0);
    cr_assert_eq(fclose(stream), 0);
    return path;
}

void expect_no_leak(void)
{
#ifdef __SANITIZE_ADDRESS__
    cr_assert_eq(__lsan_do_recoverable_leak_check(), 0, "memory was left behind");
#endif
}
