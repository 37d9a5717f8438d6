/* sqlcheck explain [ID]: what is behind a finding. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/look.h"
#include "judge/judgement.h"

#include "drivers/tables/tables.h"

int command_explain(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    struct report_look look;
    const struct tables *tables = tables_load(invocation->memory, err);
    if (tables == NULL || !look_find("auto", false, &look, err))
        return EXIT_TROUBLE;
    if (settings->word_count == 0) {
        (void)fputs(report_explain_all(invocation->memory, &look), stdout);
        return 0;
    }
    for (size_t i = 0; i < settings->word_count; i++) {
        const struct finding_kind *kind = finding_kind_find(settings->words[i]);
        if (kind == NULL) {
            (void)error_set(err, "no finding has the id '%s'", settings->words[i]);
            (void)error_hint(err, "sqlcheck explain lists all ids");
            return EXIT_TROUBLE;
        }
        (void)fputs(report_explain(invocation->memory, kind, tables, &look), stdout);
    }
    return 0;
}
