/* What the facts about a host say: its drivers by the tables, and its TLS 1.2. Pure. */
#ifndef SQLCHECK_JUDGE_INVENTORY_H
#define SQLCHECK_JUDGE_INVENTORY_H

#include "drivers/tables/tables.h"
#include "evidence/facts.h"

enum {
    DAY_S = 86400,
    STALE_S = 30 * DAY_S, /* evidence older than this warns, and loses to newer evidence */
};

/* The clock that dates what is known of hosts: the server's where it was asked, since it dated the
 * inventory. */
int64_t inventory_now(const struct facts *facts);
/* When something was seen: a day that is still to come dates nothing, and makes nothing old. 0 =
 * not known; `now_s` 0 = no clock to compare with. */
int64_t seen_dated(int64_t seen_unix_s, int64_t now_s);
/* What is STALE_S older than something else loses to it; without a date it is not known to be. */
bool seen_is_outdated(int64_t seen_unix_s, int64_t newest_unix_s);
/* Young enough to say nothing of its age: not without a date, which may be any. */
bool seen_is_fresh(int64_t seen_unix_s, int64_t now_s);

/* The driver that an entry is of, by any name it goes by; NULL when it is none of the tables'. */
const struct driver_family *program_family(const struct tables *tables,
                                           const struct program *program);

/* Its version as the family counts: a number of .NET becomes a version, and what is part of Windows
 * has that of the host's Windows. Count 0 = not known. */
struct version program_version(const struct tables *tables, const struct host *host,
                               const struct driver_family *family, const struct program *program);

/* Whether both were seen in one look at a host. Files of drivers are dated one by one, and are one
 * look. */
bool is_one_reading(const struct source *a, const struct source *b);

#define TLS12_STATES(X)                                                                            \
    X(TLS12_NOT_READ, "not read")                                                                  \
    X(TLS12_NOT_SET, "not set") /* the registry was read, and leaves it to the default */          \
    X(TLS12_ON, "on")                                                                              \
    X(TLS12_HALF, "half set") /* on, but one of the two values is missing */                       \
    X(TLS12_OFF, "off")
enum tls12_state { TLS12_STATES(NAMES_AS_ENUM) TLS12_STATE_COUNT };
extern const char *const tls12_state_names[];

struct tls12_setting {
    enum tls12_state state;
    const struct setting *enabled;  /* the two values, NULL where there is none */
    const struct setting *disabled; /* DisabledByDefault */
    const struct setting *key;      /* that the key is absent; NULL */
    int64_t seen_unix_s;            /* of the oldest of them; 0 = not dated */
    bool differ;                    /* another reading says otherwise: the worse one stands */
};

/* TLS 1.2 in SChannel: "schannel.tls12.client" or "schannel.tls12.server". A value that another of
 * that key makes outdated is left out. Two values make a pair when one reading has both; of several
 * readings the worse one stands, and what its Windows does by default tells how bad a key is that
 * is not set. */
struct tls12_setting host_tls12(const struct tables *tables, const struct host *host,
                                const char *key, int64_t now_s);
struct tls12_setting host_tls12_client(const struct tables *tables, const struct host *host,
                                       int64_t now_s);

/* The setting that says that the FIPS policy is on; NULL when none does. The subkey counts, and the
 * older form where there is no subkey. */
const struct setting *host_fips(const struct host *host);

/* What hellos of the host look like: its row of the table of clients, FIPS mode, and the cipher
 * list that was read of it (policy before the machine's own, of several the one that was seen
 * last; NULL = none). client is NULL where its Windows is not known, or not in the table. */
struct host_hello {
    const struct tls_client *client;
    bool fips;
    const struct setting *own;
};
struct host_hello host_hello(const struct tables *tables, const struct host *host, int64_t now_s);

#define CLIENT_OUTCOMES(X)                                                                         \
    X(CLIENT_AGREES, "agrees")                                                                     \
    X(CLIENT_UPDATES, "only with updates") /* only on suites that an update added */               \
    X(CLIENT_DISPUTED, "only disputed")    /* only on what sources disagree about */               \
    X(CLIENT_OWN_SPELLING, "own list spells it otherwise") /* it may not be recognised */          \
    X(CLIENT_OFF, "only off by default")                   /* only on what is supported and off */ \
    X(CLIENT_SIGNATURES_UNSURE, "signature not known")                                             \
    X(CLIENT_SIGNATURES, "no common signature")                                                    \
    X(CLIENT_GROUPS, "no common group")                                                            \
    X(CLIENT_NOTHING, "no common suite")                                                           \
    X(CLIENT_OWN_NOTHING, "own list has nothing")                                                  \
    X(CLIENT_HALF_TOLD, "default refused") /* and what it supports beside was not told */          \
    X(CLIENT_NO_ANSWER, "cannot be told")                                                          \
    X(CLIENT_NOT_ASKED, "not asked")
enum client_outcome { CLIENT_OUTCOMES(NAMES_AS_ENUM) CLIENT_OUTCOME_COUNT };
extern const char *const client_outcome_names[];

struct client_comparison {
    enum client_outcome outcome;
    const struct client_answer *answer; /* that decides; NULL when there is none */
    char *what; /* the updates, what is off, the curve or the signature scheme; NULL */
};

/* What the answers of an endpoint to hellos like this one mean; hello->client is not NULL. */
struct client_comparison client_compare(void *parent, const struct tables *tables,
                                        const struct endpoint *endpoint,
                                        const struct host_hello *hello);
/* The same for a server that is left with these suites (client_left.c): by the tables, and by what
 * its answers tell of curves and signatures. `answer` is NULL, and `what` the suite agreed on. */
struct client_comparison client_compare_left(void *parent, const struct tables *tables,
                                             const struct endpoint *endpoint,
                                             const struct host_hello *hello,
                                             const struct tls_numbers *left);
/* Whether the host's own list has this suite without the curve that its Windows may want. */
bool client_misspells(const struct host_hello *hello, const char *agreed);
/* The answer to one state of that client; NULL = it was not asked. */
const struct client_answer *client_answer_to(const struct endpoint *endpoint,
                                             const struct host_hello *hello,
                                             enum client_offer offer);

#endif
