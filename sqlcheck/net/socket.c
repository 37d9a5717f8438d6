#include "net/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_START_MS = 250 }; /* RFC 8305 section 5: Connection Attempt Delay */

void net_close(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

const char *net_outcome_word(enum net_outcome outcome)
{
    static const char *const words[] = {
        [NET_OK] = "ok",          [NET_REFUSED] = "refused", [NET_UNREACHABLE] = "unreachable",
        [NET_TIMEOUT] = "silent", [NET_RESET] = "reset",     [NET_CLOSED] = "closed",
        [NET_FAILED] = "failed",
    };
    return words[outcome];
}

/* What an errno of connect, send or recv says about the peer. What is not listed is our own. */
static const struct {
    int error_number;
    enum net_outcome outcome;
} meanings[] = {
    {0, NET_OK},
    {ECONNREFUSED, NET_REFUSED},
    {ECONNRESET, NET_RESET},
    {ECONNABORTED, NET_RESET},
    {EPIPE, NET_RESET},
    {ETIMEDOUT, NET_TIMEOUT},
    {ENETUNREACH, NET_UNREACHABLE},
    {EHOSTUNREACH, NET_UNREACHABLE},
    {EHOSTDOWN, NET_UNREACHABLE},
    {ENETDOWN, NET_UNREACHABLE},
    {EADDRNOTAVAIL, NET_UNREACHABLE},
    {EAFNOSUPPORT, NET_UNREACHABLE},
    {EINVAL, NET_UNREACHABLE}, /* connect: an address that cannot be reached from the chosen one */
    {EACCES, NET_UNREACHABLE},
    {EPERM, NET_UNREACHABLE},
};

static struct net_result result_of(int error_number)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].error_number == error_number)
            return (struct net_result){meanings[i].outcome, error_number};
    return (struct net_result){NET_FAILED, error_number};
}

/* ---- connect -------------------------------------------------------------------------------- */

struct attempt {
    int fd; /* -1 once it ended */
    bool ended;
    struct net_result result;
};

struct race {
    const struct net_address *addresses;
    size_t count;
    struct attempt attempts[RESOLVE_MAX_ADDRESSES];
    size_t started;
    int64_t next_start_ms;
};

static void attempt_end(struct attempt *attempt, int error_number)
{
    attempt->ended = true;
    attempt->result = result_of(error_number);
    if (error_number != 0)
        net_close(&attempt->fd);
}

