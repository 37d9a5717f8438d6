/* The plan: its table against the findings, what it aims at, and that it is the smallest that
 * clears everything. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"
#include "judge/assume.h"
#include "judge/plan.h"

#include <string.h>

TestSuite(plan, .init = setup, .fini = teardown);

static const char NATIVE[] = "Microsoft SQL Server 2012 Native Client ";
static const char ODBC18[] = "Microsoft ODBC Driver 18 for SQL Server";

static const struct plan *plan(void)
{
    return plan_make(scratch, facts, tables);
}

/* The whole of what an action does: "mp01.contoso.com:snac11=11.0.7001 ..." */
static const char *done_of(const struct plan_action *action)
{
    char *all = text("%s", "");
    for (size_t i = 0; i < action->done_count; i++)
        all = talloc_asprintf_append(all, "%s%s", i > 0 ? " " : "",
                                     assume_text(scratch, &action->done[i]));
    return all;
}

/* Today's facts with the actions taken for done, all but one; SIZE_MAX: all. */
static struct judgement *rehearse(const struct plan *made, size_t without)
{
    struct facts copy = *facts;
    copy.assumptions = NULL;
    copy.assumption_count = 0;
    for (size_t i = 0; i < facts->assumption_count; i++)
        *(struct assumption *)mem_append(scratch, &copy.assumptions, &copy.assumption_count,
                                         sizeof *copy.assumptions) = facts->assumptions[i];
    for (size_t i = 0; i < made->action_count; i++)
        for (size_t at = 0; at < made->actions[i].done_count && i != without; at++)
            *(struct assumption *)mem_append(scratch, &copy.assumptions, &copy.assumption_count,
                                             sizeof *copy.assumptions) = made->actions[i].done[at];
    return judge(scratch, &copy, tables);
}

static size_t findings_of(const struct judgement *judgement)
{
    size_t count = 0;
    for (size_t i = 0; i < judgement->path_count; i++)
        for (size_t at = 0; at < judgement->paths[i].finding_count; at++)
            count += judgement->paths[i].findings[at].severity != SEVERITY_INFO;
    return count;
}

/* What must hold of every plan whose actions can all be rehearsed. */
static void expect_clears_all_and_no_more(const struct plan *made)
{
    struct judgement *after = rehearse(made, SIZE_MAX);
    cr_expect_eq(after->passed, after->path_count, "%zu of %zu pass", after->passed,
                 after->path_count);
    cr_expect_eq(made->after->passed, after->passed);
    for (size_t i = 0; i < made->action_count; i++)
        if (made->actions[i].done_count > 0)
            cr_expect_gt(findings_of(rehearse(made, i)), findings_of(after), "%s could be left out",
                         done_of(&made->actions[i]));
}

static struct host *old_native(const char *name)
{
    struct host *host = add_host(name, "10.0.14393");
    add_program(host, NATIVE, "11.1.3000.0", 64);
    add_role("P01", "SMS Management Point", name);
    return host;
}

/* ---- the table ------------------------------------------------------------------------------- */

Test(plan, every_finding_that_is_worse_than_info_has_a_row_and_no_other)
{
    size_t count = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(plan_rule_find(kinds[i].id) != NULL, kinds[i].severity != SEVERITY_INFO,
                     "%s: a row in judge/actions.def", kinds[i].id);
    cr_expect_null(plan_rule_find("SQLC-NON-999"));
}

static bool can_be_assumed(char *word)
{
    static const char *const made[] = {"@decides", "@beside",  "@windows", "@dotnet",
                                       "@server",  "@express", "@strict"};
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        if (strcmp(made[i], word) == 0)
            return true;
    struct error err = ERROR_NONE;
    struct assumption ignored;
    return assume_read(scratch, tables, text("mp01:%s", word), &ignored, &err);
}

