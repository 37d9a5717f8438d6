/* The documents behind the keys that findings cite: "CM-PREREQ; KB 321185". */
#include "judge/rules.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static bool is_cited(const struct judgement *out, const char *key)
{
    for (size_t i = 0; i < out->citation_count; i++)
        if (text_equal(out->citations[i].key, key))
            return true;
    return false;
}

static void cite(struct judging *judging, const char *key)
{
    struct judgement *out = judging->out;
    const struct source_row *row = source_find(judging->tables, key);
    if (row == NULL || is_cited(out, key))
        return;
    struct citation *added = mem_append(out, &out->citations, &out->citation_count, sizeof *added);
    added->key = talloc_strdup(out, row->key);
    added->document = talloc_strdup(out, row->document);
}

static void cite_each(struct judging *judging, const char *keys)
{
    void *scratch = talloc_new(judging->out);
    for (const char *rest = keys; *rest != '\0';) {
        size_t size = strcspn(rest, ";");
        cite(judging, text_trim(scratch, talloc_strndup(scratch, rest, size)));
        rest += size + (rest[size] == ';');
    }
    talloc_free(scratch);
}

static void cite_all(struct judging *judging, const struct finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cite_each(judging, or_word(findings[i].source, ""));
}

void citations_make(struct judging *judging)
{
    const struct judgement *out = judging->out;
    for (size_t i = 0; i < out->path_count; i++)
        cite_all(judging, out->paths[i].findings, out->paths[i].finding_count);
    cite_all(judging, out->findings, out->finding_count);
}
