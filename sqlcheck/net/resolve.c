#include "net/resolve.h"

#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <talloc.h>

/* The one piece of state that outlives a call: a thread that cannot be called back. */
static atomic_bool resolver_left_behind;

bool resolve_is_hanging(void)
{
    return atomic_load(&resolver_left_behind);
}

/* Shared by the asker and its thread; whoever lets go last frees it. On malloc, because talloc is
 * not for two threads. */
struct lookup {
    pthread_mutex_t lock;
    pthread_cond_t finished;
    int holders;
    bool done;
    int status; /* of getaddrinfo */
    int error_number;
    struct addrinfo *found;
    char host[256];
};

static struct addrinfo lookup_hints(int flags)
{
    return (struct addrinfo){.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags};
}

static struct lookup *lookup_new(const char *host)
{
    struct lookup *lookup = calloc(1, sizeof *lookup);
    if (lookup == NULL)
        return NULL;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&lookup->finished, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&lookup->lock, NULL);
    lookup->holders = 2;
    (void)snprintf(lookup->host, sizeof lookup->host, "%s", host);
    return lookup;
}

static void lookup_release(struct lookup *lookup)
{
    pthread_mutex_lock(&lookup->lock);
    bool last = --lookup->holders == 0;
    pthread_mutex_unlock(&lookup->lock);
    if (!last)
        return;
    if (lookup->found != NULL)
        freeaddrinfo(lookup->found);
    pthread_cond_destroy(&lookup->finished);
    pthread_mutex_destroy(&lookup->lock);
    free(lookup);
}

static void *lookup_run(void *argument)
{
    struct lookup *lookup = argument;
    struct addrinfo hints = lookup_hints(0);
    struct addrinfo *found = NULL;
    int status = getaddrinfo(lookup->host, NULL, &hints, &found);
    int error_number = errno;
    pthread_mutex_lock(&lookup->lock);
    lookup->status = status;
    lookup->error_number = error_number;
    lookup->found = status == 0 ? found : NULL;
    lookup->done = true;
    pthread_cond_signal(&lookup->finished);
    pthread_mutex_unlock(&lookup->lock);
    lookup_release(lookup);
    return NULL;
}

static bool lookup_start(struct lookup *lookup)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    bool started = pthread_create(&thread, &attributes, lookup_run, lookup) == 0;
    pthread_attr_destroy(&attributes);
    if (!started)
        lookup_release(lookup); /* the share of the thread that never was */
    return started;
}

static bool lookup_wait(struct lookup *lookup, struct deadline deadline)
{
    struct timespec until = {.tv_sec = (time_t)(deadline.at_ms / 1000),
                             .tv_nsec = (long)(deadline.at_ms % 1000) * 1000000L};
    pthread_mutex_lock(&lookup->lock);
    while (!lookup->done)
        if (pthread_cond_timedwait(&lookup->finished, &lookup->lock, &until) == ETIMEDOUT)
            break;
    bool done = lookup->done;
    pthread_mutex_unlock(&lookup->lock);
    return done;
}

static void set_port(struct net_address *address, int port)
{
    address->port = port;
    if (address->family == AF_INET)
        ((struct sockaddr_in *)&address->socket_address)->sin_port = htons((uint16_t)port);
    else
        ((struct sockaddr_in6 *)&address->socket_address)->sin6_port = htons((uint16_t)port);
}

static bool is_listed(const struct resolution *resolution, const char *text)
{
    for (size_t i = 0; i < resolution->count; i++)
        if (strcmp(resolution->addresses[i].text, text) == 0)
            return true;
    return false;
}

static void collect(void *parent, const struct addrinfo *found, int port, struct resolution *out)
{
    for (; found != NULL && out->count < RESOLVE_MAX_ADDRESSES; found = found->ai_next) {
        char text[NI_MAXHOST];
        if ((found->ai_family != AF_INET && found->ai_family != AF_INET6) ||
            getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof text, NULL, 0,
                        NI_NUMERICHOST) != 0 ||
            is_listed(out, text))
            continue;
        struct net_address *address =
            mem_append(parent, &out->addresses, &out->count, sizeof *address);
        address->text = talloc_strdup(parent, text);
        address->family = found->ai_family;
        address->socket_address_size = found->ai_addrlen;
        memcpy(&address->socket_address, found->ai_addr, found->ai_addrlen);
        set_port(address, port);
    }
    out->outcome = out->count > 0 ? RESOLVE_OK : RESOLVE_NOT_FOUND;
    if (out->count == 0)
        out->reason = talloc_strdup(parent, "the name has no IPv4 or IPv6 address");
}

