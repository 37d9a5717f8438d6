#include "report/filter.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/words.h"

/* ---- paths ----------------------------------------------------------------------------------- */

/* A short name is that of every domain. */
static bool is_host(void *scratch, const char *host, const char *wanted)
{
    if (text_is_empty(host))
        return false;
    bool is_short = strchr(host, '.') == NULL || strchr(wanted, '.') == NULL;
    return is_short ? text_equal(text_short_host(scratch, host), text_short_host(scratch, wanted))
                    : text_equal(host, wanted);
}

static bool shows(void *scratch, const struct path *path, const struct report_filter *filter)
{
    if (filter->only_problems && path->verdict == VERDICT_PASS)
        return false;
    if (filter->site != NULL && !text_equal(words_or(path->site_code, ""), filter->site))
        return false;
    if (filter->role != NULL && !text_contains(words_or(path->component, ""), filter->role) &&
        !text_contains(words_or(path->role, ""), filter->role))
        return false;
    if (filter->host == NULL)
        return true;
    const char *endpoint = words_or(path->endpoint, "");
    char *server = talloc_strndup(scratch, endpoint, strcspn(endpoint, "\\,"));
    return is_host(scratch, path->host, filter->host) || is_host(scratch, server, filter->host);
}

static void filter_paths(void *scratch, const struct judgement *all,
                         const struct report_filter *filter, struct judgement *part)
{
    part->paths = mem_array(scratch, struct path, all->path_count);
    part->path_count = 0;
    for (size_t i = 0; i < all->path_count; i++)
        if (shows(scratch, &all->paths[i], filter))
            part->paths[part->path_count++] = all->paths[i];
}

/* ---- findings of the run --------------------------------------------------------------------- */

struct key {
    char *text;
    bool of_paths, of_shown_paths;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct key *)a)->text, ((const struct key *)b)->text);
}

static struct key key_of(void *scratch, const struct finding *finding)
{
    return (struct key){
        .text = talloc_asprintf(scratch, "%s\n%s", finding->id, words_or(finding->sentence, ""))};
}

static void mark(void *scratch, struct key *keys, size_t count, const struct judgement *judgement,
                 bool shown)
{
    for (size_t i = 0; i < judgement->path_count && count > 0; i++)
        for (size_t f = 0; f < judgement->paths[i].finding_count; f++) {
            const struct finding *finding = &judgement->paths[i].findings[f];
            if (!finding->shared)
                continue;
            const struct key wanted = key_of(scratch, finding);
            struct key *key = bsearch(&wanted, keys, count, sizeof *keys, by_text);
            if (key != NULL)
                *(shown ? &key->of_shown_paths : &key->of_paths) = true;
        }
}

/* One that stands only for paths that are not shown is not shown either. */
static void filter_findings(void *scratch, const struct judgement *all,
                            const struct report_filter *filter, struct judgement *part)
{
    size_t count = all->finding_count;
    struct key *keys = mem_array(scratch, struct key, count);
    for (size_t i = 0; i < count; i++)
        keys[i] = key_of(keys, &all->findings[i]);
    if (count > 0)
        qsort(keys, count, sizeof *keys, by_text);
    mark(keys, keys, count, all, false);
    mark(keys, keys, count, part, true);
    part->findings = mem_array(scratch, struct finding, count);
    part->finding_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct key wanted = key_of(keys, &all->findings[i]);
        const struct key *key = bsearch(&wanted, keys, count, sizeof *keys, by_text);
        bool hidden = key->of_paths && !key->of_shown_paths;
        if (!hidden && (!filter->only_problems || all->findings[i].severity != SEVERITY_INFO))
            part->findings[part->finding_count++] = all->findings[i];
    }
}

/* ---- sites and SQL Servers ------------------------------------------------------------------- */

static bool has_path_of(const struct judgement *part, const char *site_code)
{
    for (size_t i = 0; i < part->path_count; i++)
        if (text_equal(words_or(part->paths[i].site_code, "?"), site_code))
            return true;
    return false;
}

/* A site without a path is a problem of its own. */
static bool shows_site(const struct judgement *part, const struct site_verdict *site,
                       const struct report_filter *filter)
{
    if (filter->site != NULL)
        return text_equal(site->code, filter->site);
    bool is_pathless = site->paths == 0 && filter->role == NULL && filter->host == NULL;
    return is_pathless || has_path_of(part, site->code);
}

