/* Every row of the tables answers for itself: below, at and above its threshold. What the rows
 * ought to say stands, written by hand, in builds_test.c, drivers_test.c and tests/cli/kb. */
#include "drivers/tables/tables.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>
#include <talloc.h>

static void *scratch;
static const struct tables *tables;

static void load(void)
{
    struct error err = ERROR_NONE;
    scratch = talloc_new(NULL);
    tables = tables_load(scratch, &err);
    cr_assert_not_null(tables, "%s", err.text);
}

static void unload(void)
{
    talloc_free(scratch);
}

TestSuite(rows, .init = load, .fini = unload);

static struct version with_build(const struct version *version, int step)
{
    struct version moved = *version;
    moved.part[2] = (uint32_t)((int)moved.part[2] + step);
    moved.count = 3;
    return moved;
}

static void expect_build(const struct build_row *row, const struct version *build,
                         enum build_answer expected)
{
    struct build_lookup found = builds_lookup(scratch, tables, build, row->architecture, 0);
    bool regressed = false;
    for (size_t i = 0; i < row->regressed_count; i++)
        regressed = regressed || version_compare(&row->regressed[i], build, 3) == 0;
    if (regressed && expected == BUILD_NO)
        expected = BUILD_REGRESSED;
    cr_expect(found.row == row && found.answer == expected, "%s:%zu %s: %s", row->origin.file,
              row->origin.line, version_text(scratch, build), build_answer_names[found.answer]);
}

Test(rows, an_engine_row_below_at_and_above_its_threshold)
{
    for (size_t i = 0; i < tables->build_count; i++) {
        const struct build_row *row = &tables->builds[i];
        const struct version *first = &row->tls12_build;
        if (first->count == 0) {
            expect_build(row, &row->first_build, BUILD_NO);
            continue;
        }
        struct version below = with_build(first, -1), above = with_build(first, 1);
        expect_build(row, first, BUILD_YES);
        expect_build(row, &above, BUILD_YES);
        if (version_compare(&below, &row->first_build, 3) >= 0)
            expect_build(row, &below, BUILD_NO);
    }
}

Test(rows, below_the_first_row_of_a_release_nothing_is_told)
{
    for (size_t i = 0; i < tables->build_count; i++) {
        const struct build_row *row = &tables->builds[i];
        if (i > 0 && version_compare(&row[-1].first_build, &row->first_build, 2) == 0)
            continue;
        struct version below = with_build(&row->first_build, -1);
        struct build_lookup found = builds_lookup(scratch, tables, &below, ARCHITECTURE_ANY, 0);
        cr_expect(found.row == NULL && found.answer == BUILD_UNLISTED, "%s",
                  version_text(scratch, &below));
    }
}

Test(rows, a_listed_build_is_listed_and_its_setup_number_leads_to_it)
{
    for (size_t i = 0; i < tables->build_list_count; i++) {
        const struct build_list *list = &tables->build_lists[i];
        for (size_t k = 0; k < list->known_count; k++) {
            struct version build = list->first_build;
            build.part[2] = list->known[k].part[0];
            cr_expect_not(builds_lookup(scratch, tables, &build, ARCHITECTURE_ANY, 0).unlisted);
            if (list->setup.count == 0)
                continue;
            char *text = talloc_asprintf(scratch, "%s.%u.7", version_text(scratch, &list->setup),
                                         build.part[2]);
            struct engine_question question = engine_question_read(tables, text);
            cr_expect(question.form == QUESTION_SETUP &&
                          version_compare(&question.build, &build, 3) == 0,
                      "%s", text);
        }
    }
}

Test(rows, a_note_is_said_of_its_build)
{
    for (size_t i = 0; i < tables->build_note_count; i++) {
        const struct build_note *note = &tables->build_notes[i];
        const struct version *build = note->meant.count != 0 ? &note->meant : &note->build;
        struct build_lookup found = builds_lookup(scratch, tables, build, ARCHITECTURE_ANY, 0);
        cr_expect(note->meant.count != 0 || found.note == note, "%s", note->words);
        cr_expect_not_null(found.row, "%s", note->words);
    }
}

static enum driver_answer driver_answer(const struct driver_floor *floor,
                                        const struct version *version)
{
    return driver_tls12(scratch, tables, floor->family, version).answer;
}

/* One step at the place where the floor was written, the fourth part with a UBR. */
static struct version step(const struct version *version, int by)
{
    struct version moved = *version;
    uint32_t *part = &moved.part[moved.count == 4 ? 3 : 2];
    if (by < 0 && *part == 0)
        moved.count = 0;
    *part = (uint32_t)((int)*part + by);
    return moved;
}

