#include "report/plan.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "judge/assume.h"
#include "judge/world.h"
#include "report/groups.h"
#include "report/parts.h"
#include "report/plan_fold.h"
#include "report/words.h"

enum { INDENT = 2, ACTION_INDENT = 4, REASONS_AT_MOST = 6, GROUPS_AT_MOST = 20 };

static const struct {
    const char *words, *source;
} lock_downs[WORLD_COUNT] = {
    [WORLD_TLS12] = {"switch TLS 1.0 and TLS 1.1 off in SChannel of the database server, restart "
                     "it, and run sqlcheck verify once more",
                     "CM-TLS-SERVER"},
    [WORLD_SUITES] = {"switch TLS 1.0, TLS 1.1 and all other suites off on the database server, "
                      "restart it, and run sqlcheck verify once more",
                      "MANAGE-TLS"},
    [WORLD_STRICT] =
        {"force strict encryption on the database server, restart it, and run sqlcheck "
         "verify once more",
         "TDS8-DOCS"},
};

/* ---- sentences that both formats have -------------------------------------------------------- */

static char *count_of(void *parent, size_t count, const char *what)
{
    return talloc_asprintf(parent, "%zu %s", count, what);
}

char *plan_headline(void *parent, const struct plan *plan)
{
    const char *today = words_or(plan->today->headline, "nothing was judged");
    if (plan->action_count == 0)
        return talloc_asprintf(parent, "%s; plan: nothing to do", today);
    const char *parts[2];
    size_t count = 0;
    if (plan->to_find_out > 0)
        parts[count++] = count_of(parent, plan->to_find_out, "to find out");
    if (plan->to_do > 0)
        parts[count++] = count_of(parent, plan->to_do, "to do");
    char *line =
        talloc_asprintf(parent, "%s; plan: %s", today, text_list(parent, parts, count, ", "));
    if (plan->machines > 0)
        line = talloc_asprintf_append(line, " on %zu machine%s", plan->machines,
                                      plan->machines == 1 ? "" : "s");
    return line;
}

char *plan_waits_for(void *parent, const struct plan *plan)
{
    const struct judgement *after = plan->after;
    if (after->failing > 0)
        return talloc_asprintf(parent, "%zu path%s would still fail", after->failing,
                               after->failing == 1 ? "" : "s");
    if (plan->to_find_out > 0)
        return talloc_strdup(parent, "something is still to be found out");
    if (after->verdict >= VERDICT_UNKNOWN)
        return talloc_strdup(parent, "not everything is known yet");
    if (plan->facts->assumption_count > 0)
        return talloc_strdup(parent, "what you assume is still to be seen, without --assume");
    return NULL;
}

/* ---- who would be orphaned ------------------------------------------------------------------- */

static const char *first_sentence(const struct path *path)
{
    for (size_t i = 0; i < path->finding_count; i++)
        if ((unsigned)path->findings[i].severity == (unsigned)path->verdict)
            return path->findings[i].sentence;
    return NULL;
}

static void put_group(struct page *page, const struct group *group)
{
    const struct path *path = group->paths[0];
    char *title = group_title(page, group);
    char *why = group_text(page, group, path, words_or(first_sentence(path), "no reason is known"));
    page_put(page, STYLE_PLAIN, ACTION_INDENT, ACTION_INDENT + INDENT,
             talloc_asprintf(page->memory, "%s: %s", title, why));
    if (group->host_count > 1)
        page_label(page, ACTION_INDENT + INDENT, "hosts",
                   words_some(page, group->names, group->host_count, NAMED_AT_MOST));
}

/* What a text of bounded length leaves to the other format. */
static void put_more(struct page *page, size_t count)
{
    page_put(page, STYLE_PLAIN, INDENT, ACTION_INDENT,
             talloc_asprintf(page->memory, "and %zu more of them: --format json has all", count));
}

static void put_paths_of(struct page *page, const struct groups *groups, enum verdict verdict,
                         size_t count, const char *words)
{
    const struct mark *mark = mark_of(verdict);
    if (count == 0)
        return;
    page_put(page, mark->style, INDENT, ACTION_INDENT,
             talloc_asprintf(page->memory, "%s %s %s", mark_glyph(page, mark),
                             words_count(page, count, "path", "paths"), words));
    size_t shown = 0;
    for (size_t i = 0; i < groups->count; i++)
        if (groups->items[i].verdict == verdict && shown++ < GROUPS_AT_MOST)
            put_group(page, &groups->items[i]);
    if (shown > GROUPS_AT_MOST)
        put_more(page, shown - GROUPS_AT_MOST);
}