Test(plan, what_a_row_takes_for_done_can_be_assumed)
{
    size_t count = 0, words = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        const struct plan_rule *rule = plan_rule_find(kinds[i].id);
        char *rest = rule == NULL ? NULL : text("%s", rule->done);
        for (char *word = rest == NULL ? NULL : strtok_r(rest, " ", &rest); word != NULL;
             word = strtok_r(NULL, " ", &rest), words++)
            cr_expect(can_be_assumed(word), "%s: %s", kinds[i].id, word);
        cr_expect(rule == NULL || rule->scope != SCOPE_RUN || rule->done[0] == '\0', "%s",
                  kinds[i].id);
    }
    cr_expect_gt(words, 40);
}

/* What is recommended must itself be without a finding, for every release of the tables. */
Test(plan, what_it_recommends_is_good_in_every_release)
{
    for (size_t i = 0; i < tables->release_count; i++) {
        if (strcmp(tables->releases[i].release, "1702") == 0)
            continue; /* whether its update is there can only be looked for */
        facts->sites[0].version = text("5.00.%d.1000", tables->releases[i].build);
        facts->host_count = 0;
        facts->assumption_count = 0;
        const struct plan *made = plan();
        cr_expect_gt(made->action_count, 0);
        cr_expect_eq(made->after->passed, made->after->path_count, "%s: %s",
                     tables->releases[i].release, made->after->headline);
    }
}

Test(plan, an_engine_without_tls12_becomes_one_with_it_whatever_it_was)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    size_t tried = 0;
    endpoint->versions[TLS_1_2].answer = TLS_REFUSED;
    endpoint->handshake = (struct handshake){.tried = true};
    for (size_t i = 0; i < tables->build_count; i++) {
        endpoint->engine = tables->builds[i].first_build;
        const struct plan *made = plan();
        cr_assert_eq(made->action_count, 1);
        cr_expect_eq(made->actions[0].step, STEP_SERVER);
        cr_expect_eq(made->after->passed, 3, "%s", done_of(&made->actions[0]));
        bool updates = strcmp(made->actions[0].done[0].key, "engine") == 0;
        tried += updates;
        cr_expect_eq(updates, version_compare(&tables->builds[i].first_build,
                                              &tables->builds[i].tls12_build, 3) != 0);
    }
    cr_expect_gt(tried, 20);
}

/* ---- what stands in it ----------------------------------------------------------------------- */

Test(plan, of_a_good_site_is_empty_and_the_lock_down_may_follow)
{
    const struct plan *made = plan();
    cr_assert_eq(made->action_count, 0);
    cr_assert(made->ends_clean);
}

Test(plan, one_driver_clears_all_paths_of_its_host)
{
    old_native("mp02.contoso.com");
    add_role("P01", "SMS Software Update Point", "MP02.contoso.com ");
    add_role("P01", "SMS State Migration Point", "mp02.contoso.com");
    add_role("P01", "SMS Endpoint Protection Point", "mp02.contoso.com");
    add_role("P01", "SMS Enrollment Server", "mp02.contoso.com");
    const struct plan *made = plan();
    cr_assert_eq(made->action_count, 1);
    cr_expect_str_eq(done_of(&made->actions[0]), "mp02.contoso.com:snac11=11.0.7001");
    cr_expect_eq(made->actions[0].path_count, 5);
    cr_expect_eq(made->actions[0].reason_count, 1);
    cr_expect_eq(made->actions[0].clears, VERDICT_FAIL);
    expect_clears_all_and_no_more(made);
}

Test(plan, what_is_to_be_found_out_of_a_host_is_one_action)
{
    add_role("P01", "SMS Management Point", "mp07.contoso.com");
    const struct plan *made = plan();
    cr_assert_eq(made->action_count, 1);
    cr_expect_eq(made->actions[0].step, STEP_FIND_OUT);
    cr_expect_eq(made->actions[0].reason_count, 2); /* its drivers, its Windows */
    cr_expect_eq(made->to_find_out, 1);
    cr_expect_not(made->after->unknown);
    expect_clears_all_and_no_more(made);
}

