#include "connect/gate.h"

#include <stdarg.h>

#include <talloc.h>

enum {
    RECORD_HEADER = 5,
    MAX_RECORD = 16384 + 2048, /* RFC 5246 6.2.3 */
};

static void init_side(struct gate_side *side, void *parent)
{
    writer_init(&side->pending, parent);
    writer_init(&side->message, parent);
    writer_init(&side->waiting, parent);
    tls_flow_init(&side->flow, parent);
}

void gate_init(struct gate *gate, void *parent, const struct gate_rules *rules)
{
    *gate = (struct gate){.rules = *rules, .parent = parent};
    init_side(&gate->client, parent);
    init_side(&gate->server, parent);
    writer_init(&gate->to_server, parent);
    writer_init(&gate->to_client, parent);
}

void gate_close(struct gate *gate, enum gate_cut cut, const char *format, ...)
{
    if (gate->seen.cut != GATE_OPEN)
        return;
    gate->seen.cut = cut;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(gate->seen.cut_text, sizeof gate->seen.cut_text, format, arguments);
    va_end(arguments);
}

void gate_feed(struct gate_side *side, const void *data, size_t size)
{
    writer_drop_front(&side->pending, &side->consumed);
    writer_bytes(&side->pending, data, size);
}

void gate_read_flow(struct gate *gate, struct gate_side *side, gate_on_event *on_event,
                    struct reader bytes)
{
    size_t size = reader_left(&bytes);
    tls_flow_feed(&side->flow, reader_bytes(&bytes, size), size);
    struct tls_event event;
    do {
        event = tls_flow_take(&side->flow);
        on_event(gate, &event);
    } while (event.kind != TLS_EVENT_MORE && gate->seen.cut == GATE_OPEN);
}

void gate_pass(struct writer *to, struct reader bytes)
{
    size_t size = reader_left(&bytes);
    writer_bytes(to, reader_bytes(&bytes, size), size);
}

static struct reader unread(const struct gate_side *side)
{
    struct reader rest = reader_over(side->pending.data, side->pending.size);
    reader_skip(&rest, side->consumed);
    return reader_slice(&rest, reader_left(&rest));
}

static struct gate_piece more(void)
{
    return (struct gate_piece){.kind = PIECE_MORE};
}

static struct gate_piece take_bytes(struct gate_side *side, struct gate_piece piece, size_t size)
{
    struct reader rest = unread(side);
    piece.bytes = reader_slice(&rest, size);
    side->consumed += size;
    return piece;
}

static struct gate_piece record_part(struct gate_side *side)
{
    struct reader rest = unread(side);
    size_t here = reader_left(&rest);
    if (here == 0)
        return more();
    size_t size = here < side->record_left ? here : side->record_left;
    side->record_left -= size;
    return take_bytes(side, (struct gate_piece){.kind = PIECE_RECORD}, size);
}

/* Each header byte is judged as it comes; nothing of a record passes before its header is whole. */
static struct gate_piece record_start(struct gate_side *side)
{
    struct reader r = unread(side);
    struct gate_piece piece = {.kind = PIECE_RECORD, .type = reader_u8(&r)};
    struct reader peek = r;
    uint8_t major = reader_u8(&peek);
    reader_skip(&r, 2);
    size_t length = reader_u16be(&r);
    if ((reader_ok(&peek) && major != 3) || (reader_ok(&r) && length > MAX_RECORD))
        return (struct gate_piece){.kind = PIECE_BROKEN, .type = piece.type};
    if (!reader_ok(&r))
        return more();
    side->bare = true;
    side->record_left = length;
    return take_bytes(side, piece, RECORD_HEADER);
}

static struct gate_piece packet(struct gate_side *side)
{
    struct reader r = unread(side);
    struct gate_piece broken = {.kind = PIECE_BROKEN};
    struct reader first = r;
    broken.type = reader_u8(&first);
    if (side->bare || !tds_type_is_known(broken.type))
        return broken;
    struct tds_header header;
    if (reader_left(&r) < TDS_HEADER_SIZE)
        return more();
    if (!tds_header_parse(&r, &header))
        return broken;
    struct gate_piece piece = {.kind = PIECE_PACKET, .type = header.type};
    piece.is_last = (header.status & TDS_STATUS_EOM) != 0;
    piece.payload = reader_slice(&r, header.length - (size_t)TDS_HEADER_SIZE);
    return reader_ok(&r) ? take_bytes(side, piece, header.length) : more();
}

/* TDS types end at 0x12 and TLS records begin at 0x14: at a boundary the first byte tells. */
struct gate_piece gate_take(struct gate_side *side)
{
    if (side->record_left > 0)
        return record_part(side);
    struct reader r = unread(side);
    if (reader_left(&r) == 0)
        return more();
    uint8_t first = reader_u8(&r);
    bool is_record = first >= TLS_RECORD_CHANGE_CIPHER_SPEC && first <= TLS_RECORD_DATA;
    return is_record ? record_start(side) : packet(side);
}
