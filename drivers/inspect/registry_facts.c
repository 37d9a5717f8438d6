#include "drivers/inspect/registry_facts.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/registry_parts.h"

static const char system_root[] = "HKLM\\SYSTEM\\";
static const char software_root[] = "HKLM\\SOFTWARE\\";
static const char current_set[] = "CurrentControlSet";
static const char tcpip[] = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters";

/* ---- finding keys ---------------------------------------------------------------------------- */

static const struct {
    const char *brief, *whole;
} roots[] = {
    {"HKLM\\", "HKEY_LOCAL_MACHINE\\"},
    {"HKCR\\", "HKEY_CLASSES_ROOT\\"},
};

/* `path` with one beginning in place of another; false when it does not begin like that. */
static bool exchange(const char *path, const char *from, const char *to, char room[KEY_ROOM])
{
    if (!text_has_prefix(path, from))
        return false;
    int size = snprintf(room, KEY_ROOM, "%s%s", to, path + strlen(from));
    return size > 0 && size < KEY_ROOM;
}

/* The two ways in which a registry may have what the tables call `path`: as it is, with the whole
 * name of its root; and in a hive, which has no CurrentControlSet, below the set that was current.
 * False when it does not fit, or is not of that kind. */
static bool whole_path(const struct registry_reading *reading, const char *path, bool in_set,
                       char room[KEY_ROOM])
{
    const size_t prefix = sizeof system_root - 1 + sizeof current_set - 1;
    if (in_set && text_has_prefix(path, system_root) &&
        text_has_prefix(path + sizeof system_root - 1, current_set)) {
        int size = snprintf(room, KEY_ROOM, "HKEY_LOCAL_MACHINE\\SYSTEM\\%s%s",
                            reading->control_set, path + prefix);
        return size > 0 && size < KEY_ROOM;
    }
    for (size_t i = 0; !in_set && i < sizeof roots / sizeof roots[0]; i++)
        if (exchange(path, roots[i].brief, roots[i].whole, room))
            return true;
    return false;
}

/* The end of a text that was cut off goes back to a whole character. */
static void end_at_character(char *text, size_t size)
{
    while (size > 0 && ((unsigned char)text[size - 1] & 0xc0) == 0x80)
        size--;
    if (size > 0 && (unsigned char)text[size - 1] >= 0xc0)
        text[size - 1] = '\0';
}

static void take_key(const struct registry_part *part, const struct reg_key *key,
                     struct found_key *found)
{
    found->part = part;
    found->key = key;
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        if (exchange(key->path, roots[i].whole, roots[i].brief, found->where))
            return;
    if (snprintf(found->where, sizeof found->where, "%s", key->path) >= KEY_ROOM)
        end_at_character(found->where, sizeof found->where - 1);
}

bool registry_find(const struct registry_reading *reading, const char *path,
                   struct found_key *found)
{
    char whole[KEY_ROOM];
    for (int in_set = 0; in_set < 2; in_set++) {
        bool fits = whole_path(reading, path, in_set == 1, whole);
        for (size_t i = 0; fits && i < reading->evidence->part_count; i++) {
            const struct registry_part *part = &reading->evidence->parts[i];
            const struct reg_key *key = reg_find_key(part->registry, whole);
            if (key != NULL) {
                take_key(part, key, found);
                return true;
            }
        }
    }
    return false;
}

bool registry_child(const struct registry_reading *reading, const char *path, size_t *cursor,
                    struct found_key *found)
{
    char whole[KEY_ROOM];
    bool fits = whole_path(reading, path, false, whole);
    for (size_t i = 0; fits && i < reading->evidence->part_count; i++) {
        const struct registry_part *part = &reading->evidence->parts[i];
        size_t here = *cursor;
        const struct reg_key *key = reg_children(part->registry, whole, &here);
        if (key != NULL) {
            *cursor = here;
            take_key(part, key, found);
            return true;
        }
    }
    return false;
}

