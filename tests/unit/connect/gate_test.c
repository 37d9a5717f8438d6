/* The gate on bytes written here: what passes, what is held, and what closes it. */
#include "connect/gate.h"

#include <string.h>

#include <criterion/criterion.h>
#include <talloc.h>

static void *memory;
static struct gate gate;
static size_t prelogin_size; /* of the client's, which has left */

static void send_packet(bool by_client, uint8_t type, const void *data, size_t size)
{
    struct writer packet;
    uint8_t id = 1;
    writer_init(&packet, memory);
    tds_write_message(&packet, type, data, size, TDS_DEFAULT_PACKET, 0, &id);
    if (by_client)
        gate_from_client(&gate, packet.data, packet.size);
    else
        gate_from_server(&gate, packet.data, packet.size);
}

static void answer_prelogin(unsigned encrypt)
{
    const struct prelogin answer = {.version = {16}, .has_version = true, .encrypt = encrypt};
    struct writer body;
    writer_init(&body, memory);
    prelogin_write_server(&body, &answer);
    send_packet(false, TDS_RESPONSE, body.data, body.size);
}

static void start(bool trust)
{
    const struct gate_rules rules = {.trust_certificate = trust,
                                     .trust = {.expected_name = "sql01.contoso.com"}};
    const struct prelogin question = {.has_version = true, .encrypt = TDS_ENCRYPT_ON};
    struct writer body;
    gate_init(&gate, memory, &rules);
    writer_init(&body, memory);
    prelogin_write_client(&body, &question);
    send_packet(true, TDS_PRELOGIN, body.data, body.size);
    prelogin_size = gate.to_server.size;
}

static void set_up(void)
{
    memory = talloc_new(NULL);
    start(true);
    cr_assert_gt(prelogin_size, 0);
}

static void tear_down(void)
{
    talloc_free(memory);
}

TestSuite(gate, .init = set_up, .fini = tear_down);

/* RFC 5246 6.2.1, 7.4 */
static void add_record(struct writer *w, uint8_t type, const void *data, size_t size)
{
    writer_u8(w, type);
    writer_u16be(w, 0x0303);
    writer_u16be(w, (uint16_t)size);
    writer_bytes(w, data, size);
}

static void add_handshake(struct writer *w, uint8_t type, const void *body, size_t size)
{
    struct writer message;
    writer_init(&message, memory);
    writer_u8(&message, type);
    writer_u24be(&message, (uint32_t)size);
    writer_bytes(&message, body, size);
    add_record(w, TLS_RECORD_HANDSHAKE, message.data, message.size);
}

static void add_server_hello(struct writer *w, uint16_t version)
{
    struct writer body;
    writer_init(&body, memory);
    writer_u16be(&body, version);
    for (int i = 0; i < 32; i++)
        writer_u8(&body, (uint8_t)i);
    writer_u8(&body, 0);
    writer_u16be(&body, 0xc030);
    writer_u8(&body, 0);
    add_handshake(w, TLS_SERVER_HELLO, body.data, body.size);
}

static struct writer bytes(void)
{
    struct writer w;
    writer_init(&w, memory);
    return w;
}

static size_t to_client_after(void (*send)(void))
{
    size_t before = gate.to_client.size;
    send();
    return gate.to_client.size - before;
}

/* ---- the driver ------------------------------------------------------------------------------ */

static const uint8_t login[40] = {40};

Test(gate, login_instead_of_prelogin_stays_here)
{
    gate_init(&gate, memory, &(struct gate_rules){.trust_certificate = true});
    send_packet(true, TDS_LOGIN7, login, sizeof login);
    cr_assert_eq(gate.seen.cut, GATE_CUT_CLEAR);
    cr_assert_eq(gate.to_server.size, 0);
}

Test(gate, login_after_prelogin_stays_here)
{
    answer_prelogin(TDS_ENCRYPT_ON);
    send_packet(true, TDS_LOGIN7, login, sizeof login);
    cr_assert_eq(gate.seen.cut, GATE_CUT_CLEAR);
    cr_assert_eq(gate.to_server.size, prelogin_size);
}

Test(gate, login_in_a_handshake_packet_stays_here)
{
    answer_prelogin(TDS_ENCRYPT_ON);
    send_packet(true, TDS_PRELOGIN, login, sizeof login);
    cr_assert_eq(gate.seen.cut, GATE_CUT_CLEAR);
    cr_assert_eq(gate.to_server.size, prelogin_size);
}

