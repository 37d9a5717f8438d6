#include "lab/case.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "tests/unit/lab/folder.h"

#define GOOD "[case]\nserver = a\n[endpoint x]\nhost = h\n"

/* What is wrong with a lab.ini, and what the message must say. */
static const struct {
    const char *text;
    const char *says;
    const char *hints;
} wrong[] = {
    {"", "no [endpoint NAME]", ""},
    {"[endpoint x]\nhost = h\n", "[case] has no 'server'", ""},
    {"[case]\nserver = a\n[endpoint x]\nport = 1\n", "[endpoint x] has no 'host'", ""},
    {"[case]\nservr = a\n", "lab.ini:2: unknown key 'servr' in [case]", "server"},
    {GOOD "certifcate = good\n", "lab.ini:5: unknown key 'certifcate'", "certificate-address"},
    {"[endpint x]\nhost = h\n", "lab.ini:2: unknown section '[endpint x]'", ""},
    {GOOD "certificate = bad\n", "expected one of good, wrong-name, expired", ""},
    {GOOD "fault = explode\n", "expected one of none, refuse, hang", ""},
    {GOOD "fault-at = lunch\n", "expected one of accept, prelogin", ""},
    {GOOD "encryption = maybe\n", "expected one of off, on, required, not-supported, strict", ""},
    {GOOD "tls-max = 1.4\n", "expected one of ssl3, 1.0, 1.1, 1.2, 1.3", ""},
    {GOOD "tls-min = ssl3\n", "SSL 3 needs 'hello-suite'", ""},
    {GOOD "hello-suite = RC4-MD5\n", "expected the IANA name of a suite", ""},
    {GOOD "hello-suite = TLS_FALLBACK_SCSV\n", "expected the IANA name of a suite", ""},
    {GOOD "suite-order = mine\n", "expected one of server, client", ""},
    {GOOD "tls-min = 1.2\ntls-max = 1.0\n", "'tls-min' is above 'tls-max'", ""},
    {GOOD "port = 0\n", "expected a number from 1 to 65535", ""},
    {GOOD "port = 14x\n", "lab.ini:5: 'port = 14x'", ""},
    {GOOD "packet-size = 100\n", "expected a number from 512 to 32767", ""},
    {GOOD "version = 13.x\n", "expected a version like 13.0.5026", ""},
    {GOOD "suite = NOT-A-SUITE\n", "by its OpenSSL name", ""},
    {GOOD "suite = TLS_AES_128_GCM_SHA256\n", "by its OpenSSL name", ""},
    {GOOD "suite = ALL:eNULL\n", "by its OpenSSL name", ""},
    {GOOD "host =\n", "'host' has no value", ""},
    {GOOD "[login]\nuser = a\n", "[login] needs 'user', then 'password'", ""},
    {GOOD "[login]\npassword = a\n", "[login] needs 'user', then 'password'", ""},
    {GOOD "just words\n", "lab.ini:5: expected '[section]' or 'key = value'", ""},
    {GOOD
     "deny = "
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaa\n",
     "lab.ini:5: line is longer than 190 bytes", "repeated"},
};

Test(lab_case, what_is_wrong_is_named_with_its_line)
{
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        void *memory = talloc_new(NULL);
        char *folder = folder_new(memory);
        (void)folder_file(folder, "lab.ini", wrong[i].text);
        struct error err = ERROR_NONE;
        cr_expect_null(lab_case_read(memory, folder, &err), "row %zu: it was taken", i);
        cr_expect_not_null(strstr(err.text, wrong[i].says), "row %zu: '%s'", i, err.text);
        cr_expect_not_null(strstr(err.hint, wrong[i].hints), "row %zu: '%s'", i, err.hint);
        talloc_free(memory);
    }
    expect_no_leak();
}

Test(lab_case, the_first_of_two_errors_is_told)
{
    void *memory = talloc_new(NULL);
    char *folder = folder_new(memory);
    (void)folder_file(folder, "lab.ini", "[case]\nfirst = 1\nsecond = 2\n");
    struct error err = ERROR_NONE;
    cr_assert_null(lab_case_read(memory, folder, &err));
    cr_assert_not_null(strstr(err.text, "lab.ini:2: unknown key 'first'"), "%s", err.text);
    talloc_free(memory);
}

Test(lab_case, a_missing_file_is_an_error)
{
    struct error err = ERROR_NONE;
    cr_assert_null(lab_case_read(NULL, "/nonexistent", &err));
    cr_assert_not_null(strstr(err.text, "/nonexistent/lab.ini"), "%s", err.text);
    expect_no_leak();
}

Test(lab_case, defaults_are_those_of_an_ordinary_server)
{
    void *memory = talloc_new(NULL);
    char *folder = folder_new(memory);
    (void)folder_file(folder, "lab.ini",
                      "[case]\nserver = a\n[endpoint x]\nhost = Sql01.contoso.com\n"
                      "instance = INST\n");
    struct error err = ERROR_NONE;
    struct lab_case *lab = lab_case_read(memory, folder, &err);
    cr_assert_not_null(lab, "%s", err.text);
    const struct lab_endpoint *endpoint = lab->endpoints[0];
    cr_assert_eq(endpoint->port, 1433);
    cr_assert_eq(endpoint->tls_min, 0x0301);
    cr_assert_eq(endpoint->tls_max, 0x0303);
    cr_assert_eq(endpoint->encryption, LAB_ENCRYPTION_OFF);
    cr_assert_eq(endpoint->certificate, LAB_CERTIFICATE_GOOD);
    cr_assert_eq(endpoint->handshake_type, 0x12);
    cr_assert_eq(endpoint->flight_packet, 4096);
    cr_assert_eq(endpoint->browser, 1);
    cr_assert_str_eq(endpoint->product_version, "13.0.5026");
    cr_assert_str_eq(endpoint->server_name, "Sql01\\INST");
    talloc_free(memory);
    expect_no_leak();
}

Test(lab_case, lists_are_repeated_keys_and_logins_repeated_pairs)
{
    void *memory = talloc_new(NULL);
    char *folder = folder_new(memory);
    (void)folder_file(folder, "lab.ini",
                      GOOD
                      "database = CM_P01\ndatabase = CM_S01\ndeny = VIEW SERVER STATE\n"
                      "[login]\nuser = one\npassword = p ;q\n[login]\nuser = two\npassword = r\n"
                      "[endpoint y]\nhost = h\nport = 2\n");
    struct error err = ERROR_NONE;
    struct lab_case *lab = lab_case_read(memory, folder, &err);
    cr_assert_not_null(lab, "%s", err.text);
    cr_assert_eq(lab->endpoint_count, 2);
    cr_assert_eq(lab->login_count, 2);
    cr_assert_str_eq(lab->logins[0].password, "p"); /* a blank and a semicolon begin a comment */
    cr_assert_str_eq(lab->user, "one");
    cr_assert_eq(lab->endpoints[0]->databases.count, 2);
    cr_assert(lab_list_has(&lab->endpoints[0]->databases, "cm_s01 "));
    cr_assert_not(lab_list_has(&lab->endpoints[1]->databases, "cm_s01"));
    cr_assert(lab_list_has(&lab->endpoints[0]->deny, "view server state"));
    talloc_free(memory);
}
