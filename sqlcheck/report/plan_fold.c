#include "report/plan_fold.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/groups.h"
#include "report/words.h"

static const char *machine_title(const struct plan_action *action)
{
    return action->scope == SCOPE_RUN ? "the site, and the rights of this login"
                                      : words_or(action->machine, "a machine without name");
}

/* A SQL Server is named with its port and without. */
static char *without_machine(struct page *page, const struct plan_action *action, const char *text)
{
    const char *machine = words_or(action->machine, "");
    char *host = talloc_strndup(page->memory, machine, strcspn(machine, "\\,"));
    return text_without_host(page, text_without_host(page, text, machine), host);
}

static char *key_of(struct page *page, const struct plan_action *action, size_t at)
{
    if (action->scope == SCOPE_RUN)
        return talloc_asprintf(page->memory, "run %zu", at);
    char *key =
        talloc_asprintf(page->memory, "%d %d", (int)plan_stage_of(action), (int)action->step);
    for (size_t i = 0; i < action->reason_count; i++)
        key = talloc_asprintf_append_buffer(
            key, "\n%s\t%s\t%s", words_or(action->reasons[i].id, ""),
            without_machine(page, action, action->reasons[i].sentence),
            without_machine(page, action, action->reasons[i].fix));
    for (size_t i = 0; i < action->done_count; i++)
        key = talloc_asprintf_append_buffer(key, "\n%s=%s", words_or(action->done[i].key, ""),
                                            words_or(action->done[i].value, ""));
    return key;
}

/* The first with the machine taken out of its texts, and the paths of all. */
static struct plan_action merge(struct page *page, const struct plan *plan, const size_t *members,
                                size_t count)
{
    const struct plan_action *first = &plan->actions[members[0]];
    struct plan_action merged = *first;
    merged.reasons = mem_array(page->memory, struct finding, first->reason_count);
    merged.done = mem_array(page->memory, struct assumption, first->done_count);
    merged.path_count = 0;
    for (size_t i = 0; i < first->reason_count; i++) {
        merged.reasons[i] = first->reasons[i];
        merged.reasons[i].sentence = without_machine(page, first, first->reasons[i].sentence);
        if (first->reasons[i].fix != NULL)
            merged.reasons[i].fix = without_machine(page, first, first->reasons[i].fix);
    }
    for (size_t i = 0; i < first->done_count; i++) {
        merged.done[i] = first->done[i];
        merged.done[i].machine = without_machine(page, first, first->machine);
    }
    size_t paths = 0;
    for (size_t i = 0; i < count; i++)
        paths += plan->actions[members[i]].path_count;
    merged.paths = mem_array(page->memory, size_t, paths);
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < plan->actions[members[i]].path_count; at++)
            merged.paths[merged.path_count++] = plan->actions[members[i]].paths[at];
    return merged;
}

static const char *title_of(struct page *page, const struct plan *plan, const size_t *members,
                            size_t count)
{
    const char **names = mem_array(page->memory, const char *, count);
    for (size_t i = 0; i < count; i++)
        names[i] = words_or(plan->actions[members[i]].machine, "a machine without name");
    return talloc_asprintf(page->memory, "on %zu machines: %s", count,
                           words_some(page, names, count, NAMED_AT_MOST));
}

struct folded_action *plan_fold(struct page *page, const struct plan *plan, size_t *count)
{
    size_t all = plan->action_count;
    struct folded_action *list = mem_array(page->memory, struct folded_action, all);
    const char **keys = mem_array(page->memory, const char *, all);
    for (size_t i = 0; i < all; i++)
        keys[i] = all > FOLD_ACTIONS_ABOVE ? key_of(page, &plan->actions[i], i)
                                           : talloc_asprintf(page->memory, "%zu", i);
    const size_t *order = text_gather(page->memory, keys, all);
    *count = 0;
    for (size_t from = 0, to; from < all; from = to) {
        for (to = from + 1; to < all && text_equal(keys[order[to]], keys[order[from]]);)
            to++;
        const struct plan_action *first = &plan->actions[order[from]];
        bool is_one = to == from + 1;
        list[(*count)++] = (struct folded_action){
            .action = is_one ? *first : merge(page, plan, &order[from], to - from),
            .number = order[from] + 1,
            .title = is_one ? machine_title(first) : title_of(page, plan, &order[from], to - from),
        };
    }
    return list;
}
