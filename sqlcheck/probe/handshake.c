#include "probe/handshake.h"

#include "probe/stranger.h"
#include "tls/client.h"

#include <talloc.h>

enum { TLS_1_2_NUMBER = 0x0303 };

const struct handshake_wish handshake_1_2 = {.version = TLS_1_2_NUMBER};

/* Why the conversation ended, in words; network first, because the rest follows from it. */
static char *end_reason(void *parent, const struct tls_client *client, const struct talk *talk,
                        uint16_t version)
{
    const struct tls_seen *seen = tls_client_seen(client);
    if (seen->has_hello && seen->version != version)
        return talloc_asprintf(parent, "the server chose TLS %s",
                               tls_version_word(parent, seen->version));
    if (seen->has_alert)
        return talloc_asprintf(parent, "%s from the server%s", tls_alert_text(parent, seen->alert),
                               seen->asks_certificate ? ", which asked for a client certificate"
                                                      : "");
    if (talk->not_tds && !talk->bare)
        return stranger_text(parent, tds_stream_rest(&talk->stream), "the hello", "TLS inside TDS");
    if (talk->not_tds || seen->broken)
        return talloc_asprintf(parent, "the server's bytes are not TLS%s%s%s",
                               talk->bare ? "" : " inside TDS", seen->why == NULL ? "" : ": ",
                               seen->why == NULL ? "" : seen->why);
    if (tls_client_failure(client)[0] != '\0')
        return talloc_asprintf(parent, "OpenSSL: %s", tls_client_failure(client));
    return talloc_asprintf(parent,
                           "the connection was %s after %zu bytes of the server's handshake",
                           net_outcome_word(talk->result.outcome), seen->size);
}

static void collect_facts(void *parent, const struct tls_client *client, const struct talk *talk,
                          uint16_t version, bool completed, struct handshake_result *out)
{
    const struct tls_seen *seen = tls_client_seen(client);
    out->facts.completed = completed;
    if (!completed)
        out->facts.reason = end_reason(parent, client, talk, version);
    out->cut_off = !completed && !seen->has_alert &&
                   (talk->result.outcome == NET_CLOSED || talk->result.outcome == NET_RESET);
    if (seen->has_hello && seen->version == version) {
        out->facts.suite = talloc_strdup(parent, tls_suite_name(parent, seen->suite));
        out->facts.key_exchange = tls_client_key_exchange(parent, client);
        out->group = seen->group;
        out->signature = version == TLS_1_2_NUMBER ? seen->signature : 0;
    }
    out->chain = tls_client_chain(parent, client, &out->chain_count);
}

/* False when the conversation ended, whoever ended it; *completed says how. */
static bool handshake_step(struct tls_client *client, struct talk *talk, struct reader *records,
                           struct deadline deadline, bool *completed)
{
    struct writer answer;
    writer_init(&answer, client);
    enum tls_client_state state = tls_client_step(client, records->data, records->size, &answer);
    bool sent = talk_send_tls(talk, &answer, deadline);
    talloc_free(answer.data);
    *completed = state == TLS_CLIENT_DONE && sent;
    return state == TLS_CLIENT_MORE && sent && talk_receive_tls(talk, records, deadline);
}

/* How the hello was taken: from the handshake's bytes, else from an alert outside TDS packets, else
 * from the way it ended. */
static void settle_hello(void *parent, const struct tls_client *client, struct talk *talk,
                         uint16_t version, struct deadline deadline, struct hello_result *out)
{
    struct tls_seen bare;
    const struct tls_seen *seen = tls_client_seen(client);
    if (hello_result_from_seen(seen, version, out)) {
        if ((out->end == HELLO_TAKEN || out->end == HELLO_OTHER_VERSION) &&
            !tls_client_offers(client, seen->suite))
            hello_reject_suite(parent, out);
        out->detail = talloc_steal(parent, out->detail);
        return;
    }
    tls_seen_init(&bare, parent);
    hello_see_bare_alert(talk, &bare, deadline);
    if (hello_result_from_seen(&bare, version, out))
        return;
    hello_result_from_end(talk, out);
    hello_tell_end(parent, seen, talk, out);
    if (tls_client_failure(client)[0] == '\0')
        return;
    out->end = HELLO_OWN_FAULT;
    out->detail = talloc_asprintf(parent, "OpenSSL: %s", tls_client_failure(client));
}

void handshake_run(void *parent, struct talk *talk, const struct handshake_wish *wish,
                   struct deadline deadline, struct handshake_result *out)
{
    const struct tls_client_options options = {.min_version = wish->version,
                                               .max_version = wish->version,
                                               .server_name = wish->server_name,
                                               .suites = wish->suites,
                                               .suite_count = wish->suite_count};
    *out = (struct handshake_result){.facts.tried = true};
    struct error err = ERROR_NONE;
    struct tls_client *client = tls_client_new(parent, &options, &err);
    if (client == NULL) {
        out->hello.end = HELLO_OWN_FAULT;
        out->hello.detail = out->facts.reason = talloc_strdup(parent, err.text);
        return;
    }
    bool completed = false;
    struct reader records = reader_over(NULL, 0);
    while (handshake_step(client, talk, &records, deadline, &completed)) {
    }
    settle_hello(parent, client, talk, wish->version, deadline, &out->hello);
    collect_facts(parent, client, talk, wish->version, completed, out);
    talloc_free(client);
}

void handshake_ask(void *parent, const struct hello_route *route, const struct handshake_wish *wish,
                   struct deadline deadline, struct handshake_result *out)
{
    struct talk talk;
    struct hello_result opened;
    *out = (struct handshake_result){.facts.tried = true};
    if (hello_open(parent, route, deadline, &talk, &opened)) {
        handshake_run(parent, &talk, wish, deadline, out);
        out->hello.opened = opened.opened;
        out->hello.encrypt = opened.encrypt;
    } else {
        out->hello = opened;
        out->facts.reason = opened.detail;
    }
    net_close(&talk.fd);
}
