/* The run as a whole: which database, what a good one gives, roles and sites. */
#include "server.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

static void assert_note(const struct facts *facts, const char *part)
{
    cr_assert_not(facts->site_read, "the site was read");
    cr_assert_not_null(facts->site_note);
    cr_assert_not_null(strstr(facts->site_note, part), "'%s' in '%s'", part, facts->site_note);
}

/* ---- which database ---- */

struct database_row {
    const char *name;
    const char *rows;
    const char *note;
};

static const struct database_row no_database[] = {
    {"none at all", "database_name|database_state", "no database named CM_* is visible"},
    {"another product's", "database_name|database_state\nCMDB|0\nCMS_P01|0", "no database named"},
    {"several", "database_name|database_state\nCM_P01|0\ncm_p02|0", "CM_P01, cm_p02; choose one"},
    {"offline", "database_name|database_state\nCM_P01|6", "'CM_P01' is not online"},
    {"no name", "database_name|database_state\nNULL|0", "no database named"},
};

Test(site_databases, without_exactly_one_nothing_is_asked)
{
    for (size_t i = 0; i < sizeof no_database / sizeof no_database[0]; i++) {
        struct server server = server_good(talloc_new(NULL));
        server.answers[QUERY_databases].rows = no_database[i].rows;
        const struct facts *facts = server_collect(&server, NULL);
        assert_note(facts, no_database[i].note);
        cr_assert_null(facts->database, "%s", no_database[i].name);
        cr_assert_eq(server_count(&server, QUERY_sites), 0, "%s", no_database[i].name);
        cr_assert_eq(server_count(&server, QUERY_COUNT), 0, "%s: USE", no_database[i].name);
        server_done(&server);
    }
}

Test(site_databases, a_refused_use_is_told)
{
    struct server server = server_good(talloc_new(NULL));
    server.use = (struct answer){.error = "no access to CM_P01", .number = 916};
    const struct facts *facts = server_collect(&server, NULL);
    assert_note(facts, "'CM_P01' cannot be used: 916: no access");
    cr_assert_eq(server_count(&server, QUERY_sites), 0);
    server_done(&server);
}

Test(site_databases, the_list_may_be_refused)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_databases] = (struct answer){.error = "denied", .number = 229};
    assert_note(server_collect(&server, NULL), "229: denied; name it with -d");
    server_done(&server);
}

Test(site_databases, one_offline_beside_one_good_is_no_doubt)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_databases].rows = "database_name|database_state\nCM_OLD|6\nCM_]1|0\nCMX|0";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_str_eq(server_last(&server, QUERY_COUNT), "USE [CM_]]1]");
    cr_assert_str_eq(facts->database, "CM_]1");
    cr_assert(facts->site_read);
    server_done(&server);
}

Test(site_databases, a_named_database_is_not_looked_for)
{
    struct server server = server_good(talloc_new(NULL));
    const struct facts *facts = server_collect(&server, "CM_P01");
    cr_assert_eq(server_count(&server, QUERY_databases), 0);
    cr_assert_eq(server_count(&server, QUERY_COUNT), 0);
    cr_assert_str_eq(facts->database, "CM_P01");
    cr_assert(facts->site_read);
    server_done(&server);
}

Test(site_databases, another_kind_of_database_names_the_missing_object)
{
    struct server server = server_good(talloc_new(NULL));
    for (int id = QUERY_sites; id <= QUERY_programs_32; id++)
        server.answers[id] =
            (struct answer){.error = "Invalid object name 'v_Site'.", .number = 208};
    const struct facts *facts = server_collect(&server, "SUSDB");
    assert_note(facts, "'SUSDB' is not a site database");
    assert_note(facts, "Invalid object name 'v_Site'");
    cr_assert(facts_gap(facts, "v_Site")->required);
    cr_assert_null(facts_gap(facts, "v_Site")->grant, "no grant brings a missing view");
    cr_assert_str_eq(facts->server.name, "SQL01", "what the server said of itself stands");
    server_done(&server);
}

/* ---- a good site ---- */

Test(site_collect, good_site)
{
    struct server server = server_good(talloc_new(NULL));
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert(facts->site_read);
    cr_assert_null(facts->site_note, "%s", facts->site_note);
    cr_assert_eq(facts->gap_count, 0, "%s", facts->gap_count ? facts->gaps[0].reason : "");
    cr_assert_eq(facts->server_now_unix_s, 1795491730);
    cr_assert_str_eq(facts->server.product_version, "13.0.5026.0");
    cr_assert_null(facts->server.update_level);
    cr_assert_eq(facts->server.engine_edition, 2);
    cr_assert_eq((size_t)facts->statements, server.sent);
    cr_assert(facts->rows > 10);
    cr_assert_eq(facts->site_count, 1);
    cr_assert_eq(facts->sites[0].type, SITE_PRIMARY);
    cr_assert_null(facts->sites[0].parent, "an empty text is no site code");
    cr_assert_str_eq(facts->sites[0].sql_server, "SQL01.contoso.com");
    cr_assert_str_eq(facts->sites[0].sql_database, "CM_P01");
    cr_assert_eq(facts->sites[0].sql_port, 1433);
    cr_assert_eq(facts->sites[0].broker_port, 4022);
    cr_assert_eq(facts->role_count, 3);
    cr_assert_eq(facts->session_count, 1);
    cr_assert_eq(facts->sessions[0].count, 12);
    cr_assert_eq(facts->sessions[0].protocol_version, 1946157060);
    server_done(&server);
}

