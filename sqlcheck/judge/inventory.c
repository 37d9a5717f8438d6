#include "judge/inventory.h"

#include <string.h>

#include "base/text.h"

#define TLS12_AS_TEXT(id, word) [id] = (word),
const char *const tls12_state_names[] = {TLS12_STATES(TLS12_AS_TEXT) NULL};

const struct driver_family *program_family(const struct tables *tables,
                                           const struct program *program)
{
    const struct driver_name *name = NULL;
    return program->name == NULL ? NULL : drivers_find(tables, program->name, &name);
}

struct version program_version(const struct tables *tables, const struct host *host,
                               const struct driver_family *family, const struct program *program)
{
    struct version version = {0};
    const char *text = family->of_windows ? host->windows_version : program->version;
    if (text != NULL && version_parse(text, &version))
        version = driver_normalise(tables, family, &version);
    return version;
}

/* ---- settings -------------------------------------------------------------------------------- */

static bool is_zero(const struct setting *setting)
{
    return setting->value == NULL || strspn(setting->value, "0") == strlen(setting->value);
}

static int64_t newest_of(const struct host *host, const char *prefix)
{
    int64_t newest = 0;
    for (size_t i = 0; i < host->setting_count; i++)
        if (text_has_prefix(host->settings[i].key, prefix) &&
            host->settings[i].source.kind != SOURCE_YOURS && /* a rehearsal makes nothing old */
            host->settings[i].source.seen_unix_s > newest)
            newest = host->settings[i].source.seen_unix_s;
    return newest;
}

/* Of the settings of a key that are not older than `oldest_s`, the first that is `wanted` (zero or
 * not), else any; NULL when there is none. What has no date is not known to be old. */
static const struct setting *find(const struct host *host, const char *key, bool prefer_zero,
                                  int64_t oldest_s)
{
    const struct setting *found = NULL;
    for (size_t i = 0; i < host->setting_count; i++) {
        const struct setting *setting = &host->settings[i];
        int64_t seen = setting->source.seen_unix_s;
        if (!text_equal(setting->key, key) || (seen != 0 && seen < oldest_s))
            continue;
        if (found == NULL || (is_zero(setting) == prefer_zero && is_zero(found) != prefer_zero))
            found = setting;
    }
    return found;
}

static int64_t older(int64_t seen, const struct setting *setting)
{
    if (setting == NULL)
        return seen;
    return seen == 0 || setting->source.seen_unix_s < seen ? setting->source.seen_unix_s : seen;
}

/* KB 245030: Enabled=0 denies it, DisabledByDefault=1 leaves it out; KB 3135244 asks for both
 * values. */
static enum tls12_state state_of(const struct tls12_setting *found)
{
    bool is_off = (found->enabled != NULL && is_zero(found->enabled)) ||
                  (found->disabled != NULL && !is_zero(found->disabled));
    if (is_off)
        return TLS12_OFF;
    if (found->enabled != NULL && found->disabled != NULL)
        return TLS12_ON;
    if (found->enabled != NULL || found->disabled != NULL)
        return TLS12_HALF;
    bool is_absent = found->key != NULL && text_equal(found->key->value, "absent");
    return is_absent ? TLS12_NOT_SET : TLS12_NOT_READ;
}

struct tls12_setting host_tls12_client(const struct host *host, int64_t stale_s)
{
    static const char key[] = "schannel.tls12.client";
    int64_t oldest_s = newest_of(host, key) - stale_s;
    struct tls12_setting found = {
        .enabled = find(host, "schannel.tls12.client.enabled", true, oldest_s),
        .disabled = find(host, "schannel.tls12.client.disabledbydefault", false, oldest_s),
        .key = find(host, key, true, oldest_s),
    };
    found.state = state_of(&found);
    found.seen_unix_s = older(older(0, found.enabled), found.disabled);
    if (found.state == TLS12_NOT_SET)
        found.seen_unix_s = older(0, found.key);
    return found;
}

const struct setting *host_fips(const struct host *host)
{
    const struct setting *found = find(host, "fips.enabled", false, INT64_MIN);
    if (found == NULL)
        found = find(host, "fips.enabled.legacy", false, INT64_MIN);
    return found != NULL && !is_zero(found) ? found : NULL;
}
