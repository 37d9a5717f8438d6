/* The parts of the plan, one file each; internal to judge. */
#ifndef SQLCHECK_JUDGE_PLAN_PARTS_H
#define SQLCHECK_JUDGE_PLAN_PARTS_H

#include "judge/plan.h"
#include "judge/rules.h"

/* What one run of planning works on; the plan is the talloc parent of what it keeps. */
struct planning {
    struct plan *plan;
    const struct facts *facts;
    const struct tables *tables;
    size_t place_count; /* number of every path is below it */
    size_t *today_at;   /* by number: place in today->paths */
    bool is_rehearsed;  /* what is wanted now was not wanted of today's facts */
    char **keys;        /* of each action: what makes two of them one */
};

/* Adds what --assume takes for the rule's `done`, on the machine of the action; of two versions of
 * one thing the higher stays. Whether anything is new (plan_done.c). */
bool plan_done_add(const struct planning *planning, struct plan_action *action,
                   const struct plan_rule *rule, const struct path *path);

/* Today's facts with the actions taken for done, but for those that `without` names (NULL: none);
 * judged, on parent. */
struct judgement *plan_rehearse(void *parent, const struct planning *planning, const bool *without);

/* Takes out every action without which no path has more findings (plan_trim.c). */
void plan_trim(struct planning *planning);

#endif
