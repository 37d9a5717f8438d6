/* A facts file of anybody's, all the way to the report: what `verify --facts` does with it. */
#include "fuzz.h"

#include <jansson.h>
#include <talloc.h>

#include "evidence/records.h"
#include "judge/judgement.h"
#include "report/columns.h"
#include "report/report.h"
#include "tests/support/written.h"

#include "drivers/tables/tables.h"

const struct fuzz_bound fuzz_bound = {.base = 4 * 1024 * 1024, .per_byte = 16 * 1024};

static struct facts *load(void *memory, const char *text, size_t size)
{
    struct error err = ERROR_NONE;
    struct facts *facts = facts_load(memory, "facts.json", text, size, &err);
    MUST((facts == NULL) == (err.text[0] != '\0'), "an error says what");
    MUST(facts != NULL || strncmp(err.text, "facts.json:", 11) == 0, "an error says where");
    return facts;
}

static const struct tables *tables(void)
{
    static struct tables *loaded;
    struct error err = ERROR_NONE;
    if (loaded == NULL)
        loaded = tables_load(NULL, &err);
    return loaded;
}

static void check_lines(char *text, size_t width)
{
    MUST(fuzz_is_text(text) && text[0] != '\0', "a report is a text");
    MUST(text[strlen(text) - 1] == '\n', "a report ends its last line");
    for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        MUST(line == text || columns_of(line) <= width, "no line after the verdict is wider");
        MUST(end == line || end[-1] != ' ', "no line ends with a blank");
        for (const char *at = line; *at != '\0'; at++)
            MUST((unsigned char)*at >= 0x20 && *at != 0x7f, "nothing steers a terminal");
    }
}

static void check_reports(void *memory, const struct facts *facts)
{
    const struct report_look wide = {.width = 0};
    const struct report_look narrow = {.ascii = true, .width = 60};
    struct judgement *judgement = judge(memory, facts, tables());
    MUST(judgement->verdict < VERDICT_COUNT, "a verdict");
    MUST(judgement->failing + judgement->unknown + judgement->warned + judgement->passed ==
             judgement->path_count,
         "every path is counted once");
    check_lines(report_text(memory, facts, judgement, &wide), 100);
    check_lines(report_text(memory, facts, judgement, &narrow), 60);
    char *json = report_json_text(memory, facts, judgement);
    json_t *document = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
    MUST(json_is_object(document), "the report for programs is JSON");
    json_decref(document);
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct facts *facts = load(memory, (const char *)data, size);
    if (facts == NULL) {
        MUST(talloc_total_size(memory) == 0, "what is refused leaves no memory");
        return;
    }
    char *saved = facts_text(memory, facts);
    struct facts *again = load(memory, saved, strlen(saved));
    MUST(again != NULL, "what is saved is loaded");
    MUST(fuzz_same_text(saved, facts_text(memory, again)), "and is the same");
    check_reports(memory, again);
}