/* An old list of an old driver: the driver is replaced, and nothing need be found out first. */
Test(plan, what_is_replaced_anyway_need_not_be_found_out)
{
    struct host *host = old_native("mp02.contoso.com");
    host->programs_source.seen_unix_s = NOW_S - 90 * A_DAY_S;
    host->programs[0].source.seen_unix_s = NOW_S - 90 * A_DAY_S;
    const struct plan *made = plan();
    cr_assert_eq(made->action_count, 1);
    cr_expect_eq(made->actions[0].step, STEP_DRIVER);
    expect_clears_all_and_no_more(made);
}

Test(plan, the_higher_of_two_demands_on_one_host_stands)
{
    add_site("P02", SITE_PRIMARY, "5.00.9132.1000", "sql01.contoso.com"); /* 2409 */
    add_site("P03", SITE_PRIMARY, "5.00.8577.1000", "sql01.contoso.com"); /* 1710 */
    old_native("mp02.contoso.com");
    add_role("P02", "SMS Management Point", "mp02.contoso.com");
    add_role("P03", "SMS Management Point", "mp02.contoso.com");
    const struct plan *made = plan();
    bool native = false, odbc = false;
    for (size_t i = 0; i < made->action_count; i++) {
        const char *done = done_of(&made->actions[i]);
        native = native || strstr(done, "snac11=11.0.7001") != NULL;
        odbc = odbc || strstr(done, "msodbcsql18=18.4.1.1") != NULL;
        cr_expect_null(strstr(done, "6538"), "%s", done);
    }
    cr_expect(native && odbc);
    expect_clears_all_and_no_more(made);
}

Test(plan, clients_come_before_servers_and_certificates_last)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    endpoint->chain[0].signature_hash = text("MD5");
    cr_assert(version_parse("10.50.6537", &endpoint->engine)); /* KB 3146034 */
    struct host *host = old_native("mp02.contoso.com");
    host->windows_version = text("6.1.7601");
    add_role("P01", "SMS Management Point", "a-new-mp.contoso.com");
    old_native("zz.contoso.com");
    const struct plan *made = plan();
    static const enum plan_step steps[] = {STEP_FIND_OUT, STEP_WINDOWS, STEP_DRIVER,
                                           STEP_DRIVER,   STEP_SERVER,  STEP_CERTIFICATE};
    cr_assert_eq(made->action_count, sizeof steps / sizeof steps[0]);
    for (size_t i = 0; i < made->action_count; i++)
        cr_expect_eq(made->actions[i].step, steps[i], "%zu: %s", i, done_of(&made->actions[i]));
    cr_expect_str_eq(made->actions[1].machine, made->actions[2].machine);
    cr_expect_str_eq(done_of(&made->actions[4]), "sql01.contoso.com,1433:engine=10.50.6542");
    expect_clears_all_and_no_more(made);
}

Test(plan, each_way_a_path_can_be_bad_is_cleared)
{
    static const struct {
        const char *windows, *driver, *version;
        int bits;
    } rows[] = {
        {"6.1.7601", NATIVE, "11.4.7001.0", 64},   {"5.2.3790", NATIVE, "11.4.7001.0", 64},
        {"10.0.14393", NATIVE, "11.4.7001.0", 32}, {"10.0.14393", NATIVE, "11.4.7001.0", 0},
        {"10.0.14393", NATIVE, "12.9", 64},        {"10.0.14393", NATIVE, NULL, 64},
        {"10.0.14393", NATIVE, "11.0.6538", 64},   {"10.0.14393", NATIVE, "11.0.5353.0", 64},
        {"10.0.14393", ODBC18, "18.4.1.1", 64},    {NULL, NATIVE, "11.4.7001.0", 64},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *name = text("mp%zu.contoso.com", i + 20);
        add_role("P01", "SMS Management Point", name);
        add_program(add_host(name, rows[i].windows), rows[i].driver, rows[i].version, rows[i].bits);
    }
    const struct plan *made = plan();
    cr_assert_geq(made->action_count, sizeof rows / sizeof rows[0]);
    expect_clears_all_and_no_more(made);
}

