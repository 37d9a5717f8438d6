#include "drivers/tables/tables.h"

#include <string.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"

enum { LARGEST_TABLE = 1 << 20 };

struct tables *tables_load(void *parent, struct error *err)
{
    size_t count = 0;
    const struct table_text *texts = tables_embedded(&count);
    return tables_load_from(parent, texts, count, err);
}

struct table_text *tables_read_folder(void *parent, const char *folder, size_t *count,
                                      struct error *err)
{
    size_t wanted = 0;
    while (tables_file(wanted) != NULL)
        wanted++;
    struct table_text *texts = mem_array(parent, struct table_text, wanted);
    for (size_t i = 0; i < wanted; i++) {
        char *path = talloc_asprintf(texts, "%s/%s", folder, tables_file(i));
        texts[i].name = tables_file(i);
        texts[i].text = file_read(texts, path, LARGEST_TABLE, &texts[i].size, err);
        if (texts[i].text == NULL)
            return NULL;
    }
    *count = wanted;
    return texts;
}

struct tables *tables_load_folder(void *parent, const char *folder, struct error *err)
{
    size_t count = 0;
    if (folder == NULL)
        return tables_load(parent, err);
    struct table_text *texts = tables_read_folder(parent, folder, &count, err);
    struct tables *tables = texts == NULL ? NULL : tables_load_from(parent, texts, count, err);
    if (texts != NULL && tables == NULL) {
        char *text = talloc_asprintf(texts, "%s/%s", folder, err->text);
        (void)error_set(err, "%s", text);
    }
    return tables;
}
