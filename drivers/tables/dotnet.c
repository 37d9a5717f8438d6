/* .NET by Configuration Manager release, and the updates that parts of Windows need. */
#include <string.h>

#include "base/text.h"
#include "drivers/tables/rows.h"

const struct dotnet_floor *configmgr_dotnet(const struct tables *tables,
                                            const struct release_lookup *release,
                                            enum certainty certainty)
{
    const char *name = release->state == RELEASE_NEW ? "9999" : release->release;
    const struct dotnet_floor *found = NULL;
    for (size_t i = 0; name != NULL && i < tables->dotnet_floor_count; i++) {
        const struct dotnet_floor *row = &tables->dotnet_floors[i];
        if (release_covers(row->first_release, row->last_release, name) &&
            row->certainty == certainty &&
            (found == NULL || version_compare(&row->minimum, &found->minimum, 3) > 0))
            found = row;
    }
    return found;
}

bool check_dotnet_floors(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->dotnet_floor_count; i++) {
        const struct dotnet_floor *row = &tables->dotnet_floors[i];
        if (!releases_fit(file, i, row->first_release, row->last_release))
            return false;
        if (row->minimum.part[0] != 4 || row->minimum.count != 3)
            return rows_fail(file, i, "minimum",
                             "is no version of .NET Framework 4 in three parts");
        for (size_t j = 0; j < i; j++) {
            const struct dotnet_floor *other = &tables->dotnet_floors[j];
            if (row->certainty == other->certainty &&
                releases_touch(row->first_release, row->last_release, other->first_release,
                               other->last_release))
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
        if (text_equal(row->subject, subject) && rows_hold(&row->first, version))
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
