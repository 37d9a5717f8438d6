/* Windows of a host. Nobody read its registry yet, so every answer stands on the documented default
 * of its version: an assumed fact, which the path prints. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"

static void assume(struct judging *judging, struct path *path, const struct need *need,
                   const struct windows_row *row)
{
    static const char *const state[TLS_DEFAULT_COUNT] = {
        [TLS_DEFAULT_NONE] = "does not exist",
        [TLS_DEFAULT_OFF] = "is off by default",
        [TLS_DEFAULT_ON] = "is on by default",
    };
    path_assume(judging, path,
                "the TLS 1.2 client %s in %s (%s), which %s runs; its registry was not read",
                state[row->tls12_client], row->name, need->host->windows_version, need->host_name);
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

void windows_judge(struct judging *judging, const struct need *need, struct side *side,
                   struct path *path)
{
    struct version version;
    const struct host *host = need->host;
    if (host != NULL && host->ambiguous)
        return; /* said on the driver side */
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
    assume(judging, path, need, row);
    if (row->tls12_client == TLS_DEFAULT_OFF)
        add(judging, need, side, FINDING_WIN_OFF, row->name, row->origin.source);
    if (row->tls12_client == TLS_DEFAULT_NONE)
        add(judging, need, side, FINDING_WIN_NONE, row->name, row->origin.source);
}
