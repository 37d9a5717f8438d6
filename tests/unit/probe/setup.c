#include "tests/unit/probe/setup.h"

#include "tests/unit/tls/certs.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <talloc.h>

static struct probed run(void *memory, const struct probe_request *request)
{
    struct probed probed = {.memory = memory};
    probe_endpoint(memory, request, &probed.endpoint, &probed.route);
    return probed;
}

struct probed probe_target(const char *server_text, const char *rule, int timeout_ms)
{
    void *memory = talloc_new(NULL);
    struct connect_to *rules = NULL;
    struct error err = ERROR_NONE;
    struct probe_request request = {
        .server_text = server_text, .legacy_probe = true, .timeout_ms = timeout_ms};
    cr_assert(target_parse(memory, server_text, &request.target, &err), "%s", err.text);
    if (rule != NULL) {
        rules = talloc_zero(memory, struct connect_to);
        cr_assert(connect_to_parse(memory, rule, rules, &err), "%s", err.text);
        request.rules = rules;
        request.rule_count = 1;
    }
    request.trust.now_unix_s = time(NULL);
    return run(memory, &request);
}

struct probed probe_play(peer_play *play, void *context, int timeout_ms)
{
    /* OpenSSL's own socket writes in the test server do not ask for MSG_NOSIGNAL. */
    (void)signal(SIGPIPE, SIG_IGN);
    struct peer *peer = peer_start(play, context);
    char *text = talloc_asprintf(NULL, "127.0.0.1,%d", peer_port(peer));
    struct probed probed = probe_target(text, NULL, timeout_ms);
    (void)talloc_steal(probed.memory, text);
    probed.accepted = peer_connections(peer);
    peer_stop(peer);
    return probed;
}

struct probed probe_server(struct tds_server *server, int timeout_ms)
{
    X509 *own = NULL;
    if (server->key == NULL)
        server->key = cert_key();
    if (server->chain[0] == NULL)
        server->chain[0] = own =
            cert_make(&(struct cert_spec){.cn = "sql01"}, server->key, NULL, NULL);
    struct probed probed = probe_play(tds_server_play, server, timeout_ms);
    cr_assert_eq(probed.endpoint.connections, probed.accepted, "reported %d, accepted %d",
                 probed.endpoint.connections, probed.accepted);
    cr_assert(probed.accepted <= 6, "%d connections", probed.accepted);
    if (own != NULL) {
        X509_free(own);
        server->chain[0] = NULL;
    }
    return probed;
}

void probed_free(struct probed *probed)
{
    talloc_free(probed->memory);
}

const char *probed_answers(const struct probed *probed)
{
    char *text = talloc_strdup(probed->memory, "");
    for (unsigned i = 0; i < TLS_VERSION_COUNT; i++)
        text = talloc_asprintf_append(
            text, "%s%s", i == 0 ? "" : " ",
            name_of(tls_answer_names, endpoint_answer(&probed->endpoint, (enum tls_version)i)));
    return text;
}
