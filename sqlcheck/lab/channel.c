#include "lab/channel.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <talloc.h>

#include "base/deadline.h"

enum { READ_SIZE = 16384, DRIP_MS = 1000, FOREVER = -1 };

void channel_init(struct channel *channel, void *parent, int fd, int stop_fd)
{
    *channel = (struct channel){
        .fd = fd, .stop_fd = stop_fd, .parent = parent, .packet_size = TDS_DEFAULT_PACKET};
    tds_stream_init(&channel->stream, parent);
    writer_init(&channel->plain, parent);
}

/* False when the lab stops, or the time is over. */
static bool wait_for(const struct channel *channel, short events, int timeout_ms)
{
    struct pollfd watched[2] = {
        {.fd = channel->stop_fd, .events = POLLIN},
        {.fd = channel->fd, .events = events},
    };
    for (;;) {
        int ready = poll(watched, 2, timeout_ms);
        if (ready < 0 && errno == EINTR)
            continue;
        return ready > 0 && watched[0].revents == 0;
    }
}

static bool take_bytes(struct channel *channel, const uint8_t *data, size_t size)
{
    if (!channel->in_tls) {
        tds_stream_feed(&channel->stream, data, size);
        return true;
    }
    tls_session_feed(channel->tls, data, size);
    channel->plain.size = 0;
    bool ok = tls_session_read(channel->tls, &channel->plain);
    tds_stream_feed(&channel->stream, channel->plain.data, channel->plain.size);
    return ok || channel->plain.size > 0;
}

bool channel_take_records(struct channel *channel, const void *data, size_t size)
{
    return take_bytes(channel, data, size);
}

bool channel_is_stopped(const struct channel *channel)
{
    struct pollfd stop = {.fd = channel->stop_fd, .events = POLLIN};
    return poll(&stop, 1, 0) != 0;
}

enum got { GOT_BYTES, GOT_NOTHING, GOT_END };

