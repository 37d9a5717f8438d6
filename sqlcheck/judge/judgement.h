/* What judge says: verdicts and findings, ready to be rendered. Pure data; report/ only adds looks.
 * Everything is a talloc child of the judgement. */
#ifndef SQLCHECK_JUDGE_JUDGEMENT_H
#define SQLCHECK_JUDGE_JUDGEMENT_H

#include "evidence/facts.h"

#include <stdbool.h>
#include <stddef.h>

/* In the order in which one outranks the other: the worst of several is the largest. */
#define VERDICTS(X)                                                                                \
    X(VERDICT_PASS, "pass")                                                                        \
    X(VERDICT_WARN, "warn")                                                                        \
    X(VERDICT_UNKNOWN, "unknown")                                                                  \
    X(VERDICT_FAIL, "fail")
enum verdict { VERDICTS(NAMES_AS_ENUM) VERDICT_COUNT };

extern const char *const verdict_names[]; /* the words above, ending with NULL */

const char *verdict_status_word(enum verdict verdict); /* OK, WARNING, UNKNOWN, CRITICAL */
int verdict_exit_code(enum verdict verdict);           /* 0, 1, 3, 2 */

#define SEVERITIES(X)                                                                              \
    X(SEVERITY_INFO, "info")                                                                       \
    X(SEVERITY_WARN, "warn")                                                                       \
    X(SEVERITY_UNKNOWN, "unknown")                                                                 \
    X(SEVERITY_FAIL, "fail")
enum severity { SEVERITIES(NAMES_AS_ENUM) SEVERITY_COUNT };

extern const char *const severity_names[];

struct finding {
    const char *id; /* "SQLC-DRV-001" */
    enum severity severity;
    char *sentence;
    char **facts; /* evidence, one line each: what was seen, where, how old */
    size_t fact_count;
    char *fix;     /* NULL when there is nothing to do */
    char *source;  /* public document: "KB 3135244" */
    char *machine; /* the endpoint it is about; NULL = the path's own, or none */
    bool shared;   /* of a path: the same finding stands in judgement.findings, print it once */
};

/* One row of the findings table (judge/findings.def), for `sqlcheck explain`. */
struct finding_kind {
    const char *id;
    enum severity severity;
    const char *sentence; /* with %s places, filled by judge */
    const char *needs;    /* evidence it needs */
    const char *fix;
    const char *source;
};

const struct finding_kind *finding_kinds(size_t *count);
const struct finding_kind *finding_kind_find(const char *id); /* case ignored; NULL */

/* One component on one host, through one driver family, to one endpoint. */
struct path {
    const char *component; /* "management point", "SMS Provider", "SMS_Executive" ... */
    char *role;            /* role string it comes from */
    char *site_code;
    char *host;             /* "every" when the endpoint itself cannot do TLS 1.2 */
    char *endpoint;         /* "sql01.contoso.com,1433" */
    size_t endpoint_number; /* in judgement->endpoints, counted from 1; 0 = not probed */
    char *driver;  /* "Native Client 11.1.3000", "not inventoried", "no Native Client 11" */
    size_t number; /* the same in every judgement of the same roles, whatever is assumed */
    const struct site *site; /* of the facts; NULL = not in the list of sites */
    enum verdict verdict;
    char **assumed; /* sentences: facts that are a documented default and were not read */
    size_t assumed_count;
    struct finding *findings;
    size_t finding_count;
};

/* An endpoint by itself, whoever connects to it: facts->endpoints[i] and judgement->endpoints[i]
 * are one. */
struct endpoint_verdict {
    char *text;   /* "sql01.contoso.com,1433" */
    char *engine; /* "SQL Server 2016 SP2", by the build table; NULL */
    enum verdict verdict;
    struct finding *findings; /* info too */
    size_t finding_count;
};

/* A site, as its paths came out. */
struct site_verdict {
    const struct site *site; /* NULL: roles name it, the list of sites does not */
    char *code;
    char *configmgr;      /* "2203"; NULL */
    char *endpoint;       /* its SQL Server; NULL = not known */
    enum verdict verdict; /* unknown where it has no path */
    size_t paths, failing, unknown, warned;
};

/* A component that does not connect to SQL Server. */
struct quiet_component {
    const char *component; /* "distribution point" */
    size_t host_count;
};

/* A public document that findings cite by its key. */
struct citation {
    char *key;      /* "CM-PREREQ" */
    char *document; /* where it is published */
};

struct judgement {
    enum verdict verdict; /* worst of all paths and of the run itself */
    char *filter;         /* report/filter.h: what of it is shown; NULL = everything */
    char *headline;       /* "2 of 7 connection paths to CM_P01 would fail with TLS 1.2 only" */
    struct path *paths;   /* leading three components first, then worst first, then by name */
    size_t path_count;
    struct finding *findings; /* about the endpoint, the run, the rules */
    size_t finding_count;
    struct endpoint_verdict *endpoints;
    size_t endpoint_count;
    struct site_verdict *sites; /* worst first, then by code */
    size_t site_count;
    size_t failing, unknown, warned, passed;
    size_t passed_on_assumption;
    char *configmgr;   /* "Configuration Manager 2203", NULL when not known */
    char *engine;      /* "SQL Server 2016 SP2" of endpoints[0], by the build table; NULL */
    char **not_judged; /* roles of which nobody knows whether they connect, with their host */
    size_t not_judged_count;
    struct quiet_component *not_connecting; /* found, and known not to connect; by name */
    size_t not_connecting_count;
    struct citation *citations; /* each once, in the order of the findings */
    size_t citation_count;
};

/* Whether a SQL Server name of the site database is the server that was asked, endpoints[0]: what
 * judge then takes for probed, and nobody has to probe again. `site_port`: of an instance, as the
 * site database has it; 0 = not said. */
bool judge_is_asked_server(const struct facts *facts, const struct name_lookup *lookup,
                           int site_port);

struct tables; /* drivers/tables/tables.h */

/* Facts and tables in, verdicts out; "now" is facts->now_unix_s. Reads nothing else. */
struct judgement *judge(void *parent, const struct facts *facts, const struct tables *tables);

#endif
