#include "drivers/inspect/inspection.h"

#include <stdarg.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "drivers/inspect/places.h"

/* Ten thousand hosts say the same few hundred texts: each is kept once. */
struct inspection_index {
    struct places hosts; /* in facts->hosts, by their short names */
    size_t hosts_known;  /* so many of them */
    struct places texts;
    char **text;
    size_t text_count;
};

static struct inspection_index *index_of(struct inspection *inspection)
{
    if (inspection->index == NULL)
        inspection->index = mem_array(inspection->facts, struct inspection_index, 1);
    return inspection->index;
}

static char *copy(struct inspection *inspection, const char *text)
{
    if (text == NULL)
        return NULL;
    struct inspection_index *index = index_of(inspection);
    uint64_t hash = places_hash(text, strlen(text), false);
    size_t cursor = 0;
    for (size_t at = 0; places_next(&index->texts, hash, &cursor, &at);)
        if (strcmp(index->text[at], text) == 0)
            return index->text[at];
    places_add(index, &index->texts, hash, index->text_count);
    char **added = mem_append(index, &index->text, &index->text_count, sizeof *added);
    *added = talloc_strdup(inspection->facts, text);
    return *added;
}

/* A day that is still to come dates nothing: it would make all other evidence old. */
static int64_t dated(const struct inspection *inspection, const struct source *source)
{
    enum { CLOCKS_DIFFER_S = 86400 };
    int64_t now = inspection->request->now_unix_s;
    bool is_to_come = now != 0 && source->seen_unix_s - now > CLOCKS_DIFFER_S;
    return is_to_come ? 0 : source->seen_unix_s;
}

