/* The parts of judge, one file each; internal to the layer. Each part looks at facts and tables and
 * gives findings; a verdict is never anything but the worst of its findings (see findings.h). */
#ifndef SQLCHECK_JUDGE_RULES_H
#define SQLCHECK_JUDGE_RULES_H

#include "drivers/tables/tables.h"
#include "judge/findings.h"
#include "judge/inventory.h"

enum {
    EXPIRES_S = 30 * DAY_S, /* a certificate with no more than this left warns */
    SMALL_RSA_BITS = 1024,
};

/* One endpoint as seen from a TLS 1.2-only world. */
struct endpoint_side {
    const struct endpoint *endpoint;
    char *text;                             /* "sql01.contoso.com,1433" */
    const struct server_properties *server; /* what it says of itself after a login; never NULL */
    char *engine;                           /* "SQL Server 2016 SP2", by the build table; NULL */
    bool of_secondary;                      /* a secondary site has its database there */
    bool cannot;                            /* it has no TLS 1.2 in TDS 7: nobody can connect */
    struct side common;                     /* for every driver */
    struct side validating;                 /* for drivers that check certificates, beside common */
    struct side trusting;                   /* for the others, beside common */
};

struct host_entry {
    char *short_name;
    const struct host *host;
    struct host_yours *yours; /* NULL = the user assumes nothing of it */
};

/* Why the suites of some paths were not compared. */
enum suites_left {
    LEFT_WINDOWS_UNKNOWN,
    LEFT_WINDOWS_UNLISTED,
    LEFT_NOT_ASKED,
    LEFT_NO_ANSWER,
    SUITES_LEFT_COUNT
};

/* What the server or the site noticed of a machine: a live session of an old TDS version, or status
 * messages of one number. */
struct sign {
    char *key; /* short name of the machine, as much of it as the name of an account holds; or,
                  where it is about replication, "site P01" */
    const struct session *session; /* with its row, else NULL */
    const struct tds_row *tds;
    const struct status_message *message; /* with its row, else NULL */
    const struct message_row *meaning;
    bool told; /* a path has it */
};

/* What one run of judge works on. `out` is the talloc parent of all it makes. */
struct judging {
    struct judgement *out;
    const struct facts *facts;
    const struct tables *tables;
    int64_t inventory_now_s;       /* inventory_now() */
    const struct site **sites;     /* sorted by code */
    const struct site *local_site; /* the one whose database was read; NULL = cannot be told */
    bool *has_active;              /* for each site: the role list has its active site server */
    struct endpoint_side *endpoints;
    size_t endpoint_count;
    const struct name_lookup **lookups; /* sorted by the server's name */
    struct host_entry *hosts; /* every host of the facts or of an assumption, by short name */
    size_t host_count;
    struct assumed *assumed; /* what the user assumes, and where it went; NULL = nothing */
    struct sign *signs;      /* sorted by key */
    size_t sign_count;
    struct side run; /* findings about the endpoint, the run, the rules */
    struct path *paths;
    size_t path_count;
    struct {
        const char *first; /* host of the first such path */
        size_t paths;
    } suites_left[SUITES_LEFT_COUNT];
};

/* ---- words (words.c) ---- */
const char *or_word(const char *text, const char *otherwise); /* `otherwise` for NULL and blanks */
char *number_word(void *parent, int64_t number);
char *age_words(void *parent, int64_t seen_unix_s, int64_t now_unix_s);   /* "3 days ago" */
char *since_words(void *parent, int64_t then_unix_s, int64_t now_unix_s); /* "2 hours ago" */
bool host_names_match(const char *a, const char *b); /* a short name matches its full name */

/* ---- names of SQL endpoints (sql_name.c) ---- */
struct sql_name {
    char *host;
    char *instance; /* NULL = the default instance */
    int port;       /* 0 = not said */
};

/* "tcp:host\instance,port" in parts; the default instance's own name counts as none. */
struct sql_name sql_name_parse(void *parent, const char *text);
char *sql_name_text(void *parent, const struct sql_name *name);
/* The port that facts->lookups have with a name: the one it says, else the one of the site or 1433;
 * 0 where an instance has its own. */