struct source registry_source(struct found_key *found)
{
    return (struct source){.kind = SOURCE_REGISTRY,
                           .where = found->where,
                           .file = found->part->file,
                           .seen_unix_s = found->part->modified_unix_s};
}

/* A hive has ControlSet001 and so on, and Select\Current says which of them counts. */
static void choose_control_set(struct registry_reading *reading)
{
    enum { MOST_SETS = 999 };
    struct found_key select;
    unsigned number = 1;
    if (registry_find(reading, "HKLM\\SYSTEM\\Select", &select)) {
        const struct reg_value *current = reg_find_value(select.key, "Current");
        if (current != NULL && current->has_number && current->number <= MOST_SETS)
            number = (unsigned)current->number;
    }
    (void)snprintf(reading->control_set, sizeof reading->control_set, "ControlSet%03u", number);
}

static bool is_32_bit(const struct registry_reading *reading)
{
    struct found_key found;
    return registry_find(reading, ENVIRONMENT, &found) &&
           text_equal(reg_find_text(found.key, "PROCESSOR_ARCHITECTURE"), "x86");
}

/* ---- who it is ------------------------------------------------------------------------------- */

static bool is_host_name(const char *name)
{
    enum { LONGEST_HOST = 255 };
    if (text_is_empty(name) || strlen(name) > LONGEST_HOST || name[0] == '.')
        return false;
    for (const char *at = name; *at != '\0'; at++)
        if ((unsigned char)*at <= ' ' || *at == 0x7f || strchr("\\/:*?\"<>|,", *at) != NULL)
            return false;
    return true;
}

static const char *first_text(const struct reg_key *key, const char *name, const char *other)
{
    const char *text = reg_find_text(key, name);
    return text_is_empty(text) ? reg_find_text(key, other) : text;
}

/* NULL when the registry names no host. */
static char *own_name(const struct registry_reading *reading, void *memory)
{
    struct found_key found;
    if (!registry_find(reading, tcpip, &found))
        return NULL;
    const char *host = first_text(found.key, "Hostname", "NV Hostname");
    const char *domain = first_text(found.key, "Domain", "NV Domain");
    if (!is_host_name(host))
        return NULL;
    return is_host_name(domain) && strchr(host, '.') == NULL
               ? talloc_asprintf(memory, "%s.%s", host, domain)
               : talloc_strdup(memory, host);
}

/* ---- settings -------------------------------------------------------------------------------- */

/* A number in decimal, a text, or a list joined with commas; NULL when it is of another type. */
static char *setting_text(void *memory, const struct setting_row *row,
                          const struct reg_value *value)
{
    bool is_text = value->type == REG_SZ || value->type == REG_EXPAND_SZ;
    if (row->type == SETTING_NUMBER && value->has_number)
        return talloc_asprintf(memory, "%llu", (unsigned long long)value->number);
    if (row->type == SETTING_TEXT && is_text && value->text != NULL)
        return talloc_strdup(memory, value->text);
    if (row->type != SETTING_LIST || value->type != REG_MULTI_SZ || value->text == NULL)
        return NULL;
    char *list = talloc_strdup(memory, "");
    for (const char *at = value->text; *at != '\0'; at += strlen(at) + 1)
        list = talloc_asprintf_append_buffer(list, "%s%s", list[0] == '\0' ? "" : ",", at);
    return list;
}

/* The key above that was read tells that the key is not there. */
static bool is_above_read(const struct registry_reading *reading, const char *path,
                          struct found_key *found)
{
    char above[KEY_ROOM];
    (void)snprintf(above, sizeof above, "%s", path);
    for (char *cut = strrchr(above, '\\'); cut != NULL; cut = strrchr(above, '\\')) {
        *cut = '\0';
        if (registry_find(reading, above, found))
            return found->part->whole;
    }
    return false;
}

