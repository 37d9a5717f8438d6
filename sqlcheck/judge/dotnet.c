#include "judge/dotnet.h"

#include <talloc.h>

#include "base/text.h"
#include "judge/inventory.h"

const char *const dotnet_value_keys[DOTNET_VALUE_COUNT] = {
    "dotnet.v4.strongcrypto",     "dotnet.v4.systemdefault",    "dotnet.v4.strongcrypto.32",
    "dotnet.v4.systemdefault.32", "dotnet.v2.strongcrypto",     "dotnet.v2.systemdefault",
    "dotnet.v2.strongcrypto.32",  "dotnet.v2.systemdefault.32",
};

static bool is_number(const struct setting *value, int wanted)
{
    int number = 0;
    return value != NULL && value->value != NULL && text_to_int(value->value, 0, 1, &number) &&
           number == wanted;
}

bool dotnet_is_on(const struct setting *value)
{
    return is_number(value, 1);
}

bool dotnet_is_off(const struct setting *value)
{
    return is_number(value, 0);
}

static int64_t dated(const struct source *source, int64_t now_s)
{
    return seen_dated(source->seen_unix_s, now_s);
}

/* ---- its version ----------------------------------------------------------------------------- */

struct candidate {
    struct version version;
    const char *written;
    const struct source *source;
};

/* A Release value, a version, or the number of a file of .NET (4.7.03062), whose third part does
 * not tell the release of that line: then the lowest of the line counts. */
static struct version parse(const struct tables *tables, const struct driver_family *family,
                            const char *text)
{
    enum { MOST_RELEASES = 9 };
    struct version version = {0};
    if (text == NULL || !version_parse(text, &version))
        return (struct version){0};
    version = driver_normalise(tables, family, &version);
    if (version.part[0] != 4 || version.count < 2)
        return (struct version){0};
    if (version.count == 2 || version.part[2] > MOST_RELEASES)
        version.part[2] = 0;
    version.count = 3;
    return version;
}

/* What the i-th entry of the host says, settings first: false when it is about something else.
 * Files of .NET are left out, because every host has those of several versions. */
static bool candidate_at(const struct tables *tables, const struct driver_family *family,
                         const struct host *host, size_t i, struct candidate *out)
{
    if (i < host->setting_count) {
        const struct setting *setting = &host->settings[i];
        *out = (struct candidate){.written = setting->value, .source = &setting->source};
        if (!text_equal(setting->key, "dotnet.release") &&
            !text_equal(setting->key, "dotnet.v4.version"))
            return false;
    } else {
        const struct program *program = &host->programs[i - host->setting_count];
        const struct driver_name *name = NULL;
        *out = (struct candidate){.written = program->version, .source = &program->source};
        if (program->source.kind == SOURCE_FILE || program->name == NULL ||
            drivers_find(tables, program->name, &name) != family)
            return false;
    }
    out->version = parse(tables, family, out->written);
    return out->version.count != 0;
}

static void find_version(const struct tables *tables, const struct host *host, int64_t now_s,
                         struct dotnet *found)
{
    struct candidate candidate;
    int64_t newest_s = 0;
    size_t count = host->setting_count + host->program_count;
    for (size_t i = 0; i < count; i++)
        if (candidate_at(tables, found->family, host, i, &candidate) &&
            dated(candidate.source, now_s) > newest_s)
            newest_s = dated(candidate.source, now_s);
    for (size_t i = 0; i < count; i++) {
        if (!candidate_at(tables, found->family, host, i, &candidate) ||
            seen_is_outdated(dated(candidate.source, now_s), newest_s))
            continue;
        if (found->version.count != 0 &&
            version_compare(&candidate.version, &found->version, 3) >= 0)
            continue;
        found->version = candidate.version;
        found->written = candidate.written;
        found->source = candidate.source;
    }
}

/* ---- its values ------------------------------------------------------------------------------ */

/* 0 before what is no known number, and that before 1. */
static int badness(const struct setting *value)
{
    return dotnet_is_off(value) ? 2 : dotnet_is_on(value) ? 0 : 1;
}

static const struct setting *find_value(const struct host *host, const char *key, int64_t now_s)
{
    int64_t newest_s = 0;
    const struct setting *found = NULL;
    for (size_t i = 0; i < host->setting_count; i++)
        if (text_equal(host->settings[i].key, key) &&
            dated(&host->settings[i].source, now_s) > newest_s)
            newest_s = dated(&host->settings[i].source, now_s);
    for (size_t i = 0; i < host->setting_count; i++) {
        const struct setting *value = &host->settings[i];
        if (text_equal(value->key, key) &&
            !seen_is_outdated(dated(&value->source, now_s), newest_s) &&
            (found == NULL || badness(value) > badness(found)))
            found = value;
    }
    return found;
}

static void take_date(struct dotnet *found, const struct source *source, int64_t now_s)
{
    int64_t seen_s = dated(source, now_s);
    if (!found->is_read || seen_s < found->oldest_s)
        found->oldest_s = seen_s;
    found->is_read = true;
}

struct dotnet host_dotnet(const struct tables *tables, const struct host *host, int64_t now_s)
{
    struct dotnet found = {.family = driver_family_find(tables, "systemdata")};
    find_version(tables, host, now_s, &found);
    if (found.source != NULL)
        take_date(&found, found.source, now_s);
    for (size_t i = 0; i < DOTNET_VALUE_COUNT; i++) {
        found.values[i] = find_value(host, dotnet_value_keys[i], now_s);
        if (found.values[i] != NULL)
            take_date(&found, &found.values[i]->source, now_s);
    }
    return found;
}

char *dotnet_version_text(void *parent, const struct version *version)
{
    if (version->part[2] == 0)
        return talloc_asprintf(parent, "%u.%u", version->part[0], version->part[1]);
    return talloc_asprintf(parent, "%u.%u.%u", version->part[0], version->part[1],
                           version->part[2]);
}

/* ---- the console ----------------------------------------------------------------------------- */

const struct source *host_console(const struct host *host)
{
    for (size_t i = 0; i < host->setting_count; i++)
        if (text_has_prefix(host->settings[i].key, "console.") &&
            !text_is_empty(host->settings[i].value))
            return &host->settings[i].source;
    for (size_t i = 0; i < host->program_count; i++)
        if (host->programs[i].name != NULL &&
            text_contains(host->programs[i].name, "Configuration Manager Console"))
            return &host->programs[i].source;
    return NULL;
}
