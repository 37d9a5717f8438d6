#include <talloc.h>

#include "base/mem.h"
#include "report/report.h"
#include "tests/support/written.h"
#include "tests/unit/report/checks.h"
#include "tests/unit/report/samples.h"

#include "drivers/tables/tables.h"

static void *memory;

static void set_up(void)
{
    memory = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(memory);
}

TestSuite(text, .init = set_up, .fini = tear_down);

static char *text_of(const struct sample *sample)
{
    struct report_look look = {.width = 100};
    return report_text(memory, sample->facts, sample->judgement, &look);
}

static const char hostile[] =
    "evil\033[2J\nSQLCHECK OK: all is fine\r\x1b]0;t\x07 \u202e\xff\xfe \u9fff "
    "a-word-that-is-much-longer-than-any-line-of-a-report-may-ever-be-because-"
    "somebody-named-a-server-like-this-in-order-to-see-what-happens-then";

Test(text, every_sample_fits_every_width_in_both_alphabets)
{
    struct sample samples[] = {sample_site(memory),        sample_many(memory, 200),
                               sample_nulls(memory),       sample_of_text(memory, hostile),
                               sample_of_text(memory, ""), sample_of_text(memory, "  \t\n "),
                               sample_unreached(memory)};
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        for (int width = 60; width <= 120; width += 20) {
            struct report_look look = {.width = width};
            char *what = talloc_asprintf(memory, "sample %zu at %d", i, width);
            check_page(report_text(memory, samples[i].facts, samples[i].judgement, &look),
                       (size_t)width, what);
            look.ascii = true;
            char *text = report_text(memory, samples[i].facts, samples[i].judgement, &look);
            check_page(text, (size_t)width, what);
            check_ascii(text, what);
        }
}

Test(text, first_line_is_the_whole_verdict_however_long)
{
    struct sample sample = sample_site(memory);
    sample.judgement->headline = talloc_asprintf(memory, "%0150d", 7);
    char *text = text_of(&sample);
    cr_expect_eq(strcspn(text, "\n"), strlen("SQLCHECK CRITICAL: ") + 150, "%s", text);
    cr_expect_eq(strncmp(strchr(text, '\n'), "\n\n", 2), 0, "%s", text);
}

Test(text, all_zero_facts_and_judgement_are_a_report)
{
    struct sample sample = {talloc_zero(memory, struct facts),
                            talloc_zero(memory, struct judgement)};
    sample.judgement->verdict = VERDICT_UNKNOWN;
    char *text = text_of(&sample);
    check_page(text, 100, "nothing");
    cr_expect_eq(strncmp(text, "SQLCHECK UNKNOWN: ", 18), 0, "%s", text);
    cr_expect(strstr(text, "no endpoint was probed"), "%s", text);
}

Test(text, server_cannot_forge_a_verdict_line)
{
    struct sample sample = sample_of_text(memory, "x\nSQLCHECK OK: fine\n");
    sample.judgement->verdict = VERDICT_FAIL;
    char *text = text_of(&sample);
    cr_expect_eq(count_of(text, "\nSQLCHECK "), 0, "%s", text);
    cr_expect_eq(strncmp(text, "SQLCHECK CRITICAL: ", 19), 0, "%s", text);
}

Test(text, null_never_prints)
{
    struct sample sample = sample_nulls(memory);
    cr_expect_null(strstr(text_of(&sample), "(null)"), "%s", text_of(&sample));
    sample =
        (struct sample){talloc_zero(memory, struct facts), talloc_zero(memory, struct judgement)};
    cr_expect_null(strstr(text_of(&sample), "(null)"), "%s", text_of(&sample));
}

Test(text, same_input_same_bytes)
{
    struct sample sample = sample_many(memory, 60);
    cr_expect_str_eq(text_of(&sample), text_of(&sample));
    cr_expect_str_eq(report_json_text(memory, sample.facts, sample.judgement),
                     report_json_text(memory, sample.facts, sample.judgement));
}

Test(text, summary_tells_engine_tls_certificate_and_logins)
{
    struct sample sample = sample_site(memory);
    char *text = text_of(&sample);
    cr_expect(strstr(text, "\nsite P01, Configuration Manager 2203; database CM_P01 on "
                           "sql01.contoso.com,1433\n"),
              "%s", text);
    cr_expect(
        strstr(text, "SQL Server 2016 SP2 13.0.5026 · TLS 1.2 seen · still takes 1.0 and 1.1"),
        "%s", text);
    cr_expect(strstr(text, "certificate good for 212 days"), "%s", text);
    cr_expect(
        strstr(text, "FreeTDS 1.3.17 proven · ODBC \"FreeTDS\" proven · 9 connections opened"),
        "%s", text);
}

static const struct {
    int64_t from_days, until_days;
    const char *words;
} certificates[] = {
    {-10, 212, "good for 212 days"},         {-10, 1, "good for 1 day"},
    {-400, -12, "expired 12 days ago"},      {-400, -1, "expired 1 day ago"},
    {2, 300, "not valid before 2026-11-26"},
};

