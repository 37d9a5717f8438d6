#include "wire/tds.h"

#include <string.h>

bool tds_type_is_known(uint8_t type)
{
    static const uint8_t known[] = {
        TDS_SQL_BATCH,   TDS_PRE7_LOGIN,      TDS_RPC,    TDS_RESPONSE, TDS_ATTENTION, TDS_BULK,
        TDS_TRANSACTION, TDS_FEDERATED_TOKEN, TDS_LOGIN7, TDS_SSPI,     TDS_PRELOGIN,
    };
    return memchr(known, type, sizeof known) != NULL;
}

/* [MS-TDS] 2.2.3.1; the last byte, Window, is always 0 and not looked at. */
bool tds_header_parse(struct reader *r, struct tds_header *out)
{
    struct tds_header header = {0};
    header.type = reader_u8(r);
    header.status = reader_u8(r);
    header.length = reader_u16be(r);
    header.spid = reader_u16be(r);
    header.packet_id = reader_u8(r);
    reader_skip(r, 1);
    if (!reader_ok(r) || header.length < TDS_HEADER_SIZE)
        return false;
    *out = header;
    return true;
}

void tds_header_write(struct writer *w, const struct tds_header *header)
{
    writer_u8(w, header->type);
    writer_u8(w, header->status);
    writer_u16be(w, header->length);
    writer_u16be(w, header->spid);
    writer_u8(w, header->packet_id);
    writer_u8(w, 0);
}

static size_t bounded_packet_size(size_t packet_size)
{
    if (packet_size <= TDS_HEADER_SIZE)
        return TDS_HEADER_SIZE + 1;
    return packet_size > TDS_MAX_PACKET ? TDS_MAX_PACKET : packet_size;
}

void tds_write_message(struct writer *w, uint8_t type, const uint8_t *payload, size_t size,
                       size_t packet_size, uint16_t spid, uint8_t *packet_id)
{
    struct reader r = reader_over(payload, size);
    size_t room = bounded_packet_size(packet_size) - TDS_HEADER_SIZE;
    do {
        size_t piece = reader_left(&r) < room ? reader_left(&r) : room;
        bool is_last = piece == reader_left(&r);
        struct tds_header header = {
            .type = type,
            .status = is_last ? TDS_STATUS_EOM : 0,
            .length = (uint16_t)(piece + TDS_HEADER_SIZE),
            .spid = spid,
            .packet_id = (*packet_id)++,
        };
        tds_header_write(w, &header);
        writer_bytes(w, reader_bytes(&r, piece), piece);
    } while (reader_left(&r) > 0);
}

void tds_stream_init(struct tds_stream *stream, void *parent)
{
    *stream = (struct tds_stream){.consumed = 0};
    writer_init(&stream->pending, parent);
}

void tds_stream_feed(struct tds_stream *stream, const void *data, size_t size)
{
    writer_drop_front(&stream->pending, &stream->consumed);
    writer_bytes(&stream->pending, data, size);
}

struct reader tds_stream_rest(const struct tds_stream *stream)
{
    struct reader rest = reader_over(stream->pending.data, stream->pending.size);
    reader_skip(&rest, stream->consumed);
    return reader_slice(&rest, reader_left(&rest));
}

void tds_stream_drop(struct tds_stream *stream, size_t size)
{
    size_t left = stream->pending.size - stream->consumed;
    stream->consumed += size < left ? size : left;
}

/* The type alone tells a stream that is not TDS; the length needs four bytes. */
static bool looks_broken(struct reader bytes)
{
    if (reader_left(&bytes) > 0 && !tds_type_is_known(reader_u8(&bytes)))
        return true;
    reader_skip(&bytes, 1);
    uint16_t length = reader_u16be(&bytes);
    return reader_ok(&bytes) && length < TDS_HEADER_SIZE;
}

enum tds_take tds_stream_take(struct tds_stream *stream, struct tds_header *header,
                              struct reader *payload)
{
    struct reader rest = tds_stream_rest(stream);
    if (looks_broken(rest))
        return TDS_TAKE_BROKEN;
    struct tds_header found;
    if (!tds_header_parse(&rest, &found))
        return TDS_TAKE_MORE;
    struct reader inside = reader_slice(&rest, found.length - (size_t)TDS_HEADER_SIZE);
    if (!reader_ok(&rest))
        return TDS_TAKE_MORE;
    *header = found;
    *payload = inside;
    tds_stream_drop(stream, found.length);
    return TDS_TAKE_PACKET;
}
