/* Servers that end, hang, or are something else: which stage, which word, within the time. */
#include "base/text.h"
#include "tests/unit/probe/setup.h"

#include <criterion/criterion.h>
#include <talloc.h>

enum { TIMEOUT_MS = 10000 };

static void play_close(int fd, int index, void *context)
{
    uint8_t question[4096];
    (void)index;
    (void)context;
    (void)tds_server_read(fd, question, sizeof question);
}

static void play_reset(int fd, int index, void *context)
{
    play_close(fd, index, context);
    peer_reset(fd);
}

static void play_hang(int fd, int index, void *context)
{
    (void)index;
    (void)context;
    peer_wait_for_end(fd);
}

struct words {
    const char *bytes;
    size_t size;
};

static void play_words(int fd, int index, void *context)
{
    const struct words *words = context;
    (void)index;
    (void)peer_send(fd, words->bytes, words->size);
    peer_wait_for_end(fd);
}

/* A byte each 50 ms of a PRELOGIN answer that is long enough for ever. */
static void play_drip(int fd, int index, void *context)
{
    (void)index;
    (void)context;
    static const uint8_t header[] = {4, 1, 0xff, 0xff, 0, 0, 1, 0};
    for (size_t i = 0; peer_send(fd, i < sizeof header ? &header[i] : header, 1); i++)
        peer_pause(50);
}

static void expect(const struct probed *probed, enum reach reach, const char *stage,
                   const char *says)
{
    const struct endpoint *endpoint = &probed->endpoint;
    cr_assert_eq(endpoint->reach, reach, "%s: %s", name_of(reach_names, endpoint->reach),
                 endpoint->reason);
    cr_assert_str_eq(endpoint->stage, stage);
    cr_assert(text_contains(endpoint->reason, says), "%s", endpoint->reason);
    for (unsigned i = 0; i < TLS_VERSION_COUNT; i++)
        cr_assert_eq(endpoint_answer(endpoint, (enum tls_version)i), TLS_UNKNOWN);
    cr_assert(!endpoint->handshake.completed);
}

Test(endings, nobody_listens)
{
    char *text = talloc_asprintf(NULL, "127.0.0.1,%d", peer_free_port());
    struct probed probed = probe_target(text, NULL, TIMEOUT_MS);
    expect(&probed, REACH_REFUSED, "connect", "127.0.0.1 port");
    cr_assert_eq(probed.endpoint.connections, 0);
    cr_assert_null(probed.route.address);
    cr_assert(probed.endpoint.elapsed_ms < 10000);
    probed_free(&probed);
    talloc_free(text);
}

Test(endings, name_does_not_resolve)
{
    struct probed probed = probe_target("no-such-host.invalid", NULL, TIMEOUT_MS);
    expect(&probed, REACH_NOT_RESOLVED, "resolve", "'no-such-host.invalid'");
    cr_assert_eq(probed.endpoint.port, 1433);
    probed_free(&probed);
}

Test(endings, closes_on_prelogin)
{
    struct probed probed = probe_play(play_close, NULL, TIMEOUT_MS);
    expect(&probed, REACH_CLOSED, "prelogin", "closed the connection");
    cr_assert_eq(probed.accepted, 2, "a strict server is looked for once");
    cr_assert_eq(probed.endpoint.connections, 2);
    probed_free(&probed);
}

Test(endings, resets_on_prelogin)
{
    struct probed probed = probe_play(play_reset, NULL, TIMEOUT_MS);
    expect(&probed, REACH_RESET, "prelogin", "reset");
    probed_free(&probed);
}

static void play_reset_at_once(int fd, int index, void *context)
{
    (void)index;
    (void)context;
    peer_reset(fd);
}

Test(endings, reset_before_anything_was_said_is_still_a_connection)
{
    for (int i = 0; i < 10; i++) { /* whether connect or send meets the reset is a race */
        struct probed probed = probe_play(play_reset_at_once, NULL, TIMEOUT_MS);
        expect(&probed, REACH_RESET, "prelogin", "reset");
        cr_assert_eq(probed.endpoint.connections, probed.accepted);
        probed_free(&probed);
    }
}

Test(endings, silence_ends_in_time)
{
    struct probed probed = probe_play(play_hang, NULL, 600);
    expect(&probed, REACH_SILENT, "prelogin", "0 bytes came");
    cr_assert(probed.endpoint.elapsed_ms >= 590 && probed.endpoint.elapsed_ms < 6000, "%d ms",
              probed.endpoint.elapsed_ms);
    cr_assert_eq(probed.endpoint.connections, 2);
    probed_free(&probed);
}

Test(endings, drip_ends_in_time)
{
    struct probed probed = probe_play(play_drip, NULL, 600);
    expect(&probed, REACH_SILENT, "prelogin", "not answered in whole");
    cr_assert(probed.endpoint.elapsed_ms >= 590 && probed.endpoint.elapsed_ms < 6000, "%d ms",
              probed.endpoint.elapsed_ms);
    cr_assert_eq(probed.endpoint.connections, 1, "who says something is not looked at as strict");
    probed_free(&probed);
}

/* Answers only after more than half of the time: slow is not strict. */
static void play_slow(int fd, int index, void *context)
{
    if (index == 0)
        peer_pause(500);
    tds_server_play(fd, index, context);
}

Test(endings, slow_server_is_still_a_tds_server)
{
    struct tds_server server = {.encrypt = 2};
    struct probed probed = probe_play(play_slow, &server, 900);
    cr_assert_eq(probed.endpoint.reach, REACH_TDS, "%s", probed.endpoint.reason);
    probed_free(&probed);
}

#define WORDS(text)                                                                                \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static const struct {
    struct words words;
    const char *says;
} strangers[] = {
    {WORDS("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"),
     "speaks HTTP: 'HTTP/1.1 400 Bad Request'"},
    {WORDS("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), "speaks SSH: 'SSH-2.0-OpenSSH_9.2p1 Debian-2'"},
    {WORDS("220 mail.example ESMTP\r\n"), "speaks SMTP or FTP"},
    {WORDS("\x00\xff\x13garbage"), "bytes 00 ff 13 67"},
    {WORDS("J\x00\x00\x00\x0a"
           "5.5.5"),
     "not TDS: 'J'"},
    {WORDS("\x04\x01\x00\x07\x00\x00\x01\x00"), "not TDS: bytes 04 01 00 07"},
    {WORDS("\x04\x01\x00\x0c\x00\x00\x01\x00\xaa\x01\x02\x03"), "not TDS"},
};

Test(endings, strangers_are_quoted)
{
    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++) {
        struct words words = strangers[i].words;
        struct probed probed = probe_play(play_words, &words, 2000);
        expect(&probed, REACH_NOT_TDS, "prelogin", strangers[i].says);
        cr_assert(probed.endpoint.elapsed_ms < 15000, "row %zu", i);
        probed_free(&probed);
    }
}

Test(endings, what_a_stranger_says_cannot_steer_a_terminal)
{
    struct words words = WORDS("SSH-\x1b[2Jx");
    struct probed probed = probe_play(play_words, &words, 2000);
    cr_assert_null(strchr(probed.endpoint.reason, '\x1b'));
    probed_free(&probed);
}
