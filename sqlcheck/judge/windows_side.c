/* Windows of a host: what its registry says of TLS 1.2; where it was not read or leaves it open,
 * the documented default of its version: an assumed fact, which the path prints. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"

static void assume(struct judging *judging, struct path *path, const struct need *need,
                   const struct windows_row *row, enum tls12_state state_read)
{
    static const char *const state[TLS_DEFAULT_COUNT] = {
        [TLS_DEFAULT_NONE] = "does not exist",
        [TLS_DEFAULT_OFF] = "is off by default",
        [TLS_DEFAULT_ON] = "is on by default",
    };
    path_assume(judging, path, "the TLS 1.2 client %s in %s (%s), which %s runs; its registry %s",
                state[row->tls12_client], row->name, need->host->windows_version, need->host_name,
                state_read == TLS12_NOT_SET ? "was read and leaves it so" : "was not read");
}

void setting_fact(struct judging *judging, struct finding *finding, const struct setting *setting)
{
    if (setting == NULL)
        return;
    const struct setting_row *row = setting_find(judging->tables, setting->key);
    finding_fact(judging->out, finding, "%s: %s = %s, read %s",
                 or_word(setting->source.where, name_of(source_kind_names, setting->source.kind)),
                 row != NULL && row->value != NULL ? row->value : setting->key,
                 or_word(setting->value, "?"),
                 age_words(judging->out, setting->source.seen_unix_s, judging->inventory_now_s));
}

static void add_from_settings(struct judging *judging, const struct need *need, struct side *side,
                              enum finding_key key, const struct setting *first,
                              const struct setting *second)
{
    struct finding finding = finding_make(judging->out, key, WORDS(need->host_name));
    setting_fact(judging, &finding, first);
    setting_fact(judging, &finding, second);
    side_add(judging->out, side, &finding);
}

static void judge_settings(struct judging *judging, const struct need *need, struct side *side,
                           const struct tls12_setting *tls12)
{
    const struct setting *fips = host_fips(need->host);
    if (tls12->state == TLS12_OFF)
        add_from_settings(judging, need, side, FINDING_WIN_OFF_READ, tls12->enabled,
                          tls12->disabled);
    if (tls12->state == TLS12_HALF)
        add_from_settings(judging, need, side, FINDING_WIN_HALF, tls12->enabled, tls12->disabled);
    if (tls12->differ)
        add_from_settings(judging, need, side, FINDING_WIN_READINGS_DIFFER, tls12->enabled,
                          tls12->disabled);
    if (fips != NULL)
        add_from_settings(judging, need, side, FINDING_WIN_FIPS, fips, NULL);
    if (tls12->state != TLS12_NOT_READ &&
        !seen_is_fresh(tls12->seen_unix_s, judging->inventory_now_s)) {
        struct finding finding =
            finding_make(judging->out, FINDING_WIN_OLD_SETTINGS,
                         WORDS(need->host_name, age_words(judging->out, tls12->seen_unix_s,
                                                          judging->inventory_now_s)));
        setting_fact(judging, &finding, tls12->enabled);
        setting_fact(judging, &finding, tls12->disabled);
        side_add(judging->out, side, &finding);
    }
}

static void add(struct judging *judging, const struct need *need, struct side *side,
                enum finding_key key, const char *second, const char *source)
{
    struct finding finding = finding_make(judging->out, key, WORDS(need->host_name, second));
    const struct host *host = need->host;
    if (host != NULL && !text_is_empty(host->windows_version))
        finding_fact(
            judging->out, &finding, "%s: %s %s, seen %s",
            or_word(host->windows_source.where,
                    name_of(source_kind_names, host->windows_source.kind)),
            or_word(host->windows, "Windows"), host->windows_version,
            age_words(judging->out, host->windows_source.seen_unix_s, judging->inventory_now_s));
    finding_cite(judging->out, &finding, source);
    side_add(judging->out, side, &finding);
}

/* What its version says, where the registry leaves it open. */
static void judge_default(struct judging *judging, const struct need *need, struct side *side,
                          struct path *path, enum tls12_state state)
{
    struct version version;
    const struct host *host = need->host;
    if (host == NULL || text_is_empty(host->windows_version) ||
        !version_parse(host->windows_version, &version)) {
        add(judging, need, side, FINDING_WIN_UNKNOWN, NULL, NULL);
        return;
    }
    const struct windows_row *row = windows_default(judging->tables, &version);
    if (row == NULL) {
        add(judging, need, side, FINDING_WIN_UNLISTED, host->windows_version, NULL);
        return;
    }
    bool is_set = state == TLS12_ON || state == TLS12_HALF;
    if (!is_set)
        assume(judging, path, need, row, state);
    if (row->tls12_client == TLS_DEFAULT_OFF && !is_set)
        add(judging, need, side, FINDING_WIN_OFF, row->name, row->origin.source);
    if (row->tls12_client == TLS_DEFAULT_NONE)
        add(judging, need, side, FINDING_WIN_NONE, row->name, row->origin.source);
}

void windows_judge(struct judging *judging, const struct need *need, struct side *side,
                   struct path *path)
{
    const struct host *host = need->host;
    struct tls12_setting tls12 = {0};
    if (host != NULL && host->ambiguous)
        return; /* said on the driver side */
    if (host != NULL) {
        tls12 = host_tls12_client(judging->tables, host, judging->inventory_now_s);
        judge_settings(judging, need, side, &tls12);
    }
    if (tls12.state != TLS12_OFF)
        judge_default(judging, need, side, path, tls12.state);
}
