/* The Service Broker endpoint of the server, and the certificates in master. */
#include "server.h"

#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

static struct server replicating(void)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_sites].rows =
        "SiteCode|SiteName|ServerName|ReportingSiteCode|Type|Version\n"
        "CAS|Central|CAS01|NULL|4|5.00.9078.1000\nP01|Contoso|CM01|CAS|2|5.00.9078.1000";
    server.answers[QUERY_broker_permission].rows = "any_definition\n1";
    server.answers[QUERY_broker_endpoint].rows =
        "endpoint_name|state_desc|connection_auth_desc|certificate_id|port\n"
        "ConfigMgrEndpoint|STARTED|CERTIFICATE|257|4022";
    server.answers[QUERY_broker_certificates].rows =
        "certificate_id|certificate_name|owner_name|subject|issuer_name|start_date|expiry_date\n"
        "257|ConfigMgrEndpointCert|dbo|SSB|SSB|2020-01-02 03:04:05|2040-01-02 03:04:05\n"
        "258|Copy|ConfigMgrEndpointUserCAS |SSB|SSB|NULL|no date";
    server.answers[QUERY_broker_encoded].rows = "certificate_id|encoded\n258|3003020101\n257|xyz";
    return server;
}

Test(site_replication, without_a_parent_nothing_is_asked)
{
    struct server server = server_good(talloc_new(NULL));
    cr_assert_eq(server_collect(&server, NULL)->broker_count, 0);
    cr_assert_eq(server_count(&server, QUERY_broker_permission), 0);
    server.answers[QUERY_sites].rows = "SiteCode|ReportingSiteCode\nP01|p01 ";
    cr_assert_eq(server_collect(&server, NULL)->broker_count, 0, "its own parent");
    server_done(&server);
}

Test(site_replication, endpoint_and_certificates_are_read_in_master)
{
    struct server server = replicating();
    const struct facts *facts = server_collect(&server, "CM_P01");
    cr_assert_eq(facts->broker_count, 1);
    const struct broker *broker = &facts->brokers[0];
    cr_assert_str_eq(server_last(&server, QUERY_COUNT), "USE [master]");
    cr_assert_eq(broker->state, READ_DONE);
    cr_assert_null(broker->reason, "%s", broker->reason);
    cr_assert_str_eq(broker->database, "CM_P01");
    cr_assert_str_eq(broker->name, "ConfigMgrEndpoint");
    cr_assert_eq(broker->port, 4022);
    cr_assert_eq(broker->certificate_count, 2);
    const struct broker_certificate *own = &broker->certificates[0];
    cr_assert(own->of_endpoint && !broker->certificates[1].of_endpoint);
    cr_assert_eq(own->certificate.not_after_unix_s, 2209086245);
    cr_assert_str_eq(broker->certificates[1].owner, "ConfigMgrEndpointUserCAS");
    cr_assert_eq(broker->certificates[1].certificate.not_after_unix_s, 0);
    for (size_t i = 0; i < 2; i++)
        cr_assert_null(broker->certificates[i].certificate.signature_hash,
                       "that is no certificate");
    cr_assert_eq(facts->gap_count, 0);
    server_done(&server);
}

struct lack {
    const char *name;
    enum query_id refused; /* QUERY_COUNT = USE */
    const char *reason;
    size_t certificates;
};

static const struct lack lacks[] = {
    {"permission", QUERY_broker_permission, "229: denied", 0},
    {"master", QUERY_COUNT, "229: denied", 0},
    {"endpoint", QUERY_broker_endpoint, "229: denied", 0},
    {"certificates", QUERY_broker_certificates, "229: denied", 0},
    {"CERTENCODED", QUERY_broker_encoded, "229: denied", 2},
};

Test(site_replication, what_is_refused_is_a_reason_and_no_gap)
{
    for (size_t i = 0; i < sizeof lacks / sizeof lacks[0]; i++) {
        struct server server = replicating();
        struct answer denied = {.error = "denied", .number = 229};
        if (lacks[i].refused == QUERY_COUNT)
            server.use = denied;
        else
            server.answers[lacks[i].refused] = denied;
        const struct facts *facts = server_collect(&server, "CM_P01");
        cr_assert_str_eq(facts->brokers[0].reason, lacks[i].reason, "%s", lacks[i].name);
        cr_assert_eq(facts->brokers[0].certificate_count, lacks[i].certificates, "%s",
                     lacks[i].name);
        cr_assert_eq(facts->gap_count, 0, "%s", lacks[i].name);
        cr_assert(facts->site_read);
        server_done(&server);
    }
}

Test(site_replication, no_rows_without_the_right_are_not_an_absence)
{
    struct server server = replicating();
    server.answers[QUERY_broker_endpoint].rows = "endpoint_name";
    cr_assert_eq(server_collect(&server, "CM_P01")->brokers[0].state, READ_NO_ROWS);
    server.answers[QUERY_broker_permission].rows = "any_definition\n0";
    const struct facts *facts = server_collect(&server, "CM_P01");
    cr_assert_eq(facts->brokers[0].state, READ_NOT_TRIED);
    cr_assert_str_eq(facts->brokers[0].reason, "this login lacks VIEW ANY DEFINITION");
    cr_assert_str_eq(facts->brokers[0].grant, "GRANT VIEW ANY DEFINITION TO [login]");
    server_done(&server);
}

Test(site_replication, a_lost_connection_is_told_and_asked_no_more)
{
    struct server server = replicating();
    server.answers[QUERY_broker_endpoint] = (struct answer){.error = "read failed", .lost = true};
    const struct facts *facts = server_collect(&server, "CM_P01");
    cr_assert_eq(server.asked_when_gone, 0);
    cr_assert(facts->site_read);
    cr_assert_not_null(strstr(facts->brokers[0].reason, "read failed"));
    server_done(&server);
}
