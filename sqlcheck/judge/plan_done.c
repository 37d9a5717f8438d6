/* The table of actions, and which versions they aim at: always those of the tables, never
 * invented. */
#include "judge/plan_parts.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

#define PLAN_WORD_AS_TEXT(id, word) [id] = (word),
const char *const plan_step_names[] = {STEPS(PLAN_WORD_AS_TEXT) NULL};
const char *const plan_stage_names[] = {STAGES(PLAN_WORD_AS_TEXT) NULL};

#define ACTION(finding, step_, scope_, done_)                                                      \
    [FINDING_##finding] = {.step = (step_), .scope = (scope_), .done = (done_)},
static const struct plan_rule rules[FINDING_COUNT] = {
#include "judge/actions.def"
};
#undef ACTION

const struct plan_rule *plan_rule_find(const char *id)
{
    size_t count = 0;
    const struct finding_kind *first = finding_kinds(&count);
    const struct finding_kind *kind = finding_kind_find(id);
    const struct plan_rule *rule = kind == NULL ? NULL : &rules[kind - first];
    return rule == NULL || rule->done == NULL ? NULL : rule;
}

enum plan_stage plan_stage_of(const struct plan_action *action)
{
    static const enum plan_stage stages[STEP_COUNT] = {
        [STEP_FIND_OUT] = STAGE_FIND_OUT, [STEP_WINDOWS] = STAGE_CLIENTS,
        [STEP_DOTNET] = STAGE_CLIENTS,    [STEP_DRIVER] = STAGE_CLIENTS,
        [STEP_SERVER] = STAGE_SERVERS,    [STEP_CERTIFICATE] = STAGE_CERTIFICATES,
    };
    bool is_later = action->later && action->step == STEP_FIND_OUT;
    return is_later ? STAGE_LATER : stages[action->step];
}

/* ---- what is done ---------------------------------------------------------------------------- */

static bool is_higher(const char *a, const char *b)
{
    struct version version_a;
    struct version version_b;
    return version_parse(a, &version_a) && version_parse(b, &version_b) &&
           version_compare(&version_a, &version_b, 4) > 0;
}

static bool add(const struct planning *planning, struct plan_action *action, const char *key,
                const char *value)
{
    for (size_t i = 0; i < action->done_count; i++) {
        struct assumption *done = &action->done[i];
        if (!text_equal(done->key, key))
            continue;
        bool higher = is_higher(value, done->value);
        if (higher)
            done->value = talloc_strdup(planning->plan, value);
        return higher;
    }
    struct assumption *added =
        mem_append(planning->plan, &action->done, &action->done_count, sizeof *added);
    *added = (struct assumption){.machine = action->machine,
                                 .key = talloc_strdup(planning->plan, key),
                                 .value = talloc_strdup(planning->plan, value)};
    return true;
}

static bool add_version(const struct planning *planning, struct plan_action *action,
                        const char *key, const struct version *version)
{
    char *text = version_text(planning->plan, version);
    bool added = add(planning, action, key, text);
    talloc_free(text);
    return added;
}

/* ---- drivers --------------------------------------------------------------------------------- */

/* The version Microsoft validated, where it says one; else the floor. */
static bool add_drivers(const struct planning *planning, struct plan_action *action,
                        const struct path *path, enum use use)
{
    const struct requirement_row *found[8];
    const char *site_version = path->site == NULL ? NULL : path->site->version;
    struct release_lookup release = configmgr_release(planning->tables, site_version);
    size_t count =
        configmgr_requirements(planning->tables, &release, found, sizeof found / sizeof found[0]);
    bool added = false;
    for (size_t i = 0; i < count; i++) {
        const struct requirement_row *rule = found[i];
        if (rule->use == use &&
            add_version(planning, action, rule->family_key,
                        rule->validated.count != 0 ? &rule->validated : &rule->minimum))
            added = true;
    }
    return added;
}

static bool add_deciding(const struct planning *planning, struct plan_action *action,
                         const struct path *path)
{
    return add_drivers(planning, action, path, USE_DECIDES);
}

static bool add_beside(const struct planning *planning, struct plan_action *action,
                       const struct path *path)
{
    return add_drivers(planning, action, path, USE_BESIDE);
}

/* ---- Windows and engines --------------------------------------------------------------------- */

static bool add_windows(const struct planning *planning, struct plan_action *action,
                        const struct path *path)
{
    const struct windows_row *newest = NULL;
    (void)path;
    for (size_t i = 0; i < planning->tables->windows_count; i++) {
        const struct windows_row *row = &planning->tables->windows[i];
        if (row->tls12_client == TLS_DEFAULT_ON &&
            (newest == NULL || version_compare(&row->first, &newest->first, 4) > 0))
            newest = row;
    }
    return newest != NULL && add_version(planning, action, "windows", &newest->first);
}

/* The lowest number of the registry that stands for what all documents are content with. */
static bool add_dotnet(const struct planning *planning, struct plan_action *action,
                       const struct path *path)
{
    static const struct version first_sure = {.part = {4, 6, 2}, .count = 3}; /* CM-NET */
    const struct tables *tables = planning->tables;
    struct release_lookup release =
        configmgr_release(tables, path->site == NULL ? NULL : path->site->version);
    const struct dotnet_floor *floor = configmgr_dotnet(tables, &release, UNCERTAIN);
    if (floor == NULL)
        floor = configmgr_dotnet(tables, &release, CERTAIN);
    const struct version *wanted = floor == NULL ? &first_sure : &floor->minimum;
    const struct driver_number *lowest = NULL;
    for (size_t i = 0; i < tables->driver_number_count; i++) {
        const struct driver_number *row = &tables->driver_numbers[i];
        if (text_equal(row->family_key, "systemdata") &&
            version_compare(&row->version, wanted, 4) >= 0 &&
            (lowest == NULL || row->at_least < lowest->at_least))
            lowest = row;
    }
    char *number = lowest == NULL ? NULL : number_word(planning->plan, lowest->at_least);
    return number != NULL && add(planning, action, "dotnet.release", number);
}

/* The last service pack of the same release, else the newest release that a document names. */
static const struct build_row *row_to_install(const struct tables *tables,
                                              const struct build_row *now)
{
    const struct build_row *same = NULL;
    const struct build_row *newest = NULL;
    for (size_t i = 0; i < tables->build_count; i++) {
        const struct build_row *row = &tables->builds[i];
        if (row->tls12_build.count == 0 || row->architecture == ARCHITECTURE_IA64 ||
            row->branch == BRANCH_CU || row->certainty != CERTAIN)
            continue;
        newest = row;
        if (now != NULL && text_equal(row->release, now->release))
            same = row;
    }
    return same != NULL ? same : newest;
}

/* By the text that judge has for it. */
static const struct endpoint *endpoint_of(const struct planning *planning, const char *machine,
                                          bool *is_first)
{
    const struct facts *facts = planning->facts;
    const struct judgement *today = planning->plan->today;
    for (size_t i = 0; i < facts->endpoint_count && i < today->endpoint_count; i++)
        if (text_equal(today->endpoints[i].text, machine)) {
            *is_first = i == 0;
            return &facts->endpoints[i];
        }
    return NULL;
}

/* A build that has TLS 1.2 and refuses it: then Windows of the server has it off. */
static bool add_server(const struct planning *planning, struct plan_action *action,
                       const struct path *path)
{
    bool is_first = false;
    (void)path;
    if (action->done_count > 0)
        return false; /* said on the first of its paths */
    const struct endpoint *endpoint = endpoint_of(planning, action->machine, &is_first);
    struct version build = {0};
    if (endpoint != NULL)
        build = engine_version(planning->facts, endpoint, is_first);
    void *scratch = talloc_new(NULL);
    struct build_lookup found =
        builds_lookup(scratch, planning->tables, &build, ARCHITECTURE_ANY, 0);
    talloc_free(scratch);
    if (found.answer == BUILD_REGRESSED)
        return add_version(planning, action, "engine", &found.row->tls12_build);
    const struct build_row *row = row_to_install(planning->tables, found.row);
    bool too_old = found.answer == BUILD_NO || found.answer == BUILD_IA64_ONLY;
    return too_old && row != NULL ? add_version(planning, action, "engine", &row->tls12_build)
                                  : add(planning, action, "tls12", "on");
}

static bool add_express(const struct planning *planning, struct plan_action *action,
                        const struct path *path)
{
    (void)path;
    const struct server_floor *floor =
        server_floor_find(planning->tables, "secondary site Express");
    return floor != NULL && add_version(planning, action, "engine", &floor->minimum);
}

/* The first of SQL Server 2022. */
static bool add_strict(const struct planning *planning, struct plan_action *action,
                       const struct path *path)
{
    static const struct version first = {.part = {16, 0, 1000}, .count = 3};
    (void)path;
    return add_version(planning, action, "engine", &first);
}

/* ---- the words of the table ------------------------------------------------------------------ */

static const struct {
    const char *word;
    bool (*add)(const struct planning *planning, struct plan_action *action,
                const struct path *path);
} makers[] = {
    {"@decides", add_deciding}, {"@beside", add_beside}, {"@windows", add_windows},
    {"@dotnet", add_dotnet},    {"@server", add_server}, {"@express", add_express},
    {"@strict", add_strict},
};

static bool add_word(const struct planning *planning, struct plan_action *action, char *word,
                     const struct path *path)
{
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++)
        if (strcmp(makers[i].word, word) == 0)
            return makers[i].add(planning, action, path);
    char *equals = strchr(word, '=');
    if (equals == NULL)
        return false;
    *equals = '\0';
    return add(planning, action, word, equals + 1);
}

bool plan_done_add(const struct planning *planning, struct plan_action *action,
                   const struct plan_rule *rule, const struct path *path)
{
    bool added = false;
    char *words = talloc_strdup(NULL, rule->done);
    for (char *word = words, *next; *word != '\0'; word = next) {
        size_t length = strcspn(word, " ");
        next = word + length + (word[length] != '\0');
        word[length] = '\0';
        if (add_word(planning, action, word, path))
            added = true;
    }
    talloc_free(words);
    return added;
}
