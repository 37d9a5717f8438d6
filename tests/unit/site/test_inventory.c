/* What is known of a host, and what an empty answer means. */
#include "server.h"

#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

#define PROGRAMS "ResourceID|DisplayName0|Version0\n"

Test(site_inventory, facts_of_a_good_host)
{
    struct server server = server_good(talloc_new(NULL));
    const struct host *host = facts_host(server_collect(&server, NULL), "mp01.contoso.com");
    cr_assert_eq(host->programs_state, READ_DONE);
    cr_assert_null(host->programs_reason);
    cr_assert_eq(host->program_count, 1);
    cr_assert_str_eq(host->programs[0].name, "Microsoft SQL Server 2012 Native Client ",
                     "as stored, with its blank");
    cr_assert_eq(host->programs[0].bits, 64);
    cr_assert_str_eq(host->programs[0].source.where, "v_GS_ADD_REMOVE_PROGRAMS_64");
    cr_assert_eq(host->programs[0].source.kind, SOURCE_DATABASE);
    cr_assert_eq(host->programs_source.seen_unix_s, 1795140000);
    cr_assert_eq(host->programs[0].source.seen_unix_s, 1795140000);
    cr_assert_eq(host->windows_source.seen_unix_s, 1795140000);
    cr_assert_str_eq(host->windows, "Microsoft Windows Server 2019 Standard");
    cr_assert_str_eq(host->windows_version, "10.0.17763");
    server_done(&server);
}

Test(site_inventory, a_list_without_drivers_is_read_and_empty)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_programs_64].rows = PROGRAMS "16777217|ODBC Driver 18|18.4.1.1";
    const struct host *host = facts_host(server_collect(&server, NULL), "mp01.contoso.com");
    cr_assert_eq(host->programs_state, READ_DONE);
    cr_assert_eq(host->program_count, 0);
    server_done(&server);
}

Test(site_inventory, no_list_at_all_is_not_an_empty_list)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_listed_64].rows = "ResourceID\n16777217\nNULL\nrubbish";
    server.answers[QUERY_programs_64].rows = "ResourceID|DisplayName0|Version0";
    const struct facts *facts = server_collect(&server, NULL);
    const struct host *host = facts_host(facts, "mp01.contoso.com");
    cr_assert_eq(host->programs_state, READ_NO_ROWS);
    cr_assert_not_null(host->programs_reason);
    cr_assert_str_eq(host->windows_version, "10.0.17763", "Windows is known all the same");
    cr_assert_eq(facts_host(facts, "cm01.contoso.com")->programs_state, READ_DONE);
    server_done(&server);
}

Test(site_inventory, a_32_bit_list_does_not_stand_in_for_the_64_bit_one)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_listed_64].rows = "ResourceID";
    server.answers[QUERY_programs_64].rows = "ResourceID|DisplayName0|Version0";
    server.answers[QUERY_programs_32].rows =
        PROGRAMS "16777218|Microsoft SQL Server 2012 Native Client |11.4.7001.0";
    const struct host *host = facts_host(server_collect(&server, NULL), "mp01.contoso.com");
    cr_assert_eq(host->programs_state, READ_NO_ROWS);
    cr_assert_eq(host->programs[0].bits, 32);
    cr_assert_str_eq(host->programs[0].source.where, "v_GS_ADD_REMOVE_PROGRAMS");
    server_done(&server);
}

Test(site_inventory, dates_that_are_none_leave_facts_undated)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_scans].rows = "ResourceID|LastHWScan\n16777217|yesterday\n16777218|NULL";
    server.answers[QUERY_clock].rows = "utc_now\nNULL";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts->server_now_unix_s, 0);
    for (size_t i = 0; i < facts->host_count; i++)
        cr_assert_eq(facts->hosts[i].programs_source.seen_unix_s, 0);
    server_done(&server);
}

Test(site_inventory, nulls_in_rows_are_survived)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_windows].rows = "ResourceID|Caption0|Version0\n16777218|NULL|NULL";
    server.answers[QUERY_programs_64].rows =
        PROGRAMS "16777218|NULL|11.4.7001.0\n16777218|Native Client|NULL\nNULL|Native Client|1";
    server.answers[QUERY_sessions].rows = "client_net_address|connections\nNULL|NULL";
    const struct facts *facts = server_collect(&server, NULL);
    const struct host *host = facts_host(facts, "mp01.contoso.com");
    cr_assert_null(host->windows_version);
    cr_assert_eq(host->program_count, 1);
    cr_assert_null(host->programs[0].version);
    cr_assert_eq(facts->sessions[0].count, 0);
    server_done(&server);
}

Test(site_inventory, two_spellings_of_a_host_share_its_machine)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_roles].rows = "SiteCode|RoleName|ServerName\n"
                                       "P01|SMS Management Point|mp01.contoso.com\n"
                                       "P01|SMS Software Update Point|MP01";
    server.answers[QUERY_machines_by_netbios].rows =
        "Netbios_Name0|ResourceID|Resource_Names0\nMP01|16777218|mp01.contoso.com";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts->host_count, 2);
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(facts->hosts[i].programs_state, READ_DONE, "%s", facts->hosts[i].name);
        cr_assert_eq(facts->hosts[i].program_count, 1, "%s", facts->hosts[i].name);
    }
    cr_assert_null(strstr(server_last(&server, QUERY_listed_64), "16777218,16777218"));
    server_done(&server);
}
