#include "probe/clients.h"

#include "base/mem.h"
#include "probe/versions.h"
#include "wire/tls.h"

#include <string.h>
#include <talloc.h>

/* A hello that some plans have in common. */
struct question {
    struct errand errand;
    bool asked_again;
};

struct run {
    void *parent;
    const struct clients_job *job;
    struct question **questions;
    size_t count;
    size_t (*of)[CLIENT_OFFER_COUNT]; /* by plan and offer: place among the questions, plus 1 */
};

static bool same_list(const uint16_t *a, size_t a_count, const uint16_t *b, size_t b_count)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * sizeof *a) == 0);
}

static bool same_offer(const struct tls_offer *a, const struct tls_offer *b)
{
    return same_list(a->suites, a->suite_count, b->suites, b->suite_count) &&
           same_list(a->groups, a->group_count, b->groups, b->group_count) &&
           same_list(a->signatures, a->signature_count, b->signatures, b->signature_count);
}

static bool has(const uint16_t *list, size_t count, uint16_t number)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == number)
            return true;
    return false;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static size_t place_of(struct run *run, const struct tls_offer *offer)
{
    const struct clients_job *job = run->job;
    for (size_t i = 0; i < run->count; i++)
        if (same_offer(&run->questions[i]->errand.offer, offer))
            return i + 1;
    struct question *question = talloc_zero(run->parent, struct question);
    question->errand = (struct errand){
        .kind = ERRAND_CLIENT,
        .route = {.address = job->address},
        .version = offer->version,
        .offer = *offer,
        .purse = job->purse,
        .deadline = job->deadline,
        .answer_ms = job->answer_ms,
        .encrypt = -1,
    };
    struct question **at = mem_append(run->parent, &run->questions, &run->count, sizeof *at);
    *at = question;
    return run->count;
}

static bool was_cut_off(const struct errand *errand)
{
    return errand->done && (errand->hello.end == HELLO_CLOSED || errand->hello.end == HELLO_RESET ||
                            errand->hello.end == HELLO_NOT_REACHED);
}

/* What was not asked yet; what just ended is asked once more. */
static void ask_new(struct run *run)
{
    for (int pass = 0; pass < 2; pass++) {
        struct errand **queue = mem_array(run->parent, struct errand *, run->count);
        size_t queued = 0;
        for (size_t i = 0; i < run->count; i++) {
            struct question *question = run->questions[i];
            bool again = pass == 1 && !question->asked_again && was_cut_off(&question->errand);
            question->asked_again = question->asked_again || again;
            if (again || !question->errand.done)
                queue[queued++] = &question->errand;
        }
        errands_run(run->parent, queue, queued, run->job->at_once);
        talloc_free(queue);
    }
}

/* ---- what it says ---------------------------------------------------------------------------- */

static const struct errand *errand_of(const struct run *run, size_t plan, enum client_offer offer)
{
    size_t place = run->of[plan][offer];
    return place == 0 ? NULL : &run->questions[place - 1]->errand;
}

/* A choice that was not on offer is none: that client would break the handshake off. */
static const char *not_offered(const struct errand *errand)
{
    const struct tls_offer *offer = &errand->offer;
    if (!has(offer->suites, offer->suite_count, errand->hello.suite))
        return "the server chose a suite that was not offered";
    if (errand->shaken.group != 0 && !has(offer->groups, offer->group_count, errand->shaken.group))
        return "the server chose a group that was not offered";
    if (errand->shaken.signature != 0 &&
        !has(offer->signatures, offer->signature_count, errand->shaken.signature))
        return "the server signs in a way that was not offered";
    return NULL;
}

static enum tls_answer answer_of(const struct errand *errand)
{
    enum tls_answer answer = versions_answer(&errand->hello, true);
    return answer == TLS_ACCEPTED && not_offered(errand) != NULL ? TLS_REFUSED : answer;
}

static char *reason_of(void *parent, const struct errand *errand)
{
    const char *wrong = errand->hello.end == HELLO_TAKEN ? not_offered(errand) : NULL;
    return wrong != NULL ? talloc_strdup(parent, wrong) : versions_reason(parent, &errand->hello);
}

