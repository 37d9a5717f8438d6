/* sqlcheck lab CASE: the simulated site of a case, until it is interrupted. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "lab/lab.h"

int command_lab(struct invocation *invocation, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    if (settings->word_count != 1) {
        (void)error_set(err, "expected one case folder, found %zu words", settings->word_count);
        (void)error_hint(err, "sqlcheck lab cases/mixed-site");
        return EXIT_TROUBLE;
    }
    struct lab_options options = {
        .case_dir = settings->words[0],
        .keys_dir = settings->value[OPT_KEYS],
        .temporary_dir = getenv("TMPDIR"),
        .journal_path = settings->value[OPT_JOURNAL],
        .address = settings->value[OPT_ADDRESS],
        .ready_path = settings->value[OPT_READY_FILE],
    };
    return lab_run(&options, stdout, err);
}
