#include "wire/tls.h"

#include <talloc.h>

enum {
    RECORD_HEADER = 5,
    MESSAGE_HEADER = 4,
    /* RFC 5246 6.2.3: 2^14 bytes of text and at most 2048 that encryption adds. */
    MAX_RECORD = 16384 + 2048,
    /* A handshake message may say 16 MB. The largest honest one is a chain of certificates; three
     * of 4096-bit RSA are under 6 KB. */
    MAX_MESSAGE = 256 * 1024,
    /* What may wait to be taken: more was fed than any caller that takes in between would. */
    MAX_PENDING = 1024 * 1024,
};

void tls_flow_init(struct tls_flow *flow, void *parent)
{
    *flow = (struct tls_flow){.broken = false};
    writer_init(&flow->records, parent);
    writer_init(&flow->handshake, parent);
}

static void release(struct writer *w, size_t *position)
{
    talloc_free(w->data);
    writer_init(w, w->parent);
    *position = 0;
}

/* A broken flow keeps nothing: whatever follows cannot be told from noise. */
static struct tls_event give_up(struct tls_flow *flow, const char *why)
{
    flow->broken = true;
    flow->why = flow->why == NULL ? why : flow->why;
    release(&flow->records, &flow->record_pos);
    release(&flow->handshake, &flow->handshake_pos);
    return (struct tls_event){.kind = TLS_EVENT_BROKEN, .record_version = flow->record_version};
}

void tls_flow_feed(struct tls_flow *flow, const void *data, size_t size)
{
    if (flow->broken)
        return;
    writer_drop_front(&flow->records, &flow->record_pos);
    size_t waiting = flow->records.size - flow->record_pos;
    if (size > MAX_PENDING || waiting > MAX_PENDING - size) {
        (void)give_up(flow, "over 1 MB that is not taken");
        return;
    }
    writer_bytes(&flow->records, data, size);
}

static struct reader unread(const struct writer *buffer, size_t position)
{
    struct reader r = reader_over(buffer->data, buffer->size);
    reader_skip(&r, position);
    return reader_slice(&r, reader_left(&r));
}

static struct tls_event event_of(const struct tls_flow *flow, enum tls_event_kind kind,
                                 uint8_t type)
{
    return (struct tls_event){.kind = kind, .type = type, .record_version = flow->record_version};
}

/* A whole handshake message, when the records so far hold one. */
static struct tls_event take_message(struct tls_flow *flow)
{
    struct reader r = unread(&flow->handshake, flow->handshake_pos);
    uint8_t type = reader_u8(&r);
    uint32_t length = reader_u24be(&r);
    if (reader_ok(&r) && length > MAX_MESSAGE)
        return give_up(flow, "a handshake message over 256 KB");
    struct reader body = reader_slice(&r, length);
    if (!reader_ok(&r))
        return event_of(flow, TLS_EVENT_MORE, 0);
    flow->handshake_pos += MESSAGE_HEADER + (size_t)length;
    struct tls_event event = event_of(flow, TLS_EVENT_HANDSHAKE, type);
    event.body = body;
    return event;
}

struct record {
    uint8_t type;
    uint16_t version;
    struct reader body;
};

enum record_take { RECORD_MORE, RECORD_WHOLE, RECORD_BROKEN };

static bool is_record_type(uint8_t type)
{
    return type >= TLS_RECORD_CHANGE_CIPHER_SPEC && type <= TLS_RECORD_DATA;
}

/* Each byte of the header is judged as soon as it is here: a peer that drips noise is found out
 * with its first byte. RFC 5246 6.2.1: only application data may be empty. */
static enum record_take next_record(const struct tls_flow *flow, struct record *out,
                                    const char **why)
{
    struct reader r = unread(&flow->records, flow->record_pos);
    out->type = reader_u8(&r);
    *why = "a byte that no record begins with";
    if (reader_ok(&r) && !is_record_type(out->type))
        return RECORD_BROKEN;
    struct reader major = r;
    uint8_t major_version = reader_u8(&major);
    *why = "a record of another major version";
    if (reader_ok(&major) && major_version != 3)
        return RECORD_BROKEN;
    out->version = reader_u16be(&r);
    size_t length = reader_u16be(&r);
    *why = length == 0 ? "an empty record" : "a record over 18 KB";
    if (reader_ok(&r) && (length > MAX_RECORD || (length == 0 && out->type != TLS_RECORD_DATA)))
        return RECORD_BROKEN;
    out->body = reader_slice(&r, length);
    return reader_ok(&r) ? RECORD_WHOLE : RECORD_MORE;
}

static struct tls_event on_change_cipher_spec(struct tls_flow *flow, struct reader body)
{
    bool mid_message = flow->handshake.size > flow->handshake_pos;
    if (mid_message || reader_u8(&body) != 1 || !reader_done(&body))
        return give_up(flow, "a ChangeCipherSpec out of place");
    flow->encrypted = true;
    return event_of(flow, TLS_EVENT_CHANGE_CIPHER_SPEC, 0);
}

static struct tls_event on_alert(struct tls_flow *flow, struct reader body)
{
    struct tls_event event = event_of(flow, TLS_EVENT_ALERT, 0);
    event.alert.level = reader_u8(&body);
    event.alert.description = reader_u8(&body);
    return reader_done(&body) ? event : give_up(flow, "an alert that is not two bytes");
}

static struct tls_event on_handshake(struct tls_flow *flow, struct reader body)
{
    size_t size = reader_left(&body);
    writer_bytes(&flow->handshake, reader_bytes(&body, size), size);
    return take_message(flow);
}

static struct tls_event on_record(struct tls_flow *flow, const struct record *record)
{
    if (flow->encrypted || record->type == TLS_RECORD_DATA)
        return event_of(flow, TLS_EVENT_OPAQUE, record->type);
    if (record->type == TLS_RECORD_HANDSHAKE)
        return on_handshake(flow, record->body);
    if (record->type == TLS_RECORD_ALERT)
        return on_alert(flow, record->body);
    return on_change_cipher_spec(flow, record->body);
}

struct tls_event tls_flow_take(struct tls_flow *flow)
{
    if (flow->broken)
        return give_up(flow, flow->why);
    writer_drop_front(&flow->handshake, &flow->handshake_pos);
    struct tls_event event = take_message(flow);
    while (event.kind == TLS_EVENT_MORE) {
        struct record record;
        const char *why;
        enum record_take taken = next_record(flow, &record, &why);
        if (taken == RECORD_BROKEN)
            return give_up(flow, why);
        if (taken == RECORD_MORE)
            return event;
        flow->record_version = record.version;
        flow->record_pos += RECORD_HEADER + record.body.size;
        event = on_record(flow, &record);
    }
    return event;
}
