/* The Windows side stands on documented defaults, and says so. */
#include "tests/unit/judge/good_site.h"

#include <string.h>

TestSuite(windows, .init = setup, .fini = teardown);

static const struct row {
    const char *version;
    enum verdict verdict;
    const char *finding;
    bool assumed;
} rows[] = {
    {NULL, VERDICT_UNKNOWN, "SQLC-WIN-003", false},
    {"", VERDICT_UNKNOWN, "SQLC-WIN-003", false},
    {"Server 2016", VERDICT_UNKNOWN, "SQLC-WIN-003", false},
    {"11.0.1", VERDICT_UNKNOWN, "SQLC-WIN-004", false},
    {"5.2.3790", VERDICT_FAIL, "SQLC-WIN-002", true},
    {"6.0.6001", VERDICT_FAIL, "SQLC-WIN-002", true},
    {"6.0.6002", VERDICT_FAIL, "SQLC-WIN-001", true},
    {"6.1.7601", VERDICT_FAIL, "SQLC-WIN-001", true},
    {"6.2.9200", VERDICT_PASS, NULL, true},
    {"6.3.9600", VERDICT_PASS, NULL, true},
    {"10.0.14393", VERDICT_PASS, NULL, true},
    {"10.0.20348", VERDICT_PASS, NULL, true},
    {"10.0.26100", VERDICT_PASS, NULL, true},
};

Test(windows, every_default)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        facts = good_site(scratch);
        host_of("mp01.contoso.com")->windows_version =
            rows[i].version == NULL ? NULL : text("%s", rows[i].version);
        const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
        cr_expect_eq(path->verdict, rows[i].verdict, "%s: %s", rows[i].version,
                     verdict_names[path->verdict]);
        cr_expect_eq(path->assumed_count, rows[i].assumed ? 1 : 0, "%s", rows[i].version);
        if (rows[i].finding != NULL)
            cr_expect_not_null(path_finding(path, rows[i].finding), "%s", rows[i].version);
    }
}

Test(windows, a_pass_on_a_default_is_counted_and_told)
{
    struct judgement *out = verdicts();
    cr_assert_eq(out->passed_on_assumption, 3);
    const struct path *path = path_of(out, "management point", "mp01.contoso.com");
    cr_assert_not_null(strstr(path->assumed[0], "is on by default"), "%s", path->assumed[0]);
    cr_assert_not_null(strstr(path->assumed[0], "was not read"), "%s", path->assumed[0]);
}
