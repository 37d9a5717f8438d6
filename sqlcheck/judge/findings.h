/* Making findings from the one table (findings.def). */
#ifndef SQLCHECK_JUDGE_FINDINGS_H
#define SQLCHECK_JUDGE_FINDINGS_H

#include "judge/judgement.h"

#define FINDING(key, id, severity, sentence, needs, fix, source) FINDING_##key,
enum finding_key {
#include "judge/findings.def"
    FINDING_COUNT
};
#undef FINDING

/* Words for the %s places, in order; NULL when the sentence has none. */
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* A finding of that kind with its sentence filled; all texts are talloc children of parent. Words
 * beyond the places are ignored, missing ones become "?". */
struct finding finding_make(void *parent, enum finding_key key, const char *const *words);

/* Adds one line of evidence; replaces the fix; replaces the source, unless the new one is empty.
 * The texts are talloc children of parent. */
void finding_fact(void *parent, struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void finding_fix(void *parent, struct finding *finding, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void finding_cite(void *parent, struct finding *finding, const char *source);

bool finding_equal(const struct finding *a, const struct finding *b); /* id and sentence */
enum verdict verdict_of(enum severity severity);

/* A growing list whose verdict is that of its worst finding. */
struct side {
    enum verdict verdict;
    struct finding *findings;
    size_t count;
};

/* Copies the finding to the end of the list; parent owns the list. */
void side_add(void *parent, struct side *side, const struct finding *finding);
void side_cap(struct side *side, enum severity highest); /* lowers what is worse */
void side_sort(struct side *side);                       /* worst first, else as added */

#endif
