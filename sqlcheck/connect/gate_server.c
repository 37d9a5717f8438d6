/* The server's half of the gate: the driver sees a flight only after it has passed. */
#include "connect/gate.h"

#include <talloc.h>

#include "base/mem.h"

enum { LARGEST_PRELOGIN = 16 * 1024, LARGEST_FLIGHT = 512 * 1024, MAX_CHAIN = 16 };

enum { TLS_1_2_ON_THE_WIRE = 0x0303 };

/* [MS-TDS] 2.2.6.5: a server that can encrypt answers 1 (ON) or 3 (REQ) to 1. */
static void judge_prelogin(struct gate *gate, const struct prelogin *answer)
{
    gate->seen.server_prelogin = true;
    gate->seen.server_encrypt = answer->encrypt;
    if (answer->encrypt == TDS_ENCRYPT_ON || answer->encrypt == TDS_ENCRYPT_REQUIRED)
        return;
    if (answer->encrypt == TDS_ENCRYPT_ABSENT)
        gate_close(gate, GATE_CUT_NO_ENCRYPTION, "its PRELOGIN answer says nothing of encryption");
    else
        gate_close(gate, GATE_CUT_NO_ENCRYPTION, "its PRELOGIN answer says ENCRYPT %u",
                   answer->encrypt);
}

static void on_prelogin(struct gate *gate, const struct gate_piece *piece)
{
    struct gate_side *side = &gate->server;
    if (piece->kind == PIECE_RECORD) {
        gate_close(gate, GATE_CUT_STRICT, "PRELOGIN was answered with a TLS record");
        return;
    }
    if (piece->kind != PIECE_PACKET || piece->type != TDS_RESPONSE) {
        gate_close(gate, GATE_CUT_NOT_TDS, "PRELOGIN was answered with a byte 0x%02X",
                   (unsigned)piece->type);
        return;
    }
    gate_pass(&side->message, piece->payload);
    gate_pass(&side->waiting, piece->bytes);
    if (side->message.size > LARGEST_PRELOGIN)
        gate_close(gate, GATE_CUT_NOT_TDS, "a PRELOGIN answer over 16 KB");
    if (!piece->is_last || gate->seen.cut != GATE_OPEN)
        return;
    struct prelogin answer;
    if (!prelogin_parse(reader_over(side->message.data, side->message.size), &answer)) {
        gate_close(gate, GATE_CUT_NOT_TDS, "a PRELOGIN answer of %zu bytes that cannot be read",
                   side->message.size);
        return;
    }
    judge_prelogin(gate, &answer);
    if (gate->seen.cut != GATE_OPEN)
        return;
    side->prelogin_done = true;
    gate_pass(&gate->to_client, reader_over(side->waiting.data, side->waiting.size));
    side->waiting.size = 0;
}

static bool is_offered(const struct tls_client_hello *hello, uint16_t suite)
{
    size_t i = 0;
    while (i < hello->suite_count && hello->suites[i] != suite)
        i++;
    return i < hello->suite_count;
}

static void on_server_hello(struct gate *gate, struct reader body)
{
    struct gate_seen *seen = &gate->seen;
    if (seen->has_server_hello || !tls_server_hello_parse(body, &seen->server_hello)) {
        gate_close(gate, GATE_CUT_SERVER_NOISE, "a ServerHello that cannot be read");
        return;
    }
    seen->has_server_hello = true;
    if (seen->server_hello.is_retry_request || seen->server_hello.version != TLS_1_2_ON_THE_WIRE) {
        char *word = tls_version_word(gate->parent, seen->server_hello.version);
        gate_close(gate, GATE_CUT_VERSION, "the server chose TLS %s", word);
        talloc_free(word);
    }
    if (seen->has_hello && !is_offered(&seen->hello, seen->server_hello.suite))
        gate_close(gate, GATE_CUT_SERVER_NOISE, "the suite 0x%04X, which was not offered",
                   (unsigned)seen->server_hello.suite);
}

/* In TLS 1.2 the certificate travels in clear: it is checked before the driver may answer it. */
static void on_certificate(struct gate *gate, struct reader body)
{
    struct gate_seen *seen = &gate->seen;
    if (seen->has_certificate) {
        gate_close(gate, GATE_CUT_SERVER_NOISE, "a second Certificate message");
        return;
    }
    struct reader list;
    struct der chain[MAX_CHAIN];
    size_t count = 0;
    if (!tls_certificate_list(body, &list))
        list = reader_over(NULL, 0);
    while (count < MAX_CHAIN && tls_certificate_next(&list, &chain[count].data, &chain[count].size))
        count++;
    seen->has_certificate = count > 0;
    if (gate->rules.trust_certificate)
        return;
    chain_check(gate->parent, chain, count, &gate->rules.trust, &seen->chain_error,
                &seen->name_error);
    if (seen->chain_error != NULL || seen->name_error != NULL || count == 0)
        gate_close(gate, GATE_CUT_CERTIFICATE, "the certificate did not pass the check");
    else
        seen->released = seen->has_server_hello;
}

