#include "connect/tap.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "connect/loopback.h"
#include "connect/relay.h"
#include "net/socket.h"

/* A driver that connects again and again is stopped here: the server is not to suffer from it. */
enum { MAX_CONNECTIONS = 8, FLOOR_PORTION = 4 };

const char *const tap_stage_names[] = {
    "before it connected", "connecting", "PRELOGIN", "TLS handshake", "login", "query", NULL,
};

struct tap {
    struct tap_settings settings;
    struct relay_shared shared;
    struct net_address by_driver; /* where drivers connect to */
    struct net_address upstream;  /* where the tap connects to */
    atomic_bool floor;
    /* Under shared.lock: */
    struct relay *relays[MAX_CONNECTIONS + FLOOR_PORTION];
    size_t relay_count;
    struct tap_report notes; /* what concerns no single relay */
    char asked_name[256];    /* the latest host that is not the endpoint's; "" = none */
};

/* The one global of the program: connect() and getaddrinfo() have no argument to carry it. */
static _Atomic(struct tap *) the_tap;

/* ---- the C library's own ------------------------------------------------------------------- */

typedef int connect_function(int, const struct sockaddr *, socklen_t);
typedef int getaddrinfo_function(const char *, const char *, const struct addrinfo *,
                                 struct addrinfo **);

static int libc_connect(int fd, const struct sockaddr *address, socklen_t size)
{
    void *symbol = dlsym(RTLD_NEXT, "connect");
    connect_function *function = NULL;
    memcpy(&function, &symbol, sizeof function);
    if (function != NULL)
        return function(fd, address, size);
    errno = ENOSYS;
    return -1;
}

static int libc_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                            struct addrinfo **out)
{
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
    getaddrinfo_function *function = NULL;
    memcpy(&function, &symbol, sizeof function);
    return function == NULL ? EAI_SYSTEM : function(node, service, hints, out);
}

/* ---- leading a driver's socket into the gate ----------------------------------------------- */

static void tell(const struct tap *tap)
{
    if (tap->settings.changed != NULL)
        tap->settings.changed(tap->settings.context);
}

