#include "judge/plan_parts.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

enum { ROUNDS_AT_MOST = 8 };

/* One finding that asks for something to be done. */
struct want {
    const struct plan_rule *rule;
    const struct path *path; /* NULL: of the run */
    const struct finding *finding;
};

struct wants {
    struct want *items;
    size_t count;
};

/* ---- rehearsing ------------------------------------------------------------------------------ */

struct judgement *plan_rehearse(void *parent, const struct planning *planning, const bool *without)
{
    const struct plan *plan = planning->plan;
    struct facts facts = *planning->facts;
    size_t count = facts.assumption_count;
    void *memory = talloc_new(NULL);
    for (size_t i = 0; i < plan->action_count; i++)
        count += plan->actions[i].done_count;
    facts.assumptions = mem_array(memory, struct assumption, count);
    for (size_t i = 0; i < facts.assumption_count; i++)
        facts.assumptions[i] = planning->facts->assumptions[i];
    for (size_t i = 0; i < plan->action_count; i++)
        for (size_t at = 0; at < plan->actions[i].done_count; at++)
            if (without == NULL || !without[i])
                facts.assumptions[facts.assumption_count++] = plan->actions[i].done[at];
    struct judgement *judgement = judge(parent, &facts, planning->tables);
    talloc_free(memory);
    return judgement;
}

/* ---- what is wanted -------------------------------------------------------------------------- */

static void want(void *memory, struct wants *wants, const struct finding *finding,
                 const struct path *path)
{
    const struct plan_rule *rule =
        finding->severity == SEVERITY_INFO ? NULL : plan_rule_find(finding->id);
    if (rule == NULL)
        return;
    struct want *added = mem_append(memory, &wants->items, &wants->count, sizeof *added);
    *added = (struct want){.rule = rule, .path = path, .finding = finding};
}

static bool is_on_a_path(const struct judgement *judgement, const struct finding *finding)
{
    for (size_t i = 0; i < judgement->path_count; i++)
        for (size_t at = 0; at < judgement->paths[i].finding_count; at++)
            if (finding_equal(&judgement->paths[i].findings[at], finding))
                return true;
    return false;
}

static struct wants wants_of(void *memory, const struct judgement *judgement)
{
    struct wants wants = {0};
    for (size_t i = 0; i < judgement->path_count; i++)
        for (size_t at = 0; at < judgement->paths[i].finding_count; at++)
            want(memory, &wants, &judgement->paths[i].findings[at], &judgement->paths[i]);
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct finding *finding = &judgement->findings[i];
        if (finding->severity != SEVERITY_INFO && !is_on_a_path(judgement, finding))
            want(memory, &wants, finding, NULL);
    }
    return wants;
}

/* A finding of the run names no machine. */
static enum plan_scope scope_of(const struct want *want)
{
    return want->path == NULL ? SCOPE_RUN : want->rule->scope;
}

static const char *machine_of(const struct want *want)
{
    enum plan_scope scope = scope_of(want);
    if (scope == SCOPE_RUN)
        return "";
    if (scope == SCOPE_HOST)
        return want->path->host;
    return or_word(want->finding->machine, want->path->endpoint);
}

/* One action is what is done in one go: all that is to be found out of a machine; one change of it;
 * or, without a machine, one finding. */
static char *key_of(void *memory, const struct want *want)
{
    const struct plan_rule *rule = want->rule;
    if (scope_of(want) == SCOPE_RUN)
        return talloc_asprintf(memory, "%s %s", want->finding->id, want->finding->sentence);
    bool is_engine = strcmp(rule->done, "@server") == 0 || strcmp(rule->done, "@express") == 0 ||
                     strcmp(rule->done, "@strict") == 0;
    return talloc_asprintf(memory, "%d %s %d %s", (int)rule->scope, machine_of(want),
                           (int)rule->step,
                           rule->step == STEP_FIND_OUT ? ""
                           : is_engine                 ? "engine"
                                                       : rule->done);
}

/* ---- actions --------------------------------------------------------------------------------- */

static struct plan_action *new_action(struct planning *planning, const struct want *want,
                                      const char *key)
{
    struct plan *plan = planning->plan;
    size_t count = plan->action_count;
    struct plan_action *action =
        mem_append(plan, &plan->actions, &plan->action_count, sizeof *action);
    *action = (struct plan_action){
        .step = want->rule->step,
        .scope = scope_of(want),
        .machine = text_trim(plan, machine_of(want)),
        .later = planning->is_rehearsed,
    };
    char **kept = mem_append(plan, &planning->keys, &count, sizeof *kept);
    *kept = talloc_strdup(plan, key);
    return action;
}

static char *kept_text(void *parent, const char *text)
{
    return text == NULL ? NULL : talloc_strdup(parent, text);
}

static void add_reason(struct plan *plan, struct plan_action *action, const struct finding *finding)
{
    enum verdict verdict = verdict_of(finding->severity);
    action->clears = verdict > action->clears ? verdict : action->clears;
    for (size_t i = 0; i < action->reason_count; i++)
        if (text_equal(action->reasons[i].id, finding->id) &&
            text_equal(action->reasons[i].sentence, finding->sentence))
            return;
    struct finding *reason =
        mem_append(plan, &action->reasons, &action->reason_count, sizeof *reason);
    *reason = (struct finding){
        .id = finding->id,
        .severity = finding->severity,
        .sentence = kept_text(plan, finding->sentence),
        .fix = kept_text(plan, finding->fix),
        .source = kept_text(plan, finding->source),
    };
}