Test(site_collect, first_of_all_it_promises_to_be_gentle)
{
    struct server server = server_good(talloc_new(NULL));
    (void)server_collect(&server, NULL);
    cr_assert_str_eq(server.log[0].sql, "SET LOCK_TIMEOUT 5000");
    cr_assert_str_eq(server.log[1].sql, "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED");
    server_done(&server);
}

/* ---- sites and roles ---- */

Test(site_roles, nonsense_cells_are_not_facts)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_sites].rows = "SiteCode|Type|Version\nNULL|two|NULL\nS01|99|\x01garbage\n"
                                       "P02|1 |5.00.9078.1000 ";
    server.answers[QUERY_site_ports].rows =
        "SiteCode|Name|Value3\nP02|SQLServicePort|70000\nS01|SQLServicePort|-1\n"
        "X99|SQLServicePort|1433\nNULL|SSBPort|1433\nS01|SSBPort|14x";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts->site_count, 3);
    cr_assert_null(facts->sites[0].code);
    cr_assert_eq(facts->sites[0].type, SITE_UNKNOWN);
    cr_assert_eq(facts->sites[1].type, SITE_UNKNOWN);
    cr_assert_str_eq(facts->sites[1].version, "?garbage");
    cr_assert_eq(facts->sites[2].type, SITE_SECONDARY);
    cr_assert_str_eq(facts->sites[2].version, "5.00.9078.1000");
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(facts->sites[i].sql_port + facts->sites[i].broker_port, 0);
    server_done(&server);
}

Test(site_roles, columns_that_are_not_there_are_null)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_sites].rows = "Something\nelse";
    server.answers[QUERY_roles].rows = "Something\nelse";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_null(facts->sites[0].code);
    cr_assert_eq(facts->role_count, 1, "a role without a name is not forgotten");
    cr_assert_null(facts->roles[0].role);
    server_done(&server);
}

Test(site_roles, an_empty_list_is_a_gap)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_sites].rows = "SiteCode";
    server.answers[QUERY_roles].rows = "SiteCode|RoleName|ServerName";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_not(facts->site_read);
    cr_assert(facts_gap(facts, "v_SystemResourceList")->required);
    cr_assert(facts_gap(facts, "v_Site")->required);
    server_done(&server);
}

Test(site_roles, instance_stands_before_the_database_name)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_sites].rows = "SiteCode|Type\nP01|2\nS01|1";
    server.answers[QUERY_site_databases].rows = "SiteCode|SQLServerName|SQLDatabaseName\n"
                                                "P01|SQL01\\PROD|INST\\CM_P01\n"
                                                "S01|sec01|CONFIGMGRSEC\\CM_S01";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_str_eq(facts->sites[0].sql_server, "SQL01\\PROD", "an instance that is there stays");
    cr_assert_str_eq(facts->sites[1].sql_server, "sec01\\CONFIGMGRSEC");
    cr_assert_str_eq(facts->sites[1].sql_database, "CM_S01");
    server_done(&server);
}

Test(site_roles, one_role_in_two_spellings_is_one)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_roles].rows = "SiteCode|RoleName|ServerName\n"
                                       "P01|SMS Provider|\\\\CM01.contoso.com\\\n"
                                       "p01 |SMS PROVIDER |cm01.contoso.com  \n"
                                       "P01|SMS Provider|NULL";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts->role_count, 2);
    cr_assert_str_eq(facts->roles[0].host, "CM01.contoso.com");
    cr_assert_null(facts->roles[1].host, "a role without a host is not forgotten");
    cr_assert_eq(facts->host_count, 1);
    server_done(&server);
}

static const struct {
    const char *name;
    const char *roles; /* of the role list */
    const char *host;  /* of the properties: ServerName|ListedName */
    const char *found; /* the role that it is; NULL = none */
} spellings[] = {
    {"short", "mp01.contoso.com\n#mp02.contoso.com", "MP01 |NULL", "mp01.contoso.com"},
    {"full, the role list is short", "mp01\n#mp02", "mp01.contoso.com|NULL", "mp01"},
    {"another case", "mp01.contoso.com", "\\\\MP01.Contoso.COM\\ |NULL", "mp01.contoso.com"},
    {"an alias", "mp.contoso.com", "mp01.contoso.com|MP.contoso.com", "mp.contoso.com"},
    {"short for two", "mp01.contoso.com\n#mp01.fabrikam.com", "mp01|NULL", NULL},
    {"another domain", "mp01.contoso.com", "mp01.fabrikam.com|NULL", NULL},
    {"nobody", "mp01.contoso.com", "NULL|NULL", NULL},
};

