/* Replication between sites: both engines, both certificates. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"

#include <string.h>

TestSuite(replication, .init = setup, .fini = teardown);

static const char component[] = "intersite replication (P01 to CAS)";

static struct broker_certificate *add_certificate(struct broker *broker, const char *owner,
                                                  const char *hash)
{
    struct broker_certificate *added =
        mem_append(facts, &broker->certificates, &broker->certificate_count, sizeof *added);
    added->name = text("ConfigMgrEndpointCert");
    added->owner = text("%s", owner);
    added->of_endpoint = strcmp(owner, "dbo") == 0;
    added->certificate = facts->endpoints[0].chain[0];
    added->certificate.signature_hash = hash == NULL ? NULL : text("%s", hash);
    return added;
}

/* P01 below CAS, whose SQL Server was probed too; both certificates are known at P01. */
static struct broker *replicate(const char *own_hash, const char *copy_hash)
{
    facts->sites[0].parent = text("cas ");
    facts->sites[0].sql_database = text("CM_P01");
    add_site("CAS", SITE_CAS, "5.00.9078.1000", "sqlcas.contoso.com");
    add_role("CAS", "SMS SQL Server", "sqlcas.contoso.com");
    add_endpoint("sqlcas.contoso.com", NULL, 1433);
    struct broker *broker =
        mem_append(facts, &facts->brokers, &facts->broker_count, sizeof *broker);
    *broker = (struct broker){.server = text("SQL01"),
                              .database = text("cm_p01"),
                              .state = READ_DONE,
                              .name = text("ConfigMgrEndpoint"),
                              .status = text("STARTED"),
                              .port = 4022};
    (void)add_certificate(broker, "dbo", own_hash);
    (void)add_certificate(broker, "ConfigMgrEndpointUserCAS", copy_hash);
    return broker;
}

static const struct path *link_path(void)
{
    return path_of(verdicts(), component, "SQL01.contoso.com");
}

static const struct {
    const char *own, *copy;
    enum verdict verdict;
    const char *id;
} hashes[] = {
    {"SHA256", "SHA256", VERDICT_PASS, NULL},
    {"SHA1", "SHA512", VERDICT_PASS, NULL},
    {"MD5", "SHA256", VERDICT_FAIL, "SQLC-REP-001"},
    {"SHA256", "MD5", VERDICT_FAIL, "SQLC-REP-001"},
    {"MD2", "SHA256", VERDICT_FAIL, "SQLC-REP-001"},
    {NULL, "SHA256", VERDICT_UNKNOWN, "SQLC-REP-002"},
    {"SHA256", NULL, VERDICT_UNKNOWN, "SQLC-REP-002"},
    {"RIPEMD160", "SHA256", VERDICT_UNKNOWN, "SQLC-REP-002"},
};

Test(replication, the_hash_of_both_certificates_decides)
{
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        facts = good_site(scratch);
        (void)replicate(hashes[i].own, hashes[i].copy);
        const struct path *path = link_path();
        cr_expect_eq(path->verdict, hashes[i].verdict, "row %zu: %s", i,
                     verdict_names[path->verdict]);
        cr_expect(hashes[i].id == NULL || path_finding(path, hashes[i].id) != NULL, "row %zu", i);
    }
}

Test(replication, a_pass_on_a_copy_says_so)
{
    (void)replicate("SHA256", "SHA256");
    const struct path *path = link_path();
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_eq(path->assumed_count, 2);
    cr_assert_not_null(strstr(path->assumed[0], "sqlcas.contoso.com presents"));
    cr_assert_not_null(strstr(path->assumed[1], "TLS 1.2 clients on"), "%s", path->assumed[1]);
    cr_assert_eq(path->endpoint_number, 2);
    cr_assert_str_eq(path->driver, "none: engine to engine");
}

Test(replication, without_certificates_nothing_passes)
{
    struct broker *broker = replicate("SHA256", "SHA256");
    broker->certificate_count = 0;
    broker->reason = text("this login lacks VIEW ANY DEFINITION");
    broker->grant = text("GRANT it");
    const struct finding *finding = path_finding(link_path(), "SQLC-REP-002");
    cr_assert_str_eq(finding->fix, "GRANT it");
    facts->broker_count = 0;
    cr_assert_eq(link_path()->verdict, VERDICT_UNKNOWN);
}

Test(replication, the_copy_of_another_site_proves_nothing)
{
    replicate("SHA256", "SHA256")->certificates[1].owner = text("ConfigMgrEndpointUserCA");
    cr_assert_eq(link_path()->verdict, VERDICT_UNKNOWN);
}

Test(replication, of_two_copies_the_newer_counts)
{
    struct broker *broker = replicate("SHA256", "MD5");
    add_certificate(broker, "ConfigMgrEndpointUserCAS", "SHA256")->certificate.not_before_unix_s +=
        A_DAY_S;
    cr_assert_eq(link_path()->verdict, VERDICT_PASS);
}

Test(replication, dates_and_a_stopped_endpoint_warn)
{
    struct broker *broker = replicate("SHA256", "SHA256");
    broker->certificates[0].certificate.not_after_unix_s = NOW_S + 20 * A_DAY_S;
    broker->certificates[1].certificate.not_after_unix_s = NOW_S - A_DAY_S;
    broker->status = text("STOPPED");
    const struct path *path = link_path();
    cr_assert_eq(path->verdict, VERDICT_WARN);
    cr_assert_not_null(path_finding(path, "SQLC-REP-004"));
    size_t dates = 0;
    for (size_t i = 0; i < path->finding_count; i++)
        dates += strcmp(path->findings[i].id, "SQLC-REP-003") == 0;
    cr_assert_eq(dates, 2);
}