int sql_name_port(const struct sql_name *name, const char *spelled);
/* Whether a path's endpoint is endpoints[0]; `spelled` is how the site spells it, `lookup` where
 * that leads (NULL = not looked up). */
bool sql_name_is_asked(const struct facts *facts, const struct sql_name *name, const char *spelled,
                       const struct name_lookup *lookup);

/* ---- where a role connects to (destination.c) ---- */
struct destination {
    char *text;                         /* NULL = the site database does not say */
    const struct endpoint_side *probed; /* NULL = that endpoint was not probed */
    bool port_assumed;                  /* which port its instance has was not asked of it */
};

/* Sorts the lookups, once; then a role's SQL Server is found, or that of its site, which may be
 * NULL. */
void destinations_index(struct judging *judging);
struct destination destination_find(const struct judging *judging, const struct role *role,
                                    const struct site *site);

/* ---- the server side (endpoint_side.c, certificate.c, engine.c) ---- */
void endpoints_name(struct judging *judging); /* their texts, which all that follows uses */
void endpoints_judge(struct judging *judging);
void endpoints_conclude(struct judging *judging);
/* Whose it is, and its dates. Child of parent. */
char *certificate_text(void *parent, const struct certificate *certificate);
void certificate_judge(struct judging *judging, struct endpoint_side *side);
void engine_judge(struct judging *judging, struct endpoint_side *side, bool is_first);
/* The engine's build, from PRELOGIN or else from the server itself; count 0 = not known. */
struct version engine_version(const struct facts *facts, const struct endpoint *endpoint,
                              bool is_first);

/* ---- the host side (driver_side.c, windows_side.c) ---- */
struct need {
    const struct site *site; /* of the role; NULL = not in the list of sites */
    const char *host_name;
    const struct host *host; /* NULL = nothing is known of it */
    struct release_lookup release;
    const struct requirement_row *rules[8];
    size_t rule_count;
};

/* Fills side and the driver's name for the report. */
void driver_judge(struct judging *judging, const struct need *need, struct side *side,
                  char **driver);
void windows_judge(struct judging *judging, const struct need *need, struct side *side,
                   struct path *path);

/* The suites of a path (suites_side.c): what the endpoint made of hellos like the host's. */
void suites_judge(struct judging *judging, const struct need *need,
                  const struct endpoint_side *probed, struct side *side, struct path *path);
void suites_say_left_out(struct judging *judging);
/* A path whose client is none of a host's: what --what-if asks about cannot be told. */
void world_judge_other(struct judging *judging, const char *what, struct side *side);

/* --what-if strict (strict_side.c): nothing in any other world. */
bool world_is_strict(const struct judging *judging);
bool endpoint_is_strict_only(const struct endpoint *endpoint);
void strict_judge_endpoint(struct judging *judging, struct endpoint_side *side, bool is_first);
void strict_judge_native(struct judging *judging, const struct need *need, struct side *side);
void strict_judge_other(struct judging *judging, const char *what, struct side *side,
                        const struct driver_family *family);
/* "KEY: Enabled = 0, read 3 days ago"; nothing for NULL. */
void setting_fact(struct judging *judging, struct finding *finding, const struct setting *setting);

/* The .NET side (dotnet_side.c), as driver_judge. */
void dotnet_judge(struct judging *judging, const struct need *need, struct side *side,
                  char **driver);
/* For roles whose use of .NET is not documented: a warning where its evidence is bad. */
void dotnet_beside(struct judging *judging, const struct need *need, struct side *side);

/* hosts.c: by full name, else by a short name that only one host has; NULL. */
void hosts_index(struct judging *judging);
void hosts_sort(struct judging *judging);
struct host_entry *host_entry_find(const struct judging *judging, const char *name);
const struct host *host_find(const struct judging *judging, const char *name);

/* That no source tells what is installed there, and what would help. */
void programs_unknown(struct judging *judging, const struct need *need, struct side *side);

/* One requirement against one host (program.c): side, and which version was found (NULL = none). */
void program_judge(struct judging *judging, const struct need *need,
                   const struct requirement_row *rule, struct side *side, char **driver);
const char *release_words(const struct need *need); /* "2203" or "9999 (build)" */

