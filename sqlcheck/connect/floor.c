#include "connect/floor.h"

#include <sys/random.h>

#include <talloc.h>

#include "net/socket.h"
#include "wire/tds.h"
#include "wire/tls.h"

enum {
    TLS_1_1_ON_THE_WIRE = 0x0302,
    ALERT_PROTOCOL_VERSION = 70,
    /* TLS_RSA_WITH_AES_128_CBC_SHA: every TLS 1.1 library has it; RFC 5246 9 makes it mandatory. */
    SUITE_OF_LAST_RESORT = 0x002f,
};

struct floor_talk {
    int fd;
    struct deadline deadline;
    void *memory;
    struct tds_stream stream;
    struct tls_flow flow;
    bool over; /* closed, reset or out of time */
    bool left; /* ... by the driver */
};

static void receive(struct floor_talk *talk)
{
    uint8_t buffer[8192];
    size_t got = 0;
    struct net_result result = net_receive(talk->fd, buffer, sizeof buffer, &got, talk->deadline);
    if (result.outcome == NET_OK) {
        tds_stream_feed(&talk->stream, buffer, got);
        return;
    }
    talk->over = true;
    talk->left = result.outcome == NET_CLOSED || result.outcome == NET_RESET;
}

/* Payload of the next packet; false when there will be none. */
static bool next_packet(struct floor_talk *talk, struct tds_header *header, struct reader *payload)
{
    for (;;) {
        enum tds_take taken = tds_stream_take(&talk->stream, header, payload);
        if (taken == TDS_TAKE_PACKET)
            return header->type == TDS_PRELOGIN;
        if (taken == TDS_TAKE_BROKEN || talk->over)
            return false;
        receive(talk);
    }
}

static bool answer_prelogin(struct floor_talk *talk)
{
    struct tds_header header = {0};
    struct reader payload;
    do {
        if (!next_packet(talk, &header, &payload))
            return false;
    } while ((header.status & TDS_STATUS_EOM) == 0);
    static const struct prelogin answer = {
        .version = {16, 0, 0x10, 0}, .has_version = true, .encrypt = TDS_ENCRYPT_ON};
    struct writer body;
    struct writer packet;
    writer_init(&body, talk->memory);
    writer_init(&packet, talk->memory);
    prelogin_write_server(&body, &answer);
    uint8_t id = 1;
    tds_write_message(&packet, TDS_RESPONSE, body.data, body.size, TDS_DEFAULT_PACKET, 0, &id);
    return net_send(talk->fd, packet.data, packet.size, talk->deadline).outcome == NET_OK;
}

static struct tls_event next_event(struct floor_talk *talk)
{
    struct tls_event event = tls_flow_take(&talk->flow);
    while (event.kind == TLS_EVENT_MORE) {
        struct tds_header header;
        struct reader payload;
        if (!next_packet(talk, &header, &payload))
            return event;
        size_t size = reader_left(&payload);
        tls_flow_feed(&talk->flow, reader_bytes(&payload, size), size);
        event = tls_flow_take(&talk->flow);
    }
    return event;
}

/* A suite that TLS 1.1 knows: no SHA-2 MAC, no GCM. */
static uint16_t choose_suite(const struct tls_client_hello *hello)
{
    static const uint16_t known[] = {0xc014, 0xc013, 0xc00a, 0xc009,
                                     0x0035, 0x002f, 0x0039, 0x0033};
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
        for (size_t i = 0; i < hello->suite_count; i++)
            if (hello->suites[i] == known[k])
                return known[k];
    return SUITE_OF_LAST_RESORT;
}

/* RFC 4346 7.4.1.3, with the empty renegotiation_info of RFC 5746 3.6: without it OpenSSL 3 would
 * leave for a reason that has nothing to do with the version. */
static void write_server_hello(struct writer *w, uint16_t suite)
{
    uint8_t random[32];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        memset(random, 0x5a, sizeof random);
    writer_u8(w, TLS_RECORD_HANDSHAKE);
    writer_u16be(w, TLS_1_1_ON_THE_WIRE);
    writer_u16be(w, 49);
    writer_u8(w, TLS_SERVER_HELLO);
    writer_u24be(w, 45);
    writer_u16be(w, TLS_1_1_ON_THE_WIRE);
    writer_bytes(w, random, sizeof random);
    writer_u8(w, 0); /* no session id */
    writer_u16be(w, suite);
    writer_u8(w, 0); /* no compression */
    writer_u16be(w, 5);
    writer_u16be(w, 0xff01);
    writer_u16be(w, 1);
    writer_u8(w, 0);
}

static bool answer_hello(struct floor_talk *talk)
{
    struct tls_event event = next_event(talk);
    struct tls_client_hello hello;
    if (event.kind != TLS_EVENT_HANDSHAKE || event.type != TLS_CLIENT_HELLO ||
        !tls_client_hello_parse(event.body, &hello))
        return false;
    struct writer body;
    struct writer packet;
    writer_init(&body, talk->memory);
    writer_init(&packet, talk->memory);
    write_server_hello(&body, choose_suite(&hello));
    uint8_t id = 1;
    tds_write_message(&packet, TDS_PRELOGIN, body.data, body.size, TDS_DEFAULT_PACKET, 0, &id);
    return net_send(talk->fd, packet.data, packet.size, talk->deadline).outcome == NET_OK;
}

static enum floor_answer watch_driver(struct floor_talk *talk)
{
    struct tls_event event = next_event(talk);
    if (event.kind == TLS_EVENT_ALERT)
        return event.alert.description == ALERT_PROTOCOL_VERSION ? FLOOR_REFUSES : FLOOR_UNCLEAR;
    if (event.kind != TLS_EVENT_MORE)
        return FLOOR_TAKES;
    if (talk->over)
        return talk->left ? FLOOR_REFUSES : FLOOR_TAKES;
    /* A bare record: an alert that is not wrapped. Its last byte is the description. */
    struct reader rest = tds_stream_rest(&talk->stream);
    bool is_alert = reader_u8(&rest) == TLS_RECORD_ALERT;
    reader_skip(&rest, 5);
    uint8_t description = reader_u8(&rest);
    if (!is_alert || !reader_ok(&rest))
        return FLOOR_UNCLEAR;
    return description == ALERT_PROTOCOL_VERSION ? FLOOR_REFUSES : FLOOR_UNCLEAR;
}

enum floor_answer floor_ask(int fd, struct deadline deadline)
{
    struct floor_talk talk = {.fd = fd, .deadline = deadline, .memory = talloc_new(NULL)};
    tds_stream_init(&talk.stream, talk.memory);
    tls_flow_init(&talk.flow, talk.memory);
    enum floor_answer answer = FLOOR_UNCLEAR;
    if (answer_prelogin(&talk) && answer_hello(&talk))
        answer = watch_driver(&talk);
    net_close(&talk.fd);
    talloc_free(talk.memory);
    return answer;
}
