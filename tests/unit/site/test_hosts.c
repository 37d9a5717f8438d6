/* Which inventoried machine stands behind a host's name. */
#include "server.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <talloc.h>

#define ROLES "SiteCode|RoleName|ServerName\n"
#define NAMES "Resource_Names0|ResourceID\n"
#define SHORT "Netbios_Name0|ResourceID|Resource_Names0\n"
#define ONLY  "Netbios_Name0|ResourceID|Full_Domain_Name0\n"

static struct server server_of_roles(const char *roles)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_roles].rows = roles;
    server.answers[QUERY_machines_by_name].rows = "Resource_Names0|ResourceID";
    return server;
}

Test(site_hosts, a_machine_of_another_domain_is_not_this_host)
{
    struct server server = server_of_roles(ROLES "P01|SMS Management Point|mp01.contoso.com");
    server.answers[QUERY_machines_by_netbios].rows = SHORT "MP01|16777218|mp01.fabrikam.com";
    const struct facts *facts = server_collect(&server, NULL);
    const struct host *host = facts_host(facts, "mp01.contoso.com");
    cr_assert_eq(host->programs_state, READ_NO_ROWS);
    cr_assert_eq(host->program_count, 0);
    cr_assert_null(host->windows);
    cr_assert_not(host->ambiguous);
    cr_assert_eq(server_count(&server, QUERY_programs_64), 0, "nobody to ask for");
    server_done(&server);
}

Test(site_hosts, two_machines_of_one_full_name_are_ambiguous)
{
    struct server server = server_of_roles(ROLES "P01|SMS Management Point|mp01.contoso.com");
    server.answers[QUERY_machines_by_name].rows =
        NAMES "mp01.contoso.com|16777217\nMP01.contoso.com |16777218\nmp01.contoso.com|16777217";
    const struct host *host = facts_host(server_collect(&server, NULL), "mp01.contoso.com");
    cr_assert(host->ambiguous);
    cr_assert_neq(host->programs_state, READ_DONE);
    cr_assert_eq(host->program_count, 0);
    cr_assert_not_null(host->programs_reason);
    server_done(&server);
}

Test(site_hosts, two_machines_of_one_short_name_are_ambiguous_to_a_short_host)
{
    struct server server = server_of_roles(ROLES "P01|SMS Management Point|MP01");
    server.answers[QUERY_machines_by_netbios].rows =
        SHORT "mp01|16777217|mp01.contoso.com\nMP01 |16777218|mp01.fabrikam.com";
    const struct host *host = facts_host(server_collect(&server, NULL), "mp01");
    cr_assert(host->ambiguous);
    cr_assert_neq(host->programs_state, READ_DONE);
    cr_assert_eq(server_count(&server, QUERY_machines_by_name), 0, "it has no full name");
    server_done(&server);
}

Test(site_hosts, a_machine_without_full_name_cannot_be_two_hosts)
{
    struct server server = server_of_roles(ROLES "P01|SMS Management Point|mp01.contoso.com\n"
                                                 "P01|SMS Management Point|mp01.fabrikam.com");
    server.answers[QUERY_machines_by_netbios].rows = SHORT "mp01|16777217|NULL";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts->host_count, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_assert(facts->hosts[i].ambiguous);
        cr_assert_neq(facts->hosts[i].programs_state, READ_DONE);
    }
    server_done(&server);
}

Test(site_hosts, full_names_tell_two_domains_apart)
{
    struct server server = server_of_roles(ROLES "P01|SMS Management Point|mp01.contoso.com\n"
                                                 "P01|SMS Management Point|mp01.fabrikam.com");
    server.answers[QUERY_machines_by_name].rows =
        NAMES "MP01.FABRIKAM.com|16777217\nMP01.contoso.com|16777218";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_str_eq(facts_host(facts, "mp01.fabrikam.com")->programs[0].version, "11.4.7001.0");
    cr_assert_str_eq(facts_host(facts, "mp01.contoso.com")->programs[0].version, "11.1.3000.0");
    server_done(&server);
}

Test(site_hosts, a_short_name_is_cut_as_netbios_cuts_it)
{
    struct server server =
        server_of_roles(ROLES "P01|SMS Management Point|management-point-01.contoso.com");
    server.answers[QUERY_machines_by_netbios].rows = SHORT "MANAGEMENT-POIN|16777217|NULL";
    const struct facts *facts = server_collect(&server, NULL);
    const struct host *host = facts_host(facts, "management-point-01.contoso.com");
    cr_assert_not_null(
        strstr(server_last(&server, QUERY_machines_by_netbios), "('management-poin')"));
    cr_assert_eq(host->programs_state, READ_DONE);
    server_done(&server);
}

