/* The plan: what to find out and what to do, machine by machine and clients before servers, so that
 * every path passes. An action is what --assume takes plus the findings that ask for it; a plan is
 * judged like any other facts, with its actions taken for done. Pure.
 *
 * It holds no action that could be left out: without any of them some path has a finding more. */
#ifndef SQLCHECK_JUDGE_PLAN_H
#define SQLCHECK_JUDGE_PLAN_H

#include "judge/judgement.h"

/* In the order of the work. "Start with the clients": CM-TLS. */
#define STEPS(X)                                                                                   \
    X(STEP_FIND_OUT, "find out")                                                                   \
    X(STEP_WINDOWS, "Windows")                                                                     \
    X(STEP_DOTNET, ".NET")                                                                         \
    X(STEP_DRIVER, "driver")                                                                       \
    X(STEP_SERVER, "server")                                                                       \
    X(STEP_CERTIFICATE, "certificate")
enum plan_step { STEPS(NAMES_AS_ENUM) STEP_COUNT };
extern const char *const plan_step_names[];

/* What may be done side by side, and before the next begins. */
#define STAGES(X)                                                                                  \
    X(STAGE_FIND_OUT, "find out")                                                                  \
    X(STAGE_CLIENTS, "clients")                                                                    \
    X(STAGE_SERVERS, "servers")                                                                    \
    X(STAGE_CERTIFICATES, "certificates")                                                          \
    X(STAGE_LATER, "find out then") /* nobody can see it before */
enum plan_stage { STAGES(NAMES_AS_ENUM) STAGE_COUNT };
extern const char *const plan_stage_names[];

#define SCOPES(X)                                                                                  \
    X(SCOPE_HOST, "host")                                                                          \
    X(SCOPE_ENDPOINT, "endpoint")                                                                  \
    X(SCOPE_RUN, "site") /* the site, or the rights of this login: no machine */
enum plan_scope { SCOPES(NAMES_AS_ENUM) SCOPE_COUNT };

/* What a plan does about a kind of finding (actions.def). */
struct plan_rule {
    enum plan_step step;
    enum plan_scope scope;
    const char *done;
};

/* By the finding's id; NULL when nothing is done about it. */
const struct plan_rule *plan_rule_find(const char *id);

struct plan_action {
    enum plan_step step;
    enum plan_scope scope;
    char *machine;           /* the host, or the endpoint; "" for SCOPE_RUN */
    struct finding *reasons; /* each once */
    size_t reason_count;
    struct assumption *done; /* what --assume takes */
    size_t done_count;
    size_t *paths; /* places in today->paths, ascending */
    size_t path_count;
    bool later;          /* only what is done before it brings it up */
    enum verdict clears; /* the worst of its reasons */
};

struct plan {
    const struct facts *facts; /* today's */
    struct judgement *today;
    struct judgement *after;     /* with every action taken for done */
    struct plan_action *actions; /* in the order of the work */
    size_t action_count;
    size_t machines;           /* on which something is to do, or to find out */
    size_t to_find_out, to_do; /* actions */
    bool ends_clean;           /* after them no path fails or is unknown, nor the run */
};

/* Where it stands in the order of the work. */
enum plan_stage plan_stage_of(const struct plan_action *action);

/* A talloc child of parent, as is all of it. */
struct plan *plan_make(void *parent, const struct facts *facts, const struct tables *tables);

#endif
