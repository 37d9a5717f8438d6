/* What a server and a site noticed: TDS versions of connections, status messages. */
#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "drivers/tables/rows.h"

/* The row before `count` with that number. */
static const struct tds_row *find_before(const struct tables *tables, size_t count,
                                         const char *protocol_version)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(tables->tds_versions[i].protocol_version, protocol_version))
            return &tables->tds_versions[i];
    return NULL;
}

const struct tds_row *tds_version_find(const struct tables *tables, int64_t protocol_version)
{
    char text[32];
    (void)snprintf(text, sizeof text, "0x%08" PRIX64, (uint64_t)protocol_version);
    return find_before(tables, tables->tds_version_count, text);
}

const struct message_row *message_find(const struct tables *tables, int64_t message_id)
{
    for (size_t i = 0; i < tables->message_count; i++)
        if (message_id >= tables->messages[i].first && message_id <= tables->messages[i].last)
            return &tables->messages[i];
    return NULL;
}

bool check_tds_versions(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->tds_version_count; i++)
        if (find_before(tables, i, tables->tds_versions[i].protocol_version) != NULL)
            return rows_fail(file, i, "protocol_version", "stands in two rows");
    return true;
}

bool check_messages(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->message_count; i++) {
        const struct message_row *row = &tables->messages[i];
        if (row->last < row->first)
            return rows_fail(file, i, "last", "is smaller than first");
        if (i > 0 && row->first <= row[-1].last)
            return rows_fail(file, i, "first", "is not above the last of the row of line %zu",
                             row[-1].origin.line);
    }
    return true;
}
