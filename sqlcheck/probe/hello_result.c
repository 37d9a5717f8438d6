#include "probe/hello_result.h"

#include "probe/hello.h"

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

void hello_result_from_end(const struct talk *talk, struct hello_result *out)
{
    static const enum hello_end ends[] = {
        [NET_OK] = HELLO_NO_TLS,        [NET_REFUSED] = HELLO_NOT_REACHED,
        [NET_TIMEOUT] = HELLO_SILENT,   [NET_UNREACHABLE] = HELLO_NOT_REACHED,
        [NET_RESET] = HELLO_RESET,      [NET_CLOSED] = HELLO_CLOSED,
        [NET_FAILED] = HELLO_OWN_FAULT,
    };
    out->end = talk->not_tds ? HELLO_NO_TLS : ends[talk->result.outcome];
    if (out->end == HELLO_NOT_REACHED || out->end == HELLO_OWN_FAULT)
        out->detail =
            talloc_strdup(talk->stream.pending.parent, strerror(talk->result.error_number));
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

static void listen_for_hello(struct talk *talk, void *parent, uint16_t version,
                             struct deadline deadline, struct hello_result *out)
{
    struct tls_seen seen;
    tls_seen_init(&seen, parent);
    for (struct reader records; talk_receive_tls(talk, &records, deadline);) {
        tls_seen_feed(&seen, records.data, records.size);
        if (hello_result_from_seen(&seen, version, out))
            return;
    }
    hello_see_bare_alert(talk, &seen, deadline);
    if (!hello_result_from_seen(&seen, version, out))
        hello_result_from_end(talk, out);
}

static bool not_reached(void *parent, const char *stage, const struct net_result *network,
                        bool not_tds, struct hello_result *out)
{
    out->end = HELLO_NOT_REACHED;
    out->detail = talloc_asprintf(parent, "this connection ended in %s: %s", stage,
                                  not_tds ? "not TDS" : net_outcome_word(network->outcome));
    return false;
}

bool hello_open(void *parent, const struct net_address *address, struct deadline deadline,
                struct talk *talk, struct hello_result *out)
{
    struct net_connection connection = net_connect(address, 1, deadline);
    *out = (struct hello_result){.opened = connection.opened};
    talk_init(talk, parent, connection.fd);
    if (connection.fd < 0)
        return not_reached(parent, "connect", &connection.result, false, out);
    struct prelogin answer;
    return (talk_send_prelogin(talk, deadline) && talk_receive_prelogin(talk, &answer, deadline)) ||
           not_reached(parent, "prelogin", &talk->result, talk->not_tds, out);
}

struct hello_result hello_ask(void *parent, const struct net_address *address, uint16_t version,
                              struct deadline deadline)
{
    struct talk talk;
    struct hello_result result;
    if (hello_open(parent, address, deadline, &talk, &result)) {
        struct writer hello;
        writer_init(&hello, parent);
        hello_write(&hello, version);
        if (talk_send_tls(&talk, &hello, deadline))
            listen_for_hello(&talk, parent, version, deadline, &result);
        else
            hello_result_from_end(&talk, &result);
    }
    net_close(&talk.fd);
    return result;
}
