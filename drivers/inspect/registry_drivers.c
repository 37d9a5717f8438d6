/* Drivers, as four places of a registry record them. */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "drivers/inspect/registry_parts.h"

const struct registry_view registry_views[VIEW_COUNT] = {
    {64, "HKLM\\SOFTWARE\\"},
    {32, "HKLM\\SOFTWARE\\WOW6432Node\\"},
};

/* Some installers leave more behind the name of the DLL; Microsoft's SQLCheck cuts it off too. */
static char *dll_of(void *memory, const char *path)
{
    char *text = path == NULL ? NULL : talloc_strdup(memory, path);
    for (char *at = text; at != NULL && *at != '\0'; at++)
        if (text_has_prefix(at, ".dll")) {
            at[strlen(".dll")] = '\0';
            break;
        }
    return text;
}

static void add(const struct registry_reading *reading, struct found_key *found, int bits,
                const char *name, const char *version, const char *dll)
{
    void *memory = talloc_new(NULL);
    const struct program program = {
        .name = talloc_strdup(memory, name),
        .version = text_is_empty(version) ? NULL : talloc_strdup(memory, version),
        .bits = bits,
        .path = dll_of(memory, dll),
        .source = registry_source(found),
    };
    inspection_program(reading->inspection, reading->host, &program);
    talloc_free(memory);
}

/* ---- ODBC ------------------------------------------------------------------------------------ */

static void read_odbc_view(const struct registry_reading *reading, const struct registry_view *view)
{
    struct found_key found;
    size_t cursor = 0;
    char root[KEY_ROOM];
    (void)snprintf(root, sizeof root, "%sODBC\\ODBCINST.INI", view->root);
    while (registry_child(reading, root, &cursor, &found)) {
        const struct driver_name *name = NULL;
        const char *leaf = reg_leaf(found.key->path);
        const char *dll = reg_find_text(found.key, "Driver");
        (void)drivers_find(reading->tables, leaf, &name);
        if (name == NULL || name->kind != NAME_ODBC || dll == NULL)
            continue;
        add(reading, &found, view->bits, leaf, NULL, dll);
    }
}

/* ---- version values -------------------------------------------------------------------------- */

/* The number of a value, or its text; NULL when it is neither. */
static char *value_text(void *memory, const struct reg_key *key, const char *name)
{
    const struct reg_value *value = reg_find_value(key, name);
    if (value != NULL && value->has_number)
        return talloc_asprintf(memory, "%llu", (unsigned long long)value->number);
    const char *text = reg_find_text(key, name);
    return text_is_empty(text) ? NULL : talloc_strdup(memory, text);
}

/* The name is that of a key with PatchLevel and Version (PatchLevel is the patched one), or of a
 * value. */
static void read_version(const struct registry_reading *reading, const struct driver_name *name)
{
    void *memory = talloc_new(NULL);
    char *version = NULL;
    char parent[KEY_ROOM];
    struct found_key found;
    if (registry_find(reading, name->name, &found)) {
        version = value_text(memory, found.key, "PatchLevel");
        if (version == NULL)
            version = value_text(memory, found.key, "Version");
    } else {
        (void)snprintf(parent, sizeof parent, "%.*s", (int)(reg_leaf(name->name) - name->name - 1),
                       name->name);
        if (registry_find(reading, parent, &found))
            version = value_text(memory, found.key, reg_leaf(name->name));
    }
    if (version != NULL)
        add(reading, &found, name->bits, name->name, version, NULL);
    talloc_free(memory);
}

/* ---- OLE DB ---------------------------------------------------------------------------------- */

static const struct registry_view class_roots[] = {
    {64, "HKLM\\SOFTWARE\\Classes\\CLSID\\"},
    {32, "HKLM\\SOFTWARE\\Classes\\WOW6432Node\\CLSID\\"},
    {32, "HKLM\\SOFTWARE\\WOW6432Node\\Classes\\CLSID\\"},
    {64, "HKCR\\CLSID\\"},
    {32, "HKCR\\WOW6432Node\\CLSID\\"},
};

static const char *default_text(const struct registry_reading *reading, const char *class,
                                const char *below, struct found_key *found)
{
    char path[KEY_ROOM];
    (void)snprintf(path, sizeof path, "%s\\%s", class, below);
    return registry_find(reading, path, found) ? reg_find_text(found->key, "") : NULL;
}

/* A class is an OLE DB provider when it has InprocServer32, OLE DB Provider and ProgID. */
static void read_class(const struct registry_reading *reading, const struct registry_view *root,
                       const struct driver_name *name)
{
    struct found_key found;
    char class[KEY_ROOM];
    (void)snprintf(class, sizeof class, "%s%s", root->root, name->name);
    const char *dll = default_text(reading, class, "InprocServer32", &found);
    if (dll == NULL || default_text(reading, class, "OLE DB Provider", &found) == NULL)
        return;
    const char *id = default_text(reading, class, "ProgID", &found);
    if (id == NULL)
        return;
    void *memory = talloc_new(NULL);
    size_t size = strlen(id);
    if (size > 2 && strcmp(id + size - 2, ".1") == 0)
        size -= 2;
    const struct driver_name *known = NULL;
    char *own = talloc_strndup(memory, id, size);
    (void)drivers_find(reading->tables, own, &known);
    add(reading, &found, root->bits, known == NULL ? name->name : own, NULL, dll);
    talloc_free(memory);
}

/* ---- Add/Remove Programs --------------------------------------------------------------------- */

/* The console is no driver; that a host has one is kept with the settings. */
static void take_console(const struct registry_reading *reading, struct found_key *found,
                         const char *name)
{
    const struct source source = registry_source(found);
    if (text_contains(name, "Configuration Manager Console"))
        inspection_setting(reading->inspection, reading->host, "console.program", name, &source);
}

/* True when this list was read whole: an export that begins below it tells of one program only. */
static bool read_uninstall_view(const struct registry_reading *reading,
                                const struct registry_view *view, struct found_key *list)
{
    struct found_key found;
    size_t cursor = 0;
    char root[KEY_ROOM];
    (void)snprintf(root, sizeof root, "%s" UNINSTALL, view->root);
    while (registry_child(reading, root, &cursor, &found)) {
        const char *name = reg_find_text(found.key, "DisplayName");
        if (name != NULL && drivers_find_by_program_name(reading->tables, name) != NULL)
            add(reading, &found, view->bits, name, reg_find_text(found.key, "DisplayVersion"),
                NULL);
        if (name != NULL)
            take_console(reading, &found, name);
    }
    return registry_find(reading, root, list) && list->part->whole;
}

void registry_read_drivers(const struct registry_reading *reading)
{
    const struct tables *tables = reading->tables;
    struct found_key lists[VIEW_COUNT];
    size_t whole = 0;
    for (size_t i = 0; i < VIEW_COUNT; i++) {
        read_odbc_view(reading, &registry_views[i]);
        whole += read_uninstall_view(reading, &registry_views[i], &lists[i]);
    }
    for (size_t i = 0; i < tables->name_count; i++) {
        if (tables->names[i].kind == NAME_REGISTRY &&
            !text_contains(tables->names[i].name, "ODBCINST.INI")) /* read above */
            read_version(reading, &tables->names[i]);
        for (size_t j = 0;
             tables->names[i].kind == NAME_CLSID && j < sizeof class_roots / sizeof class_roots[0];
             j++)
            read_class(reading, &class_roots[j], &tables->names[i]);
    }
    if (whole == VIEW_COUNT) {
        const struct source source = registry_source(&lists[0]);
        inspection_list_read(reading->inspection, reading->host, &source);
    }
}
