/* A TCP server on loopback that plays whatever a test tells it: one thread a connection. */
#ifndef TESTS_UNIT_NET_PEER_H
#define TESTS_UNIT_NET_PEER_H

#include <stdbool.h>
#include <stddef.h>

struct peer;

/* Plays one connection; `index` counts from 0. The socket is closed afterwards. */
typedef void peer_play(int fd, int index, void *context);

struct peer *peer_start(peer_play *play, void *context);
int peer_port(const struct peer *peer);
int peer_connections(struct peer *peer); /* accepted so far */
void peer_stop(struct peer *peer);       /* waits for every thread */

/* A port of 127.0.0.1 where nobody listens. */
int peer_free_port(void);

/* Steps for a play. */
bool peer_send(int fd, const void *data, size_t size);
bool peer_receive(int fd, void *data, size_t size); /* exactly that many */
void peer_wait_for_end(int fd);                     /* reads until the other side closes */
void peer_reset(int fd);                            /* closing will send RST */
void peer_pause(int milliseconds);

#endif