Test(site_hosts, without_full_names_the_short_one_is_used)
{
    struct server server = server_of_roles(ROLES "P01|SMS Management Point|mp01.contoso.com");
    const struct answer denied = {.error = "denied on the object 'v_RA_System_ResourceNames'",
                                  .number = 229};
    server.answers[QUERY_machines_by_name] = denied;
    server.answers[QUERY_machines_by_netbios] = denied;
    server.answers[QUERY_machines_by_netbios_only].rows = "Netbios_Name0|ResourceID\nMP01|16777218";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts_host(facts, "mp01.contoso.com")->programs_state, READ_DONE);
    cr_assert_not(facts_gap(facts, "v_RA_System_ResourceNames")->required);
    cr_assert_null(facts_gap(facts, "v_R_System"));
    server_done(&server);
}

static const struct {
    const char *host;
    const char *rows;
    enum read_state state;
    bool full_name_seen;
} domains[] = {
    {"mp01.contoso.com", "MP01|16777218|CONTOSO.com ", READ_DONE, true},
    {"mp01.contoso.com", "MP01|16777218|fabrikam.com", READ_NO_ROWS, false},
    {"mp01.contoso.com", "MP01|16777217|fabrikam.com\nMP01|16777218|contoso.com", READ_DONE, true},
    {"mp01.contoso.com", "MP01|16777218|NULL", READ_DONE, false},
    {"MP01", "MP01|16777218|contoso.com", READ_DONE, false},
    /* NetBIOS cuts both of management-point-01 and management-point-02 to this */
    {"management-point-01.contoso.com", "MANAGEMENT-POIN|16777218|contoso.com", READ_DONE, false},
    {"management-poin.contoso.com", "MANAGEMENT-POIN|16777218|contoso.com", READ_DONE, false},
    {"management-poi.contoso.com", "MANAGEMENT-POI|16777218|contoso.com", READ_DONE, true},
};

Test(site_hosts, the_domain_of_a_machine_tells_which_host_it_is)
{
    for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++) {
        char *roles = talloc_asprintf(NULL, ROLES "P01|SMS Management Point|%s", domains[i].host);
        struct server server = server_of_roles(roles);
        const struct answer denied = {.error = "denied on 'v_RA_System_ResourceNames'",
                                      .number = 229};
        server.answers[QUERY_machines_by_name] = denied;
        server.answers[QUERY_machines_by_netbios] = denied;
        char *rows = talloc_asprintf(NULL, ONLY "%s", domains[i].rows);
        server.answers[QUERY_machines_by_netbios_only].rows = rows;
        const struct host *host = facts_host(server_collect(&server, NULL), domains[i].host);
        cr_expect_eq(host->programs_state, domains[i].state, "row %zu", i);
        cr_expect_eq(host->full_name_seen, domains[i].full_name_seen, "row %zu", i);
        cr_expect_not(host->ambiguous, "row %zu", i);
        server_done(&server);
        talloc_free(roles);
        talloc_free(rows);
    }
}

Test(site_hosts, numbers_that_are_none_are_no_machine)
{
    struct server server = server_of_roles(ROLES "P01|SMS Management Point|mp01.contoso.com");
    server.answers[QUERY_machines_by_name].rows =
        NAMES "mp01.contoso.com|NULL\nmp01.contoso.com|1;DROP\nmp01.contoso.com|-5\n"
              "mp01.contoso.com|99999999999999999999999\nNULL|16777217\nother|16777217";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts_host(facts, "mp01.contoso.com")->programs_state, READ_NO_ROWS);
    cr_assert_eq(server_count(&server, QUERY_listed_64), 0);
    server_done(&server);
}

Test(site_hosts, a_name_with_a_quote_stays_a_name)
{
    struct server server = server_of_roles(ROLES "P01|SMS Provider|x'y.contoso.com");
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_not_null(
        strstr(server_last(&server, QUERY_machines_by_name), "('x''y.contoso.com')"));
    cr_assert_not_null(facts_host(facts, "x'y.contoso.com"));
    server_done(&server);
}

