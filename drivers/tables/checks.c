/* What makes a set of rows contradict itself. Run whenever tables are loaded, and at build time. */
#include "drivers/tables/rows.h"

#include <limits.h>
#include <string.h>

#include "base/text.h"

static bool overlap(const struct table_file *file, size_t row, const char *column,
                    const struct row_origin *other)
{
    return rows_fail(file, row, column, "overlaps the row of line %zu", other->line);
}

bool check_sources(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->source_count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(tables->sources[i].key, tables->sources[j].key) == 0)
                return overlap(file, i, "key", &tables->sources[j].origin);
    return true;
}

static bool within(const struct build_row *row, const struct build_row *next,
                   const struct version *build)
{
    return rows_hold(&row->first_build, build) &&
           (next == NULL || version_compare(build, &next->first_build, 3) < 0);
}

/* 12.0.4439 in the GDR row would be a threshold no GDR build ever reaches. */
static bool builds_stay_in_their_branch(const struct tables *tables, const struct table_file *file,
                                        size_t at)
{
    const struct build_row *row = &tables->builds[at];
    const struct build_row *next = at + 1 < tables->build_count ? row + 1 : NULL;
    if (row->tls12_build.count != 0 && !within(row, next, &row->tls12_build))
        return rows_fail(file, at, "tls12_build", "lies outside its own branch");
    for (size_t i = 0; i < row->regressed_count; i++)
        if (!within(row, next, &row->regressed[i]))
            return rows_fail(file, at, "regressed", "lies outside its own branch");
    return true;
}

bool check_builds(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->build_count; i++) {
        const struct build_row *row = &tables->builds[i];
        if (row->first_build.count < 3)
            return rows_fail(file, i, "first_build", "needs three parts");
        if (row->tls12_build.count == 0 && row->architecture != ARCHITECTURE_ANY)
            return rows_fail(file, i, "architecture", "restricts a branch without TLS 1.2");
        if (row->tls12_build.count == 0 && text_is_empty(row->install))
            return rows_fail(file, i, "install", "is empty: no TLS 1.2 and nothing to install");
        if (i == 0)
            continue;
        int order = version_compare(&row[-1].first_build, &row->first_build, 3);
        if (order == 0)
            return overlap(file, i, "first_build", &row[-1].origin);
        if (order > 0)
            return rows_fail(file, i, "first_build", "is lower than in the row of line %zu",
                             row[-1].origin.line);
    }
    for (size_t i = 0; i < tables->build_count; i++)
        if (!builds_stay_in_their_branch(tables, file, i))
            return false;
    return true;
}

/* Third parts, ascending, each of them in its own branch. */
static bool known_builds_fit(const struct tables *tables, const struct table_file *file, size_t at,
                             const struct build_row *row)
{
    const struct build_list *list = &tables->build_lists[at];
    for (size_t i = 0; i < list->known_count; i++) {
        struct version build = list->first_build;
        build.part[2] = list->known[i].part[0];
        if (list->known[i].count != 1)
            return rows_fail(file, at, "known", "has a build of %u parts, expected the third only",
                             list->known[i].count);
        if (builds_branch(tables, &build) != row)
            return rows_fail(file, at, "known", "has %u, which lies outside its own branch",
                             build.part[2]);
        if (i > 0 && list->known[i - 1].part[0] >= build.part[2])
            return rows_fail(file, at, "known", "has %u out of order", build.part[2]);
    }
    return true;
}

/* A setup number that reads like an engine build would have two answers. */
static bool setup_fits(const struct tables *tables, const struct table_file *file, size_t at)
{
    const struct version *setup = &tables->build_lists[at].setup;
    if (setup->count == 0)
        return true;
    if (setup->count != 2)
        return rows_fail(file, at, "setup", "needs two parts");
    for (size_t i = 0; i < tables->build_count; i++)
        if (version_compare(setup, &tables->builds[i].first_build, 2) == 0)
            return overlap(file, at, "setup", &tables->builds[i].origin);
    return true;
}

bool check_build_lists(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->build_list_count; i++) {
        const struct build_list *list = &tables->build_lists[i];
        struct build_row *row = NULL;
        for (size_t j = 0; j < tables->build_count && row == NULL; j++)
            if (version_compare(&tables->builds[j].first_build, &list->first_build, 4) == 0)
                row = &tables->builds[j];
        if (row == NULL)
            return rows_fail(file, i, "first_build", "begins no row of server-builds.csv");
        if (row->list != NULL)
            return overlap(file, i, "first_build", &row->list->origin);
        row->list = list;
        if (!setup_fits(tables, file, i) || !known_builds_fit(tables, file, i, row))
            return false;
    }
    return true;
}