/* ---- what the user assumes (assumed.c) ---- */
/* Lays the assumptions over the facts: from here on judging looks at an edited copy. */
void assumptions_apply(struct judging *judging);
/* An endpoint of which nothing is known but what is assumed; NULL. */
const struct endpoint_side *assumed_endpoint(const struct judging *judging,
                                             const struct sql_name *name);
/* How many endpoints the facts have; those behind them are assumed whole. */
size_t endpoints_seen(const struct judging *judging);
/* Whether it was not seen but assumed: the build of an endpoint; the TLS 1.2 of the first; that the
 * suites of both sides fit. */
bool assumed_engine(const struct judging *judging, const struct endpoint_side *side);
bool assumed_tls12(const struct judging *judging);
bool assumed_suites(const struct judging *judging, const struct need *need,
                    const struct endpoint_side *side);
/* Each path tells the assumptions it stands on; side may be NULL. An assumption without a path is
 * said. */
void assumptions_on_host(struct judging *judging, struct path *path);
void assumptions_on_endpoint(struct judging *judging, const struct endpoint_side *side,
                             struct path *path);
void assumptions_judge(struct judging *judging);

/* ---- the run (release.c, site_rules.c, logins.c, headline.c) ---- */
void sites_index(struct judging *judging);
const struct site *site_find(const struct judging *judging, const char *code);
const struct site *site_local(const struct judging *judging);
char *release_name(void *parent, const struct tables *tables, const struct site *site);
/* Release of a role's site and its rules; what is to be said of them goes to `shared`. */
void release_judge(struct judging *judging, struct need *need, const char *site_code,
                   struct side *shared);
void paths_judge(struct judging *judging);
/* Consoles, of which no list of the site tells: those that evidence shows (consoles.c). */
void consoles_judge(struct judging *judging);
void site_judge(struct judging *judging);
void sites_conclude(struct judging *judging); /* site_verdicts.c */
/* What is said of roles and hosts beside their paths: roles that do not connect, databases that
 * roles need besides, WinHTTP (beside.c). */
void beside_judge(struct judging *judging);
void logins_judge(struct judging *judging);
bool login_was_named(const struct facts *facts); /* by a user, or by the ticket of -E */
char *headline_make(const struct judging *judging);
/* The documents behind the keys that the findings cite (citations.c). */
void citations_make(struct judging *judging);

/* ---- live sessions and status messages (signs.c, sessions.c, history.c) ---- */
void signs_index(struct judging *judging);
/* The first sign of that host, or of replication of that site; *end is where they end. */
size_t signs_of_host(const struct judging *judging, const char *host_name, size_t *end);
size_t signs_of_site(const struct judging *judging, const char *code, size_t *end);
/* Adds what was noticed of that host to a path of it. */
void sessions_judge(struct judging *judging, const char *host_name, struct side *side);
void history_judge(struct judging *judging, const char *host_name, struct side *side);
/* What the sites of a link reported of replication. */
void history_judge_link(struct judging *judging, const char *code, struct side *side);
/* What no path was told, for the run; after all paths. */
void sessions_judge_others(struct judging *judging);
void history_judge_others(struct judging *judging);

/* ---- a path and where it ends (paths.c) ---- */
/* The server side of a path; validates: the driver checks certificates. */
void destination_judge(struct judging *judging, const struct destination *to, const char *site_code,
                       bool validates, struct side *side);

/* Paths from engine to engine: a link for each site with a parent (replication.c). */
void replication_judge(struct judging *judging);
/* And one for each linked server between a central site and a primary (linked.c). */
void linked_judge(struct judging *judging);

/* Adds to the run's findings what is not there yet. */
void run_add(struct judging *judging, const struct finding *finding);
/* Gives the path its side's verdict and findings, and puts it among the paths. */
void path_add(struct judging *judging, struct path *path, struct side *side);
/* A fact that was not read and is taken for true: the path prints it. */
void path_assume(struct judging *judging, struct path *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Copies findings that are worse than info onto a path, marked as shared, and makes sure that they
 * stand among the run's findings. */
void path_share(struct judging *judging, struct side *path_side, const struct side *shared);

#endif