static void add_path(const struct planning *planning, struct plan_action *action,
                     const struct path *path)
{
    if (path->number >= planning->place_count)
        return; /* no path of today */
    size_t at = planning->today_at[path->number];
    if (action->path_count > 0 && action->paths[action->path_count - 1] == at)
        return;
    size_t *added = mem_append(planning->plan, &action->paths, &action->path_count, sizeof *added);
    *added = at;
}

/* Whether the plan has grown by it. */
static bool take_want(struct planning *planning, size_t action_at, const struct want *want)
{
    struct plan_action *action = &planning->plan->actions[action_at];
    add_reason(planning->plan, action, want->finding);
    if (want->path == NULL)
        return false;
    add_path(planning, action, want->path);
    return action->scope != SCOPE_RUN && plan_done_add(planning, action, want->rule, want->path);
}

/* Equal keys are gathered: those of the actions that are there come first. */
static bool take_wants(struct planning *planning, void *memory, const struct wants *wants)
{
    size_t known = planning->plan->action_count;
    size_t count = known + wants->count;
    const char **keys = mem_array(memory, const char *, count);
    for (size_t i = 0; i < count; i++)
        keys[i] = i < known ? planning->keys[i] : key_of(memory, &wants->items[i - known]);
    const size_t *order = text_gather(memory, keys, count);
    bool grown = false;
    size_t action_at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = order[i];
        bool again = i > 0 && text_equal(keys[at], keys[order[i - 1]]);
        if (at < known) {
            action_at = at;
            continue;
        }
        if (!again) {
            action_at = planning->plan->action_count;
            (void)new_action(planning, &wants->items[at - known], keys[at]);
            grown = true;
        }
        if (take_want(planning, action_at, &wants->items[at - known]))
            grown = true;
    }
    return grown;
}

/* What one action clears may have hidden what another must. */
static void collect(struct planning *planning)
{
    struct plan *plan = planning->plan;
    struct judgement *now = NULL; /* NULL: today's */
    for (int round = 0; round < ROUNDS_AT_MOST; round++) {
        void *memory = talloc_new(NULL);
        planning->is_rehearsed = now != NULL;
        struct wants wants = wants_of(memory, now == NULL ? plan->today : now);
        bool grown = take_wants(planning, memory, &wants);
        talloc_free(memory);
        if (!grown)
            break;
        struct judgement *next = plan_rehearse(plan, planning, NULL);
        talloc_free(now);
        now = next;
    }
    plan->after = now == NULL ? plan->today : now;
}

/* ---- order ----------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const size_t *x = a;
    const size_t *y = b;
    return (*x > *y) - (*x < *y);
}

static void sort_paths_of(struct plan_action *action)
{
    size_t kept = 0;
    if (action->path_count > 0)
        qsort(action->paths, action->path_count, sizeof *action->paths, by_place);
    for (size_t i = 0; i < action->path_count; i++)
        if (i == 0 || action->paths[i] != action->paths[kept - 1])
            action->paths[kept++] = action->paths[i];
    action->path_count = kept;
}

/* "Start with the clients, especially previous versions of Windows": CM-TLS. Then by machine. */
static int by_order(const void *a, const void *b)
{
    const struct plan_action *x = a;
    const struct plan_action *y = b;
    int keys[] = {(int)plan_stage_of(x) - (int)plan_stage_of(y),
                  (x->scope == SCOPE_RUN) - (y->scope == SCOPE_RUN),
                  text_compare(x->machine, y->machine),
                  (int)x->step - (int)y->step,
                  (int)y->clears - (int)x->clears,
                  text_compare(x->reasons[0].id, y->reasons[0].id),
                  text_compare(x->reasons[0].sentence, y->reasons[0].sentence)};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i] != 0)
            return keys[i];
    return 0;
}

static void count_all(struct plan *plan)
{
    for (size_t i = 0; i < plan->action_count; i++) {
        const struct plan_action *action = &plan->actions[i];
        bool finds_out = action->step == STEP_FIND_OUT;
        plan->to_find_out += finds_out;
        plan->to_do += !finds_out;
    }
    const char **machines = mem_array(plan, const char *, plan->action_count);
    for (size_t i = 0; i < plan->action_count; i++)
        machines[i] = text_short_host(plan, plan->actions[i].machine);
    const size_t *order = text_gather(plan, machines, plan->action_count);
    for (size_t i = 0; i < plan->action_count; i++)
        plan->machines += machines[order[i]][0] != '\0' &&
                          (i == 0 || !text_equal(machines[order[i]], machines[order[i - 1]]));
    plan->ends_clean = plan->after->verdict < VERDICT_UNKNOWN;
}

static void finish(struct plan *plan)
{
    for (size_t i = 0; i < plan->action_count; i++)
        sort_paths_of(&plan->actions[i]);
    if (plan->action_count > 0)
        qsort(plan->actions, plan->action_count, sizeof *plan->actions, by_order);
    count_all(plan);
}

struct plan *plan_make(void *parent, const struct facts *facts, const struct tables *tables)
{
    struct plan *plan = mem_array(parent, struct plan, 1);
    plan->facts = facts;
    plan->today = judge(plan, facts, tables);
    struct planning planning = {
        .plan = plan,
        .facts = facts,
        .tables = tables,
    };
    for (size_t i = 0; i < plan->today->path_count; i++)
        if (plan->today->paths[i].number >= planning.place_count)
            planning.place_count = plan->today->paths[i].number + 1;
    planning.today_at = mem_array(plan, size_t, planning.place_count);
    for (size_t i = 0; i < plan->today->path_count; i++)
        planning.today_at[plan->today->paths[i].number] = i;
    collect(&planning);
    plan_trim(&planning);
    plan->after = plan_rehearse(plan, &planning, NULL);
    finish(plan);
    return plan;
}
