#include "cli/callers.h"

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

/* Texts in which later ones are looked for among earlier ones. */
struct texts {
    const char **list;
    size_t count;
};

static struct texts texts_of(void *parent, size_t capacity)
{
    return (struct texts){.list = mem_array(parent, const char *, capacity)};
}

static void add(struct texts *texts, const char *text)
{
    texts->list[texts->count++] = text_is_empty(text) ? "" : text;
}

/* For each text the place of the first one that equals it. */
static const size_t *first_equal(void *parent, const struct texts *texts)
{
    size_t *first = mem_array(parent, size_t, texts->count);
    const size_t *order = text_gather(first, texts->list, texts->count);
    for (size_t i = 0; i < texts->count; i++) {
        bool again = i > 0 && text_equal(texts->list[order[i]], texts->list[order[i - 1]]);
        first[order[i]] = again ? first[order[i - 1]] : order[i];
    }
    return first;
}

/* The numbers, from 1, of the endpoints that the servers of sites and then of roles lead to; 0 =
 * none. */
static const int *servers_lead_to(void *parent, const struct facts *facts)
{
    size_t named = facts->site_count + facts->role_count;
    int *numbers = mem_array(parent, int, named);
    struct texts texts = texts_of(numbers, facts->lookup_count + named);
    for (size_t i = 0; i < facts->lookup_count; i++)
        add(&texts, facts->lookups[i].endpoint == 0 ? NULL : facts->lookups[i].server);
    for (size_t i = 0; i < facts->site_count; i++)
        add(&texts, facts->sites[i].sql_server);
    for (size_t i = 0; i < facts->role_count; i++)
        add(&texts, facts->roles[i].sql_server);
    const size_t *first = first_equal(numbers, &texts);
    for (size_t i = 0; i < named; i++) {
        size_t found = first[facts->lookup_count + i];
        bool is_known = found < facts->lookup_count && *texts.list[found] != '\0';
        numbers[i] = is_known ? facts->lookups[found].endpoint : 0;
    }
    return numbers;
}

/* The numbers of the endpoints to which roles connect. */
static const int *roles_lead_to(void *parent, const struct facts *facts)
{
    const int *servers = servers_lead_to(parent, facts);
    int *numbers = mem_array(parent, int, facts->role_count);
    struct texts codes = texts_of(parent, facts->site_count + facts->role_count);
    for (size_t i = 0; i < facts->site_count; i++)
        add(&codes, facts->sites[i].code);
    for (size_t i = 0; i < facts->role_count; i++)
        add(&codes, facts->roles[i].site_code);
    const size_t *first = first_equal(parent, &codes);
    for (size_t i = 0; i < facts->role_count; i++) {
        size_t site = first[facts->site_count + i];
        if (!text_is_empty(facts->roles[i].sql_server))
            numbers[i] = servers[facts->site_count + i];
        else
            numbers[i] = site < facts->site_count ? servers[site] : 0;
    }
    return numbers;
}

uint64_t *callers_find(void *parent, const struct facts *facts)
{
    uint64_t *callers = mem_array(parent, uint64_t, facts->host_count);
    void *memory = talloc_new(parent);
    const int *numbers = roles_lead_to(memory, facts);
    struct texts names = texts_of(memory, facts->host_count + facts->role_count);
    for (size_t i = 0; i < facts->host_count; i++)
        add(&names, text_short_host(memory, facts->hosts[i].name));
    for (size_t i = 0; i < facts->role_count; i++)
        add(&names, text_short_host(memory, facts->roles[i].host));
    const size_t *first = first_equal(memory, &names);
    for (size_t i = 0; i < facts->role_count; i++) {
        size_t host = first[facts->host_count + i];
        int number = numbers[i] == 0 ? 1 : numbers[i];
        if (host < facts->host_count && number <= CALLERS_ENDPOINTS)
            callers[host] |= UINT64_C(1) << (unsigned)(number - 1);
    }
    for (size_t i = 0; i < facts->host_count; i++)
        callers[i] = callers[first[i]];
    talloc_free(memory);
    return callers;
}
