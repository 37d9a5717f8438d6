/* What a probe of one endpoint means: the rules of verify for the server side, without any path. */
#ifndef SQLCHECK_JUDGE_SCAN_H
#define SQLCHECK_JUDGE_SCAN_H

#include "evidence/scan.h"
#include "judge/judgement.h"
#include "judge/suites.h"

struct scan_judgement {
    enum verdict verdict;
    char *headline;           /* one sentence: what this endpoint is */
    char *engine;             /* "SQL Server 2016 SP2" by the build table; NULL */
    struct finding *findings; /* worst first */
    size_t finding_count;
    struct suite_group *weak_suites; /* NULL when there are none, or nobody asked */
    size_t weak_suite_count;
};

/* "now" dates the certificate. A talloc child of parent with everything in it. */
struct scan_judgement *scan_judge(void *parent, const struct scan *scan, int64_t now_unix_s,
                                  const struct tables *tables);

#endif