static void read_setting(const struct registry_reading *reading, const struct setting_row *row)
{
    struct found_key found;
    bool is_there = registry_find(reading, row->path, &found);
    if (row->type == SETTING_KEY && (is_there || is_above_read(reading, row->path, &found))) {
        const struct source source = registry_source(&found);
        inspection_setting(reading->inspection, reading->host, row->key,
                           is_there ? "present" : "absent", &source);
        return;
    }
    const struct reg_value *value = is_there ? reg_find_value(found.key, row->value) : NULL;
    if (value == NULL)
        return;
    void *memory = talloc_new(NULL);
    char *text = setting_text(memory, row, value);
    const struct source source = registry_source(&found);
    if (text != NULL)
        inspection_setting(reading->inspection, reading->host, row->key, text, &source);
    else
        inspection_gap(reading->inspection, reading->evidence->path,
                       "a setting of Windows that decides about TLS",
                       "the value '%s' of %s has another type than it should have (%u)", row->value,
                       found.where, value->type);
    talloc_free(memory);
}

/* ---- Windows --------------------------------------------------------------------------------- */

/* What a row of the settings table found; NULL. */
static char *value_of(const struct registry_reading *reading, void *memory, const char *key,
                      struct found_key *found)
{
    const struct setting_row *row = setting_find(reading->tables, key);
    if (row == NULL || row->value == NULL || !registry_find(reading, row->path, found))
        return NULL;
    const struct reg_value *value = reg_find_value(found->key, row->value);
    return value == NULL ? NULL : setting_text(memory, row, value);
}

/* "10.0.14393.4583"; CurrentVersion stays at 6.3 on what came after Windows 8.1. */
static char *windows_version(const struct registry_reading *reading, void *memory,
                             struct found_key *found)
{
    char *major = value_of(reading, memory, "windows.major", found);
    char *minor = value_of(reading, memory, "windows.minor", found);
    char *line = value_of(reading, memory, "windows.version", found);
    char *revision = value_of(reading, memory, "windows.ubr", found);
    char *build = value_of(reading, memory, "windows.build", found);
    struct version checked;
    if (build == NULL)
        build = value_of(reading, memory, "windows.build.number", found);
    if (major != NULL && minor != NULL)
        line = talloc_asprintf(memory, "%s.%s", major, minor);
    if (line == NULL || build == NULL)
        return NULL;
    char *version = talloc_asprintf(memory, "%s.%s%s%s", line, build, revision == NULL ? "" : ".",
                                    revision == NULL ? "" : revision);
    return version_parse(version, &checked) ? version : NULL;
}

