/* Laying what the user assumes over the facts: judge looks at edited copies of the hosts and the
 * endpoints concerned, and each path tells which of it it stands on. */
#include "judge/assumed_parts.h"

#include <stdlib.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

void assumed_text(void *parent, char ***texts, size_t *count, const struct assumption *assumption)
{
    char **text = mem_append(parent, texts, count, sizeof *text);
    *text = assume_text(parent, assumption);
}

/* ---- which endpoint is meant ----------------------------------------------------------------- */

static int by_short_host(const void *a, const void *b)
{
    const struct endpoint_yours *x = a;
    const struct endpoint_yours *y = b;
    int order = text_compare(x->short_host, y->short_host);
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

static void sort_endpoints(struct judging *judging)
{
    struct assumed *assumed = judging->assumed;
    if (assumed->endpoint_count > 0)
        qsort(assumed->by_host, assumed->endpoint_count, sizeof *assumed->by_host, by_short_host);
    for (size_t i = 0; i < assumed->endpoint_count; i++)
        assumed->by_number[assumed->by_host[i].at] = &assumed->by_host[i];
}

static void index_endpoint(struct judging *judging, size_t at)
{
    struct assumed *assumed = judging->assumed;
    const char *host = or_word(judging->facts->endpoints[at].host, "");
    assumed->by_host[assumed->endpoint_count++] =
        (struct endpoint_yours){.short_host = text_short_host(judging->out, host), .at = at};
}

/* Host and instance name one, host and port do; without both it is the default instance. */
static bool is_meant(const struct endpoint *endpoint, const struct sql_name *name)
{
    enum { DEFAULT_PORT = 1433 };
    if (!host_names_match(endpoint->host, name->host))
        return false;
    if (name->instance != NULL)
        return text_equal(endpoint->instance, name->instance);
    int port = name->port == 0 ? DEFAULT_PORT : name->port;
    return endpoint->port == port || (endpoint->port == 0 && endpoint->instance == NULL);
}

/* The first that is meant, of those from number `from` on. */
static struct endpoint_yours *endpoint_meant(const struct judging *judging,
                                             const struct sql_name *name, size_t from)
{
    const struct assumed *assumed = judging->assumed;
    void *scratch = talloc_new(NULL);
    const char *short_host = text_short_host(scratch, or_word(name->host, ""));
    struct endpoint_yours *found = NULL;
    size_t low = 0;
    size_t high = assumed->endpoint_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(assumed->by_host[middle].short_host, short_host) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < assumed->endpoint_count && found == NULL &&
           text_equal(assumed->by_host[low].short_host, short_host);
         low++)
        if (assumed->by_host[low].at >= from &&
            is_meant(&judging->facts->endpoints[assumed->by_host[low].at], name))
            found = &assumed->by_host[low];
    talloc_free(scratch);
    return found;
}

const struct endpoint_side *assumed_endpoint(const struct judging *judging,
                                             const struct sql_name *name)
{
    if (judging->assumed == NULL)
        return NULL;
    const struct endpoint_yours *found = endpoint_meant(judging, name, judging->assumed->seen);
    return found == NULL ? NULL : &judging->endpoints[found->at];
}

/* An endpoint that was not probed is one that nothing is known of but what is assumed. */
static void add_unknown_endpoint(struct judging *judging, struct facts *facts,
                                 const struct assumption *assumption)
{
    enum { DEFAULT_PORT = 1433 };
    struct sql_name name = sql_name_parse(judging->out, assumption->machine);
    const struct endpoint *last = facts->endpoint_count > judging->assumed->seen
                                      ? &facts->endpoints[facts->endpoint_count - 1]
                                      : NULL;
    if (endpoint_meant(judging, &name, 0) != NULL || (last != NULL && is_meant(last, &name)))
        return;
    facts->endpoints[facts->endpoint_count++] = (struct endpoint){
        .server = talloc_strdup(judging->out, assumption->machine),
        .host = name.host,
        .instance = name.instance,
        .port = name.port == 0 && name.instance == NULL ? DEFAULT_PORT : name.port,
        .reach = REACH_TDS,
    };
}

static bool is_about_endpoint(const struct judging *judging, const struct assumption *assumption)
{
    const char *expected = NULL;
    struct assumed_thing thing = assume_thing(judging->tables, assumption->key);
    return !text_is_empty(assumption->machine) && assume_is_of_endpoint(thing.kind) &&
           assume_fits(&thing, assumption->value, &expected);
}

