/* Each site in one row: what it runs, where its database is, how its paths came out. */
#include "judge/rules.h"

#include <stdlib.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static struct site_verdict *add_site(struct judging *judging, const struct site *site,
                                     const char *code)
{
    struct judgement *out = judging->out;
    const struct role nobody = {.role = NULL};
    struct release_lookup release =
        configmgr_release(judging->tables, site == NULL ? NULL : site->version);
    struct site_verdict *added = mem_append(out, &out->sites, &out->site_count, sizeof *added);
    *added = (struct site_verdict){
        .site = site,
        .code = text_trim(out, or_word(code, "?")),
        .endpoint = destination_find(judging, &nobody, site).text,
        .configmgr =
            release.state == RELEASE_KNOWN ? talloc_strdup(out, release.row->release) : NULL,
    };
    return added;
}

/* Sites that only roles name come behind the list. */
static struct site_verdict *verdict_of_site(struct judging *judging, const char *code)
{
    struct judgement *out = judging->out;
    const struct site *site = site_find(judging, code);
    if (site != NULL)
        return &out->sites[site - judging->facts->sites];
    for (size_t i = judging->facts->site_count; i < out->site_count; i++)
        if (text_equal(out->sites[i].code, or_word(code, "?")))
            return &out->sites[i];
    return add_site(judging, NULL, code);
}

static void count_path(struct site_verdict *site, const struct path *path)
{
    site->paths++;
    site->failing += path->verdict == VERDICT_FAIL;
    site->unknown += path->verdict == VERDICT_UNKNOWN;
    site->warned += path->verdict == VERDICT_WARN;
    if (path->verdict > site->verdict)
        site->verdict = path->verdict;
}

static int by_verdict(const void *a, const void *b)
{
    const struct site_verdict *left = a;
    const struct site_verdict *right = b;
    int order = (int)right->verdict - (int)left->verdict;
    return order != 0 ? order : text_compare(left->code, right->code);
}

/* Without roles there are no paths of sites: those that stand for every host belong to none. */
void sites_conclude(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    struct judgement *out = judging->out;
    for (size_t i = 0; i < facts->site_count; i++)
        (void)add_site(judging, &facts->sites[i], facts->sites[i].code);
    for (size_t i = 0; facts->role_count > 0 && i < out->path_count; i++)
        count_path(verdict_of_site(judging, out->paths[i].site_code), &out->paths[i]);
    for (size_t i = 0; i < out->site_count; i++)
        if (out->sites[i].paths == 0)
            out->sites[i].verdict = VERDICT_UNKNOWN;
    if (out->site_count > 0)
        qsort(out->sites, out->site_count, sizeof *out->sites, by_verdict);
}
