/* The parts of laying assumptions over the facts, one file each; internal to judge. */
#ifndef SQLCHECK_JUDGE_ASSUMED_PARTS_H
#define SQLCHECK_JUDGE_ASSUMED_PARTS_H

#include "judge/assume.h"
#include "judge/rules.h"

struct host_yours {
    struct host host; /* the copy that is edited */
    bool is_used;     /* some path is from it */
    bool has_ciphers;
    char **texts;
    size_t text_count;
};

struct endpoint_yours {
    char *short_host;
    size_t at;    /* in the endpoints of the edited facts */
    bool is_used; /* some path ends there */
    bool has_engine, has_tls12, has_suites;
    char **texts;
    size_t text_count;
};

/* Where an assumption went: one of the two, or nowhere. */
struct applied {
    struct host_yours *host;
    struct endpoint_yours *endpoint;
};

struct assumed {
    struct applied *applied; /* one for each assumption */
    size_t seen;             /* endpoints of the facts; those behind them are assumed whole */
    struct endpoint_yours *by_host; /* every endpoint, by short host */
    struct endpoint_yours **by_number;
    size_t endpoint_count;
};

/* One more text of an assumption at the end. */
void assumed_text(void *parent, char ***texts, size_t *count, const struct assumption *assumption);

/* Hosts that no fact names (assumed_host.c); then one assumption about a host. */
void assumed_hosts_add(struct judging *judging);
void assumed_host_apply(struct judging *judging, const struct assumption *assumption,
                        const struct assumed_thing *thing, struct applied *applied);

/* One assumption about an endpoint (assumed_endpoint.c). */
void assumed_endpoint_apply(struct judging *judging, struct facts *facts,
                            const struct assumption *assumption, enum assumable kind,
                            struct endpoint_yours *to);

#endif
