#include <criterion/criterion.h>
#include <talloc.h>

#include "bytes_of.h"
#include "wire/tls.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(tls_flow, .init = set_up, .fini = tear_down);

static struct tls_event feed_hex(struct tls_flow *flow, const char *hex)
{
    struct reader bytes = bytes_of_hex(scratch, hex);
    tls_flow_feed(flow, bytes.data, bytes.size);
    return tls_flow_take(flow);
}

/* What a flow gave, as one line: "2:65 11:833 12:296 14:0 ccs opaque22". */
static char *story_of(struct reader bytes, size_t step)
{
    struct tls_flow flow;
    char *story = talloc_strdup(scratch, "");
    tls_flow_init(&flow, scratch);
    while (reader_left(&bytes) > 0) {
        size_t size = reader_left(&bytes) < step ? reader_left(&bytes) : step;
        tls_flow_feed(&flow, reader_bytes(&bytes, size), size);
        for (struct tls_event event = tls_flow_take(&flow);
             event.kind != TLS_EVENT_MORE && event.kind != TLS_EVENT_BROKEN;
             event = tls_flow_take(&flow)) {
            if (event.kind == TLS_EVENT_HANDSHAKE)
                story = talloc_asprintf_append(story, "%u:%zu ", event.type, event.body.size);
            if (event.kind == TLS_EVENT_CHANGE_CIPHER_SPEC)
                story = talloc_asprintf_append(story, "ccs ");
            if (event.kind == TLS_EVENT_ALERT)
                story = talloc_asprintf_append(story, "alert%u ", event.alert.description);
            if (event.kind == TLS_EVENT_OPAQUE)
                story = talloc_asprintf_append(story, "opaque%u ", event.type);
        }
    }
    return talloc_asprintf_append(story, flow.broken ? "broken" : "");
}

static const struct {
    const char *seed;
    const char *story;
} flows[] = {
    {"tls_flow/client-tls12-ecdhe", "1:175 16:33 ccs opaque22 "},
    {"tls_flow/server-tls12-ecdhe", "2:75 11:833 12:296 14:0 4:182 ccs opaque22 "},
    {"tls_flow/client-gnutls-1.2", "1:185 "},
};

Test(tls_flow, a_real_handshake_reads_the_same_however_it_is_cut)
{
    static const size_t steps[] = {1, 2, 3, 5, 7, 64, 100000};
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++)
        for (size_t k = 0; k < sizeof steps / sizeof *steps; k++)
            cr_assert_str_eq(story_of(bytes_of_seed(scratch, flows[i].seed), steps[k]),
                             flows[i].story, "%s, %zu bytes at a time: %s", flows[i].seed, steps[k],
                             story_of(bytes_of_seed(scratch, flows[i].seed), steps[k]));
}

Test(tls_flow, in_tls_13_all_behind_the_server_hello_is_opaque)
{
    char *story = story_of(bytes_of_seed(scratch, "tls_flow/server-tls13"), 1);
    cr_assert_eq(strncmp(story, "2:", 2), 0, "%s", story);
    cr_assert_not_null(strstr(story, "ccs opaque23"), "%s", story);
    cr_assert_null(strstr(story, "11:"), "a certificate was seen: %s", story);
}

Test(tls_flow, every_cut_of_a_flight_tells_only_what_is_whole)
{
    struct reader bytes = bytes_of_seed(scratch, "tls_flow/server-tls12-ecdhe");
    const char *whole = flows[1].story;
    for (size_t size = 0; size <= bytes.size; size++) {
        uint8_t *exact = malloc(size == 0 ? 1 : size);
        memcpy(exact, bytes.data, size);
        char *story = story_of(reader_over(exact, size), 100000);
        cr_assert_eq(strncmp(whole, story, strlen(story)), 0, "cut at %zu: %s", size, story);
        free(exact);
        talloc_free(story);
    }
}

/* Each record holds one byte of the handshake: the flight of a server with tiny fragments. */
Test(tls_flow, messages_are_put_together_across_records)
{
    struct tls_flow flow;
    tls_flow_init(&flow, scratch);
    struct reader message = bytes_of_hex(scratch, "0B 00 00 05 01 02 03 04 05");
    for (size_t i = 0; i < message.size; i++) {
        uint8_t record[] = {22, 3, 1, 0, 1, message.data[i]};
        cr_assert_eq(tls_flow_take(&flow).kind, TLS_EVENT_MORE);
        tls_flow_feed(&flow, record, sizeof record);
    }
    struct tls_event event = tls_flow_take(&flow);
    cr_assert_eq(event.kind, TLS_EVENT_HANDSHAKE);
    cr_assert_eq(event.type, TLS_CERTIFICATE);
    cr_assert_eq(event.record_version, 0x0301);
    cr_assert_eq(event.body.size, 5);
    cr_assert_eq(event.body.data[4], 5);
}

Test(tls_flow, several_messages_in_one_record_come_one_by_one)
{
    struct tls_flow flow;
    tls_flow_init(&flow, scratch);
    struct tls_event event = feed_hex(&flow, "16 0303 000A | 0E 000000 | 02 000002 AABB");
    cr_assert_eq(event.type, TLS_SERVER_HELLO_DONE);
    cr_assert_eq(event.body.size, 0);
    event = tls_flow_take(&flow);
    cr_assert_eq(event.kind, TLS_EVENT_HANDSHAKE);
    cr_assert_eq(event.type, TLS_SERVER_HELLO);
    cr_assert_eq(event.body.size, 2);
    cr_assert_eq(tls_flow_take(&flow).kind, TLS_EVENT_MORE);
}

