/* Which TLS versions a server takes, whatever way it frames its answers. */
#include "base/text.h"
#include "tests/unit/probe/setup.h"
#include "tests/unit/tls/certs.h"

#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <talloc.h>

enum { TIMEOUT_MS = 10000 };

static const struct {
    int min_version;
    int max_version;
    const char *answers;
} ranges[] = {
    {TLS1_VERSION, TLS1_VERSION, "accepted refused refused refused"},
    {TLS1_1_VERSION, TLS1_1_VERSION, "refused accepted refused refused"},
    {TLS1_2_VERSION, TLS1_2_VERSION, "refused refused accepted refused"},
    {TLS1_3_VERSION, TLS1_3_VERSION, "refused refused refused accepted"},
    {TLS1_VERSION, TLS1_1_VERSION, "accepted accepted refused refused"},
    {TLS1_VERSION, TLS1_2_VERSION, "accepted accepted accepted refused"},
    {TLS1_VERSION, TLS1_3_VERSION, "accepted accepted accepted accepted"},
    {TLS1_2_VERSION, TLS1_3_VERSION, "refused refused accepted accepted"},
};

Test(versions, each_range_is_told_exactly)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        struct tds_server server = {.min_version = ranges[i].min_version,
                                    .max_version = ranges[i].max_version};
        struct probed probed = probe_server(&server, TIMEOUT_MS);
        cr_assert_eq(probed.endpoint.reach, REACH_TDS, "row %zu: %s", i, probed.endpoint.reason);
        cr_assert_str_eq(probed_answers(&probed), ranges[i].answers, "row %zu", i);
        bool has_1_2 =
            ranges[i].min_version <= TLS1_2_VERSION && ranges[i].max_version >= TLS1_2_VERSION;
        cr_assert_eq(probed.endpoint.handshake.completed, has_1_2, "row %zu: %s", i,
                     probed.endpoint.handshake.reason);
        for (size_t v = 0; v < TLS_VERSION_COUNT; v++)
            cr_assert(!text_is_empty(probed.endpoint.versions[v].reason), "row %zu", i);
        probed_free(&probed);
    }
}

Test(versions, refusals_name_what_decided)
{
    struct tds_server server = {.min_version = TLS1_VERSION, .max_version = TLS1_VERSION};
    struct probed probed = probe_server(&server, TIMEOUT_MS);
    const struct tls_version_fact *facts = probed.endpoint.versions;
    cr_assert_str_eq(facts[TLS_1_2].reason, "the server answered with TLS 1.0");
    cr_assert_str_eq(facts[TLS_1_3].reason, "alert 70 protocol_version from the server");
    cr_assert_str_eq(probed.endpoint.handshake.reason, "the server chose TLS 1.0");
    probed_free(&probed);
}

Test(versions, old_ones_are_left_alone_when_told_so)
{
    struct tds_server server = {
        .min_version = TLS1_VERSION, .max_version = TLS1_2_VERSION, .key = cert_key()};
    server.chain[0] = cert_make(&(struct cert_spec){.cn = "sql01"}, server.key, NULL, NULL);
    struct peer *peer = peer_start(tds_server_play, &server);
    struct probe_request request = {.server_text = "x", .timeout_ms = TIMEOUT_MS};
    char host[] = "127.0.0.1";
    request.target = (struct target){.host = host, .port = peer_port(peer)};
    struct probed probed = {.memory = talloc_new(NULL)};
    probe_endpoint(probed.memory, &request, &probed.endpoint, &probed.route);
    cr_assert_str_eq(probed_answers(&probed), "unknown unknown accepted refused");
    cr_assert_str_eq(probed.endpoint.versions[TLS_1_0].reason, "not asked");
    cr_assert_eq(peer_connections(peer), 2);
    peer_stop(peer);
    X509_free(server.chain[0]);
    probed_free(&probed);
}

