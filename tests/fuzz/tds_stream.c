/* TDS packets: header, stream, and messages cut into packets. */
#include "fuzz.h"

#include "wire/tds.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 64};

/* What was taken, written again packet by packet, and how it ended. */
struct story {
    struct writer packets;
    enum tds_take end;
    size_t rest;
};

static struct story read_all(void *memory, const uint8_t *data, size_t size, size_t piece)
{
    struct tds_stream stream;
    struct story story = {.end = TDS_TAKE_MORE};
    writer_init(&story.packets, memory);
    tds_stream_init(&stream, memory);
    for (size_t at = 0; at < size; at += piece) {
        tds_stream_feed(&stream, data + at, size - at < piece ? size - at : piece);
        struct tds_header header;
        struct reader payload;
        while ((story.end = tds_stream_take(&stream, &header, &payload)) == TDS_TAKE_PACKET) {
            MUST(header.length == payload.size + TDS_HEADER_SIZE, "a payload fills its packet");
            MUST(tds_type_is_known(header.type), "a packet is of a known type");
            tds_header_write(&story.packets, &header);
            writer_bytes(&story.packets, payload.data, payload.size);
        }
    }
    struct reader rest = tds_stream_rest(&stream);
    story.rest = reader_left(&rest);
    return story;
}

static void check_header(const uint8_t *data, size_t size)
{
    struct reader r = reader_over(data, size);
    struct tds_header header = {.length = 0};
    bool ok = tds_header_parse(&r, &header);
    MUST(!ok || size >= TDS_HEADER_SIZE, "a header has eight bytes");
    MUST(ok == (header.length >= TDS_HEADER_SIZE), "a header that is refused is not filled in");
}

/* A message of any payload comes back whole, whatever size its packets have. */
static void check_message(void *memory, const uint8_t *data, size_t size)
{
    struct writer written;
    uint8_t packet_id = 1;
    size_t packet_size = size < 2 ? 0 : (size_t)(data[0] << 2 | data[1]);
    writer_init(&written, memory);
    tds_write_message(&written, TDS_RPC, data, size, packet_size, 0, &packet_id);
    struct tds_stream stream;
    tds_stream_init(&stream, memory);
    tds_stream_feed(&stream, written.data, written.size);
    struct writer payload;
    writer_init(&payload, memory);
    struct tds_header header = {.status = 0};
    struct reader part;
    while (tds_stream_take(&stream, &header, &part) == TDS_TAKE_PACKET)
        writer_bytes(&payload, part.data, part.size);
    MUST(fuzz_same(payload.data, payload.size, data, size), "a message written is a message read");
    MUST(header.status == TDS_STATUS_EOM, "the last packet ends the message");
    struct reader rest = tds_stream_rest(&stream);
    MUST(reader_left(&rest) == 0, "nothing follows a message");
    tds_stream_feed(&stream, data, size);
    tds_stream_drop(&stream, size / 2);
    rest = tds_stream_rest(&stream);
    MUST(fuzz_same(rest.data, reader_left(&rest), data + size / 2, size - size / 2),
         "what is dropped is the front");
    tds_stream_drop(&stream, SIZE_MAX);
    rest = tds_stream_rest(&stream);
    MUST(reader_left(&rest) == 0, "no more is dropped than there is");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    check_header(data, size);
    struct story whole = read_all(memory, data, size, size == 0 ? 1 : size);
    struct story bytes = read_all(memory, data, size, 1);
    MUST(whole.packets.size + whole.rest == size, "every byte is in a packet or still waits");
    MUST(whole.end == bytes.end && whole.rest == bytes.rest, "cuts do not change how it ends");
    MUST(fuzz_same(whole.packets.data, whole.packets.size, bytes.packets.data, bytes.packets.size),
         "cuts do not change the packets");
    struct story again = read_all(memory, whole.packets.data, whole.packets.size, 7);
    MUST(fuzz_same(whole.packets.data, whole.packets.size, again.packets.data, again.packets.size),
         "packets written are packets read");
    check_message(memory, data, size);
}
