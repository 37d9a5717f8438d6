/* Actions of a large plan that say the same but for the machine, folded into one. */
#ifndef SQLCHECK_REPORT_PLAN_FOLD_H
#define SQLCHECK_REPORT_PLAN_FOLD_H

#include "judge/plan.h"
#include "report/page.h"

/* With more actions than this equal ones become one, and of each stage no more are shown. */
enum { FOLD_ACTIONS_ABOVE = 20, FOLDED_OF_STAGE = 20 };

struct folded_action {
    struct plan_action action; /* of several: their paths, and "<host>" for their machines */
    size_t number;             /* of the first, from 1 */
    const char *title;         /* its machine, or how many and which */
};

/* In the order of the work; on the page's memory. */
struct folded_action *plan_fold(struct page *page, const struct plan *plan, size_t *count);

#endif
