/* Facts and judgements made by hand: what report gets when judge is not asked. */
#ifndef TESTS_UNIT_REPORT_SAMPLES_H
#define TESTS_UNIT_REPORT_SAMPLES_H

#include "evidence/facts.h"
#include "judge/judgement.h"

struct sample {
    struct facts *facts;
    struct judgement *judgement;
};

/* One failing, one passing on an assumption, one unknown management point; a good endpoint. */
struct sample sample_site(void *memory);

/* `hosts` management points: every second one fails by the same driver, the others pass. */
struct sample sample_many(void *memory, size_t hosts);

/* One of everything that has a count, with every member zero or NULL. */
struct sample sample_nulls(void *memory);

/* One of everything, every text of it `text`; numbers and words are in range. */
struct sample sample_of_text(void *memory, const char *text);

/* The endpoint that nobody answers at. */
struct sample sample_unreached(void *memory);

/* Adds a path, a finding to any list, a fact to a finding; the counts grow with them. */
struct path *sample_path(struct sample *sample, const char *component, const char *host,
                         const char *driver, enum verdict verdict);
struct finding *sample_finding(void *parent, struct finding **list, size_t *count, const char *id,
                               enum severity severity, const char *sentence);
void sample_fact(void *parent, struct finding *finding, const char *fact);

#endif
