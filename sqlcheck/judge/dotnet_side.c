/* The .NET side of a path: which .NET Framework its host has, what this Configuration Manager asks
 * for, and the values that let .NET use TLS 1.2. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"
#include "judge/dotnet.h"

struct check {
    struct judging *judging;
    const struct need *need;
    struct dotnet dotnet;
    const char *version;               /* "4.7.2" */
    const struct dotnet_floor *floor;  /* what all documents ask for; NULL */
    const struct dotnet_floor *higher; /* what one asks for and another recommends; NULL */
    struct side *side;
};

static void add_version_fact(const struct check *check, struct finding *finding)
{
    const struct source *source = check->dotnet.source;
    if (source != NULL)
        finding_fact(
            check->judging->out, finding, "%s: %s, which is .NET Framework %s, read %s",
            or_word(source->where, name_of(source_kind_names, source->kind)), check->dotnet.written,
            check->version,
            age_words(check->judging->out, source->seen_unix_s, check->judging->inventory_now_s));
}

static void fix_version(const struct check *check, struct finding *finding)
{
    static const struct version first_sure = {.part = {4, 6, 2}, .count = 3}; /* CM-NET */
    void *parent = check->judging->out;
    const struct version *least = check->floor == NULL ? &first_sure : &check->floor->minimum;
    const char *host = check->need->host_name;
    if (check->higher != NULL)
        finding_fix(parent, finding, "install .NET Framework %s or later on %s (at least %s)",
                    dotnet_version_text(parent, &check->higher->minimum), host,
                    dotnet_version_text(parent, least));
    else
        finding_fix(parent, finding, "install .NET Framework %s or later on %s",
                    dotnet_version_text(parent, least), host);
}

static void add_about_version(const struct check *check, enum finding_key key,
                              const char *const *words, const char *source)
{
    struct finding finding = finding_make(check->judging->out, key, words);
    add_version_fact(check, &finding);
    fix_version(check, &finding);
    finding_cite(check->judging->out, &finding, source);
    side_add(check->judging->out, check->side, &finding);
}

/* ---- the version ----------------------------------------------------------------------------- */

/* It has TLS 1.2 with an update that nothing shows. Configuration Manager asks for a version that
 * has it without one; before it did so, the update may be there. */
static void say_needs_update(const struct check *check, const struct driver_lookup *found)
{
    const char *host = check->need->host_name;
    const char *note = found->floor->note;
    bool is_asked = check->floor != NULL && check->need->release.state == RELEASE_KNOWN;
    if (is_asked)
        add_about_version(
            check, FINDING_DOT_TOO_OLD,
            WORDS(check->version, host, check->need->release.row->release,
                  dotnet_version_text(check->judging->out, &check->floor->minimum), note),
            talloc_asprintf(check->judging->out, "%s; %s", check->floor->origin.source,
                            found->floor->origin.source));
    else
        add_about_version(check, FINDING_DOT_NEEDS_UPDATE, WORDS(check->version, host, note),
                          found->floor->origin.source);
}

static void judge_floors(const struct check *check)
{
    void *parent = check->judging->out;
    const char *host = check->need->host_name;
    const struct version *version = &check->dotnet.version;
    const char *release = release_words(check->need);
    if (check->floor != NULL && version_compare(version, &check->floor->minimum, 3) < 0)
        add_about_version(check, FINDING_DOT_BELOW_FLOOR,
                          WORDS(check->version, host, release,
                                dotnet_version_text(parent, &check->floor->minimum),
                                check->floor->words),
                          check->floor->origin.source);
    else if (check->higher != NULL && version_compare(version, &check->higher->minimum, 3) < 0)
        add_about_version(check, FINDING_DOT_FLOOR_DISPUTED,
                          WORDS(check->version, host, release,
                                dotnet_version_text(parent, &check->higher->minimum),
                                check->higher->words),
                          check->higher->origin.source);
}

static void judge_version(const struct check *check)
{
    struct judging *judging = check->judging;
    const char *host = check->need->host_name;
    if (check->dotnet.version.count == 0) {
        add_about_version(check, FINDING_DOT_NO_VERSION, WORDS(host), NULL);
        return;
    }
    struct driver_lookup found =
        driver_tls12(judging->out, judging->tables, check->dotnet.family, &check->dotnet.version);
    if (found.answer == DRIVER_UNKNOWN) {
        add_about_version(check, FINDING_DOT_NO_VERSION, WORDS(host), NULL);
        return;
    }
    if (found.answer == DRIVER_NO || (found.answer == DRIVER_DISPUTED && found.disputed == NULL)) {
        say_needs_update(check, &found);
        return;
    }
    if (found.answer == DRIVER_DISPUTED)
        add_about_version(check, FINDING_DOT_DISPUTED,
                          WORDS(check->version, host, found.disputed->words),
                          found.disputed->origin.source);
    judge_floors(check);
}

/* ---- the values ------------------------------------------------------------------------------ */

static bool is_unseen(const struct setting *value)
{
    return !dotnet_is_on(value) && !dotnet_is_off(value);
}

/* "set SchUseStrongCrypto and SystemDefaultTlsVersions to 1 under KEY, and ... under KEY, on rp01".
 * The values of one key stand side by side in the list. */
