#include "drivers/tables/tables.h"

struct tables *tables_load(void *parent, struct error *err)
{
    size_t count = 0;
    const struct table_text *texts = tables_embedded(&count);
    return tables_load_from(parent, texts, count, err);
}
