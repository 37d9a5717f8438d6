/* Which Configuration Manager a site runs, and what its roles need. */
#include "judge/rules.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static int by_code(const void *a, const void *b)
{
    const struct site *left = *(const struct site *const *)a;
    const struct site *right = *(const struct site *const *)b;
    int order = text_compare(left->code, right->code);
    return order != 0 ? order : (left > right) - (left < right);
}

void sites_index(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    judging->sites = mem_array(judging->out, const struct site *, facts->site_count);
    for (size_t i = 0; i < facts->site_count; i++)
        judging->sites[i] = &facts->sites[i];
    if (facts->site_count > 0)
        qsort(judging->sites, facts->site_count, sizeof *judging->sites, by_code);
}

const struct site *site_find(const struct judging *judging, const char *code)
{
    size_t low = 0;
    size_t high = text_is_empty(code) ? 0 : judging->facts->site_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(judging->sites[middle]->code, code);
        if (order == 0)
            return judging->sites[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* A named instance may stand before it: "INSTANCE\\CM_P01". */
static bool has_database(const struct site *site, const char *database)
{
    const char *backslash = site->sql_database == NULL ? NULL : strchr(site->sql_database, '\\');
    return text_equal(backslash == NULL ? site->sql_database : backslash + 1, database);
}

/* The only site of the list with that database; NULL. */
static const struct site *only_site_with(const struct facts *facts, const char *database)
{
    const struct site *found = NULL;
    for (size_t i = 0; !text_is_empty(database) && i < facts->site_count; i++) {
        if (!has_database(&facts->sites[i], database))
            continue;
        if (found != NULL)
            return NULL;
        found = &facts->sites[i];
    }
    return found;
}

/* The site whose database was read: by the database's name CM_<code>, because no other has one of
 * that name, or because there is one only. */
const struct site *site_local(const struct judging *judging)
{
    const struct facts *facts = judging->facts;
    if (facts->database != NULL && text_has_prefix(facts->database, "CM_")) {
        const struct site *site = site_find(judging, facts->database + 3);
        if (site != NULL)
            return site;
    }
    return facts->site_count == 1 ? &facts->sites[0] : only_site_with(facts, facts->database);
}

char *release_name(void *parent, const struct tables *tables, const struct site *site)
{
    struct release_lookup found = configmgr_release(tables, site == NULL ? NULL : site->version);
    if (found.state == RELEASE_KNOWN)
        return talloc_asprintf(parent, "Configuration Manager %s", found.row->release);
    if (found.state == RELEASE_UNREADABLE)
        return NULL;
    return talloc_asprintf(parent, "Configuration Manager build %d (release not known)",
                           found.build);
}

static void add(struct judging *judging, const struct need *need, struct side *shared,
                enum finding_key key, const char *const *words, const char *source)
{
    struct finding finding = finding_make(judging->out, key, words);
    if (need->site != NULL && need->site->version != NULL)
        finding_fact(judging->out, &finding, "v_Site: site %s has version %s",
                     or_word(need->site->code, "?"), need->site->version);
    finding_cite(judging->out, &finding, source);
    if (finding.severity == SEVERITY_INFO)
        run_add(judging, &finding);
    else
        side_add(judging->out, shared, &finding);
}

static void say_notes(struct judging *judging, const struct need *need, struct side *shared)
{
    const struct release_row *row = need->release.row;
    if (row->certainty == UNCERTAIN)
        add(judging, need, shared, FINDING_SIT_RELEASE_UNSURE,
            WORDS(number_word(judging->out, row->build), row->release), row->origin.source);
    for (size_t i = 0; i < need->rule_count; i++)
        if (need->rules[i]->update != NULL)
            add(judging, need, shared, FINDING_SIT_UPDATE_NOT_READ,
                WORDS(row->release, need->rules[i]->update, or_word(need->site->code, "?")),
                need->rules[i]->origin.source);
        else if (need->rules[i]->note != NULL)
            add(judging, need, shared, FINDING_SIT_RULE_NOTE,
                WORDS(row->release, need->rules[i]->note), need->rules[i]->origin.source);
}

void release_judge(struct judging *judging, struct need *need, const char *site_code,
                   struct side *shared)
{
    need->site = site_find(judging, site_code);
    need->release =
        configmgr_release(judging->tables, need->site == NULL ? NULL : need->site->version);
    need->rule_count = configmgr_requirements(judging->tables, &need->release, need->rules,
                                              sizeof need->rules / sizeof need->rules[0]);
    const char *code = or_word(site_code, "?");
    char *build = number_word(judging->out, need->release.build);
    switch (need->release.state) {
    case RELEASE_UNREADABLE:
        add(judging, need, shared, FINDING_DRV_RULES_UNKNOWN, WORDS(code), NULL);
        break;
    case RELEASE_OLDER:
        add(judging, need, shared, FINDING_SIT_TOO_OLD, WORDS(build, code), NULL);
        break;
    case RELEASE_NEW:
        add(judging, need, shared, FINDING_SIT_BUILD_UNKNOWN, WORDS(build, code), NULL);
        break;
    case RELEASE_KNOWN:
    case RELEASE_STATE_COUNT:
        say_notes(judging, need, shared);
        break;
    }
}
