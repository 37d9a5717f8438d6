/* From a path to facts: what is there is recognised by its content, never by its name. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/hive.h"
#include "drivers/inspect/inspection.h"
#include "drivers/inspect/pe.h"
#include "drivers/inspect/reg_file.h"
#include "drivers/inspect/regular.h"

enum {
    MOST_FILES = 100000,
    MOST_DEPTH = 32,
    HEAD = 16 * 1024,           /* enough to recognise by */
    LARGEST = 64 * 1024 * 1024, /* of a file that is read whole */
};

/* The kinds that are read whole; hives and program files have their own readers. */
static const struct kind {
    bool (*recognise)(const void *data, size_t size);
    void (*read)(struct inspection *inspection, const struct evidence_file *file);
} kinds[] = {
    {reg_file_recognise, reg_evidence_read},
    {sqlcheck_report_recognise, sqlcheck_report_read},
    {inventory_recognise, inventory_read},
};

/* What was left out, and how often: a line each, not a line a file. */
enum left_out {
    LEFT_UNKNOWN,
    LEFT_PROGRAM,
    LEFT_HIVE,
    LEFT_LINK,
    LEFT_SPECIAL,
    LEFT_UNREADABLE,
    LEFT_LARGE,
    LEFT_DEEP,
    LEFT_MANY,
    LEFT_LATE,
    LEFT_COUNT
};

static const struct {
    const char *words;
    const char *costs;
    bool required; /* it may have held what decides */
} left_out_rows[LEFT_COUNT] = {
    [LEFT_UNKNOWN] = {"of no kind that is known here", "files of no known kind", false},
    [LEFT_PROGRAM] = {"a program file, but no driver for SQL Server",
                      "program files that are no driver", false},
    [LEFT_HIVE] = {"a registry hive, but neither SOFTWARE nor SYSTEM",
                   "hives that are neither SOFTWARE nor SYSTEM", false},
    [LEFT_LINK] = {"a link, and links are not followed", "what lies behind links", false},
    [LEFT_SPECIAL] = {"a device, pipe or socket, and not opened", "devices, pipes and sockets",
                      false},
    [LEFT_UNREADABLE] = {"could not be read", "evidence that could not be opened", true},
    [LEFT_LARGE] = {"larger than 64 MB", "evidence that is too large", true},
    [LEFT_DEEP] = {"more than 32 folders deep", "evidence that lies too deep", true},
    [LEFT_MANY] = {"beyond the first 100000 files", "evidence beyond the first files", true},
    [LEFT_LATE] = {"not reached in time", "evidence that was not reached in time", true},
};

struct tally {
    size_t count;
    char *first;
    const char *why; /* errno's word, of the first */
};

struct found_hive {
    struct evidence_file file;
    char *rest; /* of its name, without the word and its ending: "mp01" of mp01-SYSTEM.hiv */
    bool is_system;
    bool is_used;
};

struct walk {
    struct inspection *inspection;
    void *memory;
    struct tally left_out[LEFT_COUNT];
    size_t files;
    size_t read;
    bool is_named; /* the user named this very file */
    uint8_t *head;
};

static void leave_out(struct walk *walk, enum left_out why, const char *path, const char *reason)
{
    struct tally *tally = &walk->left_out[why];
    if (tally->count++ == 0) {
        tally->first = talloc_strdup(walk->memory, path);
        tally->why = reason == NULL ? NULL : talloc_strdup(walk->memory, reason);
    }
}

/* ---- one file -------------------------------------------------------------------------------- */

static void read_whole(struct walk *walk, const struct kind *kind, int fd, uint64_t size,
                       struct evidence_file *file)
{
    if (size > LARGEST) {
        leave_out(walk, LEFT_LARGE, file->path, NULL);
        return;
    }
    uint8_t *data = mem_array(NULL, uint8_t, (size_t)size + 1);
    file->data = data;
    if (regular_read(fd, 0, data, (size_t)size, &file->size) && file->size == size) {
        kind->read(walk->inspection, file);
        walk->read++;
    } else {
        leave_out(walk, LEFT_UNREADABLE, file->path, "not to its end");
    }
    talloc_free(data);
}

static void read_program(struct walk *walk, const struct evidence_file *file)
{
    if (pe_evidence_read(walk->inspection, NULL, file, walk->is_named))
        walk->read++;
    else
        leave_out(walk, LEFT_PROGRAM, file->path, NULL);
}

