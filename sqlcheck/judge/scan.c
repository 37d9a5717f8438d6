#include "judge/scan.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "judge/rules.h"

/* ---- what it is, in one sentence ------------------------------------------------------------- */

/* "1.0, 1.1 and 1.2": the TLS versions with this answer; NULL when there are none. */
static char *versions_with(void *parent, const struct scan *scan, enum scan_way way,
                           enum tls_answer answer)
{
    char *list = NULL;
    const char *held = NULL;
    for (size_t i = SCAN_1_0; i < SCAN_VERSION_COUNT; i++) {
        if (scan->answers[way][i].answer != answer)
            continue;
        if (held != NULL)
            list = list == NULL ? talloc_strdup(parent, held)
                                : talloc_asprintf_append(list, ", %s", held);
        held = scan_version_names[i];
    }
    if (held == NULL)
        return NULL;
    return list == NULL ? talloc_strdup(parent, held)
                        : talloc_asprintf_append(list, " and %s", held);
}

static bool takes_one_only(const struct scan *scan, enum scan_way way)
{
    size_t taken = 0;
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++)
        taken += scan->answers[way][i].answer == TLS_ACCEPTED;
    return taken == 1;
}

/* Versions that nobody asked about, or that gave no answer, leave "only" open. */
static bool all_told(const struct scan *scan, enum scan_way way)
{
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++)
        if (scan->answers[way][i].answer == TLS_UNKNOWN)
            return false;
    return true;
}

/* "SSL 3 and TLS 1.0 and 1.1"; NULL when nothing is taken. */
static char *taken_words(void *parent, const struct scan *scan, enum scan_way way)
{
    const char *versions = versions_with(parent, scan, way, TLS_ACCEPTED);
    bool takes_ssl_3 = scan->answers[way][SCAN_SSL_3].answer == TLS_ACCEPTED;
    if (versions == NULL)
        return takes_ssl_3 ? talloc_strdup(parent, "SSL 3") : NULL;
    return talloc_asprintf(parent, "%sTLS %s", takes_ssl_3 ? "SSL 3 and " : "", versions);
}

static char *takes_words(void *parent, const struct scan *scan, enum scan_way way)
{
    const char *taken = taken_words(parent, scan, way);
    enum tls_answer on_1_2 = scan->answers[way][SCAN_1_2].answer;
    if (taken == NULL)
        return talloc_strdup(parent, on_1_2 == TLS_REFUSED
                                         ? "takes no TLS version that was asked for"
                                         : "answers no hello in a way that could be read");
    bool only = takes_one_only(scan, way) && all_told(scan, way);
    char *words = talloc_asprintf(parent, "takes %s%s", taken, only ? " only" : "");
    if (on_1_2 == TLS_REFUSED)
        return talloc_asprintf_append(words, " and refuses TLS 1.2");
    if (on_1_2 == TLS_UNKNOWN)
        return talloc_asprintf_append(words, ", whether it takes TLS 1.2 cannot be told");
    return words;
}

static const char *const setting_words[] = {
    [SCAN_ENCRYPTION_UNKNOWN] = "its encryption setting cannot be told",
    [SCAN_ENCRYPTION_OFF] =
        "encryption is off: a client that does not ask for it encrypts its login only",
    [SCAN_ENCRYPTION_ON] = "encryption is on",
    [SCAN_ENCRYPTION_REQUIRED] = "encryption is required of every client",
    [SCAN_ENCRYPTION_BOTH] = "TDS 7 and strict (TDS 8) clients are both served",
};

/* What stands behind a connection that came to nothing. */
static const char *const reach_sentences[] = {
    [REACH_NOT_TRIED] = "was not tried",
    [REACH_NOT_RESOLVED] = "has a name that does not resolve",
    [REACH_RESOLVER_SILENT] = "could not be looked up: the name server is silent",
    [REACH_BROWSER_SILENT] = "could not be found: SQL Browser is silent",
    [REACH_NO_INSTANCE] = "is an instance that SQL Browser does not know",
    [REACH_REFUSED] = "has nobody listening on that port",
    [REACH_UNREACHABLE] = "cannot be reached from here",
    [REACH_SILENT] = "is silent",
    [REACH_RESET] = "resets the connection before it says anything",
    [REACH_CLOSED] = "closes the connection before it says anything",
    [REACH_NOT_TDS] = "is not a SQL Server",
};

static char *reach_words(void *parent, const struct scan *scan)
{
    const struct endpoint *endpoint = &scan->endpoint;
    const char *words = reach_sentences[endpoint->reach];
    if (scan->is_https && endpoint->reach == REACH_NOT_TDS)
        words = "does not speak TLS";
    return talloc_asprintf(parent, "%s%s%s", words, text_is_empty(endpoint->reason) ? "" : ": ",
                           or_word(endpoint->reason, ""));
}

