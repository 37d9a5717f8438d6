#include "site/queries.h"

#include "base/text.h"
#include "site/statements.h"

#include <string.h>

#include <talloc.h>

#define QUERY(id, is_required, first, second, lost)                                                \
    [QUERY_##id] = {.text = site_sql_##id,                                                         \
                    .required = (is_required),                                                     \
                    .objects = {(first), (second)},                                                \
                    .costs = (lost)},
static const struct query queries[] = {
#include "site/queries.def"
};
#undef QUERY

const struct query *query_of(enum query_id id)
{
    return &queries[id];
}

bool query_object_is_system(const char *object)
{
    return text_has_prefix(object, "sys.");
}

static const char *after_comments(const char *text)
{
    while (strncmp(text, "--", 2) == 0)
        text += strcspn(text, "\n") + 1;
    return text;
}

char *query_statement(void *parent, enum query_id id, const char *list)
{
    static const char place[] = "(NULL)";
    const char *text = after_comments(query_of(id)->text);
    size_t size = strcspn(text, ";");
    const char *at = list == NULL ? NULL : strstr(text, place);
    if (at == NULL)
        return talloc_strndup(parent, text, size);
    const char *rest = at + sizeof place - 1;
    return talloc_asprintf(parent, "%.*s%s%.*s", (int)(at - text), text, list,
                           (int)(size - (size_t)(rest - text)), rest);
}

/* `text` with every `mark` doubled, between `open` and `mark`. */
static char *quoted(void *parent, const char *text, char open, char mark)
{
    char *out = talloc_asprintf(parent, "%c", open);
    for (; *text != '\0'; text++)
        out = *text == mark ? talloc_asprintf_append_buffer(out, "%c%c", mark, mark)
                            : talloc_asprintf_append_buffer(out, "%c", *text);
    return talloc_asprintf_append_buffer(out, "%c", mark);
}

char *query_quote_name(void *parent, const char *name)
{
    return quoted(parent, name, '[', ']');
}

char *query_number_list(void *parent, const long long *numbers, size_t count)
{
    char *list = talloc_strdup(parent, "(");
    for (size_t i = 0; i < count; i++)
        list = talloc_asprintf_append_buffer(list, "%s%lld", i == 0 ? "" : ",", numbers[i]);
    return talloc_strdup_append_buffer(list, ")");
}

char *query_text_list(void *parent, const char *const *texts, size_t count)
{
    char *list = talloc_strdup(parent, "(");
    for (size_t i = 0; i < count; i++) {
        char *value = quoted(list, texts[i], '\'', '\'');
        char *longer = talloc_asprintf_append_buffer(list, "%s%s", i == 0 ? "" : ",", value);
        list = longer;
        talloc_free(value);
    }
    return talloc_strdup_append_buffer(list, ")");
}
