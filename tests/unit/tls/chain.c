#include "tls/chain.h"

#include "base/file.h"
#include "base/text.h"
#include "tests/unit/tls/certs.h"

#include <criterion/criterion.h>
#include <talloc.h>

static const int64_t now = 1795492800; /* 2026-11-24 04:00:00 */

static void *memory;

static void set_up(void)
{
    memory = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(memory);
}

/* A root, and what it signed with `spec`. */
struct issued {
    X509 *root;
    X509 *leaf;
    struct der der;
    char *root_file;
};

static struct issued issue(const struct cert_spec *spec)
{
    struct issued out;
    out.root = cert_make(&(struct cert_spec){.cn = "Test Root", .is_ca = true, .now_unix_s = now},
                         cert_key(), NULL, NULL);
    struct cert_spec dated = *spec;
    dated.now_unix_s = now;
    out.leaf = cert_make(&dated, cert_key(), out.root, cert_key());
    out.der = cert_der(memory, out.leaf);
    out.root_file = cert_file(memory, out.root, false);
    return out;
}

static void issued_free(struct issued *issued)
{
    X509_free(issued->root);
    X509_free(issued->leaf);
}

struct verdict {
    char *chain_error;
    char *name_error;
};

static struct verdict check(const struct der *chain, size_t count, const char *ca_file,
                            const char *pinned_file, const char *name)
{
    struct chain_trust trust = {
        .ca_file = ca_file, .pinned_file = pinned_file, .expected_name = name, .now_unix_s = now};
    struct verdict verdict;
    chain_check(memory, chain, count, &trust, &verdict.chain_error, &verdict.name_error);
    return verdict;
}

static bool says(const char *text, const char *part)
{
    return text != NULL && text_contains(text, part);
}

TestSuite(chain, .init = set_up, .fini = tear_down);

Test(chain, nothing_sent_is_an_error_not_a_pass)
{
    struct verdict verdict = check(NULL, 0, NULL, NULL, "sql01");
    cr_assert(says(verdict.chain_error, "no certificate"));
}

Test(chain, bytes_that_are_no_certificate_are_an_error)
{
    struct der der = {(const uint8_t *)"not one", 7};
    cr_assert(says(check(&der, 1, NULL, NULL, NULL).chain_error, "not a certificate"));
    struct certificate *facts = NULL;
    size_t count = 0;
    struct error err = ERROR_NONE;
    cr_assert(!chain_facts(memory, &der, 1, &facts, &count, &err));
    cr_assert(says(err.text, "certificate 1 of 1"));
    cr_assert_null(facts);
}

Test(chain, trailing_bytes_make_it_no_certificate)
{
    struct issued good = issue(&(struct cert_spec){.cn = "sql01"});
    uint8_t *longer = talloc_zero_size(memory, good.der.size + 1);
    memcpy(longer, good.der.data, good.der.size);
    struct der der = {longer, good.der.size + 1};
    cr_assert(says(check(&der, 1, good.root_file, NULL, NULL).chain_error, "not a certificate"));
    issued_free(&good);
}

Test(chain, good_chain_and_name_pass)
{
    struct issued good = issue(&(struct cert_spec){.cn = "x", .san = "DNS:sql01.contoso.com"});
    struct verdict verdict = check(&good.der, 1, good.root_file, NULL, "SQL01.contoso.com");
    cr_assert_null(verdict.chain_error, "%s", verdict.chain_error);
    cr_assert_null(verdict.name_error, "%s", verdict.name_error);
    issued_free(&good);
}

Test(chain, unknown_authority_is_an_error_in_openssl_words)
{
    struct issued good = issue(&(struct cert_spec){.cn = "sql01"});
    EVP_PKEY *other_key = EVP_EC_gen("P-256");
    X509 *other =
        cert_make(&(struct cert_spec){.cn = "Test Root", .is_ca = true, .now_unix_s = now},
                  other_key, NULL, NULL);
    char *other_file = cert_file(memory, other, false);
    cr_assert_not_null(check(&good.der, 1, other_file, NULL, NULL).chain_error);
    char *error =
        check(&good.der, 1, NULL, NULL, NULL).chain_error; /* nor does the system know it */
    cr_assert(says(error, "unable to get local issuer certificate"), "%s", error);
    X509_free(other);
    EVP_PKEY_free(other_key);
    issued_free(&good);
}

