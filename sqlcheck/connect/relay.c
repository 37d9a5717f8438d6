#include "connect/relay.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "net/socket.h"

enum {
    READ_SIZE = 32 * 1024,
    BACKLOG = 256 * 1024, /* of one direction, before its other end is no longer read */
    LAST_ROUNDS = 256,    /* once finishing */
    FLOOR_MS = 1500,
};

enum tap_stage relay_stage(const struct relay *relay)
{
    const struct gate_seen *seen = &relay->gate.seen;
    if (relay->server.fd < 0 && !relay->over)
        return STAGE_CONNECT;
    if (!seen->server_prelogin)
        return STAGE_PRELOGIN;
    return seen->client_finished && seen->server_finished ? STAGE_LOGIN : STAGE_HANDSHAKE;
}

static void note_closer(struct relay *relay, enum tap_closer closer, bool was_reset)
{
    if (relay->closer != CLOSED_BY_NOBODY)
        return;
    relay->closer = closer;
    relay->was_reset = was_reset;
}

/* A reset is passed on as one: a driver tells it from an orderly end. */
static void reset_on_close(int fd)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static void on_reset(struct relay *relay, struct relay_end *end)
{
    bool is_driver = end == &relay->driver;
    note_closer(relay, is_driver ? CLOSED_BY_DRIVER : CLOSED_BY_SERVER, true);
    reset_on_close(is_driver ? relay->server.fd : relay->driver.fd);
    relay->over = true;
}

static void hear(struct relay *relay, const void *data, size_t size)
{
    enum tap_stage before = relay_stage(relay);
    gate_from_server(&relay->gate, data, size);
    relay->heard = relay_stage(relay) == before ? relay->heard + size : 0;
}

static void on_data(struct relay *relay, struct relay_end *end, const void *data, size_t size)
{
    if (end == &relay->driver)
        gate_from_client(&relay->gate, data, size);
    else
        hear(relay, data, size);
}

static void take_in(struct relay *relay, struct relay_end *end)
{
    uint8_t buffer[READ_SIZE];
    ssize_t got = recv(end->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got > 0) {
        on_data(relay, end, buffer, (size_t)got);
    } else if (got == 0) {
        end->ended = true;
        note_closer(relay, end == &relay->driver ? CLOSED_BY_DRIVER : CLOSED_BY_SERVER, false);
    } else if (errno != EAGAIN && errno != EINTR) {
        on_reset(relay, end);
    }
}

static struct writer *bytes_for(struct relay *relay, const struct relay_end *end)
{
    return end == &relay->driver ? &relay->gate.to_client : &relay->gate.to_server;
}

static size_t backlog_for(struct relay *relay, const struct relay_end *end)
{
    return bytes_for(relay, end)->size - end->sent;
}

