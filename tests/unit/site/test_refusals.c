/* Every statement refused on its own, and the connection lost at every statement. */
#include "server.h"

#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

/* What must never come out of a run in which something was missing. */
static void assert_no_false_reading(const struct facts *facts, const struct server *server,
                                    const char *name)
{
    bool listed = server->answers[QUERY_listed_64].error == NULL;
    bool read = server->answers[QUERY_programs_64].error == NULL;
    for (size_t i = 0; i < facts->host_count; i++) {
        const struct host *host = &facts->hosts[i];
        cr_assert(host->programs_state != READ_DONE ||
                      (listed && read && server_count(server, QUERY_programs_64) > 0),
                  "%s: %s counts as read", name, host->name);
        cr_assert(host->programs_state == READ_DONE || host->programs_reason != NULL,
                  "%s: %s does not say why", name, host->name);
    }
}

/* Not asked of a site that stands alone: test_replication.c. */
static bool is_about_replication(int id)
{
    return id >= QUERY_linked_servers && id <= QUERY_broker_encoded;
}

static bool is_optional_step(int id)
{
    return is_about_replication(id) || id == QUERY_databases || id == QUERY_machines_by_netbios ||
           id == QUERY_machines_by_netbios_only || id == QUERY_server_permission_2022;
}

Test(site_refusals, each_costs_its_own_facts_only)
{
    for (int id = 0; id < QUERY_COUNT; id++) {
        const char *object = query_of((enum query_id)id)->objects[0];
        if (is_optional_step(id))
            continue;
        struct server server = server_good(talloc_new(NULL));
        char *text =
            talloc_asprintf(server.memory, "The SELECT permission was denied on the object '%s'",
                            object == NULL ? "x" : object);
        server.answers[id] = (struct answer){.error = text, .number = 229};
        const struct facts *facts = server_collect(&server, NULL);
        const struct gap *gap = &facts->gaps[0];
        cr_assert_eq(facts->gap_count, 1, "%s: %zu gaps", text, facts->gap_count);
        cr_assert_eq(server_count(&server, (enum query_id)id), 1, "%s: asked again", text);
        cr_assert_eq(gap->required, query_of((enum query_id)id)->required, "%s", text);
        cr_assert_not_null(strstr(gap->reason, "229: The SELECT"), "%s", gap->reason);
        cr_assert(facts->site_read, "%s", text);
        cr_assert((facts->site_count == 0) == (id == QUERY_sites), "%s: sites", text);
        cr_assert((facts->role_count == 0) == (id == QUERY_roles), "%s: roles", text);
        cr_assert((facts->server.name == NULL) == (id == QUERY_server), "%s: server", text);
        assert_no_false_reading(facts, &server, text);
        server_done(&server);
    }
}

Test(site_refusals, the_grant_names_the_object_that_was_refused)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_site_ports] = (struct answer){
        .error = "The SELECT permission was denied on the object 'SC_SiteDefinition_Property'",
        .number = 229};
    server.answers[QUERY_role_databases] = (struct answer){
        .error = "The SELECT permission was denied on the object 'vSMS_SC_SysResUse_Properties'",
        .number = 229};
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_str_eq(facts_gap(facts, "SC_SiteDefinition_Property")->grant,
                     "GRANT SELECT ON dbo.[SC_SiteDefinition_Property] TO [login]");
    cr_assert_not_null(facts_gap(facts, "vSMS_SC_SysResUse_Properties"));
    server_done(&server);
}

