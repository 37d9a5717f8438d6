/* The gate between a driver and the server, both of them hostile.
 *
 * Input: a byte (1: the certificate is trusted unseen), then what arrives: a byte (0x80: from the
 * server; 0x40: byte by byte), a size of two bytes, the bytes. What passed is read here once more,
 * by itself, and must be what connect/gate.h says may pass. */
#include "fuzz.h"

#include <talloc.h>

#include "base/file.h"
#include "connect/gate.h"

/* Lines of OpenSSL's about a chain that is refused, several copies of what waits. */
const struct fuzz_bound fuzz_bound = {.base = 64 * 1024, .per_byte = 256};

enum { FROM_SERVER = 0x80, BYTE_BY_BYTE = 0x40, HELLO_REQUEST = 0, CERTIFICATE_VERIFY = 15 };

/* What somebody behind the gate has received, read from its first byte. */
struct received {
    struct reader rest;
    struct writer prelogin;
    struct tls_flow flow;
    bool has_prelogin;
    unsigned encrypt;
    bool has_tls_1_2; /* ServerHello */
    bool has_pinned;  /* Certificate */
    bool has_more;    /* anything but alerts and HelloRequest */
    bool has_bare_records;
};

/* ---- the pieces ------------------------------------------------------------------------------ */

/* PRELOGIN of one side: packets of one type, whole, up to the one that ends the message. */
static void take_prelogin(struct received *in, uint8_t type)
{
    struct tds_header header = {.status = 0};
    while (reader_left(&in->rest) > 0 && header.status != TDS_STATUS_EOM) {
        MUST(tds_header_parse(&in->rest, &header) && header.type == type, "PRELOGIN comes first");
        header.status &= TDS_STATUS_EOM;
        size_t size = header.length - (size_t)TDS_HEADER_SIZE;
        struct reader payload = reader_slice(&in->rest, size);
        MUST(reader_ok(&in->rest), "whole packets only");
        writer_bytes(&in->prelogin, payload.data, size);
    }
    if (header.status != TDS_STATUS_EOM)
        return;
    struct prelogin prelogin;
    in->has_prelogin = prelogin_parse(reader_over(in->prelogin.data, in->prelogin.size), &prelogin);
    MUST(in->has_prelogin, "what passes as PRELOGIN is one");
    in->encrypt = prelogin.encrypt;
}

/* TLS of the next TDS packet, or of the next bare record as far as it is here. */
static struct reader take_tls(struct received *in, bool from_server)
{
    struct reader ahead = in->rest;
    uint8_t type = reader_u8(&ahead);
    if (type >= TLS_RECORD_CHANGE_CIPHER_SPEC && type <= TLS_RECORD_DATA) {
        reader_skip(&ahead, 2);
        size_t size = 5 + (size_t)reader_u16be(&ahead);
        MUST(reader_ok(&ahead), "nothing of a record passes before its header is whole");
        in->has_bare_records = true;
        return reader_slice(&in->rest,
                            size < reader_left(&in->rest) ? size : reader_left(&in->rest));
    }
    struct tds_header header;
    MUST(tds_header_parse(&in->rest, &header), "TDS packets or TLS records");
    MUST(header.type == TDS_PRELOGIN || (from_server && header.type == TDS_RESPONSE),
         "no packet in clear");
    struct reader payload = reader_slice(&in->rest, header.length - (size_t)TDS_HEADER_SIZE);
    MUST(reader_ok(&in->rest), "whole packets only");
    return payload;
}

/* ---- what the server may have received ------------------------------------------------------ */

static void check_client_event(const struct tls_event *event)
{
    bool is_known = event->type == TLS_CLIENT_HELLO || event->type == TLS_CLIENT_KEY_EXCHANGE ||
                    event->type == TLS_CERTIFICATE || event->type == CERTIFICATE_VERIFY;
    MUST(event->kind != TLS_EVENT_HANDSHAKE || is_known, "a client's messages only");
    MUST(event->kind != TLS_EVENT_BROKEN, "TLS only");
}

static void read_as_server(struct received *in)
{
    take_prelogin(in, TDS_PRELOGIN);
    while (reader_left(&in->rest) > 0) {
        bool was_encrypted = in->flow.encrypted;
        struct reader tls = take_tls(in, false);
        MUST(!in->has_bare_records || was_encrypted, "bare records follow ChangeCipherSpec");
        tls_flow_feed(&in->flow, tls.data, tls.size);
        struct tls_event event = tls_flow_take(&in->flow);
        for (; event.kind != TLS_EVENT_MORE && !in->has_bare_records;
             event = tls_flow_take(&in->flow)) {
            check_client_event(&event);
            MUST(event.kind != TLS_EVENT_OPAQUE || in->flow.encrypted, "no data before it");
        }
    }
    MUST(in->has_bare_records || in->flow.records.size == in->flow.record_pos,
         "half a record stays here");
}

/* ---- what the driver may have received ------------------------------------------------------ */

static bool is_pinned(struct reader body)
{
    static char *pinned;
    static size_t pinned_size;
    struct error err = ERROR_NONE;
    if (pinned == NULL)
        pinned = file_read(NULL, TRUSTED_FILE, 4096, &pinned_size, &err);
    MUST(pinned != NULL, "the pinned certificate is there");
    struct reader list;
    const uint8_t *der = NULL;
    size_t size = 0;
    return tls_certificate_list(body, &list) && tls_certificate_next(&list, &der, &size) &&
           fuzz_same(der, size, pinned, pinned_size);
}

