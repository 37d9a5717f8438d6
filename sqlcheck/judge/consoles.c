/* Consoles: .NET programs on the machines of administrators. No list of the site names them, so
 * only evidence of a host shows one. A console talks to the SMS Provider and to reports, not to SQL
 * Server itself. */
#include "judge/rules.h"

#include <talloc.h>

#include "judge/dotnet.h"

static void judge_console(struct judging *judging, const struct host *host,
                          const struct source *shown)
{
    void *parent = judging->out;
    const char *code = judging->local_site == NULL ? "" : or_word(judging->local_site->code, "");
    struct need need = {.host_name = host->name, .host = host};
    struct side shared = {0};
    struct side side = {0};
    struct path path = {
        .component = talloc_strdup(parent, "console"),
        .role = talloc_asprintf(parent, "shown by %s",
                                or_word(shown->where, name_of(source_kind_names, shown->kind))),
        .site_code = talloc_strdup(parent, code),
        .host = talloc_strdup(parent, or_word(host->name, "not known")),
        .endpoint = talloc_strdup(parent, "SMS Provider and reports"),
    };
    release_judge(judging, &need, code, &shared);
    path.site = need.site;
    dotnet_judge(judging, &need, &side, &path.driver);
    windows_judge(judging, &need, &side, &path);
    path_share(judging, &side, &shared);
    path_add(judging, &path, &side);
}

void consoles_judge(struct judging *judging)
{
    size_t count = 0;
    for (size_t i = 0; i < judging->host_count; i++) {
        const struct host *host = judging->hosts[i].host; /* with what the user assumes of it */
        const struct source *shown = host_console(host);
        if (shown == NULL)
            continue;
        judge_console(judging, host, shown);
        count++;
    }
    const char *words =
        count == 0 ? "none was judged" : "only those that evidence shows were judged";
    struct finding finding = finding_make(judging->out, FINDING_DOT_CONSOLES, WORDS(words));
    run_add(judging, &finding);
}
