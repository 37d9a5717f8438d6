#include <talloc.h>

#include "report/report.h"
#include "tests/unit/report/checks.h"
#include "tests/unit/report/samples.h"

static void *memory;

static void set_up(void)
{
    memory = talloc_new(NULL);
}

static void tear_down(void)
{
    talloc_free(memory);
}

TestSuite(findings, .init = set_up, .fini = tear_down);

static char *text_of(const struct sample *sample)
{
    struct report_look look = {.width = 100};
    return report_text(memory, sample->facts, sample->judgement, &look);
}

static struct finding *add(struct sample *sample, struct path *path, const char *id,
                           enum severity severity, const char *sentence)
{
    return sample_finding(sample->judgement, &path->findings, &path->finding_count, id, severity,
                          sentence);
}

static struct sample bare(void)
{
    struct sample sample = {talloc_zero(memory, struct facts),
                            talloc_zero(memory, struct judgement)};
    return sample;
}

static struct path *failing(struct sample *sample, const char *component, const char *host)
{
    return sample_path(sample, component, host, "Native Client 9", VERDICT_FAIL);
}

Test(findings, block_has_sentence_evidence_fix_and_source)
{
    struct sample sample = sample_site(memory);
    char *text = text_of(&sample);
    cr_expect(strstr(text, "\n✗ management point on mp01.contoso.com   "), "%s", text);
    cr_expect(strstr(text, "   SQLC-DRV-001\n  Native Client 11.1.3000 has no TLS 1.2;"), "%s",
              text);
    cr_expect(strstr(text, "\n  seen     v_GS_ADD_REMOVE_PROGRAMS_64: \"Microsoft"), "%s", text);
    cr_expect(strstr(text, "\n  fix      install Native Client 11.4.7001.0 or later there   "));
    cr_expect(strstr(text, "   KB 3135244\n"));
}

Test(findings, failing_come_before_warned_before_unknown)
{
    struct sample sample = bare();
    static const enum verdict order[] = {VERDICT_UNKNOWN, VERDICT_WARN, VERDICT_FAIL};
    static const char *const hosts[] = {"third", "second", "first"};
    for (int i = 0; i < 3; i++)
        add(&sample, sample_path(&sample, "management point", hosts[i], "x", order[i]),
            "SQLC-DRV-001", (enum severity)order[i], hosts[i]);
    char *text = text_of(&sample);
    const char *first = strstr(text, "✗ management point on first");
    const char *second = strstr(text, "! management point on second");
    const char *third = strstr(text, "? management point on third");
    cr_assert(first && second && third, "%s", text);
    cr_expect(first < second && second < third, "%s", text);
}

Test(findings, sentences_that_differ_in_the_host_only_are_folded)
{
    struct sample sample = bare();
    static const char *const hosts[] = {"mp1.contoso.com", "MP10.contoso.com ", "mp2.contoso.com"};
    for (int i = 0; i < 3; i++)
        add(&sample, failing(&sample, "management point", hosts[i]), "SQLC-DRV-002", SEVERITY_FAIL,
            talloc_asprintf(memory, "Native Client is not on the list of %s", hosts[i]));
    char *text = text_of(&sample);
    cr_expect(strstr(text, "✗ management point on 3 hosts"), "%s", text);
    cr_expect_eq(count_of(text, "is not on the list of <host>"), 1, "%s", text);
}

Test(findings, name_inside_another_name_is_not_that_host)
{
    struct sample sample = bare();
    add(&sample, failing(&sample, "management point", "mp1"), "SQLC-DRV-002", SEVERITY_FAIL,
        "what mp10 has");
    add(&sample, failing(&sample, "management point", "mp10"), "SQLC-DRV-002", SEVERITY_FAIL,
        "what mp10 has");
    char *text = text_of(&sample);
    cr_expect_null(strstr(text, "2 hosts"), "%s", text);
    cr_expect_null(strstr(text, "<host>"), "%s", text);
}