static void put_orphans(struct page *page, const struct plan *plan)
{
    const struct judgement *today = plan->today;
    page_gap(page);
    page_put(page, STYLE_BOLD, 0, INDENT,
             talloc_asprintf(page->memory, "if the server were left with %s today",
                             world_words(page->memory, world_of(plan->facts))));
    struct groups groups = groups_of(page, today);
    put_paths_of(page, &groups, VERDICT_FAIL, today->failing, "would be orphaned");
    put_paths_of(page, &groups, VERDICT_UNKNOWN, today->unknown,
                 "may be orphaned: it cannot be told");
    if (today->failing + today->unknown == 0)
        page_put(page, STYLE_PLAIN, INDENT, ACTION_INDENT,
                 today->path_count == 0 ? "no path is known, so nobody can tell"
                                        : "no path that is known would be orphaned");
}

/* What is left when all was done. */
static void put_left(struct page *page, const struct plan *plan)
{
    const struct judgement *after = plan->after;
    if (after->failing + after->unknown == 0)
        return;
    page_gap(page);
    page_put(page, STYLE_BOLD, 0, INDENT, "what none of this clears");
    struct groups groups = groups_of(page, after);
    put_paths_of(page, &groups, VERDICT_FAIL, after->failing, "would still fail");
    put_paths_of(page, &groups, VERDICT_UNKNOWN, after->unknown, "could still not be told");
}

/* ---- actions --------------------------------------------------------------------------------- */

static bool is_said_before(const struct plan_action *action, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (text_equal(action->reasons[i].fix, action->reasons[at].fix))
            return true;
    return false;
}

static void put_fixes(struct page *page, const struct plan_action *action, size_t number)
{
    const char *lead = talloc_asprintf(page->memory, "%zu. ", number);
    size_t width = strlen(lead);
    for (size_t i = 0; i < action->reason_count; i++) {
        const struct finding *reason = &action->reasons[i];
        if (is_said_before(action, i))
            continue;
        page_put_right(page, STYLE_PLAIN, i == 0 ? INDENT : INDENT + width, INDENT + width,
                       talloc_asprintf(page->memory, "%s%s", i == 0 ? lead : "and ",
                                       words_or(reason->fix, "see the reason")),
                       words_or(reason->source, ""));
    }
}

static void put_reasons(struct page *page, const struct plan_action *action)
{
    for (size_t i = 0; i < action->reason_count && i < REASONS_AT_MOST; i++)
        page_label_right(page, ACTION_INDENT, "why", words_or(action->reasons[i].sentence, "?"),
                         action->reasons[i].id);
    if (action->reason_count > REASONS_AT_MOST)
        page_label(page, ACTION_INDENT, "why",
                   talloc_asprintf(page->memory, "and %zu reasons more: --format json has them",
                                   action->reason_count - REASONS_AT_MOST));
}

/* The paths it is for: their components; of an endpoint how many. */
static void put_unblocked(struct page *page, const struct plan *plan,
                          const struct plan_action *action)
{
    const char **names = mem_array(page->memory, const char *, action->path_count);
    size_t count = 0;
    for (size_t i = 0; i < action->path_count; i++)
        names[i] = words_or(plan->today->paths[action->paths[i]].component, "?");
    const size_t *order = text_gather(page->memory, names, action->path_count);
    const char **once = mem_array(page->memory, const char *, action->path_count);
    for (size_t i = 0; i < action->path_count; i++)
        if (i == 0 || !text_equal(names[order[i]], names[order[i - 1]]))
            once[count++] = names[order[i]];
    if (count > 0)
        page_label(page, ACTION_INDENT, "for",
                   talloc_asprintf(page->memory, "%s: %s",
                                   words_count(page, action->path_count, "path", "paths"),
                                   words_some(page, once, count, NAMED_AT_MOST)));
}

static void put_done(struct page *page, const struct plan_action *action)
{
    for (size_t i = 0; i < action->done_count; i++)
        page_label(page, ACTION_INDENT, "rehearse",
                   talloc_asprintf(page->memory, "--assume '%s'",
                                   assume_text(page->memory, &action->done[i])));
}

