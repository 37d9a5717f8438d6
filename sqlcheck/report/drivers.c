/* What evidence shows of the drivers of each host. */
#include "report/drivers.h"

#include <string.h>

#include <talloc.h>

#include "base/date.h"
#include "base/text.h"
#include "report/kb_parts.h"
#include "report/words.h"

static const struct {
    const char *words;
    enum verdict verdict;
} answer_rows[KB_ANSWER_COUNT] = {
    [KB_YES] = {"has TLS 1.2", VERDICT_PASS},
    [KB_REGRESSED] = {"has TLS 1.2", VERDICT_WARN},
    [KB_NO] = {"has no TLS 1.2", VERDICT_FAIL},
    [KB_IA64_ONLY] = {"cannot be told", VERDICT_UNKNOWN},
    [KB_DISPUTED] = {"sources dispute whether it has TLS 1.2", VERDICT_UNKNOWN},
    [KB_UNLISTED] = {"whether it has TLS 1.2 cannot be told", VERDICT_UNKNOWN},
    [KB_INVALID] = {"whether it has TLS 1.2 cannot be told", VERDICT_UNKNOWN},
};

/* "the file of 2026-11-20": evidence of files is as old as the file. */
static char *age_of(struct page *page, const struct source *source)
{
    if (source->seen_unix_s == 0)
        return talloc_strdup(page->memory, "not dated");
    return talloc_asprintf(page->memory, "as of %s", date_day(page->memory, source->seen_unix_s));
}

/* ---- Windows --------------------------------------------------------------------------------- */

static const char *default_words(const struct host_drivers *drivers)
{
    static const char *const words[TLS_DEFAULT_COUNT] = {
        [TLS_DEFAULT_NONE] = "that Windows has no TLS 1.2",
        [TLS_DEFAULT_OFF] = "off by default (assumed)",
        [TLS_DEFAULT_ON] = "on by default (assumed)",
    };
    return drivers->windows == NULL ? "not known" : words[drivers->windows->tls12_client];
}

static char *tls12_words(struct page *page, const struct host_drivers *drivers)
{
    enum tls12_state state = drivers->tls12.state;
    bool has_none = drivers->windows != NULL && drivers->windows->tls12_client == TLS_DEFAULT_NONE;
    if (has_none || state == TLS12_NOT_READ)
        return talloc_asprintf(page->memory, "TLS 1.2 client: %s", default_words(drivers));
    if (state == TLS12_NOT_SET)
        return talloc_asprintf(page->memory, "TLS 1.2 client: not set, so %s",
                               default_words(drivers));
    return talloc_asprintf(page->memory, "TLS 1.2 client: %s", tls12_state_names[state]);
}

static void put_windows(struct page *page, const struct host_drivers *drivers)
{
    const struct host *host = drivers->host;
    struct items items = {0};
    if (host->windows != NULL || host->windows_version != NULL)
        items_add(page, &items, "%s%s%s", words_or(host->windows, ""),
                  host->windows != NULL && host->windows_version != NULL ? " " : "",
                  words_or(host->windows_version, ""));
    else
        items_add(page, &items, "version not known");
    items_add(page, &items, "%s", tls12_words(page, drivers));
    if (drivers->fips != NULL)
        items_add(page, &items, "FIPS policy on: it can make it use TLS 1.0");
    enum verdict verdict = host_windows_verdict(drivers);
    char *lead = talloc_asprintf(page->memory, "%s%sWindows: ",
                                 verdict == VERDICT_PASS ? "" : mark_glyph(page, mark_of(verdict)),
                                 verdict == VERDICT_PASS ? "" : " ");
    page_items(page, 2, 4, lead, &items);
}

static void put_settings(struct page *page, const struct host *host)
{
    for (size_t i = 0; i < host->setting_count; i++) {
        const struct setting *setting = &host->settings[i];
        if (text_has_prefix(setting->key, "windows."))
            continue; /* said above */
        page_label_right(
            page, 2, "setting",
            talloc_asprintf(page->memory, "%s = %s", setting->key, words_or(setting->value, "?")),
            age_of(page, &setting->source));
    }
}

/* ---- drivers --------------------------------------------------------------------------------- */

static char *title_of(struct page *page, const struct host_driver *driver)
{
    const struct driver_entry *stands = driver->stands;
    char *title = NULL;
    if (stands == NULL || stands->version.count == 0)
        title = talloc_asprintf(page->memory, "%s, version not known", driver->family->title);
    else
        title = talloc_asprintf(page->memory, "%s %s", driver->family->brief,
                                driver_version_text(page->memory, &stands->version));
    return driver->bits == 0 ? title
                             : talloc_asprintf(page->memory, "%s, %d-bit", title, driver->bits);
}

