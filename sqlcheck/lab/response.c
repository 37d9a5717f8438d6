#include "lab/response.h"

#include <string.h>

#include <talloc.h>

void response_init(struct response *response, void *parent, struct channel *channel)
{
    *response = (struct response){.channel = channel, .packet_id = 1};
    writer_init(&response->tokens, parent);
}

static void write_waiting_done(struct response *response, uint16_t more)
{
    if (response->has_done)
        token_write_done(&response->tokens, response->done,
                         (uint16_t)(response->done_status | more), response->done_command,
                         response->done_rows);
    response->has_done = false;
}

struct writer *response_next(struct response *response)
{
    write_waiting_done(response, DONE_MORE);
    return &response->tokens;
}

void response_done(struct response *response, enum token token, uint16_t status, uint16_t command,
                   uint64_t rows)
{
    (void)response_next(response);
    response->has_done = true;
    response->done = token;
    response->done_status = status;
    response->done_command = command;
    response->done_rows = rows;
}

static bool send_packet(struct response *response, const uint8_t *data, size_t size, uint8_t status)
{
    struct writer packet;
    writer_init(&packet, response->tokens.parent);
    struct tds_header header = {
        .type = TDS_RESPONSE,
        .status = status,
        .length = (uint16_t)(size + TDS_HEADER_SIZE),
        .spid = response->channel->spid,
        .packet_id = response->packet_id++,
    };
    tds_header_write(&packet, &header);
    writer_bytes(&packet, data, size);
    response->gone = !channel_send(response->channel, packet.data, packet.size);
    talloc_free(packet.data);
    return !response->gone;
}

/* Sends whole packets and keeps at least one byte: the last packet must carry the end mark. */
static void send_full_packets(struct response *response)
{
    size_t room = response->channel->packet_size - TDS_HEADER_SIZE;
    size_t sent = 0;
    while (!response->gone && response->tokens.size - sent > room)
        if (send_packet(response, response->tokens.data + sent, room, 0))
            sent += room;
    if (sent == 0)
        return;
    memmove(response->tokens.data, response->tokens.data + sent, response->tokens.size - sent);
    response->tokens.size -= sent;
}

void response_cancel(struct response *response)
{
    response->cancelled = true;
    response->interrupted = true;
    response->has_done = false;
}

bool response_flush(struct response *response)
{
    size_t room = response->channel->packet_size - TDS_HEADER_SIZE;
    if (response->gone || response->cancelled)
        return false;
    if (response->tokens.size <= room)
        return true;
    send_full_packets(response);
    if (!response->gone && channel_attention(response->channel))
        response_cancel(response);
    return !response->gone && !response->cancelled;
}

static bool send_end(struct response *response)
{
    send_full_packets(response);
    if (!response->gone)
        (void)send_packet(response, response->tokens.data, response->tokens.size, TDS_STATUS_EOM);
    response->tokens.size = 0;
    return !response->gone;
}

/* What was cut short ends as a message of its own, the acknowledgement is the next: tedious waits
 * for two, the others take either. */
bool response_finish(struct response *response)
{
    write_waiting_done(response, DONE_FINAL);
    if (!response->cancelled)
        return send_end(response);
    if (response->interrupted)
        token_write_done(&response->tokens, TOKEN_DONE, DONE_FINAL, 0, 0);
    bool ok = response->tokens.size == 0 || send_end(response);
    response->packet_id = 1;
    token_write_done(&response->tokens, TOKEN_DONE, DONE_ATTENTION, 0, 0);
    return ok && send_end(response);
}
