/* What a probe of one endpoint means: the rules of verify for the server side, without any path. */
#ifndef SQLCHECK_JUDGE_SCAN_H
#define SQLCHECK_JUDGE_SCAN_H

#include "evidence/scan.h"
#include "judge/inventory.h"
#include "judge/judgement.h"
#include "judge/suites.h"

/* Whether a client takes the signatures of the certificates. */
#define CERTIFICATE_FITS(X)                                                                        \
    X(FIT_UNKNOWN, "unknown")                                                                      \
    X(FIT_NO, "no")                                                                                \
    X(FIT_YES, "yes")
enum certificate_fit { CERTIFICATE_FITS(NAMES_AS_ENUM) CERTIFICATE_FIT_COUNT };
extern const char *const certificate_fit_names[];

/* What comes out of one client of the table with this server. */
struct client_prospect {
    const struct tls_client *client;
    struct client_comparison compared;
    enum verdict verdict;
    enum certificate_fit certificate;
};

struct scan_judgement {
    enum verdict verdict;
    char *headline;           /* one sentence: what this endpoint is */
    char *engine;             /* "SQL Server 2016 SP2" by the build table; NULL */
    struct finding *findings; /* worst first */
    size_t finding_count;
    struct suite_group *weak_suites; /* NULL when there are none, or nobody asked */
    size_t weak_suite_count;
    struct client_prospect *clients; /* as the table has them; none when nobody asked for them */
    size_t client_count;
};

/* Every client of the table (scan_clients.c). Children of parent. */
void clients_judge(void *parent, const struct scan *scan, const struct tables *tables,
                   struct scan_judgement *out);
/* That some clients agree on nothing with this endpoint; false = there are none. */
bool clients_finding(void *parent, const struct scan_judgement *judgement, const char *endpoint,
                     struct finding *out);

/* "now" dates the certificate. A talloc child of parent with everything in it. */
struct scan_judgement *scan_judge(void *parent, const struct scan *scan, int64_t now_unix_s,
                                  const struct tables *tables);

#endif
