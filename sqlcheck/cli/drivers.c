/* sqlcheck drivers: what evidence says of the drivers of each host. */
#include <stdio.h>

#include <talloc.h>

#include "base/deadline.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/look.h"
#include "drivers/inspect/inspect.h"
#include "report/drivers.h"

enum { WITHIN_MS = 120000 };

int command_drivers(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    const char *format = settings->value[OPT_FORMAT];
    struct report_look look;
    invocation->wrong_words = true;
    if (!text_equal(format, "text") && !text_equal(format, "json")) {
        (void)error_set(err, "--format is text or json, not '%s'", format);
        return EXIT_TROUBLE;
    }
    if (!look_find(settings->value[OPT_COLOR], false, &look, err))
        return EXIT_TROUBLE;
    invocation->wrong_words = false;
    struct tables *tables =
        tables_load_folder(invocation->memory, settings->value[OPT_TABLES], err);
    if (tables == NULL)
        return EXIT_TROUBLE;
    struct facts *facts = talloc_zero(invocation->memory, struct facts);
    const struct inspect_request request = {
        .tables = tables, .now_unix_s = clock_unix_s(), .deadline = deadline_in_ms(WITHIN_MS)};
    if (settings->word_count == 0)
        inspect_this_machine(facts, &request);
    for (size_t i = 0; i < settings->word_count; i++)
        inspect_path(facts, settings->words[i], &request);
    char *text = text_equal(format, "json")
                     ? report_drivers_json(invocation->memory, facts, tables)
                     : report_drivers(invocation->memory, facts, tables, &look);
    (void)fputs(text, stdout);
    return verdict_exit_code(host_drivers_verdict(tables, facts));
}
