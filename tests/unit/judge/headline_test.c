/* The one line a scheduler keeps. */
#include "tests/unit/judge/good_site.h"

#include <string.h>

TestSuite(headline, .init = setup, .fini = teardown);

Test(headline, all_good)
{
    struct judgement *out = verdicts();
    cr_assert_str_eq(out->headline, "all 3 connection paths to CM_P01 pass with TLS 1.2 only (3 on "
                                    "assumed facts)");
    cr_assert_eq(out->verdict, VERDICT_PASS);
    cr_assert_str_eq(out->configmgr, "Configuration Manager 2203");
}

Test(headline, one_fails_and_one_cannot_be_told)
{
    host_of("mp01.contoso.com")->programs[0].version = text("11.1.3000.0");
    add_role("P01", "SMS Management Point", "mp03.contoso.com");
    cr_assert_str_eq(verdicts()->headline,
                     "1 of 4 connection paths to CM_P01 would fail with TLS 1.2 only, 1 cannot be "
                     "told (2 on assumed facts)");
}

Test(headline, one_cannot_be_told)
{
    host_of("mp01.contoso.com")->programs_state = READ_NO_ROWS;
    cr_assert_str_eq(verdicts()->headline,
                     "1 of 3 connection paths to CM_P01 cannot be told, the other 2 pass with TLS "
                     "1.2 only (2 on assumed facts)");
}

Test(headline, warnings_are_counted)
{
    host_of("mp01.contoso.com")->programs[0].version = text("11.3.6540.0");
    cr_assert_str_eq(verdicts()->headline,
                     "all 3 connection paths to CM_P01 pass with TLS 1.2 only, 1 with warnings (2 "
                     "on assumed facts)");
}

static void forget_site(void)
{
    facts->site_read = false;
    facts->database = NULL;
    facts->role_count = facts->site_count = facts->host_count = facts->login_count = 0;
}

Test(headline, an_endpoint_that_was_not_reached)
{
    forget_site();
    facts->endpoints[0].reach = REACH_REFUSED;
    facts->endpoints[0].stage = text("connect");
    facts->endpoints[0].elapsed_ms = 3;
    facts->endpoints[0].handshake.completed = false;
    cr_assert_str_eq(verdicts()->headline, "sql01.contoso.com,1433 could not be probed: refused at "
                                           "connect, after 3 ms");
}

Test(headline, an_endpoint_without_tls12)
{
    forget_site();
    facts->endpoints[0].handshake.completed = false;
    facts->endpoints[0].versions[TLS_1_2].answer = TLS_REFUSED;
    cr_assert_str_eq(
        verdicts()->headline,
        "every connection path to sql01.contoso.com,1433 would fail with TLS 1.2 only: "
        "sql01.contoso.com,1433 refuses TLS 1.2");
}

Test(headline, a_failed_login_says_why)
{
    forget_site();
    facts->site_note = text("login failed for user 'x'");
    cr_assert_str_eq(verdicts()->headline,
                     "the connection paths to sql01.contoso.com,1433 cannot be told: the site "
                     "database was not read: login failed for user 'x'");
}

Test(headline, what_spoils_the_run_stands_in_the_line)
{
    add_gap("the Windows of every host", "v_GS_OPERATING_SYSTEM", "GRANT ...", true);
    cr_assert_not_null(strstr(verdicts()->headline, "; not read: the Windows of every host"));
}
