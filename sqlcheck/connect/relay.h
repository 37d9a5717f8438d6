/* One connection of a driver through the gate, carried by a thread of its own. For tap.c only. */
#ifndef SQLCHECK_CONNECT_RELAY_H
#define SQLCHECK_CONNECT_RELAY_H

#include "connect/tap.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/* What all relays of a tap share. */
struct relay_shared {
    pthread_mutex_t lock; /* guards what relays have seen */
    atomic_int_fast64_t deadline_ms;
    atomic_bool finishing; /* take in what is here, then end */
    const struct tap_settings *settings;
};

struct relay_end {
    int fd;
    bool ended;  /* said FIN */
    bool told;   /* ... and the other end was told */
    size_t sent; /* of the gate's bytes for this end */
};

struct relay {
    struct relay_shared *shared;
    struct relay_end driver;
    struct relay_end server;
    bool is_floor; /* our own responder instead of a server */
    enum floor_answer floor;
    int wake_fd;
    pthread_t thread;
    bool is_joined;
    void *memory;
    /* Under the lock: */
    struct gate gate;
    enum tap_closer closer;
    size_t heard; /* bytes of the server since the stage was reached */
    bool was_reset;
    bool timed_out;
    bool over;
};

/* Takes both descriptors over (server_fd is -1 for the responder); NULL with errno set when no
 * thread could be started, and then they are closed. */
struct relay *relay_start(struct relay_shared *shared, int driver_fd, int server_fd);
void relay_wake(struct relay *relay);
void relay_join(struct relay *relay); /* may be called again */
void relay_free(struct relay *relay);

/* How far the connection came; the lock must be held. */
enum tap_stage relay_stage(const struct relay *relay);

#endif
