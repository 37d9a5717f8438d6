/* What the user assumes: how it is written, what it changes, and that it is never silent. */
#include "tests/unit/judge/good_site.h"

#include "base/mem.h"
#include "judge/assume.h"

#include <string.h>

TestSuite(assume, .init = setup, .fini = teardown);

static void assume(const char *words)
{
    struct error err = ERROR_NONE;
    struct assumption *added =
        mem_append(facts, &facts->assumptions, &facts->assumption_count, sizeof *added);
    cr_assert(assume_read(scratch, tables, words, added, &err), "%s: %s", words, err.text);
}

static bool is_refused(const char *words, const char *because)
{
    struct error err = ERROR_NONE;
    struct assumption ignored;
    return !assume_read(scratch, tables, words, &ignored, &err) &&
           strstr(err.text, because) != NULL;
}

static bool is_said(const struct path *path, const char *words)
{
    for (size_t i = 0; i < path->assumed_count; i++)
        if (strstr(path->assumed[i], words) != NULL)
            return true;
    return false;
}

Test(assume, what_is_written_wrong_is_refused_with_what_was_expected)
{
    static const struct {
        const char *words, *because;
    } rows[] = {
        {"", "MACHINE:WHAT=VALUE"},
        {"mp01", "MACHINE:WHAT=VALUE"},
        {"mp01:snac11", "MACHINE:WHAT=VALUE"},
        {":snac11=11.0.7001", "MACHINE:WHAT=VALUE"},
        {"mp01:=1", "MACHINE:WHAT=VALUE"},
        {"mp01:snac11=", "MACHINE:WHAT=VALUE"},
        {"mp01=snac11:11.0.7001", "MACHINE:WHAT=VALUE"},
        {"mp01:nativeclient=11.0.7001", "'nativeclient' is nothing"},
        {"mp01:sqloledb=10.0.17763", "part of Windows"},
        {"mp01:snac11=eleven", "expected a version"},
        {"mp01:windows=10.0", "expected a version such as 10.0"},
        {"sql01:engine=13.0", "expected a build"},
        {"sql01:tls12=off", "expected on"},
        {"sql01:encryption=strict", "expected off, on or required"},
        {"sql01:certificate=bad", "expected good"},
        {"mp01:schannel.tls12.client.enabled=yes", "expected a number"},
        {"mp01:schannel.tls12.client=1", "expected present or absent"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect(is_refused(rows[i].words, rows[i].because), "'%s'", rows[i].words);
}

Test(assume, words_come_back_as_they_were)
{
    assume(" sec01.contoso.com\\CONFIGMGRSEC : engine = 13.0.5026.0 ");
    cr_assert_str_eq(assume_text(scratch, &facts->assumptions[0]),
                     "sec01.contoso.com\\CONFIGMGRSEC:engine=13.0.5026.0");
}

Test(assume, a_driver_that_is_assumed_stands_against_all_that_was_seen)
{
    host_of("mp01.contoso.com")->programs[0].version = text("11.1.3000.0");
    cr_assert_eq(verdicts()->verdict, VERDICT_FAIL);
    assume("mp01:sqlncli11=11.4.7001.0");
    struct judgement *judgement = verdicts();
    const struct path *path = path_of(judgement, "management point", "mp01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_PASS);
    cr_assert_str_eq(path->driver, "Native Client 11.4.7001");
    cr_assert(is_said(path, "you assume mp01:sqlncli11=11.4.7001.0"));
    cr_assert_null(path_finding(path, "SQLC-DRV-012"));
}

Test(assume, it_can_be_bad_too)
{
    assume("mp01.contoso.com:snac11=11.1.3000.0");
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_FAIL);
    cr_assert_not_null(path_finding(path, "SQLC-DRV-001"));
}

Test(assume, of_two_for_one_thing_the_later_stands)
{
    assume("mp01:snac11=11.1.3000.0");
    assume("mp01:sqlncli11=11.4.7001.0");
    cr_assert_eq(path_of(verdicts(), "management point", "mp01.contoso.com")->verdict,
                 VERDICT_PASS);
}

Test(assume, the_first_line_says_how_many_and_whose)
{
    cr_assert_null(strstr(verdicts()->headline, "yours"));
    assume("mp01:snac11=11.4.7001.0");
    cr_assert_eq(strncmp(verdicts()->headline, "on 1 assumption of yours: ", 26), 0);
    assume("cm01:snac11=11.4.7001.0");
    cr_assert_eq(strncmp(verdicts()->headline, "on 2 assumptions of yours: ", 27), 0);
}

Test(assume, the_facts_stay_as_they_were_seen)
{
    struct host *host = host_of("mp01.contoso.com");
    const struct program *programs = host->programs;
    assume("mp01:snac11=12.0.1");
    assume("sql01:engine=11.0.2100");
    (void)verdicts();
    cr_assert_eq(host->programs, programs);
    cr_assert_eq(host->program_count, 1);
    cr_assert_eq(facts->endpoints[0].engine.part[0], 13);
    cr_assert_eq(facts->endpoint_count, 1);
}

Test(assume, a_value_of_windows_replaces_the_one_that_was_read)
{
    struct host *host = host_of("mp01.contoso.com");
    struct setting *read = mem_append(facts, &host->settings, &host->setting_count, sizeof *read);
    *read = (struct setting){.key = text("schannel.tls12.client.enabled"),
                             .value = text("0"),
                             .source = {.kind = SOURCE_REGISTRY, .seen_unix_s = NOW_S}};
    cr_assert_eq(verdicts()->verdict, VERDICT_FAIL);
    assume("mp01:schannel.tls12.client.enabled=1");
    const struct path *half = path_of(verdicts(), "management point", "mp01.contoso.com");
    cr_assert_not_null(path_finding(half, "SQLC-WIN-007"));
    assume("mp01:schannel.tls12.client.disabledbydefault=0");
    const struct path *path = path_of(verdicts(), "management point", "mp01.contoso.com");
    cr_assert_eq(path->verdict, VERDICT_PASS);
}

/* Enabled=1 of today must not make DisabledByDefault=1 of last month look outdated. */
Test(assume, nothing_that_was_read_grows_old_by_it)
{
    struct host *host = host_of("mp01.contoso.com");
    struct setting *read = mem_append(facts, &host->settings, &host->setting_count, sizeof *read);
    *read =
        (struct setting){.key = text("schannel.tls12.client.disabledbydefault"),
                         .value = text("1"),
                         .source = {.kind = SOURCE_REGISTRY, .seen_unix_s = NOW_S - 50 * A_DAY_S}};
    assume("mp01:schannel.tls12.client.enabled=1");
    cr_assert_eq(path_of(verdicts(), "management point", "mp01.contoso.com")->verdict,
                 VERDICT_FAIL);
}

Test(assume, a_host_that_nobody_inventoried_can_be_assumed_whole)
{
    add_role("P01", "SMS Management Point", "mp07.contoso.com");
    cr_assert_eq(path_of(verdicts(), "management point", "mp07.contoso.com")->verdict,
                 VERDICT_UNKNOWN);
    assume("mp07:snac11=11.4.7001.0");
    cr_assert_eq(path_of(verdicts(), "management point", "mp07.contoso.com")->verdict,
                 VERDICT_UNKNOWN); /* its Windows is not known */
    assume("mp07:windows=10.0.20348");
    cr_assert_eq(path_of(verdicts(), "management point", "mp07.contoso.com")->verdict,
                 VERDICT_PASS);
}

/* Two hosts have that short name: neither is known to be meant. */
Test(assume, a_short_name_of_two_hosts_is_neither)
{
    add_role("P01", "SMS Management Point", "mp08.contoso.com");
    add_role("P01", "SMS Management Point", "mp08.fabrikam.com");
    add_program(add_host("mp08.contoso.com", "10.0.14393"),
                "Microsoft SQL Server 2012 Native Client ", "11.1.3000.0", 64);
    add_program(add_host("mp08.fabrikam.com", "10.0.14393"),
                "Microsoft SQL Server 2012 Native Client ", "11.1.3000.0", 64);
    assume("mp08:snac11=11.4.7001.0");
    struct judgement *judgement = verdicts();
    cr_assert_eq(judgement->failing, 2);
    cr_assert_not_null(run_finding(judgement, "SQLC-ASM-001"));
}

Test(assume, of_several_machines_of_one_name_only_what_is_assumed_counts)
{
    struct host *host = host_of("mp01.contoso.com");
    host->ambiguous = true;
    assume("mp01:snac11=11.4.7001.0");
    cr_assert_eq(path_of(verdicts(), "management point", "mp01.contoso.com")->verdict,
                 VERDICT_UNKNOWN); /* the Windows of which of them? */
    assume("mp01:windows=10.0.14393");
    cr_assert_eq(path_of(verdicts(), "management point", "mp01.contoso.com")->verdict,
                 VERDICT_PASS);
}

static void refuse_tls12(const char *engine)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    endpoint->versions[TLS_1_2].answer = TLS_REFUSED;
    endpoint->handshake = (struct handshake){.tried = true};
    endpoint->chain_count = 0;
    cr_assert(version_parse(engine, &endpoint->engine));
}

Test(assume, an_engine_with_tls12_takes_it_and_one_without_does_not)
{
    refuse_tls12("12.0.4427");
    cr_assert_eq(verdicts()->failing, 3);
    assume("sql01:engine=12.0.4437.0");
    cr_assert_eq(verdicts()->failing, 3);
    assume("sql01:engine=12.0.4439.1");
    struct judgement *judgement = verdicts();
    cr_assert_eq(judgement->passed, 3);
    cr_assert(is_said(&judgement->paths[0], "you assume sql01:engine=12.0.4439.1"));
    cr_assert_null(judgement->engine, "what was not seen is not told as seen");
}

/* 13.2.5026 is the setup number of 13.0.5026. */
Test(assume, an_engine_may_be_written_by_its_setup_number)
{
    refuse_tls12("11.0.2100");
    assume("sql01:engine=13.2.5026.0");
    cr_assert_eq(verdicts()->passed, 3);
}

Test(assume, tls12_of_an_endpoint_that_was_not_probed)
{
    struct role *role = add_role("P01", "SMS Management Point", "mp01.contoso.com");
    role->sql_server = text("sql02.contoso.com");
    cr_assert_eq(verdicts()->unknown, 1);
    assume("sql02.contoso.com:tls12=on");
    struct judgement *judgement = verdicts();
    cr_assert_eq(judgement->unknown, 0);
    cr_assert_eq(judgement->endpoint_count, facts->endpoint_count,
                 "one is told for each that was seen");
    assume("sql03.contoso.com:tls12=on");
    cr_assert_not_null(run_finding(verdicts(), "SQLC-ASM-001"));
}

Test(assume, a_certificate_and_the_encryption_setting)
{
    struct endpoint *endpoint = &facts->endpoints[0];
    endpoint->chain[0].signature_hash = text("MD5");
    cr_assert_eq(verdicts()->failing, 3);
    assume("sql01,1433:certificate=good");
    cr_assert_eq(verdicts()->passed, 3);
    endpoint->encryption = ENCRYPTION_NOT_SUPPORTED;
    endpoint->handshake = (struct handshake){0};
    cr_assert_eq(verdicts()->failing, 3);
    assume("sql01,1433:encryption=on");
    cr_assert_eq(verdicts()->passed, 3);
}

Test(assume, a_facts_file_with_nonsense_in_it_is_told)
{
    struct assumption *added =
        mem_append(facts, &facts->assumptions, &facts->assumption_count, sizeof *added);
    *added = (struct assumption){.key = text("snac11")};
    struct judgement *judgement = verdicts();
    cr_assert_not_null(run_finding(judgement, "SQLC-ASM-001"));
    cr_assert_str_eq(run_finding(judgement, "SQLC-ASM-001")->sentence,
                     "you assume ?:snac11=?, but no path uses it");
}

Test(assume, a_console_tells_each_assumption_once)
{
    struct host *host = add_host("admin01.contoso.com", "10.0.22631");
    (void)add_program(host, "Configuration Manager Console", "5.2203", 0);
    assume("admin01:dotnet.release=528372");
    const struct path *path = path_of(verdicts(), "console", "admin01.contoso.com");
    size_t told = 0;
    for (size_t i = 0; i < path->assumed_count; i++)
        told += strstr(path->assumed[i], "you assume") != NULL;
    cr_assert_eq(told, 1);
}
