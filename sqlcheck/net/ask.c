/* UDP: one question to several addresses, the first answer wins. */
#include "net/socket.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { ASK_ROUNDS = 3, ASK_ROUND_MS = 500 };

struct asking {
    int fds[RESOLVE_MAX_ADDRESSES]; /* -1: nobody listens there, or it cannot be reached */
    size_t count;
    struct net_result result; /* why the latest one was given up */
};

/* Connected sockets: the kernel then reports ICMP errors and drops what others send. */
static void asking_open(struct asking *asking, const struct net_address *addresses, size_t count)
{
    for (size_t i = 0; i < count && i < RESOLVE_MAX_ADDRESSES; i++) {
        int fd = socket(addresses[i].family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd >= 0 && connect(fd, (const struct sockaddr *)&addresses[i].socket_address,
                               addresses[i].socket_address_size) != 0)
            net_close(&fd);
        if (fd < 0)
            asking->result = (struct net_result){NET_UNREACHABLE, errno};
        asking->fds[asking->count++] = fd;
    }
}

static void asking_close(struct asking *asking)
{
    for (size_t i = 0; i < asking->count; i++)
        net_close(&asking->fds[i]);
}

static void give_up(struct asking *asking, size_t i)
{
    asking->result =
        (struct net_result){errno == ECONNREFUSED ? NET_REFUSED : NET_UNREACHABLE, errno};
    net_close(&asking->fds[i]);
}

static bool asking_is_over(const struct asking *asking)
{
    for (size_t i = 0; i < asking->count; i++)
        if (asking->fds[i] >= 0)
            return false;
    return true;
}

static void asking_send(struct asking *asking, const void *question, size_t size)
{
    for (size_t i = 0; i < asking->count; i++)
        if (asking->fds[i] >= 0 && send(asking->fds[i], question, size, MSG_NOSIGNAL) < 0 &&
            errno != EAGAIN && errno != EINTR)
            give_up(asking, i);
}

/* True with *got set when one of them answered before `until`. */
static bool asking_wait(struct asking *asking, void *answer, size_t room, size_t *got,
                        struct deadline until)
{
    while (!asking_is_over(asking) && !deadline_passed(until)) {
        struct pollfd polls[RESOLVE_MAX_ADDRESSES];
        for (size_t i = 0; i < asking->count; i++)
            polls[i] = (struct pollfd){.fd = asking->fds[i], .events = POLLIN};
        if (poll(polls, asking->count, deadline_left_ms(until)) <= 0)
            continue;
        for (size_t i = 0; i < asking->count; i++) {
            if (polls[i].fd < 0 || polls[i].revents == 0)
                continue;
            ssize_t received = recv(asking->fds[i], answer, room, 0);
            if (received >= 0) {
                *got = (size_t)received;
                return true;
            }
            if (errno != EAGAIN && errno != EINTR)
                give_up(asking, i);
        }
    }
    return false;
}

struct net_result net_ask(const struct net_address *addresses, size_t count, const void *question,
                          size_t question_size, void *answer, size_t room, size_t *got,
                          struct deadline deadline)
{
    struct asking asking = {.result = {NET_UNREACHABLE, 0}};
    struct net_result result = {NET_OK, 0};
    bool answered = false;
    *got = 0;
    asking_open(&asking, addresses, count);
    for (int round = 0; round < ASK_ROUNDS && !answered && !asking_is_over(&asking); round++) {
        asking_send(&asking, question, question_size);
        answered = asking_wait(&asking, answer, room, got, deadline_within(deadline, ASK_ROUND_MS));
        if (deadline_passed(deadline))
            break;
    }
    if (!answered)
        result = asking_is_over(&asking) ? asking.result : (struct net_result){NET_TIMEOUT, 0};
    asking_close(&asking);
    return result;
}
