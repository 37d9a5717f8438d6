#include "judge/findings.h"

#include <stdarg.h>
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

#define WORD_OF(id, word) [id] = (word),

const char *const verdict_names[] = {VERDICTS(WORD_OF) NULL};
const char *const severity_names[] = {SEVERITIES(WORD_OF) NULL};

#define FINDING(key, id_, severity_, sentence_, needs_, fix_, source_)                             \
    [FINDING_##key] = {.id = (id_),                                                                \
                       .severity = (severity_),                                                    \
                       .sentence = (sentence_),                                                    \
                       .needs = (needs_),                                                          \
                       .fix = (fix_),                                                              \
                       .source = (source_)},
static const struct finding_kind kinds[] = {
#include "judge/findings.def"
};
#undef FINDING

static const struct {
    const char *word;
    int exit_code;
} statuses[VERDICT_COUNT] = {
    [VERDICT_PASS] = {"OK", 0},
    [VERDICT_WARN] = {"WARNING", 1},
    [VERDICT_UNKNOWN] = {"UNKNOWN", 3},
    [VERDICT_FAIL] = {"CRITICAL", 2},
};

const char *verdict_status_word(enum verdict verdict)
{
    return statuses[verdict].word;
}

int verdict_exit_code(enum verdict verdict)
{
    return statuses[verdict].exit_code;
}

enum verdict verdict_of(enum severity severity)
{
    static const enum verdict of[SEVERITY_COUNT] = {
        [SEVERITY_INFO] = VERDICT_PASS,
        [SEVERITY_WARN] = VERDICT_WARN,
        [SEVERITY_UNKNOWN] = VERDICT_UNKNOWN,
        [SEVERITY_FAIL] = VERDICT_FAIL,
    };
    return of[severity];
}

const struct finding_kind *finding_kinds(size_t *count)
{
    *count = FINDING_COUNT;
    return kinds;
}

const struct finding_kind *finding_kind_find(const char *id)
{
    for (size_t i = 0; i < FINDING_COUNT; i++)
        if (text_equal(kinds[i].id, id))
            return &kinds[i];
    return NULL;
}

static char *fill(void *parent, const char *pattern, const char *const *words)
{
    char *text = talloc_strdup(parent, "");
    const char *place;
    while ((place = strstr(pattern, "%s")) != NULL) {
        bool has_word = words != NULL && *words != NULL;
        text = talloc_strndup_append(text, pattern, (size_t)(place - pattern));
        text = talloc_strdup_append(text, has_word ? *words++ : "?");
        pattern = place + strlen("%s");
    }
    return talloc_strdup_append(text, pattern);
}

struct finding finding_make(void *parent, enum finding_key key, const char *const *words)
{
    const struct finding_kind *kind = &kinds[key];
    return (struct finding){
        .id = kind->id,
        .severity = kind->severity,
        .sentence = fill(parent, kind->sentence, words),
        .fix = talloc_strdup(parent, kind->fix),
        .source = talloc_strdup(parent, kind->source),
    };
}

void finding_fact(void *parent, struct finding *finding, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char **fact = mem_append(parent, &finding->facts, &finding->fact_count, sizeof *fact);
    *fact = talloc_vasprintf(parent, format, args);
    va_end(args);
}

void finding_fix(void *parent, struct finding *finding, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    finding->fix = talloc_vasprintf(parent, format, args);
    va_end(args);
}

void finding_cite(void *parent, struct finding *finding, const char *source)
{
    if (!text_is_empty(source))
        finding->source = talloc_strdup(parent, source);
}

bool finding_equal(const struct finding *a, const struct finding *b)
{
    return strcmp(a->id, b->id) == 0 && strcmp(a->sentence, b->sentence) == 0;
}

void side_add(void *parent, struct side *side, const struct finding *finding)
{
    struct finding *added = mem_append(parent, &side->findings, &side->count, sizeof *added);
    *added = *finding;
    enum verdict verdict = verdict_of(finding->severity);
    side->verdict = verdict > side->verdict ? verdict : side->verdict;
}

void side_cap(struct side *side, enum severity highest)
{
    side->verdict = VERDICT_PASS;
    for (size_t i = 0; i < side->count; i++) {
        struct finding *finding = &side->findings[i];
        if (finding->severity > highest && finding->severity == SEVERITY_FAIL)
            finding->severity = highest;
        enum verdict verdict = verdict_of(finding->severity);
        side->verdict = verdict > side->verdict ? verdict : side->verdict;
    }
}

void side_sort(struct side *side)
{
    for (size_t i = 1; i < side->count; i++) {
        struct finding moving = side->findings[i];
        size_t at = i;
        for (; at > 0 && side->findings[at - 1].severity < moving.severity; at--)
            side->findings[at] = side->findings[at - 1];
        side->findings[at] = moving;
    }
}
