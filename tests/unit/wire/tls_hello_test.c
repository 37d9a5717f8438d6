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

TestSuite(tls_hello, .init = set_up, .fini = tear_down);

static bool parse_client(void *parent, struct reader bytes)
{
    struct tls_client_hello *hello = talloc(parent, struct tls_client_hello);
    return tls_client_hello_parse(bytes, hello);
}

static bool parse_server(void *parent, struct reader bytes)
{
    (void)parent;
    struct tls_server_hello hello;
    return tls_server_hello_parse(bytes, &hello);
}

/* Version, random and an empty session id: how both hellos begin. */
static void begin_hello(struct writer *w, uint16_t version)
{
    writer_init(w, scratch);
    writer_u16be(w, version);
    for (int i = 0; i < 32; i++)
        writer_u8(w, (uint8_t)i);
    writer_u8(w, 0);
}

/* A client's hello with one suite, and extensions in hex (without their length). */
static struct reader client_hello_with(const char *extensions)
{
    struct writer w;
    struct reader list = bytes_of_hex(scratch, extensions);
    begin_hello(&w, 0x0303);
    writer_u16be(&w, 2);
    writer_u16be(&w, 0xc030);
    writer_u16be(&w, 0x0100); /* one compression method, none */
    writer_u16be(&w, (uint16_t)list.size);
    writer_bytes(&w, list.data, list.size);
    return reader_over(w.data, w.size);
}

static struct reader server_hello_with(uint16_t version, const char *extensions)
{
    struct writer w;
    struct reader list = bytes_of_hex(scratch, extensions);
    begin_hello(&w, version);
    writer_u16be(&w, 0xc030);
    writer_u8(&w, 0);
    if (list.size > 0)
        writer_u16be(&w, (uint16_t)list.size);
    writer_bytes(&w, list.data, list.size);
    return reader_over(w.data, w.size);
}

static const char *const client_seeds[] = {"client_hello/openssl-1.2", "client_hello/openssl-any",
                                           "client_hello/gnutls-1.2", "client_hello/gnutls-any"};

/* Only one cut leaves a hello that is whole: the one before its extensions, which an old client
 * does not send. */
Test(tls_hello, client_hello_cut_anywhere_is_refused_but_before_the_extensions)
{
    for (size_t i = 0; i < sizeof client_seeds / sizeof *client_seeds; i++) {
        struct reader bytes = bytes_of_seed(scratch, client_seeds[i]);
        cr_assert_eq(cut_at_every_byte(bytes, parse_client), 1, "%s", client_seeds[i]);
        spoil_every_byte(bytes, parse_client);
    }
}

Test(tls_hello, server_hello_cut_anywhere_is_refused_but_before_the_extensions)
{
    static const char *const seeds[] = {"server_hello/1.0", "server_hello/1.2", "server_hello/1.3"};
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        struct reader bytes = bytes_of_seed(scratch, seeds[i]);
        cr_assert_eq(cut_at_every_byte(bytes, parse_server), 1, "%s", seeds[i]);
        spoil_every_byte(bytes, parse_server);
    }
}

static const struct {
    const char *why;
    const char *extensions;
} refused[] = {
    {"supported_versions twice", "002B 0003 02 0303 | 002B 0003 02 0304"},
    {"server_name twice", "0000 0006 0004 00 0001 41 | 0000 0006 0004 00 0001 41"},
    {"ALPN twice", "0010 0005 0003 02 6832 | 0010 0005 0003 02 6832"},
    {"an extension longer than the hello", "002B 0010 02 0303"},
    {"half an extension", "002B 00"},
    {"an empty list of versions", "002B 0001 00"},
    {"half a version", "002B 0004 03 030303"},
    {"bytes behind the versions", "002B 0005 02 0303 0000"},
    {"seventeen versions",
     "002B 0023 22 0301 0301 0301 0301 0301 0301 0301 0301 0301 0301 0301 0301 "
     "0301 0301 0301 0301 0301"},
    {"an empty name", "0000 0005 0003 00 0000"},
    {"a name longer than its list", "0000 0006 0004 00 0009 41"},
    {"a list longer than its extension", "0000 0006 0009 00 0001 41"},
    {"an empty protocol", "0010 0003 0001 00"},
    {"an ALPN list that is empty", "0010 0002 0000"},
};