static void on_handshake(struct gate *gate, const struct tls_event *event)
{
    if (event->type == TLS_SERVER_HELLO)
        on_server_hello(gate, event->body);
    else if (!gate->seen.has_server_hello && event->type != 0 /* HelloRequest */)
        gate_close(gate, GATE_CUT_SERVER_NOISE, "a TLS handshake message of type %u first",
                   (unsigned)event->type);
    else if (event->type == TLS_CERTIFICATE)
        on_certificate(gate, event->body);
    else if (event->type == TLS_SERVER_KEY_EXCHANGE)
        gate->seen.group = tls_key_exchange_group(event->body);
    else if (event->type == TLS_CERTIFICATE_REQUEST)
        gate->seen.asks_certificate = true;
    if (gate->rules.trust_certificate && gate->seen.has_server_hello && gate->seen.cut == GATE_OPEN)
        gate->seen.released = true;
}

static void on_event(struct gate *gate, const struct tls_event *event)
{
    struct gate_seen *seen = &gate->seen;
    switch (event->kind) {
    case TLS_EVENT_HANDSHAKE:
        on_handshake(gate, event);
        break;
    case TLS_EVENT_ALERT:
        seen->server_alerted = true;
        seen->server_alert = event->alert;
        break;
    case TLS_EVENT_CHANGE_CIPHER_SPEC:
        if (!seen->released)
            gate_close(gate, GATE_CUT_CERTIFICATE,
                       "the server sent no certificate before ChangeCipherSpec");
        seen->server_finished = true;
        break;
    case TLS_EVENT_OPAQUE:
        if (!seen->server_finished)
            gate_close(gate, GATE_CUT_SERVER_NOISE, "TLS data before ChangeCipherSpec");
        seen->server_opaque++;
        break;
    case TLS_EVENT_BROKEN:
        gate_close(gate, GATE_CUT_SERVER_NOISE, "something that is not TLS: %s",
                   gate->server.flow.why);
        break;
    case TLS_EVENT_MORE:
        break;
    }
}

/* An alert instead of a flight may pass: the driver then says in its own words what came. Not with
 * the beginning of a flight behind it: a warning may come before a ServerHello. */
static bool may_pass(const struct gate *gate)
{
    const struct gate_seen *seen = &gate->seen;
    const struct tls_flow *flow = &gate->server.flow;
    bool is_whole =
        flow->records.size == flow->record_pos && flow->handshake.size == flow->handshake_pos;
    return seen->released || (seen->server_alerted && !seen->has_server_hello && is_whole);
}

static void hold(struct gate *gate, struct reader bytes)
{
    struct gate_side *side = &gate->server;
    gate_pass(&side->waiting, bytes);
    if (side->waiting.size > LARGEST_FLIGHT)
        gate_close(gate, GATE_CUT_SERVER_NOISE, "a handshake over 512 KB");
    if (gate->seen.cut != GATE_OPEN || !may_pass(gate))
        return;
    gate_pass(&gate->to_client, reader_over(side->waiting.data, side->waiting.size));
    side->waiting.size = 0;
}

static void on_piece(struct gate *gate, const struct gate_piece *piece)
{
    bool is_wrapped =
        piece->kind == PIECE_PACKET && (piece->type == TDS_PRELOGIN || piece->type == TDS_RESPONSE);
    if (!gate->server.prelogin_done) {
        on_prelogin(gate, piece);
    } else if (piece->kind == PIECE_RECORD && gate->seen.server_finished) {
        gate->seen.server_opaque += piece->type != 0 ? 1 : 0;
        gate_pass(&gate->to_client, piece->bytes);
    } else if (piece->kind == PIECE_RECORD || is_wrapped) {
        gate_read_flow(gate, &gate->server, on_event,
                       piece->kind == PIECE_RECORD ? piece->bytes : piece->payload);
        hold(gate, piece->bytes);
    } else {
        gate_close(gate, gate->seen.server_finished ? GATE_CUT_LATE_NOISE : GATE_CUT_SERVER_NOISE,
                   "a byte 0x%02X where TLS was due", (unsigned)piece->type);
    }
}

void gate_from_server(struct gate *gate, const void *data, size_t size)
{
    if (gate->seen.cut != GATE_OPEN)
        return;
    gate_feed(&gate->server, data, size);
    struct gate_piece piece = gate_take(&gate->server);
    while (piece.kind != PIECE_MORE && gate->seen.cut == GATE_OPEN) {
        on_piece(gate, &piece);
        piece = gate_take(&gate->server);
    }
}
