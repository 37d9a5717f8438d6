#include "report/words.h"

#include <talloc.h>

#include "base/text.h"

static const struct mark path_marks[] = {
    [VERDICT_PASS] = {"\u2713", "[ok]", "passes", STYLE_PASS},
    [VERDICT_WARN] = {"!", "[!]", "warning", STYLE_WARN},
    [VERDICT_UNKNOWN] = {"?", "[?]", "cannot be told", STYLE_UNKNOWN},
    [VERDICT_FAIL] = {"\u2717", "[x]", "would fail", STYLE_FAIL},
};

static const struct mark severity_marks[] = {
    [SEVERITY_INFO] = {"i", "[i]", "info", STYLE_DIM},
    [SEVERITY_WARN] = {"!", "[!]", "warning", STYLE_WARN},
    [SEVERITY_UNKNOWN] = {"?", "[?]", "cannot be told", STYLE_UNKNOWN},
    [SEVERITY_FAIL] = {"\u2717", "[x]", "fails", STYLE_FAIL},
};

const struct mark *mark_of(enum verdict verdict)
{
    return &path_marks[verdict < VERDICT_COUNT ? verdict : VERDICT_UNKNOWN];
}

const struct mark *mark_of_severity(enum severity severity)
{
    return &severity_marks[severity < SEVERITY_COUNT ? severity : SEVERITY_UNKNOWN];
}

const char *mark_glyph(const struct page *page, const struct mark *mark)
{
    return page->ascii ? mark->ascii : mark->glyph;
}

char *words_count(struct page *page, size_t count, const char *one, const char *many)
{
    return talloc_asprintf(page->memory, "%zu %s", count, count == 1 ? one : many);
}

char *words_duration(struct page *page, int ms)
{
    if (ms < 1000)
        return talloc_asprintf(page->memory, "%d ms", ms);
    return talloc_asprintf(page->memory, "%d.%d s", ms / 1000, ms % 1000 / 100);
}

char *words_and(struct page *page, const char *const *items, size_t count)
{
    char *list = talloc_strdup(page->memory, "");
    for (size_t i = 0; i < count; i++) {
        const char *between = i == 0 ? "" : i + 1 == count ? " and " : ", ";
        list = talloc_asprintf_append(list, "%s%s", between, words_or(items[i], "?"));
    }
    return list;
}

char *words_some(struct page *page, const char *const *items, size_t count)
{
    enum { SHOWN_AT_MOST = 8 };
    if (count <= SHOWN_AT_MOST)
        return words_and(page, items, count);
    return talloc_asprintf(page->memory, "%s and %zu more, which --format json names",
                           text_list(page->memory, items, SHOWN_AT_MOST, ", "),
                           count - SHOWN_AT_MOST);
}

char *words_endpoint(struct page *page, const struct endpoint *endpoint)
{
    if (text_is_empty(endpoint->host))
        return talloc_strdup(page->memory, words_or(endpoint->server, "an endpoint without name"));
    bool named = !text_is_empty(endpoint->instance);
    char *text = talloc_asprintf(page->memory, "%s%s%s", endpoint->host, named ? "\\" : "",
                                 named ? endpoint->instance : "");
    return endpoint->port == 0 ? text : talloc_asprintf_append(text, ",%d", endpoint->port);
}

const char *words_or(const char *text, const char *otherwise)
{
    return text_is_empty(text) ? otherwise : text;
}
