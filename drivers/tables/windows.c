/* Windows: its defaults, and the registry values that change them. */
#include <string.h>

#include "base/text.h"
#include "drivers/tables/rows.h"

const struct windows_row *windows_default(const struct tables *tables,
                                          const struct version *version)
{
    const struct windows_row *found = NULL;
    for (size_t i = 0; version->count >= 2 && i < tables->windows_count; i++) {
        const struct windows_row *row = &tables->windows[i];
        if (rows_hold(&row->first, version))
            found = row;
    }
    return found;
}

const struct setting_row *setting_find(const struct tables *tables, const char *key)
{
    for (size_t i = 0; i < tables->setting_count; i++)
        if (text_equal(tables->settings[i].key, key))
            return &tables->settings[i];
    return NULL;
}

bool check_settings(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->setting_count; i++) {
        const struct setting_row *row = &tables->settings[i];
        if (strncmp(row->path, "HKLM\\", 5) != 0)
            return rows_fail(file, i, "path", "does not begin with HKLM\\");
        if ((row->value == NULL) != (row->type == SETTING_KEY))
            return rows_fail(file, i, "value", "is for every type but key");
        for (size_t j = 0; j < i; j++) {
            const struct setting_row *other = &tables->settings[j];
            if (text_equal(row->key, other->key))
                return rows_fail(file, i, "key", "overlaps the row of line %zu",
                                 other->origin.line);
            if (text_equal(row->path, other->path) && text_equal(row->value, other->value))
                return rows_fail(file, i, "value", "overlaps the row of line %zu",
                                 other->origin.line);
        }
    }
    return true;
}