Test(text, certificate_dates_in_words)
{
    for (size_t i = 0; i < sizeof certificates / sizeof certificates[0]; i++) {
        struct sample sample = sample_site(memory);
        struct certificate *leaf = sample.facts->endpoints[0].chain;
        leaf->not_before_unix_s = sample.facts->now_unix_s + certificates[i].from_days * 86400;
        leaf->not_after_unix_s = sample.facts->now_unix_s + certificates[i].until_days * 86400;
        cr_expect(strstr(text_of(&sample), certificates[i].words), "%s in %s",
                  certificates[i].words, text_of(&sample));
    }
    struct sample sample = sample_site(memory);
    struct certificate *leaf = sample.facts->endpoints[0].chain;
    leaf->not_after_unix_s = sample.facts->now_unix_s - 60;
    cr_expect(strstr(text_of(&sample), "certificate expired today"), "%s", text_of(&sample));
    leaf->not_after_unix_s = 0;
    cr_expect_null(strstr(text_of(&sample), "good for"), "%s", text_of(&sample));
}

Test(text, fallback_certificate_is_named_and_untrusted_one_shows_its_print)
{
    struct sample sample = sample_site(memory);
    struct endpoint *endpoint = sample.facts->endpoints;
    endpoint->chain->sql_fallback = true;
    endpoint->chain_error = talloc_strdup(memory, "self-signed certificate");
    char *text = text_of(&sample);
    cr_expect(strstr(text, "SQL Server's own fallback certificate good for"), "%s", text);
    cr_expect(strstr(text, "not trusted by this machine: self-signed certificate"), "%s", text);
    cr_expect(strstr(text, "AA:BB"), "%s", text);
}

static const struct {
    enum tls_answer old, tls12;
    bool completed, legacy;
    const char *words;
} answers[] = {
    {TLS_REFUSED, TLS_ACCEPTED, true, true, "TLS 1.2 seen · refuses 1.0 and 1.1"},
    {TLS_UNKNOWN, TLS_ACCEPTED, true, false, "TLS 1.2 seen · not asked about 1.0 and 1.1"},
    {TLS_UNKNOWN, TLS_ACCEPTED, true, true, "TLS 1.2 seen · no answer about 1.0 and 1.1"},
    {TLS_ACCEPTED, TLS_REFUSED, false, true, "TLS 1.2 refused · still takes 1.0 and 1.1"},
    {TLS_ACCEPTED, TLS_ACCEPTED, false, true, "TLS 1.2 taken, handshake not finished"},
    {TLS_UNKNOWN, TLS_UNKNOWN, false, true, "TLS 1.2 not seen"},
};

Test(text, tls_answers_in_words)
{
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct sample sample = sample_site(memory);
        struct endpoint *endpoint = sample.facts->endpoints;
        sample.facts->request.legacy_probe = answers[i].legacy;
        endpoint->versions[TLS_1_0].answer = endpoint->versions[TLS_1_1].answer = answers[i].old;
        endpoint->versions[TLS_1_2].answer = answers[i].tls12;
        endpoint->handshake.completed = answers[i].completed;
        cr_expect(strstr(text_of(&sample), answers[i].words), "%s in %s", answers[i].words,
                  text_of(&sample));
    }
}

Test(text, tls_is_seen_only_after_a_finished_handshake)
{
    struct sample sample = sample_site(memory);
    sample.facts->endpoints[0].handshake.completed = false;
    cr_expect_null(strstr(text_of(&sample), "TLS 1.2 seen"), "%s", text_of(&sample));
}

Test(text, unreached_endpoint_tells_stage_and_time)
{
    struct sample sample = sample_unreached(memory);
    char *text = text_of(&sample);
    cr_expect(strstr(text, "not probed: silent"), "%s", text);
    cr_expect(strstr(text, "ended at stage prelogin after 2.0 s"), "%s", text);
    cr_expect(strstr(text, "connected, but nothing came back"), "%s", text);
    cr_expect(strstr(text, "not tried: the probe did not get that far · 1 connection opened"), "%s",
              text);
    cr_expect(strstr(text, "the site database was not read"), "%s", text);
    cr_expect_null(strstr(text, "TLS 1.2 seen"), "%s", text);
}

Test(text, failed_login_tells_the_drivers_own_words)
{
    struct sample sample = sample_site(memory);
    struct login *login = sample.facts->logins;
    login->outcome = LOGIN_FAILED;
    login->error_number = 18456;
    login->error_text = talloc_strdup(memory, "Login failed for user 'x'.");
    char *text = text_of(&sample);
    cr_expect(
        strstr(text, "FreeTDS 1.3.17: login failed; it says 18456 \"Login failed for user 'x'.\""),
        "%s", text);
    struct finding *finding = sample_finding(sample.judgement, &sample.judgement->findings,
                                             &sample.judgement->finding_count, "SQLC-LOG-002",
                                             SEVERITY_INFO, "FreeTDS: login failed");
    sample_fact(memory, finding, "18456 Login failed for user 'x'.");
    cr_expect_null(strstr(text_of(&sample), "it says"), "said twice: %s", text_of(&sample));
}

