/* TCP and UDP with one absolute deadline. What the network did is an outcome, never an error. */
#ifndef SQLCHECK_NET_SOCKET_H
#define SQLCHECK_NET_SOCKET_H

#include "base/deadline.h"
#include "net/resolve.h"

#include <stddef.h>

enum net_outcome {
    NET_OK,
    NET_REFUSED,     /* nobody listens there */
    NET_UNREACHABLE, /* no route, host down, not permitted */
    NET_TIMEOUT,     /* the deadline came first */
    NET_RESET,       /* the peer (or something between) reset the connection */
    NET_CLOSED,      /* the peer closed it in order */
    NET_FAILED,      /* this machine could not: out of descriptors, ... */
};

struct net_result {
    enum net_outcome outcome;
    int error_number; /* errno behind it; 0 when there is none */
};

/* A word for people: "refused", "reset", ... */
const char *net_outcome_word(enum net_outcome outcome);

/* Closes *fd unless it is negative, and makes it -1. For __attribute__((cleanup)). */
void net_close(int *fd);
#define NET_AUTOCLOSE __attribute__((cleanup(net_close)))

struct net_connection {
    int fd;       /* non-blocking, TCP_NODELAY; -1 unless result.outcome is NET_OK */
    size_t which; /* index of the address that answered, or of the one that `result` is about */
    int opened;   /* connections that came about: 1, rarely more when two answered at once */
    struct net_result result;
};

/* Connects to the first of the addresses that answers. A later address gets its turn when the one
 * before it failed or has been silent for 250 ms (RFC 8305), so that a dead one costs no more. When
 * all fail, the result is the most telling one: refused, reset, timeout, unreachable. */
struct net_connection net_connect(const struct net_address *addresses, size_t count,
                                  struct deadline deadline);

/* Sends all of it. Never raises SIGPIPE. */
struct net_result net_send(int fd, const void *data, size_t size, struct deadline deadline);

/* At least one byte, at most `room`; *got is 0 unless NET_OK. */
struct net_result net_receive(int fd, void *buffer, size_t room, size_t *got,
                              struct deadline deadline);

/* Asks all the addresses by UDP and takes the first answer. Asked again twice, half a second apart;
 * gives up after 1.5 s or at the deadline. NET_REFUSED: every address said that nobody listens. */
struct net_result net_ask(const struct net_address *addresses, size_t count, const void *question,
                          size_t question_size, void *answer, size_t room, size_t *got,
                          struct deadline deadline);

#endif
