#include "cli/verify.h"

#include <talloc.h>

#include "base/deadline.h"
#include "drivers/inspect/inspect.h"

enum { WITHIN_MS = 120000 };

struct facts *evidence_gather(void *parent, const struct settings *settings,
                              const struct tables *tables)
{
    if (settings->list_count[OPT_EVIDENCE] == 0)
        return NULL;
    struct facts *facts = talloc_zero(parent, struct facts);
    const struct inspect_request request = {
        .tables = tables, .now_unix_s = clock_unix_s(), .deadline = deadline_in_ms(WITHIN_MS)};
    for (size_t i = 0; i < settings->list_count[OPT_EVIDENCE]; i++)
        inspect_path(facts, settings->list[OPT_EVIDENCE][i], &request);
    return facts;
}

void evidence_merge(struct facts *facts, const struct facts *evidence, const struct tables *tables)
{
    const struct inspect_request request = {.tables = tables, .now_unix_s = facts->now_unix_s};
    if (evidence != NULL)
        inspect_merge(facts, evidence, &request);
}