/* Each # becomes what every role's row begins with. */
static char *role_rows(void *parent, const char *text)
{
    char *rows = talloc_strdup(parent, "SiteCode|RoleName|ServerName\n");
    for (const char *at = text; *at != '\0'; at += strcspn(at, "#")) {
        at += *at == '#';
        rows = talloc_asprintf_append(rows, "P01|SMS Management Point|%.*s", (int)strcspn(at, "#"),
                                      at);
    }
    return rows;
}

Test(site_roles, a_replica_of_a_host_that_is_spelled_otherwise_is_not_lost)
{
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        struct server server = server_good(talloc_new(NULL));
        server.answers[QUERY_roles].rows = role_rows(server.memory, spellings[i].roles);
        server.answers[QUERY_role_databases].rows =
            talloc_asprintf(server.memory,
                            "SiteCode|RoleName|ServerName|ListedName|Name|Value1|Value2|Value3\n"
                            "p01|SMS MANAGEMENT POINT|%s|UseSiteDatabase|||0\n"
                            "p01|SMS MANAGEMENT POINT|%s|SQLServerName||REP01|0",
                            spellings[i].host, spellings[i].host);
        const struct facts *facts = server_collect(&server, NULL);
        const struct gap *gap = facts_gap(facts, "vSMS_SC_SysResUse_Properties");
        cr_expect_eq(gap != NULL && gap->required, spellings[i].found == NULL, "%s",
                     spellings[i].name);
        for (size_t j = 0; j < facts->role_count; j++) {
            bool is_it =
                spellings[i].found != NULL && text_equal(facts->roles[j].host, spellings[i].found);
            cr_expect_eq(facts->roles[j].database_seen, is_it, "%s", spellings[i].name);
            cr_expect_eq(text_equal(facts->roles[j].sql_server, "REP01"), is_it, "%s",
                         spellings[i].name);
        }
        server_done(&server);
    }
}

Test(site_roles, a_stray_host_that_uses_the_site_database_is_no_gap)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_role_databases].rows =
        "SiteCode|RoleName|ServerName|ListedName|Name|Value1|Value2|Value3\n"
        "P01|SMS Management Point|old.contoso.com|NULL|UseSiteDatabase|||1\n"
        "P01|SMS Management Point|old.contoso.com|NULL|SQLServerName||LEFT|0";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_null(facts_gap(facts, "vSMS_SC_SysResUse_Properties"));
    cr_assert_not(facts->roles[0].database_seen, "nothing was said of mp01");
    server_done(&server);
}

static const struct {
    const char *name;
    const char *properties;
    const char *server;
    const char *database;
} replicas[] = {
    {"named", "UseSiteDatabase|||0\n#SQLServerName||REP01.contoso.com |0\n#DatabaseName|CM_REP||0",
     "REP01.contoso.com", "CM_REP"},
    {"instance", "UseSiteDatabase|||0\n#SQLServerName|rep01||0\n#DatabaseName||R2\\CM_REP|0",
     "rep01\\R2", "CM_REP"},
    {"own, leftovers of a replica", "UseSiteDatabase|||1\n#SQLServerName||REP01|0", NULL, NULL},
    {"named, and nothing says that the site's is used", "SQLServerName||REP01|0", "REP01", NULL},
    {"not named", "UseSiteDatabase|||0", "(replica not named)", NULL},
    {"nonsense", "UseSiteDatabase|||yes", "(replica not named)", NULL},
};

Test(site_roles, a_replica_is_never_taken_for_the_site_database)
{
    for (size_t i = 0; i < sizeof replicas / sizeof replicas[0]; i++) {
        struct server server = server_good(talloc_new(NULL));
        char *rows = talloc_asprintf(server.memory,
                                     "SiteCode|RoleName|ServerName|Name|Value1|Value2|Value3\n#%s",
                                     replicas[i].properties);
        for (char *mark = strchr(rows, '#'); mark != NULL; mark = strchr(rows, '#')) {
            *mark = '\0';
            rows = talloc_asprintf(server.memory, "%sP01|SMS Management Point|mp01.contoso.com|%s",
                                   rows, mark + 1);
        }
        server.answers[QUERY_role_databases].rows = rows;
        const struct facts *facts = server_collect(&server, NULL);
        const struct role *role = &facts->roles[0];
        cr_assert(text_equal(role->sql_server, replicas[i].server), "%s: %s", replicas[i].name,
                  role->sql_server);
        cr_assert(text_equal(role->sql_database, replicas[i].database), "%s: %s", replicas[i].name,
                  role->sql_database);
        cr_assert_null(facts->roles[1].sql_server, "%s: another role", replicas[i].name);
        server_done(&server);
    }
}
