/* A driver's own socket, connected over loopback to a descriptor of ours. For tap.c only. */
#ifndef SQLCHECK_CONNECT_LOOPBACK_H
#define SQLCHECK_CONNECT_LOOPBACK_H

#include <stdbool.h>
#include <sys/socket.h>

typedef int loopback_connect(int fd, const struct sockaddr *address, socklen_t size);

/* Connects fd (stream, of that family, as blocking or not as its owner made it) to a listener that
 * exists for this only, and takes nobody else in: the other end must have fd's own local port.
 * *peer is our end, non-blocking, or -1. Answers what connect_it did, with its errno. */
int loopback_join(int fd, int family, loopback_connect *connect_it, int *peer);

/* Same address and port; IPv4 written as IPv6 is the same. */
bool loopback_same(const struct sockaddr *a, socklen_t a_size, const struct sockaddr *b,
                   socklen_t b_size);

#endif
