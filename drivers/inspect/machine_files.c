/* Where the loader would find a library (ld.so(8)), and texts in one; nothing is loaded. */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/machine.h"
#include "drivers/inspect/regular.h"

enum {
    CHUNK = 64 * 1024,
    LONGEST = 64, /* of a text that is looked for */
    MOST_READ = 64 * 1024 * 1024,
    LARGEST_LIST = 64 * 1024, /* of a ld.so.conf */
};

/* ---- folders ---- */

static void add_folder(struct machine *machine, const char *folder)
{
    if (folder[0] == '/' && machine->folder_count < MACHINE_MAX_FOLDERS)
        machine->folders[machine->folder_count++] = talloc_strdup(machine->memory, folder);
}

/* Folders, a line each. `include` is the folder ld.so.conf.d everywhere: that is read anyway. */
static void read_list(struct machine *machine, const char *path)
{
    struct error err = ERROR_NONE;
    size_t size = 0;
    char *text = file_read(machine->memory, path, LARGEST_LIST, &size, &err);
    for (char *at = text; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, "\n");
        char *next = at + length + (at[length] == '\n');
        at[strcspn(at, "\n#")] = '\0';
        add_folder(machine, text_trim(machine->memory, at));
        at = next;
    }
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

void machine_folders(struct machine *machine)
{
    static const char *const always[] = {"/lib", "/usr/lib", "/lib64", "/usr/lib64"};
    struct dirent **entries = NULL;
    char *folder = talloc_asprintf(machine->memory, "%s/etc/ld.so.conf.d", machine->root);
    read_list(machine, talloc_asprintf(machine->memory, "%s/etc/ld.so.conf", machine->root));
    int count = scandir(folder, &entries, NULL, by_name);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (name[0] != '.')
            read_list(machine, talloc_asprintf(machine->memory, "%s/%s", folder, name));
        free(entries[i]);
    }
    free(entries);
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        add_folder(machine, always[i]);
}

char *machine_real_path(struct machine *machine, void *parent, const char *path)
{
    char real[PATH_MAX];
    size_t size = strlen(machine->root);
    if (realpath(path, real) == NULL || strncmp(real, machine->root, size) != 0 ||
        real[size] != '/')
        return NULL;
    return talloc_strdup(parent, real);
}

/* Debian's unixODBC looks in the folder odbc of each first, for "libtdsodbc.so" as tdsodbc
 * registers it. */
char *machine_find_library(struct machine *machine, void *parent, const char *name)
{
    static const char *const below[] = {"odbc/", ""};
    for (size_t i = 0; i < machine->folder_count; i++)
        for (size_t j = 0; j < 2; j++) {
            char *path = talloc_asprintf(parent, "%s%s/%s%s", machine->root, machine->folders[i],
                                         below[j], name);
            char *real = machine_real_path(machine, parent, path);
            talloc_free(path);
            if (real != NULL)
                return real;
        }
    return NULL;
}

/* ---- texts ---- */

static bool is_part(char c)
{
    return c > ' ' && c < '\x7f' && c != '"';
}

/* The text behind a mark that is followed by a number or a path; NULL. */
static char *text_behind(void *parent, const char *data, size_t size, const char *mark)
{
    size_t mark_size = strlen(mark);
    for (const char *at = data;
         (at = memmem(at, size - (size_t)(at - data), mark, mark_size)) != NULL; at += mark_size) {
        const char *text = at + mark_size;
        size_t left = size - (size_t)(text - data);
        size_t length = 0;
        while (length < left && length < LONGEST && is_part(text[length]))
            length++;
        if (length > 0 && length < left && (*text == '/' || (*text >= '0' && *text <= '9')))
            return talloc_strndup(parent, text, length);
    }
    return NULL;
}

char *machine_scan(void *parent, const char *path, const char *mark)
{
    struct error err = ERROR_NONE;
    uint64_t file_size = 0;
    int fd = regular_open(path, &file_size, &err);
    if (fd < 0)
        return NULL;
    char *buffer = mem_array(parent, char, CHUNK + 1);
    char *found = NULL;
    ssize_t got = 1;
    /* each piece begins with the end of the one before, so that no text is cut in two */
    for (off_t at = 0; found == NULL && got > 0 && at < MOST_READ; at += CHUNK - 4 * LONGEST) {
        got = pread(fd, buffer, CHUNK, at);
        if (got > 0) {
            buffer[got] = '\0';
            found = text_behind(parent, buffer, (size_t)got + 1, mark);
        }
    }
    (void)close(fd);
    talloc_free(buffer);
    return found;
}
