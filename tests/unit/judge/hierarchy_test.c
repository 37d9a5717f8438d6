/* Several sites, several SQL Servers. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"

#include <string.h>

TestSuite(hierarchy, .init = setup, .fini = teardown);

static void add_driver(const char *host, const char *program, const char *version)
{
    add_program(add_host(host, "10.0.14393"), program, version, 64);
}

/* Primary P02 under the good site: its server role on cm02, its SQL Server probed. */
static struct endpoint *add_child(const char *version)
{
    facts->sites[0].type = SITE_CAS;
    add_site("P02", SITE_PRIMARY, version, "sql02.contoso.com")->parent = text("P01");
    add_role("P02", "SMS Site Server", "cm02.contoso.com");
    add_driver("cm02.contoso.com", "Microsoft SQL Server 2012 Native Client", "11.4.7001.0");
    return add_endpoint("sql02.contoso.com", NULL, 1433);
}

static const struct path *child_path(const struct judgement *out)
{
    return path_of(out, "SMS_Executive", "cm02.contoso.com");
}

static void refuse(struct endpoint *endpoint)
{
    endpoint->versions = mem_array(facts, struct tls_version_fact, TLS_VERSION_COUNT);
    for (unsigned i = 0; i < TLS_VERSION_COUNT; i++)
        endpoint->versions[i] = (struct tls_version_fact){
            .version = (enum tls_version)i, .answer = i == 0 ? TLS_ACCEPTED : TLS_REFUSED};
    endpoint->handshake.completed = false;
}

Test(hierarchy, a_path_is_judged_by_the_server_of_its_own_site)
{
    add_child("5.00.9078.1000");
    cr_assert_eq(child_path(verdicts())->verdict, VERDICT_PASS);
    refuse(&facts->endpoints[1]);
    struct judgement *out = verdicts();
    cr_assert_eq(child_path(out)->verdict, VERDICT_FAIL);
    cr_assert_eq(path_of(out, "SMS_Executive", "cm01.contoso.com")->verdict, VERDICT_PASS);
    cr_assert_eq(out->endpoints[0].verdict, VERDICT_PASS);
    cr_assert_eq(out->endpoints[1].verdict, VERDICT_FAIL);
}

Test(hierarchy, a_login_to_the_first_server_proves_no_other)
{
    struct endpoint *endpoint = add_child("5.00.9078.1000");
    endpoint->handshake.completed = false;
    endpoint->versions = NULL;
    endpoint->version_count = 0;
    cr_assert_eq(child_path(verdicts())->verdict, VERDICT_UNKNOWN);
}

Test(hierarchy, each_role_is_held_to_the_release_of_its_own_site)
{
    add_child("5.00.9128.1000");
    struct judgement *out = verdicts();
    cr_assert_eq(child_path(out)->verdict, VERDICT_FAIL, "2403 wants ODBC Driver 18");
    cr_assert_eq(path_of(out, "SMS_Executive", "cm01.contoso.com")->verdict, VERDICT_PASS);
    cr_assert_str_eq(out->sites[0].code, "P02");
    cr_assert_str_eq(out->sites[0].configmgr, "2403");
    cr_assert_str_eq(out->sites[1].configmgr, "2203");
}

Test(hierarchy, a_server_that_was_not_reached_costs_its_own_paths_only)
{
    struct endpoint *endpoint = add_child("5.00.9078.1000");
    endpoint->reach = REACH_NOT_RESOLVED;
    struct judgement *out = verdicts();
    cr_assert_eq(child_path(out)->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(child_path(out), "SQLC-SRV-004"));
    cr_assert_eq(path_of(out, "SMS_Executive", "cm01.contoso.com")->verdict, VERDICT_PASS);
}

Test(hierarchy, a_lookup_beyond_the_endpoints_is_not_believed)
{
    add_child("5.00.9078.1000");
    static const int nonsense[] = {0, -1, 3, 999};
    for (size_t i = 0; i < sizeof nonsense / sizeof nonsense[0]; i++) {
        facts->lookups[0].endpoint = nonsense[i];
        cr_expect_eq(child_path(verdicts())->verdict, VERDICT_UNKNOWN, "%d", nonsense[i]);
    }
}

Test(hierarchy, another_port_of_a_probed_server_is_another_endpoint)
{
    add_child("5.00.9078.1000");
    facts->sites[1].sql_port = 14330;
    cr_assert_eq(child_path(verdicts())->verdict, VERDICT_UNKNOWN);
}

