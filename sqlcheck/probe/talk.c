#include "probe/talk.h"

#include <string.h>
#include <talloc.h>
#include <unistd.h>

enum {
    PRELOGIN_MAX = 64 * 1024, /* an honest answer has less than 100 bytes */
    REST_WAIT_MS = 100,
    REST_ENOUGH = 64,
};

void talk_init(struct talk *talk, void *parent, int fd)
{
    *talk = (struct talk){.fd = fd};
    tds_stream_init(&talk->stream, parent);
    writer_init(&talk->message, parent);
}

static bool talk_send(struct talk *talk, const struct writer *payload, struct deadline deadline)
{
    struct writer packets;
    writer_init(&packets, talk->stream.pending.parent);
    tds_write_message(&packets, TDS_PRELOGIN, payload->data, payload->size, TDS_DEFAULT_PACKET, 0,
                      &talk->packet_id);
    talk->result = net_send(talk->fd, packets.data, packets.size, deadline);
    talloc_free(packets.data);
    return talk->result.outcome == NET_OK;
}

bool talk_send_prelogin(struct talk *talk, struct deadline deadline)
{
    struct prelogin prelogin = {
        .version = {9, 0, 0, 0, 0, 0},
        .has_version = true,
        .encrypt = talk->encrypt,
        /* FreeTDS sends this to every instance; servers do not turn it away. */
        .instance = "MSSQLServer",
        .has_instance = true,
        .has_mars = true,
        .thread_id = (uint32_t)getpid(),
    };
    struct writer payload;
    writer_init(&payload, talk->stream.pending.parent);
    prelogin_write_client(&payload, &prelogin);
    bool sent = talk_send(talk, &payload, deadline);
    talloc_free(payload.data);
    return sent;
}

static bool receive_some(struct talk *talk, struct deadline deadline)
{
    uint8_t buffer[8192];
    size_t got;
    talk->result = net_receive(talk->fd, buffer, sizeof buffer, &got, deadline);
    if (talk->result.outcome != NET_OK)
        return false;
    talk->received += got;
    tds_stream_feed(&talk->stream, buffer, got);
    return true;
}

/* Told from the first byte on: SSH and HTTP would else be waited for in vain. */
static bool is_stranger(struct talk *talk)
{
    struct reader rest = tds_stream_rest(&talk->stream);
    uint8_t type = reader_u8(&rest);
    talk->not_tds = reader_ok(&rest) && type != TDS_RESPONSE && type != TDS_PRELOGIN;
    return talk->not_tds;
}

/* The next whole packet of a type that servers answer with. */
static bool receive_packet(struct talk *talk, struct tds_header *header, struct reader *payload,
                           struct deadline deadline)
{
    for (;;) {
        if (is_stranger(talk))
            return false;
        enum tds_take taken = tds_stream_take(&talk->stream, header, payload);
        talk->not_tds = taken == TDS_TAKE_BROKEN;
        if (taken != TDS_TAKE_MORE)
            return taken == TDS_TAKE_PACKET;
        if (!receive_some(talk, deadline))
            return false;
    }
}

bool talk_receive_prelogin(struct talk *talk, struct prelogin *out, struct deadline deadline)
{
    struct tds_header header = {.status = 0};
    while ((header.status & TDS_STATUS_EOM) == 0) {
        struct reader payload;
        if (!receive_packet(talk, &header, &payload, deadline))
            return false;
        writer_bytes(&talk->message, payload.data, payload.size);
        if (talk->message.size > PRELOGIN_MAX)
            break;
    }
    talk->not_tds = !prelogin_parse(reader_over(talk->message.data, talk->message.size), out);
    return !talk->not_tds;
}

bool talk_send_tls(struct talk *talk, const struct writer *records, struct deadline deadline)
{
    if (records->size == 0 || !talk->bare)
        return records->size == 0 || talk_send(talk, records, deadline);
    talk->result = net_send(talk->fd, records->data, records->size, deadline);
    return talk->result.outcome == NET_OK;
}

/* Eats the header of the next packet; false when it is not here in whole, or is none. */
static bool begin_packet(struct talk *talk)
{
    struct reader rest = tds_stream_rest(&talk->stream);
    struct tds_header header;
    if (is_stranger(talk) || reader_left(&rest) < TDS_HEADER_SIZE)
        return false;
    talk->not_tds = !tds_header_parse(&rest, &header);
    if (talk->not_tds)
        return false;
    talk->packet_left = header.length - (size_t)TDS_HEADER_SIZE;
    tds_stream_drop(&talk->stream, TDS_HEADER_SIZE);
    return true;
}

/* Keeps the first bytes, which say what a peer is that does not speak TLS. */
static bool take_bare(struct talk *talk, struct reader *records)
{
    struct reader rest = tds_stream_rest(&talk->stream);
    if (rest.size == 0)
        return false;
    if (talk->message.size < REST_ENOUGH)
        writer_bytes(&talk->message, rest.data, rest.size < REST_ENOUGH ? rest.size : REST_ENOUGH);
    *records = rest;
    tds_stream_drop(&talk->stream, rest.size);
    return true;
}

/* Does not wait for whole packets: a server that stops within one has shown its ServerHello. */
static bool take_payload(struct talk *talk, struct reader *records)
{
    if (talk->bare)
        return take_bare(talk, records);
    while (talk->packet_left == 0)
        if (!begin_packet(talk))
            return false;
    struct reader rest = tds_stream_rest(&talk->stream);
    size_t size = reader_left(&rest) < talk->packet_left ? reader_left(&rest) : talk->packet_left;
    if (size == 0)
        return false;
    *records = reader_slice(&rest, size);
    talk->packet_left -= size;
    tds_stream_drop(&talk->stream, size);
    return true;
}

bool talk_receive_tls(struct talk *talk, struct reader *records, struct deadline deadline)
{
    while (!take_payload(talk, records))
        if (talk->not_tds || !receive_some(talk, deadline))
            return false;
    return true;
}

struct reader talk_rest(struct talk *talk, struct deadline deadline)
{
    struct deadline soon = deadline_within(deadline, REST_WAIT_MS);
    while (talk->received < REST_ENOUGH && receive_some(talk, soon)) {
    }
    struct reader rest = tds_stream_rest(&talk->stream);
    return rest.size > 0 ? rest : reader_over(talk->message.data, talk->message.size);
}
