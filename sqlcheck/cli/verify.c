/* sqlcheck verify: facts (gathered or read back), judgement, report, exit code; and what `plan`
 * shares of it. */
#include <stdio.h>
#include <string.h>

#include <talloc.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/look.h"
#include "cli/verify.h"
#include "cli/words.h"
#include "evidence/records.h"
#include "judge/judgement.h"
#include "judge/world.h"
#include "report/filter.h"
#include "report/plan.h"
#include "site/site.h"

#include "drivers/tables/tables.h"

static struct facts *read_facts(void *parent, const char *path, struct error *err)
{
    size_t size = 0;
    char *text = file_read(parent, path, FILE_LARGEST, &size, err);
    struct facts *facts = text == NULL ? NULL : facts_load(parent, path, text, size, err);
    talloc_free(text);
    return facts;
}

static struct facts *gather_or_load(struct invocation *invocation, const struct tables *tables,
                                    struct error *err)
{
    const struct settings *settings = &invocation->settings;
    struct facts *evidence = evidence_gather(invocation->memory, settings, tables);
    if (settings->value[OPT_FACTS] != NULL) {
        struct facts *saved = read_facts(invocation->memory, settings->value[OPT_FACTS], err);
        if (saved != NULL)
            evidence_merge(saved, evidence, tables);
        return saved;
    }
    struct verify_request request;
    invocation->wrong_words = !verify_request_read(invocation, &request, err);
    if (invocation->wrong_words)
        return NULL;
    request.evidence = evidence;
    request.tables = tables;
    return verify_gather(invocation->memory, &request, err);
}

static bool read_world(const struct invocation *invocation, struct world *out, struct error *err)
{
    return world_read(invocation->memory, invocation->settings.value[OPT_WHAT_IF], out, err) ||
           error_wrap(err, "--what-if");
}

static struct facts *find_facts(struct invocation *invocation, const struct tables *tables,
                                struct error *err)
{
    struct assumptions assumptions;
    struct world *world = mem_array(invocation->memory, struct world, 1);
    invocation->wrong_words =
        !read_world(invocation, world, err) ||
        !assumptions_read(invocation->memory, &invocation->settings, tables, &assumptions, err);
    struct facts *facts = invocation->wrong_words ? NULL : gather_or_load(invocation, tables, err);
    if (facts == NULL)
        return NULL;
    assumptions_add(facts, &assumptions);
    facts->world = world;
    return facts;
}

static bool save_facts(const struct invocation *invocation, const struct facts *facts,
                       struct error *err)
{
    const char *path = invocation->settings.value[OPT_FACTS_OUT];
    if (path == NULL)
        return true;
    struct file_writer out;
    if (!file_begin(&out, path, err))
        return false;
    facts_write(out.stream, facts);
    return file_end(&out, err);
}

/* How the exit code is bent for schedulers that know one good code. */
static const struct {
    const char *word;
    int code_of[VERDICT_COUNT];
} fail_on_rows[] = {
    {"critical",
     {[VERDICT_PASS] = 0, [VERDICT_WARN] = 0, [VERDICT_UNKNOWN] = 2, [VERDICT_FAIL] = 2}},
    {"warning",
     {[VERDICT_PASS] = 0, [VERDICT_WARN] = 2, [VERDICT_UNKNOWN] = 2, [VERDICT_FAIL] = 2}},
    {"never", {0}},
};

static bool find_exit_codes(const char *word, int code_of[VERDICT_COUNT], struct error *err)
{
    for (int i = 0; i < VERDICT_COUNT; i++)
        code_of[i] = verdict_exit_code((enum verdict)i);
    if (word == NULL)
        return true;
    for (size_t i = 0; i < sizeof fail_on_rows / sizeof fail_on_rows[0]; i++)
        if (text_equal(fail_on_rows[i].word, word)) {
            memcpy(code_of, fail_on_rows[i].code_of, sizeof fail_on_rows[i].code_of);
            return true;
        }
    return error_set(err, "--fail-on is critical, warning or never, not '%s'", word);
}

static bool is_json(const char *word, bool *out, struct error *err)
{
    *out = text_equal(word, "json");
    return *out || text_equal(word, "text") ||
           error_set(err, "--format is text or json, not '%s'", word);
}

