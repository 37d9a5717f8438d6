#include "net/socket.h"

#include "tests/unit/net/peer.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <talloc.h>
#include <unistd.h>

static struct net_address address_of(void *memory, const char *host, int port)
{
    return resolve(memory, host, port, deadline_in_ms(0)).addresses[0];
}

static void play_echo(int fd, int index, void *context)
{
    (void)index;
    (void)context;
    char byte;
    while (peer_receive(fd, &byte, 1) && peer_send(fd, &byte, 1)) {
    }
}

static void play_close(int fd, int index, void *context)
{
    (void)fd;
    (void)index;
    (void)context;
}

static void play_reset(int fd, int index, void *context)
{
    (void)index;
    (void)context;
    char byte;
    (void)peer_receive(fd, &byte, 1);
    peer_reset(fd);
}

/* A byte each 20 ms, for ever. */
static void play_drip(int fd, int index, void *context)
{
    (void)index;
    (void)context;
    while (peer_send(fd, "x", 1))
        peer_pause(20);
}

/* A listener whose queue is full: the kernel drops what comes, so connecting is met with
 * silence. */
struct deaf {
    int listener;
    int fillers[8];
    int port;
};

static struct deaf deaf_start(void)
{
    struct deaf deaf = {.listener = socket(AF_INET, SOCK_STREAM, 0)};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    cr_assert_eq(bind(deaf.listener, (struct sockaddr *)&address, size), 0);
    cr_assert_eq(listen(deaf.listener, 0), 0);
    (void)getsockname(deaf.listener, (struct sockaddr *)&address, &size);
    deaf.port = ntohs(address.sin_port);
    for (size_t i = 0; i < 8; i++) {
        deaf.fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(deaf.fillers[i], (struct sockaddr *)&address, size);
    }
    return deaf;
}

static void deaf_stop(struct deaf *deaf)
{
    for (size_t i = 0; i < 8; i++)
        (void)close(deaf->fillers[i]);
    (void)close(deaf->listener);
}

Test(socket, refused_keeps_its_errno)
{
    void *memory = talloc_new(NULL);
    struct net_address address = address_of(memory, "127.0.0.1", peer_free_port());
    struct net_connection out = net_connect(&address, 1, deadline_in_ms(1000));
    cr_assert_eq(out.result.outcome, NET_REFUSED);
    cr_assert_eq(out.result.error_number, ECONNREFUSED);
    cr_assert_eq(out.fd, -1);
    cr_assert_eq(out.opened, 0);
    talloc_free(memory);
}

Test(socket, no_address_is_unreachable)
{
    cr_assert_eq(net_connect(NULL, 0, deadline_in_ms(10)).result.outcome, NET_UNREACHABLE);
}

Test(socket, silence_ends_at_the_deadline)
{
    void *memory = talloc_new(NULL);
    struct deaf deaf = deaf_start();
    struct net_address address = address_of(memory, "127.0.0.1", deaf.port);
    int64_t started = clock_monotonic_ms();
    struct net_connection out = net_connect(&address, 1, deadline_in_ms(300));
    int64_t took = clock_monotonic_ms() - started;
    cr_assert_eq(out.result.outcome, NET_TIMEOUT);
    cr_assert(took >= 300 && took < 900, "%lld ms", (long long)took);
    deaf_stop(&deaf);
    talloc_free(memory);
}

Test(socket, dead_first_address_costs_a_head_start_only)
{
    void *memory = talloc_new(NULL);
    struct deaf deaf = deaf_start();
    struct peer *peer = peer_start(play_echo, NULL);
    struct net_address addresses[] = {address_of(memory, "127.0.0.1", deaf.port),
                                      address_of(memory, "127.0.0.1", peer_port(peer))};
    int64_t started = clock_monotonic_ms();
    struct net_connection out = net_connect(addresses, 2, deadline_in_ms(5000));
    int64_t took = clock_monotonic_ms() - started;
    cr_assert_eq(out.result.outcome, NET_OK);
    cr_assert_eq(out.which, 1);
    cr_assert_eq(out.opened, 1);
    cr_assert(took < 1500, "%lld ms", (long long)took);
    net_close(&out.fd);
    deaf_stop(&deaf);
    peer_stop(peer);
    talloc_free(memory);
}

