#include "lab/session.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include <talloc.h>

#include "lab/faults.h"
#include "lab/hello_answer.h"
#include "wire/tls.h"

enum { TLS_RECORD_FIRST_BYTE = 0x16 };

/* What the server answers to the client's ENCRYPTION byte. [MS-TDS] 2.2.6.5 */
struct encrypt_rule {
    uint8_t answer[4]; /* to 0, 1, 2, 3 */
    bool closes[4];
};

static const struct encrypt_rule encrypt_rules[] = {
    [LAB_ENCRYPTION_OFF] = {{0, 1, 2, 1}, {false, false, false, false}},
    [LAB_ENCRYPTION_ON] = {{1, 1, 3, 1}, {false, false, true, false}},
    [LAB_ENCRYPTION_REQUIRED] = {{3, 1, 3, 1}, {false, false, true, false}},
    [LAB_ENCRYPTION_NOT_SUPPORTED] = {{2, 2, 2, 2}, {false, true, false, true}},
    [LAB_ENCRYPTION_STRICT] = {{1, 1, 1, 1}, {false, false, false, false}},
    [LAB_ENCRYPTION_BOTH] = {{0, 1, 2, 1}, {false, false, false, false}},
};

static bool fault_is_due(struct session *session, enum lab_stage stage)
{
    session->over =
        faults_at(session->endpoint, stage, &session->channel, &session->entry.fault) == FAULT_OVER;
    return session->over;
}

/* ---- TLS ------------------------------------------------------------------------------------ */

/* The journal's own look at the records: OpenSSL does not report an alert whose record has another
 * version than the one it chose. */
static void note_records(struct session *session, struct tls_flow *flow, struct reader bytes)
{
    struct journal_entry *entry = &session->entry;
    tls_flow_feed(flow, bytes.data, bytes.size);
    for (;;) {
        struct tls_event event = tls_flow_take(flow);
        if (event.kind == TLS_EVENT_MORE || event.kind == TLS_EVENT_BROKEN)
            return;
        if (event.kind == TLS_EVENT_ALERT)
            entry->client_alert = event.alert.description;
        if (event.kind == TLS_EVENT_HANDSHAKE && event.type == TLS_CLIENT_HELLO &&
            !entry->has_hello) {
            entry->has_hello = tls_client_hello_parse(event.body, &entry->hello);
            entry->hello.record_version = event.record_version;
        }
    }
}

/* An alert inside TLS is seen by OpenSSL only. */
static void note_alert(struct session *session)
{
    if (session->channel.tls != NULL && session->entry.client_alert < 0)
        session->entry.client_alert = session->channel.tls->client_alert;
}

static void note_tls(struct session *session)
{
    const SSL *ssl = session->channel.tls->ssl;
    static const struct {
        int version;
        const char *word;
    } words[] = {{TLS1_VERSION, "1.0"},
                 {TLS1_1_VERSION, "1.1"},
                 {TLS1_2_VERSION, "1.2"},
                 {TLS1_3_VERSION, "1.3"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (SSL_version(ssl) == words[i].version)
            session->entry.tls_version = words[i].word;
    session->entry.suite = SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl));
}

/* Gives TLS the bytes that have come: payload of the next PRELOGIN packet, or bare records. */
static bool feed_handshake(struct session *session, bool wrapped, struct tls_flow *flow)
{
    struct channel *channel = &session->channel;
    struct reader bytes;
    struct tds_header header = {.type = TDS_PRELOGIN};
    for (;;) {
        enum tds_take take = TDS_TAKE_PACKET;
        if (wrapped)
            take = tds_stream_take(&channel->stream, &header, &bytes);
        else
            bytes = tds_stream_rest(&channel->stream);
        if (take == TDS_TAKE_BROKEN || header.type != TDS_PRELOGIN)
            return false;
        if (take == TDS_TAKE_PACKET && bytes.size > 0)
            break;
        if (!channel_fill(channel))
            return false;
    }
    note_records(session, flow, bytes);
    if (channel->tls != NULL)
        tls_session_feed(channel->tls, bytes.data, bytes.size);
    if (!wrapped)
        tds_stream_drop(&channel->stream, bytes.size);
    return true;
}