static char *headline(void *parent, const struct scan *scan)
{
    if (scan->endpoint.reach == REACH_STRICT_ONLY)
        return talloc_asprintf(parent,
                               "takes strict encryption (TDS 8) only, and there %s; no TDS 7 "
                               "client gets in",
                               takes_words(parent, scan, SCAN_STRICT));
    if (scan->endpoint.reach != REACH_TDS)
        return reach_words(parent, scan);
    if (scan->is_https)
        return takes_words(parent, scan, SCAN_TLS);
    if (scan->encryption == SCAN_ENCRYPTION_NOT_SUPPORTED)
        return talloc_strdup(parent, "supports no encryption: logins travel in clear");
    return talloc_asprintf(parent, "%s; %s", takes_words(parent, scan, SCAN_TDS7),
                           setting_words[scan->encryption]);
}

/* ---- findings -------------------------------------------------------------------------------- */

static void say_ways(struct judging *judging, struct endpoint_side *side, const struct scan *scan)
{
    void *parent = judging->out;
    enum scan_way way = scan->is_https ? SCAN_TLS : SCAN_TDS7;
    if (scan->answers[way][SCAN_SSL_3].answer == TLS_ACCEPTED) {
        struct finding finding = finding_make(parent, FINDING_SRV_SSL_3, WORDS(side->text));
        side_add(parent, &side->common, &finding);
    }
    if (scan->encryption == SCAN_ENCRYPTION_BOTH) {
        const char *taken = versions_with(parent, scan, SCAN_STRICT, TLS_ACCEPTED);
        struct finding finding = finding_make(parent, FINDING_SRV_STRICT_TOO,
                                              WORDS(side->text, or_word(taken, "not known")));
        side_add(parent, &side->common, &finding);
    }
}

static void say_unfinished(struct judging *judging, struct endpoint_side *side,
                           const struct scan *scan)
{
    void *parent = judging->out;
    for (size_t way = 0; way < SCAN_WAY_COUNT; way++)
        for (size_t i = 0; i < SCAN_VERSION_COUNT; i++) {
            const struct scan_answer *answer = &scan->answers[way][i];
            if (answer->suites_note == NULL)
                continue;
            char *version = talloc_asprintf(parent, "%s%s", scan_version_names[i],
                                            way == SCAN_STRICT ? " (strict)" : "");
            struct finding finding = finding_make(parent, FINDING_SRV_SUITES_UNKNOWN,
                                                  WORDS(side->text, version, answer->suites_note));
            side_add(parent, &side->common, &finding);
        }
    if (scan->spent_note != NULL) {
        struct finding finding =
            finding_make(parent, FINDING_SRV_SPENT, WORDS(side->text, scan->spent_note));
        side_add(parent, &side->common, &finding);
    }
}

/* The rules speak of engines; a web server is set right elsewhere. */
static void suit_https(void *parent, struct side *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(findings->findings[i].id, "SQLC-SRV-001") == 0)
            finding_fix(parent, &findings->findings[i],
                        "switch TLS 1.2 on for the server in SChannel of that host");
}

/* Expiry warns, as it does for drivers that do not look: which ones connect is not known here. */
static void gather(void *parent, struct endpoint_side *side, struct scan_judgement *out)
{
    for (size_t i = 0; i < side->trusting.count; i++)
        side_add(parent, &side->common, &side->trusting.findings[i]);
    side_sort(&side->common);
    out->verdict = side->common.verdict;
    out->findings = side->common.findings;
    out->finding_count = side->common.count;
}

struct scan_judgement *scan_judge(void *parent, const struct scan *scan, int64_t now_unix_s,
                                  const struct tables *tables)
{
    struct scan_judgement *out = talloc_zero(parent, struct scan_judgement);
    struct facts *facts = talloc_zero(out, struct facts);
    struct judging judging = {
        .out = talloc_zero(out, struct judgement), .facts = facts, .tables = tables};
    facts->now_unix_s = now_unix_s;
    struct endpoint *endpoint =
        mem_append(facts, &facts->endpoints, &facts->endpoint_count, sizeof *endpoint);
    *endpoint = scan->endpoint;
    endpoints_name(&judging);
    endpoints_judge(&judging);
    struct endpoint_side *side = &judging.endpoints[0];
    say_ways(&judging, side, scan);
    say_unfinished(&judging, side, scan);
    if (scan->is_https)
        suit_https(out, &side->common);
    gather(out, side, out);
    out->engine = judging.out->engine;
    out->headline = headline(out, scan);
    return out;
}
