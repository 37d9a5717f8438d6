/* Logins under forced TLS 1.2 from this machine: facts about the route to the server. They prove
 * the server, never the driver on a management point, so they cost at most a warning of the run. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"

static void add_login_facts(struct judging *judging, struct finding *finding,
                            const struct login *login)
{
    void *parent = judging->out;
    const char *const *offered = (const char *const *)login->offered;
    if (login->offered_count > 0)
        finding_fact(parent, finding, "offered TLS %s",
                     text_list(parent, offered, login->offered_count, ", "));
    if (!text_is_empty(login->chosen))
        finding_fact(parent, finding, "server chose TLS %s, handshake %s, proof of the floor: %s",
                     login->chosen, login->finished ? "finished" : "not finished",
                     name_of(floor_proof_names, login->floor_proof));
    if (!text_is_empty(login->error_text))
        finding_fact(parent, finding, "the driver says: %s", login->error_text);
}

static bool any_proven(const struct facts *facts)
{
    for (size_t i = 0; i < facts->login_count; i++)
        if (facts->logins[i].outcome == LOGIN_PROVEN)
            return true;
    return false;
}

static void judge_login(struct judging *judging, const struct login *login)
{
    if (login->outcome == LOGIN_PROVEN || login->outcome == LOGIN_NOT_TRIED)
        return;
    char *detail = text_is_empty(login->detail)
                       ? talloc_strdup(judging->out, "")
                       : talloc_asprintf(judging->out, ", %s", login->detail);
    struct finding finding =
        finding_make(judging->out, FINDING_LOG_OUTCOME,
                     WORDS(or_word(login->driver, "a driver"),
                           name_of(login_outcome_names, login->outcome), detail));
    add_login_facts(judging, &finding, login);
    run_add(judging, &finding);
}

void logins_judge(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    for (size_t i = 0; i < facts->login_count; i++)
        judge_login(judging, &facts->logins[i]);
    bool server_takes_it =
        judging->endpoint_count > 0 && judging->endpoints[0].common.verdict < VERDICT_UNKNOWN;
    if (!server_takes_it || any_proven(facts))
        return;
    struct finding finding = finding_make(judging->out, FINDING_LOG_NONE_PROVEN, NULL);
    for (size_t i = 0; i < facts->login_count; i++)
        finding_fact(judging->out, &finding, "%s: %s", or_word(facts->logins[i].driver, "?"),
                     name_of(login_outcome_names, facts->logins[i].outcome));
    if (!text_is_empty(facts->login_note))
        finding_fact(judging->out, &finding, "%s", facts->login_note);
    run_add(judging, &finding);
}
