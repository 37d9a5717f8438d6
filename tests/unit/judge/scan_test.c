/* What a probe means. Nothing that was not seen may pass. */
#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

#include "drivers/tables/tables.h"
#include "judge/scan.h"

static void *memory;
static struct tables *tables;
static struct scan scan;
static struct tls_version_fact versions[TLS_VERSION_COUNT];

static void set_up(void)
{
    struct error err = ERROR_NONE;
    memory = talloc_new(NULL);
    tables = tables_load(memory, &err);
    scan = (struct scan){.encryption = SCAN_ENCRYPTION_OFF};
    scan.endpoint.host = talloc_strdup(memory, "sql01");
    scan.endpoint.reach = REACH_TDS;
    scan.endpoint.encryption = ENCRYPTION_OFF;
    scan.endpoint.versions = versions;
    scan.endpoint.version_count = TLS_VERSION_COUNT;
    scan.asked[SCAN_TDS7] = true;
}

static void tear_down(void)
{
    talloc_free(memory);
}

TestSuite(scan, .init = set_up, .fini = tear_down);

static void answer(enum scan_version version, enum tls_answer given)
{
    scan.answers[SCAN_TDS7][version].answer = given;
    if (version >= SCAN_1_0)
        versions[version - SCAN_1_0] = (struct tls_version_fact){
            .version = (enum tls_version)(version - SCAN_1_0), .answer = given};
}

static void answer_all(enum tls_answer given)
{
    for (int i = 0; i < SCAN_VERSION_COUNT; i++)
        answer((enum scan_version)i, given);
}

static struct scan_judgement *judged(void)
{
    return scan_judge(memory, &scan, 1800000000, tables);
}

static bool finds(const struct scan_judgement *judgement, const char *id)
{
    for (size_t i = 0; i < judgement->finding_count; i++)
        if (strcmp(judgement->findings[i].id, id) == 0)
            return true;
    return false;
}

Test(scan, nothing_seen_is_unknown)
{
    answer_all(TLS_UNKNOWN);
    cr_assert_eq(judged()->verdict, VERDICT_UNKNOWN);
    scan.endpoint.reach = REACH_NOT_TRIED;
    cr_assert_eq(judged()->verdict, VERDICT_UNKNOWN);
}

Test(scan, every_reach_but_an_answer_is_unknown_or_fails)
{
    answer_all(TLS_ACCEPTED);
    for (int reach = 0; reach < REACH_COUNT; reach++) {
        scan.endpoint.reach = (enum reach)reach;
        enum verdict verdict = judged()->verdict;
        cr_assert_not_null(judged()->headline);
        if (reach != REACH_TDS)
            cr_assert_geq(verdict, VERDICT_UNKNOWN, "%s", reach_names[reach]);
    }
}

Test(scan, a_hello_without_a_finished_handshake_is_unknown)
{
    answer_all(TLS_REFUSED);
    answer(SCAN_1_2, TLS_ACCEPTED);
    cr_assert_eq(judged()->verdict, VERDICT_UNKNOWN);
    scan.endpoint.handshake.completed = true;
    cr_assert_eq(judged()->verdict, VERDICT_PASS);
    cr_assert_not_null(strstr(judged()->headline, "takes TLS 1.2 only"));
}

Test(scan, only_is_not_said_when_a_version_could_not_be_told)
{
    answer_all(TLS_REFUSED);
    answer(SCAN_1_2, TLS_ACCEPTED);
    answer(SCAN_1_0, TLS_UNKNOWN);
    scan.endpoint.handshake.completed = true;
    cr_assert_null(strstr(judged()->headline, "TLS 1.2 only"), "%s", judged()->headline);
}

Test(scan, no_tls_1_2_fails)
{
    answer_all(TLS_REFUSED);
    answer(SCAN_1_0, TLS_ACCEPTED);
    cr_assert_eq(judged()->verdict, VERDICT_FAIL);
    cr_assert(finds(judged(), "SQLC-SRV-001"));
    scan.endpoint.encryption = ENCRYPTION_NOT_SUPPORTED;
    scan.encryption = SCAN_ENCRYPTION_NOT_SUPPORTED;
    cr_assert_eq(judged()->verdict, VERDICT_FAIL);
    cr_assert(finds(judged(), "SQLC-SRV-002"));
    scan.endpoint.reach = REACH_STRICT_ONLY;
    cr_assert_eq(judged()->verdict, VERDICT_FAIL);
    cr_assert(finds(judged(), "SQLC-SRV-003"));
}