/* A Kerberos login has no -U. */
Test(site_refusals, without_a_named_login_the_grant_is_for_whom_the_server_knows)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_server].rows = "server_name|login_name\nSQL01|CONTOSO\\dba";
    server.answers[QUERY_site_ports] = (struct answer){
        .error = "The SELECT permission was denied on the object 'SC_SiteDefinition_Property'",
        .number = 229};
    server.answers[QUERY_server_permission].rows = "server_state\n0";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_str_eq(facts_gap(facts, "SC_SiteDefinition_Property")->grant,
                     "GRANT SELECT ON dbo.[SC_SiteDefinition_Property] TO [CONTOSO\\dba]");
    cr_assert_str_eq(facts_gap(facts, "sys.dm_exec_connections")->grant,
                     "GRANT VIEW SERVER STATE TO [CONTOSO\\dba]");
    server_done(&server);
}

Test(site_refusals, a_view_that_is_not_there_needs_no_grant)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_listed_64] = (struct answer){
        .error = "Invalid object name 'v_GS_ADD_REMOVE_PROGRAMS_64'.", .number = 208};
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_null(facts_gap(facts, "v_GS_ADD_REMOVE_PROGRAMS_64")->grant);
    cr_assert_eq(server_count(&server, QUERY_programs_64), 1, "it may be there for others");
    assert_no_false_reading(facts, &server, "listed_64 missing");
    server_done(&server);
}

Test(site_refusals, no_machine_list_leaves_every_host_unread)
{
    struct server server = server_good(talloc_new(NULL));
    const struct answer denied = {
        .error = "The SELECT permission was denied on the object 'v_R_System'", .number = 229};
    server.answers[QUERY_machines_by_name] = denied;
    server.answers[QUERY_machines_by_netbios] = denied;
    server.answers[QUERY_machines_by_netbios_only] = denied;
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(facts->gap_count, 1, "one gap for one object");
    cr_assert(facts_gap(facts, "v_R_System")->required);
    for (size_t i = 0; i < facts->host_count; i++) {
        cr_assert_eq(facts->hosts[i].programs_state, READ_NOT_TRIED);
        cr_assert_not_null(strstr(facts->hosts[i].programs_reason, "229"));
    }
    server_done(&server);
}

Test(site_refusals, a_lost_connection_ends_the_asking)
{
    for (int id = 0; id < QUERY_COUNT; id++) {
        if (id == QUERY_machines_by_netbios || id == QUERY_machines_by_netbios_only ||
            id == QUERY_server_permission_2022 || is_about_replication(id))
            continue;
        struct server server = server_good(talloc_new(NULL));
        server.answers[id] = (struct answer){.error = "read failed", .lost = true};
        const struct facts *facts = server_collect(&server, NULL);
        const char *name = query_of((enum query_id)id)->costs;
        cr_assert_eq(server.asked_when_gone, 0, "%s: asked a dead connection", name);
        cr_assert_eq(server.log[server.sent - 1].id, (enum query_id)id, "%s", name);
        cr_assert_eq(facts->gap_count, 1, "%s: %zu gaps", name, facts->gap_count);
        cr_assert(facts->gaps[0].required, "%s", name);
        cr_assert_not_null(strstr(facts->gaps[0].reason, "connection was lost after"), "%s", name);
        cr_assert(facts->site_read || facts->site_note != NULL, "%s: says nothing", name);
        assert_no_false_reading(facts, &server, name);
        server_done(&server);
    }
}

Test(site_refusals, a_lost_connection_at_use_is_told)
{
    struct server server = server_good(talloc_new(NULL));
    server.use = (struct answer){.error = "read failed", .lost = true};
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_not(facts->site_read);
    cr_assert_not_null(strstr(facts->site_note, "read failed"));
    cr_assert_eq(server.asked_when_gone, 0);
    server_done(&server);
}

Test(site_refusals, a_refusal_without_words_is_survived)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_sites] = (struct answer){.rows = NULL};
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_str_eq(facts_gap(facts, "v_Site")->reason, "no reason was given");
    server_done(&server);
}

Test(site_refusals, words_of_a_server_cannot_steer_a_terminal)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_sites] = (struct answer){.error = "\x1b[2Jgone", .number = 229};
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_null(strchr(facts_gap(facts, "v_Site")->reason, '\x1b'));
    server_done(&server);
}