bool check_build_notes(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->build_note_count; i++)
        for (size_t j = 0; j < i; j++)
            if (version_compare(&tables->build_notes[i].build, &tables->build_notes[j].build, 4) ==
                0)
                return overlap(file, i, "build", &tables->build_notes[j].origin);
    return true;
}

bool check_editions(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->edition_count; i++)
        for (size_t j = 0; j < i; j++)
            if (tables->editions[i].id == tables->editions[j].id)
                return overlap(file, i, "id", &tables->editions[j].origin);
    return true;
}

bool check_families(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->family_count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(tables->families[i].key, tables->families[j].key) == 0)
                return overlap(file, i, "family", &tables->families[j].origin);
    return true;
}

static bool tie_family(const struct tables *tables, const struct table_file *file, size_t row,
                       const char *key, const struct driver_family **family)
{
    *family = driver_family_find(tables, key);
    return *family != NULL ||
           rows_fail(file, row, "family", "is '%s', which client-drivers.csv does not have", key);
}

bool check_names(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->name_count; i++) {
        struct driver_name *name = &tables->names[i];
        if (!tie_family(tables, file, i, name->family_key, &name->family))
            return false;
        if (name->bits != 0 && name->bits != 32 && name->bits != 64)
            return rows_fail(file, i, "bits", "is %d, expected 32, 64 or nothing", name->bits);
        for (size_t j = 0; j < i; j++)
            if (text_equal(name->name, tables->names[j].name))
                return overlap(file, i, "name", &tables->names[j].origin);
    }
    return true;
}

static int highest_build(const struct driver_floor *floor)
{
    return floor->build_high == 0 ? INT_MAX : floor->build_high;
}

static bool floors_overlap(const struct driver_floor *a, const struct driver_floor *b)
{
    return a->family == b->family && a->major == b->major && a->minor_low <= b->minor_high &&
           b->minor_low <= a->minor_high && a->build_low <= highest_build(b) &&
           b->build_low <= highest_build(a);
}

bool check_floors(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->floor_count; i++) {
        struct driver_floor *floor = &tables->floors[i];
        if (!tie_family(tables, file, i, floor->family_key, &floor->family))
            return false;
        if (floor->minor_low > floor->minor_high)
            return rows_fail(file, i, "minor_high", "is lower than minor_low");
        if (floor->build_low > highest_build(floor))
            return rows_fail(file, i, "build_high", "is lower than build_low");
        if (floor->certainty == UNCERTAIN && text_is_empty(floor->note))
            return rows_fail(file, i, "note", "is empty: an uncertain row says why");
        if (floor->first_tls12.count != 0 && (int)floor->first_tls12.part[0] != floor->major)
            return rows_fail(file, i, "first_tls12", "does not begin with the row's major");
        for (size_t j = 0; j < i; j++)
            if (floors_overlap(floor, &tables->floors[j]))
                return overlap(file, i, "minor_low", &tables->floors[j].origin);
    }
    return true;
}

bool check_driver_builds(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->driver_build_count; i++) {
        struct driver_build *build = &tables->driver_builds[i];
        if (!tie_family(tables, file, i, build->family_key, &build->family))
            return false;
        for (size_t j = 0; j < i; j++) {
            const struct driver_build *other = &tables->driver_builds[j];
            if (other->family == build->family && other->remark == build->remark &&
                version_compare(&other->build, &build->build, 4) == 0)
                return overlap(file, i, "build", &other->origin);
        }
    }
    return true;
}

bool check_driver_numbers(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->driver_number_count; i++) {
        struct driver_number *number = &tables->driver_numbers[i];
        if (!tie_family(tables, file, i, number->family_key, &number->family))
            return false;
        for (size_t j = 0; j < i; j++)
            if (tables->driver_numbers[j].family == number->family &&
                tables->driver_numbers[j].at_least == number->at_least)
                return overlap(file, i, "at_least", &tables->driver_numbers[j].origin);
    }
    return true;
}

bool check_driver_facts(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->driver_fact_count; i++) {
        struct driver_fact *fact = &tables->driver_facts[i];
        if (!tie_family(tables, file, i, fact->family_key, &fact->family))
            return false;
        for (size_t j = 0; j < i; j++) {
            const struct driver_fact *other = &tables->driver_facts[j];
            if (other->family == fact->family && text_equal(other->fact, fact->fact) &&
                !text_equal(fact->fact, "note"))
                return overlap(file, i, "fact", &other->origin);
        }
    }
    return true;
}

static bool is_release(const char *text)
{
    return text == NULL || (strlen(text) == 4 && strspn(text, "0123456789") == 4);
}

