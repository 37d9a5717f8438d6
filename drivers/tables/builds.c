#include "drivers/tables/rows.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

/* The branch follows from the number range, never from a label: the highest first_build that is not
 * above the build. Rows are in ascending order (checked when loading). */
const struct build_row *builds_branch(const struct tables *tables, const struct version *build)
{
    const struct build_row *found = NULL;
    for (size_t i = 0; i < tables->build_count; i++)
        if (rows_hold(&tables->builds[i].first_build, build))
            found = &tables->builds[i];
    return found;
}

/* In the list of its branch; a branch without a list says nothing. */
static bool is_unlisted(const struct build_list *list, const struct version *build)
{
    for (size_t i = 0; list != NULL && i < list->known_count; i++)
        if (list->known[i].part[0] == build->part[2])
            return false;
    return list != NULL && list->known_count != 0;
}

/* The highest build that any list has of this major.minor, when the build is above it: an update
 * that came after the lists. 0 when it is not. */
static uint32_t newest_listed(const struct tables *tables, const struct build_row *row,
                              const struct version *build)
{
    bool last_branch = row + 1 == tables->builds + tables->build_count ||
                       version_compare(&row[1].first_build, &row->first_build, 2) != 0;
    if (!last_branch || row->list == NULL || row->list->known_count == 0)
        return 0;
    uint32_t newest = row->list->known[row->list->known_count - 1].part[0];
    return build->part[2] > newest ? newest : 0;
}

static const struct build_note *note_of(const struct tables *tables, const struct version *build)
{
    for (size_t i = 0; i < tables->build_note_count; i++) {
        const struct build_note *note = &tables->build_notes[i];
        if (note->meant.count == 0 && version_compare(&note->build, build, note->build.count) == 0)
            return note;
    }
    return NULL;
}

static bool is_regressed(const struct build_row *row, const struct version *build)
{
    for (size_t i = 0; i < row->regressed_count; i++)
        if (version_compare(&row->regressed[i], build, 3) == 0)
            return true;
    return false;
}

static enum build_answer answer_of(const struct build_row *row, const struct version *build,
                                   enum architecture architecture)
{
    bool restricted = row->architecture != ARCHITECTURE_ANY;
    bool regressed = is_regressed(row, build);
    if (row->tls12_build.count == 0)
        return BUILD_NO;
    if (version_compare(build, &row->tls12_build, 3) < 0 && !regressed)
        return BUILD_NO;
    if (restricted && architecture != ARCHITECTURE_ANY && architecture != row->architecture)
        return BUILD_NO;
    if (row->architecture == ARCHITECTURE_IA64 && architecture == ARCHITECTURE_ANY && !regressed)
        return BUILD_IA64_ONLY; /* a regressed build was made for the row's machines only */
    return regressed ? BUILD_REGRESSED : BUILD_YES;
}

char *build_row_release(void *parent, const struct build_row *row)
{
    bool one_pack = strcmp(row->service_pack, "all") == 0;
    return talloc_asprintf(parent, "SQL Server %s%s%s", row->release, one_pack ? "" : " ",
                           one_pack ? "" : row->service_pack);
}

char *build_row_title(void *parent, const struct build_row *row)
{
    char *title = build_row_release(parent, row);
    if (row->branch == BRANCH_ALL)
        return title;
    return talloc_asprintf_append(title, " (%s branch)", branch_names[row->branch]);
}

static char *words_of(void *parent, const struct build_lookup *found, bool other_machine)
{
    const struct build_row *row = found->row;
    char *title = build_row_title(parent, row);
    char *first = version_text(title, &row->tls12_build);
    char *words = NULL;
    if (found->answer == BUILD_REGRESSED)
        words = talloc_asprintf(parent,
                                "%s: this build has TLS 1.2, but its engine can stop "
                                "intermittently; fixed in %s",
                                title, first);
    else if (found->answer == BUILD_IA64_ONLY)
        words = talloc_asprintf(parent, "%s has TLS 1.2 from %s on for IA-64 machines only", title,
                                first);
    else if (found->answer == BUILD_YES)
        words = talloc_asprintf(parent, "%s has TLS 1.2 from %s on", title, first);
    else if (row->tls12_build.count == 0)
        words = talloc_asprintf(parent, "%s never has TLS 1.2", title);
    else
        words = talloc_asprintf(parent, "%s has TLS 1.2 from %s on only%s%s", title, first,
                                other_machine ? ", and only on " : "",
                                other_machine ? architecture_names[row->architecture] : "");
    talloc_free(title);
    return words;
}

/* What is to be said beside the rule's own words. */
static char *remarks_of(const struct tables *tables, const struct build_lookup *found,
                        const struct version *build, char *words)
{
    const struct build_row *row = found->row;
    if (row->certainty == UNCERTAIN)
        words = talloc_strdup_append(words, " (inferred: no document says it of this release)");
    uint32_t newest = newest_listed(tables, row, build);
    if (found->unlisted && newest != 0)
        words = talloc_asprintf_append(words, "; unlisted: newer than any listed build (%u.%u.%u)",
                                       build->part[0], build->part[1], newest);
    else if (found->unlisted)
        words = talloc_strdup_append(words, "; unlisted: no public list has this build");
    return words;
}

static struct build_lookup not_covered(void *parent, const char *why, const char *what)
{
    return (struct build_lookup){.answer = BUILD_UNLISTED,
                                 .unlisted = true,
                                 .words = talloc_asprintf(parent, "%s: %s", what, why)};
}

struct build_lookup builds_lookup(void *parent, const struct tables *tables,
                                  const struct version *build, enum architecture architecture,
                                  int engine_edition)
{
    const struct edition_row *edition = edition_find(tables, engine_edition);
    char *number = version_text(parent, build);
    struct build_lookup found = {0};
    if (edition != NULL && edition->own_numbers)
        return not_covered(parent,
                           "its version numbers are its own, the build table does not apply",
                           edition->name);
    if (build->count < 3)
        return not_covered(parent, "a build needs three parts to be looked up", number);
    found.row = builds_branch(tables, build);
    if (found.row == NULL)
        return not_covered(parent, "no row of the build table covers this build", number);
    talloc_free(number);
    found.answer = answer_of(found.row, build, architecture);
    found.unlisted = is_unlisted(found.row->list, build);
    found.note = note_of(tables, build);
    bool other_machine = architecture != ARCHITECTURE_ANY &&
                         found.row->architecture != ARCHITECTURE_ANY &&
                         architecture != found.row->architecture;
    found.words = remarks_of(tables, &found, build, words_of(parent, &found, other_machine));
    return found;
}

const struct edition_row *edition_find(const struct tables *tables, int engine_edition)
{
    for (size_t i = 0; engine_edition != 0 && i < tables->edition_count; i++)
        if (tables->editions[i].id == engine_edition)
            return &tables->editions[i];
    return NULL;
}

const struct source_row *source_find(const struct tables *tables, const char *key)
{
    for (size_t i = 0; i < tables->source_count; i++)
        if (strcmp(tables->sources[i].key, key) == 0)
            return &tables->sources[i];
    return NULL;
}
