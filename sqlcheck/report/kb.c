/* One engine build, one driver. */
#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "report/clean.h"
#include "report/kb_parts.h"
#include "report/words.h"

static const struct {
    const char *words;
    enum style style;
} answer_looks[KB_ANSWER_COUNT] = {
    [KB_YES] = {"yes, it has TLS 1.2", STYLE_PASS},
    [KB_REGRESSED] = {"regressed: it has TLS 1.2, but the engine may stop", STYLE_WARN},
    [KB_NO] = {"no, it has no TLS 1.2", STYLE_FAIL},
    [KB_IA64_ONLY] = {"ia64-only: it has TLS 1.2 on IA-64 machines only", STYLE_UNKNOWN},
    [KB_DISPUTED] = {"disputed: whether it has TLS 1.2 cannot be told", STYLE_UNKNOWN},
    [KB_UNLISTED] = {"unlisted: whether it has TLS 1.2 cannot be told", STYLE_UNKNOWN},
    [KB_INVALID] = {"invalid", STYLE_UNKNOWN},
};

void kb_put_sources(struct page *page, const struct tables *tables, const char *source,
                    const char *said)
{
    for (const char *at = source; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ";");
        char *key = text_trim(page->memory, talloc_strndup(page->memory, at, length));
        const struct source_row *row = source_find(tables, key);
        if (row != NULL && !text_contains(words_or(said, ""), key))
            page_label(page, 2, "source",
                       talloc_asprintf(page->memory, "%s: %s%s%s", key, row->document,
                                       strcmp(row->dated, "-") == 0 ? "" : ", dated ",
                                       strcmp(row->dated, "-") == 0 ? "" : row->dated));
        at += length + (at[length] == ';');
        at += strspn(at, " ");
    }
}

static void put_answer(struct page *page, const char *subject, enum kb_answer answer,
                       const char *why)
{
    page_put(page, answer_looks[answer].style, 0, 2,
             talloc_asprintf(page->memory, "%s: %s", subject, answer_looks[answer].words));
    page_put(page, STYLE_PLAIN, 2, 2, why);
}

static void put_text(struct page *page, const char *label, const char *text)
{
    if (!text_is_empty(text))
        page_label(page, 2, label, text);
}

static void put_row(struct page *page, const struct tables *tables, const struct kb_engine *engine)
{
    const struct build_row *row = engine->found.row;
    if (row == NULL)
        return;
    if (row->update != NULL)
        put_text(page, "since",
                 talloc_asprintf(page->memory, "%s%s%s", row->update, row->kb == NULL ? "" : ", ",
                                 row->kb == NULL ? "" : row->kb));
    if (engine->answer != KB_YES)
        put_text(page, "install", row->install);
    put_text(page, "row",
             talloc_asprintf(page->memory, "%s: %s:%zu, compared with its source on %s",
                             engine->row, row->origin.file, row->origin.line, row->origin.checked));
    kb_put_sources(page, tables, row->origin.source, NULL);
    if (engine->question.form == QUESTION_SETUP && row->list != NULL)
        kb_put_sources(page, tables, row->list->origin.source, row->origin.source);
    if (engine->found.note != NULL)
        kb_put_sources(page, tables, engine->found.note->origin.source, row->origin.source);
}

char *report_kb_engine(void *parent, const struct tables *tables, const struct kb_engine *engine,
                       const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    bool readable = engine->question.form != QUESTION_UNREADABLE;
    const char *subject = readable ? version_text(memory, &engine->question.written) : engine->text;
    put_answer(&page, subject, engine->answer, engine->why);
    put_row(&page, tables, engine);
    char *text = page_finish(&page, parent);
    if (engine->also != NULL)
        text = talloc_strdup_append(text, report_kb_driver(memory, tables, engine->also, look));
    talloc_free(memory);
    return text;
}

/* Millions of lines may pass here: nothing but the line is made. */
char *report_kb_line(void *parent, const char *text, enum kb_answer answer, const char *row,
                     const char *why)
{
    char *asked = clean_line(parent, text, false);
    char *line =
        talloc_asprintf(parent, "%s\t%s\t%s\t%s\n", asked, kb_answer_names[answer], row, why);
    talloc_free(asked);
    return line;
}

/* ---- drivers --------------------------------------------------------------------------------- */

char *kb_release_range(void *parent, const char *first, const char *last)
{
    if (last == NULL)
        return talloc_asprintf(parent, "%s and later", first);
    if (strcmp(first, last) == 0)
        return talloc_strdup(parent, first);
    return talloc_asprintf(parent, "%s to %s", first, last);
}

char *kb_floor(void *parent, const struct tables *tables, const struct driver_floor *floor)
{
    if (floor->first_tls12.count == 0)
        return talloc_strdup(parent, "never");
    return driver_floor_text(parent, tables, floor->family, &floor->first_tls12);
}

char *kb_scheme(void *parent, const struct driver_floor *floor)
{
    enum { ANY_MINOR = 99 };
    char *text = talloc_asprintf(parent, "%d.", floor->major);
    if (floor->minor_high == ANY_MINOR)
        text = talloc_strdup_append(text, floor->minor_low == 0 ? "x" : "");
    if (floor->minor_high != ANY_MINOR || floor->minor_low != 0)
        text = talloc_asprintf_append(text, "%d", floor->minor_low);
    if (floor->minor_high != ANY_MINOR && floor->minor_high != floor->minor_low)
        text = talloc_asprintf_append(text, " to %d.%d", floor->major, floor->minor_high);
    else if (floor->minor_high == ANY_MINOR && floor->minor_low != 0)
        text = talloc_strdup_append(text, " and later");
    if (floor->build_high == 0)
        return text;
    text = talloc_asprintf_append(text, ".%d", floor->build_low);
    if (floor->build_high > 90000)
        return talloc_strdup_append(text, " and later");
    if (floor->build_high != floor->build_low)
        text = talloc_asprintf_append(text, " to %d", floor->build_high);
    return text;
}

