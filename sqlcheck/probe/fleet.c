#include "probe/fleet.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include <talloc.h>

#include "base/mem.h"

static atomic_bool left_behind;

struct fleet {
    struct fleet_plan plan;
    pthread_mutex_t lock;
    pthread_cond_t came, room; /* a result, or the end of a thread; room for a result */
    size_t next;               /* the request that is begun next */
    size_t running;            /* threads */
    bool is_ended;
    struct fleet_result *results; /* as many as threads, round in a ring */
    size_t first, count;
    pthread_t *threads;
    size_t thread_count;
};

/* ---- the threads ----------------------------------------------------------------------------- */

static struct fleet_result scan_one(const struct fleet *fleet, size_t index)
{
    struct scan_request request = *fleet->plan.requests[index];
    struct fleet_result result = {.index = index, .memory = talloc_new(NULL)};
    if (fleet->plan.end.at_ms != 0) {
        int left_ms = deadline_left_ms(fleet->plan.end);
        request.latest = fleet->plan.end;
        if (left_ms < request.probe.timeout_ms)
            request.probe.timeout_ms = left_ms;
    }
    result.scan = talloc_zero(result.memory, struct scan);
    if (fleet->plan.brief)
        probe_endpoint(result.memory, &request.probe, &result.scan->endpoint, &result.route);
    else
        scan_endpoint(result.memory, &request, result.scan);
    return result;
}

/* With the lock held. */
static bool may_begin(const struct fleet *fleet)
{
    bool late = fleet->plan.end.at_ms != 0 && deadline_passed(fleet->plan.end);
    return !fleet->is_ended && !late && fleet->next < fleet->plan.count;
}

static void hand_over(struct fleet *fleet, const struct fleet_result *result)
{
    while (fleet->count == fleet->thread_count && !fleet->is_ended)
        (void)pthread_cond_wait(&fleet->room, &fleet->lock);
    if (fleet->is_ended) {
        talloc_free(result->memory);
        return;
    }
    fleet->results[(fleet->first + fleet->count++) % fleet->thread_count] = *result;
    (void)pthread_cond_signal(&fleet->came);
}

static void *work(void *argument)
{
    struct fleet *fleet = argument;
    (void)pthread_mutex_lock(&fleet->lock);
    while (may_begin(fleet)) {
        size_t index = fleet->next++;
        (void)pthread_mutex_unlock(&fleet->lock);
        struct fleet_result result = scan_one(fleet, index);
        (void)pthread_mutex_lock(&fleet->lock);
        hand_over(fleet, &result);
    }
    fleet->running--;
    (void)pthread_cond_signal(&fleet->came);
    (void)pthread_mutex_unlock(&fleet->lock);
    return NULL;
}

/* Signals are for the thread that prints. */
static void start_threads(struct fleet *fleet)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    (void)pthread_mutex_lock(&fleet->lock);
    while (fleet->running < fleet->plan.at_once && fleet->running < fleet->plan.count &&
           pthread_create(&fleet->threads[fleet->running], NULL, work, fleet) == 0)
        fleet->running++;
    fleet->thread_count = fleet->running;
    (void)pthread_mutex_unlock(&fleet->lock);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* ---- who takes the results ------------------------------------------------------------------- */

static void fleet_free(struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->thread_count; i++)
        (void)pthread_join(fleet->threads[i], NULL);
    for (size_t i = 0; i < fleet->count; i++)
        talloc_free(fleet->results[(fleet->first + i) % fleet->thread_count].memory);
    (void)pthread_cond_destroy(&fleet->came);
    (void)pthread_cond_destroy(&fleet->room);
    (void)pthread_mutex_destroy(&fleet->lock);
    talloc_free(fleet);
}

struct fleet *fleet_start(const struct fleet_plan *plan, struct error *err)
{
    struct fleet *fleet = talloc_zero(NULL, struct fleet);
    pthread_condattr_t monotonic;
    fleet->plan = *plan;
    fleet->results = mem_array(fleet, struct fleet_result, plan->at_once);
    fleet->threads = mem_array(fleet, pthread_t, plan->at_once);
    (void)pthread_mutex_init(&fleet->lock, NULL);
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&fleet->came, &monotonic);
    (void)pthread_cond_init(&fleet->room, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    start_threads(fleet);
    if (fleet->thread_count > 0 || plan->count == 0)
        return fleet;
    fleet_free(fleet);
    (void)error_set(err, "no thread could be started");
    (void)error_hint(err, "ulimit -u bounds them");
    return NULL;
}

enum fleet_state fleet_take(struct fleet *fleet, struct deadline until, struct fleet_result *out)
{
    struct timespec moment = {.tv_sec = (time_t)(until.at_ms / 1000),
                              .tv_nsec = (long)(until.at_ms % 1000) * 1000000L};
    (void)pthread_mutex_lock(&fleet->lock);
    while (fleet->count == 0 && fleet->running > 0)
        if (pthread_cond_timedwait(&fleet->came, &fleet->lock, &moment) != 0)
            break;
    enum fleet_state state = fleet->count > 0     ? FLEET_RESULT
                             : fleet->running > 0 ? FLEET_WAITING
                                                  : FLEET_OVER;
    if (state == FLEET_RESULT) {
        *out = fleet->results[fleet->first];
        fleet->first = (fleet->first + 1) % fleet->thread_count;
        fleet->count--;
        (void)pthread_cond_signal(&fleet->room);
    }
    (void)pthread_mutex_unlock(&fleet->lock);
    return state;
}

void fleet_end(struct fleet *fleet)
{
    (void)pthread_mutex_lock(&fleet->lock);
    bool is_over = fleet->running == 0;
    fleet->is_ended = true;
    (void)pthread_cond_broadcast(&fleet->room);
    (void)pthread_mutex_unlock(&fleet->lock);
    if (is_over)
        fleet_free(fleet);
    else
        atomic_store(&left_behind, true);
}

bool fleet_is_left_behind(void)
{
    return atomic_load(&left_behind);
}