static int wait_connected(int fd, struct deadline deadline)
{
    struct pollfd one = {.fd = fd, .events = POLLOUT};
    int ready = 0;
    do {
        ready = poll(&one, 1, deadline_left_ms(deadline));
    } while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

/* -1 and errno when the server cannot be reached in time. */
static int connect_upstream(const struct tap *tap)
{
    const struct net_address *to = &tap->upstream;
    struct deadline deadline = {atomic_load(&tap->shared.deadline_ms)};
    int fd = socket(to->family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return -1;
    const int on = 1;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int error = 0;
    if (libc_connect(fd, (const struct sockaddr *)&to->socket_address, to->socket_address_size) !=
        0)
        error = errno == EINPROGRESS ? wait_connected(fd, deadline) : errno;
    if (error == 0)
        return fd;
    net_close(&fd);
    errno = error;
    return -1;
}

static void note_connect_error(struct tap *tap, int error)
{
    (void)pthread_mutex_lock(&tap->shared.lock);
    tap->notes.connect_error = error;
    tap->notes.timed_out = tap->notes.timed_out || error == ETIMEDOUT;
    (void)pthread_mutex_unlock(&tap->shared.lock);
}

/* A place for one more connection; counted before it is tried, so that none is missed. */
static bool take_place(struct tap *tap, bool is_floor)
{
    (void)pthread_mutex_lock(&tap->shared.lock);
    bool is_free = !atomic_load(&tap->shared.finishing) &&
                   (is_floor ? tap->relay_count < MAX_CONNECTIONS + FLOOR_PORTION
                             : tap->notes.connections < MAX_CONNECTIONS);
    if (is_free && !is_floor) {
        tap->notes.connections++;
        tap->notes.stage = STAGE_CONNECT;
    }
    (void)pthread_mutex_unlock(&tap->shared.lock);
    return is_free;
}

static bool keep_relay(struct tap *tap, int driver_fd, int server_fd)
{
    (void)pthread_mutex_lock(&tap->shared.lock);
    struct relay *relay = relay_start(&tap->shared, driver_fd, server_fd);
    if (relay != NULL)
        tap->relays[tap->relay_count++] = relay;
    (void)pthread_mutex_unlock(&tap->shared.lock);
    return relay != NULL;
}

/* A connection that ends as soon as it is there. A connect() that fails at once would do, but
 * FreeTDS then waits for its whole time limit with poll() on no socket at all. */
static int refuse(int fd, int family, int error)
{
    int driver_fd = -1;
    int result = loopback_join(fd, family, libc_connect, &driver_fd);
    int joined = errno;
    bool is_joined = driver_fd >= 0;
    net_close(&driver_fd);
    errno = is_joined ? joined : error;
    return is_joined ? result : -1;
}

/* The server first: what it refuses is not joined to anything. */
static int lead(struct tap *tap, int fd, int family)
{
    bool is_floor = atomic_load(&tap->floor);
    if (!take_place(tap, is_floor)) {
        errno = ECONNREFUSED;
        return -1;
    }
    tell(tap);
    int server_fd = is_floor ? -1 : connect_upstream(tap);
    if (!is_floor && server_fd < 0) {
        int error = errno;
        note_connect_error(tap, error);
        return refuse(fd, family, error);
    }
    int driver_fd = -1;
    int result = loopback_join(fd, family, libc_connect, &driver_fd);
    int error = errno;
    if (driver_fd < 0) {
        net_close(&server_fd);
        result = -1;
    } else if (!keep_relay(tap, driver_fd, server_fd)) {
        error = errno;
        result = -1;
    }
    tell(tap);
    errno = error;
    return result;
}

static int turn_away(struct tap *tap, int fd, int type, const struct sockaddr *address,
                     socklen_t size)
{
    char host[NI_MAXHOST] = "";
    char port[NI_MAXSERV] = "";
    (void)getnameinfo(address, size, host, sizeof host, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV);
    (void)pthread_mutex_lock(&tap->shared.lock);
    tap->notes.strangers++;
    bool is_named = tap->asked_name[0] != '\0' && strcmp(tap->asked_name, host) != 0;
    (void)snprintf(tap->notes.stranger, sizeof tap->notes.stranger, "%s%s%s,%s%s",
                   is_named ? tap->asked_name : "", is_named ? " (" : "", host, port,
                   is_named ? ")" : "");
    (void)pthread_mutex_unlock(&tap->shared.lock);
    tell(tap);
    if (type == SOCK_STREAM)
        return refuse(fd, address->sa_family, ECONNREFUSED);
    errno = ECONNREFUSED;
    return -1;
}

static bool is_endpoint(const struct tap *tap, const struct sockaddr *address, socklen_t size)
{
    return loopback_same(address, size, (const struct sockaddr *)&tap->by_driver.socket_address,
                         tap->by_driver.socket_address_size);
}

/* SOCK_STREAM, SOCK_DGRAM ...; 0: it does not leave this machine by way of the internet. */
static int internet_type(int fd, const struct sockaddr *address, socklen_t size)
{
    if (address == NULL || size < sizeof address->sa_family ||
        (address->sa_family != AF_INET && address->sa_family != AF_INET6))
        return 0;
    int type = 0;
    socklen_t type_size = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) == 0 ? type : 0;
}

#define EXPORTED __attribute__((visibility("default")))

EXPORTED int connect(int fd, __CONST_SOCKADDR_ARG to, socklen_t size)
{
    const struct sockaddr *address = to.__sockaddr__;
    struct tap *tap = atomic_load(&the_tap);
    int type = tap == NULL ? 0 : internet_type(fd, address, size);
    if (type == 0)
        return libc_connect(fd, address, size);
    if (type != SOCK_STREAM || !is_endpoint(tap, address, size))
        return turn_away(tap, fd, type, address, size);
    return lead(tap, fd, address->sa_family);
}

/* Whoever looks for another host was sent there. */
static int look_up_other(struct tap *tap, const char *node, const char *service,
                         const struct addrinfo *hints, struct addrinfo **out)
{
    int error = libc_getaddrinfo(node, service, hints, out);
    (void)pthread_mutex_lock(&tap->shared.lock);
    (void)snprintf(tap->asked_name, sizeof tap->asked_name, "%s", node);
    if (error != 0)
        (void)snprintf(tap->notes.lost_name, sizeof tap->notes.lost_name, "%s", node);
    (void)pthread_mutex_unlock(&tap->shared.lock);
    return error;
}

EXPORTED int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                         struct addrinfo **out)
{
    struct tap *tap = atomic_load(&the_tap);
    if (tap == NULL || node == NULL)
        return libc_getaddrinfo(node, service, hints, out);
    if (!text_equal(node, tap->settings.host))
        return look_up_other(tap, node, service, hints, out);
    struct addrinfo numeric = {.ai_family = AF_UNSPEC};
    if (hints != NULL) {
        numeric.ai_family = hints->ai_family;
        numeric.ai_socktype = hints->ai_socktype;
        numeric.ai_protocol = hints->ai_protocol;
        numeric.ai_flags = hints->ai_flags & (AI_PASSIVE | AI_NUMERICSERV | AI_CANONNAME);
    }
    numeric.ai_flags |= AI_NUMERICHOST;
    return libc_getaddrinfo(tap->settings.address, service, &numeric, out);
}

