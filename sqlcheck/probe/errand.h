/* The questions of a scan: each is one errand, run by one of a few threads, so that no more
 * connections are open at once than there are threads. */
#ifndef SQLCHECK_PROBE_ERRAND_H
#define SQLCHECK_PROBE_ERRAND_H

#include "probe/descent.h"
#include "probe/handshake.h"
#include "probe/strict.h"

#include <pthread.h>

/* What may be spent on one server, and what was; shared by all threads. */
struct purse {
    pthread_mutex_t lock;
    int connections, hellos; /* spent */
    int most_connections;
    int reserved; /* for full handshakes: without one nothing is certain about TLS 1.2 */
    bool was_empty, was_late; /* a question was not asked: no connection, no time was left */
};

/* With so many connections spent. Its lock is to be destroyed. */
void purse_init(struct purse *purse, int most_connections, int connections);

enum errand_kind {
    ERRAND_PRELOGIN,  /* one PRELOGIN with an ENCRYPTION value of its own, and no hello */
    ERRAND_VERSION,   /* a hello of one version */
    ERRAND_SUITES,    /* a descent through the suites of one version */
    ERRAND_HANDSHAKE, /* a full handshake of one version */
    ERRAND_CLIENT,    /* a hello of `offer`, heard to the end of the server's flight */
    ERRAND_STRICT,    /* a full handshake with ALPN "tds/8.0", and PRELOGIN inside */
};

/* A connection on its way: PRELOGIN was sent, and perhaps answered. */
struct line {
    bool is_open;
    void *memory;
    struct talk talk;
    struct hello_result so_far;
};

struct queue;

/* Everything in it hangs on `memory`, which has no parent while the errand runs: talloc trees are
 * not for two threads. */
struct errand {
    enum errand_kind kind;
    struct hello_route route;
    uint16_t version;
    struct tls_offer offer; /* ERRAND_CLIENT */
    struct purse *purse;
    struct deadline deadline;
    int answer_ms; /* bound of one connection inside the deadline */
    struct errand
        *handshake; /* the next to be run once a hello of this one was taken; NULL: none */
    uint16_t suite; /* of a handshake: the one to offer; 0 or unknown to OpenSSL: all */
    bool is_due;    /* of a handshake: a hello was taken */
    struct queue *queue;
    void *memory;
    /* The next PRELOGIN travels while a hello is out: two connections are open. The last of them is
     * in vain: it counts, and is closed with no hello on it. */
    bool looks_ahead;
    struct line ahead; /* opened so */
    bool done;         /* something was asked */
    int encrypt;       /* ENCRYPTION of the latest PRELOGIN answer; -1 = none */
    struct hello_result hello;
    struct descent descent;
    struct handshake_result shaken;
    struct strict_result strict;
};

/* The first hello goes over a connection whose PRELOGIN was answered with that ENCRYPTION; fd then
 * belongs to the errand. */
void errand_begins_on(struct errand *errand, int fd, int encrypt);

/* Runs them all, `at_once` at a time, in their order, and at most one handshake that follows from
 * them; memory then belongs to parent. */
void errands_run(void *parent, struct errand *const *errands, size_t count, size_t at_once);

#endif
