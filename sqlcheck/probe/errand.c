#include "probe/errand.h"

#include <talloc.h>

void purse_init(struct purse *purse, int most_connections, int connections)
{
    *purse = (struct purse){.most_connections = most_connections, .connections = connections};
    (void)pthread_mutex_init(&purse->lock, NULL);
}

bool purse_take(struct purse *purse, bool for_handshake)
{
    (void)pthread_mutex_lock(&purse->lock);
    if (for_handshake && purse->reserved > 0)
        purse->reserved--;
    bool granted = purse->connections + purse->reserved < purse->most_connections;
    purse->connections += granted;
    purse->refused_one = purse->refused_one || !granted;
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
    return !deadline_passed(errand->deadline) &&
           purse_take(errand->purse, errand->kind == ERRAND_HANDSHAKE);
}

static void ask_prelogin(struct errand *errand)
{
    struct talk talk;
    errand->done = may_ask(errand);
    if (!errand->done)
        return;
    (void)hello_open(errand->memory, &errand->route, bound_of(errand), &talk, &errand->hello);
    net_close(&talk.fd);
    errand->encrypt = errand->hello.encrypt;
    settle(errand->purse, errand->hello.opened, HELLO_NOT_ASKED);
}

static bool ask_suites(void *context, const uint16_t *suites, size_t count,
                       struct hello_result *out)
{
    struct errand *errand = context;
    struct tls_offer offer = hello_offer(errand->version);
    if (!may_ask(errand))
        return false;
    offer.suites = suites;
    offer.suite_count = count;
    void *scratch = talloc_new(NULL); /* a descent is long: what each hello needs goes with it */
    *out = hello_ask(scratch, &errand->route, &offer, bound_of(errand));
    out->detail = talloc_strdup(errand->memory, out->detail);
    talloc_free(scratch);
    settle(errand->purse, out->opened, out->end);
    errand->done = true;
    errand->encrypt = out->encrypt;
    return true;
}

static void ask_version(struct errand *errand)
{
    struct tls_offer offer = hello_offer(errand->version);
    (void)ask_suites(errand, offer.suites, offer.suite_count, &errand->hello);
}

static void descend(struct errand *errand)
{
    const struct descent_asker asker = {.ask = ask_suites, .context = errand};
    descent_run(&asker, errand->version, &errand->descent);
    errand->hello = errand->descent.first;
}

/* After a descent the order is turned round: a server with an order of its own chooses what it
 * chose first. */
static void shake_hands(struct errand *errand, const struct descent *known)
{
    uint16_t reversed[TLS_MOST_SUITES];
    struct handshake_wish wish = {.version = errand->version,
                                  .server_name =
                                      errand->route.bare ? errand->route.server_name : NULL};
    for (size_t i = 0; known != NULL && i < known->count; i++)
        reversed[i] = known->suites[known->count - 1 - i];
    wish.suites = reversed;
    wish.suite_count = known == NULL ? 0 : known->count;
    errand->done = may_ask(errand);
    if (!errand->done)
        return;
    handshake_ask(errand->memory, &errand->route, &wish, bound_of(errand), &errand->shaken);
    errand->hello = errand->shaken.hello;
    errand->encrypt = errand->hello.encrypt;
    settle(errand->purse, errand->hello.opened, errand->hello.end);
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
        [ERRAND_PRELOGIN] = ask_prelogin,
        [ERRAND_VERSION] = ask_version,
        [ERRAND_SUITES] = descend,
        [ERRAND_STRICT] = ask_strict,
    };
    if (errand->kind == ERRAND_HANDSHAKE)
        shake_hands(errand, NULL);
    else
        runs[errand->kind](errand);
    if (errand->handshake != NULL && errand->hello.end == HELLO_TAKEN)
        shake_hands(errand->handshake, errand->kind == ERRAND_SUITES ? &errand->descent : NULL);
}

/* ---- threads --------------------------------------------------------------------------------- */

struct queue {
    pthread_mutex_t lock;
    struct errand *const *errands;
    size_t count, next;
};

static struct errand *next_of(struct queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    struct errand *errand = queue->next < queue->count ? queue->errands[queue->next++] : NULL;
    (void)pthread_mutex_unlock(&queue->lock);
    return errand;
}

static void *work(void *argument)
{
    for (struct errand *errand; (errand = next_of(argument)) != NULL;)
        run_one(errand);
    return NULL;
}

static void give_memory(struct errand *errand)
{
    errand->memory = talloc_new(NULL);
    if (errand->handshake != NULL)
        errand->handshake->memory = errand->memory;
}

void errands_run(void *parent, struct errand *const *errands, size_t count, size_t at_once)
{
    enum { MOST = 16 };
    pthread_t threads[MOST];
    size_t running = 0;
    struct queue queue = {.errands = errands, .count = count};
    (void)pthread_mutex_init(&queue.lock, NULL);
    for (size_t i = 0; i < count; i++)
        give_memory(errands[i]);
    while (running < at_once && running < count && running < MOST &&
           pthread_create(&threads[running], NULL, work, &queue) == 0)
        running++;
    if (running == 0)
        (void)work(&queue);
    for (size_t i = 0; i < running; i++)
        (void)pthread_join(threads[i], NULL);
    for (size_t i = 0; i < count; i++)
        (void)talloc_steal(parent, errands[i]->memory);
    (void)pthread_mutex_destroy(&queue.lock);
}
