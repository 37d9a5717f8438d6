#include "judge/rules.h"

#include <stdlib.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

void run_add(struct judging *judging, const struct finding *finding)
{
    for (size_t i = 0; i < judging->run.count; i++)
        if (finding_equal(&judging->run.findings[i], finding))
            return;
    struct finding copy = *finding;
    copy.shared = false;
    side_add(judging->out, &judging->run, &copy);
}

static int leading_of(const struct tables *tables, const struct path *path)
{
    const struct component_row *component = component_find(tables, path->role);
    return component == NULL || component->leading == 0 ? 99 : component->leading;
}

/* The three leading components first; then worst first; then by component, host and endpoint. */
static int order_of(const struct tables *tables, const struct path *a, const struct path *b)
{
    int rank_a = leading_of(tables, a);
    int rank_b = leading_of(tables, b);
    int by_leading = (rank_a == 99) - (rank_b == 99);
    int keys[] = {by_leading,
                  (int)b->verdict - (int)a->verdict,
                  rank_a - rank_b,
                  text_compare(a->component, b->component),
                  text_compare(a->host, b->host),
                  text_compare(a->endpoint, b->endpoint),
                  text_compare(a->site_code, b->site_code)};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i] != 0)
            return keys[i];
    return 0;
}

/* Sorted places, not paths: a merge keeps equal ones in their order, and 19,000 roles stay
 * quick. */
static void sort_paths(const struct tables *tables, struct path *paths, struct path *spare,
                       size_t count)
{
    if (count < 2)
        return;
    size_t half = count / 2;
    sort_paths(tables, paths, spare, half);
    sort_paths(tables, paths + half, spare, count - half);
    size_t left = 0;
    size_t right = half;
    for (size_t i = 0; i < count; i++) {
        bool take_left =
            right == count || (left < half && order_of(tables, &paths[left], &paths[right]) <= 0);
        spare[i] = take_left ? paths[left++] : paths[right++];
    }
    for (size_t i = 0; i < count; i++)
        paths[i] = spare[i];
}

/* The role list names a role once for each of its shares or properties. */
static void drop_repeated_paths(struct judging *judging)
{
    size_t kept = 0;
    for (size_t i = 0; i < judging->path_count; i++)
        if (kept == 0 || order_of(judging->tables, &judging->paths[kept - 1], &judging->paths[i]))
            judging->paths[kept++] = judging->paths[i];
    judging->path_count = kept;
}

static void count_verdicts(struct judgement *out)
{
    size_t *const counter[VERDICT_COUNT] = {
        [VERDICT_PASS] = &out->passed,
        [VERDICT_WARN] = &out->warned,
        [VERDICT_UNKNOWN] = &out->unknown,
        [VERDICT_FAIL] = &out->failing,
    };
    for (size_t i = 0; i < out->path_count; i++) {
        const struct path *path = &out->paths[i];
        (*counter[path->verdict])++;
        out->passed_on_assumption += path->verdict == VERDICT_PASS && path->assumed_count > 0;
        out->verdict = path->verdict > out->verdict ? path->verdict : out->verdict;
    }
}

static void conclude(struct judging *judging)
{
    struct judgement *out = judging->out;
    struct path *spare = mem_array(out, struct path, judging->path_count);
    sort_paths(judging->tables, judging->paths, spare, judging->path_count);
    talloc_free(spare);
    drop_repeated_paths(judging);
    side_sort(&judging->run);
    out->paths = judging->paths;
    out->path_count = judging->path_count;
    out->findings = judging->run.findings;
    out->finding_count = judging->run.count;
    out->verdict = judging->run.verdict;
    count_verdicts(out);
    endpoints_conclude(judging);
    sites_conclude(judging);
    out->configmgr = release_name(out, judging->tables, judging->local_site);
    out->headline = headline_make(judging);
    citations_make(judging);
}

struct judgement *judge(void *parent, const struct facts *facts, const struct tables *tables)
{
    struct judgement *out = talloc_zero(parent, struct judgement);
    if (out == NULL)
        abort();
    struct judging judging = {
        .out = out,
        .facts = facts,
        .tables = tables,
        .inventory_now_s = inventory_now(facts),
    };
    sites_index(&judging);
    judging.local_site = site_local(&judging);
    hosts_index(&judging);
    destinations_index(&judging);
    assumptions_apply(&judging);
    endpoints_name(&judging);
    signs_index(&judging);
    endpoints_judge(&judging);
    paths_judge(&judging);
    sessions_judge_others(&judging);
    history_judge_others(&judging);
    site_judge(&judging);
    beside_judge(&judging);
    assumptions_judge(&judging);
    logins_judge(&judging);
    conclude(&judging);
    return out;
}