struct source inspection_source(struct inspection *inspection, const struct source *source)
{
    struct source out = *source;
    out.where = copy(inspection, source->where);
    out.file = copy(inspection, source->file);
    out.seen_unix_s = dated(inspection, source);
    return out;
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static size_t short_size(const char *name)
{
    return strcspn(name, ". ");
}

static uint64_t host_hash(const char *name)
{
    return places_hash(name, short_size(name), true);
}

static void index_hosts(struct inspection *inspection, struct inspection_index *index)
{
    const struct facts *facts = inspection->facts;
    for (; index->hosts_known < facts->host_count; index->hosts_known++)
        places_add(index, &index->hosts, host_hash(facts->hosts[index->hosts_known].name),
                   index->hosts_known);
}

/* One of two names is short, and the other begins with it. */
static bool is_short_for(const char *name, const char *other)
{
    size_t size = short_size(name);
    bool is_one_short = (name[size] == '.') != (other[short_size(other)] == '.');
    void *memory = talloc_new(NULL);
    bool same = is_one_short && size == short_size(other) &&
                text_has_prefix(other, talloc_strndup(memory, name, size));
    talloc_free(memory);
    return same;
}

static struct host *find_host(struct inspection *inspection, const char *name)
{
    const struct facts *facts = inspection->facts;
    struct inspection_index *index = index_of(inspection);
    struct host *alike = NULL;
    size_t alike_count = 0;
    size_t cursor = 0;
    index_hosts(inspection, index);
    for (size_t at = 0; places_next(&index->hosts, host_hash(name), &cursor, &at);) {
        if (text_equal(facts->hosts[at].name, name))
            return &facts->hosts[at];
        if (is_short_for(facts->hosts[at].name, name)) {
            alike = &facts->hosts[at];
            alike_count++;
        }
    }
    return alike_count == 1 ? alike : NULL;
}

struct host *inspection_host(struct inspection *inspection, const char *name, const char *named_by)
{
    struct facts *facts = inspection->facts;
    char *trimmed = text_trim(NULL, name);
    struct host *host = find_host(inspection, trimmed);
    if (host == NULL) {
        host = mem_append(facts, &facts->hosts, &facts->host_count, sizeof *host);
        host->name = talloc_strdup(facts, trimmed);
        host->named_by = copy(inspection, named_by);
    } else if (named_by == NULL) {
        host->named_by = NULL;
        if (strchr(host->name, '.') == NULL && strchr(trimmed, '.') != NULL)
            host->name = talloc_strdup(facts, trimmed);
    }
    talloc_free(trimmed);
    return host;
}

/* Names of files and folders that everybody's export has, so that they name no host. */
static bool is_of_no_host(const char *name)
{
    static const char *const names[] = {
        "software",
        "system",
        "registry",
        "export",
        "odbc",
        "odbcinst",
        "odbcinst.ini",
        "schannel",
        "uninstall",
        "hklm",
        "hkcr",
        "clsid",
        "winhttp",
        "dotnet",
        "drivers",
        "evidence",
        "sqlcheck",
        "config",
        "system32",
        "syswow64",
        "windows",
        "ole db",
        "c",
        "common files",
        "program files",
        "program files (x86)",
        "",
        ".",
        "..",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (text_equal(names[i], name))
            return true;
    return false;
}

static bool is_part_of_windows(struct inspection *inspection, const char *name)
{
    const struct driver_name *found = NULL;
    size_t size = strlen(name);
    (void)drivers_find(inspection->request->tables, name, &found);
    return found != NULL || (size > 4 && text_equal(name + size - 4, ".dll"));
}

/* The last part of the path goes, without what ends it in /; "" when there is none. */
static char *take_last(void *memory, char *path)
{
    size_t size = strlen(path);
    while (size > 0 && path[size - 1] == '/')
        path[--size] = '\0';
    char *slash = strrchr(path, '/');
    char *last = talloc_strdup(memory, slash == NULL ? path : slash + 1);
    *(slash == NULL ? path : slash) = '\0';
    return last;
}

/* "mp01.contoso.com.reg" is mp01.contoso.com: only the endings of evidence go. */
static void drop_ending(char *name)
{
    static const char *const endings[] = {".reg", ".txt", ".hiv", ".hive", ".csv", ".dat"};
    size_t size = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t end = strlen(endings[i]);
        if (size > end && text_equal(name + size - end, endings[i])) {
            name[size - end] = '\0';
            return;
        }
    }
}

struct host *inspection_host_of_path(struct inspection *inspection, const char *path)
{
    void *memory = talloc_new(NULL);
    char *rest = talloc_strdup(memory, path);
    char *file = take_last(memory, rest);
    const char *named_by = "the file's name";
    bool is_driver = is_part_of_windows(inspection, file);
    drop_ending(file);
    char *name = file;
    while (is_driver || is_of_no_host(name)) {
        is_driver = false;
        named_by = "the folder's name";
        if (rest[0] == '\0') {
            name = file;
            named_by = "the file's name";
            break;
        }
        name = take_last(memory, rest);
    }
    struct host *host = inspection_host(inspection, name, named_by);
    talloc_free(memory);
    return host;
}

/* ---- what is known of a host ----------------------------------------------------------------- */

static bool is_same_program(const struct program *a, const struct program *b)
{
    return a->bits == b->bits && a->source.kind == b->source.kind && text_equal(a->name, b->name) &&
           text_equal(a->version, b->version) && text_equal(a->path, b->path) &&
           text_equal(a->source.where, b->source.where) &&
           text_equal(a->source.file, b->source.file);
}

/* A registry may name one driver a million times, and each is compared with all before it. */
static bool has_room(struct inspection *inspection, const struct host *host)
{
    enum { MOST_PROGRAMS = 1000 };
    static const char costs[] = "client drivers of one host";
    const struct facts *facts = inspection->facts;
    if (host->program_count < MOST_PROGRAMS)
        return true;
    const struct gap *last = facts->gap_count == 0 ? NULL : &facts->gaps[facts->gap_count - 1];
    if (last == NULL || !text_equal(last->costs, costs) || !text_equal(last->object, host->name))
        inspection_gap(inspection, host->name, costs,
                       "more than %d entries of drivers: the rest is left out", MOST_PROGRAMS);
    return false;
}

void inspection_program(struct inspection *inspection, struct host *host,
                        const struct program *program)
{
    if (!has_room(inspection, host))
        return;
    for (size_t i = 0; i < host->program_count; i++)
        if (is_same_program(&host->programs[i], program))
            return;
    struct program *added =
        mem_append(inspection->facts, &host->programs, &host->program_count, sizeof *added);
    *added = (struct program){
        .name = copy(inspection, program->name),
        .version = copy(inspection, program->version),
        .bits = program->bits,
        .path = copy(inspection, program->path),
        .source = inspection_source(inspection, &program->source),
    };
}

void inspection_setting(struct inspection *inspection, struct host *host, const char *key,
                        const char *value, const struct source *source)
{
    struct setting *added =
        mem_append(inspection->facts, &host->settings, &host->setting_count, sizeof *added);
    *added = (struct setting){
        .key = copy(inspection, key),
        .value = copy(inspection, value),
        .source = inspection_source(inspection, source),
    };
}

void inspection_list_read(struct inspection *inspection, struct host *host,
                          const struct source *source)
{
    if (host->programs_state == READ_DONE &&
        host->programs_source.seen_unix_s >= dated(inspection, source))
        return;
    host->programs_state = READ_DONE;
    host->programs_source = inspection_source(inspection, source);
}

/* What that Windows has of TLS 1.2; false when no table knows it. */
static bool default_of(const struct inspection *inspection, const char *text,
                       enum tls_default *given)
{
    struct version version;
    const struct windows_row *row = NULL;
    if (version_parse(text, &version))
        row = windows_default(inspection->request->tables, &version);
    if (row != NULL)
        *given = row->tls12_client;
    return row != NULL;
}

/* Whether another version, of that source, stands in place of the host's. What is a month older
 * loses; then the worse Windows stands, then the stronger source, then the newer. */
static bool is_better_told(const struct inspection *inspection, const struct host *host,
                           const char *version, const struct source *source)
{
    enum { STALE_S = 30 * 86400 };
    const struct source *ours = &host->windows_source;
    int64_t seen = dated(inspection, source);
    int64_t younger = seen - ours->seen_unix_s;
    enum tls_default our_default = TLS_DEFAULT_NONE;
    enum tls_default their_default = TLS_DEFAULT_NONE;
    if (host->windows_version == NULL)
        return true;
    if (seen != 0 && ours->seen_unix_s != 0 && (younger > STALE_S || younger < -STALE_S))
        return younger > 0;
    if (default_of(inspection, host->windows_version, &our_default) &&
        default_of(inspection, version, &their_default) && our_default != their_default)
        return their_default < our_default; /* none, off, on */
    return source->kind != ours->kind ? source->kind < ours->kind : younger > 0;
}

void inspection_windows(struct inspection *inspection, struct host *host, const char *name,
                        const char *version, const struct source *source)
{
    if (version != NULL && is_better_told(inspection, host, version, source)) {
        host->windows_version = copy(inspection, version);
        host->windows_source = inspection_source(inspection, source);
        host->windows = name == NULL ? host->windows : copy(inspection, name);
    }
    if (name != NULL && host->windows == NULL)
        host->windows = copy(inspection, name);
}

/* ---- what could not be read ------------------------------------------------------------------ */

static void add_gap(struct inspection *inspection, const char *object, const char *costs,
                    bool required, char *reason)
{
    struct facts *facts = inspection->facts;
    struct gap *gap = mem_append(facts, &facts->gaps, &facts->gap_count, sizeof *gap);
    *gap = (struct gap){
        .costs = copy(inspection, costs),
        .object = copy(inspection, object),
        .reason = reason,
        .required = required,
    };
}

void inspection_gap(struct inspection *inspection, const char *object, const char *costs,
                    const char *format, ...)
{
    va_list words;
    va_start(words, format);
    add_gap(inspection, object, costs, true, talloc_vasprintf(inspection->facts, format, words));
    va_end(words);
}

void inspection_remark(struct inspection *inspection, const char *object, const char *costs,
                       const char *format, ...)
{
    va_list words;
    va_start(words, format);
    add_gap(inspection, object, costs, false, talloc_vasprintf(inspection->facts, format, words));
    va_end(words);
}
