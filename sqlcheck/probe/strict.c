#include "probe/strict.h"

#include "tls/client.h"
#include "wire/tds.h"

#include <string.h>
#include <talloc.h>

enum { INSIDE_WAIT_MS = 2000, INSIDE_MAX = 64 * 1024 };

struct strict_talk {
    int fd;
    struct tls_client *client;
    struct deadline deadline;
    struct net_result result; /* of the latest reading or writing */
};

static bool strict_send(struct strict_talk *talk, const struct writer *bytes)
{
    if (bytes->size == 0)
        return true;
    talk->result = net_send(talk->fd, bytes->data, bytes->size, talk->deadline);
    return talk->result.outcome == NET_OK;
}

static enum tls_client_state strict_handshake(struct strict_talk *talk)
{
    uint8_t buffer[8192];
    size_t got = 0;
    for (;;) {
        struct writer answer;
        writer_init(&answer, talk->client);
        enum tls_client_state state = tls_client_step(talk->client, buffer, got, &answer);
        bool sent = strict_send(talk, &answer);
        talloc_free(answer.data);
        if (state != TLS_CLIENT_MORE)
            return state;
        if (!sent)
            return TLS_CLIENT_FAILED;
        talk->result = net_receive(talk->fd, buffer, sizeof buffer, &got, talk->deadline);
        if (talk->result.outcome != NET_OK)
            return TLS_CLIENT_FAILED;
    }
}

static bool send_prelogin(struct strict_talk *talk)
{
    struct prelogin prelogin = {.version = {9, 0, 0, 0, 0, 0},
                                .has_version = true,
                                .encrypt = TDS_ENCRYPT_OFF,
                                .has_instance = true,
                                .has_mars = true};
    uint8_t packet_id = 0;
    struct writer payload;
    struct writer packet;
    struct writer records;
    writer_init(&payload, talk->client);
    writer_init(&packet, talk->client);
    writer_init(&records, talk->client);
    prelogin_write_client(&payload, &prelogin);
    tds_write_message(&packet, TDS_PRELOGIN, payload.data, payload.size, TDS_DEFAULT_PACKET, 0,
                      &packet_id);
    return tls_client_write(talk->client, packet.data, packet.size, &records) &&
           strict_send(talk, &records);
}

/* True when what came out of TLS is the answer to PRELOGIN; *more tells whether to go on
 * reading. */
static bool is_prelogin(struct tds_stream *stream, struct prelogin *out, bool *more)
{
    struct tds_header header;
    struct reader payload;
    enum tds_take taken = tds_stream_take(stream, &header, &payload);
    *more = taken == TDS_TAKE_MORE;
    return taken == TDS_TAKE_PACKET && header.type == TDS_RESPONSE && prelogin_parse(payload, out);
}

static bool ask_inside(struct strict_talk *talk, struct prelogin *out)
{
    struct tds_stream stream;
    tds_stream_init(&stream, talk->client);
    bool more = send_prelogin(talk);
    for (size_t total = 0; more && total < INSIDE_MAX;) {
        uint8_t buffer[4096];
        size_t got;
        struct writer plain;
        if (net_receive(talk->fd, buffer, sizeof buffer, &got, talk->deadline).outcome != NET_OK)
            return false;
        total += got;
        writer_init(&plain, talk->client);
        bool alive = tls_client_read(talk->client, buffer, got, &plain);
        tds_stream_feed(&stream, plain.data, plain.size);
        if (is_prelogin(&stream, out, &more))
            return true;
        more = more && alive;
    }
    return false;
}

static struct version engine_of(const struct prelogin *answer)
{
    const uint8_t *v = answer->version;
    return (struct version){.part = {v[0], v[1], (uint32_t)(v[2] << 8 | v[3])},
                            .count = answer->has_version ? 3 : 0};
}

static void judge(void *parent, struct strict_talk *talk, enum tls_client_state state,
                  struct strict_result *out)
{
    const struct tls_seen *seen = tls_client_seen(talk->client);
    const char *alpn = tls_client_alpn(parent, talk->client);
    bool is_tds8 = alpn != NULL && strcmp(alpn, "tds/8.0") == 0;
    struct prelogin answer = {.has_version = false};
    if (!seen->has_hello && !seen->has_alert)
        return;
    talk->deadline = deadline_within(talk->deadline, INSIDE_WAIT_MS);
    bool inside = state == TLS_CLIENT_DONE && ask_inside(talk, &answer);
    out->kind = is_tds8 || inside ? STRICT_TDS8 : STRICT_OTHER_TLS;
    out->engine = engine_of(&answer);
    if (out->kind == STRICT_TDS8)
        out->reason = talloc_strdup(parent, "speaks TDS 8 only: TLS from the first byte on");
    else if (seen->has_alert)
        out->reason = talloc_asprintf(parent, "speaks TLS, but not TDS as far as seen (%s)",
                                      tls_alert_text(parent, seen->alert));
    else
        out->reason = talloc_strdup(parent, "speaks TLS, but not TDS");
}

void strict_ask(void *parent, const struct net_address *address, const char *server_name,
                struct deadline deadline, struct strict_result *out)
{
    *out = (struct strict_result){.kind = STRICT_NO_TLS};
    struct net_connection connection = net_connect(address, 1, deadline);
    int fd NET_AUTOCLOSE = connection.fd;
    out->opened = connection.opened;
    hello_result_from_network(parent, connection.result, &out->hello);
    struct error err = ERROR_NONE;
    struct strict_talk talk = {.fd = fd, .deadline = deadline};
    if (fd >= 0)
        talk.client = tls_client_new(parent,
                                     &(struct tls_client_options){.min_version = 0x0303,
                                                                  .max_version = 0x0304,
                                                                  .server_name = server_name,
                                                                  .tds8 = true},
                                     &err);
    if (talk.client == NULL)
        return;
    enum tls_client_state state = strict_handshake(&talk);
    const struct tls_seen *seen = tls_client_seen(talk.client);
    if (hello_result_from_seen(seen, seen->version, &out->hello))
        out->hello.detail = talloc_steal(parent, out->hello.detail);
    else
        hello_result_from_network(parent, talk.result, &out->hello);
    if (out->hello.end == HELLO_NO_TLS)
        out->hello.detail = talloc_strdup(parent, "the answer to a ClientHello is not TLS");
    out->chain = tls_client_chain(parent, talk.client, &out->chain_count);
    judge(parent, &talk, state, out);
    talloc_free(talk.client);
}