static void index_endpoints(struct judging *judging, struct facts *facts)
{
    struct assumed *assumed = judging->assumed;
    assumed->seen = facts->endpoint_count;
    for (size_t i = 0; i < assumed->seen; i++)
        index_endpoint(judging, i);
    sort_endpoints(judging);
    for (size_t i = 0; i < facts->assumption_count; i++)
        if (is_about_endpoint(judging, &facts->assumptions[i]))
            add_unknown_endpoint(judging, facts, &facts->assumptions[i]);
    for (size_t i = assumed->seen; i < facts->endpoint_count; i++)
        index_endpoint(judging, i);
    sort_endpoints(judging);
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* A copy whose endpoints may be edited, with room for one more for each assumption. */
static struct facts *facts_to_edit(struct judging *judging)
{
    const struct facts *from = judging->facts;
    size_t room = from->endpoint_count + from->assumption_count;
    struct facts *facts = mem_array(judging->out, struct facts, 1);
    *facts = *from;
    facts->endpoints = mem_array(judging->out, struct endpoint, room);
    for (size_t i = 0; i < from->endpoint_count; i++)
        facts->endpoints[i] = from->endpoints[i];
    judging->assumed = mem_array(judging->out, struct assumed, 1);
    judging->assumed->applied = mem_array(judging->out, struct applied, from->assumption_count);
    judging->assumed->by_host = mem_array(judging->out, struct endpoint_yours, room);
    judging->assumed->by_number = mem_array(judging->out, struct endpoint_yours *, room);
    return facts;
}

static void apply(struct judging *judging, struct facts *facts, const struct assumption *assumption,
                  struct applied *applied)
{
    struct assumed_thing thing = assume_thing(judging->tables, assumption->key);
    const char *expected = NULL;
    if (text_is_empty(assumption->machine) || !assume_fits(&thing, assumption->value, &expected))
        return; /* of a facts file that was written by hand: it will be said */
    if (!assume_is_of_endpoint(thing.kind)) {
        assumed_host_apply(judging, assumption, &thing, applied);
        return;
    }
    struct sql_name name = sql_name_parse(judging->out, assumption->machine);
    applied->endpoint = endpoint_meant(judging, &name, 0);
    if (applied->endpoint != NULL)
        assumed_endpoint_apply(judging, facts, assumption, thing.kind, applied->endpoint);
}

void assumptions_apply(struct judging *judging)
{
    if (judging->facts->assumption_count == 0)
        return;
    struct facts *facts = facts_to_edit(judging);
    judging->facts = facts;
    assumed_hosts_add(judging);
    index_endpoints(judging, facts);
    for (size_t i = 0; i < facts->assumption_count; i++)
        apply(judging, facts, &facts->assumptions[i], &judging->assumed->applied[i]);
}

static struct endpoint_yours *yours_of(const struct judging *judging,
                                       const struct endpoint_side *side)
{
    return judging->assumed == NULL || side == NULL
               ? NULL
               : judging->assumed->by_number[side - judging->endpoints];
}

size_t endpoints_seen(const struct judging *judging)
{
    return judging->assumed == NULL ? judging->endpoint_count : judging->assumed->seen;
}

bool assumed_engine(const struct judging *judging, const struct endpoint_side *side)
{
    const struct endpoint_yours *yours_there = yours_of(judging, side);
    return yours_there != NULL && yours_there->has_engine;
}

bool assumed_tls12(const struct judging *judging)
{
    const struct endpoint_yours *yours_there =
        judging->endpoint_count == 0 ? NULL : yours_of(judging, &judging->endpoints[0]);
    return yours_there != NULL && yours_there->has_tls12;
}

bool assumed_suites(const struct judging *judging, const struct need *need,
                    const struct endpoint_side *side)
{
    const struct endpoint_yours *yours_there = yours_of(judging, side);
    if (yours_there == NULL)
        return false;
    const struct host_entry *entry = host_entry_find(judging, need->host_name);
    return yours_there->has_suites ||
           (entry != NULL && entry->yours != NULL && entry->yours->has_ciphers);
}

/* ---- saying it ------------------------------------------------------------------------------- */

static void put_on_path(struct judging *judging, struct path *path, char *const *texts,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        path_assume(judging, path, "you assume %s", texts[i]);
}

void assumptions_on_host(struct judging *judging, struct path *path)
{
    const struct host_entry *entry =
        judging->assumed == NULL ? NULL : host_entry_find(judging, or_word(path->host, ""));
    if (entry == NULL || entry->yours == NULL)
        return;
    entry->yours->is_used = true;
    put_on_path(judging, path, entry->yours->texts, entry->yours->text_count);
}

void assumptions_on_endpoint(struct judging *judging, const struct endpoint_side *side,
                             struct path *path)
{
    struct endpoint_yours *yours_there = yours_of(judging, side);
    if (yours_there == NULL)
        return;
    yours_there->is_used = true;
    put_on_path(judging, path, yours_there->texts, yours_there->text_count);
}

void assumptions_judge(struct judging *judging)
{
    for (size_t i = 0; judging->assumed != NULL && i < judging->facts->assumption_count; i++) {
        const struct applied *applied = &judging->assumed->applied[i];
        if ((applied->endpoint != NULL && applied->endpoint->is_used) ||
            (applied->host != NULL && applied->host->is_used))
            continue;
        char *text = assume_text(judging->out, &judging->facts->assumptions[i]);
        struct finding finding = finding_make(judging->out, FINDING_ASM_UNUSED, WORDS(text));
        run_add(judging, &finding);
    }
}