Test(chain, expired_says_since_when)
{
    struct issued old = issue(&(struct cert_spec){.cn = "sql01", .from_days = -400, .to_days = -2});
    struct verdict verdict = check(&old.der, 1, old.root_file, NULL, NULL);
    cr_assert(says(verdict.chain_error, "expired on 2026-11-22"), "%s", verdict.chain_error);
    issued_free(&old);
}

Test(chain, not_yet_valid_says_from_when)
{
    struct issued young = issue(&(struct cert_spec){.cn = "sql01", .from_days = 3, .to_days = 99});
    struct verdict verdict = check(&young.der, 1, young.root_file, NULL, NULL);
    cr_assert(says(verdict.chain_error, "valid from 2026-11-27"), "%s", verdict.chain_error);
    issued_free(&young);
}

Test(chain, self_signed_does_not_hide_expired)
{
    X509 *cert = cert_make(
        &(struct cert_spec){.cn = "sql01", .from_days = -9, .to_days = -1, .now_unix_s = now},
        cert_key(), NULL, NULL);
    struct der der = cert_der(memory, cert);
    struct verdict verdict = check(&der, 1, NULL, NULL, NULL);
    cr_assert(says(verdict.chain_error, "self-signed"), "%s", verdict.chain_error);
    cr_assert(says(verdict.chain_error, "expired on 2026-11-23"), "%s", verdict.chain_error);
    X509_free(cert);
}

Test(chain, fallback_certificate_is_recognised)
{
    X509 *cert = cert_make(&(struct cert_spec){.cn = "SSL_Self_Signed_Fallback", .now_unix_s = now},
                           cert_key(), NULL, NULL);
    struct der der = cert_der(memory, cert);
    struct verdict verdict = check(&der, 1, NULL, NULL, "sql01");
    cr_assert(says(verdict.chain_error, "own fallback certificate"), "%s", verdict.chain_error);
    cr_assert(says(verdict.name_error, "'SSL_Self_Signed_Fallback', not for 'sql01'"));
    X509_free(cert);
}

Test(chain, name_signed_by_another_is_no_fallback)
{
    struct issued fake = issue(&(struct cert_spec){.cn = "SSL_Self_Signed_Fallback"});
    struct certificate *facts;
    size_t count;
    struct error err = ERROR_NONE;
    cr_assert(chain_facts(memory, &fake.der, 1, &facts, &count, &err));
    cr_assert(!facts[0].sql_fallback);
    cr_assert(!facts[0].self_signed);
    issued_free(&fake);
}

Test(chain, wrong_name_lists_the_names_there_are)
{
    struct issued good = issue(&(struct cert_spec){.cn = "x", .san = "DNS:a.example,IP:10.0.0.7"});
    struct verdict verdict = check(&good.der, 1, good.root_file, NULL, "b.example");
    cr_assert(says(verdict.name_error, "'a.example', '10.0.0.7', not for 'b.example'"), "%s",
              verdict.name_error);
    cr_assert_null(verdict.chain_error, "a wrong name is not the chain's fault");
    issued_free(&good);
}

Test(chain, addresses_match_addresses_only)
{
    struct issued good = issue(&(struct cert_spec){.cn = "10.0.0.8", .san = "IP:10.0.0.7"});
    cr_assert_null(check(&good.der, 1, good.root_file, NULL, "10.0.0.7").name_error);
    cr_assert(check(&good.der, 1, good.root_file, NULL, "10.0.0.8").name_error != NULL);
    issued_free(&good);
}

Test(chain, common_name_counts_without_san_only)
{
    struct issued with = issue(&(struct cert_spec){.cn = "sql01", .san = "DNS:other"});
    struct issued without = issue(&(struct cert_spec){.cn = "sql01"});
    cr_assert(check(&with.der, 1, with.root_file, NULL, "sql01").name_error != NULL);
    cr_assert_null(check(&without.der, 1, without.root_file, NULL, "sql01").name_error);
    issued_free(&with);
    issued_free(&without);
}

