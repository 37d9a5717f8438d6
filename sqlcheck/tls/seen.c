#include "tls/seen.h"

#include "base/mem.h"

#include <string.h>
#include <talloc.h>

enum { SEEN_MAX = 1024 * 1024, ALERT_WARNING = 1, ALERT_CLOSE_NOTIFY = 0 };

void tls_seen_init(struct tls_seen *seen, void *parent)
{
    *seen = (struct tls_seen){.parent = parent};
    tls_flow_init(&seen->flow, parent);
}

static void give_up(struct tls_seen *seen, const char *why)
{
    seen->broken = true;
    seen->why = why;
}

static void on_server_hello(struct tls_seen *seen, struct reader body)
{
    struct tls_server_hello hello;
    if (!tls_server_hello_parse(body, &hello)) {
        give_up(seen, "a ServerHello that cannot be read");
        return;
    }
    seen->has_hello = true;
    seen->version = hello.version;
    seen->suite = hello.suite;
}

static void on_certificate(struct tls_seen *seen, struct reader body)
{
    struct reader list;
    const uint8_t *bytes;
    size_t size;
    if (seen->chain_count > 0 || !tls_certificate_list(body, &list))
        return;
    while (tls_certificate_next(&list, &bytes, &size)) {
        struct der *der = mem_append(seen->parent, &seen->chain, &seen->chain_count, sizeof *der);
        der->data = talloc_memdup(seen->parent, bytes, size);
        der->size = size;
    }
}

static void on_key_exchange(struct tls_seen *seen, struct reader body)
{
    seen->group = tls_key_exchange_group(body);
    seen->signature = tls_key_exchange_signature(body);
}

static void on_certificate_request(struct tls_seen *seen, struct reader body)
{
    (void)body;
    seen->asks_certificate = true;
}

static void on_done(struct tls_seen *seen, struct reader body)
{
    (void)body;
    seen->has_done = true;
}

/* Which messages are looked into; all others pass. */
static const struct {
    uint8_t type;
    void (*look)(struct tls_seen *seen, struct reader body);
} messages[] = {
    {TLS_SERVER_HELLO, on_server_hello},        {TLS_CERTIFICATE, on_certificate},
    {TLS_SERVER_KEY_EXCHANGE, on_key_exchange}, {TLS_CERTIFICATE_REQUEST, on_certificate_request},
    {TLS_SERVER_HELLO_DONE, on_done},
};

static void on_message(struct tls_seen *seen, const struct tls_event *event)
{
    if (seen->has_alert)
        return; /* a fatal alert was the end, whatever follows in the same packet */
    if (!seen->has_hello && event->type != TLS_SERVER_HELLO && event->type != TLS_HELLO_REQUEST) {
        give_up(seen, "another handshake message than ServerHello first");
        return;
    }
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++)
        if (messages[i].type == event->type)
            messages[i].look(seen, event->body);
}

/* Warnings (unrecognized_name, ...) do not end a handshake. RFC 5246 7.2. */
static void on_alert(struct tls_seen *seen, struct tls_alert alert)
{
    if (alert.description == ALERT_CLOSE_NOTIFY) {
        seen->has_close_notify = true;
    } else if (alert.level == ALERT_WARNING) {
        seen->has_warning = true;
        seen->warning = alert;
    } else if (!seen->has_alert) {
        seen->has_alert = true;
        seen->alert = alert;
    }
}

void tls_seen_feed(struct tls_seen *seen, const void *data, size_t size)
{
    seen->size += size;
    if (!seen->broken && seen->size > SEEN_MAX)
        give_up(seen, "over 1 MB of handshake");
    if (seen->broken)
        return;
    tls_flow_feed(&seen->flow, data, size);
    /* What follows a message that cannot be read does not count, whichever packet it came in. */
    while (!seen->broken) {
        struct tls_event event = tls_flow_take(&seen->flow);
        if (event.kind == TLS_EVENT_MORE)
            return;
        if (event.kind == TLS_EVENT_BROKEN)
            give_up(seen, seen->flow.why);
        else if (event.kind == TLS_EVENT_HANDSHAKE)
            on_message(seen, &event);
        else if (event.kind == TLS_EVENT_ALERT)
            on_alert(seen, event.alert);
    }
}

char *tls_alert_text(void *parent, struct tls_alert alert)
{
    const char *name = tls_alert_name(alert.description);
    return talloc_asprintf(parent, "alert %u %s", alert.description,
                           name == NULL ? "(not known)" : name);
}
