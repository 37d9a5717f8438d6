#include "tests/unit/net/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PEER_MAX = 64 };

struct play {
    struct peer *peer;
    int fd;
    int index;
    pthread_t thread;
};

struct peer {
    int listener;
    int port;
    peer_play *play;
    void *context;
    pthread_t thread;
    struct play plays[PEER_MAX];
    atomic_int accepted;
};

static void *play_run(void *argument)
{
    struct play *play = argument;
    play->peer->play(play->fd, play->index, play->peer->context);
    (void)close(play->fd);
    return NULL;
}

static void *peer_run(void *argument)
{
    struct peer *peer = argument;
    for (;;) {
        int fd = accept(peer->listener, NULL, NULL);
        int index = atomic_load(&peer->accepted);
        if (fd < 0 || index == PEER_MAX)
            return NULL;
        int on = 1;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        peer->plays[index] = (struct play){.peer = peer, .fd = fd, .index = index};
        /* counted first: a play may end, and its client ask for the count, before we run again */
        atomic_fetch_add(&peer->accepted, 1);
        (void)pthread_create(&peer->plays[index].thread, NULL, play_run, &peer->plays[index]);
    }
}

static int listen_on_loopback(int *port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 32) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        abort();
    *port = ntohs(address.sin_port);
    return fd;
}

struct peer *peer_start(peer_play *play, void *context)
{
    struct peer *peer = calloc(1, sizeof *peer);
    if (peer == NULL)
        abort();
    peer->play = play;
    peer->context = context;
    peer->listener = listen_on_loopback(&peer->port);
    if (pthread_create(&peer->thread, NULL, peer_run, peer) != 0)
        abort();
    return peer;
}

int peer_port(const struct peer *peer)
{
    return peer->port;
}

int peer_connections(struct peer *peer)
{
    return atomic_load(&peer->accepted);
}

void peer_stop(struct peer *peer)
{
    (void)shutdown(peer->listener, SHUT_RDWR);
    (void)pthread_join(peer->thread, NULL);
    for (int i = 0; i < atomic_load(&peer->accepted); i++)
        (void)pthread_join(peer->plays[i].thread, NULL);
    (void)close(peer->listener);
    free(peer);
}

int peer_free_port(void)
{
    int port;
    int fd = listen_on_loopback(&port);
    (void)close(fd);
    return port;
}

bool peer_send(int fd, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

bool peer_receive(int fd, void *data, size_t size)
{
    char *at = data;
    while (size > 0) {
        ssize_t got = recv(fd, at, size, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

void peer_wait_for_end(int fd)
{
    char noise[4096];
    while (recv(fd, noise, sizeof noise, 0) > 0) {
    }
}

void peer_reset(int fd)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void peer_pause(int milliseconds)
{
    struct timespec time = {.tv_sec = milliseconds / 1000,
                            .tv_nsec = (long)(milliseconds % 1000) * 1000000L};
    (void)nanosleep(&time, NULL);
}
