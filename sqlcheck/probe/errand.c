#include "probe/errand.h"

#include <talloc.h>

void purse_init(struct purse *purse, int most_connections, int connections)
{
    *purse = (struct purse){.most_connections = most_connections, .connections = connections};
    (void)pthread_mutex_init(&purse->lock, NULL);
}

/* Takes a connection out of the purse. False: the bound is reached. */
static bool purse_take(struct purse *purse, bool for_handshake)
{
    (void)pthread_mutex_lock(&purse->lock);
    if (for_handshake && purse->reserved > 0)
        purse->reserved--;
    bool granted = purse->connections + purse->reserved < purse->most_connections;
    purse->connections += granted;
    (void)pthread_mutex_unlock(&purse->lock);
    return granted;
}

/* After the fact: a connection that did not come about costs nothing; a hello that was sent
 * counts. */
static void settle(struct purse *purse, int opened, enum hello_end end)
{
    (void)pthread_mutex_lock(&purse->lock);
    purse->connections += opened - 1;
    purse->hellos += end != HELLO_NOT_ASKED && end != HELLO_NOT_REACHED;
    (void)pthread_mutex_unlock(&purse->lock);
}

static struct deadline bound_of(const struct errand *errand)
{
    return deadline_within(errand->deadline, errand->answer_ms);
}