Test(tls_hello, broken_extensions_are_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct tls_client_hello hello = {.suite_count = 9};
        cr_assert_not(tls_client_hello_parse(client_hello_with(refused[i].extensions), &hello),
                      "%s", refused[i].why);
        cr_assert_eq(hello.suite_count, 9, "%s: the result was touched", refused[i].why);
    }
}

Test(tls_hello, a_name_of_256_bytes_is_refused_and_255_is_read)
{
    for (unsigned size = 255; size <= 256; size++) {
        char *hex = talloc_asprintf(scratch, "0000 %04X %04X 00 %04X ", size + 5, size + 3, size);
        for (unsigned i = 0; i < size; i++)
            hex = talloc_asprintf_append(hex, "61");
        struct tls_client_hello hello;
        cr_assert_eq(tls_client_hello_parse(client_hello_with(hex), &hello), size == 255);
    }
}

static struct reader hello_of_suites(size_t count, uint16_t suite)
{
    struct writer w;
    begin_hello(&w, 0x0301);
    writer_u16be(&w, (uint16_t)(count * 2));
    for (size_t i = 0; i < count; i++)
        writer_u16be(&w, suite);
    writer_u16be(&w, 0x0100);
    return reader_over(w.data, w.size);
}

Test(tls_hello, no_suite_and_too_many_suites_are_refused)
{
    struct tls_client_hello hello;
    cr_assert_not(tls_client_hello_parse(hello_of_suites(0, 0x2f), &hello));
    cr_assert_not(tls_client_hello_parse(hello_of_suites(TLS_HELLO_MAX_SUITES + 1, 0x2f), &hello));
    cr_assert(tls_client_hello_parse(hello_of_suites(TLS_HELLO_MAX_SUITES, 0x2f), &hello));
    cr_assert_eq(hello.suite_count, TLS_HELLO_MAX_SUITES);
    cr_assert_eq(hello.legacy_version, 0x0301);
    cr_assert_not(hello.has_supported_versions);
}

Test(tls_hello, a_session_id_over_32_bytes_is_refused)
{
    struct reader bytes = bytes_of_seed(scratch, "client_hello/openssl-any");
    uint8_t *copy = talloc_memdup(scratch, bytes.data, bytes.size);
    cr_assert_eq(copy[34], 32);
    copy[34] = 33;
    cr_assert_not(parse_client(scratch, reader_over(copy, bytes.size)));
}

Test(tls_hello, grease_is_left_out)
{
    struct tls_client_hello hello;
    cr_assert(tls_client_hello_parse(hello_of_suites(5, 0x1a1a), &hello));
    cr_assert_eq(hello.suite_count, 0);
    cr_assert(tls_client_hello_parse(hello_of_suites(5, 0x1a2a), &hello));
    cr_assert_eq(hello.suite_count, 5);
    cr_assert(tls_client_hello_parse(client_hello_with("002B 0007 06 DADA 0304 0303"), &hello));
    cr_assert_eq(hello.version_count, 2);
    cr_assert_eq(hello.versions[0], 0x0304);
    cr_assert_eq(hello.versions[1], 0x0303);
}

Test(tls_hello, names_are_made_printable)
{
    struct tls_client_hello hello;
    cr_assert(tls_client_hello_parse(
        client_hello_with("0000 0008 0006 00 0003 41 1B 42 | 0010 000B 0009 08 7464732F382E3000"),
        &hello));
    cr_assert_str_eq(hello.server_name, "A?B");
    cr_assert_str_eq(hello.alpn, "tds/8.0?");
}

