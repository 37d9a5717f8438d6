/* Build-time only: checks the CSV files and writes them as a C file. A row that overlaps another,
 * or lacks a source or a valid date, ends here with file, line and column, so it does not build. */
#include "drivers/tables/tables.h"

#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"

enum { MAX_TABLE_SIZE = 1 << 20 };

static char *c_array(void *parent, size_t index, const struct table_text *text)
{
    char *code = talloc_asprintf(parent, "static const unsigned char text%zu[] = {", index);
    for (size_t i = 0; i < text->size; i++)
        code = talloc_asprintf_append_buffer(code, "%s%u,", i % 20 == 0 ? "\n    " : "",
                                             (unsigned)(unsigned char)text->text[i]);
    return talloc_asprintf_append(code, "\n};\n");
}

static char *c_file(void *parent, const struct table_text *texts, size_t count)
{
    char *code = talloc_strdup(parent, "/* Written by tables_embed from the CSV files. */\n"
                                       "#include \"drivers/tables/tables.h\"\n\n");
    for (size_t i = 0; i < count; i++)
        code = talloc_strdup_append(code, c_array(code, i, &texts[i]));
    code = talloc_strdup_append(code, "static const struct table_text texts[] = {\n");
    for (size_t i = 0; i < count; i++)
        code = talloc_asprintf_append(code,
                                      "    {.name = \"%s\", .text = (const char *)text%zu, "
                                      ".size = %zu},\n",
                                      texts[i].name, i, texts[i].size);
    return talloc_asprintf_append(code,
                                  "};\n\nconst struct table_text *tables_embedded(size_t *count)"
                                  "\n{\n    *count = %zu;\n    return texts;\n}\n",
                                  count);
}

static bool embed(void *parent, const char *out, char **paths, size_t count, struct error *err)
{
    struct table_text *texts = mem_array(parent, struct table_text, count);
    for (size_t i = 0; i < count; i++) {
        const char *slash = strrchr(paths[i], '/');
        texts[i].name = slash == NULL ? paths[i] : slash + 1;
        texts[i].text = file_read(parent, paths[i], MAX_TABLE_SIZE, &texts[i].size, err);
        if (texts[i].text == NULL)
            return false;
    }
    if (tables_load_from(parent, texts, count, err) == NULL)
        return false;
    char *code = c_file(parent, texts, count);
    return file_write(out, code, strlen(code), err);
}

int main(int argc, char **argv)
{
    struct error err = ERROR_NONE;
    void *run = talloc_new(NULL);
    bool ok = argc > 2 && embed(run, argv[1], argv + 2, (size_t)argc - 2, &err);
    if (argc <= 2)
        (void)fprintf(stderr, "usage: tables_embed OUT.c FILE.csv...\n");
    else if (!ok)
        (void)fprintf(stderr, "%s\n", err.text);
    talloc_free(run);
    return ok ? 0 : 1;
}