static void attempt_start(struct attempt *attempt, const struct net_address *address)
{
    *attempt = (struct attempt){
        .fd = socket(address->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (attempt->fd < 0) {
        attempt_end(attempt, errno);
        return;
    }
    int on = 1;
    (void)setsockopt(attempt->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(attempt->fd, (const struct sockaddr *)&address->socket_address,
                address->socket_address_size) == 0)
        attempt_end(attempt, 0);
    else if (errno != EINPROGRESS && errno != EINTR)
        attempt_end(attempt, errno);
}

static bool race_is_open(const struct race *race)
{
    for (size_t i = 0; i < race->started; i++)
        if (!race->attempts[i].ended)
            return true;
    return race->started < race->count;
}

static int race_winner(const struct race *race)
{
    for (size_t i = 0; i < race->started; i++)
        if (race->attempts[i].ended && race->attempts[i].fd >= 0)
            return (int)i;
    return -1;
}

/* Starts whoever is due: the next one at its time, or at once when all before it have failed. */
static void race_start_next(struct race *race)
{
    while (race->started < race->count && race_winner(race) < 0) {
        bool waiting = false;
        for (size_t i = 0; i < race->started; i++)
            waiting = waiting || !race->attempts[i].ended;
        if (waiting && clock_monotonic_ms() < race->next_start_ms)
            return;
        attempt_start(&race->attempts[race->started], &race->addresses[race->started]);
        race->started++;
        race->next_start_ms = clock_monotonic_ms() + HEAD_START_MS;
    }
}

/* Ends every attempt about which the kernel has news; waits at most wait_ms for some. */
static void race_poll(struct race *race, int wait_ms)
{
    struct pollfd polls[RESOLVE_MAX_ADDRESSES];
    for (size_t i = 0; i < race->started; i++)
        polls[i] = (struct pollfd){.fd = race->attempts[i].ended ? -1 : race->attempts[i].fd,
                                   .events = POLLOUT};
    if (poll(polls, race->started, wait_ms) <= 0)
        return;
    for (size_t i = 0; i < race->started; i++) {
        if (polls[i].fd < 0 || polls[i].revents == 0)
            continue;
        int error_number = 0;
        socklen_t size = sizeof error_number;
        if (getsockopt(polls[i].fd, SOL_SOCKET, SO_ERROR, &error_number, &size) != 0)
            error_number = errno;
        /* A RST that answers the SYN is ECONNREFUSED. This one came after the connection had come
         * about; who sends on it will hear of it. */
        if (error_number == ECONNRESET)
            error_number = 0;
        attempt_end(&race->attempts[i], error_number);
    }
}

static void race_run(struct race *race, struct deadline deadline)
{
    for (;;) {
        race_start_next(race);
        if (race_winner(race) >= 0 || !race_is_open(race) || deadline_passed(deadline))
            return;
        int wait_ms = deadline_left_ms(deadline);
        int64_t head_start_ms = race->next_start_ms - clock_monotonic_ms();
        if (race->started < race->count && head_start_ms < wait_ms)
            wait_ms = head_start_ms > 0 ? (int)head_start_ms : 0;
        race_poll(race, wait_ms);
    }
}

/* The most telling of all failures: an answer from the host itself first, then silence. */
static size_t race_best_failure(const struct race *race)
{
    static const int rank[] = {
        [NET_REFUSED] = 5, [NET_RESET] = 4,  [NET_TIMEOUT] = 3, [NET_UNREACHABLE] = 2,
        [NET_FAILED] = 1,  [NET_CLOSED] = 0, [NET_OK] = 0,
    };
    size_t best = 0;
    for (size_t i = 1; i < race->started; i++)
        if (rank[race->attempts[i].result.outcome] > rank[race->attempts[best].result.outcome])
            best = i;
    return best;
}

struct net_connection net_connect(const struct net_address *addresses, size_t count,
                                  struct deadline deadline)
{
    struct net_connection out = {.fd = -1, .result = {NET_UNREACHABLE, 0}};
    struct race race = {.addresses = addresses,
                        .count = count < RESOLVE_MAX_ADDRESSES ? count : RESOLVE_MAX_ADDRESSES};
    if (count == 0)
        return out;
    race_run(&race, deadline);
    race_poll(&race, 0); /* a second one may have come about meanwhile: it is counted too */
    int winner = race_winner(&race);
    for (size_t i = 0; i < race.started; i++) {
        if (!race.attempts[i].ended)
            attempt_end(&race.attempts[i], ETIMEDOUT);
        out.opened += race.attempts[i].fd >= 0;
        if ((int)i != winner)
            net_close(&race.attempts[i].fd);
    }
    out.which = winner >= 0 ? (size_t)winner : race_best_failure(&race);
    out.fd = race.attempts[out.which].fd;
    out.result = race.attempts[out.which].result;
    return out;
}

/* ---- send and receive ------------------------------------------------------------------------ */

static bool would_block(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

/* False at the deadline. An error on the socket counts as ready: the call that follows names it. */
static bool wait_for(int fd, short events, struct deadline deadline)
{
    for (;;) {
        struct pollfd one = {.fd = fd, .events = events};
        int ready = poll(&one, 1, deadline_left_ms(deadline));
        if (ready > 0)
            return true;
        if (ready == 0 && deadline_passed(deadline))
            return false;
    }
}

struct net_result net_send(int fd, const void *data, size_t size, struct deadline deadline)
{
    const uint8_t *bytes = data;
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            bytes += sent;
            size -= (size_t)sent;
        } else if (!would_block()) {
            return result_of(errno);
        } else if (!wait_for(fd, POLLOUT, deadline)) {
            return (struct net_result){NET_TIMEOUT, 0};
        }
    }
    return (struct net_result){NET_OK, 0};
}

struct net_result net_receive(int fd, void *buffer, size_t room, size_t *got,
                              struct deadline deadline)
{
    *got = 0;
    for (;;) {
        /* Looked at first: a peer that always has one byte more must not outrun the deadline. */
        if (deadline_passed(deadline) || !wait_for(fd, POLLIN, deadline))
            return (struct net_result){NET_TIMEOUT, 0};
        ssize_t received = recv(fd, buffer, room, MSG_DONTWAIT);
        if (received > 0) {
            *got = (size_t)received;
            return (struct net_result){NET_OK, 0};
        }
        if (received == 0)
            return (struct net_result){NET_CLOSED, 0};
        if (!would_block())
            return result_of(errno);
    }
}