Test(text, gap_names_the_grant_unless_a_finding_did)
{
    struct sample sample = sample_site(memory);
    struct gap *gap =
        mem_append(sample.facts, &sample.facts->gaps, &sample.facts->gap_count, sizeof *gap);
    gap->object = talloc_strdup(memory, "v_GS_SYSTEM");
    gap->costs = talloc_strdup(memory, "names of hosts");
    gap->reason = talloc_strdup(memory, "229: The SELECT permission was denied");
    gap->grant = talloc_strdup(memory, "GRANT SELECT ON dbo.v_GS_SYSTEM TO [sqlcheck];");
    char *text = text_of(&sample);
    cr_expect(strstr(text, "\n  v_GS_SYSTEM: costs names of hosts (which changes no verdict "
                           "of a path)\n"),
              "%s", text);
    cr_expect(strstr(text, "fix      GRANT SELECT ON dbo.v_GS_SYSTEM TO [sqlcheck];"), "%s", text);
    struct finding *finding = sample_finding(sample.judgement, &sample.judgement->findings,
                                             &sample.judgement->finding_count, "SQLC-SIT-003",
                                             SEVERITY_UNKNOWN, "not read: names of hosts");
    finding->fix = talloc_strdup(memory, gap->grant);
    sample_fact(memory, finding, "v_GS_SYSTEM: 229");
    cr_expect_eq(count_of(text_of(&sample), "GRANT SELECT"), 1, "%s", text_of(&sample));
}

Test(text, assumptions_of_passing_paths_are_listed_with_their_hosts)
{
    struct sample sample = sample_site(memory);
    char *text = text_of(&sample);
    cr_expect(strstr(text,
                     "assumed, not read, for 1 path that passes\n"
                     "  assumed  TLS 1.2 client on: documented default of Windows Server 2016\n"
                     "    on     mp02.contoso.com\n"),
              "%s", text);
}

Test(text, roles_not_judged_are_one_line)
{
    struct sample sample = sample_site(memory);
    char *names[] = {talloc_strdup(memory, "out of band service point on oob01"),
                     talloc_strdup(memory, "unknown role \"X\" on cm01")};
    sample.judgement->not_judged = names;
    sample.judgement->not_judged_count = 2;
    cr_expect(strstr(text_of(&sample),
                     "\nnot judged: out of band service point on oob01 and unknown role \"X\" on "
                     "cm01\n"),
              "%s", text_of(&sample));
}

Test(text, components_that_do_not_connect_are_one_line)
{
    struct sample sample = sample_site(memory);
    struct quiet_component quiet[] = {{"distribution point", 2}, {"fallback status point", 1}};
    cr_expect(strstr(text_of(&sample), "do not connect") == NULL);
    sample.judgement->not_connecting = quiet;
    sample.judgement->not_connecting_count = 2;
    cr_expect(strstr(text_of(&sample), "\ndo not connect to SQL Server: distribution point (2), "
                                       "fallback status point (1)\n"),
              "%s", text_of(&sample));
}

Test(text, color_changes_no_word)
{
    struct sample sample = sample_site(memory);
    struct report_look look = {.width = 100, .color = true};
    char *colored = report_text(memory, sample.facts, sample.judgement, &look);
    char *plain = mem_array(memory, char, strlen(colored) + 1);
    size_t size = 0;
    for (const char *at = colored; *at != '\0';) {
        if (*at == '\033')
            at += strcspn(at, "m") + 1;
        else
            plain[size++] = *at++;
    }
    cr_expect_neq(strlen(colored), size);
    cr_expect_str_eq(plain, text_of(&sample));
}

Test(text, explain_tells_all_of_a_finding_and_the_list_has_every_id)
{
    struct report_look look = {.width = 100};
    size_t count = 0;
    const struct finding_kind *kinds = finding_kinds(&count);
    char *list = report_explain_all(memory, &look);
    struct error err = ERROR_NONE;
    const struct tables *tables = tables_load(memory, &err);
    cr_assert_not_null(tables, "%s", err.text);
    check_page(list, 100, "list");
    cr_assert_gt(count, 0);
    for (size_t i = 0; i < count; i++) {
        char *one = report_explain(memory, &kinds[i], tables, &look);
        check_page(one, 100, kinds[i].id);
        cr_expect(strstr(list, kinds[i].id), "%s", kinds[i].id);
        cr_expect_eq(strncmp(one, kinds[i].id, strlen(kinds[i].id)), 0, "%s", one);
        const char *source = strstr(one, "\n  source ");
        cr_expect(source != NULL && strchr(source, ':') != NULL, "no published document: %s", one);
        cr_expect_null(strstr(one, "%s"), "%s", one);
    }
    cr_expect_null(strstr(list, "%s"), "%s", list);
}
