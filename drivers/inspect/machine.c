#include "drivers/inspect/machine.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <odbcinst.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/regular.h"

enum { LIST_SIZE = 32 * 1024, VALUE_SIZE = 4096, CLASS_AT = 4 };

static const char odbcinst[] = "odbcinst.ini";

static struct source source_of(struct machine *machine, const char *where)
{
    return (struct source){.kind = SOURCE_FILE,
                           .where = talloc_strdup(machine->memory, where),
                           .seen_unix_s = machine->inspection->request->now_unix_s};
}

void machine_setting(struct machine *machine, const char *key, const char *value, const char *where)
{
    const struct source source = source_of(machine, where);
    inspection_setting(machine->inspection, machine->host, key, value, &source);
}

/* ---- files ---- */

/* EI_CLASS of the System V ABI, "ELF Header". */
static int bits_of(const char *path)
{
    unsigned char head[CLASS_AT + 1] = {0};
    uint64_t size = 0;
    struct error err = ERROR_NONE;
    int fd = regular_open(path, &size, &err);
    bool good = fd >= 0 && pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
                memcmp(head,
                       "\x7f"
                       "ELF",
                       CLASS_AT) == 0;
    if (fd >= 0)
        (void)close(fd);
    return !good ? 0 : head[CLASS_AT] == 1 ? 32 : head[CLASS_AT] == 2 ? 64 : 0;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* From the file's name where the driver counts there (libmsodbcsql-18.3.so.2.1), else the text
 * that FreeTDS has in it; NULL. */
static char *version_of(struct machine *machine, const char *path)
{
    const struct driver_name *name = NULL;
    struct version version;
    (void)drivers_find(machine->inspection->request->tables, last_part(path), &name);
    if (name != NULL && driver_library_version(name, last_part(path), &version))
        return version_text(machine->memory, &version);
    return machine_scan(machine->memory, path, "freetds v");
}

static void add_program(struct machine *machine, const char *name, const char *path,
                        const char *where)
{
    const struct program program = {
        .name = talloc_strdup(machine->memory, name),
        .version = version_of(machine, path),
        .bits = bits_of(path),
        .path = talloc_strdup(machine->memory, path + strlen(machine->root)),
        .source = source_of(machine, where),
    };
    inspection_program(machine->inspection, machine->host, &program);
}

/* ---- drivers ---- */

/* A key of a driver's section; NULL when it is not there. */
static char *value_of(void *parent, const char *section, const char *key)
{
    char value[VALUE_SIZE] = "";
    (void)SQLGetPrivateProfileString(section, key, "", value, sizeof value - 1, odbcinst);
    char *text = text_trim(parent, value);
    return text_is_empty(text) ? NULL : text;
}

static char *find_driver(struct machine *machine, const char *registered)
{
    if (registered[0] != '/')
        return machine_find_library(machine, machine->memory, registered);
    return machine_real_path(machine, machine->memory,
                             talloc_asprintf(machine->memory, "%s%s", machine->root, registered));
}

/* The driver manager lists a section whether or not its file is there. */
static void add_driver(struct machine *machine, const char *name)
{
    void *memory = machine->memory;
    char *printable = text_printable(memory, name, strlen(name));
    char *where = talloc_asprintf(memory, "%s [%s]", odbcinst, printable);
    char *registered = value_of(memory, name, "Driver64");
    if (registered == NULL)
        registered = value_of(memory, name, "Driver");
    char *path = registered == NULL ? NULL : find_driver(machine, registered);
    if (path != NULL)
        add_program(machine, printable, path, where);
    else if (registered == NULL)
        inspection_gap(machine->inspection, where, "that driver", "it names no Driver file");
    else
        inspection_gap(machine->inspection, where, "that driver", "'%s' is not there",
                       text_printable(memory, registered, strlen(registered)));
}

static void read_drivers(struct machine *machine)
{
    char *list = mem_array(machine->memory, char, LIST_SIZE + 1);
    const struct source source = source_of(machine, odbcinst);
    WORD size = 0;
    machine->host->programs_source = inspection_source(machine->inspection, &source);
    if (!SQLGetInstalledDrivers(list, LIST_SIZE - 1, &size)) {
        inspection_gap(machine->inspection, odbcinst, "the ODBC drivers of this machine",
                       "unixODBC names no driver");
        return;
    }
    for (const char *name = list; *name != '\0'; name += strlen(name) + 1)
        add_driver(machine, name);
    if (size >= LIST_SIZE - 2) /* it fills its room with half a name, and says nothing */
        inspection_gap(machine->inspection, odbcinst, "the ODBC drivers that follow",
                       "more names of drivers than fit into %d KB", LIST_SIZE / 1024);
    else
        machine->host->programs_state = READ_DONE;
}

/* db-lib is no ODBC driver: it is registered nowhere. The text in it calls it "freetds". */
static void add_dblib(struct machine *machine)
{
    char *path = machine_find_library(machine, machine->memory, "libsybdb.so.5");
    if (path != NULL)
        add_program(machine, "FreeTDS", path, path + strlen(machine->root));
}

void inspect_machine_at(struct inspection *inspection, const char *root)
{
    struct utsname names;
    struct machine machine = {.inspection = inspection, .memory = talloc_new(NULL)};
    bool has_name = uname(&names) == 0 && names.nodename[0] != '\0';
    char real[PATH_MAX] = "";
    machine.host = inspection_host(inspection, has_name ? names.nodename : "this machine",
                                   has_name ? NULL : "where sqlcheck runs");
    machine.root = *root == '\0' || realpath(root, real) == NULL ? root : real;
    machine_folders(&machine);
    read_drivers(&machine);
    add_dblib(&machine);
    machine_tls(&machine);
    talloc_free(machine.memory);
}

void inspect_this_machine(struct facts *facts, const struct inspect_request *request)
{
    struct inspection inspection = {.facts = facts, .request = request};
    inspect_machine_at(&inspection, "");
}