bool check_releases(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->release_count; i++) {
        const struct release_row *row = &tables->releases[i];
        if (!is_release(row->release))
            return rows_fail(file, i, "release", "is '%s', expected four digits", row->release);
        if (i > 0 && row->build == row[-1].build)
            return overlap(file, i, "build", &row[-1].origin);
        if (i > 0 && row->build < row[-1].build)
            return rows_fail(file, i, "build", "is lower than in the row of line %zu",
                             row[-1].origin.line);
    }
    return true;
}

static const char *last_of(const char *last)
{
    return last != NULL ? last : "9999";
}

bool release_covers(const char *first, const char *last, const char *release)
{
    return strcmp(first, release) <= 0 && strcmp(release, last_of(last)) <= 0;
}

bool releases_touch(const char *first, const char *last, const char *other_first,
                    const char *other_last)
{
    return strcmp(first, last_of(other_last)) <= 0 && strcmp(other_first, last_of(last)) <= 0;
}

bool releases_fit(const struct table_file *file, size_t row, const char *first, const char *last)
{
    if (!is_release(first) || !is_release(last))
        return rows_fail(file, row, "first_release", "needs releases of four digits");
    return strcmp(first, last_of(last)) <= 0 ||
           rows_fail(file, row, "last_release", "is older than first_release");
}

static bool same_rule_set(const struct requirement_row *a, const struct requirement_row *b)
{
    return strcmp(a->first_release, b->first_release) == 0 &&
           strcmp(last_of(a->last_release), last_of(b->last_release)) == 0;
}

/* Two rows are either of one rule set, for two families, or of two sets that do not touch. */
static bool requirements_clash(const struct requirement_row *a, const struct requirement_row *b)
{
    if (same_rule_set(a, b))
        return a->family == b->family || (a->use == USE_DECIDES && b->use == USE_DECIDES);
    return releases_touch(a->first_release, a->last_release, b->first_release, b->last_release);
}

/* A release without rules would be judged by none. */
static bool every_release_has_rules(const struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->release_count; i++) {
        const struct release_row *row = &tables->releases[i];
        struct release_lookup release = {
            .state = RELEASE_KNOWN, .build = row->build, .release = row->release, .row = row};
        const struct requirement_row *rules[1];
        if (configmgr_requirements(tables, &release, rules, 1) == 0)
            return error_set(file->err, "%s:1:1: no row covers release %s of %s:%zu",
                             file->csv->name, row->release, row->origin.file, row->origin.line);
    }
    return true;
}

bool check_requirements(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->requirement_count; i++) {
        struct requirement_row *row = &tables->requirements[i];
        if (!tie_family(tables, file, i, row->family_key, &row->family))
            return false;
        if (!releases_fit(file, i, row->first_release, row->last_release))
            return false;
        if (row->bits != 32 && row->bits != 64)
            return rows_fail(file, i, "bits", "is %d, expected 32 or 64", row->bits);
        for (size_t j = 0; j < i; j++)
            if (requirements_clash(row, &tables->requirements[j]))
                return overlap(file, i, "first_release", &tables->requirements[j].origin);
    }
    return every_release_has_rules(tables, file);
}

bool check_needs(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->need_count; i++)
        if (!releases_fit(file, i, tables->needs[i].first_release, tables->needs[i].last_release))
            return false;
    return true;
}

bool check_server_floors(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->server_floor_count; i++)
        for (size_t j = 0; j < i; j++)
            if (text_equal(tables->server_floors[i].use, tables->server_floors[j].use))
                return overlap(file, i, "use", &tables->server_floors[j].origin);
    return true;
}

static bool roles_overlap(const struct component_row *a, const struct component_row *b)
{
    return text_equal(a->role, b->role) ||
           (a->match == MATCH_PREFIX && text_has_prefix(b->role, a->role)) ||
           (b->match == MATCH_PREFIX && text_has_prefix(a->role, b->role));
}

bool check_components(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->component_count; i++)
        for (size_t j = 0; j < i; j++) {
            const struct component_row *row = &tables->components[i];
            const struct component_row *other = &tables->components[j];
            if (roles_overlap(row, other))
                return overlap(file, i, "role", &other->origin);
            if (row->leading != 0 && row->leading == other->leading)
                return overlap(file, i, "leading", &other->origin);
        }
    return true;
}

bool check_windows(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 1; i < tables->windows_count; i++) {
        const struct windows_row *row = &tables->windows[i];
        int order = version_compare(&row[-1].first, &row->first, 3);
        if (order == 0)
            return overlap(file, i, "first", &row[-1].origin);
        if (order > 0)
            return rows_fail(file, i, "first", "is lower than in the row of line %zu",
                             row[-1].origin.line);
    }
    return true;
}