static void put_entry(struct page *page, const struct host_driver *driver,
                      const struct driver_entry *entry)
{
    const struct program *program = entry->program;
    const char *where = words_or(program->source.where, "?");
    bool is_place = text_has_prefix(program->name, where); /* the name is the place and a value */
    char *text = talloc_strdup(page->memory, is_place ? program->name : where);
    if (!is_place && !text_contains(where, program->name))
        text = talloc_asprintf_append(text, ": \"%s\"", program->name);
    if (program->version != NULL)
        text = talloc_asprintf_append(text, " %s", program->version);
    bool has_schemes = driver->family->compare == COMPARE_BUILD; /* else a version is a version */
    if (has_schemes && entry->scheme != NULL && program->version != NULL)
        text = talloc_asprintf_append(text, " (%s)", entry->scheme);
    if (program->path != NULL && !text_equal(program->path, program->source.where))
        text = talloc_asprintf_append(text, ", file %s", program->path);
    if (entry->left_out && entry->version.count != 0)
        text = talloc_strdup_append(text, "; more than 30 days older than another source");
    else if (driver->differ && entry != driver->stands && entry->version.count != 0)
        text = talloc_asprintf_append(text, "; says %s", answer_rows[entry->answer].words);
    page_label_right(page, 4, "seen", text, age_of(page, &program->source));
}

static void put_satisfied(struct page *page, const struct tables *tables,
                          const struct host_driver *driver)
{
    char *met = talloc_strdup(page->memory, "");
    bool asked = false;
    for (size_t i = 0; i < tables->requirement_count; i++) {
        const struct requirement_row *rule = &tables->requirements[i];
        if (rule->family != driver->family)
            continue;
        asked = true;
        if (host_driver_satisfies(driver, rule))
            met = talloc_asprintf_append(
                met, "%s%s%s", met[0] == '\0' ? "" : ", ",
                kb_release_range(page->memory, rule->first_release, rule->last_release),
                rule->use == USE_BESIDE ? " (beside another driver)" : "");
    }
    if (asked)
        page_label(page, 4, "enough",
                   talloc_asprintf(page->memory, "for Configuration Manager %s",
                                   met[0] == '\0' ? "of no release" : met));
}

static void put_driver(struct page *page, const struct tables *tables,
                       const struct host_driver *driver)
{
    const struct driver_entry *stands = driver->stands;
    enum kb_answer answer = stands == NULL ? KB_UNLISTED : stands->answer;
    const struct mark *mark = mark_of(answer_rows[answer].verdict);
    page_put(page, mark->style, 2, 4,
             talloc_asprintf(page->memory, "%s %s: %s%s", mark_glyph(page, mark),
                             title_of(page, driver), answer_rows[answer].words,
                             driver->differ ? "; sources differ, and the worse one stands" : ""));
    if (answer != KB_YES && stands != NULL && stands->why != NULL)
        page_put(page, STYLE_PLAIN, 4, 4, stands->why);
    for (size_t i = 0; i < driver->entry_count; i++)
        put_entry(page, driver, &driver->entries[i]);
    put_satisfied(page, tables, driver);
}

static void put_unknown_program(struct page *page, const struct host_driver *driver)
{
    const struct program *program = driver->entries[0].program;
    page_label_right(page, 2, "other",
                     talloc_asprintf(page->memory, "\"%s\"%s%s: no driver that the tables know",
                                     program->name, program->version == NULL ? "" : " ",
                                     words_or(program->version, "")),
                     age_of(page, &program->source));
}

static void put_marked(struct page *page, enum verdict verdict, const char *words)
{
    const struct mark *mark = mark_of(verdict);
    page_put(page, mark->style, 2, 4,
             talloc_asprintf(page->memory, "%s %s", mark_glyph(page, mark), words));
}

static void put_host(struct page *page, const struct tables *tables,
                     const struct host_drivers *drivers)
{
    const struct host *host = drivers->host;
    char *title = talloc_strdup(page->memory, host->name);
    if (host->named_by != NULL)
        title = talloc_asprintf_append(title, " (named by %s: the evidence names no host)",
                                       host->named_by);
    page_put(page, STYLE_BOLD, 0, 2, title);
    if (host_runs_windows(host))
        put_windows(page, drivers);
    for (size_t i = 0; i < drivers->driver_count; i++) {
        if (drivers->drivers[i].family != NULL)
            put_driver(page, tables, &drivers->drivers[i]);
        else
            put_unknown_program(page, &drivers->drivers[i]);
    }
    if (!drivers->is_told)
        put_marked(page, VERDICT_UNKNOWN, "nothing tells which drivers it has");
    if (drivers->is_aged)
        put_marked(page, VERDICT_WARN,
                   "some of what decides here is older than 30 days, or not dated");
    page_put(page, STYLE_PLAIN, 2, 4,
             host->programs_state == READ_DONE
                 ? "the list of its programs was read whole: no other driver is on it"
                 : "no whole list of its programs was read: it may have other drivers");
    put_settings(page, host);
}

char *report_host_drivers(void *parent, const struct tables *tables,
                          const struct host_drivers *drivers, const struct report_look *look)
{
    struct page page;
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    put_host(&page, tables, drivers);
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}

char *report_drivers_gaps(void *parent, const struct facts *facts, const struct report_look *look)
{
    struct page page;
    if (facts->gap_count == 0)
        return talloc_strdup(parent, "");
    void *memory = talloc_new(parent);
    page_init(&page, memory, look);
    page_put(&page, STYLE_BOLD, 0, 2, "could not be read");
    for (size_t i = 0; i < facts->gap_count; i++) {
        const struct gap *gap = &facts->gaps[i];
        page_put(&page, STYLE_PLAIN, 2, 4,
                 talloc_asprintf(memory, "%s: %s%s", words_or(gap->object, "?"),
                                 words_or(gap->reason, "not read"),
                                 gap->required ? "" : " (a hint only)"));
    }
    char *text = page_finish(&page, parent);
    talloc_free(memory);
    return text;
}