/* "mp01-SYSTEM.hiv" and "mp01-SOFTWARE.hiv" are of one registry. */
static void name_hive(void *memory, struct found_hive *hive)
{
    static const char *const words[] = {"software", "system"};
    const char *slash = strrchr(hive->file.path, '/');
    char *name = text_lower(memory, slash == NULL ? hive->file.path : slash + 1);
    hive->rest = name;
    for (size_t i = 0; i < 2; i++) {
        char *at = strstr(name, words[i]);
        if (at == NULL)
            continue;
        hive->is_system = i == 1;
        hive->rest =
            talloc_asprintf(memory, "%.*s|%s", (int)(at - name), name, at + strlen(words[i]));
        return;
    }
}

struct folder {
    struct found_hive *hives;
    size_t hive_count;
};

static void take_hive(struct walk *walk, struct folder *folder, const struct evidence_file *file)
{
    struct found_hive *hive =
        mem_append(walk->memory, &folder->hives, &folder->hive_count, sizeof *hive);
    hive->file = *file;
    hive->file.path = talloc_strdup(walk->memory, file->path);
    name_hive(walk->memory, hive);
}

/* SYSTEM.LOG1 beside SYSTEM: the hive's reader notices it. It begins as a hive, and is none. */
static bool is_log_of_hive(const char *path)
{
    static const char *const endings[] = {".LOG", ".LOG1", ".LOG2"};
    size_t size = strlen(path);
    bool found = false;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t end = strlen(endings[i]);
        struct stat status;
        if (size <= end || !text_equal(path + size - end, endings[i]))
            continue;
        char *hive = talloc_strndup(NULL, path, size - end);
        found = lstat(hive, &status) == 0 && S_ISREG(status.st_mode);
        talloc_free(hive);
    }
    return found;
}

static void take_file(struct walk *walk, struct folder *folder, const char *path,
                      const struct stat *status)
{
    struct error err = ERROR_NONE;
    struct evidence_file file = {.path = path, .modified_unix_s = status->st_mtime};
    uint64_t size = 0;
    int fd = regular_open(path, &size, &err);
    if (fd < 0) {
        leave_out(walk, LEFT_UNREADABLE, path, err.text);
        return;
    }
    size_t known = 0;
    bool is_readable = regular_read(fd, 0, walk->head, HEAD, &known);
    size_t at = 0;
    while (at < sizeof kinds / sizeof kinds[0] && !kinds[at].recognise(walk->head, known))
        at++;
    if (!is_readable)
        leave_out(walk, LEFT_UNREADABLE, path, strerror(errno));
    else if (hive_recognise(walk->head, known))
        take_hive(walk, folder, &file);
    else if (pe_recognise(walk->head, known))
        read_program(walk, &file);
    else if (at < sizeof kinds / sizeof kinds[0])
        read_whole(walk, &kinds[at], fd, size, &file);
    else
        leave_out(walk, LEFT_UNKNOWN, path, NULL);
    (void)close(fd);
}

/* ---- the hives of one folder ----------------------------------------------------------------- */

static struct found_hive *partner_of(struct folder *folder, const struct found_hive *hive)
{
    for (size_t i = 0; i < folder->hive_count; i++) {
        struct found_hive *other = &folder->hives[i];
        if (!other->is_used && other != hive && other->is_system != hive->is_system &&
            text_equal(other->rest, hive->rest))
            return other;
    }
    return NULL;
}

/* What kind of hive it is, its name may not tell: then the other kind is tried too. */
static bool read_hive(struct walk *walk, const struct found_hive *hive,
                      const struct found_hive *partner)
{
    const struct evidence_file *file = &hive->file;
    size_t gaps = walk->inspection->facts->gap_count;
    if (partner != NULL)
        return hives_read(walk->inspection, hive->is_system ? &partner->file : file,
                          hive->is_system ? file : &partner->file) != NULL;
    for (int i = 0; i < 2; i++) {
        bool as_system = hive->is_system == (i == 0);
        if (hives_read(walk->inspection, as_system ? NULL : file, as_system ? file : NULL) != NULL)
            return true;
        if (walk->inspection->facts->gap_count > gaps)
            return true; /* said already */
    }
    return false;
}

static void read_hives(struct walk *walk, struct folder *folder)
{
    for (size_t i = 0; i < folder->hive_count; i++) {
        struct found_hive *hive = &folder->hives[i];
        if (hive->is_used)
            continue;
        struct found_hive *partner = partner_of(folder, hive);
        if (deadline_passed(walk->inspection->request->deadline))
            leave_out(walk, LEFT_LATE, hive->file.path, NULL);
        else if (read_hive(walk, hive, partner))
            walk->read++;
        else
            leave_out(walk, LEFT_HIVE, hive->file.path, NULL);
        hive->is_used = true;
        if (partner != NULL)
            partner->is_used = true;
    }
}

