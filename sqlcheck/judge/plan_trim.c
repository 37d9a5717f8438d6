/* The smallest set: an action goes when no path has a finding more without it. One trial leaves out
 * an action of every machine at once, since no path has two hosts, nor two endpoints; so their
 * number is that of the actions of one machine, however many machines there are. */
#include "judge/plan_parts.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

/* How bad each path is, by number: a failure outweighs what is unknown, and that every warning. */
static int64_t *badness(void *parent, const struct planning *planning,
                        const struct judgement *judgement)
{
    static const int64_t weight[SEVERITY_COUNT] = {
        [SEVERITY_WARN] = 1, [SEVERITY_UNKNOWN] = 1000, [SEVERITY_FAIL] = 1000000};
    int64_t *bad = mem_array(parent, int64_t, planning->place_count);
    for (size_t i = 0; i < judgement->path_count; i++) {
        const struct path *path = &judgement->paths[i];
        for (size_t at = 0; at < path->finding_count && path->number < planning->place_count; at++)
            bad[path->number] += weight[path->findings[at].severity];
    }
    return bad;
}

struct trim {
    struct planning *planning;
    void *memory;
    enum plan_scope scope;
    const size_t *machine_of_action; /* numbers from 0 on, the same for the same machine */
    const size_t *machine_of_path;
    bool *tried, *dropped; /* by action */
    int64_t *bad;          /* with all that is not dropped */
};

/* Numbers machines: those of the actions of this scope, and of today's paths. */
static void number_machines(struct trim *trim)
{
    const struct plan *plan = trim->planning->plan;
    size_t paths = plan->today->path_count;
    size_t count = plan->action_count + paths;
    const char **names = mem_array(trim->memory, const char *, count);
    size_t *numbers = mem_array(trim->memory, size_t, count);
    for (size_t i = 0; i < count; i++) {
        bool is_action = i < plan->action_count;
        const struct path *path = is_action ? NULL : &plan->today->paths[i - plan->action_count];
        const char *name = is_action                   ? plan->actions[i].machine
                           : trim->scope == SCOPE_HOST ? path->host
                                                       : path->endpoint;
        names[i] = trim->scope == SCOPE_HOST ? text_short_host(trim->memory, name) : name;
    }
    const size_t *order = text_gather(trim->memory, names, count);
    for (size_t i = 0, number = 0; i < count; i++) {
        number += i > 0 && !text_equal(names[order[i]], names[order[i - 1]]);
        numbers[order[i]] = number;
    }
    trim->machine_of_action = numbers;
    trim->machine_of_path = numbers + plan->action_count;
}

/* What may turn out needless goes first: to find out what will be replaced anyway. */
static bool is_next(const struct trim *trim, size_t at)
{
    const struct plan_action *action = &trim->planning->plan->actions[at];
    return action->scope == trim->scope && !trim->tried[at] && action->done_count > 0;
}

/* One untried action a machine; false when none is left. */
static bool choose(const struct trim *trim, bool *chosen, bool *taken)
{
    const struct plan *plan = trim->planning->plan;
    bool any = false;
    for (unsigned step = 0; step < STEP_COUNT; step++)
        for (size_t i = 0; i < plan->action_count; i++) {
            bool *place = &taken[trim->machine_of_action[i]];
            if (plan->actions[i].step != (enum plan_step)step || !is_next(trim, i) || *place)
                continue;
            *place = chosen[i] = trim->tried[i] = any = true;
        }
    return any;
}

/* Whether a trial was worse for some path of each machine. */
static bool *worse_machines(const struct trim *trim, const int64_t *bad)
{
    const struct judgement *today = trim->planning->plan->today;
    bool *worse =
        mem_array(trim->memory, bool, trim->planning->plan->action_count + today->path_count);
    for (size_t i = 0; i < today->path_count; i++) {
        size_t at = today->paths[i].number;
        if (bad[at] > trim->bad[at])
            worse[trim->machine_of_path[i]] = true;
    }
    return worse;
}

/* A path between two servers is of one machine by its name, and may need the other. */
static bool is_worse_for(const struct trim *trim, const struct plan_action *action,
                         const int64_t *bad)
{
    const struct judgement *today = trim->planning->plan->today;
    for (size_t i = 0; i < action->path_count; i++) {
        size_t at = today->paths[action->paths[i]].number;
        if (bad[at] > trim->bad[at])
            return true;
    }
    return false;
}

static bool try_once(struct trim *trim)
{
    struct planning *planning = trim->planning;
    size_t count = planning->plan->action_count;
    size_t machines = count + planning->plan->today->path_count;
    bool *chosen = mem_array(trim->memory, bool, count);
    bool *without = mem_array(trim->memory, bool, count);
    if (!choose(trim, chosen, mem_array(trim->memory, bool, machines)))
        return false;
    for (size_t i = 0; i < count; i++)
        without[i] = chosen[i] || trim->dropped[i];
    struct judgement *judgement = plan_rehearse(trim->memory, planning, without);
    const int64_t *bad = badness(trim->memory, planning, judgement);
    const bool *worse = worse_machines(trim, bad);
    talloc_free(judgement);
    for (size_t i = 0; i < count; i++)
        if (chosen[i] && !worse[trim->machine_of_action[i]] &&
            !is_worse_for(trim, &planning->plan->actions[i], bad))
            trim->dropped[i] = true;
    return true;
}

static void take_out(struct planning *planning, const bool *dropped)
{
    struct plan *plan = planning->plan;
    size_t kept = 0;
    for (size_t i = 0; i < plan->action_count; i++)
        if (!dropped[i])
            plan->actions[kept++] = plan->actions[i];
    plan->action_count = kept;
}

void plan_trim(struct planning *planning)
{
    struct plan *plan = planning->plan;
    void *memory = talloc_new(NULL);
    struct trim trim = {
        .planning = planning,
        .memory = memory,
        .tried = mem_array(memory, bool, plan->action_count),
        .dropped = mem_array(memory, bool, plan->action_count),
        .bad = badness(memory, planning, plan->after),
    };
    if (plan->after != plan->today)
        talloc_free(plan->after); /* as large as a trial; plan_make judges again at its end */
    plan->after = NULL;
    static const enum plan_scope scopes[] = {SCOPE_HOST, SCOPE_ENDPOINT};
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
        trim.scope = scopes[i];
        number_machines(&trim);
        while (try_once(&trim))
            continue;
    }
    take_out(planning, trim.dropped);
    talloc_free(memory);
}
