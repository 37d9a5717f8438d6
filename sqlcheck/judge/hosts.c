/* Finding a role's host among the hosts that are known, by name: a large hierarchy has 19,000 of
 * each, so the names are sorted once. */
#include "judge/rules.h"

#include <stdlib.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static int by_name(const void *a, const void *b)
{
    const struct host_entry *left = a;
    const struct host_entry *right = b;
    int order = text_compare(left->short_name, right->short_name);
    return order != 0 ? order : (left->host > right->host) - (left->host < right->host);
}

void hosts_sort(struct judging *judging)
{
    if (judging->host_count > 0)
        qsort(judging->hosts, judging->host_count, sizeof *judging->hosts, by_name);
}

/* With room for a host of every assumption. */
void hosts_index(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    judging->host_count = facts->host_count;
    judging->hosts =
        mem_array(judging->out, struct host_entry, facts->host_count + facts->assumption_count);
    for (size_t i = 0; i < facts->host_count; i++)
        judging->hosts[i] = (struct host_entry){
            .short_name = text_short_host(judging->out, or_word(facts->hosts[i].name, "")),
            .host = &facts->hosts[i],
        };
    hosts_sort(judging);
}

static size_t first_of_name(const struct judging *judging, const char *short_name)
{
    size_t low = 0;
    size_t high = judging->host_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(judging->hosts[middle].short_name, short_name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct host_entry *host_entry_find(const struct judging *judging, const char *name)
{
    char *short_name = text_short_host(judging->out, name);
    struct host_entry *alike = NULL;
    struct host_entry *same = NULL;
    size_t alike_count = 0;
    size_t same_count = 0;
    for (size_t i = first_of_name(judging, short_name); i < judging->host_count; i++) {
        struct host_entry *entry = &judging->hosts[i];
        if (!text_equal(entry->short_name, short_name))
            break;
        if (text_equal(entry->host->name, name)) {
            same = entry;
            same_count++;
        } else if (host_names_match(entry->host->name, name)) {
            alike = entry;
            alike_count++;
        }
    }
    talloc_free(short_name);
    /* two hosts of one name: neither is known to be it */
    if (same_count > 0)
        return same_count == 1 ? same : NULL;
    return alike_count == 1 ? alike : NULL;
}

const struct host *host_find(const struct judging *judging, const char *name)
{
    const struct host_entry *entry = host_entry_find(judging, name);
    return entry == NULL ? NULL : entry->host;
}
