#include "connect/installed.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include <dlfcn.h>
#include <odbcinst.h>
#include <sql.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "connect/family.h"

enum { LIST_SIZE = 32 * 1024, VALUE_SIZE = 4096 };

/* A key of a driver's section; NULL when it is not there. */
static char *value_of(void *parent, const char *section, const char *key)
{
    char value[VALUE_SIZE] = "";
    (void)SQLGetPrivateProfileString(section, key, "", value, sizeof value - 1, "odbcinst.ini");
    char *text = text_trim(parent, value);
    return text_is_empty(text) ? NULL : text;
}

/* Debian registers "libtdsodbc.so" without a folder; the driver manager has it beside itself. */
static char *beside_manager(void *parent, const char *name)
{
    static const char *const folders[] = {"/odbc/", "/"};
    Dl_info info = {0};
    void *symbol = dlsym(RTLD_DEFAULT, "SQLAllocHandle");
    if (symbol == NULL || dladdr(symbol, &info) == 0 || info.dli_fname == NULL)
        return NULL;
    const char *slash = strrchr(info.dli_fname, '/');
    int length = slash == NULL ? 0 : (int)(slash - info.dli_fname);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char *path = talloc_asprintf(parent, "%.*s%s%s", length, info.dli_fname, folders[i], name);
        char real[PATH_MAX];
        bool is_there = realpath(path, real) != NULL;
        talloc_free(path);
        if (is_there)
            return talloc_strdup(parent, real);
    }
    return NULL;
}

static char *find_file(void *parent, const char *registered)
{
    if (registered == NULL || registered[0] == '/')
        return registered == NULL ? NULL : talloc_strdup(parent, registered);
    char *found = beside_manager(parent, registered);
    return found != NULL ? found : talloc_strdup(parent, registered);
}

static bool same_file(const char *a, const char *b)
{
    char real_a[PATH_MAX];
    char real_b[PATH_MAX];
    if (realpath(a, real_a) == NULL || realpath(b, real_b) == NULL)
        return strcmp(a, b) == 0;
    return strcmp(real_a, real_b) == 0;
}

static const struct login *earlier(const struct login *drivers, size_t count, const char *file)
{
    for (size_t i = 0; file != NULL && i < count; i++)
        if (drivers[i].file != NULL && same_file(drivers[i].file, file))
            return &drivers[i];
    return NULL;
}

static void judge(void *parent, const struct login *drivers, size_t count,
                  const struct family *family, struct login *out)
{
    const struct login *same = earlier(drivers, count, out->file);
    bool is_missing = out->file != NULL && out->file[0] == '/' && access(out->file, F_OK) != 0;
    if (out->file == NULL)
        out->detail = talloc_strdup(parent, "its section names no Driver file");
    else if (is_missing)
        out->detail = talloc_asprintf(parent, "'%s' does not exist", out->file);
    if (out->detail != NULL)
        out->outcome = LOGIN_DRIVER_MISSING;
    else if (same != NULL)
        out->detail = talloc_asprintf(parent, "the same file as \"%s\"", same->driver);
    else if (family->keywords == NULL)
        out->detail = talloc_strdup(parent, family->why_not);
}

static void add_driver(void *parent, const char *name, struct login **out, size_t *count)
{
    char *registered = value_of(parent, name, "Driver64");
    if (registered == NULL)
        registered = value_of(parent, name, "Driver");
    const struct family *family = family_of(name, registered);
    if (family == NULL)
        return;
    struct login found = {
        .driver = text_printable(parent, name, strlen(name)),
        .api = talloc_strdup(parent, "ODBC"),
        .family = talloc_strdup(parent, family->key),
        .file = find_file(parent, registered),
    };
    judge(parent, *out, *count, family, &found);
    struct login *place = mem_append(parent, out, count, sizeof *place);
    *place = found;
}

void installed_drivers(void *parent, struct login **out, size_t *count)
{
    char *list = mem_array(parent, char, LIST_SIZE + 1);
    WORD size = 0;
    *out = NULL;
    *count = 0;
    if (!SQLGetInstalledDrivers(list, LIST_SIZE - 1, &size))
        return;
    const char *end = list + LIST_SIZE;
    for (const char *name = list; name < end && *name != '\0'; name += strlen(name) + 1)
        add_driver(parent, name, out, count);
}