static void add_answer(const struct run *run, size_t plan, enum client_offer offer,
                       struct endpoint *out)
{
    void *parent = run->parent;
    const struct client_plan *about = &run->job->plans[plan];
    const struct errand *errand = errand_of(run, plan, offer);
    if (errand == NULL || !errand->done)
        return;
    struct client_answer *answer =
        mem_append(parent, &out->clients, &out->client_count, sizeof *answer);
    *answer = (struct client_answer){
        .client = talloc_strdup(parent, about->client),
        .offer = offer,
        .fips = about->fips,
        .own = talloc_strdup(parent, about->own),
        .answer = answer_of(errand),
    };
    if (errand->hello.end == HELLO_TAKEN) {
        answer->suite = talloc_strdup(parent, tls_suite_name(parent, errand->hello.suite));
        answer->group = talloc_strdup(parent, tls_group_name(errand->shaken.group));
        answer->signature = talloc_strdup(parent, tls_signature_name(errand->shaken.signature));
    }
    if (answer->answer != TLS_ACCEPTED)
        answer->reason = reason_of(parent, errand);
}

/* A list of which this client has nothing leaves nothing to send. */
static void add_empty(const struct run *run, size_t plan, struct endpoint *out)
{
    struct client_answer *answer =
        mem_append(run->parent, &out->clients, &out->client_count, sizeof *answer);
    *answer = (struct client_answer){
        .client = talloc_strdup(run->parent, run->job->plans[plan].client),
        .offer = OFFER_OWN,
        .fips = run->job->plans[plan].fips,
        .own = talloc_strdup(run->parent, run->job->plans[plan].own),
        .answer = TLS_REFUSED,
        .reason = talloc_strdup(run->parent, "that list has no suite which this Windows supports"),
    };
}

/* ---- rounds ---------------------------------------------------------------------------------- */

static void want(struct run *run, size_t plan, enum client_offer offer)
{
    const struct client_plan *about = &run->job->plans[plan];
    if (about->has[offer] && about->offers[offer].suite_count > 0)
        run->of[plan][offer] = place_of(run, &about->offers[offer]);
}

static void want_first(struct run *run, size_t plan)
{
    want(run, plan, run->job->plans[plan].own != NULL ? OFFER_OWN : OFFER_DEFAULT);
}

static void want_second(struct run *run, size_t plan)
{
    const struct errand *first = errand_of(run, plan, OFFER_DEFAULT);
    const struct tls_offer *old = &run->job->plans[plan].offers[OFFER_WITHOUT_UPDATES];
    if (first == NULL || !first->done)
        return;
    if (answer_of(first) == TLS_REFUSED)
        want(run, plan, OFFER_SUPPORTED);
    else if (answer_of(first) == TLS_ACCEPTED &&
             !has(old->suites, old->suite_count, first->hello.suite))
        want(run, plan, OFFER_WITHOUT_UPDATES);
}

static void want_third(struct run *run, size_t plan)
{
    const struct errand *second = errand_of(run, plan, OFFER_SUPPORTED);
    if (second != NULL && second->done && answer_of(second) == TLS_REFUSED)
        want(run, plan, OFFER_ANY_SIGNATURE);
}

void clients_ask(void *parent, const struct clients_job *job, struct endpoint *out)
{
    static void (*const wants[])(struct run * run, size_t plan) = {want_first, want_second,
                                                                   want_third};
    struct run run = {.parent = parent, .job = job};
    run.of = mem_zeroed(parent, job->count, sizeof *run.of);
    for (size_t round = 0; round < sizeof wants / sizeof wants[0]; round++) {
        for (size_t i = 0; i < job->count; i++)
            wants[round](&run, i);
        ask_new(&run);
    }
    for (size_t i = 0; i < job->count; i++) {
        if (job->plans[i].own != NULL && job->plans[i].offers[OFFER_OWN].suite_count == 0)
            add_empty(&run, i, out);
        for (enum client_offer offer = 0; offer < CLIENT_OFFER_COUNT; offer++)
            add_answer(&run, i, offer, out);
    }
}