Test(scan, what_was_asked_for_and_not_answered_is_unknown)
{
    answer_all(TLS_REFUSED);
    answer(SCAN_1_2, TLS_ACCEPTED);
    scan.endpoint.handshake.completed = true;
    scan.spent_note = talloc_strdup(memory, "the time was over");
    cr_assert_eq(judged()->verdict, VERDICT_UNKNOWN);
    scan.spent_note = NULL;
    scan.answers[SCAN_TDS7][SCAN_1_2].suites_note = talloc_strdup(memory, "noise");
    cr_assert_eq(judged()->verdict, VERDICT_UNKNOWN);
    cr_assert(finds(judged(), "SQLC-SRV-017"));
}

Test(scan, old_versions_beside_1_2_are_told_and_do_not_decide)
{
    answer_all(TLS_ACCEPTED);
    scan.endpoint.handshake.completed = true;
    cr_assert_eq(judged()->verdict, VERDICT_PASS);
    cr_assert(finds(judged(), "SQLC-SRV-011"));
    cr_assert(finds(judged(), "SQLC-SRV-015"));
}

static const struct finding *finding_of(const struct scan_judgement *judgement, const char *id)
{
    for (size_t i = 0; i < judgement->finding_count; i++)
        if (strcmp(judgement->findings[i].id, id) == 0)
            return &judgement->findings[i];
    return NULL;
}

static const struct {
    const char *suite, *why; /* NULL = nothing is wrong */
    const char *finding;
} weak[] = {
    {"TLS_RSA_WITH_NULL_SHA256", "no encryption", "SQLC-SRV-019"},
    {"TLS_ECDHE_RSA_WITH_NULL_SHA", "no encryption", "SQLC-SRV-019"},
    {"TLS_SHA256_SHA256", "no encryption", "SQLC-SRV-019"},
    {"TLS_DH_anon_WITH_AES_128_CBC_SHA", "anonymous", "SQLC-SRV-019"},
    {"TLS_ECDH_anon_WITH_RC4_128_SHA", "anonymous", "SQLC-SRV-019"},
    {"TLS_RSA_EXPORT_WITH_RC4_40_MD5", "EXPORT", "SQLC-SRV-019"},
    {"TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA", "EXPORT", "SQLC-SRV-019"},
    {"TLS_RSA_WITH_RC4_128_MD5", "RC4", "SQLC-SRV-019"},
    {"TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "RC4", "SQLC-SRV-019"},
    {"TLS_DHE_RSA_WITH_DES_CBC_SHA", "DES", "SQLC-SRV-019"},
    {"TLS_KRB5_WITH_IDEA_CBC_MD5", "MD5", "SQLC-SRV-019"},
    {"TLS_RSA_WITH_3DES_EDE_CBC_SHA", "3DES", "SQLC-SRV-020"},
    {"TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA", "3DES", "SQLC-SRV-020"},
    {"TLS_RSA_WITH_AES_256_GCM_SHA384", "no forward secrecy", "SQLC-SRV-021"},
    {"TLS_ECDH_RSA_WITH_AES_128_CBC_SHA", "no forward secrecy", "SQLC-SRV-021"},
    {"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", NULL, NULL},
    {"TLS_DHE_RSA_WITH_AES_128_CBC_SHA", NULL, NULL},
    {"TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", NULL, NULL},
    {"TLS_AES_256_GCM_SHA384", NULL, NULL},
};

/* Taken in two versions, after a good one. */
static void take(const char *suite)
{
    answer_all(TLS_REFUSED);
    answer(SCAN_1_2, TLS_ACCEPTED);
    scan.endpoint.handshake.completed = true;
    scan.suites_asked = true;
    for (int version = SCAN_1_1; version <= SCAN_1_2; version++) {
        struct scan_answer *given = &scan.answers[SCAN_TDS7][version];
        given->suites = talloc_array(memory, char *, 2);
        given->suites[0] = talloc_strdup(memory, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        given->suites[1] = talloc_strdup(memory, suite);
        given->suite_count = 2;
    }
}

Test(scan, a_weak_suite_is_named_once_by_the_worst_of_it)
{
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        take(weak[i].suite);
        const struct scan_judgement *judgement = judged();
        enum verdict expected = weak[i].finding != NULL && strcmp(weak[i].why, "3DES") != 0 &&
                                        strcmp(weak[i].why, "no forward secrecy") != 0
                                    ? VERDICT_WARN
                                    : VERDICT_PASS;
        cr_expect_eq(judgement->verdict, expected, "%s", weak[i].suite);
        cr_expect_eq(judgement->weak_suite_count, weak[i].why != NULL, "%s", weak[i].suite);
        if (weak[i].why == NULL || judgement->weak_suite_count != 1)
            continue;
        const struct finding *finding = finding_of(judgement, weak[i].finding);
        cr_expect_not_null(finding, "%s", weak[i].suite);
        const char *fact = finding == NULL ? "" : finding->facts[0];
        cr_expect_str_eq(fact, talloc_asprintf(memory, "%s: %s", weak[i].why, weak[i].suite));
    }
}

Test(scan, suites_that_nobody_asked_for_are_not_spoken_of)
{
    take("TLS_RSA_WITH_RC4_128_MD5");
    scan.suites_asked = false;
    cr_assert_eq(judged()->verdict, VERDICT_PASS);
    cr_assert_eq(judged()->weak_suite_count, 0);
}

/* ---- clients --------------------------------------------------------------------------------- */

static const struct client_prospect *prospect(const struct scan_judgement *judgement,
                                              const char *client)
{
    for (size_t i = 0; i < judgement->client_count; i++)
        if (strcmp(judgement->clients[i].client->key, client) == 0)
            return &judgement->clients[i];
    cr_assert_fail("no client %s", client);
    return NULL;
}

static const struct fit_row {
    struct certificate chain[2];
    size_t count;
    enum certificate_fit windows, openssl;
} fits[] = {
    {{{.key_type = "RSA", .signature_hash = "SHA256", .self_signed = true}}, 1, FIT_YES, FIT_YES},
    {{{.key_type = "RSA", .signature_hash = "MD5", .self_signed = true}}, 1, FIT_NO, FIT_NO},
    {{{.key_type = "RSA", .signature_hash = "SHA1", .self_signed = true}}, 1, FIT_YES, FIT_NO},
    {{{.key_type = "RSA", .signature_hash = "SHA224", .self_signed = true}}, 1, FIT_NO, FIT_YES},
    {{{.key_type = "EC P-256", .signature_hash = "SHA256"},
      {.key_type = "RSA", .signature_hash = "SHA1", .self_signed = true}},
     2,
     FIT_YES,
     FIT_YES}, /* a root's own signature is not looked at */
    {{{.key_type = "RSA", .signature_hash = "SHA384"}}, 1, FIT_YES, FIT_YES},
    {{{.key_type = "RSA", .signature_hash = "MD5"}}, 1, FIT_NO, FIT_NO},
    {{{.key_type = "ED25519", .signature_hash = "SHA256", .self_signed = true}},
     1,
     FIT_UNKNOWN,
     FIT_UNKNOWN},
    {{{.key_type = NULL}}, 0, FIT_UNKNOWN, FIT_UNKNOWN},
};

Test(scan, the_signature_of_the_certificate_fits_or_not)
{
    answer_all(TLS_ACCEPTED);
    scan.clients_asked = true;
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        struct certificate chain[2] = {fits[i].chain[0], fits[i].chain[1]};
        scan.endpoint.chain = chain;
        scan.endpoint.chain_count = fits[i].count;
        struct scan_judgement *out = judged();
        cr_expect_eq(prospect(out, "win81-2012r2")->certificate, fits[i].windows, "row %zu", i);
        cr_expect_eq(prospect(out, "openssl3-linux")->certificate, fits[i].openssl, "row %zu", i);
    }
}