Test(socket, refused_first_address_costs_nothing)
{
    void *memory = talloc_new(NULL);
    struct peer *peer = peer_start(play_echo, NULL);
    struct net_address addresses[] = {address_of(memory, "127.0.0.1", peer_free_port()),
                                      address_of(memory, "127.0.0.1", peer_port(peer))};
    int64_t started = clock_monotonic_ms();
    struct net_connection out = net_connect(addresses, 2, deadline_in_ms(5000));
    cr_assert_eq(out.which, 1);
    cr_assert(clock_monotonic_ms() - started < 200);
    net_close(&out.fd);
    peer_stop(peer);
    talloc_free(memory);
}

Test(socket, a_refusal_tells_more_than_silence)
{
    void *memory = talloc_new(NULL);
    struct deaf deaf = deaf_start();
    struct net_address addresses[] = {address_of(memory, "127.0.0.1", deaf.port),
                                      address_of(memory, "127.0.0.1", peer_free_port())};
    struct net_connection out = net_connect(addresses, 2, deadline_in_ms(600));
    cr_assert_eq(out.result.outcome, NET_REFUSED);
    cr_assert_eq(out.which, 1);
    deaf_stop(&deaf);
    talloc_free(memory);
}

static struct net_result receive_one(int fd, int timeout_ms)
{
    char byte;
    size_t got;
    return net_receive(fd, &byte, 1, &got, deadline_in_ms(timeout_ms));
}

Test(socket, ends_of_a_connection_are_told_apart)
{
    void *memory = talloc_new(NULL);
    struct peer *closing = peer_start(play_close, NULL);
    struct peer *resetting = peer_start(play_reset, NULL);
    struct peer *echoing = peer_start(play_echo, NULL);
    struct net_address address = address_of(memory, "127.0.0.1", peer_port(closing));
    int fd = net_connect(&address, 1, deadline_in_ms(1000)).fd;
    cr_assert_eq(receive_one(fd, 1000).outcome, NET_CLOSED);
    net_close(&fd);
    address = address_of(memory, "127.0.0.1", peer_port(resetting));
    fd = net_connect(&address, 1, deadline_in_ms(1000)).fd;
    cr_assert_eq(net_send(fd, "x", 1, deadline_in_ms(1000)).outcome, NET_OK);
    struct net_result result = receive_one(fd, 1000);
    cr_assert_eq(result.outcome, NET_RESET);
    cr_assert_eq(result.error_number, ECONNRESET);
    net_close(&fd);
    address = address_of(memory, "127.0.0.1", peer_port(echoing));
    fd = net_connect(&address, 1, deadline_in_ms(1000)).fd;
    cr_assert_eq(receive_one(fd, 50).outcome, NET_TIMEOUT);
    net_close(&fd);
    cr_assert_eq(fd, -1);
    peer_stop(closing);
    peer_stop(resetting);
    peer_stop(echoing);
    talloc_free(memory);
}

Test(socket, drip_does_not_outrun_the_deadline)
{
    void *memory = talloc_new(NULL);
    struct peer *peer = peer_start(play_drip, NULL);
    struct net_address address = address_of(memory, "127.0.0.1", peer_port(peer));
    int fd = net_connect(&address, 1, deadline_in_ms(1000)).fd;
    struct deadline deadline = deadline_in_ms(300);
    char byte;
    size_t got;
    int received = 0;
    while (net_receive(fd, &byte, 1, &got, deadline).outcome == NET_OK)
        received++;
    cr_assert(received > 2 && received < 100);
    net_close(&fd);
    peer_stop(peer);
    talloc_free(memory);
}

/* As much as it can, for a second. */
static void play_flood(int fd, int index, void *context)
{
    static char much[65536];
    (void)index;
    (void)context;
    int64_t until = clock_monotonic_ms() + 1000;
    while (clock_monotonic_ms() < until && peer_send(fd, much, sizeof much)) {
    }
}

