/* Servers that answer PRELOGIN: their encryption setting, and what a hello meets there. */
#include "base/text.h"
#include "tests/unit/probe/setup.h"

#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <talloc.h>

enum { TIMEOUT_MS = 10000 };

static const struct {
    int encrypt;
    enum encryption encryption;
    bool completes;
} settings[] = {
    {0, ENCRYPTION_OFF, true},
    {1, ENCRYPTION_ON, true},
    {2, ENCRYPTION_NOT_SUPPORTED, false},
    {3, ENCRYPTION_REQUIRED, true},
    {-1, ENCRYPTION_UNKNOWN, false},
};

Test(prelogin, each_encryption_answer_has_its_own_word)
{
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        struct tds_server server = {.encrypt = settings[i].encrypt};
        struct probed probed = probe_server(&server, TIMEOUT_MS);
        cr_assert_eq(probed.endpoint.reach, REACH_TDS);
        cr_assert_eq(probed.endpoint.encryption, settings[i].encryption, "row %zu", i);
        cr_assert_eq(probed.endpoint.handshake.completed, settings[i].completes, "row %zu", i);
        cr_assert_eq(probed.endpoint.engine.part[0], 16);
        cr_assert_eq(probed.endpoint.engine.part[2], 4096);
        cr_assert_eq(probed.endpoint.version_count, TLS_VERSION_COUNT);
        if (!settings[i].completes) {
            cr_assert_str_eq(probed_answers(&probed), "unknown unknown unknown unknown");
            cr_assert_eq(probed.accepted, 1);
            cr_assert_not_null(probed.endpoint.chain_error,
                               "no certificate is no good certificate");
        }
        probed_free(&probed);
    }
}

Test(prelogin, unsupported_encryption_is_the_reason)
{
    struct tds_server server = {.encrypt = 2};
    struct probed probed = probe_server(&server, TIMEOUT_MS);
    cr_assert_str_eq(probed.endpoint.versions[TLS_1_2].reason,
                     "the server does not support encryption");
    probed_free(&probed);
}

/* ---- what a hello meets
 * ---------------------------------------------------------------------------- */

struct hello_row {
    enum server_fault fault;
    unsigned versions; /* bits that meet it */
    int times;
    const char *answers;
    const char *reason; /* of 1.2 */
};

static const struct hello_row hello_rows[] = {
    /* Nobody else was taken: a connection that ended says nothing. */
    {SERVER_CLOSES_ON_HELLO, 0, 0, "unknown unknown unknown unknown", "closed without an alert"},
    {SERVER_RESETS_ON_HELLO, 0, 0, "unknown unknown unknown unknown", "reset without an alert"},
    {SERVER_HANGS_ON_HELLO, 0, 0, "unknown unknown unknown unknown",
     "no answer to the hello in time"},
    {SERVER_NOISE_ON_HELLO, 0, 0, "unknown unknown unknown unknown", "not TLS inside TDS"},
    /* Another version was taken. */
    {SERVER_CLOSES_ON_HELLO, 1 << 2, 0, "accepted accepted refused refused",
     "closed without an alert"},
    {SERVER_RESETS_ON_HELLO, 1 << 2, 0, "accepted accepted refused refused",
     "reset without an alert"},
    {SERVER_CLOSES_ON_HELLO, 3, 0, "refused refused accepted refused", "ServerHello"},
    {SERVER_HANGS_ON_HELLO, 1 << 2, 0, "accepted accepted unknown refused", "no answer"},
    {SERVER_HANGS_ON_HELLO, 1, 0, "unknown accepted accepted refused", "ServerHello"},
    {SERVER_NOISE_ON_HELLO, 1 << 2, 0, "accepted accepted unknown refused", "not TLS"},
    /* Once only: asked again before it is called refused. */
    {SERVER_CLOSES_ON_HELLO, 1 << 2, 1, "accepted accepted accepted refused", "ServerHello"},
    {SERVER_RESETS_ON_HELLO, 1 << 2, 1, "accepted accepted accepted refused", "ServerHello"},
};

Test(hello, broken_connections_are_refusals_only_beside_an_acceptance)
{
    for (size_t i = 0; i < sizeof hello_rows / sizeof hello_rows[0]; i++) {
        const struct hello_row *row = &hello_rows[i];
        struct tds_server server = {.min_version = TLS1_VERSION,
                                    .max_version = TLS1_2_VERSION,
                                    .fault = row->fault,
                                    .fault_versions = row->versions,
                                    .fault_times = row->times};
        struct probed probed = probe_server(&server, 600);
        cr_assert_eq(probed.endpoint.reach, REACH_TDS, "row %zu", i);
        cr_assert_str_eq(probed_answers(&probed), row->answers, "row %zu", i);
        const char *reason = probed.endpoint.versions[TLS_1_2].reason;
        cr_assert(text_contains(reason, row->reason), "row %zu: %s", i, reason);
        bool taken = endpoint_answer(&probed.endpoint, TLS_1_2) == TLS_ACCEPTED;
        cr_assert_eq(probed.endpoint.handshake.completed, taken, "row %zu", i);
        probed_free(&probed);
    }
}

/* Answers every hello with these bytes in one packet; bare when `bare`. */
struct answer {
    const char *bytes;
    size_t size;
    bool bare;
};

static void play_answer(int fd, int index, void *context)
{
    const struct answer *answer = context;
    uint8_t hello[8192];
    (void)index;
    if (tds_server_prelogin(fd, 0) && tds_server_read(fd, hello, sizeof hello) > 0) {
        if (answer->bare)
            (void)peer_send(fd, answer->bytes, answer->size);
        else
            (void)tds_server_send(fd, 0x12, answer->bytes, answer->size);
        peer_wait_for_end(fd);
    }
}