static void on_server_event(struct received *in, struct tls_event *event)
{
    struct tls_server_hello hello;
    bool is_handshake = event->kind == TLS_EVENT_HANDSHAKE;
    if (is_handshake && event->type == TLS_SERVER_HELLO)
        in->has_tls_1_2 = tls_server_hello_parse(event->body, &hello) && hello.version == 0x0303 &&
                          !hello.is_retry_request;
    if (is_handshake && event->type == TLS_CERTIFICATE)
        in->has_pinned = is_pinned(event->body);
    if (event->kind != TLS_EVENT_ALERT && !(is_handshake && event->type == HELLO_REQUEST))
        in->has_more = true;
}

static void read_as_driver(struct received *in, bool trust_certificate)
{
    take_prelogin(in, TDS_RESPONSE);
    while (reader_left(&in->rest) > 0) {
        MUST(in->encrypt == TDS_ENCRYPT_ON || in->encrypt == TDS_ENCRYPT_REQUIRED,
             "TLS follows an answer that promises it");
        struct reader tls = take_tls(in, true);
        tls_flow_feed(&in->flow, tls.data, tls.size);
        struct tls_event event = tls_flow_take(&in->flow);
        for (; event.kind != TLS_EVENT_MORE && event.kind != TLS_EVENT_BROKEN;
             event = tls_flow_take(&in->flow))
            on_server_event(in, &event);
    }
    if (in->flow.records.size > in->flow.record_pos ||
        in->flow.handshake.size > in->flow.handshake_pos)
        in->has_more = true;
    MUST(!in->has_more || in->has_tls_1_2, "nothing of a flight passes before TLS 1.2 is chosen");
    MUST(!in->has_more || trust_certificate || in->has_pinned,
         "nothing of a flight passes before its certificate has been checked");
}

/* ---- both at once
 * -------------------------------------------------------------------------------- */

static struct received received(void *memory, const struct writer *out)
{
    struct received in = {.rest = reader_over(out->data, out->size)};
    writer_init(&in.prelogin, memory);
    tls_flow_init(&in.flow, memory);
    return in;
}

static void release(struct received *in)
{
    talloc_free(in->prelogin.data);
    talloc_free(in->flow.records.data);
    talloc_free(in->flow.handshake.data);
}

static void check(void *memory, const struct gate *gate)
{
    struct received server = received(memory, &gate->to_server);
    struct received driver = received(memory, &gate->to_client);
    read_as_server(&server);
    read_as_driver(&driver, gate->rules.trust_certificate);
    MUST(!server.flow.encrypted || driver.has_tls_1_2, "ChangeCipherSpec follows a flight");
    MUST(!server.flow.encrypted || driver.has_pinned || gate->rules.trust_certificate,
         "ChangeCipherSpec follows a certificate that was checked");
    MUST(gate->to_server.size == 0 || server.has_prelogin, "PRELOGIN passes as one or not at all");
    MUST(gate->to_client.size == 0 || driver.has_prelogin, "its answer passes as one");
    release(&server);
    release(&driver);
}

/* One side of the conversation: all that arrived from it, and what of it has passed. */
struct direction {
    struct writer arrived;
    const struct writer *passed;
};

static void check_passed(const struct direction *direction)
{
    MUST(direction->passed->size <= direction->arrived.size &&
             fuzz_same(direction->passed->data, direction->passed->size, direction->arrived.data,
                       direction->passed->size),
         "what passes is what arrived, in its order");
}

static void deliver(void *memory, struct gate *gate, struct direction *from, bool from_server,
                    struct reader bytes)
{
    bool was_cut = gate->seen.cut != GATE_OPEN;
    size_t before = gate->to_server.size + gate->to_client.size;
    writer_bytes(&from->arrived, bytes.data, bytes.size);
    if (from_server)
        gate_from_server(gate, bytes.data, bytes.size);
    else
        gate_from_client(gate, bytes.data, bytes.size);
    bool has_passed = gate->to_server.size + gate->to_client.size != before;
    MUST(!was_cut || !has_passed, "a closed gate stays closed");
    check_passed(from);
    if (has_passed)
        check(memory, gate);
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    struct reader script = reader_over(data, size);
    const struct gate_rules rules = {
        .trust_certificate = (reader_u8(&script) & 1) != 0,
        .trust = {.pinned_file = TRUSTED_FILE, .now_unix_s = 1795000000},
    };
    struct gate gate;
    gate_init(&gate, memory, &rules);
    struct direction directions[] = {{.passed = &gate.to_server}, {.passed = &gate.to_client}};
    writer_init(&directions[0].arrived, memory);
    writer_init(&directions[1].arrived, memory);
    while (reader_left(&script) > 0) {
        uint8_t how = reader_u8(&script);
        size_t asked = reader_u16be(&script);
        size_t here = asked < reader_left(&script) ? asked : reader_left(&script);
        struct reader bytes = reader_slice(&script, here);
        size_t piece = (how & BYTE_BY_BYTE) != 0 ? 1 : here;
        bool from_server = (how & FROM_SERVER) != 0;
        while (reader_left(&bytes) > 0)
            deliver(memory, &gate, &directions[from_server], from_server,
                    reader_slice(&bytes, piece));
    }
}
