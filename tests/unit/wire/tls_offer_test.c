#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

#include "wire/tls.h"
#include "wire/tls_offer.h"

static void *scratch;

static void set_up(void)
{
    scratch = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(scratch);
}

TestSuite(tls_offer, .init = set_up, .fini = tear_down);

static const uint16_t groups[] = {29, 23};
static const uint16_t signatures[] = {0x0804, 0x0401};

static struct writer written(const struct tls_offer *offer)
{
    struct writer w;
    writer_init(&w, scratch);
    tls_offer_write(&w, offer);
    return w;
}

static struct tls_offer offer_of(uint16_t version, const uint16_t *suites, size_t count)
{
    return (struct tls_offer){.version = version,
                              .suites = suites,
                              .suite_count = count,
                              .groups = groups,
                              .group_count = 2,
                              .signatures = signatures,
                              .signature_count = 2};
}

/* As a server reads it: one record with one handshake message. */
static struct tls_client_hello read_back(const struct writer *w)
{
    struct tls_flow flow;
    struct tls_client_hello hello = {.legacy_version = 0};
    tls_flow_init(&flow, scratch);
    tls_flow_feed(&flow, w->data, w->size);
    struct tls_event event = tls_flow_take(&flow);
    cr_assert_eq(event.kind, TLS_EVENT_HANDSHAKE);
    cr_assert_eq(event.type, TLS_CLIENT_HELLO);
    cr_assert(tls_client_hello_parse(event.body, &hello));
    hello.record_version = event.record_version;
    cr_assert_eq(tls_flow_take(&flow).kind, TLS_EVENT_MORE, "nothing follows");
    return hello;
}

static bool holds(const struct writer *w, const void *bytes, size_t size)
{
    for (size_t i = 0; i + size <= w->size; i++)
        if (memcmp(w->data + i, bytes, size) == 0)
            return true;
    return false;
}

Test(tls_offer, signalling_values_and_null_are_never_among_the_suites)
{
    static const uint16_t never[] = {0x0000, 0x00ff, 0x5600};
    uint16_t suites[TLS_MOST_SUITES];
    for (uint16_t version = 0x0300; version <= 0x0304; version++) {
        size_t count = tls_suites_for(version, suites);
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < 3; j++)
                cr_assert_neq(suites[i], never[j]);
    }
}

Test(tls_offer, no_suite_of_1_3_is_offered_below_it_and_none_of_the_others_in_it)
{
    uint16_t old[TLS_MOST_SUITES];
    uint16_t new[TLS_MOST_SUITES];
    size_t old_count = tls_suites_for(0x0303, old);
    size_t new_count = tls_suites_for(0x0304, new);
    cr_assert_gt(old_count, 300);
    cr_assert_geq(new_count, 5);
    for (size_t i = 0; i < old_count; i++)
        for (size_t j = 0; j < new_count; j++)
            cr_assert_neq(old[i], new[j]);
    for (uint16_t suite = 0x1301; suite <= 0x1305; suite++)
        cr_assert_not_null(memmem(new, new_count * 2, &suite, 2));
    for (size_t i = 1; i < old_count; i++)
        cr_assert_lt(old[i - 1], old[i], "ascending");
}

Test(tls_offer, ssl_3_has_no_extensions_and_its_own_record_version)
{
    static const uint16_t suites[] = {0x0005, 0x0004};
    struct tls_offer offer = offer_of(0x0300, suites, 2);
    offer.server_name = "sql01";
    offer.alpn = "tds/8.0";
    struct writer w = written(&offer);
    struct tls_client_hello hello = read_back(&w);
    cr_assert_eq(hello.record_version, 0x0300);
    cr_assert_eq(hello.legacy_version, 0x0300);
    cr_assert_str_empty(hello.server_name);
    cr_assert_str_empty(hello.alpn);
    cr_assert_eq(w.size, 5 + 4 + 2 + 32 + 1 + 2 + 4 + 2);
}

Test(tls_offer, each_version_is_the_only_one_on_offer)
{
    static const uint16_t suites[] = {0xc030};
    for (uint16_t version = 0x0301; version <= 0x0304; version++) {
        struct tls_offer offer = offer_of(version, suites, 1);
        struct writer w = written(&offer);
        struct tls_client_hello hello = read_back(&w);
        cr_assert_eq(hello.record_version, 0x0301);
        cr_assert_eq(hello.legacy_version, version == 0x0304 ? 0x0303 : version);
        cr_assert_eq(hello.has_supported_versions, version == 0x0304);
        cr_assert_eq(hello.version_count, version == 0x0304);
        if (version == 0x0304)
            cr_assert_eq(hello.versions[0], 0x0304);
        /* signature_algorithms came with TLS 1.2 */
        cr_assert_eq(holds(&w, "\x00\x0d\x00\x06\x00\x04\x08\x04\x04\x01", 10), version >= 0x0303);
    }
}

Test(tls_offer, suites_names_and_random_arrive_as_given)
{
    uint16_t suites[TLS_MOST_SUITES];
    size_t count = tls_suites_for(0x0303, suites);
    struct tls_offer offer = offer_of(0x0303, suites, count);
    offer.renegotiation = true;
    offer.server_name = "sql01.contoso.com";
    offer.alpn = "tds/8.0";
    memset(offer.random, 0x5a, sizeof offer.random);
    struct writer w = written(&offer);
    struct tls_client_hello hello = read_back(&w);
    cr_assert_eq(hello.suite_count, count + 1);
    for (size_t i = 0; i < count; i++)
        cr_assert_eq(hello.suites[i], suites[i]);
    cr_assert_eq(hello.suites[count], 0x00ff);
    cr_assert_str_eq(hello.server_name, "sql01.contoso.com");
    cr_assert_str_eq(hello.alpn, "tds/8.0");
    cr_assert(holds(&w, offer.random, 32));
}

Test(tls_offer, tls_1_3_brings_a_key_share_of_x25519)
{
    static const uint16_t suites[] = {0x1302};
    struct tls_offer offer = offer_of(0x0304, suites, 1);
    memset(offer.random + 64, 0x77, 32);
    struct writer w = written(&offer);
    static const uint8_t share[] = {0, 51, 0, 38, 0, 36, 0, 29, 0, 32, 0x77, 0x77};
    cr_assert(holds(&w, share, sizeof share));
}

/* ---- ServerKeyExchange ---- */

Test(tls_offer, signature_of_a_key_exchange_is_read_of_ecdhe_and_dhe_only_when_whole)
{
    static const uint8_t ecdhe[] = {3, 0, 29, 2, 9, 9, 8, 4, 0, 3, 1, 2, 3};
    static const uint8_t dhe[] = {0, 1, 7, 0, 1, 2, 0, 1, 5, 4, 1, 0, 2, 8, 8};
    cr_assert_eq(tls_key_exchange_signature(reader_over(ecdhe, sizeof ecdhe)), 0x0804);
    cr_assert_eq(tls_key_exchange_signature(reader_over(dhe, sizeof dhe)), 0x0401);
    for (size_t cut = 0; cut < sizeof ecdhe; cut++)
        cr_assert_eq(tls_key_exchange_signature(reader_over(ecdhe, cut)), 0);
    for (size_t cut = 0; cut < sizeof dhe; cut++)
        cr_assert_eq(tls_key_exchange_signature(reader_over(dhe, cut)), 0);
    cr_assert_str_eq(tls_signature_name(0x0804), "rsa_pss_rsae_sha256");
    cr_assert_null(tls_signature_name(0x9999));
}