static const struct {
    struct answer answer;
    const char *answers;
    const char *reason;
} alerts[] = {
    {{"\x15\x03\x01\x00\x02\x02\x46", 7, false},
     "refused refused refused refused",
     "alert 70 protocol_version from the server"},
    {{"\x15\x03\x01\x00\x02\x02\x28", 7, false},
     "refused refused refused refused",
     "alert 40 handshake_failure from the server"},
    {{"\x15\x03\x01\x00\x02\x02\x46", 7, true},
     "refused refused refused refused",
     "alert 70 protocol_version from the server"},
    /* A fault over there is no answer about the version. */
    {{"\x15\x03\x01\x00\x02\x02\x50", 7, false},
     "unknown unknown unknown unknown",
     "alert 80 internal_error from the server"},
    /* A warning, then silence. */
    {{"\x15\x03\x01\x00\x02\x01\x70", 7, false},
     "unknown unknown unknown unknown",
     "no answer to the hello in time"},
    /* close_notify is an end, not a refusal. */
    {{"\x15\x03\x01\x00\x02\x01\x00", 7, false},
     "unknown unknown unknown unknown",
     "closed without an alert"},
    /* A record of 16 MB in a packet that says 64 KB, and a handshake message of 16 MB. */
    {{"\x16\x03\x03\xff\xff", 5, false}, "unknown unknown unknown unknown", "not TLS"},
    {{"\x16\x03\x03\x00\x04\x02\xff\xff\xff", 9, false},
     "unknown unknown unknown unknown",
     "not TLS"},
    {{"\x04\x01\xff\xff\x00\x00\x01\x00", 8, true}, "unknown unknown unknown unknown", "no answer"},
};

Test(hello, alerts_refuse_when_they_speak_about_versions_or_suites)
{
    for (size_t i = 0; i < sizeof alerts / sizeof alerts[0]; i++) {
        struct answer answer = alerts[i].answer;
        struct probed probed = probe_play(play_answer, &answer, 500);
        cr_assert_str_eq(probed_answers(&probed), alerts[i].answers, "row %zu", i);
        cr_assert_str_eq(probed.endpoint.versions[TLS_1_0].reason,
                         probed.endpoint.versions[TLS_1_1].reason, "row %zu", i);
        const char *reason = probed.endpoint.versions[TLS_1_2].reason;
        cr_assert(text_contains(reason, alerts[i].reason) || text_contains(reason, "OpenSSL"),
                  "row %zu: %s", i, reason);
        cr_assert(!probed.endpoint.handshake.completed);
        cr_assert(probed.accepted <= 6, "row %zu: %d", i, probed.accepted);
        probed_free(&probed);
    }
}

/* A server with RC4 alone, which our OpenSSL cannot offer: says so to a hello without RC4, and
 * chooses it from one that has it. */
static void play_rc4(int fd, int index, void *context)
{
    static const char alert[] = "\x15\x03\x03\x00\x02\x02\x28";
    uint8_t hello[8192];
    (void)index;
    (void)context;
    size_t size = tds_server_prelogin(fd, 0) ? tds_server_read(fd, hello, sizeof hello) : 0;
    bool has_rc4 = false;
    for (size_t i = 0; i + 1 < size; i++)
        has_rc4 = has_rc4 || (hello[i] == 0x00 && hello[i + 1] == 0x05);
    uint8_t answer[5 + 4 + 38] = {0x16, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3};
    answer[5 + 4 + 2 + 32 + 1 + 1] = 0x05;
    if (size > 10 && hello[10] == 3 && has_rc4 && size < 400)
        (void)tds_server_send(fd, 0x12, answer, sizeof answer);
    else if (size > 0)
        (void)tds_server_send(fd, 0x12, alert, sizeof alert - 1);
    peer_wait_for_end(fd);
}

Test(hello, suites_that_openssl_lacks_are_no_refusal)
{
    struct probed probed = probe_play(play_rc4, NULL, 2000);
    cr_assert_eq(endpoint_answer(&probed.endpoint, TLS_1_2), TLS_ACCEPTED, "%s",
                 probed.endpoint.versions[TLS_1_2].reason);
    cr_assert(!probed.endpoint.handshake.completed);
    cr_assert(text_contains(probed.endpoint.handshake.reason, "TLS_RSA_WITH_RC4_128_SHA"), "%s",
              probed.endpoint.handshake.reason);
    cr_assert(probed.accepted <= 6);
    probed_free(&probed);
}

/* TLS records for ever that mean nothing: memory and time stay bounded. */
static void play_flood(int fd, int index, void *context)
{
    static uint8_t packet[8 + 5 + 1000] = {0x12, 0,  0x03, 0xf5, 0,    0,    0,
                                           0,    22, 3,    3,    0x03, 0xe8, 0};
    uint8_t hello[8192];
    (void)index;
    (void)context;
    if (tds_server_prelogin(fd, 0) && tds_server_read(fd, hello, sizeof hello) > 0)
        while (peer_send(fd, packet, sizeof packet)) {
        }
}

Test(hello, flood_is_cut_off)
{
    struct probed probed = probe_play(play_flood, NULL, 8000);
    cr_assert_str_eq(probed_answers(&probed), "unknown unknown unknown unknown");
    cr_assert(probed.endpoint.elapsed_ms < 7000, "%d ms", probed.endpoint.elapsed_ms);
    probed_free(&probed);
}