/* ---- framing ------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    uint8_t packet_type;
    size_t packet_size;
    size_t segment;
    bool record_a_packet;
} framings[] = {
    {"one packet", 0x12, 65000, 0, false},
    {"4096-byte packets", 0x12, 4096, 0, false},
    {"0x04 packets", 0x04, 4096, 0, false},
    {"512-byte packets", 0x12, 512, 0, false},
    {"256-byte packets of type 0x04", 0x04, 256, 0, false},
    {"9-byte packets", 0x12, 9, 0, false},
    {"a record a packet", 0x12, 65000, 0, true},
    {"one byte a segment", 0x12, 4096, 1, false},
    {"one byte a segment, 512-byte packets", 0x04, 512, 1, true},
    {"segments across packet borders", 0x12, 300, 77, false},
};

Test(framing, every_way_gives_the_same_result)
{
    X509 *root = cert_make(&(struct cert_spec){.cn = "Root", .is_ca = true, .padding = 4000},
                           cert_key(), NULL, NULL);
    X509 *leaf = cert_make(&(struct cert_spec){.cn = "sql01", .padding = 5000}, cert_key(), root,
                           cert_key());
    for (size_t i = 0; i < sizeof framings / sizeof framings[0]; i++) {
        struct tds_server server = {.min_version = TLS1_VERSION,
                                    .max_version = TLS1_2_VERSION,
                                    .chain = {leaf, root},
                                    .key = cert_key(),
                                    .packet_type = framings[i].packet_type,
                                    .packet_size = framings[i].packet_size,
                                    .segment = framings[i].segment,
                                    .record_a_packet = framings[i].record_a_packet,
                                    .ciphers =
                                        "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-SHA:"
                                        "@SECLEVEL=0"};
        struct probed probed = probe_server(&server, TIMEOUT_MS);
        const struct endpoint *endpoint = &probed.endpoint;
        const char *name = framings[i].name;
        cr_assert_str_eq(probed_answers(&probed), "accepted accepted accepted refused", "%s", name);
        cr_assert(endpoint->handshake.completed, "%s: %s", name, endpoint->handshake.reason);
        cr_assert_str_eq(endpoint->handshake.suite, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "%s",
                         name);
        cr_assert_str_eq(endpoint->handshake.key_exchange, "ECDHE X25519", "%s", name);
        cr_assert_eq(endpoint->chain_count, 2, "%s", name);
        cr_assert_str_eq(endpoint->chain[0].subject, "CN=sql01", "%s", name);
        cr_assert_str_eq(endpoint->chain[1].subject, "CN=Root", "%s", name);
        cr_assert_eq(probed.route.chain_count, 2, "%s", name);
        probed_free(&probed);
    }
    X509_free(leaf);
    X509_free(root);
}

Test(handshake, says_suite_and_key_exchange)
{
    static const struct {
        const char *ciphers;
        const char *suite;
        const char *key_exchange;
    } rows[] = {
        {"AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "RSA"},
        {"DHE-RSA-AES256-GCM-SHA384", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "DHE 2048"},
        {"ECDHE-RSA-AES128-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE X25519"},
    };
    EVP_PKEY *key = cert_rsa_key(2048);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tds_server server = {.ciphers = rows[i].ciphers, .key = key};
        struct probed probed = probe_server(&server, TIMEOUT_MS);
        cr_assert(probed.endpoint.handshake.completed, "%s: %s", rows[i].ciphers,
                  probed.endpoint.handshake.reason);
        cr_assert_str_eq(probed.endpoint.handshake.suite, rows[i].suite);
        cr_assert_str_eq(probed.endpoint.handshake.key_exchange, rows[i].key_exchange);
        probed_free(&probed);
    }
    EVP_PKEY_free(key);
}

Test(handshake, weak_certificate_is_no_reason_of_ours_to_fail)
{
    EVP_PKEY *key = cert_rsa_key(1024);
    X509 *cert = cert_make(&(struct cert_spec){.cn = "SSL_Self_Signed_Fallback", .hash = "SHA1"},
                           key, NULL, NULL);
    struct tds_server server = {.key = key, .chain = {cert}};
    struct probed probed = probe_server(&server, TIMEOUT_MS);
    cr_assert(probed.endpoint.handshake.completed, "%s", probed.endpoint.handshake.reason);
    cr_assert(probed.endpoint.chain[0].sql_fallback);
    cr_assert(text_contains(probed.endpoint.chain_error, "fallback"));
    cr_assert(text_contains(probed.endpoint.name_error, "not for '127.0.0.1'"));
    cr_assert_str_eq(probed.endpoint.expected_name, "127.0.0.1");
    probed_free(&probed);
    X509_free(cert);
    EVP_PKEY_free(key);
}

Test(handshake, cut_after_the_flight_leaves_the_facts_it_showed)
{
    struct tds_server server = {.fault = SERVER_CLOSES_AFTER_FLIGHT};
    struct probed probed = probe_server(&server, TIMEOUT_MS);
    cr_assert_eq(endpoint_answer(&probed.endpoint, TLS_1_2), TLS_ACCEPTED);
    cr_assert(!probed.endpoint.handshake.completed);
    cr_assert(text_contains(probed.endpoint.handshake.reason, "closed"), "%s",
              probed.endpoint.handshake.reason);
    cr_assert_eq(probed.endpoint.chain_count, 1);
    probed_free(&probed);
}

Test(handshake, cut_once_is_tried_again)
{
    struct tds_server server = {
        .fault = SERVER_CLOSES_AFTER_FLIGHT, .fault_versions = 1 << 2, .fault_times = 1};
    struct probed probed = probe_server(&server, TIMEOUT_MS);
    cr_assert_eq(server.faults_done, 1);
    cr_assert(probed.endpoint.handshake.completed, "%s", probed.endpoint.handshake.reason);
    cr_assert_eq(probed.accepted, 5);
    probed_free(&probed);
}

Test(handshake, packet_that_never_ends_has_shown_its_hello)
{
    struct tds_server server = {.min_version = TLS1_VERSION,
                                .max_version = TLS1_2_VERSION,
                                .fault = SERVER_STOPS_IN_A_PACKET};
    struct probed probed = probe_server(&server, TIMEOUT_MS);
    cr_assert_str_eq(probed_answers(&probed), "accepted accepted accepted refused");
    cr_assert(!probed.endpoint.handshake.completed);
    cr_assert(text_contains(probed.endpoint.handshake.reason, "after 200 bytes"), "%s",
              probed.endpoint.handshake.reason);
    cr_assert_not_null(probed.endpoint.handshake.suite);
    cr_assert_not_null(probed.endpoint.chain_error);
    probed_free(&probed);
}

Test(handshake, four_versions_in_four_connections)
{
    struct tds_server server = {.min_version = TLS1_VERSION, .max_version = TLS1_2_VERSION};
    struct probed probed = probe_server(&server, TIMEOUT_MS);
    cr_assert_eq(probed.accepted, 4);
    probed_free(&probed);
}