Test(findings, different_sentences_ids_fixes_and_verdicts_are_not_folded)
{
    struct sample sample = bare();
    add(&sample, failing(&sample, "a", "h1"), "SQLC-DRV-001", SEVERITY_FAIL, "s");
    add(&sample, failing(&sample, "a", "h2"), "SQLC-DRV-002", SEVERITY_FAIL, "s");
    add(&sample, failing(&sample, "a", "h3"), "SQLC-DRV-001", SEVERITY_FAIL, "t");
    add(&sample, failing(&sample, "a", "h4"), "SQLC-DRV-001", SEVERITY_WARN, "s");
    add(&sample, failing(&sample, "a", "h5"), "SQLC-DRV-001", SEVERITY_FAIL, "s")->fix =
        talloc_strdup(memory, "another fix");
    char *text = text_of(&sample);
    for (int i = 1; i <= 5; i++)
        cr_expect(strstr(text, talloc_asprintf(memory, "✗ a on h%d", i)), "h%d in %s", i, text);
}

Test(findings, three_components_of_one_host_are_one_block)
{
    struct sample sample = bare();
    static const char *const components[] = {"management point", "SMS Provider", "SMS_Executive"};
    for (int i = 0; i < 3; i++)
        add(&sample, failing(&sample, components[i], "cm01"), "SQLC-DRV-001", SEVERITY_FAIL, "old");
    cr_expect(
        strstr(text_of(&sample), "✗ management point, SMS Provider and SMS_Executive on cm01"),
        "%s", text_of(&sample));
}

Test(findings, endpoint_that_decides_alone_is_every_host)
{
    struct sample sample = bare();
    add(&sample, failing(&sample, "management point", "every"), "SQLC-SRV-001", SEVERITY_FAIL,
        "no");
    cr_expect(strstr(text_of(&sample), "✗ management point on every host"), "%s", text_of(&sample));
}

Test(findings, folded_hosts_with_different_evidence_show_each)
{
    struct sample sample = sample_many(memory, 8);
    char *text = text_of(&sample);
    const char *one =
        strstr(text, "scanned 1 day ago\n    on     mp001.contoso.com, mp005.contoso.com\n");
    const char *two =
        strstr(text, "scanned 2 days ago\n    on     mp003.contoso.com, mp007.contoso.com\n");
    cr_expect(one && two, "%s", text);
    cr_expect_eq(count_of(text, "11.4.7001.0 or later there"), 1, "%s", text);
}

Test(findings, evidence_of_very_many_kinds_is_counted_not_printed)
{
    struct sample sample = bare();
    for (int i = 0; i < 30; i++) {
        struct finding *finding =
            add(&sample, failing(&sample, "a", talloc_asprintf(memory, "host%d", i)),
                "SQLC-DRV-001", SEVERITY_FAIL, "old");
        sample_fact(memory, finding, talloc_asprintf(memory, "scanned at %d", i));
    }
    char *text = text_of(&sample);
    cr_expect(strstr(text, "18 hosts more, each with evidence of its own"), "%s", text);
    for (int i = 0; i < 30; i++)
        cr_expect(strstr(text, talloc_asprintf(memory, "host%d", i)), "host%d in %s", i, text);
}

static struct finding shared_finding(enum severity severity)
{
    static char fact[] = "alert 70";
    static char *facts[] = {fact};
    static char sentence[] = "sql01 refuses TLS 1.2";
    static char fix[] = "patch the engine";
    return (struct finding){.id = "SQLC-SRV-001",
                            .severity = severity,
                            .sentence = sentence,
                            .facts = facts,
                            .fact_count = 1,
                            .fix = fix,
                            .shared = true};
}

Test(findings, shared_finding_that_decides_is_told_once_with_its_evidence)
{
    struct sample sample = bare();
    struct finding shared = shared_finding(SEVERITY_FAIL);
    static const char *const hosts[] = {"h1", "h2"};
    for (int i = 0; i < 2; i++) {
        struct path *path = failing(&sample, "a", hosts[i]);
        *add(&sample, path, "", SEVERITY_FAIL, "") = shared;
        add(&sample, path, "SQLC-WIN-001", SEVERITY_WARN, i == 0 ? "one thing" : "another");
    }
    sample.judgement->findings = &shared;
    sample.judgement->finding_count = 1;
    char *text = text_of(&sample);
    cr_expect_eq(count_of(text, "patch the engine"), 1, "%s", text);
    cr_expect_eq(count_of(text, "alert 70"), 1, "%s", text);
    cr_expect_eq(count_of(text, "sql01 refuses TLS 1.2 (see above)"), 1, "%s", text);
}

