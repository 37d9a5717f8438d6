/* Words for people and for programs: renders facts and a judgement. Decides nothing; the same input
 * gives the same bytes.
 *
 * Every function but report_json() returns a NUL-terminated talloc child of parent that ends with a
 * newline. Texts that came from a server are made harmless here: no control character, no direction
 * override and no line break of theirs reaches the output, and what is no UTF-8 becomes '?'. */
#ifndef SQLCHECK_REPORT_REPORT_H
#define SQLCHECK_REPORT_REPORT_H

#include "evidence/facts.h"
#include "judge/judgement.h"

#include <stdbool.h>
#include <stdio.h>

struct report_look {
    bool color; /* SGR sequences; they only help, the words stand without them */
    bool ascii; /* nothing beyond ASCII, whatever the facts hold */
    int width;  /* columns; 0 = 100, never less than 60 */
};

/* The report for a terminal: verdict line, endpoint, table of paths, evidence and fixes, what could
 * not be told, documents. The first line is the whole verdict, however long; no other line is wider
 * than look->width, none ends with a blank. */
char *report_text(void *parent, const struct facts *facts, const struct judgement *judgement,
                  const struct report_look *look);

struct plan; /* judge/plan.h */

/* The same content as "sqlcheck/report/1"; report-1.schema.json beside this file describes it. With
 * the plan as its last key, unless that is NULL. It goes to a stream because of a large hierarchy
 * it is larger than the facts; a failure stays in the stream. */
void report_json(FILE *to, const struct facts *facts, const struct judgement *judgement,
                 const struct plan *plan);

struct tables; /* drivers/tables/tables.h */

/* What is behind one finding id: sentence, evidence needed, fix, the documents it rests on. */
char *report_explain(void *parent, const struct finding_kind *kind, const struct tables *tables,
                     const struct report_look *look);

/* All ids with their severity and sentence. */
char *report_explain_all(void *parent, const struct report_look *look);

#endif