static void read_windows(const struct registry_reading *reading)
{
    void *memory = talloc_new(NULL);
    struct found_key found;
    char *product = value_of(reading, memory, "windows.product", &found);
    char *version = windows_version(reading, memory, &found);
    if (product != NULL || version != NULL) {
        const struct source source = registry_source(&found);
        inspection_windows(reading->inspection, reading->host, product, version, &source);
    }
    talloc_free(memory);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool says_nothing(const struct host *host)
{
    return host->program_count == 0 && host->setting_count == 0 && host->windows == NULL &&
           host->windows_version == NULL && host->programs_state != READ_DONE;
}

/* From what one registry said to the host that it turned out to be about. */
static void hand_over(struct inspection *inspection, const struct host *own, struct host *host)
{
    for (size_t i = 0; i < own->program_count; i++)
        inspection_program(inspection, host, &own->programs[i]);
    for (size_t i = 0; i < own->setting_count; i++)
        inspection_setting(inspection, host, own->settings[i].key, own->settings[i].value,
                           &own->settings[i].source);
    if (own->programs_state == READ_DONE)
        inspection_list_read(inspection, host, &own->programs_source);
    inspection_windows(inspection, host, own->windows, own->windows_version, &own->windows_source);
    talloc_free(own->programs);
    talloc_free(own->settings);
}

struct host *registry_facts(struct inspection *inspection, const struct registry_evidence *evidence)
{
    void *memory = talloc_new(NULL);
    struct host own = {.name = talloc_strdup(memory, evidence->path)}; /* until it is known */
    struct registry_reading reading = {.inspection = inspection,
                                       .evidence = evidence,
                                       .tables = inspection->request->tables,
                                       .host = &own};
    choose_control_set(&reading);
    reading.is_32_bit = is_32_bit(&reading);
    char *name = own_name(&reading, memory);
    registry_read_drivers(&reading);
    read_windows(&reading);
    for (size_t i = 0; i < reading.tables->setting_count; i++)
        read_setting(&reading, &reading.tables->settings[i]);
    struct host *host = NULL;
    if (name != NULL)
        host = inspection_host(inspection, name, NULL);
    else if (!says_nothing(&own))
        host = inspection_host_of_path(inspection, evidence->path);
    if (host != NULL)
        hand_over(inspection, &own, host);
    talloc_free(memory);
    return host;
}

/* ---- what a hive is asked for ---------------------------------------------------------------- */

struct paths {
    const char **path;
    size_t count;
};

static void add_path(struct paths *paths, void *parent, char *path)
{
    const char **added = mem_append(parent, &paths->path, &paths->count, sizeof *added);
    *added = path;
}

/* The key of a row, and as many above it: below the root of the hive, in every control set. */
static void add_row(struct paths *paths, void *parent, const char *path, bool is_system, int above)
{
    char own[KEY_ROOM];
    char from[sizeof system_root + sizeof current_set];
    (void)snprintf(from, sizeof from, "%s%s", system_root, current_set);
    if (!(is_system ? exchange(path, from, "*", own) : exchange(path, software_root, "", own)))
        return;
    add_path(paths, parent, talloc_strdup(parent, own));
    for (int i = 0; i < above; i++) {
        char *cut = strrchr(own, '\\');
        if (cut == NULL)
            return;
        *cut = '\0';
        add_path(paths, parent, talloc_strdup(parent, own));
    }
}

static void add_software(struct paths *paths, void *parent, const struct tables *tables)
{
    static const char *const wanted[] = {
        "HKLM\\SOFTWARE\\ODBC\\ODBCINST.INI\\*",
        "HKLM\\SOFTWARE\\WOW6432Node\\ODBC\\ODBCINST.INI\\*",
        "HKLM\\SOFTWARE\\" UNINSTALL,
        "HKLM\\SOFTWARE\\WOW6432Node\\" UNINSTALL,
        "HKLM\\SOFTWARE\\" UNINSTALL "\\*",
        "HKLM\\SOFTWARE\\WOW6432Node\\" UNINSTALL "\\*",
    };
    static const char *const classes[] = {"Classes\\CLSID", "Classes\\WOW6432Node\\CLSID",
                                          "WOW6432Node\\Classes\\CLSID"};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        add_row(paths, parent, wanted[i], false, 0);
    for (size_t i = 0; i < tables->name_count; i++) {
        const struct driver_name *name = &tables->names[i];
        if (name->kind == NAME_REGISTRY && !text_contains(name->name, "ODBCINST.INI"))
            add_row(paths, parent, name->name, false, 1);
        for (size_t j = 0; name->kind == NAME_CLSID && j < sizeof classes / sizeof classes[0]; j++)
            add_path(paths, parent, talloc_asprintf(parent, "%s\\%s\\*", classes[j], name->name));
    }
}

const char **registry_paths(void *parent, const struct tables *tables, bool is_system,
                            size_t *count)
{
    enum { ABOVE_A_KEY = 3 }; /* SCHANNEL, Protocols, TLS 1.2 and Client */
    struct paths paths = {0};
    for (size_t i = 0; i < tables->setting_count; i++)
        add_row(&paths, parent, tables->settings[i].path, is_system,
                tables->settings[i].type == SETTING_KEY ? ABOVE_A_KEY : 0);
    if (is_system) {
        add_path(&paths, parent, talloc_strdup(parent, "Select"));
        add_row(&paths, parent, tcpip, true, 0);
        add_row(&paths, parent, ENVIRONMENT, true, 0);
    } else {
        add_software(&paths, parent, tables);
    }
    *count = paths.count;
    return paths.path;
}