static void send_out(struct relay *relay, struct relay_end *end)
{
    struct writer *bytes = bytes_for(relay, end);
    while (end->sent < bytes->size && !relay->over) {
        ssize_t sent = send(end->fd, bytes->data + end->sent, bytes->size - end->sent,
                            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            end->sent += (size_t)sent;
        else if (errno == EAGAIN)
            break;
        else if (errno != EINTR)
            on_reset(relay, end);
    }
    writer_drop_front(bytes, &end->sent);
}

/* A FIN is passed on as a half-close, after what came before it. */
static void pass_end(struct relay *relay, const struct relay_end *from, struct relay_end *to)
{
    if (!from->ended || to->told || backlog_for(relay, to) > 0)
        return;
    (void)shutdown(to->fd, SHUT_WR);
    to->told = true;
}

static short wanted(struct relay *relay, const struct relay_end *end, const struct relay_end *other)
{
    bool may_read = !end->ended && backlog_for(relay, other) < BACKLOG;
    return (short)((may_read ? POLLIN : 0) | (backlog_for(relay, end) > 0 ? POLLOUT : 0));
}

/* The server first: when both have something, the driver's end is the answer to the server's. */
static void move(struct relay *relay, short driver_events, short server_events)
{
    const short readable = POLLIN | POLLHUP | POLLERR;
    if ((server_events & readable) != 0 && !relay->server.ended)
        take_in(relay, &relay->server);
    if ((driver_events & readable) != 0 && !relay->driver.ended && !relay->over)
        take_in(relay, &relay->driver);
    if (relay->over)
        return;
    send_out(relay, &relay->server);
    send_out(relay, &relay->driver);
    pass_end(relay, &relay->driver, &relay->server);
    pass_end(relay, &relay->server, &relay->driver);
    if (relay->gate.seen.cut != GATE_OPEN) {
        note_closer(relay, CLOSED_BY_GATE, false);
        relay->over = true;
    }
    relay->over = relay->over || (relay->driver.told && relay->server.told);
}

static void on_silence(struct relay *relay, bool finishing, struct deadline deadline)
{
    if (!finishing && deadline_passed(deadline))
        relay->timed_out = true;
    relay->over = finishing || relay->timed_out;
}

static void drain_wake(struct relay *relay)
{
    eventfd_t count;
    (void)eventfd_read(relay->wake_fd, &count);
}

static void one_round(struct relay *relay)
{
    bool finishing = atomic_load(&relay->shared->finishing);
    struct deadline deadline = {atomic_load(&relay->shared->deadline_ms)};
    struct pollfd ends[3] = {
        {.fd = relay->driver.fd, .events = wanted(relay, &relay->driver, &relay->server)},
        {.fd = relay->server.fd, .events = wanted(relay, &relay->server, &relay->driver)},
        {.fd = finishing ? -1 : relay->wake_fd, .events = POLLIN},
    };
    /* An end that has said FIN stays "hung up": it is polled for writing only. */
    for (size_t i = 0; i < 2; i++)
        if (ends[i].events == 0)
            ends[i].fd = -1;
    int ready = poll(ends, 3, finishing ? 0 : deadline_left_ms(deadline));
    (void)pthread_mutex_lock(&relay->shared->lock);
    enum tap_stage before = relay_stage(relay);
    if (ready > 0)
        move(relay, ends[0].revents, ends[1].revents);
    if (ready == 0 || deadline_passed(deadline))
        on_silence(relay, finishing, deadline);
    bool changed = relay_stage(relay) != before || relay->over;
    (void)pthread_mutex_unlock(&relay->shared->lock);
    if (ends[2].revents != 0)
        drain_wake(relay);
    if (changed && relay->shared->settings->changed != NULL)
        relay->shared->settings->changed(relay->shared->settings->context);
}

static void run_floor(struct relay *relay)
{
    struct deadline deadline = {atomic_load(&relay->shared->deadline_ms)};
    enum floor_answer answer = floor_ask(relay->driver.fd, deadline_within(deadline, FLOOR_MS));
    (void)pthread_mutex_lock(&relay->shared->lock);
    relay->driver.fd = -1;
    relay->floor = answer;
    relay->over = true;
    (void)pthread_mutex_unlock(&relay->shared->lock);
}

static void *run(void *context)
{
    struct relay *relay = context;
    if (relay->is_floor) {
        run_floor(relay);
        return NULL;
    }
    size_t last_rounds = 0;
    while (!relay->over && last_rounds < LAST_ROUNDS) {
        one_round(relay);
        last_rounds += atomic_load(&relay->shared->finishing) ? 1 : 0;
    }
    (void)pthread_mutex_lock(&relay->shared->lock);
    relay->over = true;
    net_close(&relay->driver.fd);
    net_close(&relay->server.fd);
    (void)pthread_mutex_unlock(&relay->shared->lock);
    return NULL;
}

/* Signals are for the thread that runs the driver. */
static int start_thread(struct relay *relay)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&relay->thread, NULL, run, relay);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

struct relay *relay_start(struct relay_shared *shared, int driver_fd, int server_fd)
{
    void *memory = talloc_new(NULL); /* of its own: the thread hangs its texts on it */
    struct relay *relay = mem_array(memory, struct relay, 1);
    relay->shared = shared;
    relay->memory = memory;
    relay->driver.fd = driver_fd;
    relay->server.fd = server_fd;
    relay->is_floor = server_fd < 0;
    relay->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    gate_init(&relay->gate, memory, &shared->settings->rules);
    int error = relay->wake_fd < 0 ? errno : start_thread(relay);
    if (error == 0)
        return relay;
    net_close(&relay->driver.fd);
    net_close(&relay->server.fd);
    relay_free(relay);
    errno = error;
    return NULL;
}

void relay_wake(struct relay *relay)
{
    (void)eventfd_write(relay->wake_fd, 1);
}

void relay_join(struct relay *relay)
{
    if (relay->is_joined)
        return;
    relay_wake(relay);
    (void)pthread_join(relay->thread, NULL);
    relay->is_joined = true;
}

void relay_free(struct relay *relay)
{
    if (relay == NULL)
        return;
    net_close(&relay->wake_fd);
    talloc_free(relay->memory);
}