Test(chain, pinned_certificate_needs_neither_name_nor_chain_nor_dates)
{
    struct issued old = issue(&(struct cert_spec){.cn = "x", .from_days = -400, .to_days = -2});
    char *pem = cert_file(memory, old.leaf, false);
    char *binary = cert_file(memory, old.leaf, true);
    struct verdict verdict = check(&old.der, 1, NULL, pem, "sql01");
    cr_assert_null(verdict.chain_error, "%s", verdict.chain_error);
    cr_assert_null(verdict.name_error);
    cr_assert_null(check(&old.der, 1, NULL, binary, "sql01").chain_error);
    cr_assert_null(check(&old.der, 1, NULL, old.root_file, NULL).chain_error, "its issuer");
    issued_free(&old);
}

Test(chain, another_certificate_of_the_same_name_is_not_the_pinned_one)
{
    struct issued good = issue(&(struct cert_spec){.cn = "sql01"});
    struct issued twin = issue(&(struct cert_spec){.cn = "sql01"});
    char *pinned = cert_file(memory, twin.leaf, false);
    struct verdict verdict = check(&good.der, 1, good.root_file, pinned, NULL);
    cr_assert(says(verdict.chain_error, "not the one in"), "%s", verdict.chain_error);
    issued_free(&good);
    issued_free(&twin);
}

/* As --save-certificate writes them: the certificate, then the authorities above it. */
Test(chain, authorities_beside_a_pinned_certificate_let_nobody_in)
{
    struct issued mine = issue(&(struct cert_spec){.cn = "sql01"});
    X509 *sibling = cert_make(&(struct cert_spec){.cn = "sql02", .now_unix_s = now}, cert_key(),
                              mine.root, cert_key());
    struct der other = cert_der(memory, sibling);
    struct der sent[] = {mine.der, cert_der(memory, mine.root)};
    char *pem = chain_pem(memory, sent, 2);
    char *file = cert_file(memory, mine.leaf, false);
    struct error err = ERROR_NONE;
    cr_assert(file_write(file, pem, strlen(pem), &err), "%s", err.text);
    cr_assert_null(check(&mine.der, 1, NULL, file, NULL).chain_error);
    cr_assert(says(check(&other, 1, NULL, file, NULL).chain_error, "not the one in"));
    cr_assert_null(check(&other, 1, NULL, mine.root_file, NULL).chain_error, "the issuer alone");
    struct certificate *facts = NULL;
    size_t count = 0;
    cr_assert(chain_file_facts(memory, file, &facts, &count, &err), "%s", err.text);
    cr_assert(count == 2 && text_equal(facts[0].subject, "CN=sql01"));
    X509_free(sibling);
    issued_free(&mine);
}