Test(hierarchy, two_instances_of_one_host_are_two_endpoints)
{
    add_child("5.00.9078.1000");
    facts->sites[1].sql_server = text("sql02.contoso.com\\A");
    cr_assert_eq(child_path(verdicts())->verdict, VERDICT_UNKNOWN);
    add_endpoint("sql02.contoso.com", "A", 50001);
    cr_assert_eq(child_path(verdicts())->verdict, VERDICT_PASS);
    facts->sites[1].sql_server = text("sql02.contoso.com\\B");
    cr_assert_eq(child_path(verdicts())->verdict, VERDICT_UNKNOWN);
}

Test(hierarchy, an_assumed_port_is_printed)
{
    add_child("5.00.9078.1000");
    facts->sites[1].sql_server = text("sql02.contoso.com\\A");
    add_endpoint("sql02.contoso.com", "A", 50001);
    size_t before = child_path(verdicts())->assumed_count;
    facts->lookups[1].port_assumed = true;
    const struct path *path = child_path(verdicts());
    cr_assert_eq(path->assumed_count, before + 1);
    cr_assert_not_null(strstr(path->assumed[before], "50001"));
}

/* ---- secondary sites ---- */

static struct endpoint *add_secondary(const char *instance, const char *build)
{
    add_site("S01", SITE_SECONDARY, "5.00.9078.1000",
             instance == NULL ? "sec01.contoso.com" : text("sec01.contoso.com\\%s", instance))
        ->parent = text("P01");
    add_role("S01", "SMS Management Point", "sec01.contoso.com");
    add_driver("sec01.contoso.com", "Microsoft SQL Server 2012 Native Client", "11.4.7001.0");
    struct endpoint *endpoint = add_endpoint("sec01.contoso.com", instance, 1433);
    cr_assert(version_parse(build, &endpoint->engine));
    return endpoint;
}

static const struct finding *secondary_finding(const char *id)
{
    return path_finding(path_of(verdicts(), "management point", "sec01.contoso.com"), id);
}

Test(hierarchy, the_express_of_a_secondary_is_known_by_its_instance)
{
    add_secondary("CONFIGMGRSEC", "13.0.4001");
    const struct finding *finding = secondary_finding("SQLC-SRV-012");
    cr_assert_not_null(finding);
    cr_assert_eq(finding->severity, SEVERITY_WARN);
    cr_assert_not_null(strstr(finding->facts[1], "edition was not read"));
    cr_assert_not_null(strstr(finding->fix, "13.2.50.26"));
}

Test(hierarchy, in_another_instance_the_edition_is_the_question)
{
    add_secondary(NULL, "12.0.6024");
    cr_assert_null(secondary_finding("SQLC-SRV-012"));
    cr_assert_not_null(secondary_finding("SQLC-SRV-022"));
}

static void follow(int endpoint, int engine_edition)
{
    struct followed *followed =
        mem_append(facts, &facts->followed, &facts->followed_count, sizeof *followed);
    followed->endpoint = endpoint;
    followed->login.outcome = engine_edition == 0 ? LOGIN_FAILED : LOGIN_PROVEN;
    followed->server.engine_edition = engine_edition;
}

Test(hierarchy, a_login_there_tells_the_edition_and_one_that_fails_nothing)
{
    add_secondary(NULL, "12.0.6024");
    follow(2, 0);
    cr_assert_not_null(secondary_finding("SQLC-SRV-022"));
    follow(2, 4);
    cr_assert_not_null(secondary_finding("SQLC-SRV-012"), "Express by its own word");
    follow(2, 2);
    cr_assert_null(secondary_finding("SQLC-SRV-012"));
    cr_assert_null(secondary_finding("SQLC-SRV-022"), "Standard has no such floor");
}

Test(hierarchy, a_login_at_another_endpoint_tells_nothing_of_this_one)
{
    add_secondary(NULL, "12.0.6024");
    static const int others[] = {-1, 0, 1, 3, 999};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        follow(others[i], 2);
    cr_assert_not_null(secondary_finding("SQLC-SRV-022"));
}

Test(hierarchy, a_new_enough_secondary_says_nothing)
{
    add_secondary("CONFIGMGRSEC", "13.0.5026");
    cr_assert_null(secondary_finding("SQLC-SRV-012"));
    cr_assert_null(secondary_finding("SQLC-SRV-022"));
}

