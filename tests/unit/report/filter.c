/* What --site, --role, --host and --only-problems leave of a report, and what they leave alone. */
#include "report/filter.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "base/mem.h"
#include "report/report.h"
#include "tests/unit/report/checks.h"
#include "tests/unit/report/samples.h"

static void *memory;
static struct sample sample;

static void add_server(const char *name, enum verdict verdict)
{
    struct facts *facts = sample.facts;
    struct judgement *judgement = sample.judgement;
    if (facts->endpoint_count == judgement->endpoint_count) {
        struct endpoint *endpoint =
            mem_append(facts, &facts->endpoints, &facts->endpoint_count, sizeof *endpoint);
        *endpoint = facts->endpoints[0];
        endpoint->host = talloc_strdup(facts, name);
    }
    struct endpoint_verdict *added =
        mem_append(judgement, &judgement->endpoints, &judgement->endpoint_count, sizeof *added);
    *added = (struct endpoint_verdict){.text = talloc_strdup(facts, name), .verdict = verdict};
}

static void add_site(const char *code, const struct site *site, enum verdict verdict, size_t paths)
{
    struct site_verdict *added = mem_append(sample.judgement, &sample.judgement->sites,
                                            &sample.judgement->site_count, sizeof *added);
    *added = (struct site_verdict){
        .site = site, .code = talloc_strdup(memory, code), .verdict = verdict, .paths = paths};
}

static void share(struct path *path, const char *id)
{
    struct finding *finding =
        sample_finding(sample.judgement, &path->findings, &path->finding_count, id, SEVERITY_FAIL,
                       "sql02 refuses TLS 1.2");
    finding->shared = true;
    (void)sample_finding(sample.judgement, &sample.judgement->findings,
                         &sample.judgement->finding_count, id, SEVERITY_FAIL,
                         "sql02 refuses TLS 1.2");
}

/* P01 with three paths to sql01; P02 with one that fails at sql02; S01 has none. */
static void setup(void)
{
    memory = talloc_new(NULL);
    sample = sample_site(memory);
    for (size_t i = 0; i < sample.judgement->path_count; i++)
        sample.judgement->paths[i].endpoint_number = 1;
    struct path *path =
        sample_path(&sample, "SMS Provider", "cm02.contoso.com", "any", VERDICT_FAIL);
    path->role = talloc_strdup(memory, "SMS Provider");
    path->site_code = talloc_strdup(memory, "P02");
    path->endpoint = talloc_strdup(memory, "sql02.contoso.com\\CM");
    path->endpoint_number = 2;
    share(path, "SQLC-SRV-001");
    (void)sample_finding(sample.judgement, &sample.judgement->findings,
                         &sample.judgement->finding_count, "SQLC-SRV-011", SEVERITY_INFO,
                         "still takes TLS 1.0");
    add_server("sql01.contoso.com,1433", VERDICT_PASS);
    add_server("sql02.contoso.com\\CM", VERDICT_FAIL);
    add_server("sql03.contoso.com,1433", VERDICT_PASS);
    add_site("P02", NULL, VERDICT_FAIL, 1);
    add_site("S01", NULL, VERDICT_UNKNOWN, 0);
    add_site("P01", &sample.facts->sites[0], VERDICT_PASS, 3);
}

static void teardown(void)
{
    talloc_free(memory);
}

TestSuite(filter, .init = setup, .fini = teardown);

static struct report_part *part_of(struct report_filter filter)
{
    return report_filter(memory, sample.facts, sample.judgement, &filter);
}

static bool has_finding(const struct report_part *part, const char *id)
{
    for (size_t i = 0; i < part->judgement.finding_count; i++)
        if (strcmp(part->judgement.findings[i].id, id) == 0)
            return true;
    return false;
}

Test(filter, without_a_word_it_is_the_whole)
{
    struct report_part *part = part_of((struct report_filter){0});
    cr_assert_null(part->judgement.filter);
    cr_assert_eq(part->judgement.path_count, 4);
    cr_assert_eq(part->facts.endpoint_count, 3);
}

Test(filter, rows)
{
    static const struct {
        const char *why;
        struct report_filter filter;
        size_t paths, sites, servers;
    } rows[] = {
        {"a site, whatever its case", {.site = "p02"}, 1, 1, 2},
        {"a site without paths", {.site = "S01"}, 0, 1, 1},
        {"a site that is not there", {.site = "X99"}, 0, 0, 1},
        {"a role by a part of its name", {.role = "provider"}, 1, 1, 2},
        {"a host in short", {.host = "CM02"}, 1, 1, 2},
        {"a host in full", {.host = "cm02.contoso.com"}, 1, 1, 2},
        {"a host of another domain", {.host = "cm02.example.com"}, 0, 0, 1},
        {"a part of a host's name", {.host = "cm0"}, 0, 0, 1},
        {"a SQL Server", {.host = "sql02"}, 1, 1, 2},
        {"problems: those that pass go, those without paths stay",
         {.only_problems = true},
         3,
         3,
         2},
        {"two words", {.site = "P01", .role = "provider"}, 0, 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct report_part *part = part_of(rows[i].filter);
        cr_expect_eq(part->judgement.path_count, rows[i].paths, "%s: %zu paths", rows[i].why,
                     part->judgement.path_count);
        cr_expect_eq(part->judgement.site_count, rows[i].sites, "%s: %zu sites", rows[i].why,
                     part->judgement.site_count);
        cr_expect_eq(part->facts.endpoint_count, rows[i].servers, "%s: %zu servers", rows[i].why,
                     part->facts.endpoint_count);
        cr_expect_eq(part->judgement.endpoint_count, rows[i].servers, "%s", rows[i].why);
        cr_expect_eq(part->judgement.failing, sample.judgement->failing, "%s", rows[i].why);
        cr_expect_eq(part->judgement.verdict, sample.judgement->verdict, "%s", rows[i].why);
        cr_expect_not_null(part->judgement.filter);
    }
}

Test(filter, findings_of_hidden_paths_are_hidden_those_of_the_run_are_not)
{
    cr_assert(has_finding(part_of((struct report_filter){.site = "P02"}), "SQLC-SRV-001"));
    struct report_part *other = part_of((struct report_filter){.site = "P01"});
    cr_assert(!has_finding(other, "SQLC-SRV-001"));
    cr_assert(has_finding(other, "SQLC-SRV-011"));
    cr_assert(!has_finding(part_of((struct report_filter){.only_problems = true}), "SQLC-SRV-011"));
}

Test(filter, the_report_says_that_it_is_a_part)
{
    struct report_part *part =
        part_of((struct report_filter){.site = "P02", .only_problems = true});
    const struct report_look look = {.width = 100};
    char *text = report_text(memory, &part->facts, &part->judgement, &look);
    check_page(text, 100, "filtered");
    cr_assert_not_null(strstr(text, "\n\nshown: 1 of 4 connection paths (--site P02 "
                                    "--only-problems); the verdict is that of all\n"));
    cr_assert_eq(strncmp(text, "SQLCHECK CRITICAL: 1 of 3", 25), 0, "the headline stays");
    cr_assert_null(strstr(text, "mp01"));
}
