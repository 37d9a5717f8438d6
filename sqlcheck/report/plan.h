/* The plan in words, for people and for programs; as report.h says of reports. */
#ifndef SQLCHECK_REPORT_PLAN_H
#define SQLCHECK_REPORT_PLAN_H

#include "judge/plan.h"
#include "report/report.h"

/* Verdict line; who would be orphaned today; what to find out and what to do, in the order of the
 * work; what stays; whether the lock-down may follow; documents. */
char *report_plan(void *parent, const struct plan *plan, const struct report_look *look);

/* The same as "sqlcheck/plan/1"; plan-1.schema.json beside this file describes it. */
char *report_plan_json(void *parent, const struct plan *plan);

/* What --assume @FILE takes when every action is done: one a line, under a comment that says which
 * action of the plan it is. */
char *report_plan_done(void *parent, const struct plan *plan);

/* The first line, without the status word: today's verdict, and what the plan holds. */
char *plan_headline(void *parent, const struct plan *plan);

/* Why the lock-down has to wait; NULL when it may follow the plan. */
char *plan_waits_for(void *parent, const struct plan *plan);

#endif