Test(socket, flood_does_not_outrun_the_deadline)
{
    void *memory = talloc_new(NULL);
    struct peer *peer = peer_start(play_flood, NULL);
    struct net_address address = address_of(memory, "127.0.0.1", peer_port(peer));
    int fd = net_connect(&address, 1, deadline_in_ms(1000)).fd;
    struct deadline deadline = deadline_in_ms(100);
    char byte; /* one at a time: there is always more */
    size_t got;
    int64_t started = clock_monotonic_ms();
    while (net_receive(fd, &byte, 1, &got, deadline).outcome == NET_OK) {
    }
    int64_t took = clock_monotonic_ms() - started;
    cr_assert(took < 500, "%lld ms", (long long)took);
    net_close(&fd);
    peer_stop(peer);
    talloc_free(memory);
}

/* Nobody reads: the buffers fill, then sending must end. */
static void play_deaf(int fd, int index, void *context)
{
    (void)fd;
    (void)index;
    (void)context;
    peer_pause(600);
}

Test(socket, sending_to_one_who_does_not_read_ends_at_the_deadline)
{
    void *memory = talloc_new(NULL);
    struct peer *peer = peer_start(play_deaf, NULL);
    struct net_address address = address_of(memory, "127.0.0.1", peer_port(peer));
    int fd = net_connect(&address, 1, deadline_in_ms(1000)).fd;
    size_t size = 64u << 20;
    char *much = talloc_zero_size(memory, size);
    cr_assert_eq(net_send(fd, much, size, deadline_in_ms(200)).outcome, NET_TIMEOUT);
    net_close(&fd);
    peer_stop(peer);
    talloc_free(memory);
}

/* ---- UDP ----------------------------------------------------------------------------------- */

struct udp {
    int fd;
    int port;
};

static struct udp udp_open(void)
{
    struct udp udp = {.fd = socket(AF_INET, SOCK_DGRAM, 0)};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    cr_assert_eq(bind(udp.fd, (struct sockaddr *)&address, size), 0);
    (void)getsockname(udp.fd, (struct sockaddr *)&address, &size);
    udp.port = ntohs(address.sin_port);
    return udp;
}

static void *answer_third(void *argument)
{
    struct udp *udp = argument;
    struct sockaddr_storage from;
    socklen_t size = sizeof from;
    char question[16];
    for (int i = 0; i < 3; i++)
        (void)recvfrom(udp->fd, question, sizeof question, 0, (struct sockaddr *)&from, &size);
    (void)sendto(udp->fd, "yes", 3, 0, (struct sockaddr *)&from, size);
    return NULL;
}

Test(ask, is_repeated_twice)
{
    void *memory = talloc_new(NULL);
    struct udp udp = udp_open();
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, answer_third, &udp), 0);
    struct net_address address = address_of(memory, "127.0.0.1", udp.port);
    char answer[16];
    size_t got;
    struct net_result result =
        net_ask(&address, 1, "port?", 5, answer, sizeof answer, &got, deadline_in_ms(5000));
    cr_assert_eq(result.outcome, NET_OK);
    cr_assert_eq(got, 3);
    (void)pthread_join(thread, NULL);
    (void)close(udp.fd);
    talloc_free(memory);
}

Test(ask, silence_ends_after_a_second_and_a_half)
{
    void *memory = talloc_new(NULL);
    struct udp udp = udp_open();
    struct net_address address = address_of(memory, "127.0.0.1", udp.port);
    char answer[16];
    size_t got = 9;
    int64_t started = clock_monotonic_ms();
    struct net_result result =
        net_ask(&address, 1, "port?", 5, answer, sizeof answer, &got, deadline_in_ms(60000));
    int64_t took = clock_monotonic_ms() - started;
    cr_assert_eq(result.outcome, NET_TIMEOUT);
    cr_assert_eq(got, 0);
    cr_assert(took >= 1400 && took < 2500, "%lld ms", (long long)took);
    (void)close(udp.fd);
    talloc_free(memory);
}

Test(ask, nobody_there_is_known_at_once)
{
    void *memory = talloc_new(NULL);
    struct udp udp = udp_open();
    (void)close(udp.fd);
    struct net_address address = address_of(memory, "127.0.0.1", udp.port);
    char answer[16];
    size_t got;
    int64_t started = clock_monotonic_ms();
    struct net_result result =
        net_ask(&address, 1, "port?", 5, answer, sizeof answer, &got, deadline_in_ms(5000));
    cr_assert_eq(result.outcome, NET_REFUSED);
    cr_assert(clock_monotonic_ms() - started < 400);
    talloc_free(memory);
}