/* ---- folders --------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In order, so that equal evidence gives equal facts; no more than are still wanted. */
static char **list_names(struct walk *walk, void *memory, const char *path, size_t *count)
{
    char **names = NULL;
    DIR *folder = opendir(path);
    *count = 0;
    if (folder == NULL) {
        leave_out(walk, LEFT_UNREADABLE, path, strerror(errno));
        return NULL;
    }
    for (const struct dirent *entry = NULL; (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (walk->files == MOST_FILES) {
            leave_out(walk, LEFT_MANY, path, NULL);
            break;
        }
        walk->files++;
        char **name = mem_append(memory, &names, count, sizeof *name);
        *name = talloc_strdup(memory, entry->d_name);
    }
    (void)closedir(folder);
    if (*count > 0)
        qsort(names, *count, sizeof *names, by_name);
    return names;
}

static void walk_folder(struct walk *walk, const char *path, int depth);

/* depth of the folders below; of a Windows volume only the files that lie beside the Windows. */
static void take_entry(struct walk *walk, struct folder *folder, const char *path, int depth,
                       bool is_of_volume)
{
    struct stat status;
    if (deadline_passed(walk->inspection->request->deadline))
        leave_out(walk, LEFT_LATE, path, NULL);
    else if (lstat(path, &status) != 0)
        leave_out(walk, LEFT_UNREADABLE, path, strerror(errno));
    else if (S_ISLNK(status.st_mode))
        leave_out(walk, LEFT_LINK, path, NULL);
    else if (S_ISDIR(status.st_mode) && is_of_volume)
        return;
    else if (S_ISDIR(status.st_mode))
        walk_folder(walk, path, depth + 1);
    else if (!S_ISREG(status.st_mode))
        leave_out(walk, LEFT_SPECIAL, path, NULL);
    else if (!is_log_of_hive(path))
        take_file(walk, folder, path, &status);
}

static void walk_folder(struct walk *walk, const char *path, int depth)
{
    struct folder folder = {0};
    size_t count = 0;
    if (depth > MOST_DEPTH) {
        leave_out(walk, LEFT_DEEP, path, NULL);
        return;
    }
    bool is_volume = volume_recognise(path);
    if (is_volume) {
        volume_read(walk->inspection, path);
        walk->read++;
    }
    void *memory = talloc_new(NULL);
    char **names = list_names(walk, memory, path, &count);
    for (size_t i = 0; i < count; i++) {
        char *entry = talloc_asprintf(memory, "%s/%s", path, names[i]);
        take_entry(walk, &folder, entry, depth, is_volume);
        talloc_free(entry);
    }
    read_hives(walk, &folder);
    talloc_free(folder.hives);
    talloc_free(memory);
}

/* ---- what was left out ----------------------------------------------------------------------- */

static void say_left_out(struct walk *walk, const char *path)
{
    bool is_empty = walk->read == 0;
    for (size_t i = 0; i < LEFT_COUNT; i++) {
        const struct tally *tally = &walk->left_out[i];
        if (tally->count == 0)
            continue;
        is_empty = false;
        bool required = left_out_rows[i].required || walk->read == 0;
        char *more = tally->count == 1
                         ? talloc_strdup(walk->memory, "")
                         : talloc_asprintf(walk->memory, " (and %zu more)", tally->count - 1);
        (required ? inspection_gap : inspection_remark)(
            walk->inspection, tally->first, left_out_rows[i].costs, "%s%s%s%s",
            left_out_rows[i].words, tally->why == NULL ? "" : ": ",
            tally->why == NULL ? "" : tally->why, more);
    }
    if (is_empty)
        inspection_gap(walk->inspection, path, "what that folder may tell",
                       "it is empty, or has empty folders only");
}

void inspect_path(struct facts *facts, const char *path, const struct inspect_request *request)
{
    struct inspection inspection = {.facts = facts, .request = request};
    struct walk walk = {.inspection = &inspection, .memory = talloc_new(NULL)};
    struct folder folder = {0};
    struct stat status;
    walk.head = mem_array(walk.memory, uint8_t, HEAD);
    char *whole = talloc_strdup(walk.memory, path);
    for (size_t size = strlen(whole); size > 1 && whole[size - 1] == '/'; size--)
        whole[size - 1] = '\0';
    if (stat(whole, &status) != 0) {
        leave_out(&walk, LEFT_UNREADABLE, whole, strerror(errno));
        walk.is_named = true;
    } else if (S_ISDIR(status.st_mode)) {
        walk_folder(&walk, whole, 0);
    } else if (S_ISREG(status.st_mode)) {
        walk.is_named = true;
        take_file(&walk, &folder, whole, &status);
        read_hives(&walk, &folder);
    } else {
        walk.is_named = true;
        leave_out(&walk, LEFT_SPECIAL, whole, NULL);
    }
    say_left_out(&walk, whole);
    talloc_free(inspection.index);
    talloc_free(walk.memory);
}
