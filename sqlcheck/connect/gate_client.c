/* The driver's half of the gate: nothing but PRELOGIN and TLS leaves this machine. */
#include "connect/gate.h"

enum { LARGEST_PRELOGIN = 16 * 1024 };

static void close_on_clear(struct gate *gate, const struct gate_piece *piece)
{
    gate_close(gate, GATE_CUT_CLEAR, "%s 0x%02X outside TLS",
               tds_type_is_known(piece->type) ? "a TDS packet of type" : "a byte",
               (unsigned)piece->type);
}

/* PRELOGIN may be several packets; none leaves before all of it has been read as one. */
static void on_prelogin(struct gate *gate, const struct gate_piece *piece)
{
    struct gate_side *side = &gate->client;
    if (piece->kind != PIECE_PACKET || piece->type != TDS_PRELOGIN) {
        close_on_clear(gate, piece);
        return;
    }
    gate_pass(&side->message, piece->payload);
    gate_pass(&side->waiting, piece->bytes);
    if (side->message.size > LARGEST_PRELOGIN) {
        gate_close(gate, GATE_CUT_CLEAR, "a PRELOGIN over 16 KB");
        return;
    }
    if (!piece->is_last)
        return;
    struct prelogin prelogin;
    if (!prelogin_parse(reader_over(side->message.data, side->message.size), &prelogin)) {
        gate_close(gate, GATE_CUT_CLEAR, "something else in a PRELOGIN packet");
        return;
    }
    gate->seen.client_prelogin = true;
    gate->seen.client_encrypt = prelogin.encrypt;
    side->prelogin_done = true;
    gate_pass(&gate->to_server, reader_over(side->waiting.data, side->waiting.size));
    side->waiting.size = 0;
}

static void on_handshake(struct gate *gate, const struct tls_event *event)
{
    struct gate_seen *seen = &gate->seen;
    switch (event->type) {
    case TLS_CLIENT_HELLO:
        if (!seen->has_hello && tls_client_hello_parse(event->body, &seen->hello)) {
            seen->has_hello = true;
            seen->hello.record_version = event->record_version;
        }
        return;
    case TLS_CLIENT_KEY_EXCHANGE:
        seen->client_key_exchange = true;
        return;
    case TLS_CERTIFICATE:
    case 15: /* CertificateVerify, RFC 5246 7.4.8 */
        return;
    default:
        gate_close(gate, GATE_CUT_CLEAR, "a TLS handshake message of type %u in clear",
                   (unsigned)event->type);
    }
}

static void on_event(struct gate *gate, const struct tls_event *event)
{
    struct gate_seen *seen = &gate->seen;
    switch (event->kind) {
    case TLS_EVENT_HANDSHAKE:
        on_handshake(gate, event);
        break;
    case TLS_EVENT_ALERT:
        seen->client_alerted = true;
        seen->client_alert = event->alert;
        break;
    case TLS_EVENT_CHANGE_CIPHER_SPEC:
        /* Keys are made from the server's flight: without it there is nothing to encrypt with. */
        if (!seen->released)
            gate_close(gate, GATE_CUT_CLEAR, "ChangeCipherSpec before the server's flight");
        seen->client_finished = true;
        break;
    case TLS_EVENT_OPAQUE:
        if (!seen->client_finished)
            gate_close(gate, GATE_CUT_CLEAR, "TLS application data before ChangeCipherSpec");
        seen->client_opaque++;
        break;
    case TLS_EVENT_BROKEN:
        gate_close(gate, GATE_CUT_CLEAR, "something that is not TLS in a handshake packet");
        break;
    case TLS_EVENT_MORE:
        break;
    }
}

/* Packets of the handshake wait until they end on a record: half a record is not yet known to be
 * TLS. */
static void on_wrapped(struct gate *gate, const struct gate_piece *piece)
{
    struct gate_side *side = &gate->client;
    gate_read_flow(gate, &gate->client, on_event, piece->payload);
    gate_pass(&side->waiting, piece->bytes);
    bool mid_record = side->flow.records.size > side->flow.record_pos;
    if (gate->seen.cut != GATE_OPEN || mid_record)
        return;
    gate_pass(&gate->to_server, reader_over(side->waiting.data, side->waiting.size));
    side->waiting.size = 0;
}

static void on_bare(struct gate *gate, const struct gate_piece *piece)
{
    if (!gate->seen.client_finished || gate->client.waiting.size > 0) {
        gate_close(gate, GATE_CUT_CLEAR, "a bare TLS record of type %u before ChangeCipherSpec",
                   (unsigned)piece->type);
        return;
    }
    gate->seen.client_opaque += piece->type != 0 ? 1 : 0;
    gate_pass(&gate->to_server, piece->bytes);
}

static void on_piece(struct gate *gate, const struct gate_piece *piece)
{
    if (!gate->client.prelogin_done)
        on_prelogin(gate, piece);
    else if (piece->kind == PIECE_RECORD)
        on_bare(gate, piece);
    else if (piece->kind == PIECE_PACKET && piece->type == TDS_PRELOGIN &&
             gate->seen.server_prelogin)
        on_wrapped(gate, piece);
    else
        close_on_clear(gate, piece);
}

void gate_from_client(struct gate *gate, const void *data, size_t size)
{
    if (gate->seen.cut != GATE_OPEN)
        return;
    gate_feed(&gate->client, data, size);
    struct gate_piece piece = gate_take(&gate->client);
    while (piece.kind != PIECE_MORE && gate->seen.cut == GATE_OPEN) {
        on_piece(gate, &piece);
        piece = gate_take(&gate->client);
    }
}