/* ---- the tap itself ------------------------------------------------------------------------ */

static bool read_address(void *parent, const char *text, int port, struct net_address *out,
                         struct error *err)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char service[16];
    (void)snprintf(service, sizeof service, "%d", port);
    int error = libc_getaddrinfo(text, service, &hints, &found);
    if (error != 0)
        return error_set(err, "address '%s' is not numeric: %s", text, gai_strerror(error));
    *out = (struct net_address){
        .text = talloc_strdup(parent, text), .family = found->ai_family, .port = port};
    memcpy(&out->socket_address, found->ai_addr, found->ai_addrlen);
    out->socket_address_size = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

struct tap *tap_start(const struct tap_settings *settings, struct error *err)
{
    struct tap *tap = mem_array(NULL, struct tap, 1);
    tap->settings = *settings;
    tap->shared.settings = &tap->settings;
    (void)pthread_mutex_init(&tap->shared.lock, NULL);
    atomic_store(&tap->shared.deadline_ms, settings->deadline.at_ms);
    if (!read_address(tap, settings->address, settings->port, &tap->by_driver, err) ||
        !read_address(tap, settings->address, settings->address_port, &tap->upstream, err)) {
        talloc_free(tap);
        return NULL;
    }
    atomic_store(&the_tap, tap);
    return tap;
}

static void wake_all(struct tap *tap)
{
    (void)pthread_mutex_lock(&tap->shared.lock);
    for (size_t i = 0; i < tap->relay_count; i++)
        relay_wake(tap->relays[i]);
    (void)pthread_mutex_unlock(&tap->shared.lock);
}

void tap_set_deadline(struct tap *tap, struct deadline deadline)
{
    atomic_store(&tap->shared.deadline_ms, deadline.at_ms);
    wake_all(tap);
}

void tap_test_floor(struct tap *tap, bool on)
{
    atomic_store(&tap->floor, on);
    for (size_t i = 0; !on && i < tap->relay_count; i++)
        if (tap->relays[i]->is_floor)
            relay_join(tap->relays[i]);
}

static void look_at(const struct relay *relay, struct tap_report *out)
{
    if (relay->is_floor) { /* a driver that took 1.1 once and then left would take it again */
        if (relay->floor != FLOOR_NOT_ASKED && out->floor != FLOOR_TAKES)
            out->floor = relay->floor;
        return;
    }
    out->timed_out = out->timed_out || relay->timed_out;
    enum tap_stage stage = relay_stage(relay);
    if (stage < out->stage)
        return;
    out->stage = stage;
    out->seen = relay->gate.seen;
    out->closer = relay->closer;
    out->was_reset = relay->was_reset;
    out->heard = relay->heard;
}

void tap_look(struct tap *tap, struct tap_report *out)
{
    (void)pthread_mutex_lock(&tap->shared.lock);
    *out = tap->notes;
    for (size_t i = 0; i < tap->relay_count; i++)
        look_at(tap->relays[i], out);
    (void)pthread_mutex_unlock(&tap->shared.lock);
}

void tap_finish(struct tap *tap)
{
    atomic_store(&tap->shared.finishing, true);
    for (size_t i = 0; i < tap->relay_count; i++)
        relay_join(tap->relays[i]);
}

void tap_free(struct tap *tap)
{
    if (tap == NULL)
        return;
    tap_finish(tap);
    atomic_store(&the_tap, NULL);
    for (size_t i = 0; i < tap->relay_count; i++)
        relay_free(tap->relays[i]);
    (void)pthread_mutex_destroy(&tap->shared.lock);
    talloc_free(tap);
}