static const struct {
    const char *seed;
    uint16_t legacy;
    size_t versions, suites;
    const char *name, *alpn;
} clients[] = {
    {"client_hello/gnutls-1.2", 0x0303, 0, 25, "", ""},
    {"client_hello/gnutls-any", 0x0303, 4, 29, "", ""},
    {"client_hello/openssl-1.2", 0x0303, 0, 3, "sql01.contoso.com", "tds/8.0"},
    {"client_hello/openssl-any", 0x0303, 4, 0, "sql01.contoso.com", "tds/8.0"},
};

/* What FreeTDS offers, free and forced to TLS 1.2, and OpenSSL: as their makers describe it. */
Test(tls_hello, hellos_of_gnutls_and_openssl_are_understood)
{
    for (size_t i = 0; i < sizeof clients / sizeof *clients; i++) {
        struct tls_client_hello hello;
        const char *seed = clients[i].seed;
        cr_assert(tls_client_hello_parse(bytes_of_seed(scratch, seed), &hello), "%s", seed);
        cr_assert_eq(hello.legacy_version, clients[i].legacy, "%s", seed);
        cr_assert_eq(hello.version_count, clients[i].versions, "%s", seed);
        cr_assert_eq(hello.has_supported_versions, clients[i].versions != 0, "%s", seed);
        if (clients[i].suites != 0)
            cr_assert_eq(hello.suite_count, clients[i].suites, "%s: %zu", seed, hello.suite_count);
        cr_assert_str_eq(hello.server_name, clients[i].name, "%s", seed);
        cr_assert_str_eq(hello.alpn, clients[i].alpn, "%s", seed);
    }
}

static const struct {
    const char *seed;
    uint16_t version, suite;
} servers[] = {
    {"server_hello/1.0", 0x0301, 0xc014},
    {"server_hello/1.2", 0x0303, 0xc030},
    {"server_hello/1.3", 0x0304, 0x1302},
};

Test(tls_hello, what_a_server_chose_is_read)
{
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        struct tls_server_hello hello;
        cr_assert(tls_server_hello_parse(bytes_of_seed(scratch, servers[i].seed), &hello));
        cr_assert_eq(hello.version, servers[i].version, "%s", servers[i].seed);
        cr_assert_eq(hello.suite, servers[i].suite, "%s", servers[i].seed);
        cr_assert_not(hello.is_retry_request);
    }
}

Test(tls_hello, a_version_that_is_chosen_twice_is_refused)
{
    cr_assert_not(
        parse_server(scratch, server_hello_with(0x0303, "002B 0002 0304 | 002B 0002 0303")));
    cr_assert_not(parse_server(scratch, server_hello_with(0x0303, "002B 0003 0304 00")));
    cr_assert_not(parse_server(scratch, server_hello_with(0x0303, "002B 0001 03")));
}

Test(tls_hello, a_retry_request_is_told_from_a_server_hello)
{
    struct reader bytes = server_hello_with(0x0303, "002B 0002 0304");
    struct reader random = bytes_of_hex(scratch, "CF21AD74E59A6111BE1D8C021E65B891"
                                                 "C2A211167ABB8C5E079E09E2C8A8339C");
    uint8_t *copy = talloc_memdup(scratch, bytes.data, bytes.size);
    struct tls_server_hello hello;
    memcpy(&copy[2], random.data, 32);
    cr_assert(tls_server_hello_parse(reader_over(copy, bytes.size), &hello));
    cr_assert(hello.is_retry_request);
    copy[33] ^= 1;
    cr_assert(tls_server_hello_parse(reader_over(copy, bytes.size), &hello));
    cr_assert_not(hello.is_retry_request);
}