static void fix_values(const struct check *check, struct finding *finding,
                       bool is_wrong(const struct setting *))
{
    struct judging *judging = check->judging;
    char *text = talloc_strdup(judging->out, "set to 1 on ");
    text = talloc_asprintf_append(text, "%s and restart it:", check->need->host_name);
    const char *path = NULL;
    for (size_t i = 0; i < DOTNET_VALUE_COUNT; i++) {
        const struct setting_row *row = setting_find(judging->tables, dotnet_value_keys[i]);
        if (row == NULL || !is_wrong(check->dotnet.values[i]))
            continue;
        bool is_same = path != NULL && text_equal(path, row->path);
        text = is_same ? talloc_asprintf_append(text, " and %s", row->value)
                       : talloc_asprintf_append(text, "%s %s\\%s", path == NULL ? "" : ";",
                                                row->path, row->value);
        path = row->path;
    }
    finding_fix(judging->out, finding, "%s", text);
}

static void judge_values(const struct check *check, enum finding_key key,
                         bool is_wrong(const struct setting *))
{
    struct judging *judging = check->judging;
    int64_t count = 0;
    for (size_t i = 0; i < DOTNET_VALUE_COUNT; i++)
        count += is_wrong(check->dotnet.values[i]);
    if (count == 0)
        return;
    struct finding finding =
        finding_make(judging->out, key,
                     WORDS(check->need->host_name, number_word(judging->out, count),
                           number_word(judging->out, DOTNET_VALUE_COUNT)));
    for (size_t i = 0; i < DOTNET_VALUE_COUNT; i++)
        if (is_wrong(check->dotnet.values[i]))
            setting_fact(judging, &finding, check->dotnet.values[i]);
    fix_values(check, &finding, is_wrong);
    side_add(judging->out, check->side, &finding);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void say_old_updates(const struct check *check)
{
    struct version version;
    const char *windows = check->need->host->windows_version;
    if (windows == NULL || !version_parse(windows, &version))
        return;
    const struct update_row *row = windows_update(check->judging->tables, ".NET 3.5", &version);
    if (row == NULL || row->update == NULL)
        return;
    struct finding finding = finding_make(check->judging->out, FINDING_DOT_OLD_PROGRAMS,
                                          WORDS(check->need->host_name, row->update, row->name));
    finding_cite(check->judging->out, &finding, row->origin.source);
    side_add(check->judging->out, check->side, &finding);
}

static void judge_age(const struct check *check)
{
    struct judging *judging = check->judging;
    int64_t seen_s = check->dotnet.oldest_s;
    if (seen_is_fresh(seen_s, judging->inventory_now_s))
        return;
    struct finding finding = finding_make(
        judging->out, FINDING_DOT_OLD_EVIDENCE,
        WORDS(check->need->host_name, age_words(judging->out, seen_s, judging->inventory_now_s)));
    side_add(judging->out, check->side, &finding);
}

static struct check make_check(struct judging *judging, const struct need *need, struct side *side)
{
    struct check check = {.judging = judging, .need = need, .side = side};
    check.floor = configmgr_dotnet(judging->tables, &need->release, CERTAIN);
    check.higher = configmgr_dotnet(judging->tables, &need->release, UNCERTAIN);
    if (need->host != NULL)
        check.dotnet = host_dotnet(judging->tables, need->host, judging->inventory_now_s);
    check.version = dotnet_version_text(judging->out, &check.dotnet.version);
    return check;
}

void dotnet_judge(struct judging *judging, const struct need *need, struct side *side,
                  char **driver)
{
    const struct check check = make_check(judging, need, side);
    if (need->host != NULL && need->host->ambiguous) {
        driver_judge(judging, need, side, driver);
        return;
    }
    if (!check.dotnet.is_read) {
        *driver = talloc_strdup(judging->out, ".NET not read");
        struct finding finding =
            finding_make(judging->out, FINDING_DOT_NOT_READ, WORDS(need->host_name));
        side_add(judging->out, side, &finding);
        return;
    }
    *driver = check.dotnet.version.count == 0
                  ? talloc_strdup(judging->out, ".NET, version not known")
                  : talloc_asprintf(judging->out, ".NET %s", check.version);
    judge_version(&check);
    judge_values(&check, FINDING_DOT_OFF, dotnet_is_off);
    judge_values(&check, FINDING_DOT_UNSEEN, is_unseen);
    say_old_updates(&check);
    judge_age(&check);
}

void dotnet_beside(struct judging *judging, const struct need *need, struct side *side)
{
    struct side own = {0};
    const struct check check = make_check(judging, need, &own);
    if (need->host == NULL || need->host->ambiguous || !check.dotnet.is_read)
        return;
    if (check.dotnet.version.count != 0)
        judge_version(&check);
    judge_values(&check, FINDING_DOT_OFF, dotnet_is_off);
    for (size_t i = 0; i < own.count; i++) {
        const struct finding *found = &own.findings[i];
        if (found->severity != SEVERITY_FAIL && found->severity != SEVERITY_WARN)
            continue;
        struct finding finding =
            finding_make(judging->out, FINDING_DOT_BESIDE, WORDS(found->sentence));
        finding.facts = found->facts;
        finding.fact_count = found->fact_count;
        finding.fix = found->fix;
        finding_cite(judging->out, &finding, found->source);
        side_add(judging->out, side, &finding);
    }
}
