/* "sqlcheck/plan/1": the plan for programs. Keys stand in a fixed order. */
#include <talloc.h>

#include "judge/assume.h"
#include "judge/world.h"
#include "report/json_put.h"
#include "report/plan.h"

#define PLAN_SCHEMA "sqlcheck/plan/1"

static json_t *path_json(const struct path *path)
{
    json_t *object = json_object();
    json_put_text(object, "component", path->component == NULL ? "" : path->component);
    json_put_text(object, "site_code", path->site_code);
    json_put_text(object, "host", path->host == NULL ? "" : path->host);
    json_put_text(object, "endpoint", path->endpoint == NULL ? "" : path->endpoint);
    return object;
}

/* Those of one verdict, in the order of the report. */
static json_t *paths_json(const struct judgement *judgement, enum verdict verdict)
{
    json_t *list = json_array();
    for (size_t i = 0; i < judgement->path_count; i++)
        if (judgement->paths[i].verdict == verdict)
            json_array_append_new(list, path_json(&judgement->paths[i]));
    return list;
}

static json_t *reasons_json(const struct plan_action *action)
{
    json_t *list = json_array();
    for (size_t i = 0; i < action->reason_count; i++) {
        const struct finding *reason = &action->reasons[i];
        json_t *object = json_object();
        json_put_text(object, "id", reason->id);
        json_put_text(object, "severity", name_of(severity_names, reason->severity));
        json_put_text(object, "sentence", reason->sentence == NULL ? "" : reason->sentence);
        json_put_text(object, "fix", reason->fix);
        json_put_text(object, "source", reason->source);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *done_json(const struct plan_action *action)
{
    json_t *list = json_array();
    for (size_t i = 0; i < action->done_count; i++) {
        char *text = assume_text(NULL, &action->done[i]);
        json_array_append_new(list, json_text(text));
        talloc_free(text);
    }
    return list;
}

static json_t *action_json(const struct plan *plan, const struct plan_action *action)
{
    json_t *object = json_object();
    json_t *paths = json_array();
    for (size_t i = 0; i < action->path_count; i++)
        json_array_append_new(paths, path_json(&plan->today->paths[action->paths[i]]));
    json_put_text(object, "stage", name_of(plan_stage_names, plan_stage_of(action)));
    json_put_text(object, "step", name_of(plan_step_names, action->step));
    json_put_text(object, "machine", action->scope == SCOPE_RUN ? NULL : action->machine);
    json_put_text(object, "clears", name_of(verdict_names, action->clears));
    json_put(object, "reasons", reasons_json(action));
    json_put(object, "assume", done_json(action));
    json_put(object, "paths", paths);
    return object;
}

static json_t *actions_json(const struct plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->action_count; i++)
        json_array_append_new(list, action_json(plan, &plan->actions[i]));
    return list;
}

static json_t *counts_json(const struct judgement *judgement)
{
    json_t *object = json_object();
    json_put_count(object, "paths", judgement->path_count);
    json_put_count(object, "failing", judgement->failing);
    json_put_count(object, "unknown", judgement->unknown);
    json_put_count(object, "warned", judgement->warned);
    json_put_count(object, "passed", judgement->passed);
    return object;
}

static json_t *side_json(const struct judgement *judgement)
{
    json_t *object = json_object();
    json_put_text(object, "verdict", verdict_status_word(judgement->verdict));
    json_put(object, "counts", counts_json(judgement));
    json_put(object, "failing", paths_json(judgement, VERDICT_FAIL));
    json_put(object, "unknown", paths_json(judgement, VERDICT_UNKNOWN));
    return object;
}

static json_t *lock_down_json(const struct plan *plan)
{
    json_t *object = json_object();
    char *waits = plan_waits_for(NULL, plan);
    json_put(object, "may_follow", json_boolean(waits == NULL));
    json_put_text(object, "waits_for", waits);
    talloc_free(waits);
    return object;
}

json_t *json_plan(const struct plan *plan)
{
    json_t *object = json_object();
    void *scratch = talloc_new(NULL);
    char *headline = plan_headline(scratch, plan);
    json_put_text(object, "schema", PLAN_SCHEMA);
    json_put_text(object, "sqlcheck_version", plan->facts->sqlcheck_version);
    json_put_time(object, "now", plan->facts->now_unix_s);
    json_put_text(object, "what_if",
                  world_of(plan->facts)->text == NULL ? "tls12" : world_of(plan->facts)->text);
    json_put_text(object, "verdict", verdict_status_word(plan->today->verdict));
    json_put(object, "exit", json_integer(verdict_exit_code(plan->today->verdict)));
    json_put_text(object, "headline", headline);
    json_put(object, "assumptions", json_assumptions(plan->facts));
    json_put(object, "today", side_json(plan->today));
    json_put(object, "actions", actions_json(plan));
    json_put(object, "after", side_json(plan->after));
    json_put(object, "lock_down", lock_down_json(plan));
    json_put(object, "documents", citations_json(plan->today));
    talloc_free(scratch);
    return object;
}

char *report_plan_json(void *parent, const struct plan *plan)
{
    return json_finish(parent, json_plan(plan));
}