Test(scan, nobody_asked_about_clients)
{
    answer_all(TLS_ACCEPTED);
    cr_assert_eq(judged()->client_count, 0);
}

Test(scan, clients_that_get_nothing_warn_and_what_was_not_asked_is_unknown)
{
    struct client_answer answers[] = {
        {.client = "vista-2008", .offer = OFFER_DEFAULT, .answer = TLS_REFUSED},
        {.client = "win7-2008r2", .offer = OFFER_DEFAULT, .answer = TLS_ACCEPTED},
        {.client = "server2022", .offer = OFFER_DEFAULT, .answer = TLS_ACCEPTED},
    };
    answer_all(TLS_ACCEPTED);
    scan.clients_asked = true;
    scan.endpoint.clients = answers;
    scan.endpoint.client_count = 3;
    struct scan_judgement *out = judged();
    cr_expect_eq(prospect(out, "vista-2008")->verdict, VERDICT_FAIL);
    cr_expect_eq(prospect(out, "win7-2008r2")->verdict, VERDICT_WARN, "TLS 1.2 is off there");
    cr_expect_eq(prospect(out, "server2022")->verdict, VERDICT_PASS);
    cr_expect_eq(prospect(out, "win8-2012")->compared.outcome, CLIENT_NOT_ASKED);
    cr_expect_eq(prospect(out, "win8-2012")->verdict, VERDICT_UNKNOWN);
    cr_expect(finds(out, "SQLC-SUI-009"));
    answers[0].answer = TLS_ACCEPTED;
    cr_expect_not(finds(judged(), "SQLC-SUI-009"));
}
