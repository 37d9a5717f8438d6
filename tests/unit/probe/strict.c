/* TDS 8: TLS from the first byte on, and what only looks like it. */
#include "base/text.h"
#include "tests/unit/probe/setup.h"

#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <talloc.h>

static const struct {
    const char *name;
    int max_version;
    bool alpn;
    bool http;
    const char *on_prelogin;
    enum reach reach;
    const char *says;
} rows[] = {
    {"closes", TLS1_3_VERSION, true, false, NULL, REACH_STRICT_ONLY, "TDS 8 only"},
    {"TLS 1.2", TLS1_2_VERSION, true, false, NULL, REACH_STRICT_ONLY, "TDS 8 only"},
    {"alert", TLS1_3_VERSION, true, false, "\x15\x03\x01\x01\x02\x02\x46", REACH_STRICT_ONLY,
     "TDS 8"},
    {"silent", TLS1_3_VERSION, true, false, "", REACH_STRICT_ONLY, "TDS 8 only"},
    {"no ALPN, but TDS inside", TLS1_3_VERSION, false, false, NULL, REACH_STRICT_ONLY, "TDS 8"},
    {"ALPN, but no PRELOGIN inside", TLS1_3_VERSION, true, true, NULL, REACH_STRICT_ONLY, "TDS 8"},
    {"web server", TLS1_3_VERSION, false, true, NULL, REACH_NOT_TDS, "speaks TLS, but not TDS"},
    {"web server, alert", TLS1_2_VERSION, false, true, "\x15\x03\x01\x01\x02\x02\x46",
     REACH_NOT_TDS, "speaks TLS, but not TDS"},
    {"too old", TLS1_1_VERSION, true, false, NULL, REACH_NOT_TDS, "alert 70 protocol_version"},
    {"web server, words", TLS1_2_VERSION, false, true, "HTTP/1.0 400 x\r\n", REACH_NOT_TDS,
     "speaks HTTP"},
};

Test(strict, is_told_from_other_tls)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tds_server server = {.strict = true,
                                    .strict_alpn = rows[i].alpn,
                                    .strict_http = rows[i].http,
                                    .min_version = TLS1_VERSION,
                                    .max_version = rows[i].max_version,
                                    .on_prelogin = rows[i].on_prelogin};
        struct probed probed = probe_server(&server, 4000);
        const struct endpoint *endpoint = &probed.endpoint;
        cr_assert_eq(endpoint->reach, rows[i].reach, "%s: %s", rows[i].name, endpoint->reason);
        cr_assert(text_contains(endpoint->reason, rows[i].says), "%s: %s", rows[i].name,
                  endpoint->reason);
        cr_assert_eq(endpoint->encryption, rows[i].reach == REACH_STRICT_ONLY
                                               ? ENCRYPTION_STRICT_ONLY
                                               : ENCRYPTION_UNKNOWN);
        cr_assert_str_eq(probed_answers(&probed), "unknown unknown unknown unknown");
        cr_assert(!endpoint->handshake.completed);
        cr_assert(endpoint->elapsed_ms < 3900, "%s: %d ms", rows[i].name, endpoint->elapsed_ms);
        cr_assert(probed.accepted <= 2, "%s", rows[i].name);
        probed_free(&probed);
    }
}

Test(strict, shows_engine_and_chain)
{
    struct tds_server server = {.strict = true, .strict_alpn = true, .max_version = TLS1_3_VERSION};
    struct probed probed = probe_server(&server, 4000);
    cr_assert_eq(probed.endpoint.engine.part[0], 16);
    cr_assert_eq(probed.endpoint.chain_count, 1);
    cr_assert_str_eq(probed.endpoint.chain[0].subject, "CN=sql01");
    cr_assert(text_contains(probed.endpoint.chain_error, "self-signed"));
    probed_free(&probed);
}
