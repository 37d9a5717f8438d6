/* The certificate: what decides, what warns, what is only said. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"

#include <string.h>

TestSuite(certificate, .init = setup, .fini = teardown);

enum family { SNAC, ODBC18 };

static const struct row {
    const char *why;
    int days_left; /* 0 = 212 */
    const char *hash;
    const char *key_type;
    int bits;
    bool self_signed, fallback;
    enum family family;
    enum verdict verdict;
    const char *finding; /* NULL = none; of the run when the verdict is pass */
} rows[] = {
    {"MD5", 0, "MD5", "RSA", 2048, false, false, SNAC, VERDICT_FAIL, "SQLC-CRT-006"},
    {"MD5, self-signed", 0, "MD5", "RSA", 2048, true, false, SNAC, VERDICT_FAIL, "SQLC-CRT-006"},
    {"expired, driver checks", -1, "SHA256", "RSA", 2048, false, false, ODBC18, VERDICT_FAIL,
     "SQLC-CRT-002"},
    {"expired, driver does not check", -1, "SHA256", "RSA", 2048, false, false, SNAC, VERDICT_WARN,
     "SQLC-CRT-003"},
    {"30 days left", 30, "SHA256", "RSA", 2048, false, false, SNAC, VERDICT_WARN, "SQLC-CRT-001"},
    {"31 days left", 31, "SHA256", "RSA", 2048, false, false, SNAC, VERDICT_PASS, NULL},
    {"SHA-1", 0, "SHA1", "RSA", 2048, false, false, SNAC, VERDICT_WARN, "SQLC-CRT-004"},
    {"RSA 1024", 0, "SHA256", "RSA", 1024, false, false, SNAC, VERDICT_WARN, "SQLC-CRT-005"},
    {"RSA 512", 0, "SHA256", "RSA", 512, false, false, ODBC18, VERDICT_WARN, "SQLC-CRT-005"},
    {"EC P-256 is not small", 0, "SHA256", "EC P-256", 256, false, false, SNAC, VERDICT_PASS, NULL},
    {"self-signed alone never fails", 0, "SHA256", "RSA", 2048, true, false, ODBC18, VERDICT_PASS,
     NULL},
    {"the server's own fallback", 0, "SHA256", "RSA", 2048, true, true, ODBC18, VERDICT_PASS,
     "SQLC-CRT-007"},
    {"SHA512 is disputed", 0, "SHA512", "RSA", 2048, false, false, SNAC, VERDICT_PASS,
     "SQLC-CRT-010"},
    {"SHA512 on a self-signed one is not", 0, "SHA512", "RSA", 2048, true, false, SNAC,
     VERDICT_PASS, NULL},
};

static void arrange(const struct row *row)
{
    facts = good_site(scratch);
    struct certificate *leaf = &facts->endpoints[0].chain[0];
    if (row->days_left != 0)
        leaf->not_after_unix_s = NOW_S + row->days_left * A_DAY_S + (row->days_left == 31 ? 1 : 0);
    leaf->signature_hash = text("%s", row->hash);
    leaf->key_type = text("%s", row->key_type);
    leaf->key_bits = row->bits;
    leaf->self_signed = row->self_signed;
    leaf->sql_fallback = row->fallback;
    if (row->family == SNAC)
        return;
    facts->sites[0].version = text("5.00.9132.1000");
    for (size_t i = 0; i < facts->host_count; i++)
        add_program(&facts->hosts[i], "Microsoft ODBC Driver 18 for SQL Server", "18.4.1.1", 64);
}

Test(certificate, every_cell)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        arrange(&rows[i]);
        struct judgement *out = verdicts();
        const struct path *path = path_of(out, "management point", "mp01.contoso.com");
        cr_expect_eq(path->verdict, rows[i].verdict, "%s: %s", rows[i].why,
                     verdict_names[path->verdict]);
        if (rows[i].finding == NULL)
            continue;
        cr_expect_not_null(run_finding(out, rows[i].finding), "%s", rows[i].why);
        bool on_path = path_finding(path, rows[i].finding) != NULL;
        cr_expect_eq(on_path, rows[i].verdict != VERDICT_PASS, "%s", rows[i].why);
        if (on_path)
            cr_expect(path_finding(path, rows[i].finding)->shared, "%s", rows[i].why);
    }
}

Test(certificate, not_valid_yet_is_as_bad_as_expired)
{
    arrange(&rows[2]);
    struct certificate *leaf = &facts->endpoints[0].chain[0];
    leaf->not_after_unix_s = NOW_S + 400 * A_DAY_S;
    leaf->not_before_unix_s = NOW_S + A_DAY_S;
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(strstr(path_finding(path, "SQLC-CRT-002")->sentence, "is not valid before"));
}

Test(certificate, an_intermediate_with_md5_fails_and_a_root_does_not)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    struct certificate *chain = mem_array(facts, struct certificate, 2);
    chain[0] = endpoint->chain[0];
    chain[1] = endpoint->chain[0];
    chain[1].subject = text("CN=Contoso CA");
    chain[1].signature_hash = text("MD5");
    endpoint->chain = chain;
    endpoint->chain_count = 2;
    cr_assert_eq(verdicts()->verdict, VERDICT_FAIL);
    chain[1].self_signed = true;
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS);
}

Test(certificate, trust_and_name_are_said_and_never_decide)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    endpoint->chain_error = text("unable to get local issuer certificate");
    endpoint->name_error = text("'sql01.contoso.com' is not among: other.contoso.com");
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_PASS);
    cr_assert_not_null(run_finding(out, "SQLC-CRT-008"));
    cr_assert_not_null(run_finding(out, "SQLC-CRT-009"));
}

Test(certificate, an_expired_one_does_not_fail_the_run_when_no_path_fails)
{
    arrange(&rows[3]);
    struct judgement *out = verdicts();
    cr_assert_eq(out->verdict, VERDICT_WARN);
    cr_assert_null(run_finding(out, "SQLC-CRT-002"));
}