Test(replication, each_engine_decides_too)
{
    (void)replicate("SHA256", "SHA256");
    facts->endpoints[1].reach = REACH_REFUSED;
    cr_assert_eq(link_path()->verdict, VERDICT_UNKNOWN, "the other side was not reached");
    facts->endpoints[1].reach = REACH_TDS;
    cr_assert(version_parse("12.0.6024", &facts->endpoints[1].engine));
    cr_assert_not_null(path_finding(link_path(), "SQLC-REP-005"));
    facts->endpoint_count = 1;
    cr_assert_not_null(path_finding(link_path(), "SQLC-SRV-006"));
}

/* Databases may have any name: the endpoint that was read is that of the site that was read. */
Test(replication, an_endpoint_is_of_no_other_site_with_a_database_of_that_name)
{
    struct broker *broker = replicate("SHA256", "SHA256");
    facts->sites[1].sql_database = text("CM_P01");
    broker->certificates[1].owner = text("ConfigMgrEndpointUserP02");
    cr_assert_eq(link_path()->verdict, VERDICT_UNKNOWN);
}

Test(replication, a_parent_that_is_not_listed_is_no_pass)
{
    (void)replicate("SHA256", "SHA256");
    facts->sites[1].code = text("C99");
    const struct path *path =
        path_of(verdicts(), "intersite replication (P01 to cas )", "SQL01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-SRV-014"));
}

/* ---- distributed views ---- */

static const char views[] = "distributed views (P01 to CAS)";

static void link_server(const char *provider, const char *data_source)
{
    (void)replicate("SHA256", "SHA256");
    struct linked_server *linked =
        mem_append(facts, &facts->linked_servers, &facts->linked_server_count, sizeof *linked);
    *linked = (struct linked_server){.name = text("CAS"),
                                     .provider = provider == NULL ? NULL : text("%s", provider),
                                     .data_source = text("%s", data_source)};
    add_program(add_host("sql01.contoso.com", "10.0.14393"),
                "Microsoft SQL Server 2012 Native Client ", "11.4.7001.0", 64);
}

static const struct {
    const char *provider, *version;
    enum verdict verdict;
    const char *id;
} providers[] = {
    {"SQLNCLI11", "11.4.7001.0", VERDICT_PASS, NULL},
    {"SQLNCLI11", "11.1.3000.0", VERDICT_UNKNOWN, "SQLC-DRV-001"}, /* inferred: never a failure */
    {"SQLNCLI11", NULL, VERDICT_UNKNOWN, "SQLC-DRV-008"},
    {"MSOLEDBSQL", "11.4.7001.0", VERDICT_UNKNOWN, "SQLC-DRV-002"},
    {"SQLNCLI", "11.4.7001.0", VERDICT_UNKNOWN, "SQLC-REP-006"},
    {"SQLNCLI10.9", "11.4.7001.0", VERDICT_UNKNOWN, "SQLC-REP-006"},
    {"sqlncli11.dll", "11.4.7001.0", VERDICT_UNKNOWN, "SQLC-REP-006"}, /* no ProgID */
    {"SQLOLEDB", "11.4.7001.0", VERDICT_UNKNOWN, "SQLC-REP-006"},
    {NULL, "11.4.7001.0", VERDICT_UNKNOWN, "SQLC-REP-006"},
};

Test(replication, the_provider_of_a_linked_server_never_fails_its_path)
{
    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++) {
        facts = good_site(scratch);
        link_server(providers[i].provider, "SQLCAS.contoso.com");
        host_of("sql01.contoso.com")->programs[0].version =
            providers[i].version == NULL ? NULL : text("%s", providers[i].version);
        const struct path *path = path_of(verdicts(), views, "SQL01.contoso.com");
        cr_expect_eq(path->endpoint_number, 2);
        cr_expect_eq(path->verdict, providers[i].verdict, "row %zu: %s", i,
                     verdict_names[path->verdict]);
        cr_expect(providers[i].id == NULL || path_finding(path, providers[i].id) != NULL, "row %zu",
                  i);
        cr_expect_not_null(strstr(path->assumed[path->assumed_count - 1], "no document says so"));
    }
}

/* 10.0 and 10.50 are two products of one family, each with its own floor. */
Test(replication, an_old_provider_is_held_to_the_floor_of_its_own_numbers)
{
    link_server("SQLNCLI10", "SQLCAS.contoso.com");
    add_program(host_of("sql01.contoso.com"), "Microsoft SQL Server 2008 R2 Native Client",
                "10.53.6000.34", 64);
    const struct path *path = path_of(verdicts(), views, "SQL01.contoso.com");
    const struct finding *finding = path_finding(path, "SQLC-DRV-001");
    cr_assert_not_null(finding);
    cr_expect_not_null(strstr(finding->fix, "10.50.6537"), "%s", finding->fix);
    host_of("sql01.contoso.com")->programs[1].version = text("10.50.6540.0");
    path = path_of(verdicts(), views, "SQL01.contoso.com");
    cr_expect_eq(path->verdict, VERDICT_PASS,
                 "it is not below 10.0.6543, which is another's floor");
}

static size_t count_views(const struct judgement *judgement)
{
    size_t count = 0;
    for (size_t i = 0; i < judgement->path_count; i++)
        count += strncmp(judgement->paths[i].component, views, strlen("distributed")) == 0;
    return count;
}

Test(replication, a_linked_server_to_another_place_makes_no_path)
{
    link_server("SQLNCLI11", "files.contoso.com");
    cr_assert_eq(count_views(verdicts()), 0);
    facts->linked_servers[0].data_source = text("sqlcas ");
    cr_assert_eq(count_views(verdicts()), 1);
    facts->sites[1].type = SITE_PRIMARY;
    cr_assert_eq(count_views(verdicts()), 0, "between a central site and a primary only");
}