Test(hierarchy, the_server_of_a_primary_is_held_to_no_floor_of_express)
{
    cr_assert(version_parse("12.0.6024", &add_child("5.00.9078.1000")->engine));
    cr_assert_null(path_finding(child_path(verdicts()), "SQLC-SRV-022"));
}

static struct judgement *alone(const char *build, const char *instance)
{
    facts->role_count = facts->site_count = facts->host_count = facts->login_count = 0;
    facts->site_read = false;
    facts->database = NULL;
    facts->server = (struct server_properties){.name = NULL};
    facts->request.user = NULL;
    facts->request.secondary = text("sec01.contoso.com");
    facts->endpoints[0].host = text("sec01.contoso.com");
    facts->endpoints[0].instance = instance == NULL ? NULL : text("%s", instance);
    cr_assert(version_parse(build, &facts->endpoints[0].engine));
    return verdicts();
}

Test(hierarchy, a_secondary_alone_is_judged_by_its_server_side)
{
    struct judgement *out = alone("13.0.5026", "CONFIGMGRSEC");
    cr_assert_eq(out->verdict, VERDICT_PASS);
    cr_assert_eq(out->path_count, 1);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-018"), "what was not looked at is said");
    cr_assert_not_null(strstr(out->headline, "drivers were not looked at"));
    cr_assert_eq(alone("13.0.4001", "CONFIGMGRSEC")->verdict, VERDICT_WARN);
    out = alone("12.0.6024", NULL);
    cr_assert_eq(out->verdict, VERDICT_WARN);
    cr_assert_eq(out->paths[0].assumed_count, 1, "that the default instance is the one");
    facts->server.engine_edition = 2;
    cr_assert_eq(verdicts()->verdict, VERDICT_PASS, "the floor is one of Express");
    refuse(&facts->endpoints[0]);
    cr_assert_eq(verdicts()->verdict, VERDICT_FAIL);
}

Test(hierarchy, a_secondary_alone_that_was_not_reached_is_unknown)
{
    (void)alone("13.0.5026", "CONFIGMGRSEC");
    facts->endpoints[0].reach = REACH_SILENT;
    cr_assert_eq(verdicts()->verdict, VERDICT_UNKNOWN);
}

Test(hierarchy, a_login_that_was_asked_for_and_lost_is_unknown)
{
    (void)alone("13.0.5026", "CONFIGMGRSEC");
    facts->request.user = text("reader");
    cr_assert_eq(verdicts()->verdict, VERDICT_UNKNOWN);
    facts->server.name = text("SEC01\\CONFIGMGRSEC");
    cr_assert_eq(verdicts()->verdict, VERDICT_WARN, "no login was proven");
}

Test(hierarchy, a_ticket_that_got_nobody_in_is_a_login_that_was_lost)
{
    (void)alone("13.0.5026", "CONFIGMGRSEC");
    facts->request.authentication = text("kerberos"); /* -E names no user */
    cr_assert_eq(verdicts()->verdict, VERDICT_UNKNOWN);
    facts->server.name = text("SEC01\\CONFIGMGRSEC");
    cr_assert_eq(verdicts()->verdict, VERDICT_WARN, "no login was proven");
}

/* ---- sites in short ---- */

Test(hierarchy, sites_come_worst_first_and_count_their_paths)
{
    add_child("5.00.9078.1000");
    add_site("S09", SITE_SECONDARY, "5.00.9078.1000", NULL)->parent = text("P02");
    refuse(&facts->endpoints[1]);
    const struct judgement *out = verdicts();
    cr_assert_eq(out->site_count, 3);
    cr_assert_str_eq(out->sites[0].code, "P02");
    cr_assert_eq(out->sites[0].failing, 2); /* its role, and its replication */
    cr_assert_str_eq(out->sites[1].code, "S09");
    cr_assert_eq(out->sites[1].paths, 1, "no role is listed, but it replicates to P02");
    cr_assert_str_eq(out->sites[2].code, "P01");
    cr_assert_eq(out->sites[2].paths, 3);
    cr_assert_not_null(run_finding(out, "SQLC-SIT-005"), "nobody listed the roles of S09");
}

Test(hierarchy, a_role_of_a_site_that_is_not_listed_has_a_row)
{
    add_role("X09", "SMS Management Point", "mp09.contoso.com");
    const struct judgement *out = verdicts();
    cr_assert_eq(out->site_count, 2);
    cr_assert_str_eq(out->sites[0].code, "X09");
    cr_assert_null(out->sites[0].site);
    cr_assert_eq(out->sites[0].unknown, 1);
}
