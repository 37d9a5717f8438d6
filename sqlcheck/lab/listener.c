#include "lab/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

enum {
    BACKLOG = 1024,
    STACK_SIZE = 1 << 20,
    TRIES = 50,
    LAST_WAIT_S = 1,
    FIRST_SPID = 1001,
    SPIDS = 30000
};

struct client {
    const struct lab_server *server;
    const struct lab_service *service;
    struct clients *clients;
    struct client *next;
    pthread_t thread;
    int fd;
    uint16_t spid;
    bool done; /* its thread has nothing more to do; under the lock */
};

/* All threads are joined: one that were still ending at exit would look like a leak. */
struct clients {
    pthread_mutex_t lock;
    pthread_cond_t one_done;
    struct client *first; /* touched by the accepting thread only */
    int running;          /* under the lock */
    unsigned served;
};

/* ---- binding -------------------------------------------------------------------------------- */

static int bound_socket(int type, const char *address, int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int yes = 1;
    int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    bool ok =
        inet_pton(AF_INET, address, &at.sin_addr) == 1 &&
        (type != SOCK_STREAM || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0) &&
        bind(fd, (const struct sockaddr *)&at, sizeof at) == 0 &&
        (type != SOCK_STREAM || listen(fd, BACKLOG) == 0);
    if (ok)
        return fd;
    int kept = errno;
    (void)close(fd);
    errno = kept;
    return -1;
}

static bool add_listener(struct lab_server *server, int type, const char *address, int port,
                         const struct lab_service *service)
{
    int fd = bound_socket(type, address, port);
    if (fd < 0)
        return false;
    struct listener *listener =
        mem_append(server, &server->listeners, &server->listener_count, sizeof(struct listener));
    listener->fd = fd;
    listener->service = service;
    (void)snprintf(listener->address, sizeof listener->address, "%s", address);
    return true;
}

static bool has_browser(const struct lab_server *server, const char *address)
{
    for (size_t i = 0; i < server->listener_count; i++)
        if (server->listeners[i].service == NULL &&
            strcmp(server->listeners[i].address, address) == 0)
            return true;
    return false;
}

static void close_all(struct lab_server *server)
{
    for (size_t i = 0; i < server->listener_count; i++)
        (void)close(server->listeners[i].fd);
    server->listener_count = 0;
    TALLOC_FREE(server->listeners);
}

/* The n-th address after `first`, within 127.0.0.0/8. */
static void address_after(uint32_t first, uint32_t n, char out[16])
{
    struct in_addr address = {.s_addr = htonl(0x7f000000u | ((first + n) & 0x00ffffffu))};
    (void)inet_ntop(AF_INET, &address, out, 16);
}

static void give_addresses(struct lab_case *lab, uint32_t first)
{
    uint32_t used = 0;
    for (size_t i = 0; i < lab->endpoint_count; i++) {
        struct lab_endpoint *endpoint = lab->endpoints[i];
        const struct lab_endpoint *same = NULL;
        for (size_t j = 0; j < i && same == NULL; j++)
            same = text_equal(lab->endpoints[j]->host, endpoint->host) ? lab->endpoints[j] : NULL;
        if (same != NULL)
            memcpy(endpoint->address, same->address, sizeof endpoint->address);
        else
            address_after(first, used++, endpoint->address);
    }
}

static bool bind_all(struct lab_server *server, const struct lab_case *lab)
{
    for (size_t i = 0; i < lab->endpoint_count; i++) {
        const struct lab_endpoint *endpoint = lab->endpoints[i];
        bool wants_browser = endpoint->instance != NULL && !has_browser(server, endpoint->address);
        bool ok = (endpoint->fault == LAB_FAULT_REFUSE ||
                   add_listener(server, SOCK_STREAM, endpoint->address, endpoint->port,
                                &server->services[i])) &&
                  (!wants_browser ||
                   add_listener(server, SOCK_DGRAM, endpoint->address, BROWSER_PORT, NULL));
        if (!ok)
            return false;
    }
    return true;
}

static uint32_t random_address(void)
{
    uint32_t bits = 0;
    (void)getrandom(&bits, sizeof bits, 0);
    uint32_t second = 1 + (bits >> 16 & 0xff) % 250;
    uint32_t third = 1 + (bits >> 8 & 0xff) % 250;
    uint32_t fourth = 1 + (bits & 0xff) % 200;
    return 0x7f000000u | second << 16 | third << 8 | fourth;
}

