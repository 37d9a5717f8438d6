#include "report/groups.h"

#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "report/words.h"

enum { MOST_NAMED = 200 };

static const char HOST_PLACE[] = "<host>";

static bool is_name_character(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' ||
           c == '_';
}

/* mp1 must not be found in mp10, nor in dmp1. */
static bool is_whole_name(const char *text, const char *at, size_t size)
{
    return (at == text || !is_name_character(at[-1])) && !is_name_character(at[size]);
}

char *text_without_host(struct page *page, const char *text, const char *host)
{
    char *name = text_trim(page->memory, words_or(host, ""));
    size_t size = strlen(name);
    struct writer w;
    writer_init(&w, page->memory);
    const char *start = words_or(text, "");
    for (const char *at = start; *at != '\0';) {
        if (size > 0 && strncasecmp(at, name, size) == 0 && is_whole_name(start, at, size)) {
            writer_bytes(&w, HOST_PLACE, sizeof HOST_PLACE - 1);
            at += size;
        } else {
            writer_u8(&w, (uint8_t)*at++);
        }
    }
    writer_u8(&w, '\0');
    return text_trim(page->memory, (const char *)w.data);
}

static char *finding_key(struct page *page, const struct path *path)
{
    char *key = talloc_asprintf(page->memory, "%d", (int)path->verdict);
    if (path->finding_count == 0)
        return talloc_asprintf_append(key, "\n%s", words_or(path->driver, ""));
    for (size_t i = 0; i < path->finding_count; i++) {
        const struct finding *finding = &path->findings[i];
        key = talloc_asprintf_append(
            key, "\n%s\t%d\t%s\t%s\t%s", words_or(finding->id, ""), (int)finding->severity,
            text_without_host(page, finding->sentence, path->host),
            text_without_host(page, finding->fix, path->host), words_or(finding->source, ""));
    }
    return key;
}

struct texts facts_of_finding(const struct path *path, size_t index)
{
    const struct finding *finding = &path->findings[index];
    return (struct texts){finding->facts, finding->fact_count};
}

struct texts assumptions_of(const struct path *path, size_t ignored)
{
    (void)ignored;
    return (struct texts){path->assumed, path->assumed_count};
}

static char *evidence_key(struct page *page, const struct path *path, struct texts texts)
{
    char *key = talloc_strdup(page->memory, "");
    for (size_t i = 0; i < texts.count; i++)
        key = talloc_asprintf_append(key, "%s\n",
                                     text_without_host(page, texts.items[i], path->host));
    return key;
}

static void add_path(struct page *page, struct groups *groups, const struct path *path, char *key)
{
    struct group *group = NULL;
    for (size_t i = 0; i < groups->count && group == NULL; i++)
        if (strcmp(groups->items[i].key, key) == 0)
            group = &groups->items[i];
    if (group == NULL) {
        group = mem_append(page->memory, &groups->items, &groups->count, sizeof *group);
        group->key = key;
        group->verdict = path->verdict;
    }
    const struct path **slot =
        mem_append(page->memory, (void *)&group->paths, &group->path_count, sizeof *slot);
    *slot = path;
}

static const char *host_of(const struct path *path)
{
    return words_or(path->host, "a host without name");
}

static const char *component_of(const struct path *path)
{
    return words_or(path->component, "component not known");
}

/* Each name of the group's paths once, in the order in which it first appears. */
static const char **names_of(struct page *page, const struct group *group,
                             const char *name(const struct path *path), size_t *count)
{
    const char **all = mem_array(page->memory, const char *, group->path_count);
    const char **names = mem_array(page->memory, const char *, group->path_count);
    for (size_t i = 0; i < group->path_count; i++)
        all[i] = name(group->paths[i]);
    const size_t *order = text_gather(page->memory, all, group->path_count);
    *count = 0;
    for (size_t i = 0; i < group->path_count; i++)
        if (i == 0 || !text_equal(all[order[i]], all[order[i - 1]]))
            names[(*count)++] = all[order[i]];
    return names;
}

static void list_hosts(struct page *page, struct groups *groups)
{
    for (size_t g = 0; g < groups->count; g++) {
        struct group *group = &groups->items[g];
        const char **hosts = names_of(page, group, host_of, &group->host_count);
        for (size_t i = 0; i < group->host_count; i++)
            hosts[i] = page_clean(page, hosts[i]);
        group->names = hosts;
        group->hosts = words_some(page, hosts, group->host_count, MOST_NAMED);
    }
}

struct groups group_split(struct page *page, const struct group *group, texts_of *texts,
                          size_t index)
{
    struct groups parts = {0};
    for (size_t i = 0; i < group->path_count; i++) {
        const struct path *path = group->paths[i];
        add_path(page, &parts, path, evidence_key(page, path, texts(path, index)));
    }
    list_hosts(page, &parts);
    return parts;
}

/* Failing first, then warned, then what cannot be told: what a reader can act on comes first. */
static const enum verdict reading_order[] = {VERDICT_FAIL, VERDICT_WARN, VERDICT_UNKNOWN,
                                             VERDICT_PASS};

struct groups groups_of(struct page *page, const struct judgement *judgement)
{
    struct groups groups = {0};
    for (size_t turn = 0; turn < sizeof reading_order / sizeof reading_order[0]; turn++)
        for (size_t i = 0; i < judgement->path_count; i++)
            if (judgement->paths[i].verdict == reading_order[turn])
                add_path(page, &groups, &judgement->paths[i],
                         finding_key(page, &judgement->paths[i]));
    list_hosts(page, &groups);
    return groups;
}

char *group_title(struct page *page, const struct group *group)
{
    size_t component_count = 0;
    const char **names = names_of(page, group, component_of, &component_count);
    const char *every = text_equal(group->hosts, "every") ? "every host" : group->hosts;
    char *number = words_count(page, group->host_count, "host", "hosts");
    if (group->host_count == 1 || component_count == 1)
        return talloc_asprintf(page->memory, "%s on %s", words_and(page, names, component_count),
                               group->host_count == 1 ? every : number);
    return talloc_asprintf(page->memory, "%s from %s",
                           words_count(page, group->path_count, "path", "paths"), number);
}

char *group_text(struct page *page, const struct group *group, const struct path *path,
                 const char *text)
{
    if (group->host_count == 1)
        return talloc_strdup(page->memory, words_or(text, ""));
    return text_without_host(page, text, path->host);
}
