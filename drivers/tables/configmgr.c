#include "drivers/tables/rows.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

struct release_lookup configmgr_release(const struct tables *tables, const char *site_version)
{
    struct version version;
    struct release_lookup found = {.state = RELEASE_UNREADABLE};
    if (site_version == NULL || !version_parse(site_version, &version) || version.count < 3 ||
        version.part[0] != 5 || version.part[1] != 0 || tables->release_count == 0)
        return found;
    found.build = (int)version.part[2];
    found.state = found.build < tables->releases[0].build ? RELEASE_OLDER : RELEASE_NEW;
    for (size_t i = 0; i < tables->release_count; i++)
        if (tables->releases[i].build == found.build) {
            found.state = RELEASE_KNOWN;
            found.row = &tables->releases[i];
            found.release = found.row->release;
        }
    return found;
}

/* The newest rule set that begins before `limit` (NULL = the newest of all). */
static const char *newest_set(const struct tables *tables, const char *limit)
{
    const char *newest = NULL;
    for (size_t i = 0; i < tables->requirement_count; i++) {
        const char *first = tables->requirements[i].first_release;
        if ((limit == NULL || strcmp(first, limit) < 0) &&
            (newest == NULL || strcmp(first, newest) > 0))
            newest = first;
    }
    return newest;
}

/* A release of a table, or after all of them; the texts of the tables outlive the look-up. */
static struct release_lookup release_by_name(const struct tables *tables, const char *name)
{
    const char *oldest =
        tables->requirement_count == 0 ? name : tables->requirements[0].first_release;
    const char *newest = newest_set(tables, NULL);
    for (size_t i = 0; i < tables->release_count; i++) {
        const struct release_row *row = &tables->releases[i];
        if (strcmp(row->release, name) == 0)
            return (struct release_lookup){
                .state = RELEASE_KNOWN, .build = row->build, .release = row->release, .row = row};
    }
    for (size_t i = 0; i < tables->requirement_count; i++)
        if (strcmp(tables->requirements[i].first_release, name) == 0)
            return (struct release_lookup){.state = RELEASE_KNOWN,
                                           .release = tables->requirements[i].first_release};
    if (strcmp(name, oldest) < 0)
        return (struct release_lookup){.state = RELEASE_OLDER};
    bool after_all = newest != NULL && strcmp(name, newest) > 0;
    return (struct release_lookup){.state = after_all ? RELEASE_NEW : RELEASE_UNREADABLE};
}

struct release_lookup configmgr_release_named(const struct tables *tables, const char *text)
{
    enum { FIRST_BUILD = 7000, SHORT_WORD = 4 };
    char site_version[32];
    int number = 0;
    if (strlen(text) != SHORT_WORD || !text_to_int(text, 0, 9999, &number))
        return configmgr_release(tables, text);
    if (number < FIRST_BUILD)
        return release_by_name(tables, text);
    (void)snprintf(site_version, sizeof site_version, "5.00.%d", number);
    return configmgr_release(tables, site_version);
}

struct rule_list {
    const struct requirement_row **rows;
    size_t room;
    size_t count;
};

static void add_rule(struct rule_list *list, const struct requirement_row *row)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i]->family == row->family)
            return;
    if (list->count == list->room)
        return;
    size_t at = list->count++;
    for (; at > 0 && row->use < list->rows[at - 1]->use; at--)
        list->rows[at] = list->rows[at - 1];
    list->rows[at] = row;
}

static void add_rule_set(struct rule_list *list, const struct tables *tables, const char *first)
{
    for (size_t i = 0; first != NULL && i < tables->requirement_count; i++)
        if (strcmp(tables->requirements[i].first_release, first) == 0)
            add_rule(list, &tables->requirements[i]);
}

size_t configmgr_requirements(const struct tables *tables, const struct release_lookup *release,
                              const struct requirement_row **rows, size_t room)
{
    struct rule_list list = {.rows = rows, .room = room};
    if (release->state == RELEASE_NEW) {
        const char *newest = newest_set(tables, NULL);
        add_rule_set(&list, tables, newest);
        add_rule_set(&list, tables, newest == NULL ? NULL : newest_set(tables, newest));
    }
    for (size_t i = 0; release->state == RELEASE_KNOWN && i < tables->requirement_count; i++)
        if (release_covers(tables->requirements[i].first_release,
                           tables->requirements[i].last_release, release->release))
            add_rule(&list, &tables->requirements[i]);
    return list.count;
}

size_t configmgr_needs(const struct tables *tables, const struct release_lookup *release,
                       const struct need_row **rows, size_t room)
{
    size_t count = 0;
    const char *wanted =
        release->state == RELEASE_NEW ? newest_set(tables, NULL) : release->release;
    for (size_t i = 0; wanted != NULL && i < tables->need_count && count < room; i++)
        if (release_covers(tables->needs[i].first_release, tables->needs[i].last_release, wanted))
            rows[count++] = &tables->needs[i];
    return count;
}

const struct server_floor *server_floor_find(const struct tables *tables, const char *use)
{
    for (size_t i = 0; i < tables->server_floor_count; i++)
        if (text_equal(tables->server_floors[i].use, use))
            return &tables->server_floors[i];
    return NULL;
}

const struct component_row *component_find(const struct tables *tables, const char *role)
{
    for (size_t i = 0; role != NULL && i < tables->component_count; i++) {
        const struct component_row *row = &tables->components[i];
        if (text_equal(row->role, role) ||
            (row->match == MATCH_PREFIX && text_has_prefix(role, row->role)))
            return row;
    }
    return NULL;
}

const struct component_row *component_leading(const struct tables *tables, int rank)
{
    for (size_t i = 0; rank != 0 && i < tables->component_count; i++)
        if (tables->components[i].leading == rank)
            return &tables->components[i];
    return NULL;
}
