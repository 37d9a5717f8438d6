#include <criterion/criterion.h>
#include <talloc.h>

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

TestSuite(names, .init = set_up, .fini = tear_down);

/* Looked up by halves: a row out of order would be lost. */
Test(names, every_suite_of_the_table_is_found_and_the_table_ascends)
{
#define SUITE(code, text) {code, text},
    static const struct {
        uint16_t code;
        const char *name;
    } suites[] = {
#include "wire/tls_suites.def"
    };
#undef SUITE
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        cr_assert_str_eq(tls_suite_name(scratch, suites[i].code), suites[i].name);
        cr_assert(i == 0 || suites[i - 1].code < suites[i].code, "%s is out of order",
                  suites[i].name);
        cr_assert_eq(strncmp(suites[i].name, "TLS_", 4), 0, "%s", suites[i].name);
    }
}

Test(names, suites_that_matter_have_their_registered_names)
{
    cr_assert_str_eq(tls_suite_name(scratch, 0xc030), "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    cr_assert_str_eq(tls_suite_name(scratch, 0x002f), "TLS_RSA_WITH_AES_128_CBC_SHA");
    cr_assert_str_eq(tls_suite_name(scratch, 0x000a), "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
    cr_assert_str_eq(tls_suite_name(scratch, 0x009f), "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");
    cr_assert_str_eq(tls_suite_name(scratch, 0x1302), "TLS_AES_256_GCM_SHA384");
    cr_assert_str_eq(tls_suite_name(scratch, 0x00ff), "TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
}

Test(names, what_is_not_known_shows_its_number_or_nothing)
{
    cr_assert_str_eq(tls_suite_name(scratch, 0xfefe), "0xFEFE");
    cr_assert_str_eq(tls_suite_name(scratch, 0x0a0a), "0x0A0A");
    cr_assert_null(tls_group_name(0));
    cr_assert_null(tls_group_name(0xffff));
    cr_assert_null(tls_alert_name(1));
    cr_assert_null(tls_alert_name(255));
}

Test(names, groups_and_alerts_are_named)
{
    cr_assert_str_eq(tls_group_name(0x001d), "X25519");
    cr_assert_str_eq(tls_group_name(23), "P-256");
    cr_assert_str_eq(tls_group_name(256), "ffdhe2048");
    cr_assert_str_eq(tls_group_name(4588), "X25519MLKEM768");
    cr_assert_str_eq(tls_alert_name(0), "close_notify");
    cr_assert_str_eq(tls_alert_name(40), "handshake_failure");
    cr_assert_str_eq(tls_alert_name(70), "protocol_version");
    cr_assert_str_eq(tls_alert_name(120), "no_application_protocol");
}

Test(names, versions_are_called_as_people_call_them)
{
    static const struct {
        uint16_t version;
        const char *word;
    } words[] = {{0x0300, "3.0"}, {0x0301, "1.0"}, {0x0302, "1.1"},    {0x0303, "1.2"},
                 {0x0304, "1.3"}, {0x0305, "3.5"}, {0x7f1c, "127.28"}, {0x0002, "0.2"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_assert_str_eq(tls_version_word(scratch, words[i].version), words[i].word);
}