/* The names of a certificate are names of hosts, the expected one is an address. */
Test(chain, a_name_that_looks_right_says_why_it_is_not)
{
    struct issued dotted =
        issue(&(struct cert_spec){.cn = "x", .san = "DNS:10.1.2.3,DNS:*.b.test"});
    const struct {
        const char *expected, *words;
    } rows[] = {
        {"10.1.2.3", "as an address"},
        {"10.1.2.4", "not for '10.1.2.4'"},
        {"c.a.b.test", "one label"},
        {"k\xc3\xb6ln.test", "xn--"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *error = check(&dotted.der, 1, dotted.root_file, NULL, rows[i].expected).name_error;
        cr_assert(says(error, rows[i].words), "%s: %s", rows[i].expected, error);
    }
    cr_assert_null(check(&dotted.der, 1, dotted.root_file, NULL, "a.b.test").name_error);
    issued_free(&dotted);
}

Test(chain, issuer_by_name_alone_is_not_the_pinned_issuer)
{
    struct issued good = issue(&(struct cert_spec){.cn = "sql01"});
    EVP_PKEY *other_key = EVP_EC_gen("P-256");
    X509 *impostor =
        cert_make(&(struct cert_spec){.cn = "Test Root", .is_ca = true, .now_unix_s = now},
                  other_key, NULL, NULL);
    char *pinned = cert_file(memory, impostor, false);
    cr_assert(check(&good.der, 1, NULL, pinned, NULL).chain_error != NULL);
    X509_free(impostor);
    EVP_PKEY_free(other_key);
    issued_free(&good);
}

Test(chain, unreadable_trust_files_are_errors)
{
    struct issued good = issue(&(struct cert_spec){.cn = "sql01"});
    cr_assert(says(check(&good.der, 1, "/nonexistent", NULL, NULL).chain_error, "/nonexistent"));
    cr_assert(says(check(&good.der, 1, NULL, "/nonexistent", NULL).chain_error, "/nonexistent"));
    cr_assert(says(check(&good.der, 1, NULL, "/etc/passwd", NULL).chain_error, "no certificate"));
    struct error err = ERROR_NONE;
    struct chain_trust trust = {.ca_file = "/etc/passwd"};
    cr_assert(!chain_trust_is_usable(&trust, &err));
    cr_assert(says(err.text, "holds no certificate"));
    trust.ca_file = good.root_file;
    cr_assert(chain_trust_is_usable(&trust, &err));
    issued_free(&good);
}

Test(chain, a_store_that_was_loaded_once_says_the_same_each_time)
{
    struct issued good = issue(&(struct cert_spec){.cn = "sql01"});
    struct issued old = issue(&(struct cert_spec){.cn = "sql01", .from_days = -9, .to_days = -1});
    struct error err = ERROR_NONE;
    struct chain_trust trust = {.ca_file = "/etc/passwd", .now_unix_s = now};
    cr_assert(!chain_trust_load(memory, &trust, &err));
    cr_assert_null(trust.store);
    trust.ca_file = good.root_file;
    cr_assert(chain_trust_load(memory, &trust, &err), "%s", err.text);
    for (int turn = 0; turn < 2; turn++) {
        struct verdict verdict;
        chain_check(memory, &good.der, 1, &trust, &verdict.chain_error, &verdict.name_error);
        cr_assert_null(verdict.chain_error, "%s", verdict.chain_error);
        chain_check(memory, &old.der, 1, &trust, &verdict.chain_error, &verdict.name_error);
        cr_assert(says(verdict.chain_error, "expired"));
    }
    issued_free(&good);
    issued_free(&old);
}

Test(chain, facts_say_what_the_certificate_says)
{
    struct issued good = issue(&(struct cert_spec){
        .cn = "Grün", .san = "DNS:a,IP:10.0.0.7,DNS:b", .to_days = 10, .hash = "SHA1"});
    struct certificate *facts;
    size_t count;
    struct error err = ERROR_NONE;
    cr_assert(chain_facts(memory, &good.der, 1, &facts, &count, &err));
    cr_assert_eq(count, 1);
    cr_assert_str_eq(facts->subject, "CN=Grün");
    cr_assert_str_eq(facts->issuer, "CN=Test Root");
    cr_assert_eq(facts->name_count, 3);
    cr_assert_str_eq(facts->names[1], "10.0.0.7");
    cr_assert_eq(facts->not_after_unix_s, now + 10 * 86400);
    cr_assert_eq(facts->not_before_unix_s, now - 60);
    cr_assert_str_eq(facts->key_type, "EC P-256");
    cr_assert_eq(facts->key_bits, 256);
    cr_assert_str_eq(facts->signature_hash, "SHA1");
    cr_assert_eq(strlen(facts->fingerprint), 32 * 3 - 1);
    issued_free(&good);
}

Test(chain, facts_know_rsa_md5_and_self_signed)
{
    EVP_PKEY *key = cert_rsa_key(1024);
    X509 *cert = cert_make(&(struct cert_spec){.cn = "SSL_Self_Signed_Fallback", .hash = "MD5"},
                           key, NULL, NULL);
    struct der der = cert_der(memory, cert);
    struct certificate *facts;
    size_t count;
    struct error err = ERROR_NONE;
    cr_assert(chain_facts(memory, &der, 1, &facts, &count, &err));
    cr_assert_str_eq(facts->key_type, "RSA");
    cr_assert_eq(facts->key_bits, 1024);
    cr_assert_str_eq(facts->signature_hash, "MD5");
    cr_assert(facts->self_signed && facts->sql_fallback);
    cr_assert_str_eq(facts->names[0], "SSL_Self_Signed_Fallback");
    X509_free(cert);
    EVP_PKEY_free(key);
}

Test(chain, pem_holds_every_certificate)
{
    struct issued good = issue(&(struct cert_spec){.cn = "sql01"});
    struct der chain[] = {good.der, cert_der(memory, good.root)};
    char *pem = chain_pem(memory, chain, 2);
    cr_assert(says(pem, "# CN=sql01\n-----BEGIN CERTIFICATE-----"));
    cr_assert(says(pem, "# CN=Test Root\n-----BEGIN CERTIFICATE-----"));
    struct der broken = {(const uint8_t *)"x", 1};
    cr_assert_null(chain_pem(memory, &broken, 1));
    issued_free(&good);
}
