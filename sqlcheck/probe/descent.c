#include "probe/descent.h"

#include <string.h>

enum { SMALLEST_CHUNK = 32, LARGEST_CHUNK = 128 };

/* How one hello of a descent went. */
enum step {
    STEP_TAKEN,
    STEP_REFUSED, /* by an alert or another version, or in silence after a larger hello was taken */
    STEP_CHOKED,  /* broken off, noise: perhaps the hello was too large */
    STEP_OVER,    /* no further: out->note says why */
};

struct run {
    const struct descent_asker *asker;
    struct descent *out;
    uint16_t version;
    uint16_t left[TLS_MOST_SUITES]; /* not yet taken */
    size_t left_count;
    size_t answered; /* size of the largest hello that was answered with a ServerHello */
};

static enum step stop(struct run *run, const char *note)
{
    run->out->note = note;
    return STEP_OVER;
}

static size_t place_of(const uint16_t *suites, size_t count, uint16_t suite)
{
    size_t at = 0;
    while (at < count && suites[at] != suite)
        at++;
    return at;
}

/* Alerts that speak about versions or suites. RFC 5246 7.2.2; others may be about our hello. */
static bool is_refusal(const struct hello_result *hello)
{
    if (hello->end == HELLO_OTHER_VERSION)
        return true;
    return hello->end == HELLO_ALERT &&
           (hello->alert.description == 40 || hello->alert.description == 70 ||
            hello->alert.description == 71);
}

static enum step judge(struct run *run, const uint16_t *suites, size_t count,
                       const struct hello_result *hello)
{
    if (hello->end == HELLO_TAKEN && place_of(suites, count, hello->suite) == count)
        return stop(run, "the server chose a suite that was not offered");
    if (hello->end == HELLO_TAKEN)
        return STEP_TAKEN;
    if (is_refusal(hello))
        return STEP_REFUSED;
    if (hello->end == HELLO_NOT_REACHED || hello->end == HELLO_OWN_FAULT)
        return stop(run, "a connection did not come about");
    if (count > run->answered)
        return STEP_CHOKED;
    if (hello->end == HELLO_SILENT)
        return stop(run, "a hello was not answered in time");
    if (hello->end == HELLO_NO_TLS)
        return stop(run, "an answer was not TLS");
    return STEP_REFUSED; /* SChannel resets where others send an alert */
}

static enum step ask(struct run *run, const uint16_t *suites, size_t count,
                     struct hello_result *hello)
{
    *hello = (struct hello_result){.end = HELLO_NOT_ASKED};
    if (!run->asker->ask(run->asker->context, suites, count, hello))
        return stop(run, "what may be spent on one server was spent");
    enum step step = judge(run, suites, count, hello);
    if (step == STEP_TAKEN && count > run->answered)
        run->answered = count;
    return step;
}

static void take(struct run *run, uint16_t suite)
{
    size_t at = place_of(run->left, run->left_count, suite);
    memmove(&run->left[at], &run->left[at + 1], (run->left_count - at - 1) * sizeof run->left[0]);
    run->left_count--;
    run->out->suites[run->out->count++] = suite;
}

/* All that is left, chunk by chunk; *chunk shrinks when the server chokes. */
static enum step descend(struct run *run, size_t *chunk)
{
    struct hello_result hello;
    for (size_t at = 0; at < run->left_count;) {
        size_t count = run->left_count - at < *chunk ? run->left_count - at : *chunk;
        enum step step = ask(run, &run->left[at], count, &hello);
        if (step == STEP_OVER)
            return step;
        if (step == STEP_TAKEN)
            take(run, hello.suite);
        else if (step == STEP_REFUSED)
            at += count;
        else if (*chunk <= SMALLEST_CHUNK)
            return stop(run, "the server breaks off even short hellos");
        else
            *chunk = *chunk > LARGEST_CHUNK ? LARGEST_CHUNK : *chunk / 2;
    }
    return STEP_REFUSED;
}

/* Chunks tell what is taken, not in which order across them. */
static void settle_order(struct run *run)
{
    struct descent *out = run->out;
    size_t count = out->count;
    memcpy(run->left, out->suites, count * sizeof run->left[0]);
    run->left_count = count;
    out->count = 0;
    while (run->left_count > 1) {
        struct hello_result hello;
        if (ask(run, run->left, run->left_count, &hello) != STEP_TAKEN)
            break;
        take(run, hello.suite);
    }
    if (run->left_count > 1 && out->note == NULL)
        out->note = "the server did not take again what it took before";
    while (run->left_count > 0)
        take(run, run->left[0]);
}

static bool is_as_offered(const struct descent *out)
{
    for (size_t i = 1; i < out->count; i++)
        if (out->suites[i - 1] > out->suites[i])
            return false;
    return true;
}

/* A server that follows the client takes the first that it has of each offer, so that its choices
 * stand in the order of the offers; one more hello in the reverse order tells a coincidence. */
static void find_order(struct run *run, bool in_chunks)
{
    struct descent *out = run->out;
    uint16_t reversed[TLS_MOST_SUITES];
    struct hello_result hello;
    if (out->count < 2 || out->note != NULL)
        return;
    if (!in_chunks && !is_as_offered(out)) {
        out->order = ORDER_SERVER;
        return;
    }
    for (size_t i = 0; i < out->count; i++)
        reversed[i] = out->suites[out->count - 1 - i];
    if (ask(run, reversed, out->count, &hello) != STEP_TAKEN)
        return;
    if (hello.suite == out->suites[0])
        out->order = ORDER_SERVER;
    else if (hello.suite == reversed[0])
        out->order = ORDER_CLIENT;
    else
        out->note = "the server chooses differently each time";
}

/* The whole registry at once; when that is choked on, the short hello tells the version's fate. */
static enum step begin(struct run *run, size_t *chunk)
{
    struct descent *out = run->out;
    enum step step = ask(run, run->left, run->left_count, &out->first);
    if (step != STEP_CHOKED)
        return step;
    struct tls_offer brief = hello_offer(run->version);
    struct hello_result hello;
    if (brief.suite_count >= run->left_count)
        return STEP_REFUSED;
    step = ask(run, brief.suites, brief.suite_count, &hello);
    if (step == STEP_OVER && hello.end == HELLO_NOT_ASKED)
        return step;
    if (hello.end == HELLO_TAKEN || is_refusal(&hello))
        *chunk = LARGEST_CHUNK;
    out->first = hello;
    return step == STEP_CHOKED ? STEP_REFUSED : step;
}

void descent_run(const struct descent_asker *asker, uint16_t version, struct descent *out)
{
    struct run run = {.asker = asker, .out = out, .version = version};
    *out = (struct descent){.order = ORDER_UNKNOWN};
    run.left_count = tls_suites_for(version, run.left);
    size_t chunk = run.left_count;
    enum step step = begin(&run, &chunk);
    bool in_chunks = chunk < run.left_count;
    if (step == STEP_OVER || (step == STEP_REFUSED && !in_chunks))
        return;
    if (!in_chunks)
        take(&run, out->first.suite);
    else
        run.answered = 0; /* the short hello says nothing about longer ones */
    if (descend(&run, &chunk) == STEP_OVER)
        return;
    if (in_chunks)
        settle_order(&run);
    if (out->count > 0 && out->first.end != HELLO_TAKEN)
        out->first = (struct hello_result){
            .end = HELLO_TAKEN, .version = version, .suite = out->suites[0], .encrypt = -1};
    find_order(&run, in_chunks);
}