static enum got read_once(struct channel *channel)
{
    uint8_t buffer[READ_SIZE];
    ssize_t got = recv(channel->fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return GOT_NOTHING;
    if (got <= 0)
        return GOT_END;
    return take_bytes(channel, buffer, (size_t)got) ? GOT_BYTES : GOT_END;
}

bool channel_fill(struct channel *channel)
{
    while (wait_for(channel, POLLIN, FOREVER)) {
        enum got got = read_once(channel);
        if (got != GOT_NOTHING)
            return got == GOT_BYTES;
    }
    return false;
}

bool channel_poll(struct channel *channel)
{
    return read_once(channel) != GOT_END;
}

static bool send_piece(struct channel *channel, const uint8_t *data, size_t size, size_t *sent)
{
    ssize_t done = send(channel->fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done > 0) {
        *sent = (size_t)done;
        return true;
    }
    *sent = 0;
    bool full = done < 0 && (errno == EAGAIN || errno == EINTR);
    return full && wait_for(channel, POLLOUT, FOREVER);
}

/* False when the lab stops or the client has closed, which a send would tell seconds later. */
static bool wait_between_drops(const struct channel *channel)
{
    struct pollfd watched[2] = {
        {.fd = channel->stop_fd, .events = POLLIN},
        {.fd = channel->fd, .events = POLLRDHUP},
    };
    return poll(watched, 2, DRIP_MS) == 0;
}

bool channel_send_raw(struct channel *channel, const void *data, size_t size)
{
    const uint8_t *at = data;
    bool single = channel->one_byte_segments || channel->dripping;
    while (size > 0) {
        size_t sent = 0;
        if (!send_piece(channel, at, single ? 1 : size, &sent))
            return false;
        at += sent;
        size -= sent;
        if (channel->dripping && sent > 0 && size > 0 && !wait_between_drops(channel))
            return false;
    }
    return true;
}

bool channel_send(struct channel *channel, const void *data, size_t size)
{
    if (!channel->in_tls)
        return channel_send_raw(channel, data, size);
    struct writer records;
    writer_init(&records, channel->parent);
    bool ok = tls_session_write(channel->tls, data, size);
    tls_session_take(channel->tls, &records);
    ok = ok && channel_send_raw(channel, records.data, records.size);
    talloc_free(records.data);
    return ok;
}

static void write_message(const struct channel *channel, struct writer *w, uint8_t type,
                          const uint8_t *data, size_t size, size_t packet_size)
{
    uint8_t packet_id = 1;
    tds_write_message(w, type, data, size, packet_size, channel->spid, &packet_id);
}

bool channel_send_message(struct channel *channel, uint8_t type, const struct writer *payload)
{
    struct writer packets;
    writer_init(&packets, channel->parent);
    write_message(channel, &packets, type, payload->data, payload->size, channel->packet_size);
    bool ok = channel_send(channel, packets.data, packets.size);
    talloc_free(packets.data);
    return ok;
}

bool channel_send_flight(struct channel *channel, uint8_t type, size_t packet_size, size_t limit)
{
    struct writer records;
    struct writer packets;
    writer_init(&records, channel->parent);
    writer_init(&packets, channel->parent);
    tls_session_take(channel->tls, &records);
    if (type == 0)
        writer_bytes(&packets, records.data, records.size);
    else if (records.size > 0)
        write_message(channel, &packets, type, records.data, records.size, packet_size);
    if (limit != 0 && packets.size > limit)
        packets.size = limit;
    bool ok = channel_send_raw(channel, packets.data, packets.size);
    talloc_free(records.data);
    talloc_free(packets.data);
    return ok;
}

bool channel_send_records(struct channel *channel, uint8_t type, size_t packet_size,
                          const struct writer *records)
{
    struct writer packets;
    writer_init(&packets, channel->parent);
    if (type == 0)
        writer_bytes(&packets, records->data, records->size);
    else
        write_message(channel, &packets, type, records->data, records->size, packet_size);
    bool ok = channel_send_raw(channel, packets.data, packets.size);
    talloc_free(packets.data);
    return ok;
}

bool channel_receive(struct channel *channel, void *parent, size_t largest, struct message *out)
{
    struct message message = {0};
    writer_init(&message.payload, parent);
    bool first = true;
    for (;;) {
        struct tds_header header;
        struct reader payload;
        enum tds_take take = tds_stream_take(&channel->stream, &header, &payload);
        if (take == TDS_TAKE_BROKEN)
            return false;
        if (take == TDS_TAKE_MORE) {
            if (!channel_fill(channel))
                return false;
            continue;
        }
        if (!first && header.type != message.type)
            return false;
        message.type = header.type;
        message.status = first ? header.status : message.status;
        first = false;
        writer_bytes(&message.payload, payload.data, payload.size);
        if (message.payload.size > largest)
            return false;
        if ((header.status & TDS_STATUS_EOM) != 0)
            break;
    }
    *out = message;
    return true;
}

bool channel_attention(struct channel *channel)
{
    (void)channel_poll(channel);
    struct reader rest = tds_stream_rest(&channel->stream);
    if (reader_left(&rest) == 0 || rest.data[0] != TDS_ATTENTION)
        return false;
    struct tds_header header;
    struct reader payload;
    return tds_stream_take(&channel->stream, &header, &payload) == TDS_TAKE_PACKET;
}

void channel_pause(struct channel *channel, int ms)
{
    (void)wait_for(channel, POLLIN, ms);
}

void channel_drain(struct channel *channel, int limit_ms, size_t limit)
{
    struct deadline deadline = deadline_in_ms(limit_ms);
    uint8_t buffer[READ_SIZE];
    while (wait_for(channel, POLLIN, deadline_left_ms(deadline))) {
        ssize_t got = recv(channel->fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return;
        size_t read = got < 0 ? 0 : (size_t)got;
        if (deadline_passed(deadline) || read >= limit)
            return;
        limit -= read;
    }
}
