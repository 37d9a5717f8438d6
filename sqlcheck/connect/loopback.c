#include "connect/loopback.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>

#include "net/socket.h"

enum { ACCEPT_MS = 2000 };

union any_address {
    struct sockaddr plain;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static socklen_t loopback_address(int family, union any_address *out)
{
    *out = (union any_address){.v6 = {.sin6_family = 0}};
    if (family == AF_INET6) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_addr = in6addr_loopback;
        return sizeof out->v6;
    }
    out->v4.sin_family = AF_INET;
    out->v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return sizeof out->v4;
}

static in_port_t port_of(const union any_address *address)
{
    return address->plain.sa_family == AF_INET6 ? address->v6.sin6_port : address->v4.sin_port;
}

static int open_listener(int family, union any_address *out, socklen_t *size)
{
    *size = loopback_address(family, out);
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && bind(fd, &out->plain, *size) == 0 && listen(fd, 4) == 0 &&
        getsockname(fd, &out->plain, size) == 0)
        return fd;
    net_close(&fd);
    return -1;
}

/* Bound before it connects: from then on nobody else can have this port. */
static in_port_t bind_local(int fd, int family)
{
    union any_address local;
    socklen_t size = loopback_address(family, &local);
    (void)bind(fd, &local.plain, size);
    return getsockname(fd, &local.plain, &size) == 0 ? port_of(&local) : 0;
}

static int accept_only(int listener, in_port_t port)
{
    struct deadline deadline = deadline_in_ms(ACCEPT_MS);
    while (!deadline_passed(deadline)) {
        struct pollfd one = {.fd = listener, .events = POLLIN};
        (void)poll(&one, 1, deadline_left_ms(deadline));
        union any_address from = {.v6 = {.sin6_family = 0}};
        socklen_t size = sizeof from;
        int fd = accept4(listener, &from.plain, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd >= 0 && port_of(&from) == port)
            return fd;
        net_close(&fd);
    }
    return -1;
}

int loopback_join(int fd, int family, loopback_connect *connect_it, int *peer)
{
    union any_address address;
    socklen_t size = 0;
    *peer = -1;
    int listener = open_listener(family, &address, &size);
    if (listener < 0)
        return -1;
    in_port_t port = bind_local(fd, family);
    int result = connect_it(fd, &address.plain, size);
    int error = errno;
    if (result == 0 || error == EINPROGRESS)
        *peer = accept_only(listener, port);
    if (*peer >= 0) {
        const int on = 1;
        (void)setsockopt(*peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    net_close(&listener);
    errno = error;
    return result;
}

static bool to_v6(const struct sockaddr *address, socklen_t size, struct in6_addr *out,
                  in_port_t *port)
{
    union any_address any = {.v6 = {.sin6_family = 0}};
    memcpy(&any, address, size < sizeof any ? size : sizeof any);
    *port = port_of(&any);
    if (any.plain.sa_family == AF_INET6) {
        *out = any.v6.sin6_addr;
        return size >= sizeof any.v6 - sizeof any.v6.sin6_scope_id;
    }
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff}; /* RFC 4291 2.5.5.2 */
    memcpy(out->s6_addr, mapped, sizeof mapped);
    memcpy(out->s6_addr + sizeof mapped, &any.v4.sin_addr, sizeof any.v4.sin_addr);
    return any.plain.sa_family == AF_INET && size >= sizeof any.v4;
}

bool loopback_same(const struct sockaddr *a, socklen_t a_size, const struct sockaddr *b,
                   socklen_t b_size)
{
    struct in6_addr left;
    struct in6_addr right;
    in_port_t left_port = 0;
    in_port_t right_port = 0;
    return to_v6(a, a_size, &left, &left_port) && to_v6(b, b_size, &right, &right_port) &&
           left_port == right_port && memcmp(&left, &right, sizeof left) == 0;
}