static bool may_ask(const struct errand *errand)
{
    struct purse *purse = errand->purse;
    bool late = deadline_passed(errand->deadline);
    bool granted = !late && purse_take(purse, errand->kind == ERRAND_HANDSHAKE);
    (void)pthread_mutex_lock(&purse->lock);
    purse->was_late = purse->was_late || late;
    purse->was_empty = purse->was_empty || (!granted && !late);
    (void)pthread_mutex_unlock(&purse->lock);
    return granted;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void line_begin(struct errand *errand, struct line *line)
{
    line->memory = talloc_new(NULL); /* an errand may be long: what each hello needs goes with it */
    line->is_open = true;
    (void)hello_begin(line->memory, &errand->route, bound_of(errand), &line->talk, &line->so_far);
}

/* The connection that is ahead, or a new one; its PRELOGIN answered. False: none may be opened. */
static bool line_take(struct errand *errand, struct line *line, bool *is_ready)
{
    *line = errand->ahead;
    errand->ahead.is_open = false;
    if (!line->is_open) {
        if (!may_ask(errand))
            return false;
        line_begin(errand, line);
    }
    *is_ready = line->so_far.end == HELLO_NOT_ASKED &&
                hello_ready(line->memory, bound_of(errand), &line->talk, &line->so_far);
    return true;
}

void errand_begins_on(struct errand *errand, int fd, int encrypt)
{
    struct line *line = &errand->ahead;
    line->is_open = true;
    line->memory = talloc_new(NULL);
    line->so_far = (struct hello_result){.opened = 1, .encrypt = encrypt};
    talk_init(&line->talk, line->memory, fd);
}

static void line_close(struct errand *errand, struct line *line)
{
    if (!line->is_open)
        return;
    line->is_open = false;
    net_close(&line->talk.fd);
    settle(errand->purse, line->so_far.opened, line->so_far.end);
    talloc_free(line->memory);
}

static void look_ahead(struct errand *errand)
{
    if (errand->looks_ahead && !deadline_passed(errand->deadline) &&
        purse_take(errand->purse, false))
        line_begin(errand, &errand->ahead);
}

/* ---- the queue ------------------------------------------------------------------------------- */

struct queue {
    pthread_mutex_t lock;
    struct errand *const *errands;
    size_t count, next;
    struct errand *handshake; /* goes before all others; NULL = none, or not yet */
};

static struct errand *next_of(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    struct errand *errand = queue->handshake;
    queue->handshake = NULL;
    if (errand == NULL && queue->next < queue->count)
        errand = queue->errands[queue->next++];
    (void)pthread_mutex_unlock(&queue->lock);
    return errand;
}

/* A hello was taken, so that a handshake of that version makes sense; once. A free thread has it
 * done while a descent goes on. */
static void call_handshake(struct errand *errand, uint16_t suite)
{
    struct errand *handshake = errand->handshake;
    if (handshake == NULL || handshake->is_due)
        return;
    handshake->is_due = true;
    handshake->suite = suite;
    (void)pthread_mutex_lock(&errand->queue->lock);
    errand->queue->handshake = handshake;
    (void)pthread_mutex_unlock(&errand->queue->lock);
}

/* ---- errands --------------------------------------------------------------------------------- */

static void ask_prelogin(struct errand *errand)
{
    struct line line;
    bool is_ready;
    errand->done = line_take(errand, &line, &is_ready);
    if (!errand->done)
        return;
    errand->encrypt = line.so_far.encrypt;
    line_close(errand, &line);
}

static bool ask_suites(struct errand *errand, const uint16_t *suites, size_t count,
                       struct hello_result *out)
{
    struct tls_offer offer = hello_offer(errand->version);
    struct line line;
    bool is_ready;
    if (!line_take(errand, &line, &is_ready))
        return false;
    offer.suites = suites;
    offer.suite_count = count;
    if (is_ready && hello_send(line.memory, &errand->route, &offer, bound_of(errand), &line.talk,
                               &line.so_far)) {
        look_ahead(errand);
        hello_hear(line.memory, offer.version, bound_of(errand), &line.talk, &line.so_far);
    }
    *out = line.so_far;
    out->detail = talloc_strdup(errand->memory, out->detail);
    line_close(errand, &line);
    errand->done = true;
    errand->encrypt = out->encrypt;
    return true;
}

static bool chose_of(const uint16_t *suites, size_t count, const struct hello_result *hello)
{
    for (size_t i = 0; i < count; i++)
        if (suites[i] == hello->suite)
            return true;
    return false;
}

static void ask_version(struct errand *errand)
{
    struct tls_offer offer = hello_offer(errand->version);
    struct hello_result *hello = &errand->hello;
    if (!ask_suites(errand, offer.suites, offer.suite_count, hello) || hello->end != HELLO_TAKEN)
        return;
    if (chose_of(offer.suites, offer.suite_count, hello)) {
        call_handshake(errand, 0);
        return;
    }
    hello->end = HELLO_NO_TLS;
    hello->detail = talloc_strdup(errand->memory, "the server chose a suite that was not offered");
}

/* The handshake offers what the server chose first, which is what it chooses in the end. */
static bool ask_of_descent(void *context, const uint16_t *suites, size_t count,
                           struct hello_result *out)
{
    if (!ask_suites(context, suites, count, out))
        return false;
    if (out->end == HELLO_TAKEN && chose_of(suites, count, out))
        call_handshake(context, out->suite);
    return true;
}

static void descend(struct errand *errand)
{
    const struct descent_asker asker = {.ask = ask_of_descent, .context = errand};
    descent_run(&asker, errand->version, &errand->descent);
    errand->hello = errand->descent.first;
}

static void shake_hands(struct errand *errand)
{
    struct handshake_wish wish = {.version = errand->version,
                                  .server_name =
                                      errand->route.bare ? errand->route.server_name : NULL,
                                  .suites = &errand->suite,
                                  .suite_count = errand->suite != 0};
    struct line line;
    bool is_ready;
    errand->done = line_take(errand, &line, &is_ready);
    if (!errand->done)
        return;
    errand->encrypt = line.so_far.encrypt;
    errand->shaken.hello = line.so_far;
    errand->shaken.facts.tried = true;
    errand->shaken.facts.reason = talloc_strdup(errand->memory, line.so_far.detail);
    if (is_ready) {
        handshake_run(errand->memory, &line.talk, &wish, bound_of(errand), &errand->shaken);
        line.so_far.end = errand->shaken.hello.end;
    }
    errand->hello = errand->shaken.hello;
    errand->hello.detail = talloc_strdup(errand->memory, errand->hello.detail);
    line_close(errand, &line);
}

static void ask_client(struct errand *errand)
{
    struct line line;
    struct tls_seen seen;
    bool is_ready;
    errand->done = line_take(errand, &line, &is_ready);
    if (!errand->done)
        return;
    if (is_ready && hello_send(line.memory, &errand->route, &errand->offer, bound_of(errand),
                               &line.talk, &line.so_far)) {
        hello_hear_flight(line.memory, errand->offer.version, bound_of(errand), &line.talk, &seen,
                          &line.so_far);
        errand->shaken.group = seen.group;
        errand->shaken.signature = seen.signature;
    }
    errand->hello = line.so_far;
    errand->hello.detail = talloc_strdup(errand->memory, errand->hello.detail);
    line_close(errand, &line);
}

static void ask_strict(struct errand *errand)
{
    errand->done = may_ask(errand);
    if (!errand->done)
        return;
    strict_ask(errand->memory, errand->route.address, errand->route.server_name, bound_of(errand),
               &errand->strict);
    errand->hello = errand->strict.hello;
    settle(errand->purse, errand->strict.opened, errand->hello.end);
}

static void run_one(struct errand *errand)
{
    static void (*const runs[])(struct errand * errand) = {
        [ERRAND_PRELOGIN] = ask_prelogin, [ERRAND_VERSION] = ask_version,
        [ERRAND_SUITES] = descend,        [ERRAND_HANDSHAKE] = shake_hands,
        [ERRAND_CLIENT] = ask_client,     [ERRAND_STRICT] = ask_strict,
    };
    runs[errand->kind](errand);
    line_close(errand, &errand->ahead);
}

/* ---- threads --------------------------------------------------------------------------------- */

static void *work(void *argument)
{
    for (struct errand *errand; (errand = next_of(argument)) != NULL;)
        run_one(errand);
    return NULL;
}

static void prepare(struct errand *errand, struct queue *queue)
{
    errand->memory = talloc_new(NULL);
    errand->queue = queue;
    if (errand->handshake != NULL)
        errand->handshake->memory = talloc_new(NULL);
}

static void hand_back(void *parent, struct errand *errand)
{
    (void)talloc_steal(parent, errand->memory);
    if (errand->handshake != NULL)
        (void)talloc_steal(parent, errand->handshake->memory);
}

void errands_run(void *parent, struct errand *const *errands, size_t count, size_t at_once)
{
    enum { MOST = 16 };
    pthread_t threads[MOST];
    size_t running = 0;
    struct queue queue = {.errands = errands, .count = count};
    (void)pthread_mutex_init(&queue.lock, NULL);
    for (size_t i = 0; i < count; i++)
        prepare(errands[i], &queue);
    while (running < at_once && running < count && running < MOST &&
           pthread_create(&threads[running], NULL, work, &queue) == 0)
        running++;
    if (running == 0)
        (void)work(&queue);
    for (size_t i = 0; i < running; i++)
        (void)pthread_join(threads[i], NULL);
    for (size_t i = 0; i < count; i++)
        hand_back(parent, errands[i]);
    (void)pthread_mutex_destroy(&queue.lock);
}