static bool handshake_fault(struct session *session, uint8_t type)
{
    if (session->endpoint->fault == LAB_FAULT_NONE ||
        session->endpoint->fault_at != LAB_STAGE_HANDSHAKE)
        return false;
    bool drips = session->endpoint->fault == LAB_FAULT_DRIP;
    if (!drips) /* half of a flight: ServerHello and the beginning of the certificate */
        (void)channel_send_flight(&session->channel, type, 512, 256);
    return fault_is_due(session, LAB_STAGE_HANDSHAKE);
}

/* The next bytes of an honest client come after the answer, so that nothing ends this early. */
static void wait_to_answer(struct session *session)
{
    if (session->endpoint->reply_delay_ms > 0)
        channel_pause(&session->channel, session->endpoint->reply_delay_ms);
}

/* Up to the ServerHello, by the lab's own bytes; then the client has seen what it wanted. */
static void answer_hello(struct session *session, bool wrapped)
{
    struct channel *channel = &session->channel;
    const struct lab_endpoint *endpoint = session->endpoint;
    struct writer records;
    struct tls_flow flow;
    tls_flow_init(&flow, channel->parent);
    writer_init(&records, channel->parent);
    while (!session->entry.has_hello)
        if (!feed_handshake(session, wrapped, &flow))
            return;
    hello_answer_write(&records, endpoint, &session->entry.hello, wrapped);
    wait_to_answer(session);
    (void)channel_send_records(channel, wrapped ? (uint8_t)endpoint->handshake_type : 0,
                               (size_t)endpoint->flight_packet, &records);
}

static bool shake_hands(struct session *session, bool wrapped)
{
    struct channel *channel = &session->channel;
    const struct lab_endpoint *endpoint = session->endpoint;
    uint8_t type = wrapped ? (uint8_t)endpoint->handshake_type : 0;
    enum tls_progress progress = TLS_PROGRESS_MORE;
    bool first = true;
    struct tls_flow flow;
    tls_flow_init(&flow, channel->parent);
    while (progress == TLS_PROGRESS_MORE) {
        if (!feed_handshake(session, wrapped, &flow))
            return false;
        progress = tls_session_handshake(channel->tls);
        if (first && session->entry.has_hello) {
            first = false;
            if (handshake_fault(session, type))
                return false;
        }
        if (tls_session_has_answer(channel->tls))
            wait_to_answer(session);
        if (!channel_send_flight(channel, type, (size_t)endpoint->flight_packet, 0))
            return false;
    }
    return progress == TLS_PROGRESS_DONE;
}

static bool start_tls(struct session *session, bool wrapped)
{
    struct channel *channel = &session->channel;
    if (session->endpoint->hello_suites.count > 0) {
        answer_hello(session, wrapped);
        return false;
    }
    channel->tls = tls_session_new(channel->parent, session->service->tls);
    if (channel->tls == NULL)
        return false;
    /* No SQL Server takes TLS 1.3 inside TDS 7. */
    if (wrapped && session->endpoint->tls_max > TLS1_2_VERSION)
        (void)SSL_set_max_proto_version(channel->tls->ssl, TLS1_2_VERSION);
    bool ok = shake_hands(session, wrapped);
    if (!ok)
        return false;
    note_tls(session);
    channel->in_tls = true;
    struct reader early = tds_stream_rest(&channel->stream);
    struct writer records;
    writer_init(&records, channel->parent);
    writer_bytes(&records, early.data, early.size);
    tds_stream_drop(&channel->stream, early.size);
    /* With none, too: what came with the end of the handshake is in OpenSSL already. */
    return channel_take_records(channel, records.data, records.size);
}

/* ---- PRELOGIN ------------------------------------------------------------------------------- */

static void answer_version(const struct lab_endpoint *endpoint, struct prelogin *answer)
{
    const uint32_t *part = endpoint->version.part;
    answer->has_version = true;
    answer->version[0] = (uint8_t)part[0];
    answer->version[1] = (uint8_t)part[1];
    answer->version[2] = (uint8_t)(part[2] >> 8);
    answer->version[3] = (uint8_t)part[2];
    answer->version[4] = (uint8_t)(part[3] >> 8);
    answer->version[5] = (uint8_t)part[3];
}

