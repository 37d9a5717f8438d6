/* Names to addresses, within a deadline.
 *
 * The resolver of the C library cannot be interrupted. One that is still silent at the deadline is
 * left behind in its own thread; whoever saw resolve_is_hanging() must render, flush, and leave
 * with _exit(), because what exit() would tear down is still in use. */
#ifndef SQLCHECK_NET_RESOLVE_H
#define SQLCHECK_NET_RESOLVE_H

#include "base/deadline.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct net_address {
    char *text; /* numeric, without port: "192.0.2.7", "fe80::1%eth0" */
    int family; /* AF_INET or AF_INET6 */
    int port;
    struct sockaddr_storage socket_address;
    socklen_t socket_address_size;
};

enum resolve_outcome {
    RESOLVE_OK,
    RESOLVE_NOT_FOUND, /* the resolver said no, or failed; `reason` has its words */
    RESOLVE_SILENT,    /* nothing by the deadline */
};

enum { RESOLVE_MAX_ADDRESSES = 16 };

struct resolution {
    enum resolve_outcome outcome;
    struct net_address *addresses; /* in the resolver's order, each once */
    size_t count;
    char *reason; /* NULL when RESOLVE_OK */
};

/* Resolves host for TCP and UDP use with `port`. A numeric address needs no resolver. Everything in
 * the result is a child of parent. */
struct resolution resolve(void *parent, const char *host, int port, struct deadline deadline);

struct resolve_question {
    const char *host;
    int port;
};

/* The same for many names, `at_once` of them at the same time: each is waited for `within_ms`, all
 * of them together until `end`. out has `count` places. */
void resolve_all(void *parent, const struct resolve_question *questions, size_t count,
                 size_t at_once, int within_ms, struct deadline end, struct resolution *out);

/* True once a resolver was left behind; stays true. */
bool resolve_is_hanging(void);

#endif