static struct report_part *find_part(void *parent, const struct settings *settings,
                                     const struct facts *facts, const struct judgement *judgement)
{
    const struct report_filter filter = {
        .site = settings->value[OPT_SITE],
        .role = settings->value[OPT_ROLE],
        .host = settings->value[OPT_HOST],
        .only_problems = settings->value[OPT_ONLY_PROBLEMS] != NULL,
    };
    return report_filter(parent, facts, judgement, &filter);
}

/* The three questions that need no server. NULL: none of them was asked. */
static const char *printed_instead(const struct invocation *invocation)
{
    const struct settings *settings = &invocation->settings;
    if (settings->value[OPT_PRINT_QUERIES] != NULL)
        return site_print_queries(invocation->memory);
    if (settings->value[OPT_PRINT_GRANTS] != NULL)
        return site_print_grants(invocation->memory, settings->value[OPT_PRINT_GRANTS]);
    if (settings->value[OPT_PRINT_XE] != NULL)
        return site_print_events(invocation->memory);
    return NULL;
}

int verify_answer(struct invocation *invocation, const char *command, answer *say,
                  struct error *err)
{
    const struct settings *settings = &invocation->settings;
    void *memory = invocation->memory;
    const char *output = settings->value[OPT_OUTPUT];
    struct answer_look look;
    int code_of[VERDICT_COUNT];
    invocation->wrong_words = true;
    const char *grantee = settings->value[OPT_PRINT_GRANTS];
    if (grantee != NULL && (text_is_empty(grantee) || grantee[0] == '-')) {
        (void)error_set(err, "--print-grants needs a login, not '%s'", grantee);
        return EXIT_TROUBLE;
    }
    if (settings->word_count != 0) {
        (void)error_set(err, "%s takes no '%s'; the server is named with -S", command,
                        settings->words[0]);
        return EXIT_TROUBLE;
    }
    if (!is_json(settings->value[OPT_FORMAT], &look.json, err) ||
        !look_find(settings->value[OPT_COLOR], output != NULL, &look.text, err) ||
        !find_exit_codes(settings->value[OPT_FAIL_ON], code_of, err))
        return EXIT_TROUBLE;
    invocation->wrong_words = false;
    const char *printed = printed_instead(invocation);
    if (printed != NULL) {
        (void)fputs(printed, stdout);
        return 0;
    }
    struct tables *tables = tables_load_folder(memory, settings->value[OPT_TABLES], err);
    struct facts *facts = tables == NULL ? NULL : find_facts(invocation, tables, err);
    if (facts == NULL)
        return EXIT_TROUBLE;
    enum verdict verdict = VERDICT_UNKNOWN;
    if (!say(invocation, facts, tables, &look, &verdict, err) ||
        !save_facts(invocation, facts, err))
        return EXIT_TROUBLE;
    return code_of[verdict];
}

static bool write_json(const char *output, const struct report_part *part, const struct plan *plan,
                       struct error *err)
{
    struct file_writer out;
    if (!words_begin_report(output, &out, err))
        return false;
    report_json(out.stream, &part->facts, &part->judgement, plan);
    return words_end_report(&out, err);
}

static bool write_text(void *memory, const char *output, const struct report_part *part,
                       const struct plan *plan, const struct report_look *look, struct error *err)
{
    char *text = report_text(memory, &part->facts, &part->judgement, look);
    if (plan != NULL)
        text = talloc_asprintf(memory, "%s\n%s", text, report_plan(memory, plan, look));
    return words_write_report(output, text, err);
}

static bool say_judgement(const struct invocation *invocation, const struct facts *facts,
                          const struct tables *tables, const struct answer_look *look,
                          enum verdict *verdict, struct error *err)
{
    void *memory = invocation->memory;
    bool with_plan = invocation->settings.value[OPT_PLAN] != NULL;
    const struct plan *plan = with_plan ? plan_make(memory, facts, tables) : NULL;
    struct judgement *judgement = with_plan ? plan->today : judge(memory, facts, tables);
    const struct report_part *part = find_part(memory, &invocation->settings, facts, judgement);
    *verdict = judgement->verdict;
    const char *output = invocation->settings.value[OPT_OUTPUT];
    bool ok = look->json ? write_json(output, part, plan, err)
                         : write_text(memory, output, part, plan, &look->text, err);
    if (!with_plan)
        talloc_free(judgement); /* of a large hierarchy as large as its facts, which may be saved */
    return ok;
}

int command_verify(struct invocation *invocation, struct error *err)
{
    return verify_answer(invocation, "verify", say_judgement, err);
}