/* True: go on with TLS or the login, as *encrypt (the answer) says. */
static bool prelogin(struct session *session, void *scratch, uint8_t *encrypt)
{
    struct message message;
    struct prelogin asked = {.encrypt = TDS_ENCRYPT_ABSENT};
    struct prelogin answer = {0};
    if (!channel_receive(&session->channel, scratch, CHANNEL_LARGEST_PRELOGIN, &message) ||
        message.type != TDS_PRELOGIN ||
        !prelogin_parse(reader_over(message.payload.data, message.payload.size), &asked))
        return false;
    session->entry.encrypt_sent = (int)asked.encrypt;
    if (fault_is_due(session, LAB_STAGE_PRELOGIN))
        return false;
    unsigned sent = asked.encrypt <= 3 ? asked.encrypt : TDS_ENCRYPT_NOT_SUPPORTED;
    const struct encrypt_rule *rule = &encrypt_rules[session->endpoint->encryption];
    *encrypt = rule->answer[sent];
    answer_version(session->endpoint, &answer);
    answer.encrypt = *encrypt;
    answer.has_instance = true;
    answer.has_mars = true;
    struct writer payload;
    writer_init(&payload, scratch);
    prelogin_write_server(&payload, &answer);
    session->entry.encrypt_answered = *encrypt;
    wait_to_answer(session);
    return channel_send_message(&session->channel, TDS_RESPONSE, &payload) && !rule->closes[sent];
}

static bool first_byte(struct session *session, uint8_t *byte)
{
    struct reader rest = tds_stream_rest(&session->channel.stream);
    while (rest.size == 0) {
        if (!channel_fill(&session->channel))
            return false;
        rest = tds_stream_rest(&session->channel.stream);
    }
    *byte = rest.data[0];
    return true;
}

/* Up to a login. TDS 8 begins with TLS and has PRELOGIN inside it; TDS 7 the other way round. */
static bool open_conversation(struct session *session, void *scratch)
{
    uint8_t byte = 0;
    uint8_t encrypt = 0;
    int encryption = session->endpoint->encryption;
    if (fault_is_due(session, LAB_STAGE_ACCEPT) || !first_byte(session, &byte))
        return false;
    bool strict = byte == TLS_RECORD_FIRST_BYTE;
    if (encryption != LAB_ENCRYPTION_BOTH && strict != (encryption == LAB_ENCRYPTION_STRICT))
        return false;
    if (strict && !start_tls(session, false))
        return false;
    if (!prelogin(session, scratch, &encrypt))
        return false;
    if (!strict && encrypt != TDS_ENCRYPT_NOT_SUPPORTED && !start_tls(session, true))
        return false;
    if (!session_login(session, scratch))
        return false;
    return true;
}

/* ---- the whole of it ------------------------------------------------------------------------ */

static void note_peer(struct session *session, void *parent)
{
    struct sockaddr_in peer = {0};
    socklen_t size = sizeof peer;
    char text[INET_ADDRSTRLEN] = "";
    if (getpeername(session->channel.fd, (struct sockaddr *)&peer, &size) == 0)
        (void)inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text);
    session->entry.peer_port = ntohs(peer.sin_port);
    session->asker.client_address = talloc_strdup(parent, text);
}

static bool cancelled(void *context)
{
    struct session *session = context;
    session->attention = session->attention || channel_attention(&session->channel);
    return session->attention || channel_is_stopped(&session->channel);
}

static void converse(struct session *session, void *parent)
{
    void *scratch = talloc_new(parent);
    bool go_on = open_conversation(session, scratch);
    while (go_on) {
        talloc_free(scratch);
        scratch = talloc_new(parent);
        go_on = session_request(session, scratch);
    }
    talloc_free(scratch);
}

void session_serve(const struct lab_service *service, int fd, int stop_fd, int journal_fd,
                   uint16_t spid)
{
    struct session *session = talloc_zero(NULL, struct session);
    session->service = service;
    session->endpoint = service->endpoint;
    session->entry = (struct journal_entry){
        .endpoint = service->endpoint->name,
        .encrypt_sent = -1,
        .encrypt_answered = -1,
        .client_alert = -1,
        .login = "none",
    };
    session->asker = (struct asker){
        .endpoint = service->endpoint,
        .spid = spid,
        .cancelled = cancelled,
        .cancel_context = session,
    };
    channel_init(&session->channel, session, fd, stop_fd);
    session->channel.spid = spid;
    session->channel.one_byte_segments = service->endpoint->one_byte_segments == 1;
    note_peer(session, session);
    converse(session, session);
    note_alert(session);
    if (!session->over)
        faults_close_in_order(&session->channel);
    journal_write(journal_fd, &session->entry);
    talloc_free(session);
}