static void filter_sites(void *scratch, const struct judgement *all,
                         const struct report_filter *filter, struct report_part *part)
{
    struct judgement *judgement = &part->judgement;
    struct facts *facts = &part->facts;
    const char *database = facts->database;
    const struct site *sites = facts->sites;
    size_t count = facts->site_count;
    judgement->sites = mem_array(scratch, struct site_verdict, all->site_count);
    judgement->site_count = facts->site_count = 0;
    facts->sites = mem_array(scratch, struct site, count);
    for (size_t i = 0; i < all->site_count; i++)
        if (shows_site(judgement, &all->sites[i], filter))
            judgement->sites[judgement->site_count++] = all->sites[i];
    for (size_t i = 0; i < count; i++) {
        bool shown = database != NULL && text_equal(sites[i].sql_database, database);
        for (size_t v = 0; v < judgement->site_count && !shown; v++)
            shown = judgement->sites[v].site == &sites[i];
        if (shown)
            facts->sites[facts->site_count++] = sites[i];
    }
}

/* The server that was asked is always there; both lists stay side by side. */
static void filter_endpoints(void *scratch, const struct judgement *all, struct report_part *part)
{
    struct judgement *judgement = &part->judgement;
    struct facts *facts = &part->facts;
    const struct endpoint *endpoints = facts->endpoints;
    bool *shown = mem_array(scratch, bool, facts->endpoint_count + 1);
    for (size_t i = 0; i < judgement->path_count; i++)
        if (judgement->paths[i].endpoint_number <= facts->endpoint_count)
            shown[judgement->paths[i].endpoint_number] = true;
    shown[1 <= facts->endpoint_count ? 1 : 0] = true;
    facts->endpoints = mem_array(scratch, struct endpoint, facts->endpoint_count);
    judgement->endpoints = mem_array(scratch, struct endpoint_verdict, all->endpoint_count);
    const struct followed *followed = facts->followed;
    size_t followed_count = facts->followed_count;
    facts->followed = mem_array(scratch, struct followed, followed_count);
    facts->endpoint_count = judgement->endpoint_count = facts->followed_count = 0;
    for (size_t i = 0; i < all->endpoint_count; i++)
        if (shown[i + 1]) {
            for (size_t f = 0; f < followed_count; f++)
                if (followed[f].endpoint == (int)i + 1) {
                    facts->followed[facts->followed_count] = followed[f];
                    facts->followed[facts->followed_count++].endpoint =
                        (int)facts->endpoint_count + 1;
                }
            facts->endpoints[facts->endpoint_count++] = endpoints[i];
            judgement->endpoints[judgement->endpoint_count++] = all->endpoints[i];
        }
}

static char *filter_words(void *parent, const struct judgement *all, const struct judgement *part,
                          const struct report_filter *filter)
{
    char *words = talloc_asprintf(parent, "shown: %zu of %zu connection path%s (", part->path_count,
                                  all->path_count, all->path_count == 1 ? "" : "s");
    const struct {
        const char *option, *value;
    } options[] = {{"--site", filter->site}, {"--role", filter->role}, {"--host", filter->host}};
    const char *blank = "";
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (options[i].value == NULL)
            continue;
        words =
            talloc_asprintf_append(words, "%s%s %s", blank, options[i].option, options[i].value);
        blank = " ";
    }
    return talloc_asprintf_append(words, "%s%s); the verdict is that of all",
                                  filter->only_problems ? blank : "",
                                  filter->only_problems ? "--only-problems" : "");
}

struct report_part *report_filter(void *parent, const struct facts *facts,
                                  const struct judgement *judgement,
                                  const struct report_filter *filter)
{
    struct report_part *part = talloc_zero(parent, struct report_part);
    part->facts = *facts;
    part->judgement = *judgement;
    if (filter->site == NULL && filter->role == NULL && filter->host == NULL &&
        !filter->only_problems)
        return part;
    filter_paths(part, judgement, filter, &part->judgement);
    filter_findings(part, judgement, filter, &part->judgement);
    filter_sites(part, judgement, filter, part);
    filter_endpoints(part, judgement, part);
    part->judgement.filter = filter_words(part, judgement, &part->judgement, filter);
    return part;
}
