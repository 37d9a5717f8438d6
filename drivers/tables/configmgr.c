#include "drivers/tables/tables.h"

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
        }
    return found;
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

static bool covers(const struct requirement_row *row, const char *release)
{
    return strcmp(row->first_release, release) <= 0 &&
           (row->last_release == NULL || strcmp(release, row->last_release) <= 0);
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
        if (covers(&tables->requirements[i], release->row->release))
            add_rule(&list, &tables->requirements[i]);
    return list.count;
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

const struct windows_row *windows_default(const struct tables *tables,
                                          const struct version *version)
{
    const struct windows_row *found = NULL;
    for (size_t i = 0; version->count >= 2 && i < tables->windows_count; i++) {
        const struct windows_row *row = &tables->windows[i];
        if (row->first.part[0] == version->part[0] && row->first.part[1] == version->part[1] &&
            version_compare(&row->first, version, 3) <= 0)
            found = row;
    }
    return found;
}
