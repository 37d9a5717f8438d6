/* sqlcheck plan: the facts of verify, and what to do about them. */
#include <string.h>

#include <talloc.h>

#include "base/file.h"
#include "base/text.h"
#include "cli/verify.h"
#include "cli/words.h"
#include "report/plan.h"

static bool save_done(const struct settings *settings, const struct plan *plan, struct error *err)
{
    const char *path = settings->value[OPT_ASSUME_OUT];
    if (path == NULL)
        return true;
    char *text = report_plan_done(NULL, plan);
    bool ok = file_write(path, text, strlen(text), err);
    talloc_free(text);
    return ok;
}

static bool say_plan(const struct invocation *invocation, const struct facts *facts,
                     const struct tables *tables, const struct answer_look *look,
                     enum verdict *verdict, struct error *err)
{
    void *memory = invocation->memory;
    struct plan *plan = plan_make(memory, facts, tables);
    *verdict = plan->today->verdict;
    if (!save_done(&invocation->settings, plan, err))
        return false;
    char *text =
        look->json ? report_plan_json(memory, plan) : report_plan(memory, plan, &look->text);
    return words_write_report(invocation->settings.value[OPT_OUTPUT], text, err);
}

int command_plan(struct invocation *invocation, struct error *err)
{
    return verify_answer(invocation, "plan", say_plan, err);
}