static bool parse_list(void *parent, struct reader bytes)
{
    (void)parent;
    struct reader list;
    const uint8_t *der;
    size_t size;
    if (!tls_certificate_list(bytes, &list))
        return false;
    while (tls_certificate_next(&list, &der, &size))
        cr_assert(size > 0 && der[0] == der[0] && der[size - 1] == der[size - 1]);
    return reader_ok(&list);
}

Test(tls_hello, a_certificate_list_cut_anywhere_is_refused)
{
    struct reader bytes = bytes_of_seed(scratch, "certificate_list/one");
    cr_assert_eq(cut_at_every_byte(bytes, parse_list), 0);
    cr_assert(parse_list(scratch, bytes));
}

Test(tls_hello, certificates_come_in_the_order_sent)
{
    struct reader list;
    const uint8_t *der = NULL;
    size_t size = 0;
    cr_assert(
        tls_certificate_list(bytes_of_hex(scratch, "00000B | 000002 AABB | 000003 CCDDEE"), &list));
    cr_assert(tls_certificate_next(&list, &der, &size));
    cr_assert_eq(size, 2);
    cr_assert_eq(der[0], 0xaa);
    cr_assert(tls_certificate_next(&list, &der, &size));
    cr_assert_eq(size, 3);
    cr_assert_eq(der[2], 0xee);
    cr_assert_not(tls_certificate_next(&list, &der, &size));
    cr_assert(reader_ok(&list), "the end was taken for an error");
}

static const char *const bad_lists[] = {
    "000005 000003 AABB", /* longer than the list */
    "000003 000000",      /* an empty certificate */
    "000004 FFFFFF AA",   /* 16 MB announced */
    "000002 0000",        /* half a length */
};

Test(tls_hello, a_broken_certificate_is_not_the_end_of_the_list)
{
    for (size_t i = 0; i < sizeof bad_lists / sizeof *bad_lists; i++) {
        struct reader list;
        const uint8_t *der;
        size_t size;
        cr_assert(tls_certificate_list(bytes_of_hex(scratch, bad_lists[i]), &list));
        cr_assert_not(tls_certificate_next(&list, &der, &size));
        cr_assert_not(reader_ok(&list), "%s", bad_lists[i]);
    }
    struct reader list;
    cr_assert_not(tls_certificate_list(bytes_of_hex(scratch, "000003 000000 00"), &list));
    cr_assert(tls_certificate_list(bytes_of_hex(scratch, "000000"), &list));
    cr_assert_eq(reader_left(&list), 0);
}

static bool has_group(void *parent, struct reader bytes)
{
    (void)parent;
    return tls_key_exchange_group(bytes) != 0;
}

Test(tls_hello, the_group_is_read_from_a_whole_ecdhe_message_only)
{
    struct reader newer = bytes_of_seed(scratch, "key_exchange/ecdhe-1.2");
    struct reader older = bytes_of_seed(scratch, "key_exchange/ecdhe-1.0");
    cr_assert_eq(tls_key_exchange_group(newer), 0x001d);
    cr_assert_eq(tls_key_exchange_group(older), 0x001d);
    cr_assert_eq(tls_key_exchange_group(bytes_of_seed(scratch, "key_exchange/dhe-1.2")), 0);
    /* without its signature it is what an anonymous suite sends: that cut alone is whole */
    cr_assert_eq(cut_at_every_byte(newer, has_group), 1);
    cr_assert_eq(cut_at_every_byte(older, has_group), 1);
}

/* A prime of 6144 bits is announced as 03 00, and 3 is also "named curve". */
Test(tls_hello, dhe_with_a_6144_bit_prime_is_not_taken_for_a_curve)
{
    struct writer w;
    writer_init(&w, scratch);
    for (int part = 0; part < 3; part++) {
        writer_u16be(&w, 768);
        for (int i = 0; i < 768; i++)
            writer_u8(&w, 0xff);
    }
    cr_assert_eq(tls_key_exchange_group(reader_over(w.data, w.size)), 0);
}
