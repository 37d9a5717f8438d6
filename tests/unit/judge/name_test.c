/* Which endpoint a path ends at, and whether that is the one that was probed. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"

#include <string.h>

TestSuite(name, .init = setup, .fini = teardown);

static const struct row {
    const char *why;
    const char *asked, *instance; /* -S */
    int asked_port;
    const char *server_name; /* SERVERPROPERTY('ServerName') */
    const char *site_sql;    /* as the site spells it */
    int site_port;
    const char *lookup; /* name that leads to the probed address; NULL = none */
    bool probed;
    const char *endpoint;
} rows[] = {
    {"another host", "sql01.contoso.com", NULL, 1433, "SQL01", "sql02.contoso.com", 1433, NULL,
     false, "sql02.contoso.com,1433"},
    {"another instance", "sql01.contoso.com", NULL, 1433, "SQL01", "sql01.contoso.com\\CM", 0, NULL,
     false, "sql01.contoso.com\\CM"},
    {"another port of the host, and the server did not say who it is", "sql01.contoso.com", NULL,
     14330, NULL, "sql01.contoso.com", 1433, NULL, false, "sql01.contoso.com,1433"},
    {"the same short name in another domain", "sql01.east.contoso.com", NULL, 1433, "SQL01",
     "sql01.west.contoso.com", 1433, NULL, false, "sql01.west.contoso.com,1433"},
    {"two instances of one host", "sql01", "A", 50001, "SQL01\\A", "sql01\\B", 0, NULL, false,
     "sql01\\B"},
    {"a listener that leads elsewhere", "sql01.contoso.com", NULL, 1433, "SQL01",
     "listener.contoso.com", 1433, "other", false, "listener.contoso.com,1433"},
    {"-S short, the site in another domain", "sql01", NULL, 1433, "SQL01", "sql01.west.contoso.com",
     1433, "other", false, "sql01.west.contoso.com,1433"},
    {"another port, and no port known to the site", "sql01.contoso.com", NULL, 14330, "SQL01\\CM",
     "sql01.contoso.com", 0, NULL, false, "sql01.contoso.com"},
    {"another port in the name itself", "sql01.contoso.com", NULL, 1433, "SQL01",
     "sql01.contoso.com,1434", 0, NULL, false, "sql01.contoso.com,1434"},
    {"the port of an instance that the server says it is not", "sql01.contoso.com", NULL, 1433,
     "SQL01", "sql01.contoso.com\\CM", 1433, NULL, false, "sql01.contoso.com\\CM"},
    {"what -S said", "sql01.contoso.com", NULL, 1433, NULL, "SQL01.CONTOSO.COM ", 1433, NULL, true,
     "SQL01.CONTOSO.COM,1433"},
    {"-S short, the site in full", "sql01", NULL, 1433, NULL, "sql01.contoso.com", 1433, NULL, true,
     "sql01.contoso.com,1433"},
    {"the port is not known to the site", "sql01.contoso.com", NULL, 1433, NULL,
     "sql01.contoso.com", 0, NULL, true, "sql01.contoso.com,1433"},
    {"the server's own name behind an alias", "cmdb.contoso.com", NULL, 1433, "SQL01",
     "sql01.contoso.com", 1433, NULL, true, "sql01.contoso.com,1433"},
    {"asked by address", "192.0.2.10", NULL, 1433, "SQL01", "sql01.contoso.com", 1433, NULL, true,
     "sql01.contoso.com,1433"},
    {"a named instance", "sql01.contoso.com", "CM", 50001, "SQL01\\CM", "sql01\\cm", 0, NULL, true,
     "sql01\\cm"},
    {"a named instance asked by port", "sql01.contoso.com", NULL, 50001, "SQL01\\CM",
     "sql01.contoso.com\\CM", 50001, NULL, true, "sql01.contoso.com\\CM"},
    {"the default instance by its own name", "sql01.contoso.com", NULL, 1433, NULL,
     "sql01.contoso.com\\MSSQLSERVER", 1433, NULL, true, "sql01.contoso.com,1433"},
    {"a listener that leads to the probed address and port", "sql01.contoso.com", NULL, 1433,
     "SQL01", "listener.contoso.com", 1433, "listener.contoso.com", true,
     "listener.contoso.com,1433"},
};

static void arrange(const struct row *row)
{
    facts = good_site(scratch);
    struct endpoint *endpoint = &facts->endpoints[0];
    endpoint->host = text("%s", row->asked);
    endpoint->instance = row->instance == NULL ? NULL : text("%s", row->instance);
    endpoint->port = row->asked_port;
    facts->server.name = row->server_name == NULL ? NULL : text("%s", row->server_name);
    facts->sites[0].sql_server = text("%s", row->site_sql);
    facts->sites[0].sql_port = row->site_port;
    if (row->lookup == NULL)
        return;
    struct name_lookup *lookup =
        mem_append(facts, &facts->lookups, &facts->lookup_count, sizeof *lookup);
    bool elsewhere = strcmp(row->lookup, "other") == 0;
    *lookup = (struct name_lookup){.server = text("%s", row->site_sql),
                                   .address = text(elsewhere ? "192.0.2.99" : "192.0.2.10"),
                                   .port = 1433,
                                   .endpoint = elsewhere ? 0 : 1};
}

