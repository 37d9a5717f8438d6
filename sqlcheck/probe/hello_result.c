#include "probe/hello_result.h"

#include "probe/stranger.h"

#include <string.h>
#include <talloc.h>

bool hello_result_from_seen(const struct tls_seen *seen, uint16_t asked, struct hello_result *out)
{
    if (seen->has_hello) {
        out->end = seen->version == asked ? HELLO_TAKEN : HELLO_OTHER_VERSION;
        out->version = seen->version;
        out->suite = seen->suite;
    } else if (seen->has_alert) {
        out->end = HELLO_ALERT;
        out->alert = seen->alert;
    } else if (seen->broken) {
        out->end = HELLO_NO_TLS;
    } else if (seen->has_close_notify) {
        out->end = HELLO_CLOSED;
    } else {
        return false;
    }
    return true;
}

void hello_result_from_network(void *parent, struct net_result network, struct hello_result *out)
{
    static const enum hello_end ends[] = {
        [NET_OK] = HELLO_NO_TLS,        [NET_REFUSED] = HELLO_NOT_REACHED,
        [NET_TIMEOUT] = HELLO_SILENT,   [NET_UNREACHABLE] = HELLO_NOT_REACHED,
        [NET_RESET] = HELLO_RESET,      [NET_CLOSED] = HELLO_CLOSED,
        [NET_FAILED] = HELLO_OWN_FAULT,
    };
    out->end = ends[network.outcome];
    if (out->end == HELLO_NOT_REACHED || out->end == HELLO_OWN_FAULT)
        out->detail = talloc_strdup(parent, strerror(network.error_number));
}

void hello_result_from_end(const struct talk *talk, struct hello_result *out)
{
    if (talk->not_tds)
        out->end = HELLO_NO_TLS;
    else
        hello_result_from_network(talk->stream.pending.parent, talk->result, out);
}

void hello_see_bare_alert(struct talk *talk, struct tls_seen *seen, struct deadline deadline)
{
    if (!talk->not_tds || seen->size > 0)
        return;
    struct reader rest = talk_rest(talk, deadline);
    struct reader look = rest;
    if (reader_u8(&look) == TLS_RECORD_ALERT && reader_u8(&look) == 3)
        tls_seen_feed(seen, rest.data, rest.size);
}

/* What is not TLS from the first byte on is named by its first words. */
static void name_stranger(void *parent, struct talk *talk, struct deadline deadline,
                          struct hello_result *out)
{
    if (out->end == HELLO_NO_TLS && talk->bare)
        out->detail = stranger_text(parent, talk_rest(talk, deadline), "ClientHello", "TLS");
}

void hello_hear(void *parent, uint16_t version, struct deadline deadline, struct talk *talk,
                struct hello_result *out)
{
    struct tls_seen seen;
    tls_seen_init(&seen, parent);
    bool told = false;
    for (struct reader records; !told && talk_receive_tls(talk, &records, deadline);) {
        tls_seen_feed(&seen, records.data, records.size);
        told = hello_result_from_seen(&seen, version, out);
    }
    if (!told) {
        hello_see_bare_alert(talk, &seen, deadline);
        told = hello_result_from_seen(&seen, version, out);
    }
    if (!told)
        hello_result_from_end(talk, out);
    name_stranger(parent, talk, deadline, out);
}

void hello_hear_flight(void *parent, uint16_t version, struct deadline deadline, struct talk *talk,
                       struct tls_seen *seen, struct hello_result *out)
{
    tls_seen_init(seen, parent);
    bool over = false;
    for (struct reader records; !over && talk_receive_tls(talk, &records, deadline);) {
        tls_seen_feed(seen, records.data, records.size);
        over = seen->has_done || seen->has_alert || seen->broken || seen->has_close_notify;
    }
    hello_see_bare_alert(talk, seen, deadline);
    if (!hello_result_from_seen(seen, version, out))
        hello_result_from_end(talk, out);
    if (seen->has_alert) {
        out->end = HELLO_ALERT;
        out->alert = seen->alert;
    }
}

static bool not_reached(void *parent, const char *stage, const struct net_result *network,
                        bool not_tds, struct hello_result *out)
{
    out->end = HELLO_NOT_REACHED;
    out->detail = talloc_asprintf(parent, "this connection ended in %s: %s", stage,
                                  not_tds ? "not TDS" : net_outcome_word(network->outcome));
    return false;
}

bool hello_begin(void *parent, const struct hello_route *route, struct deadline deadline,
                 struct talk *talk, struct hello_result *out)
{
    struct net_connection connection = net_connect(route->address, 1, deadline);
    *out = (struct hello_result){.opened = connection.opened, .encrypt = -1};
    talk_init(talk, parent, connection.fd);
    talk->bare = route->bare;
    talk->encrypt = route->encrypt;
    if (connection.fd < 0)
        return not_reached(parent, "connect", &connection.result, false, out);
    return route->bare || talk_send_prelogin(talk, deadline) ||
           not_reached(parent, "prelogin", &talk->result, false, out);
}

bool hello_ready(void *parent, struct deadline deadline, struct talk *talk,
                 struct hello_result *out)
{
    struct prelogin answer;
    if (talk->bare || out->encrypt >= 0)
        return true;
    if (!talk_receive_prelogin(talk, &answer, deadline))
        return not_reached(parent, "prelogin", &talk->result, talk->not_tds, out);
    out->encrypt = (int)answer.encrypt;
    return true;
}

bool hello_open(void *parent, const struct hello_route *route, struct deadline deadline,
                struct talk *talk, struct hello_result *out)
{
    return hello_begin(parent, route, deadline, talk, out) &&
           hello_ready(parent, deadline, talk, out);
}

static bool is_numeric(const char *name)
{
    return strchr(name, ':') != NULL || name[strspn(name, "0123456789.")] == '\0';
}

bool hello_send(void *parent, const struct hello_route *route, const struct tls_offer *offer,
                struct deadline deadline, struct talk *talk, struct hello_result *out)
{
    struct tls_offer named = *offer;
    named.alpn = route->alpn;
    if (route->server_name != NULL && !is_numeric(route->server_name))
        named.server_name = route->server_name;
    struct writer hello;
    writer_init(&hello, parent);
    hello_write(&hello, &named);
    bool sent = talk_send_tls(talk, &hello, deadline);
    talloc_free(hello.data);
    if (!sent)
        hello_result_from_end(talk, out);
    return sent;
}

struct hello_result hello_ask(void *parent, const struct hello_route *route,
                              const struct tls_offer *offer, struct deadline deadline)
{
    struct talk talk;
    struct hello_result result;
    if (hello_open(parent, route, deadline, &talk, &result) &&
        hello_send(parent, route, offer, deadline, &talk, &result))
        hello_hear(parent, offer->version, deadline, &talk, &result);
    net_close(&talk.fd);
    return result;
}
