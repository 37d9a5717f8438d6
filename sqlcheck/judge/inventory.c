#include "judge/inventory.h"

#include <stdio.h>
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

bool is_one_reading(const struct source *a, const struct source *b)
{
    return a->kind == b->kind && (a->kind == SOURCE_FILE || (a->seen_unix_s == b->seen_unix_s &&
                                                             text_equal(a->file, b->file)));
}

/* ---- when it was seen ------------------------------------------------------------------------ */

int64_t inventory_now(const struct facts *facts)
{
    return facts->server_now_unix_s != 0 ? facts->server_now_unix_s : facts->now_unix_s;
}

int64_t seen_dated(int64_t seen_unix_s, int64_t now_s)
{
    return now_s != 0 && seen_unix_s - now_s > DAY_S ? 0 : seen_unix_s;
}

bool seen_is_outdated(int64_t seen_unix_s, int64_t newest_unix_s)
{
    return seen_unix_s != 0 && newest_unix_s - seen_unix_s > STALE_S;
}

bool seen_is_fresh(int64_t seen_unix_s, int64_t now_s)
{
    return seen_unix_s != 0 && now_s - seen_unix_s <= STALE_S;
}

/* ---- settings -------------------------------------------------------------------------------- */

static bool is_zero(const struct setting *setting)
{
    return setting->value == NULL || strspn(setting->value, "0") == strlen(setting->value);
}

static int64_t newest_of(const struct host *host, const char *prefix, int64_t now_s)
{
    int64_t newest = 0;
    for (size_t i = 0; i < host->setting_count; i++) {
        int64_t seen = seen_dated(host->settings[i].source.seen_unix_s, now_s);
        if (text_has_prefix(host->settings[i].key, prefix) &&
            host->settings[i].source.kind != SOURCE_YOURS && /* a rehearsal makes nothing old */
            seen > newest)
            newest = seen;
    }
    return newest;
}

/* Of the settings of a key in one reading (NULL = in any), the first that is zero or not, as
 * wanted, else any; NULL when there is none. */
static const struct setting *find(const struct host *host, const char *key, bool prefer_zero,
                                  const struct source *reading)
{
    const struct setting *found = NULL;
    for (size_t i = 0; i < host->setting_count; i++) {
        const struct setting *setting = &host->settings[i];
        if (!text_equal(setting->key, key) ||
            (reading != NULL && !is_one_reading(&setting->source, reading)))
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

static struct tls12_setting read_tls12(const struct host *host, const char *key,
                                       const struct source *reading)
{
    char enabled[64];
    char disabled[64];
    (void)snprintf(enabled, sizeof enabled, "%s.enabled", key);
    (void)snprintf(disabled, sizeof disabled, "%s.disabledbydefault", key);
    struct tls12_setting found = {
        .enabled = find(host, enabled, true, reading),
        .disabled = find(host, disabled, false, reading),
        .key = find(host, key, true, reading),
    };
    found.state = state_of(&found);
    found.seen_unix_s = older(older(0, found.enabled), found.disabled);
    if (found.state == TLS12_NOT_SET)
        found.seen_unix_s = older(0, found.key);
    return found;
}

static bool is_on_by_default(const struct tables *tables, const struct host *host)
{
    struct version version;
    if (host->windows_version == NULL || !version_parse(host->windows_version, &version))
        return false;
    const struct windows_row *row = windows_default(tables, &version);
    return row != NULL && row->tls12_client == TLS_DEFAULT_ON;
}

static int badness(enum tls12_state state, bool is_on)
{
    static const int of_state[TLS12_STATE_COUNT] = {
        [TLS12_NOT_READ] = 0, [TLS12_ON] = 1, [TLS12_HALF] = 3, [TLS12_OFF] = 5};
    return state == TLS12_NOT_SET ? (is_on ? 2 : 4) : of_state[state];
}

struct tls12_setting host_tls12(const struct tables *tables, const struct host *host,
                                const char *key, int64_t now_s)
{
    int64_t newest_s = newest_of(host, key, now_s);
    bool is_on = is_on_by_default(tables, host);
    bool differ = false;
    struct tls12_setting worst = {0};
    for (size_t i = 0; i < host->setting_count; i++) {
        const struct setting *setting = &host->settings[i];
        if (!text_has_prefix(setting->key, key) ||
            seen_is_outdated(setting->source.seen_unix_s, newest_s))
            continue;
        struct tls12_setting found = read_tls12(host, key, &setting->source);
        int more = badness(found.state, is_on) - badness(worst.state, is_on);
        differ =
            differ || (more != 0 && found.state != TLS12_NOT_READ && worst.state != TLS12_NOT_READ);
        if (more > 0)
            worst = found;
    }
    worst.differ = differ;
    worst.seen_unix_s = seen_dated(worst.seen_unix_s, now_s);
    return worst;
}

struct tls12_setting host_tls12_client(const struct tables *tables, const struct host *host,
                                       int64_t now_s)
{
    return host_tls12(tables, host, "schannel.tls12.client", now_s);
}

/* Of two lists the one that was seen later. */
static const struct setting *newest_list(const struct host *host, const char *key, int64_t now_s)
{
    const struct setting *found = NULL;
    for (size_t i = 0; i < host->setting_count; i++) {
        const struct setting *setting = &host->settings[i];
        if (text_equal(setting->key, key) && !text_is_empty(setting->value) &&
            (found == NULL || seen_dated(setting->source.seen_unix_s, now_s) >
                                  seen_dated(found->source.seen_unix_s, now_s)))
            found = setting;
    }
    return found;
}

struct host_hello host_hello(const struct tables *tables, const struct host *host, int64_t now_s)
{
    struct host_hello hello = {.fips = host_fips(host) != NULL,
                               .own = newest_list(host, "ciphers.policy", now_s)};
    struct version version;
    if (hello.own == NULL)
        hello.own = newest_list(host, "ciphers.machine", now_s);
    if (!text_is_empty(host->windows_version) && version_parse(host->windows_version, &version))
        hello.client = tls_client_of_windows(tables, &version);
    return hello;
}

const struct setting *host_fips(const struct host *host)
{
    const struct setting *found = find(host, "fips.enabled", false, NULL);
    if (found == NULL)
        found = find(host, "fips.enabled.legacy", false, NULL);
    return found != NULL && !is_zero(found) ? found : NULL;
}