Test(site_hosts, distribution_points_are_not_looked_up)
{
    struct server server =
        server_of_roles(ROLES "P01|SMS Distribution Point|dp01.contoso.com\n"
                              "P01|SMS Site System|DP01.contoso.com\n"
                              "P01|SMS Distribution Point|dp02.contoso.com\n"
                              "P01|SMS Multicast Service Point|dp02.contoso.com");
    const struct facts *facts = server_collect(&server, NULL);
    const char *asked = server_last(&server, QUERY_machines_by_name);
    cr_assert_null(strstr(asked, "dp01"), "%s", asked);
    cr_assert_not_null(strstr(asked, "dp02"), "%s", asked);
    cr_assert_eq(facts_host(facts, "dp01.contoso.com")->programs_state, READ_NOT_TRIED);
    cr_assert_not_null(facts_host(facts, "dp01.contoso.com")->programs_reason);
    server_done(&server);
}

/* ---- many hosts ---- */

#define MANY 1201

static const char *many_roles(void *parent, const char *sql)
{
    (void)sql;
    char *rows = talloc_strdup(parent, "SiteCode|RoleName|ServerName");
    for (int i = 0; i < MANY; i++)
        rows =
            talloc_asprintf_append_buffer(rows, "\nP01|SMS Management Point|mp%04d.contoso.com", i);
    return rows;
}

/* Answers what was asked for, and fails where a list is too long. */
static const char *machines_asked_for(void *parent, const char *sql)
{
    char *rows = talloc_strdup(parent, "Resource_Names0|ResourceID");
    size_t count = 0;
    for (const char *at = strstr(sql, "'mp"); at != NULL; at = strstr(at + 1, "'mp")) {
        long number = strtol(at + 3, NULL, 10);
        count++;
        rows = talloc_asprintf_append_buffer(rows, "\nMP%04ld.CONTOSO.com|%ld", number,
                                             16777217 + number);
    }
    cr_assert_leq(count, 500, "%zu names in one statement", count);
    return rows;
}

static const char *numbers_asked_for(void *parent, const char *sql)
{
    char *rows = talloc_strdup(parent, "ResourceID");
    size_t count = 0;
    for (const char *at = strstr(sql, "IN (") + 3; *at != ')' && *at != '\0'; count++) {
        char *end = NULL;
        rows = talloc_asprintf_append_buffer(rows, "\n%ld", strtol(at + 1, &end, 10));
        at = end;
    }
    cr_assert_leq(count, 500, "%zu numbers in one statement", count);
    return rows;
}

static const char *only_the_first_500(void *parent, const char *sql)
{
    return strstr(sql, "(16777217,") == NULL
               ? NULL
               : talloc_strdup(parent, "ResourceID|DisplayName0|Version0");
}

static struct server server_of_many(void)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_roles].make = many_roles;
    server.answers[QUERY_machines_by_name].make = machines_asked_for;
    server.answers[QUERY_listed_64].make = numbers_asked_for;
    server.answers[QUERY_programs_64].rows = "ResourceID|DisplayName0|Version0\n"
                                             "16778417|ODBC Driver 18|18.4.1.1\n"
                                             "99|ODBC Driver 18|18.4.1.1";
    return server;
}

Test(site_hosts, a_large_hierarchy_is_asked_for_in_parts)
{
    struct server server = server_of_many();
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts->host_count, MANY);
    cr_assert_eq(server_count(&server, QUERY_machines_by_name), 3);
    cr_assert_eq(server_count(&server, QUERY_machines_by_netbios), 0, "all were found");
    cr_assert_eq(server_count(&server, QUERY_listed_64), 3);
    for (size_t i = 0; i < facts->host_count; i++)
        cr_assert_eq(facts->hosts[i].programs_state, READ_DONE, "%s", facts->hosts[i].name);
    cr_assert_eq(facts_host(facts, "mp1200.contoso.com")->program_count, 3,
                 "the same row came with each part");
    cr_assert_eq(facts_host(facts, "mp0000.contoso.com")->program_count, 0);
    server_done(&server);
}

Test(site_hosts, a_part_that_is_refused_stays_unread)
{
    struct server server = server_of_many();
    server.answers[QUERY_programs_64].make = only_the_first_500;
    const struct facts *facts = server_collect(&server, NULL);
    for (size_t i = 0; i < facts->host_count; i++) {
        const struct host *host = &facts->hosts[i];
        cr_assert_eq(host->programs_state, i < 500 ? READ_DONE : READ_NOT_TRIED, "%s", host->name);
        cr_assert(i < 500 || host->programs_reason != NULL, "%s", host->name);
    }
    cr_assert(facts_gap(facts, "v_GS_ADD_REMOVE_PROGRAMS_64")->required);
    server_done(&server);
}