Test(findings, shared_finding_that_does_not_decide_is_told_below)
{
    struct sample sample = bare();
    struct finding shared = shared_finding(SEVERITY_WARN);
    struct path *path = failing(&sample, "a", "h1");
    add(&sample, path, "SQLC-DRV-001", SEVERITY_FAIL, "old");
    *add(&sample, path, "", SEVERITY_FAIL, "") = shared;
    sample.judgement->findings = &shared;
    sample.judgement->finding_count = 1;
    char *text = text_of(&sample);
    cr_expect(strstr(text, "also     sql01 refuses TLS 1.2 (see below)"), "%s", text);
    cr_expect(strstr(text, "\n! warning: sql01 refuses TLS 1.2 "), "%s", text);
    cr_expect_eq(count_of(text, "patch the engine"), 1, "%s", text);
}

Test(findings, run_findings_are_ordered_by_severity)
{
    struct sample sample = bare();
    static const enum severity severities[] = {SEVERITY_INFO, SEVERITY_UNKNOWN, SEVERITY_WARN,
                                               SEVERITY_FAIL};
    for (int i = 0; i < 4; i++)
        sample_finding(sample.judgement, &sample.judgement->findings,
                       &sample.judgement->finding_count, "SQLC-SRV-001", severities[i], "words");
    char *text = text_of(&sample);
    const char *at = text;
    static const char *const order[] = {"✗ fails: words", "! warning: words",
                                        "? cannot be told: words", "i info: words"};
    for (int i = 0; i < 4; i++) {
        at = strstr(at, order[i]);
        cr_assert_not_null(at, "%s in %s", order[i], text);
    }
}

Test(findings, path_that_passes_has_a_block_only_for_words_of_its_own)
{
    struct sample sample = bare();
    struct finding shared = shared_finding(SEVERITY_INFO);
    struct path *quiet = sample_path(&sample, "a", "quiet", "x", VERDICT_PASS);
    *add(&sample, quiet, "", SEVERITY_INFO, "") = shared;
    add(&sample, sample_path(&sample, "a", "noted", "x", VERDICT_PASS), "SQLC-DRV-010",
        SEVERITY_INFO, "newer than validated");
    char *text = text_of(&sample);
    cr_expect_null(strstr(text, "✓ a on quiet"), "%s", text);
    cr_expect(strstr(text, "✓ a on noted"), "%s", text);
}

Test(findings, standing_remarks_stand_at_the_end_under_one_title)
{
    struct sample sample = bare();
    static const char *const ids[] = {"SQLC-DOT-013", "SQLC-SIT-017", "SQLC-SRV-011"};
    for (int i = 0; i < 3; i++)
        sample_finding(sample.judgement, &sample.judgement->findings,
                       &sample.judgement->finding_count, ids[i], SEVERITY_INFO, ids[i] + 5);
    char *text = text_of(&sample);
    cr_expect_eq(count_of(text, "i info: "), 1, "%s", text);
    cr_expect_eq(count_of(text, "\nnot looked at\n"), 1, "%s", text);
    const char *title = strstr(text, "not looked at");
    cr_assert(title > strstr(text, "i info: SRV-011"), "%s", text);
    cr_expect(strstr(title, "  DOT-013; ") != NULL && strstr(title, "  SIT-017; ") != NULL, "%s",
              text);
}

Test(findings, fix_that_is_nothing_is_not_printed)
{
    struct sample sample = bare();
    sample_finding(sample.judgement, &sample.judgement->findings, &sample.judgement->finding_count,
                   "SQLC-SIT-010", SEVERITY_INFO, "inferred")
        ->fix = talloc_strdup(memory, "nothing");
    cr_expect_null(strstr(text_of(&sample), "fix "), "%s", text_of(&sample));
    cr_expect(strstr(text_of(&sample), "source   KB 3135244"), "%s", text_of(&sample));
}
