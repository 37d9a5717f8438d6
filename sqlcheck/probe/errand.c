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

/* A handshake on a connection that was ahead needs no other one. */
static void give_back_reserve(struct purse *purse)
{
    (void)pthread_mutex_lock(&purse->lock);
    if (purse->reserved > 0)
        purse->reserved--;
    (void)pthread_mutex_unlock(&purse->lock);
}

/* The connection that is ahead, or a new one; its PRELOGIN answered. False: none may be opened. */
static bool line_take(struct errand *errand, struct line *line, bool *is_ready)
{
    *line = errand->ahead;
    errand->ahead.is_open = false;
    if (line->is_open && errand->kind == ERRAND_HANDSHAKE)
        give_back_reserve(errand->purse);
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

static bool ask_suites(void *context, const uint16_t *suites, size_t count,
                       struct hello_result *out)
{
    struct errand *errand = context;
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
    if (out->end == HELLO_OTHER_VERSION) /* the descent looks at the suite of its own version */
        hello_check_suite(line.memory, &offer, out);
    out->detail = talloc_strdup(errand->memory, out->detail);
    line_close(errand, &line);
    errand->done = true;
    errand->encrypt = out->encrypt;
    return true;
}

static void ask_version(struct errand *errand)
{
    struct tls_offer offer = hello_offer(errand->version);
    struct hello_result *hello = &errand->hello;
    if (ask_suites(errand, offer.suites, offer.suite_count, hello))
        hello_check_suite(errand->memory, &offer, hello);
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
    if (errand->handshake != NULL && errand->hello.end == HELLO_TAKEN) {
        errand->handshake->ahead = errand->ahead;
        errand->ahead.is_open = false;
        shake_hands(errand->handshake, errand->kind == ERRAND_SUITES ? &errand->descent : NULL);
    }
    line_close(errand, &errand->ahead);
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