bool listener_open(struct lab_server *server, struct lab_case *lab, const char *first,
                   struct error *err)
{
    struct in_addr address = {0};
    if (first != NULL &&
        (inet_pton(AF_INET, first, &address) != 1 || ntohl(address.s_addr) >> 24 != 127))
        return error_set(err, "'%s' is not a loopback address: expected 127.a.b.c", first);
    for (int i = 0; i < (first == NULL ? TRIES : 1); i++) {
        give_addresses(lab, first == NULL ? random_address() : ntohl(address.s_addr));
        if (bind_all(server, lab))
            return true;
        (void)error_set(err, "binding the lab's sockets from %s on: %s", lab->endpoints[0]->address,
                        strerror(errno));
        close_all(server);
    }
    return false;
}

/* ---- serving -------------------------------------------------------------------------------- */

static void *serve_client(void *context)
{
    struct client *client = context;
    const struct lab_server *server = client->server;
    session_serve(client->service, client->fd, server->stop_fd, server->journal_fd, client->spid);
    (void)close(client->fd);
    (void)pthread_mutex_lock(&client->clients->lock);
    client->done = true;
    client->clients->running--;
    (void)pthread_cond_signal(&client->clients->one_done);
    (void)pthread_mutex_unlock(&client->clients->lock);
    return NULL;
}

static bool start_thread(struct client *client)
{
    pthread_attr_t attributes;
    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, STACK_SIZE);
    bool ok = pthread_create(&client->thread, &attributes, serve_client, client) == 0;
    (void)pthread_attr_destroy(&attributes);
    return ok;
}

static bool is_done(struct client *client)
{
    (void)pthread_mutex_lock(&client->clients->lock);
    bool done = client->done;
    (void)pthread_mutex_unlock(&client->clients->lock);
    return done;
}

/* Frees the clients that have ended. */
static void reap(struct clients *clients)
{
    for (struct client **link = &clients->first; *link != NULL;) {
        struct client *client = *link;
        if (!is_done(client)) {
            link = &client->next;
            continue;
        }
        *link = client->next;
        (void)pthread_join(client->thread, NULL);
        free(client);
    }
}

static int add_running(struct clients *clients, int more)
{
    (void)pthread_mutex_lock(&clients->lock);
    int running = clients->running += more;
    (void)pthread_mutex_unlock(&clients->lock);
    return running;
}

static void accept_client(struct lab_server *server, const struct listener *listener)
{
    int yes = 1;
    int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct client *client = fd < 0 ? NULL : malloc(sizeof *client);
    if (client == NULL) {
        if (fd >= 0)
            (void)close(fd);
        return;
    }
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct clients *clients = server->clients;
    uint16_t spid = (uint16_t)(FIRST_SPID + clients->served++ % SPIDS);
    *client = (struct client){
        .server = server, .service = listener->service, .clients = clients, .fd = fd, .spid = spid};
    reap(clients);
    if (add_running(clients, 1) <= LISTENER_MOST_CLIENTS && start_thread(client)) {
        client->next = clients->first;
        clients->first = client;
        return;
    }
    (void)add_running(clients, -1);
    (void)close(fd);
    free(client);
}

static void wait_for_clients(struct clients *clients)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LAST_WAIT_S;
    (void)pthread_mutex_lock(&clients->lock);
    int waited = 0;
    while (clients->running > 0 && waited == 0)
        waited = pthread_cond_timedwait(&clients->one_done, &clients->lock, &until);
    int left = clients->running;
    (void)pthread_mutex_unlock(&clients->lock);
    if (left > 0) /* a thread still uses what the caller is about to free */
        _exit(0);
    reap(clients);
    (void)pthread_mutex_destroy(&clients->lock);
    (void)pthread_cond_destroy(&clients->one_done);
}

static void serve_until(struct lab_server *server, int signal_fd)
{
    struct pollfd *watched = mem_array(server, struct pollfd, server->listener_count + 1);
    for (size_t i = 0; i < server->listener_count; i++)
        watched[i] = (struct pollfd){.fd = server->listeners[i].fd, .events = POLLIN};
    struct pollfd *stop = &watched[server->listener_count];
    *stop = (struct pollfd){.fd = signal_fd, .events = POLLIN};
    while (stop->revents == 0) {
        if (poll(watched, server->listener_count + 1, -1) < 0 && errno != EINTR)
            break;
        for (size_t i = 0; i < server->listener_count; i++) {
            const struct listener *listener = &server->listeners[i];
            if (watched[i].revents == 0)
                continue;
            if (listener->service == NULL)
                browser_answer(server->lab, listener->address, listener->fd);
            else
                accept_client(server, listener);
        }
    }
}

void listener_run(struct lab_server *server, int signal_fd)
{
    struct clients clients = {.running = 0};
    uint64_t one = 1;
    (void)pthread_mutex_init(&clients.lock, NULL);
    (void)pthread_cond_init(&clients.one_done, NULL);
    server->clients = &clients;
    serve_until(server, signal_fd);
    ssize_t told = write(server->stop_fd, &one, sizeof one);
    (void)told;
    wait_for_clients(&clients);
    close_all(server);
}