Test(gate, data_before_change_cipher_spec_stays_here)
{
    struct writer w = bytes();
    answer_prelogin(TDS_ENCRYPT_ON);
    add_record(&w, TLS_RECORD_DATA, login, sizeof login);
    gate_from_client(&gate, w.data, w.size);
    cr_assert_eq(gate.seen.cut, GATE_CUT_CLEAR);
    cr_assert_eq(gate.to_server.size, prelogin_size);
}

Test(gate, change_cipher_spec_before_the_servers_flight_closes_it)
{
    struct writer w = bytes();
    answer_prelogin(TDS_ENCRYPT_ON);
    add_record(&w, TLS_RECORD_CHANGE_CIPHER_SPEC, "\1", 1);
    send_packet(true, TDS_PRELOGIN, w.data, w.size);
    cr_assert_eq(gate.seen.cut, GATE_CUT_CLEAR);
    cr_assert_eq(gate.to_server.size, prelogin_size);
}

Test(gate, half_a_record_does_not_leave)
{
    answer_prelogin(TDS_ENCRYPT_ON);
    send_packet(true, TDS_PRELOGIN, "\x16\x03\x01\x00\x20rest", 9);
    cr_assert_eq(gate.seen.cut, GATE_OPEN);
    cr_assert_eq(gate.to_server.size, prelogin_size);
}

/* ---- the server ------------------------------------------------------------------------------ */

Test(gate, only_an_answer_that_encrypts_everything_goes_on)
{
    static const struct {
        unsigned encrypt;
        enum gate_cut cut;
    } rows[] = {{TDS_ENCRYPT_OFF, GATE_CUT_NO_ENCRYPTION},
                {TDS_ENCRYPT_ON, GATE_OPEN},
                {TDS_ENCRYPT_NOT_SUPPORTED, GATE_CUT_NO_ENCRYPTION},
                {TDS_ENCRYPT_REQUIRED, GATE_OPEN},
                {0x80, GATE_CUT_NO_ENCRYPTION}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        start(true);
        answer_prelogin(rows[i].encrypt);
        cr_expect_eq(gate.seen.cut, rows[i].cut, "row %zu", i);
        cr_expect_eq(gate.to_client.size > 0, rows[i].cut == GATE_OPEN, "row %zu", i);
    }
}

Test(gate, tls_instead_of_a_prelogin_answer_is_strict)
{
    struct writer w = bytes();
    add_record(&w, TLS_RECORD_ALERT, "\2\x46", 2);
    gate_from_server(&gate, w.data, w.size);
    cr_assert_eq(gate.seen.cut, GATE_CUT_STRICT);
}

Test(gate, every_version_but_1_2_closes_it_before_the_driver_sees_it)
{
    static const uint16_t versions[] = {0x0300, 0x0301, 0x0302, 0x0304};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct writer w = bytes();
        start(true);
        answer_prelogin(TDS_ENCRYPT_ON);
        size_t before = gate.to_client.size;
        add_server_hello(&w, versions[i]);
        send_packet(false, TDS_PRELOGIN, w.data, w.size);
        cr_expect_eq(gate.seen.cut, GATE_CUT_VERSION, "row %zu", i);
        cr_expect_eq(gate.to_client.size, before, "row %zu", i);
    }
}

static void send_hello_1_2(void)
{
    struct writer w = bytes();
    add_server_hello(&w, 0x0303);
    send_packet(false, TDS_PRELOGIN, w.data, w.size);
}

Test(gate, suite_that_was_not_offered_closes_it_before_the_driver_sees_it)
{
    static const uint16_t offered[] = {0xc02f, 0xc030};
    for (size_t count = 0; count <= 2; count++) {
        start(true);
        answer_prelogin(TDS_ENCRYPT_ON);
        gate.seen.has_hello = true;
        gate.seen.hello.suite_count = count;
        memcpy(gate.seen.hello.suites, offered, count * sizeof offered[0]);
        size_t before = gate.to_client.size;
        send_hello_1_2();
        cr_expect_eq(gate.seen.cut, count == 2 ? GATE_OPEN : GATE_CUT_SERVER_NOISE, "%zu", count);
        cr_expect_eq(gate.to_client.size > before, count == 2, "%zu", count);
    }
}

