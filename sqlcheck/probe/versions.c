#include "probe/versions.h"

#include "base/mem.h"

#include <pthread.h>
#include <talloc.h>

static const uint16_t numbers[TLS_VERSION_COUNT] = {
    [TLS_1_0] = 0x0301,
    [TLS_1_1] = 0x0302,
    [TLS_1_2] = 0x0303,
    [TLS_1_3] = 0x0304,
};

/* ---- asking ---------------------------------------------------------------------------------- */

/* One question in its own thread. Its memory has no parent while it runs: talloc trees are not for
 * two threads. */
struct question {
    const struct net_address *address;
    uint16_t version;
    struct deadline deadline;
    void *memory;
    struct hello_result result;
    pthread_t thread;
    bool running;
};

static void *question_run(void *argument)
{
    struct question *question = argument;
    struct tls_offer offer = hello_offer(question->version);
    question->result =
        hello_ask(question->memory, &(struct hello_route){.address = question->address}, &offer,
                  question->deadline);
    return NULL;
}

static void question_start(struct question *question)
{
    question->memory = talloc_new(NULL);
    question->running = pthread_create(&question->thread, NULL, question_run, question) == 0;
    if (!question->running)
        (void)question_run(question);
}

static void question_finish(void *parent, struct question *question)
{
    if (question->memory == NULL)
        return;
    if (question->running)
        (void)pthread_join(question->thread, NULL);
    (void)talloc_steal(parent, question->memory);
}

static bool is_about_suites(const struct hello_result *hello)
{
    enum { HANDSHAKE_FAILURE = 40, INSUFFICIENT_SECURITY = 71 };
    return hello->end == HELLO_ALERT && (hello->alert.description == HANDSHAKE_FAILURE ||
                                         hello->alert.description == INSUFFICIENT_SECURITY);
}

/* A connection may break for reasons of its own: once more. */
static void repeat_if_cut_off(void *parent, const struct net_address *address,
                              struct deadline deadline, struct version_results *out)
{
    struct handshake_result again;
    if (!out->handshake.cut_off)
        return;
    handshake_ask(parent, &(struct hello_route){.address = address}, &handshake_1_2, deadline,
                  &again);
    out->opened += again.hello.opened;
    bool says_less = again.hello.end == HELLO_NOT_REACHED ||
                     (out->handshake.hello.end == HELLO_TAKEN && !again.facts.completed);
    if (!says_less)
        out->handshake = again;
}

/* "No common suite" may be about the suites that our OpenSSL lacks: the wider hello tells. */
static void widen_if_about_suites(void *parent, const struct net_address *address,
                                  struct deadline deadline, struct version_results *out)
{
    if (!is_about_suites(&out->handshake.hello))
        return;
    struct tls_offer offer = hello_offer(numbers[TLS_1_2]);
    struct hello_result wide =
        hello_ask(parent, &(struct hello_route){.address = address}, &offer, deadline);
    out->opened += wide.opened;
    if (wide.end != HELLO_TAKEN)
        return;
    out->handshake.hello = wide;
    out->handshake.facts.reason =
        talloc_asprintf(parent, "the server chose %s, which our OpenSSL does not have",
                        tls_suite_name(parent, wide.suite));
}

void versions_ask(void *parent, struct talk *talk, const struct net_address *address,
                  bool legacy_probe, struct deadline deadline, struct version_results *out)
{
    struct question questions[TLS_VERSION_COUNT] = {0};
    *out = (struct version_results){.opened = 0};
    for (size_t i = 0; i < TLS_VERSION_COUNT; i++) {
        if (i == TLS_1_2 || (i < TLS_1_2 && !legacy_probe))
            continue;
        questions[i].address = address;
        questions[i].version = numbers[i];
        questions[i].deadline = deadline;
        question_start(&questions[i]);
    }
    handshake_run(parent, talk, &handshake_1_2, deadline, &out->handshake);
    repeat_if_cut_off(parent, address, deadline, out);
    widen_if_about_suites(parent, address, deadline, out);
    out->hello[TLS_1_2] = out->handshake.hello;
    for (size_t i = 0; i < TLS_VERSION_COUNT; i++) {
        question_finish(parent, &questions[i]);
        if (i != TLS_1_2)
            out->hello[i] = questions[i].result;
        out->opened += questions[i].result.opened;
    }
}

