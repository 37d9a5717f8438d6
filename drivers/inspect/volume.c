/* A Windows volume, mounted or copied: its registry and the places where drivers lie. One host. */
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <talloc.h>

#include "base/text.h"
#include "drivers/inspect/inspection.h"

static bool is_kind(const char *path, mode_t kind, struct stat *status)
{
    return lstat(path, status) == 0 && (status->st_mode & S_IFMT) == kind;
}

/* `below` with the case that the folder has; a child of memory. NULL when it is not there, or is a
 * link; what could not be listed on the way is a gap (inspection NULL: nobody asked). */
static char *find_below(struct inspection *inspection, void *memory, const char *root,
                        const char *below, mode_t kind)
{
    char *path = talloc_strdup(memory, root);
    struct stat status;
    for (const char *at = below; *at != '\0'; at += at[0] == '/') {
        size_t size = strcspn(at, "/");
        char *wanted = talloc_strndup(memory, at, size);
        char *found = NULL;
        DIR *folder = opendir(path);
        if (folder == NULL && inspection != NULL)
            inspection_gap(inspection, path, "drivers of that host", "%s", strerror(errno));
        for (const struct dirent *entry = NULL;
             folder != NULL && found == NULL && (entry = readdir(folder)) != NULL;)
            if (text_equal(entry->d_name, wanted))
                found = talloc_asprintf(memory, "%s/%s", path, entry->d_name);
        if (folder != NULL)
            (void)closedir(folder);
        at += size;
        if (found == NULL || !is_kind(found, *at == '\0' ? kind : S_IFDIR, &status))
            return NULL;
        path = found;
    }
    return path;
}

bool volume_recognise(const char *path)
{
    void *memory = talloc_new(NULL);
    bool found = find_below(NULL, memory, path, "Windows/System32", S_IFDIR) != NULL;
    talloc_free(memory);
    return found;
}

static struct host *read_registry(struct inspection *inspection, void *memory, const char *path)
{
    static const char *const names[] = {"Windows/System32/config/SOFTWARE",
                                        "Windows/System32/config/SYSTEM"};
    struct evidence_file files[2] = {0};
    for (size_t i = 0; i < 2; i++) {
        struct stat status;
        char *hive = find_below(NULL, memory, path, names[i], S_IFREG);
        if (hive != NULL && is_kind(hive, S_IFREG, &status))
            files[i] = (struct evidence_file){.path = hive, .modified_unix_s = status.st_mtime};
        else
            inspection_gap(inspection, path, "the drivers and settings of that host",
                           "%s is not there, or is no regular file", names[i]);
    }
    if (files[0].path == NULL && files[1].path == NULL)
        return NULL;
    return hives_read(inspection, files[0].path == NULL ? NULL : &files[0],
                      files[1].path == NULL ? NULL : &files[1]);
}

static void read_folder(struct inspection *inspection, const char *host_name, const char *path)
{
    DIR *folder = opendir(path);
    for (const struct dirent *entry = NULL; folder != NULL && (entry = readdir(folder)) != NULL;) {
        struct stat status;
        if (deadline_passed(inspection->request->deadline)) {
            inspection_gap(inspection, path, "drivers of that host", "not read to its end in time");
            break;
        }
        char *name = talloc_asprintf(NULL, "%s/%s", path, entry->d_name);
        if (is_kind(name, S_IFREG, &status)) {
            const struct evidence_file file = {.path = name, .modified_unix_s = status.st_mtime};
            (void)pe_evidence_read(inspection,
                                   inspection_host(inspection, host_name, "the folder's name"),
                                   &file, false);
        }
        talloc_free(name);
    }
    if (folder == NULL)
        inspection_gap(inspection, path, "drivers of that host", "%s", strerror(errno));
    else
        (void)closedir(folder);
}

void volume_read(struct inspection *inspection, const char *path)
{
    static const char *const folders[] = {
        "Windows/System32",
        "Windows/SysWOW64",
        "Program Files/Common Files/System/Ole DB",
        "Program Files (x86)/Common Files/System/Ole DB",
    };
    void *memory = talloc_new(NULL);
    const struct host *host = read_registry(inspection, memory, path);
    if (host == NULL)
        host = inspection_host_of_path(inspection, path);
    char *name = talloc_strdup(memory, host->name);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        const char *folder = find_below(inspection, memory, path, folders[i], S_IFDIR);
        if (folder != NULL)
            read_folder(inspection, name, folder);
    }
    talloc_free(memory);
}
