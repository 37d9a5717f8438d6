/* The server side of a path: what the probe, or a driver's own handshake, showed. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

static char *endpoint_text(void *parent, const struct endpoint *endpoint)
{
    struct sql_name name = {
        .host = endpoint->host, .instance = endpoint->instance, .port = endpoint->port};
    if (text_is_empty(endpoint->host))
        return talloc_strdup(parent, or_word(endpoint->server, "the server"));
    return sql_name_text(parent, &name);
}

/* A driver that met the server through the tap is a TLS 1.2 handshake of ours too. */
static const struct login *login_with_tls12(const struct facts *facts)
{
    for (size_t i = 0; i < facts->login_count; i++) {
        const struct login *login = &facts->logins[i];
        if (login->finished && text_equal(login->chosen, "1.2"))
            return login;
    }
    return NULL;
}

static void add_answers(void *parent, struct finding *finding, const struct endpoint *endpoint)
{
    for (size_t i = 0; i < endpoint->version_count; i++) {
        const struct tls_version_fact *fact = &endpoint->versions[i];
        finding_fact(parent, finding, "TLS %s: %s%s%s", name_of(tls_version_names, fact->version),
                     name_of(tls_answer_names, fact->answer),
                     text_is_empty(fact->reason) ? "" : ", ", or_word(fact->reason, ""));
    }
}

static void add(struct judging *judging, struct endpoint_side *side, enum finding_key key,
                const char *why)
{
    void *parent = judging->out;
    struct finding finding = finding_make(parent, key, WORDS(side->text, why));
    const struct endpoint *endpoint = side->endpoint;
    finding_fact(parent, &finding, "probe of %s: %s%s%s", or_word(endpoint->server, side->text),
                 name_of(reach_names, endpoint->reach),
                 text_is_empty(endpoint->stage) ? "" : " at ", or_word(endpoint->stage, ""));
    if (!text_is_empty(endpoint->reason))
        finding_fact(parent, &finding, "%s", endpoint->reason);
    if (key == FINDING_SRV_NOT_REACHED)
        finding_fact(parent, &finding, "after %d ms", endpoint->elapsed_ms);
    if (endpoint->encryption != ENCRYPTION_UNKNOWN)
        finding_fact(parent, &finding, "PRELOGIN: encryption %s",
                     name_of(encryption_names, endpoint->encryption));
    add_answers(parent, &finding, endpoint);
    side->cannot = finding.severity == SEVERITY_FAIL;
    side_add(parent, &side->common, &finding);
}

static char *reach_words(void *parent, const struct endpoint *endpoint)
{
    char *words = talloc_strdup(parent, name_of(reach_names, endpoint->reach));
    if (!text_is_empty(endpoint->stage))
        words = talloc_asprintf_append(words, " at %s", endpoint->stage);
    return words;
}

static void judge_tls(struct judging *judging, struct endpoint_side *side, bool is_first)
{
    const struct endpoint *endpoint = side->endpoint;
    const char *why = or_word(endpoint->handshake.reason, "the handshake was not completed");
    bool driver_saw_it = is_first && login_with_tls12(judging->facts) != NULL;
    if (endpoint_is_strict_only(endpoint) && world_is_strict(judging))
        return; /* as it is to be */
    if (endpoint_is_strict_only(endpoint))
        add(judging, side, FINDING_SRV_STRICT_ONLY, NULL);
    else if (endpoint->reach != REACH_TDS)
        add(judging, side, FINDING_SRV_NOT_REACHED, reach_words(judging->out, endpoint));
    else if (endpoint->encryption == ENCRYPTION_NOT_SUPPORTED)
        add(judging, side, FINDING_SRV_NO_ENCRYPTION, NULL);
    else if (endpoint_answer(endpoint, TLS_1_2) == TLS_REFUSED)
        add(judging, side, FINDING_SRV_REFUSES, NULL);
    else if (!endpoint->handshake.completed && !driver_saw_it)
        add(judging, side, FINDING_SRV_TLS_UNKNOWN, why);
}

