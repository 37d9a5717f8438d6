/* Finding a role's host among the hosts that are known, by name: a large hierarchy has 19,000 of
 * each, so the names are sorted once. */
#include "judge/rules.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

static int by_name(const void *a, const void *b)
{
    const struct host_entry *left = a;
    const struct host_entry *right = b;
    int order = text_compare(left->short_name, right->short_name);
    return order != 0 ? order : (left->host > right->host) - (left->host < right->host);
}

void hosts_index(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    judging->hosts = mem_array(judging->out, struct host_entry, facts->host_count);
    for (size_t i = 0; i < facts->host_count; i++)
        judging->hosts[i] = (struct host_entry){
            .short_name = text_short_host(judging->out, or_word(facts->hosts[i].name, "")),
            .host = &facts->hosts[i],
        };
    qsort(judging->hosts, facts->host_count, sizeof *judging->hosts, by_name);
}

static size_t first_of_name(const struct judging *judging, const char *short_name)
{
    size_t low = 0;
    size_t high = judging->facts->host_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(judging->hosts[middle].short_name, short_name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct host *host_find(const struct judging *judging, const char *name)
{
    char *short_name = text_short_host(judging->out, name);
    const struct host *alike = NULL;
    size_t alike_count = 0;
    for (size_t i = first_of_name(judging, short_name); i < judging->facts->host_count; i++) {
        const struct host *host = judging->hosts[i].host;
        if (!text_equal(judging->hosts[i].short_name, short_name))
            break;
        if (text_equal(host->name, name))
            return host;
        if (host_names_match(host->name, name)) {
            alike = host;
            alike_count++;
        }
    }
    return alike_count == 1 ? alike
                            : NULL; /* two hosts of one short name: neither is known to be it */
}