static bool resolve_numeric(void *parent, const char *host, int port, struct resolution *out)
{
    struct addrinfo hints = lookup_hints(AI_NUMERICHOST);
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, NULL, &hints, &found) != 0)
        return false;
    collect(parent, found, port, out);
    freeaddrinfo(found);
    return true;
}

static struct resolution not_found(void *parent, const char *reason)
{
    return (struct resolution){.outcome = RESOLVE_NOT_FOUND,
                               .reason = talloc_strdup(parent, reason)};
}

static struct resolution resolution_of(void *parent, const struct lookup *lookup, int port)
{
    struct resolution resolution = {.outcome = RESOLVE_NOT_FOUND};
    if (lookup->status == 0)
        collect(parent, lookup->found, port, &resolution);
    else
        resolution.reason =
            talloc_strdup(parent, lookup->status == EAI_SYSTEM ? strerror(lookup->error_number)
                                                               : gai_strerror(lookup->status));
    return resolution;
}

/* A question under way: `lookup` is NULL where the answer needs no waiting. */
struct asked {
    struct lookup *lookup;
    struct resolution answer;
};

static struct asked ask(void *parent, const struct resolve_question *question)
{
    struct asked asked = {.answer = {.outcome = RESOLVE_NOT_FOUND}};
    if (resolve_numeric(parent, question->host, question->port, &asked.answer))
        return asked;
    if (strlen(question->host) > 253) { /* RFC 1035 2.3.4 */
        asked.answer = not_found(parent, "a host name has at most 253 characters");
        return asked;
    }
    asked.lookup = lookup_new(question->host);
    if (asked.lookup == NULL) {
        asked.answer = not_found(parent, "out of memory");
    } else if (!lookup_start(asked.lookup)) {
        lookup_release(asked.lookup);
        asked.lookup = NULL;
        asked.answer = not_found(parent, "no thread could be started to ask the resolver");
    }
    return asked;
}

static struct resolution silent(void *parent)
{
    return (struct resolution){
        .outcome = RESOLVE_SILENT,
        .reason = talloc_strdup(parent, "the resolver of this machine did not answer in time"),
    };
}

static struct resolution answer_of(void *parent, const struct asked *asked, int port,
                                   struct deadline deadline)
{
    if (asked->lookup == NULL)
        return asked->answer;
    struct resolution resolution;
    if (lookup_wait(asked->lookup, deadline)) {
        resolution = resolution_of(parent, asked->lookup, port);
    } else {
        atomic_store(&resolver_left_behind, true);
        resolution = silent(parent);
    }
    lookup_release(asked->lookup);
    return resolution;
}

struct resolution resolve(void *parent, const char *host, int port, struct deadline deadline)
{
    const struct resolve_question question = {.host = host, .port = port};
    const struct asked asked = ask(parent, &question);
    return answer_of(parent, &asked, port, deadline);
}

/* Answers are taken in their order, and a question is asked for each that was taken: one that is
 * slow holds up those behind it no longer than its own time. */
void resolve_all(void *parent, const struct resolve_question *questions, size_t count,
                 size_t at_once, int within_ms, struct deadline end, struct resolution *out)
{
    struct asked *asked = mem_array(NULL, struct asked, count);
    struct deadline *until = mem_array(asked, struct deadline, count);
    size_t begun = 0;
    for (size_t i = 0; i < count; i++) {
        for (; begun < count && begun < i + at_once && !deadline_passed(end); begun++) {
            until[begun] = deadline_within(end, within_ms);
            asked[begun] = ask(parent, &questions[begun]);
        }
        out[i] =
            i < begun ? answer_of(parent, &asked[i], questions[i].port, until[i]) : silent(parent);
    }
    talloc_free(asked);
}