/* ---- judging --------------------------------------------------------------------------------- */

/* Alerts that speak about versions or suites refuse on their own; others may be about our hello or
 * a fault over there, and need another version that was taken. RFC 5246 7.2.2 */
static bool alert_refuses(struct tls_alert alert)
{
    static const uint8_t refusing[] = {40, 70, 71};
    for (size_t i = 0; i < sizeof refusing; i++)
        if (refusing[i] == alert.description)
            return true;
    return false;
}

/* What each end says about the version that was asked for, and the words for it; the words of the
 * ends without any stand in the result itself. */
static const struct {
    enum tls_answer alone;   /* when no other version was taken on this endpoint */
    enum tls_answer another; /* when one was */
    const char *words;
} meanings[] = {
    [HELLO_NOT_ASKED] = {TLS_UNKNOWN, TLS_UNKNOWN, "not asked"},
    [HELLO_TAKEN] = {TLS_ACCEPTED, TLS_ACCEPTED, NULL},
    [HELLO_OTHER_VERSION] = {TLS_REFUSED, TLS_REFUSED, NULL},
    [HELLO_ALERT] = {TLS_UNKNOWN, TLS_REFUSED, NULL},
    [HELLO_CLOSED] = {TLS_UNKNOWN, TLS_REFUSED, "closed without an alert"},
    [HELLO_RESET] = {TLS_UNKNOWN, TLS_REFUSED, "reset without an alert"},
    [HELLO_SILENT] = {TLS_UNKNOWN, TLS_UNKNOWN, "no answer to the hello in time"},
    [HELLO_NO_TLS] = {TLS_UNKNOWN, TLS_UNKNOWN, "the answer to the hello is not TLS inside TDS"},
    [HELLO_NOT_REACHED] = {TLS_UNKNOWN, TLS_UNKNOWN, NULL},
    [HELLO_OWN_FAULT] = {TLS_UNKNOWN, TLS_UNKNOWN, NULL},
};

enum tls_answer versions_answer(const struct hello_result *hello, bool took_another)
{
    if (hello->end == HELLO_ALERT && alert_refuses(hello->alert))
        return TLS_REFUSED;
    return took_another ? meanings[hello->end].another : meanings[hello->end].alone;
}

char *versions_reason(void *parent, const struct hello_result *hello)
{
    if (hello->detail != NULL)
        return talloc_strdup(parent, hello->detail);
    if (meanings[hello->end].words != NULL)
        return talloc_strdup(parent, meanings[hello->end].words);
    if (hello->end == HELLO_TAKEN)
        return talloc_asprintf(parent, "ServerHello with %s", tls_suite_name(parent, hello->suite));
    if (hello->end == HELLO_OTHER_VERSION)
        return talloc_asprintf(parent, "the server answered with TLS %s",
                               tls_version_word(parent, hello->version));
    if (hello->end == HELLO_ALERT)
        return talloc_asprintf(parent, "%s from the server", tls_alert_text(parent, hello->alert));
    return talloc_strdup(parent, "our side could not ask");
}

static bool took_any(const struct version_results *results)
{
    for (size_t i = 0; i < TLS_VERSION_COUNT; i++)
        if (results->hello[i].end == HELLO_TAKEN)
            return true;
    return false;
}

struct tls_version_fact *versions_judge(void *parent, const struct version_results *results)
{
    struct tls_version_fact *facts = mem_array(parent, struct tls_version_fact, TLS_VERSION_COUNT);
    bool took_another = took_any(results); /* never this one itself: then it was HELLO_TAKEN */
    for (size_t i = 0; i < TLS_VERSION_COUNT; i++)
        facts[i] = (struct tls_version_fact){
            .version = (enum tls_version)i,
            .answer = versions_answer(&results->hello[i], took_another),
            .reason = versions_reason(parent, &results->hello[i]),
        };
    return facts;
}

struct tls_version_fact *versions_unknown(void *parent, const char *reason)
{
    struct tls_version_fact *facts = mem_array(parent, struct tls_version_fact, TLS_VERSION_COUNT);
    for (size_t i = 0; i < TLS_VERSION_COUNT; i++)
        facts[i] = (struct tls_version_fact){.version = (enum tls_version)i,
                                             .answer = TLS_UNKNOWN,
                                             .reason = talloc_strdup(parent, reason)};
    return facts;
}
