/* A part of a report: what a reader asked to see of a large hierarchy. Verdict, headline, counts
 * and exit code stay those of everything. */
#ifndef SQLCHECK_REPORT_FILTER_H
#define SQLCHECK_REPORT_FILTER_H

#include "evidence/facts.h"
#include "judge/judgement.h"

struct report_filter {
    const char *site; /* code; NULL = every */
    const char *role; /* a word of the component or of the role string; NULL */
    const char *host; /* where a path begins, or its SQL Server; short or full; NULL */
    bool only_problems;
};

/* Facts and judgement with the paths that pass the filter, the sites and SQL Servers of these, and
 * the findings that concern them or the run. They point into the whole ones and must not outlive
 * them. Without a word in the filter they are the whole ones. */
struct report_part {
    struct facts facts;
    struct judgement judgement;
};
struct report_part *report_filter(void *parent, const struct facts *facts,
                                  const struct judgement *judgement,
                                  const struct report_filter *filter);

#endif