Test(tls_flow, an_alert_in_clear_is_read_and_one_behind_the_change_is_not)
{
    struct tls_flow flow;
    tls_flow_init(&flow, scratch);
    struct tls_event event = feed_hex(&flow, "15 0301 0002 02 46");
    cr_assert_eq(event.kind, TLS_EVENT_ALERT);
    cr_assert_eq(event.alert.level, 2);
    cr_assert_eq(event.alert.description, 70);
    cr_assert_eq(feed_hex(&flow, "14 0303 0001 01").kind, TLS_EVENT_CHANGE_CIPHER_SPEC);
    event = feed_hex(&flow, "15 0303 0002 02 46");
    cr_assert_eq(event.kind, TLS_EVENT_OPAQUE);
    cr_assert_eq(event.type, TLS_RECORD_ALERT);
}

static const struct {
    const char *why;
    const char *hex;
    const char *words;
} broken[] = {
    {"HTTP, its first letter", "48", "byte that no record"},
    {"record type 24", "18 0303", "byte that no record"},
    {"record type 19", "13", "byte that no record"},
    {"a TDS packet", "04 01", "byte that no record"},
    {"version 2.x", "16 02", "another major version"},
    {"a record over 2^14 + 2048", "16 0303 4801", "a record over 18 KB"},
    {"a record of 65535 bytes", "16 0303 FFFF", "a record over 18 KB"},
    {"an empty handshake record", "16 0303 0000", "an empty record"},
    {"an empty alert", "15 0303 0000", "an empty record"},
    {"an alert of one byte", "15 0303 0001 02", "not two bytes"},
    {"an alert of three bytes", "15 0303 0003 022800", "not two bytes"},
    {"a ChangeCipherSpec of 2", "14 0303 0001 02", "out of place"},
    {"a long ChangeCipherSpec", "14 0303 0002 0101", "out of place"},
    {"a message of 16 MB", "16 0303 0004 0BFFFFFF", "over 256 KB"},
    {"a message just over the bound", "16 0303 0004 0B040001", "over 256 KB"},
    {"ChangeCipherSpec inside a message", "16 0303 0004 0B000005 14 0303 0001 01", "out of place"},
};

Test(tls_flow, what_is_not_tls_breaks_at_once_and_for_good)
{
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct tls_flow flow;
        tls_flow_init(&flow, scratch);
        cr_assert_eq(feed_hex(&flow, broken[i].hex).kind, TLS_EVENT_BROKEN, "%s", broken[i].why);
        cr_assert(flow.broken, "%s", broken[i].why);
        cr_assert_eq(feed_hex(&flow, "15 0301 0002 02 46").kind, TLS_EVENT_BROKEN, "%s",
                     broken[i].why);
        cr_assert_eq(flow.records.size + flow.handshake.size, 0, "%s", broken[i].why);
        cr_assert(strstr(flow.why, broken[i].words) != NULL, "%s: %s", broken[i].why, flow.why);
    }
}

Test(tls_flow, lengths_at_the_bound_are_waited_for)
{
    struct tls_flow flow;
    tls_flow_init(&flow, scratch);
    cr_assert_eq(feed_hex(&flow, "16 0303 4800").kind, TLS_EVENT_MORE);
    tls_flow_init(&flow, scratch);
    cr_assert_eq(feed_hex(&flow, "16 0303 0004 0B040000").kind, TLS_EVENT_MORE);
    tls_flow_init(&flow, scratch);
    cr_assert_eq(feed_hex(&flow, "17 0303 0000").kind, TLS_EVENT_OPAQUE);
}

Test(tls_flow, what_nobody_takes_is_bounded)
{
    struct tls_flow flow;
    tls_flow_init(&flow, scratch);
    uint8_t *zeros = talloc_zero_size(scratch, 65536);
    tls_flow_feed(&flow, "\x17\x03\x03\x40\x00", 5);
    for (int i = 0; i < 1000 && !flow.broken; i++)
        tls_flow_feed(&flow, zeros, 65536);
    cr_assert(flow.broken);
    cr_assert_eq(flow.records.capacity, 0);
    cr_assert_eq(tls_flow_take(&flow).kind, TLS_EVENT_BROKEN);
}

/* 32 MB of records through it, which is a long session behind a tap. */
Test(tls_flow, a_long_flow_does_not_grow)
{
    struct tls_flow flow;
    tls_flow_init(&flow, scratch);
    uint8_t *record = talloc_zero_size(scratch, 5 + 16384);
    record[0] = TLS_RECORD_DATA;
    record[1] = 3;
    record[2] = 3;
    record[3] = 0x40;
    for (int i = 0; i < 2000; i++) {
        for (size_t at = 0; at < 5 + 16384; at += 4096) {
            size_t left = 5 + 16384 - at;
            tls_flow_feed(&flow, &record[at], left < 4096 ? left : 4096);
            while (tls_flow_take(&flow).kind == TLS_EVENT_OPAQUE)
                continue;
        }
    }
    cr_assert_not(flow.broken);
    cr_assert_leq(flow.records.capacity, 65536);
}

/* Handshake messages without end, as a hostile server could send them. */
Test(tls_flow, endless_small_messages_do_not_grow)
{
    struct tls_flow flow;
    tls_flow_init(&flow, scratch);
    size_t messages = 0;
    struct reader bytes = bytes_of_hex(scratch, "16 0303 0007 0B 000003 AABBCC");
    for (int i = 0; i < 100000; i++) {
        tls_flow_feed(&flow, bytes.data, bytes.size);
        while (tls_flow_take(&flow).kind == TLS_EVENT_HANDSHAKE)
            messages++;
    }
    cr_assert_eq(messages, 100000);
    cr_assert_leq(flow.handshake.capacity, 1024);
    cr_assert_leq(flow.records.capacity, 1024);
}