static void put_floors(struct page *page, const struct tables *tables,
                       const struct driver_family *family)
{
    for (size_t i = 0; i < tables->floor_count; i++) {
        const struct driver_floor *floor = &tables->floors[i];
        if (floor->family != family)
            continue;
        char *text = talloc_asprintf(
            page->memory, "numbers %s: %s%s", kb_scheme(page->memory, floor),
            floor->first_tls12.count == 0 ? "" : "from ", kb_floor(page->memory, tables, floor));
        if (floor->certainty == UNCERTAIN)
            text = talloc_asprintf_append(text, ", disputed: %s", floor->note);
        page_label_right(page, 2, "TLS 1.2", text, floor->origin.source);
    }
}

static void put_facts(struct page *page, const struct tables *tables,
                      const struct driver_family *family)
{
    for (size_t i = 0; i < tables->driver_fact_count; i++) {
        const struct driver_fact *fact = &tables->driver_facts[i];
        if (fact->family == family)
            page_label_right(page, 2, "known",
                             talloc_asprintf(page->memory, "%s: %s%s", fact->fact, fact->value,
                                             fact->certainty == UNCERTAIN ? " (uncertain)" : ""),
                             fact->origin.source);
    }
}

static void put_remarks(struct page *page, const struct tables *tables,
                        const struct driver_family *family)
{
    for (size_t i = 0; i < tables->driver_build_count; i++) {
        const struct driver_build *build = &tables->driver_builds[i];
        if (build->family == family)
            page_label_right(page, 2, build->remark == REMARK_DISPUTED ? "disputed" : "reported",
                             talloc_asprintf(page->memory, "%s: %s",
                                             version_text(page->memory, &build->build),
                                             build->words),
                             build->origin.source);
    }
}

static void put_requirements(struct page *page, const struct tables *tables,
                             const struct kb_driver *driver)
{
    for (size_t i = 0; i < tables->requirement_count; i++) {
        const struct requirement_row *rule = &tables->requirements[i];
        if (rule->family != driver->family)
            continue;
        char *text =
            talloc_asprintf(page->memory, "Configuration Manager %s wants %s%s",
                            kb_release_range(page->memory, rule->first_release, rule->last_release),
                            driver_floor_text(page->memory, tables, rule->family, &rule->minimum),
                            rule->use == USE_BESIDE ? " beside another driver" : "");
        if (driver->version.count != 0 && driver->found.floor != NULL)
            text = talloc_asprintf_append(
                text, ": %s",
                driver_compare(rule->family, &driver->version, &rule->minimum) >= 0
                    ? "satisfied"
                    : "not satisfied");
        page_label_right(page, 2, "wanted", text, rule->origin.source);
    }
}

static void put_names(struct page *page, const struct tables *tables,
                      const struct driver_family *family)
{
    for (size_t i = 0; i < tables->name_count; i++) {
        const struct driver_name *name = &tables->names[i];
        if (name->family != family)
            continue;
        char *text =
            talloc_asprintf(page->memory, "%s (%s", name->name, name_kind_names[name->kind]);
        if (name->bits != 0)
            text = talloc_asprintf_append(text, ", %d-bit", name->bits);
        text =
            talloc_asprintf_append(text, "%s)", name->certainty == UNCERTAIN ? ", uncertain" : "");
        page_label_right(page, 2, "name", text, name->origin.source);
    }
}

static void put_asked(struct page *page, const struct kb_driver *driver)
{
    if (version_compare(&driver->written, &driver->version, 4) != 0)
        put_text(page, "asked",
                 talloc_asprintf(page->memory, "%s, which stands for version %s",
                                 version_text(page->memory, &driver->written),
                                 version_text(page->memory, &driver->version)));
    if (driver->name != NULL && driver->name->certainty == UNCERTAIN)
        put_text(page, "asked",
                 talloc_asprintf(page->memory, "the name %s is uncertain: one weak source has it",
                                 driver->name->name));
}

char *report_kb_driver(void *parent, const struct tables *tables, const struct kb_driver *driver,
                       const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    if (driver->version.count != 0) {
        char *subject = talloc_asprintf(memory, "%s %s", driver->family->name,
                                        version_text(memory, &driver->written));
        put_answer(&page, subject, driver->answer, driver->why);
        put_asked(&page, driver);
        if (driver->found.disputed != NULL)
            kb_put_sources(&page, tables, driver->found.disputed->origin.source, NULL);
        else if (driver->found.floor != NULL)
            kb_put_sources(&page, tables, driver->found.floor->origin.source, NULL);
        put_requirements(&page, tables, driver);
    } else {
        page_put(&page, STYLE_BOLD, 0, 2, driver->family->name);
        put_floors(&page, tables, driver->family);
        put_remarks(&page, tables, driver->family);
        put_requirements(&page, tables, driver);
        put_facts(&page, tables, driver->family);
        put_names(&page, tables, driver->family);
    }
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}
