/* .NET by Configuration Manager release, and the updates that parts of Windows need. */
#include <string.h>

#include "base/text.h"
#include "drivers/tables/rows.h"

static const char *last_of(const struct dotnet_floor *row)
{
    return row->last_release != NULL ? row->last_release : "9999";
}

const struct dotnet_floor *configmgr_dotnet(const struct tables *tables,
                                            const struct release_lookup *release,
                                            enum certainty certainty)
{
    const char *name = release->state == RELEASE_NEW ? "9999" : release->release;
    const struct dotnet_floor *found = NULL;
    for (size_t i = 0; name != NULL && i < tables->dotnet_floor_count; i++) {
        const struct dotnet_floor *row = &tables->dotnet_floors[i];
        bool covers = strcmp(row->first_release, name) <= 0 && strcmp(name, last_of(row)) <= 0;
        if (covers && row->certainty == certainty &&
            (found == NULL || version_compare(&row->minimum, &found->minimum, 3) > 0))
            found = row;
    }
    return found;
}

bool check_dotnet_floors(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->dotnet_floor_count; i++) {
        const struct dotnet_floor *row = &tables->dotnet_floors[i];
        if (!is_release(row->first_release) || !is_release(row->last_release))
            return rows_fail(file, i, "first_release", "needs releases of four digits");
        if (strcmp(row->first_release, last_of(row)) > 0)
            return rows_fail(file, i, "last_release", "is older than first_release");
        if (row->minimum.part[0] != 4 || row->minimum.count != 3)
            return rows_fail(file, i, "minimum",
                             "is no version of .NET Framework 4 in three parts");
        for (size_t j = 0; j < i; j++) {
            const struct dotnet_floor *other = &tables->dotnet_floors[j];
            if (row->certainty == other->certainty &&
                strcmp(row->first_release, last_of(other)) <= 0 &&
                strcmp(other->first_release, last_of(row)) <= 0)
                return rows_fail(file, i, "first_release", "overlaps the row of line %zu",
                                 other->origin.line);
        }
    }
    return true;
}

const struct update_row *windows_update(const struct tables *tables, const char *subject,
                                        const struct version *version)
{
    const struct update_row *found = NULL;
    for (size_t i = 0; version->count >= 2 && i < tables->update_count; i++) {
        const struct update_row *row = &tables->updates[i];
        if (text_equal(row->subject, subject) && row->first.part[0] == version->part[0] &&
            row->first.part[1] == version->part[1] && version_compare(&row->first, version, 3) <= 0)
            found = row;
    }
    return found;
}

bool check_updates(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 1; i < tables->update_count; i++) {
        const struct update_row *row = &tables->updates[i];
        int order = version_compare(&row[-1].first, &row->first, 3);
        if (text_equal(row[-1].subject, row->subject) && order >= 0)
            return rows_fail(file, i, "first", "is not above the row of line %zu",
                             row[-1].origin.line);
    }
    return true;
}
