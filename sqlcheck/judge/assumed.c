/* Laying what the user assumes over the facts: judge looks at edited copies of the hosts and the
 * endpoints concerned, and each path tells which of it it stands on. */
#include "judge/assume.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "judge/rules.h"

struct host_yours {
    struct host host; /* the copy that is edited */
    bool is_used;     /* some role is on it */
    char **texts;
    size_t text_count;
};

/* Where an assumption went: one of the two, or nowhere. */
struct applied {
    struct host_yours *host;
    bool is_of_endpoint;
    size_t endpoint;
};

static struct source yours(const struct judging *judging)
{
    return (struct source){.kind = SOURCE_YOURS, .seen_unix_s = judging->inventory_now_s};
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static void assume_windows(struct judging *judging, struct host *host,
                           const struct assumption *assumption)
{
    struct version version;
    const struct windows_row *row = version_parse(assumption->value, &version)
                                        ? windows_default(judging->tables, &version)
                                        : NULL;
    host->windows = row == NULL ? NULL : row->name;
    host->windows_version = assumption->value;
    host->windows_source = yours(judging);
}

/* In the bitness that the components load. What is installed beside it stays. */
static void assume_driver(struct judging *judging, struct host *host,
                          const struct assumption *assumption, const struct driver_family *family)
{
    enum { LOADED_BITS = 64 };
    struct program *programs = mem_array(judging->out, struct program, host->program_count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < host->program_count; i++)
        if (host->programs[i].source.kind != SOURCE_YOURS ||
            program_family(judging->tables, &host->programs[i]) != family)
            programs[kept++] = host->programs[i];
    programs[kept++] = (struct program){.name = family->name,
                                        .version = assumption->value,
                                        .bits = LOADED_BITS,
                                        .source = yours(judging)};
    host->programs = programs;
    host->program_count = kept;
}

static void assume_setting(struct judging *judging, struct host *host,
                           const struct assumption *assumption, const struct setting_row *row)
{
    struct setting *settings = mem_array(judging->out, struct setting, host->setting_count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < host->setting_count; i++)
        if (!text_equal(host->settings[i].key, row->key))
            settings[kept++] = host->settings[i];
    settings[kept++] =
        (struct setting){.key = row->key, .value = assumption->value, .source = yours(judging)};
    host->settings = settings;
    host->setting_count = kept;
}

/* Of several machines of one name nothing is known but what is assumed. */
static struct host copy_of(const struct host *host)
{
    if (!host->ambiguous)
        return *host;
    return (struct host){.name = host->name, .named_by = host->named_by};
}

static struct host_yours *host_to_edit(struct judging *judging, const char *machine)
{
    struct host_entry *entry = host_entry_find(judging, machine);
    if (entry == NULL)
        return NULL;
    if (entry->yours == NULL) {
        entry->yours = mem_array(judging->out, struct host_yours, 1);
        entry->yours->host = copy_of(entry->host);
        entry->host = &entry->yours->host;
    }
    return entry->yours;
}

/* A host that no fact names: the roles may. */
static void add_unknown_hosts(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const char *last = NULL;
    size_t known = judging->host_count;
    for (size_t i = 0; i < facts->assumption_count; i++) {
        const struct assumption *assumption = &facts->assumptions[i];
        enum assumable kind = assume_thing(judging->tables, assumption->key).kind;
        if (kind == ASSUME_NOTHING || assume_is_of_endpoint(kind) ||
            text_is_empty(assumption->machine) || text_equal(last, assumption->machine) ||
            host_entry_find(judging, assumption->machine) != NULL)
            continue;
        struct host *host = mem_array(judging->out, struct host, 1);
        host->name = assumption->machine;
        judging->hosts[known++] = (struct host_entry){
            .short_name = text_short_host(judging->out, host->name), .host = host};
        last = host->name;
    }
    judging->host_count = known;
    hosts_sort(judging);
}

static void add_text(void *parent, char ***texts, size_t *count,
                     const struct assumption *assumption)
{
    char **text = mem_append(parent, texts, count, sizeof *text);
    *text = assume_text(parent, assumption);
}

static void apply_to_host(struct judging *judging, const struct assumption *assumption,
                          const struct assumed_thing *thing, struct applied *applied)
{
    struct host_yours *to = host_to_edit(judging, assumption->machine);
    applied->host = to;
    if (to == NULL)
        return;
    if (thing->kind == ASSUME_WINDOWS)
        assume_windows(judging, &to->host, assumption);
    else if (thing->kind == ASSUME_DRIVER)
        assume_driver(judging, &to->host, assumption, thing->family);
    else
        assume_setting(judging, &to->host, assumption, thing->setting);
    add_text(judging->out, &to->texts, &to->text_count, assumption);
}

/* ---- endpoints ------------------------------------------------------------------------------- */

/* As if a handshake had shown it. */
static void accept_tls12(struct judging *judging, struct endpoint *endpoint)
{
    judging->tls12_is_yours = judging->tls12_is_yours || endpoint == &judging->facts->endpoints[0];
    struct tls_version_fact *versions =
        mem_array(judging->out, struct tls_version_fact, TLS_VERSION_COUNT);
    for (unsigned i = 0; i < TLS_VERSION_COUNT; i++)
        versions[i] =
            (struct tls_version_fact){.version = (enum tls_version)i,
                                      .answer = endpoint_answer(endpoint, (enum tls_version)i)};
    versions[TLS_1_2].answer = TLS_ACCEPTED;
    endpoint->versions = versions;
    endpoint->version_count = TLS_VERSION_COUNT;
    endpoint->handshake = (struct handshake){.tried = true, .completed = true};
}

static bool build_has_tls12(const struct judging *judging, const struct version *build)
{
    void *scratch = talloc_new(NULL);
    enum build_answer answer =
        builds_lookup(scratch, judging->tables, build, ARCHITECTURE_ANY, 0).answer;
    talloc_free(scratch);
    return answer == BUILD_YES || answer == BUILD_REGRESSED;
}

static void assume_engine(struct judging *judging, struct facts *facts, size_t at,
                          const char *value)
{
    struct endpoint *endpoint = &facts->endpoints[at];
    struct version build = engine_question_read(judging->tables, value).build;
    if (build.count < 3)
        return;
    endpoint->engine = build;
    judging->engine_is_yours = judging->engine_is_yours || at == 0;
    if (at == 0)
        facts->server.product_version = version_text(judging->out, &build);
    if (endpoint->reach == REACH_TDS && build_has_tls12(judging, &build))
        accept_tls12(judging, endpoint);
}

/* The setting alone shows no TLS 1.2; a build that has it does. */
static void assume_encryption(struct judging *judging, struct endpoint *endpoint, const char *value)
{
    unsigned encryption = ENCRYPTION_UNKNOWN;
    bool was_closed = endpoint->reach == REACH_STRICT_ONLY ||
                      endpoint->encryption == ENCRYPTION_STRICT_ONLY ||
                      endpoint->encryption == ENCRYPTION_NOT_SUPPORTED;
    if (!name_find(encryption_names, value, &encryption))
        return;
    endpoint->encryption = (enum encryption)encryption;
    if (endpoint->reach == REACH_STRICT_ONLY)
        endpoint->reach = REACH_TDS;
    if (was_closed && build_has_tls12(judging, &endpoint->engine))
        accept_tls12(judging, endpoint);
}

/* One that is valid for a year, has RSA 2048 and SHA-256, and that the clients trust. */
static void assume_certificate(struct judging *judging, struct endpoint *endpoint)
{
    enum { A_YEAR_S = 365 * DAY_S, RSA_BITS = 2048 };
    struct certificate *leaf = mem_array(judging->out, struct certificate, 1);
    leaf->subject = talloc_asprintf(judging->out, "CN=%s", or_word(endpoint->host, "?"));
    leaf->not_before_unix_s = judging->facts->now_unix_s - DAY_S;
    leaf->not_after_unix_s = judging->facts->now_unix_s + A_YEAR_S;
    leaf->key_type = talloc_strdup(judging->out, "RSA");
    leaf->key_bits = RSA_BITS;
    leaf->signature_hash = talloc_strdup(judging->out, "SHA256");
    endpoint->chain = leaf;
    endpoint->chain_count = 1;
    endpoint->chain_error = NULL;
    endpoint->name_error = NULL;
}

/* An endpoint that was not probed is one that nothing is known of but what is assumed. */
static size_t endpoint_to_edit(struct judging *judging, struct facts *facts, const char *machine)
{
    struct sql_name name = sql_name_parse(judging->out, machine);
    for (size_t i = 0; i < facts->endpoint_count; i++)
        if (sql_name_is_endpoint(facts, &facts->endpoints[i], i == 0, &name, machine))
            return i;
    size_t at = facts->endpoint_count++;
    facts->endpoints[at] = (struct endpoint){
        .server = talloc_strdup(judging->out, machine),
        .host = name.host,
        .instance = name.instance,
        .port = name.port == 0 && name.instance == NULL ? 1433 : name.port,
        .reach = REACH_TDS,
    };
    return at;
}

static void apply_to_endpoint(struct judging *judging, struct facts *facts,
                              const struct assumption *assumption, enum assumable kind,
                              struct applied *applied)
{
    *applied = (struct applied){
        .is_of_endpoint = true,
        .endpoint = endpoint_to_edit(judging, facts, assumption->machine),
    };
    struct endpoint *endpoint = &facts->endpoints[applied->endpoint];
    if (kind == ASSUME_ENGINE) {
        assume_engine(judging, facts, applied->endpoint, assumption->value);
    } else if (kind == ASSUME_TLS12) {
        endpoint->reach = REACH_TDS;
        accept_tls12(judging, endpoint);
    } else if (kind == ASSUME_ENCRYPTION) {
        assume_encryption(judging, endpoint, assumption->value);
    } else {
        assume_certificate(judging, endpoint);
    }
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* A copy whose endpoints may be edited, with room for one more for each assumption. */
static struct facts *facts_to_edit(const struct judging *judging)
{
    const struct facts *from = judging->facts;
    struct facts *facts = mem_array(judging->out, struct facts, 1);
    *facts = *from;
    facts->endpoints =
        mem_array(judging->out, struct endpoint, from->endpoint_count + from->assumption_count);
    for (size_t i = 0; i < from->endpoint_count; i++)
        facts->endpoints[i] = from->endpoints[i];
    return facts;
}

void assumptions_apply(struct judging *judging)
{
    size_t count = judging->facts->assumption_count;
    if (count == 0)
        return;
    struct facts *facts = facts_to_edit(judging);
    judging->facts = facts;
    judging->applied = mem_array(judging->out, struct applied, count);
    add_unknown_hosts(judging);
    for (size_t i = 0; i < count; i++) {
        const struct assumption *assumption = &facts->assumptions[i];
        struct assumed_thing thing = assume_thing(judging->tables, assumption->key);
        const char *expected = NULL;
        if (text_is_empty(assumption->machine) ||
            !assume_fits(&thing, assumption->value, &expected))
            continue; /* of a facts file that was written by hand: it will be said */
        if (assume_is_of_endpoint(thing.kind))
            apply_to_endpoint(judging, facts, assumption, thing.kind, &judging->applied[i]);
        else
            apply_to_host(judging, assumption, &thing, &judging->applied[i]);
    }
}

static void put_on_path(struct judging *judging, struct path *path, char *const *texts,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        path_assume(judging, path, "you assume %s", texts[i]);
}

void assumptions_on_host(struct judging *judging, const char *host_name, struct path *path)
{
    const struct host_entry *entry =
        judging->applied == NULL ? NULL : host_entry_find(judging, host_name);
    if (entry == NULL || entry->yours == NULL)
        return;
    entry->yours->is_used = true;
    put_on_path(judging, path, entry->yours->texts, entry->yours->text_count);
}

void assumptions_on_endpoint(struct judging *judging, struct endpoint_side *side, struct path *path)
{
    side->is_used = true;
    if (judging->applied == NULL)
        return;
    if (side->yours == NULL)
        for (size_t i = 0; i < judging->facts->assumption_count; i++) {
            const struct applied *applied = &judging->applied[i];
            if (applied->is_of_endpoint && &judging->endpoints[applied->endpoint] == side)
                add_text(judging->out, &side->yours, &side->yours_count,
                         &judging->facts->assumptions[i]);
        }
    put_on_path(judging, path, side->yours, side->yours_count);
}

void assumptions_judge(struct judging *judging)
{
    for (size_t i = 0; judging->applied != NULL && i < judging->facts->assumption_count; i++) {
        const struct applied *applied = &judging->applied[i];
        bool is_used = applied->is_of_endpoint ? judging->endpoints[applied->endpoint].is_used
                                               : applied->host != NULL && applied->host->is_used;
        if (is_used)
            continue;
        char *text = assume_text(judging->out, &judging->facts->assumptions[i]);
        struct finding finding = finding_make(judging->out, FINDING_ASM_UNUSED, WORDS(text));
        run_add(judging, &finding);
    }
}