Test(gate, what_is_no_tls_is_told_by_when_it_comes)
{
    for (int finished = 0; finished < 2; finished++) {
        start(true);
        answer_prelogin(TDS_ENCRYPT_ON);
        gate.seen.server_finished = finished == 1;
        gate_from_server(&gate, "HTTP/1.1 400", 12);
        cr_expect_eq(gate.seen.cut, finished == 1 ? GATE_CUT_LATE_NOISE : GATE_CUT_SERVER_NOISE);
    }
}

Test(gate, trusted_flight_passes_with_its_hello)
{
    answer_prelogin(TDS_ENCRYPT_ON);
    cr_assert_gt(to_client_after(send_hello_1_2), 0);
    cr_assert_eq(gate.seen.cut, GATE_OPEN);
}

Test(gate, flight_is_held_until_the_certificate_has_passed)
{
    start(false);
    answer_prelogin(TDS_ENCRYPT_ON);
    cr_assert_eq(to_client_after(send_hello_1_2), 0);
    cr_assert_eq(gate.seen.cut, GATE_OPEN);
}

static void send_bad_certificate(void)
{
    static const uint8_t list[] = {0, 0, 7, 0, 0, 4, 0x30, 2, 5, 0};
    struct writer w = bytes();
    add_handshake(&w, TLS_CERTIFICATE, list, sizeof list);
    send_packet(false, TDS_PRELOGIN, w.data, w.size);
}

Test(gate, certificate_that_does_not_pass_closes_it)
{
    start(false);
    answer_prelogin(TDS_ENCRYPT_ON);
    send_hello_1_2();
    cr_assert_eq(to_client_after(send_bad_certificate), 0);
    cr_assert_eq(gate.seen.cut, GATE_CUT_CERTIFICATE);
}

static void send_done_and_change(void)
{
    struct writer w = bytes();
    add_handshake(&w, 14, NULL, 0); /* ServerHelloDone */
    add_record(&w, TLS_RECORD_CHANGE_CIPHER_SPEC, "\1", 1);
    send_packet(false, TDS_PRELOGIN, w.data, w.size);
}

Test(gate, flight_without_a_certificate_closes_it)
{
    start(false);
    answer_prelogin(TDS_ENCRYPT_ON);
    send_hello_1_2();
    cr_assert_eq(to_client_after(send_done_and_change), 0);
    cr_assert_eq(gate.seen.cut, GATE_CUT_CERTIFICATE);
}

static void send_alert(void)
{
    struct writer w = bytes();
    add_record(&w, TLS_RECORD_ALERT, "\2\x46", 2);
    send_packet(false, TDS_PRELOGIN, w.data, w.size);
}

Test(gate, alert_instead_of_a_flight_passes)
{
    answer_prelogin(TDS_ENCRYPT_ON);
    cr_assert_gt(to_client_after(send_alert), 0);
    cr_assert(gate.seen.server_alerted);
}

static void send_warning_and_half_a_hello(void)
{
    struct writer hello = bytes();
    struct writer w = bytes();
    add_server_hello(&hello, 0x0301);
    add_record(&w, TLS_RECORD_ALERT, "\1\x70", 2);
    writer_bytes(&w, hello.data, hello.size / 2);
    send_packet(false, TDS_PRELOGIN, w.data, w.size);
}

Test(gate, warning_lets_no_beginning_of_a_flight_through)
{
    answer_prelogin(TDS_ENCRYPT_ON);
    cr_assert_eq(to_client_after(send_warning_and_half_a_hello), 0);
}

Test(gate, what_comes_byte_by_byte_is_judged_the_same)
{
    struct writer hello = bytes();
    struct writer packet = bytes();
    uint8_t id = 1;
    answer_prelogin(TDS_ENCRYPT_ON);
    size_t before = gate.to_client.size;
    add_server_hello(&hello, 0x0302);
    tds_write_message(&packet, TDS_PRELOGIN, hello.data, hello.size, 16, 0, &id);
    for (size_t i = 0; i < packet.size; i++)
        gate_from_server(&gate, packet.data + i, 1);
    cr_assert_eq(gate.seen.cut, GATE_CUT_VERSION);
    cr_assert_eq(gate.to_client.size, before);
}

Test(gate, nothing_passes_once_it_is_closed)
{
    send_packet(true, TDS_LOGIN7, login, sizeof login);
    cr_assert_neq(gate.seen.cut, GATE_OPEN);
    answer_prelogin(TDS_ENCRYPT_ON);
    cr_assert_eq(gate.to_client.size, 0);
    cr_assert_eq(gate.to_server.size, prelogin_size);
}