static const char *const stage_titles[STAGE_COUNT] = {
    [STAGE_FIND_OUT] = "first find out, where what is seen when all is well can be rehearsed",
    [STAGE_CLIENTS] = "then the machines that connect, before any server",
    [STAGE_SERVERS] = "then the servers",
    [STAGE_CERTIFICATES] = "then the certificates",
    [STAGE_LATER] = "then run sqlcheck verify again, and find out what can be seen only then",
};

static void put_action(struct page *page, const struct plan *plan, const struct folded_action *item)
{
    put_fixes(page, &item->action, item->number);
    put_reasons(page, &item->action);
    put_unblocked(page, plan, &item->action);
    put_done(page, &item->action);
}

static void put_actions(struct page *page, const struct plan *plan)
{
    size_t count = 0;
    size_t shown = 0;
    const struct folded_action *list = plan_fold(page, plan, &count);
    for (size_t i = 0; i < count; i++) {
        const struct folded_action *before = i == 0 ? NULL : &list[i - 1];
        enum plan_stage stage = plan_stage_of(&list[i].action);
        bool is_new_stage = before == NULL || plan_stage_of(&before->action) != stage;
        bool is_last = i + 1 == count || plan_stage_of(&list[i + 1].action) != stage;
        shown = is_new_stage ? 0 : shown + 1;
        if (is_new_stage) {
            page_gap(page);
            page_put(page, STYLE_BOLD, 0, INDENT, stage_titles[stage]);
        }
        bool is_hidden = plan->action_count > FOLD_ACTIONS_ABOVE && shown >= FOLDED_OF_STAGE;
        if (!is_hidden && (is_new_stage || !text_equal(before->title, list[i].title))) {
            page_gap(page);
            page_put(page, STYLE_BOLD, 0, INDENT, list[i].title);
        }
        if (!is_hidden)
            put_action(page, plan, &list[i]);
        else if (is_last)
            put_more(page, shown + 1 - FOLDED_OF_STAGE);
    }
}

static void put_lock_down(struct page *page, const struct plan *plan)
{
    enum world_kind world = world_of(plan->facts)->kind;
    const char *lock_down = lock_downs[world].words;
    char *waits = plan_waits_for(page->memory, plan);
    page_gap(page);
    page_put(page, STYLE_BOLD, 0, INDENT, "last of all the lock-down");
    if (waits == NULL)
        page_put_right(
            page, STYLE_PLAIN, INDENT, ACTION_INDENT,
            plan->action_count == 0
                ? lock_down
                : talloc_asprintf(page->memory,
                                  "run sqlcheck verify again; when every path passes, %s",
                                  lock_down),
            lock_downs[world].source);
    else
        page_put(page, STYLE_PLAIN, INDENT, ACTION_INDENT,
                 talloc_asprintf(page->memory, "not yet: %s", waits));
}

static void put_documents(struct page *page, const struct plan *plan)
{
    if (plan->today->citation_count == 0)
        return;
    page_gap(page);
    page_put(page, STYLE_BOLD, 0, INDENT, "documents");
    for (size_t i = 0; i < plan->today->citation_count; i++)
        page_put(page, STYLE_PLAIN, INDENT, ACTION_INDENT,
                 talloc_asprintf(page->memory, "%s: %s", plan->today->citations[i].key,
                                 plan->today->citations[i].document));
}

char *report_plan(void *parent, const struct plan *plan, const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    enum verdict verdict = plan->today->verdict;
    page_init(&page, memory, look);
    page_line(&page, mark_of(verdict)->style,
              talloc_asprintf(memory, "SQLCHECK %s: %s", verdict_status_word(verdict),
                              plan_headline(memory, plan)));
    part_yours(&page, plan->facts);
    put_orphans(&page, plan);
    put_actions(&page, plan);
    put_left(&page, plan);
    put_lock_down(&page, plan);
    put_documents(&page, plan);
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}

char *report_plan_done(void *parent, const struct plan *plan)
{
    void *memory = talloc_new(NULL);
    char *text = talloc_strdup(parent, "# sqlcheck plan: all of it, as if it were done\n");
    for (size_t i = 0; i < plan->action_count; i++) {
        const struct plan_action *action = &plan->actions[i];
        if (action->done_count > 0)
            text = talloc_asprintf_append_buffer(text, "# %zu. %s\n", i + 1,
                                                 plan_stage_names[plan_stage_of(action)]);
        for (size_t at = 0; at < action->done_count; at++) {
            char *line = assume_text(memory, &action->done[at]);
            text = talloc_asprintf_append_buffer(text, "%s\n", line);
        }
    }
    talloc_free(memory);
    return text;
}