static void say_old_versions(struct judging *judging, struct endpoint_side *side)
{
    bool takes_10 = endpoint_answer(side->endpoint, TLS_1_0) == TLS_ACCEPTED;
    bool takes_11 = endpoint_answer(side->endpoint, TLS_1_1) == TLS_ACCEPTED;
    if (!takes_10 && !takes_11)
        return;
    const char *which = takes_10 && takes_11 ? "1.0 and 1.1" : takes_10 ? "1.0" : "1.1";
    struct finding finding =
        finding_make(judging->out, FINDING_SRV_OLD_VERSIONS, WORDS(side->text, which));
    side_add(judging->out, &side->common, &finding);
}

static void say_info(struct judging *judging, const struct side *side)
{
    for (size_t i = 0; i < side->count; i++)
        if (side->findings[i].severity == SEVERITY_INFO)
            run_add(judging, &side->findings[i]);
}

static void find_properties(struct judging *judging)
{
    static const struct server_properties unknown = {.name = NULL};
    const struct facts *facts = judging->facts;
    for (size_t i = 0; i < judging->endpoint_count; i++)
        judging->endpoints[i].server = i == 0 ? &facts->server : &unknown;
    for (size_t i = 0; i < facts->followed_count; i++) {
        size_t number = (size_t)facts->followed[i].endpoint;
        if (number > 1 && number <= judging->endpoint_count)
            judging->endpoints[number - 1].server = &facts->followed[i].server;
    }
}

/* A secondary site keeps its database on its own server, SQL Express or not. */
static void find_secondaries(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const struct role nobody = {.role = NULL};
    if (facts->request.secondary != NULL && facts->endpoint_count > 0)
        judging->endpoints[0].of_secondary = true;
    for (size_t i = 0; i < facts->site_count; i++) {
        struct destination to = {0};
        if (facts->sites[i].type == SITE_SECONDARY)
            to = destination_find(judging, &nobody, &facts->sites[i]);
        if (to.probed != NULL)
            judging->endpoints[to.probed - judging->endpoints].of_secondary = true;
    }
}

void endpoints_name(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    judging->endpoint_count = facts->endpoint_count;
    judging->endpoints = mem_array(judging->out, struct endpoint_side, facts->endpoint_count);
    for (size_t i = 0; i < facts->endpoint_count; i++) {
        judging->endpoints[i].endpoint = &facts->endpoints[i];
        judging->endpoints[i].text = endpoint_text(judging->out, &facts->endpoints[i]);
    }
    find_properties(judging);
    find_secondaries(judging);
}

static void name_machine(struct side *side, char *text)
{
    for (size_t i = 0; i < side->count; i++)
        side->findings[i].machine = text;
}

/* What is merely worth knowing of further endpoints stands with each of them, not in the run. */
void endpoints_judge(struct judging *judging)
{
    for (size_t i = 0; i < judging->endpoint_count; i++) {
        struct endpoint_side *side = &judging->endpoints[i];
        judge_tls(judging, side, i == 0);
        strict_judge_endpoint(judging, side, i == 0);
        engine_judge(judging, side, i == 0);
        certificate_judge(judging, side);
        say_old_versions(judging, side);
        name_machine(&side->common, side->text);
        name_machine(&side->validating, side->text);
        name_machine(&side->trusting, side->text);
        if (i == 0)
            say_info(judging, &side->common);
    }
}

void endpoints_conclude(struct judging *judging)
{
    struct judgement *out = judging->out;
    out->endpoint_count = endpoints_seen(judging);
    out->endpoints = mem_array(out, struct endpoint_verdict, out->endpoint_count);
    for (size_t i = 0; i < out->endpoint_count; i++) {
        const struct endpoint_side *from = &judging->endpoints[i];
        struct side all = {0};
        for (size_t f = 0; f < from->common.count; f++)
            side_add(out, &all, &from->common.findings[f]);
        for (size_t f = 0; f < from->trusting.count; f++)
            side_add(out, &all, &from->trusting.findings[f]);
        side_sort(&all);
        out->endpoints[i] = (struct endpoint_verdict){.text = from->text,
                                                      .engine = from->engine,
                                                      .verdict = all.verdict,
                                                      .findings = all.findings,
                                                      .finding_count = all.count};
    }
    out->engine = out->endpoint_count > 0 ? out->endpoints[0].engine : NULL;
}