Test(name, an_endpoint_counts_as_probed_by_its_name_only)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        arrange(&rows[i]);
        const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
        cr_expect_eq(path->verdict, rows[i].probed ? VERDICT_PASS : VERDICT_UNKNOWN, "%s: %s",
                     rows[i].why, verdict_names[path->verdict]);
        cr_expect_eq(path_finding(path, "SQLC-SRV-006") == NULL, rows[i].probed, "%s", rows[i].why);
        cr_expect_str_eq(path->endpoint, rows[i].endpoint, "%s", rows[i].why);
    }
}

Test(name, a_lookup_to_another_port_is_another_endpoint)
{
    arrange(&rows[sizeof rows / sizeof rows[0] - 1]);
    facts->lookups[0].port = 1434;
    cr_assert_eq(path_of(verdicts(), "management point", "mp01.contoso.com")->verdict,
                 VERDICT_UNKNOWN);
    facts->lookups[0].port = 0;
    cr_assert_eq(path_of(verdicts(), "management point", "mp01.contoso.com")->verdict,
                 VERDICT_UNKNOWN);
}

Test(name, a_replica_of_a_management_point_is_its_own_endpoint)
{
    facts->roles[0].sql_server = text("replica01.contoso.com");
    struct judgement *out = verdicts();
    const struct path *path = path_of(out, "management point", "mp01.contoso.com");
    cr_assert_str_eq(path->endpoint, "replica01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(strstr(path_finding(path, "SQLC-SRV-006")->fix, "replica01.contoso.com"));
    cr_assert_eq(path_of(out, "SMS Provider", "cm01.contoso.com")->verdict, VERDICT_PASS);
}

Test(name, one_lookup_of_a_host_serves_no_other_port_of_it)
{
    arrange(&rows[sizeof rows / sizeof rows[0] - 1]);
    facts->sites[0].sql_port = facts->lookups[0].port = facts->endpoints[0].port = 14330;
    facts->roles[0].sql_server = text("listener.contoso.com");
    struct judgement *out = verdicts();
    cr_assert_eq(path_of(out, "SMS Provider", "cm01.contoso.com")->verdict, VERDICT_PASS);
    cr_assert_eq(path_of(out, "management point", "mp01.contoso.com")->verdict, VERDICT_UNKNOWN,
                 "the replica on the default port was not probed");
}

Test(name, a_secondary_site_ends_at_its_own_server)
{
    add_site("S01", SITE_SECONDARY, "5.00.9078.1000", "sec01.contoso.com\\CONFIGMGRSEC");
    add_role("S01", "SMS Management Point", "sec01.contoso.com");
    struct host *host = add_host("sec01.contoso.com", "10.0.14393");
    add_program(host, "Microsoft SQL Server 2012 Native Client", "11.4.7001.0", 64);
    const struct path *path = path_of(verdicts(), "management point", "sec01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_str_eq(path->endpoint, "sec01.contoso.com\\CONFIGMGRSEC");
}

Test(name, an_instance_can_stand_before_the_database)
{
    facts->sites[0].sql_database = text("CM\\CM_P01");
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    cr_assert_str_eq(path->endpoint, "SQL01.contoso.com\\CM");
}

Test(name, the_database_that_was_read_is_on_the_server_that_was_asked)
{
    facts->sites[0].sql_server = NULL;
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_str_eq(path->endpoint, "sql01.contoso.com,1433");
}

Test(name, another_site_without_a_server_is_unknown)
{
    add_site("P02", SITE_PRIMARY, "5.00.9078.1000", NULL);
    add_role("P02", "SMS Provider", "mp01.contoso.com");
    const struct path *path = path_of(verdicts(), "SMS Provider", "mp01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_UNKNOWN);
    cr_assert_not_null(path_finding(path, "SQLC-SRV-014"));
}

/* Facts of a hand, or of two readers: none of the two is known to be it. */
Test(name, two_hosts_of_one_full_name_are_neither_of_them)
{
    struct host *twin = add_host("MP01.contoso.com ", "10.0.14393");
    add_program(twin, "Microsoft SQL Server 2012 Native Client", "11.1.3000.0", 64);
    cr_assert_eq(path_of(verdicts(), "management point", "mp01.contoso.com")->verdict,
                 VERDICT_UNKNOWN);
}