Test(site_refusals, emptiness_is_not_believed_where_reading_is_forbidden)
{
    struct server server = server_good(talloc_new(NULL));
    server.answers[QUERY_object_permissions].rows =
        "object_name|may_read\ndbo.v_GS_ADD_REMOVE_PROGRAMS_64|0\ndbo.v_Site|0\ndbo.x|NULL\nNULL|0";
    server.answers[QUERY_listed_64].rows = "ResourceID";
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert(facts_gap(facts, "v_GS_ADD_REMOVE_PROGRAMS_64")->required);
    cr_assert_eq(facts->site_count, 1, "rows that came count, a column may be granted alone");
    cr_assert_null(facts_gap(facts, "v_Site"));
    server_done(&server);
}

/* ---- live sessions ---- */

static const struct {
    const char *name;
    const char *version;
    const char *state; /* answer for VIEW SERVER STATE */
    const char *state_2022;
    bool asked;
    const char *grant;
} rights[] = {
    {"granted", "13.0.5026.0", "1", "0|0", true, NULL},
    {"not granted", "13.0.5026.0", "0", "1|1", false, "GRANT VIEW SERVER STATE TO [login]"},
    {"not told", "15.0.2000.5", "NULL", "NULL|NULL", false, "GRANT VIEW SERVER STATE TO [login]"},
    {"nonsense", "15.0.2000.5", "yes", "1|1", false, "GRANT VIEW SERVER STATE TO [login]"},
    {"2022, both halves", "16.0.1000.6", "0", "1|1", true, NULL},
    {"2022, one half", "16.0.1000.6", "0", "1|0", false,
     "GRANT VIEW SERVER PERFORMANCE STATE, VIEW SERVER SECURITY STATE TO [login]"},
};

Test(site_sessions, are_asked_only_with_the_right_to_see_all)
{
    for (size_t i = 0; i < sizeof rights / sizeof rights[0]; i++) {
        struct server server = server_good(talloc_new(NULL));
        void *memory = server.memory;
        server.answers[QUERY_server].rows =
            talloc_asprintf(memory, "product_version\n%s", rights[i].version);
        server.answers[QUERY_server_permission].rows =
            talloc_asprintf(memory, "server_state\n%s", rights[i].state);
        server.answers[QUERY_server_permission_2022].rows =
            talloc_asprintf(memory, "performance_state|security_state\n%s", rights[i].state_2022);
        const struct facts *facts = server_collect(&server, NULL);
        const struct gap *gap = facts_gap(facts, "sys.dm_exec_connections");
        cr_assert_eq(server_count(&server, QUERY_sessions), rights[i].asked, "%s", rights[i].name);
        cr_assert_eq(facts->session_count, rights[i].asked, "%s", rights[i].name);
        cr_assert((gap == NULL) == rights[i].asked, "%s", rights[i].name);
        cr_assert(gap == NULL || !gap->required, "%s", rights[i].name);
        if (gap != NULL)
            cr_assert_str_eq(gap->grant, rights[i].grant, "%s: %s", rights[i].name, gap->grant);
        server_done(&server);
    }
}

Test(site_sessions, a_server_without_the_function_costs_the_sessions)
{
    struct server server = server_good(talloc_new(NULL));
    const struct answer unknown = {.error = "'HAS_PERMS_BY_NAME' is not a recognized built-in "
                                            "function name.",
                                   .number = 195};
    server.answers[QUERY_server_permission] = unknown;
    server.answers[QUERY_object_permissions] = unknown;
    const struct facts *facts = server_collect(&server, NULL);
    cr_assert_eq(server_count(&server, QUERY_sessions), 0);
    cr_assert_eq(facts->role_count, 3);
    for (size_t i = 0; i < facts->gap_count; i++)
        cr_assert_not(facts->gaps[i].required);
    server_done(&server);
}
