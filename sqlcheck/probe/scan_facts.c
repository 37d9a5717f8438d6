#include "probe/scan_facts.h"

#include "base/mem.h"
#include "probe/versions.h"

#include <talloc.h>

uint16_t scan_version_number(enum scan_version version)
{
    return (uint16_t)(0x0300 + version);
}

void scan_answers_unknown(void *parent, struct scan *scan, enum scan_way way, const char *reason)
{
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++)
        scan->answers[way][i] =
            (struct scan_answer){.answer = TLS_UNKNOWN, .reason = talloc_strdup(parent, reason)};
}

/* The suites of a descent; of a single hello the one that was chosen. */
static void add_suites(void *parent, const struct errand *errand, struct scan_answer *out)
{
    const struct descent *descent = &errand->descent;
    bool single = errand->kind != ERRAND_SUITES && errand->hello.end == HELLO_TAKEN;
    size_t count = single ? 1 : descent->count;
    for (size_t i = 0; i < count; i++) {
        uint16_t suite = single ? errand->hello.suite : descent->suites[i];
        char **name = mem_append(parent, &out->suites, &out->suite_count, sizeof *name);
        *name = talloc_strdup(parent, tls_suite_name(parent, suite));
    }
    out->order = descent->order;
    out->suites_note = talloc_strdup(parent, descent->note);
}

static bool took_any(const struct errand errands[SCAN_VERSION_COUNT])
{
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++)
        if (errands[i].done && errands[i].hello.end == HELLO_TAKEN)
            return true;
    return false;
}

void scan_answers_from(void *parent, struct scan *scan, enum scan_way way,
                       const struct errand errands[SCAN_VERSION_COUNT])
{
    bool took_another = took_any(errands); /* never this one itself: then it was HELLO_TAKEN */
    scan_answers_unknown(parent, scan, way, "not asked");
    for (size_t i = 0; i < SCAN_VERSION_COUNT; i++) {
        struct scan_answer *out = &scan->answers[way][i];
        if (!errands[i].done)
            continue;
        out->answer = versions_answer(&errands[i].hello, took_another);
        out->reason = versions_reason(parent, &errands[i].hello);
        add_suites(parent, &errands[i], out);
        /* A choice that was not on offer says nothing about what the server takes. */
        if (out->answer == TLS_ACCEPTED && out->suite_count == 0) {
            out->answer = TLS_UNKNOWN;
            out->reason = out->suites_note;
        }
    }
}

void scan_answers_no_strict(void *parent, struct scan *scan, const struct errand *strict)
{
    bool is_tls = strict->hello.end == HELLO_TAKEN;
    const char *reason = !strict->done ? "not asked"
                         : is_tls      ? strict->strict.reason
                                       : versions_reason(parent, &strict->hello);
    scan_answers_unknown(parent, scan, SCAN_STRICT, reason);
    scan->strict_reason = talloc_strdup(parent, reason);
    if (strict->done && !is_tls)
        for (size_t i = 0; i < SCAN_VERSION_COUNT; i++)
            scan->answers[SCAN_STRICT][i].answer = versions_answer(&strict->hello, true);
}

void scan_endpoint_facts(void *parent, struct scan *scan, enum scan_way way,
                         const struct errand *handshake)
{
    struct endpoint *endpoint = &scan->endpoint;
    endpoint->versions = mem_array(parent, struct tls_version_fact, TLS_VERSION_COUNT);
    endpoint->version_count = TLS_VERSION_COUNT;
    for (size_t i = 0; i < TLS_VERSION_COUNT; i++) {
        const struct scan_answer *answer = &scan->answers[way][i + SCAN_1_0];
        endpoint->versions[i] = (struct tls_version_fact){
            .version = (enum tls_version)i, .answer = answer->answer, .reason = answer->reason};
    }
    if (handshake == NULL || !handshake->done)
        return;
    endpoint->handshake = handshake->shaken.facts;
    const char *scheme = tls_signature_name(handshake->shaken.signature);
    if (scheme != NULL)
        scan->signature = talloc_strdup(parent, scheme);
}

enum scan_encryption scan_encryption_of(const struct scan *scan, bool takes_strict)
{
    static const enum scan_encryption encryptions[] = {
        [ENCRYPTION_UNKNOWN] = SCAN_ENCRYPTION_UNKNOWN,
        [ENCRYPTION_OFF] = SCAN_ENCRYPTION_OFF,
        [ENCRYPTION_ON] = SCAN_ENCRYPTION_ON,
        [ENCRYPTION_REQUIRED] = SCAN_ENCRYPTION_REQUIRED,
        [ENCRYPTION_NOT_SUPPORTED] = SCAN_ENCRYPTION_NOT_SUPPORTED,
        [ENCRYPTION_STRICT_ONLY] = SCAN_ENCRYPTION_STRICT_ONLY,
    };
    if (scan->endpoint.reach == REACH_TDS && takes_strict)
        return SCAN_ENCRYPTION_BOTH;
    return encryptions[scan->endpoint.encryption];
}
