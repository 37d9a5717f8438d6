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

static bool words_fit(struct invocation *invocation, struct report_look *look, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    const char *format = settings->value[OPT_FORMAT];
    invocation->wrong_words = true;
    if (!text_equal(format, "text") && !text_equal(format, "json"))
        return error_set(err, "--format is text or json, not '%s'", format);
    invocation->wrong_words = !look_find(settings->value[OPT_COLOR], false, look, err);
    return !invocation->wrong_words;
}

static enum verdict say_json(const struct facts *facts, const struct tables *tables)
{
    void *memory = talloc_new(NULL);
    (void)fputs(report_drivers_json(memory, facts, tables), stdout);
    talloc_free(memory);
    return host_drivers_verdict(tables, facts);
}

/* Host after host, with an empty line between. */
static enum verdict say_text(const struct facts *facts, const struct tables *tables,
                             const struct report_look *look)
{
    enum verdict worst = gaps_verdict(facts);
    for (size_t i = 0; i <= facts->host_count; i++) {
        void *memory = talloc_new(NULL);
        const char *text = NULL;
        if (i < facts->host_count) {
            struct host_drivers drivers =
                host_drivers(memory, tables, &facts->hosts[i], facts->now_unix_s);
            worst = drivers.verdict > worst ? drivers.verdict : worst;
            text = report_host_drivers(memory, tables, &drivers, look);
        } else {
            text = report_drivers_gaps(memory, facts, look);
        }
        (void)printf("%s%s", i > 0 && text[0] != '\0' ? "\n" : "", text);
        talloc_free(memory);
    }
    return worst;
}

int command_drivers(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    struct report_look look;
    if (!words_fit(invocation, &look, err))
        return EXIT_TROUBLE;
    struct tables *tables =
        tables_load_folder(invocation->memory, settings->value[OPT_TABLES], err);
    if (tables == NULL)
        return EXIT_TROUBLE;
    struct facts *facts = talloc_zero(invocation->memory, struct facts);
    facts->now_unix_s = clock_unix_s();
    const struct inspect_request request = {
        .tables = tables, .now_unix_s = facts->now_unix_s, .deadline = deadline_in_ms(WITHIN_MS)};
    if (settings->word_count == 0)
        inspect_this_machine(facts, &request);
    for (size_t i = 0; i < settings->word_count; i++)
        inspect_path(facts, settings->words[i], &request);
    return verdict_exit_code(text_equal(settings->value[OPT_FORMAT], "json")
                                 ? say_json(facts, tables)
                                 : say_text(facts, tables, &look));
}
