/* The one line a scheduler keeps. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"
#include "judge/world.h"

static const char *subject(const struct judging *judging)
{
    const char *database = judging->facts->database;
    if (!text_is_empty(database))
        return database;
    return judging->endpoint_count > 0 ? judging->endpoints[0].text : "the site database";
}

/* What the paths are judged with. */
static const char *with(const struct judging *judging)
{
    return world_words(judging->out, world_of(judging->facts));
}

static const struct finding *worst_of(const struct finding *findings, size_t count)
{
    const struct finding *worst = NULL;
    for (size_t i = 0; i < count; i++)
        if (worst == NULL || findings[i].severity > worst->severity)
            worst = &findings[i];
    return worst;
}

/* Nobody could be asked for roles: the reason is the whole message. */
static char *about_every_path(const struct judging *judging)
{
    const struct judgement *out = judging->out;
    const struct path *first = &judging->paths[0];
    const struct finding *worst = worst_of(first->findings, first->finding_count);
    const char *why = worst == NULL ? "no roles were read" : worst->sentence;
    if (out->failing > 0)
        return talloc_asprintf(judging->out, "every connection path to %s would fail with %s: %s",
                               subject(judging), with(judging), why);
    bool unreached = judging->endpoint_count > 0 &&
                     judging->endpoints[0].endpoint->reach != REACH_TDS &&
                     judging->endpoints[0].common.verdict == VERDICT_UNKNOWN;
    if (unreached)
        return talloc_asprintf(judging->out, "%s, after %d ms", why,
                               judging->endpoints[0].endpoint->elapsed_ms);
    return talloc_asprintf(judging->out, "the connection paths to %s cannot be told: %s",
                           subject(judging), why);
}

/* One server was asked about, and nobody was asked for roles. */
static char *about_secondary(const struct judging *judging)
{
    const struct judgement *out = judging->out;
    const struct path *path = &judging->paths[0];
    const struct finding *worst = worst_of(path->findings, path->finding_count);
    char *line =
        talloc_asprintf(judging->out, "the SQL Server of the secondary site on %s ", path->host);
    if (out->failing > 0)
        line = talloc_asprintf_append(line, "would fail with %s", with(judging));
    else if (out->unknown > 0)
        line = talloc_asprintf_append(line, "cannot be told");
    else
        line = talloc_asprintf_append(line, "takes TLS 1.2");
    if (worst != NULL && worst->severity != SEVERITY_INFO)
        line = talloc_asprintf_append(
            line, "%s %s", out->failing + out->unknown > 0 ? ":" : ", but", worst->sentence);
    return talloc_asprintf_append(line, "; drivers were not looked at");
}

static char *all_of(void *parent, size_t count, const char *to)
{
    if (count == 1)
        return talloc_asprintf(parent, "the one connection path to %s passes", to);
    return talloc_asprintf(parent, "all %zu connection paths to %s pass", count, to);
}

/* A warning that is the worst news but one: such a path fails as its Windows comes. */
static size_t count_switched_on(const struct judgement *out)
{
    size_t count = 0;
    for (size_t i = 0; i < out->path_count; i++) {
        const struct path *path = &out->paths[i];
        bool is_off = false;
        for (size_t f = 0; f < path->finding_count; f++)
            is_off = is_off || text_equal(path->findings[f].id, "SQLC-SUI-003");
        count += is_off && path->verdict == VERDICT_WARN;
    }
    return count;
}

static char *count_paths(const struct judging *judging)
{
    struct judgement *out = judging->out;
    size_t total = out->path_count;
    const char *to = subject(judging);
    const char *s = total == 1 ? "" : "s";
    char *line;
    if (out->failing > 0) {
        line = talloc_asprintf(out, "%zu of %zu connection path%s to %s would fail with %s",
                               out->failing, total, s, to, with(judging));
        if (out->unknown > 0)
            line = talloc_asprintf_append(line, ", %zu cannot be told", out->unknown);
    } else if (out->unknown > 0) {
        line = talloc_asprintf(out, "%zu of %zu connection path%s to %s cannot be told",
                               out->unknown, total, s, to);
        if (out->unknown < total)
            line =
                talloc_asprintf_append(line, ", the other %zu pass%s with %s", total - out->unknown,
                                       total - out->unknown == 1 ? "es" : "", with(judging));
    } else {
        line = talloc_asprintf_append(all_of(out, total, to), " with %s", with(judging));
    }
    if (out->warned > 0)
        line = talloc_asprintf_append(line, ", %zu with warnings", out->warned);
    size_t switched_on = count_switched_on(out);
    if (switched_on > 0)
        line = talloc_asprintf_append(line,
                                      ", %zu only if cipher suites or curves that are off by "
                                      "default were switched on",
                                      switched_on);
    if (out->passed_on_assumption > 0)
        line = talloc_asprintf_append(line, " (%zu on assumed facts)", out->passed_on_assumption);
    return line;
}

static bool is_about_unjudged(const struct finding *finding)
{
    return text_equal(finding->id, "SQLC-SIT-007") || text_equal(finding->id, "SQLC-SIT-008");
}

/* What makes the run worse than its worst path must stand in the line that is kept. */
static char *append_reason(const struct judging *judging, char *line)
{
    const struct judgement *out = judging->out;
    enum verdict paths = VERDICT_PASS;
    for (size_t i = 0; i < out->path_count; i++)
        paths = out->paths[i].verdict > paths ? out->paths[i].verdict : paths;
    for (size_t i = 0; i < out->finding_count && out->verdict > paths; i++)
        if (verdict_of(out->findings[i].severity) == out->verdict &&
            !is_about_unjudged(&out->findings[i]))
            return talloc_asprintf_append(line, "; %s", out->findings[i].sentence);
    return line;
}

static char *about_all(const struct judging *judging)
{
    struct judgement *out = judging->out;
    if (out->path_count == 0)
        return talloc_asprintf(out,
                               "no connection path to %s was found, so nothing is known to pass",
                               subject(judging));
    if (judging->facts->role_count == 0 && judging->facts->request.secondary != NULL)
        return about_secondary(judging);
    if (judging->facts->role_count == 0)
        return about_every_path(judging);
    char *line = append_reason(judging, count_paths(judging));
    if (out->not_judged_count > 0)
        line = talloc_asprintf_append(line, "; %zu role%s not judged", out->not_judged_count,
                                      out->not_judged_count == 1 ? "" : "s");
    return line;
}

/* A rehearsal never looks like what was seen: the line says whose facts it stands on. */
char *headline_make(const struct judging *judging)
{
    char *line = about_all(judging);
    const struct world *world = world_of(judging->facts);
    size_t count = judging->facts->assumption_count;
    if (world->kind != WORLD_TLS12)
        line = talloc_asprintf(judging->out, "what if %s: %s", name_of(world_names, world->kind),
                               line);
    if (count == 0)
        return line;
    return talloc_asprintf(judging->out, "on %zu assumption%s of yours: %s", count,
                           count == 1 ? "" : "s", line);
}
