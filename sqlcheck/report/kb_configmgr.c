/* What a Configuration Manager release asks for, role by role. */
#include <talloc.h>

#include "base/text.h"
#include "report/kb_parts.h"

enum { MOST_RULES = 8, MOST_NEEDS = 64 };

static void put_title(struct page *page, const struct release_lookup *release)
{
    void *memory = page->memory;
    char *title = talloc_strdup(memory, "Configuration Manager");
    if (release->release != NULL)
        title = talloc_asprintf_append(title, " %s", release->release);
    if (release->build != 0)
        title = talloc_asprintf_append(title, "%s build %d%s", release->release != NULL ? "," : "",
                                       release->build,
                                       release->release != NULL ? "" : " (release not known)");
    page_put(page, STYLE_BOLD, 0, 2, title);
    if (release->state == RELEASE_OLDER)
        page_put(page, STYLE_UNKNOWN, 2, 2,
                 "older than 1702 with KB 4019926: the TLS 1.2 documents do not speak of it");
    if (release->state == RELEASE_NEW)
        page_put(page, STYLE_UNKNOWN, 2, 2,
                 "later than what the tables have: below stand the rules of the two newest "
                 "releases that they have");
    if (release->row != NULL && release->row->certainty == UNCERTAIN)
        page_put(page, STYLE_WARN, 2, 2, "which release this build is, is inferred");
}

static char *rule_text(void *memory, const struct tables *tables,
                       const struct requirement_row *rule)
{
    char *text = talloc_asprintf(memory, "%s %s or later, %d-bit", rule->family->brief,
                                 driver_floor_text(memory, tables, rule->family, &rule->minimum),
                                 rule->bits);
    if (rule->use == USE_BESIDE)
        text = talloc_strdup_append(text,
                                    ": certain roles still use it, which ones is not documented");
    if (rule->validated.count != 0)
        text = talloc_asprintf_append(text, " (the newest that was tested: %s)",
                                      driver_version_text(memory, &rule->validated));
    return text;
}

static size_t put_rules(struct page *page, const struct tables *tables,
                        const struct release_lookup *release)
{
    const struct requirement_row *rules[MOST_RULES];
    size_t count = configmgr_requirements(tables, release, rules, MOST_RULES);
    for (size_t i = 0; i < count; i++) {
        page_label_right(page, 2, rules[i]->use == USE_DECIDES ? "needs" : "beside",
                         rule_text(page->memory, tables, rules[i]), rules[i]->origin.source);
        if (rules[i]->note != NULL)
            page_label(page, 2, "note", rules[i]->note);
    }
    return count;
}

static void put_needs(struct page *page, const struct tables *tables,
                      const struct release_lookup *release)
{
    const struct need_row *needs[MOST_NEEDS];
    size_t count = configmgr_needs(tables, release, needs, MOST_NEEDS);
    for (size_t i = 0; i < count; i++)
        page_label_right(page, 2, i == 0 ? "also" : "",
                         talloc_asprintf(page->memory, "%s: %s%s", needs[i]->subject,
                                         needs[i]->need,
                                         needs[i]->certainty == UNCERTAIN ? " (uncertain)" : ""),
                         needs[i]->origin.source);
}

static const char *const stack_needs[STACK_COUNT] = {
    [STACK_NATIVE] = "the driver above",
    [STACK_MANAGED] = ".NET (above), no driver",
    [STACK_MIXED] = "the driver and .NET (above)",
    [STACK_SERVER] = "an engine with TLS 1.2: sqlcheck kb VERSION",
    [STACK_NONE] = "nothing: it does not connect to SQL Server by itself",
    [STACK_UNSURE] = "not known: no document says whether it connects",
};

static void put_roles(struct page *page, const struct tables *tables)
{
    page_gap(page);
    for (size_t i = 0; i < tables->component_count; i++) {
        const struct component_row *row = &tables->components[i];
        page_put_right(page, row->stack == STACK_NONE ? STYLE_DIM : STYLE_PLAIN, 2, 4,
                       talloc_asprintf(page->memory, "%s (%s%s): %s", row->component, row->role,
                                       row->match == MATCH_PREFIX ? "..." : "",
                                       stack_needs[row->stack]),
                       row->origin.source);
    }
}

char *report_kb_configmgr(void *parent, const struct tables *tables,
                          const struct release_lookup *release, const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    put_title(&page, release);
    if (put_rules(&page, tables, release) != 0) {
        put_needs(&page, tables, release);
        put_roles(&page, tables);
    }
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}