Test(plan, what_only_the_run_lacks_has_no_rehearsal_and_holds_the_lock_down)
{
    add_gap("driver versions of every host", "v_GS_ADD_REMOVE_PROGRAMS_64", "GRANT SELECT", true);
    const struct plan *made = plan();
    cr_assert_eq(made->action_count, 1);
    cr_expect_eq(made->actions[0].scope, SCOPE_RUN);
    cr_expect_eq(made->actions[0].done_count, 0);
    cr_expect_eq(made->actions[0].path_count, 0);
    cr_expect_not(made->ends_clean);
}

Test(plan, dotnet_of_a_managed_role_is_brought_in_order)
{
    add_role("P01", "SMS SRS Reporting Point", "rp01.contoso.com");
    struct host *host = add_host("rp01.contoso.com", "10.0.14393");
    add_program(host, "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full\\Release",
                "378389", 0)
        ->source.kind = SOURCE_REGISTRY;
    struct setting *off = mem_append(facts, &host->settings, &host->setting_count, sizeof *off);
    *off = (struct setting){.key = text("dotnet.v4.strongcrypto"),
                            .value = text("0"),
                            .source = {.kind = SOURCE_REGISTRY, .seen_unix_s = NOW_S}};
    cr_assert_eq(verdicts()->failing, 1);
    const struct plan *made = plan();
    bool release = false, values = false;
    for (size_t i = 0; i < made->action_count; i++) {
        const char *done = done_of(&made->actions[i]);
        release = release || strstr(done, "rp01.contoso.com:dotnet.release=394802") != NULL;
        values = values || strstr(done, "dotnet.v4.strongcrypto=1") != NULL;
        cr_expect_eq(made->actions[i].step, STEP_DOTNET);
    }
    cr_expect(release && values);
    expect_clears_all_and_no_more(made);
}

/* A Windows that no table knows cannot be rehearsed: what else is to be found out there stays. */
Test(plan, what_no_action_clears_stays_in_sight)
{
    add_role("P01", "SMS Management Point", "mp02.contoso.com");
    struct host *host = add_host("mp02.contoso.com", "7.5.1234");
    host->programs_state = READ_NO_ROWS;
    const struct plan *made = plan();
    cr_assert_eq(made->action_count, 1);
    cr_expect_eq(made->actions[0].reason_count, 2);
    cr_expect_eq(made->after->unknown, 1);
    cr_expect_not(made->ends_clean);
}

Test(plan, stands_on_what_the_user_assumes_already)
{
    old_native("mp02.contoso.com");
    old_native("mp03.contoso.com");
    struct assumption *added =
        mem_append(facts, &facts->assumptions, &facts->assumption_count, sizeof *added);
    struct error err = ERROR_NONE;
    cr_assert(assume_read(scratch, tables, "mp02:sqlncli11=11.4.7001.0", added, &err));
    const struct plan *made = plan();
    cr_assert_eq(made->action_count, 1);
    cr_expect_str_eq(made->actions[0].machine, "mp03.contoso.com");
    expect_clears_all_and_no_more(made);
}

/* Rehearsing TLS 1.2 must not call the logins that were never tried a failure of today. */
Test(plan, nothing_stands_in_it_that_only_the_rehearsal_made)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    endpoint->versions[TLS_1_2].answer = TLS_REFUSED;
    endpoint->handshake = (struct handshake){.tried = true};
    facts->login_count = 0;
    const struct plan *made = plan();
    for (size_t i = 0; i < made->action_count; i++)
        cr_expect_str_neq(made->actions[i].reasons[0].id, "SQLC-LOG-001");
}