Test(rows, a_driver_row_below_at_and_above_its_floor)
{
    for (size_t i = 0; i < tables->floor_count; i++) {
        const struct driver_floor *floor = &tables->floors[i];
        const char *place =
            talloc_asprintf(scratch, "%s:%zu", floor->family_key, floor->origin.line);
        if (floor->first_tls12.count == 0) {
            struct version any = {.part = {(uint32_t)floor->major, (uint32_t)floor->minor_low,
                                           (uint32_t)floor->build_low, 1},
                                  .count = 4};
            cr_expect_eq(driver_answer(floor, &any), DRIVER_NO, "%s", place);
            continue;
        }
        enum driver_answer good = floor->certainty == CERTAIN ? DRIVER_YES : DRIVER_DISPUTED;
        struct version at = floor->first_tls12;
        if (at.part[0] == (uint32_t)floor->major && at.part[1] < (uint32_t)floor->minor_low)
            at.part[1] = (uint32_t)floor->minor_low;
        struct version below = step(&at, -1), above = step(&at, 1);
        bool single = driver_remark(tables, floor->family, &at, REMARK_DISPUTED) != NULL;
        cr_expect_eq(driver_answer(floor, &at), single ? DRIVER_DISPUTED : good, "%s", place);
        if (!single)
            cr_expect_eq(driver_answer(floor, &above), good, "%s", place);
        if (below.count != 0 &&
            driver_remark(tables, floor->family, &below, REMARK_DISPUTED) == NULL)
            cr_expect(driver_answer(floor, &below) == DRIVER_NO ||
                          driver_answer(floor, &below) == DRIVER_UNKNOWN,
                      "%s", place);
    }
}

Test(rows, a_remark_holds_for_its_build_only)
{
    for (size_t i = 0; i < tables->driver_build_count; i++) {
        const struct driver_build *build = &tables->driver_builds[i];
        cr_expect_eq(driver_remark(tables, build->family, &build->build, build->remark), build);
        if (build->remark == REMARK_DISPUTED)
            cr_expect_eq(driver_tls12(scratch, tables, build->family, &build->build).answer,
                         DRIVER_DISPUTED, "%s", build->words);
    }
}

Test(rows, a_driver_answers_to_each_of_its_names_however_it_is_written)
{
    for (size_t i = 0; i < tables->name_count; i++) {
        const struct driver_name *name = &tables->names[i], *found = NULL;
        char *text = talloc_asprintf(scratch, "  %s  ", name->name);
        cr_expect_eq(drivers_find(tables, text, &found), name->family, "%s", text);
        for (char *at = text; *at != '\0'; at++)
            *at = (char)toupper((unsigned char)*at);
        cr_expect(drivers_find(tables, text, &found) == name->family && found == name, "%s", text);
        cr_expect_eq(drivers_find_by_program_name(tables, name->name) == name,
                     name->kind == NAME_PROGRAM, "%s", name->name);
        text = talloc_asprintf(scratch, "%sx", name->name);
        cr_expect_null(drivers_find(tables, text, &found), "%s", text);
    }
}

Test(rows, a_family_answers_to_its_own_name)
{
    for (size_t i = 0; i < tables->family_count; i++) {
        const struct driver_family *family = &tables->families[i];
        const struct driver_name *name;
        cr_expect_eq(drivers_find(tables, family->key, &name), family, "%s", family->key);
        cr_expect_eq(drivers_find(tables, family->name, &name), family, "%s", family->name);
        cr_expect_eq(drivers_find(tables, family->title, &name), family, "%s", family->title);
    }
}

Test(rows, a_number_stands_for_a_version_from_its_row_on)
{
    for (size_t i = 0; i < tables->driver_number_count; i++) {
        const struct driver_number *number = &tables->driver_numbers[i];
        struct version at = {.part = {(uint32_t)number->at_least}, .count = 1};
        struct version below = {.part = {(uint32_t)number->at_least - 1}, .count = 1};
        struct version found = driver_normalise(tables, number->family, &at);
        cr_expect_eq(version_compare(&found, &number->version, 4), 0, "%d", number->at_least);
        found = driver_normalise(tables, number->family, &below);
        cr_expect_neq(version_compare(&found, &number->version, 4), 0, "%d", number->at_least);
    }
}

static bool has_need(const char *release, const struct need_row *need)
{
    const struct need_row *rows[64];
    struct release_lookup found = configmgr_release_named(tables, release);
    size_t count = configmgr_needs(tables, &found, rows, 64);
    for (size_t i = 0; i < count; i++)
        if (rows[i] == need)
            return true;
    return false;
}

Test(rows, a_need_holds_from_its_first_release_to_its_last)
{
    for (size_t i = 0; i < tables->need_count; i++) {
        const struct need_row *need = &tables->needs[i];
        cr_expect(has_need(need->first_release, need), "%s", need->need);
        cr_expect(has_need(need->last_release != NULL ? need->last_release : "2609", need), "%s",
                  need->need);
        for (size_t r = 0; r < tables->release_count; r++) {
            const char *release = tables->releases[r].release;
            bool within = strcmp(release, need->first_release) >= 0 &&
                          (need->last_release == NULL || strcmp(release, need->last_release) <= 0);
            cr_expect_eq(has_need(release, need), within, "%s: %s", release, need->need);
        }
    }
}
