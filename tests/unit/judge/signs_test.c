/* Live sessions and status messages, and the machines they belong to. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"

#include <string.h>

TestSuite(signs, .init = setup, .fini = teardown);

enum { TDS_71 = 0x71000001, TDS_72 = 0x72090002, TDS_73 = 0x730A0003, TDS_74 = 0x74000004 };

static struct session *add_session(const char *address, const char *login, int64_t version)
{
    struct session *session =
        mem_append(facts, &facts->sessions, &facts->session_count, sizeof *session);
    *session = (struct session){.address = text("%s", address),
                                .login = text("%s", login),
                                .protocol_version = version,
                                .count = 1};
    return session;
}

static struct status_message *add_message(const char *machine, int id, int64_t ago_s)
{
    struct status_message *message =
        mem_append(facts, &facts->messages, &facts->message_count, sizeof *message);
    *message = (struct status_message){.machine = text("%s", machine),
                                       .site_code = text("P01"),
                                       .message_id = id,
                                       .count = 14,
                                       .last_unix_s = NOW_S - ago_s};
    return message;
}

static const struct path *mp_path(void)
{
    return path_of(verdicts(), "management point", "mp01.contoso.com");
}

static const struct {
    int64_t version;
    enum verdict verdict;
    const char *id;
} versions[] = {
    {TDS_71, VERDICT_WARN, "SQLC-SES-002"},
    {TDS_72, VERDICT_WARN, "SQLC-SES-001"},
    {TDS_73, VERDICT_WARN, "SQLC-SES-002"},
    {0x730B0003, VERDICT_WARN, "SQLC-SES-002"},
    {TDS_74, VERDICT_PASS, NULL},
    {0x08000000, VERDICT_PASS, NULL},
    {0, VERDICT_PASS, NULL},
    {-1, VERDICT_PASS, NULL},
};

Test(signs, an_old_version_warns_and_a_new_one_says_nothing)
{
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        facts = good_site(scratch);
        add_session("10.20.0.21", "CONTOSO\\MP01$", versions[i].version);
        const struct path *path = mp_path();
        cr_expect_eq(path->verdict, versions[i].verdict, "row %zu", i);
        cr_expect(versions[i].id == NULL || path_finding(path, versions[i].id) != NULL, "row %zu",
                  i);
    }
}

Test(signs, a_session_never_makes_anything_better)
{
    host_of("mp01.contoso.com")->programs[0].version = text("11.1.3000.0");
    add_session("10.20.0.21", "CONTOSO\\MP01$", TDS_74);
    cr_assert_eq(mp_path()->verdict, VERDICT_FAIL);
}

static const struct {
    const char *name, *address, *login, *host;
    bool is_mp01;
} machines[] = {
    {"machine account", "10.0.0.9", "contoso\\mp01$ ", NULL, true},
    {"the account outranks what it calls itself", "10.0.0.9", "CONTOSO\\MP02$", "MP01", false},
    {"a user is no machine", "10.0.0.9", "CONTOSO\\mp01", NULL, false},
    {"no domain", "10.0.0.9", "mp01$", NULL, false},
    {"address of a machine account", "10.20.0.21", "batch", "OTHER", true},
    {"address of two machine accounts", "10.20.0.30", "batch", NULL, false},
    {"no address", "<local machine>", "batch", NULL, false},
    {"what it calls itself", "10.0.0.9", "batch", "mp01", true},
    {"a longer name", "10.0.0.9", "batch", "mp011", false},
};

Test(signs, a_session_is_joined_by_account_then_address_then_its_own_word)
{
    for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++) {
        facts = good_site(scratch);
        add_session("10.20.0.21", "CONTOSO\\MP01$", TDS_74);
        add_session("<local machine>", "CONTOSO\\MP01$", TDS_74);
        add_session("10.20.0.30", "CONTOSO\\MP01$", TDS_74);
        add_session("10.20.0.30", "CONTOSO\\MP02$", TDS_74);
        add_session(machines[i].address, machines[i].login, TDS_72)->host =
            machines[i].host == NULL ? NULL : text("%s", machines[i].host);
        struct judgement *out = verdicts();
        const struct path *path = path_of(out, "management point", "mp01.contoso.com");
        cr_expect_eq(path_finding(path, "SQLC-SES-001") != NULL, machines[i].is_mp01, "%s",
                     machines[i].name);
        cr_expect_eq(run_finding(out, "SQLC-SES-003") != NULL, !machines[i].is_mp01,
                     "%s: nobody is forgotten", machines[i].name);
    }
}

Test(signs, an_account_holds_fifteen_letters_of_a_longer_name)
{
    add_role("P01", "SMS Management Point", "managementpoint-of-the-east.contoso.com");
    add_session("10.0.0.9", "CONTOSO\\MANAGEMENTPOINT$", TDS_72);
    const struct path *path =
        path_of(verdicts(), "management point", "managementpoint-of-the-east.contoso.com");
    cr_assert_not_null(path_finding(path, "SQLC-SES-001"));
}

Test(signs, sessions_of_one_version_are_one_finding)
{
    add_session("10.0.0.9", "CONTOSO\\MP01$", TDS_73);
    add_session("10.0.0.9", "CONTOSO\\MP01$", TDS_72);
    add_session("10.0.0.8", "CONTOSO\\MP01$", TDS_72);
    const struct path *path = mp_path();
    cr_assert_eq(path->finding_count, 2);
    cr_assert_str_eq(path->findings[0].id, "SQLC-SES-001", "the surest first");
    cr_assert_eq(path->findings[0].fact_count, 2);
}

Test(signs, history_is_a_hint_on_the_paths_of_its_host)
{
    add_message("MP01", 600, 2 * 3600);
    add_message("mp01.contoso.com ", 5420, 3 * A_DAY_S);
    add_message("mp01.fabrikam.com", 600, 60);
    add_message("mp01.contoso.com", 599, 60);
    struct judgement *out = verdicts();
    const struct path *path = path_of(out, "management point", "mp01.contoso.com");
    const struct finding *finding = path_finding(path, "SQLC-HIS-001");
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_eq(finding->fact_count, 2);
    cr_assert_not_null(strstr(finding->facts[0], "600 (a component could not get a connection"));
    cr_assert_not_null(strstr(finding->facts[0], "14 times, last 2 hours ago"));
    cr_assert_not_null(strstr(finding->facts[1], "last 3 days ago"));
    cr_assert_eq(run_finding(out, "SQLC-HIS-003")->fact_count, 1, "another domain's");
    cr_assert_eq(out->verdict, VERDICT_PASS);
}

Test(signs, replication_messages_belong_to_the_link_of_their_site)
{
    facts->sites[0].parent = text("CAS");
    add_message("cm01.contoso.com", 7804, 60);
    struct judgement *out = verdicts();
    const struct path *link =
        path_of(out, "intersite replication (P01 to CAS)", "SQL01.contoso.com");
    cr_assert_not_null(path_finding(link, "SQLC-HIS-002"));
    cr_assert_null(path_finding(path_of(out, "SMS Provider", "cm01.contoso.com"), "SQLC-HIS-001"));
    cr_assert_null(run_finding(out, "SQLC-HIS-003"));
}
