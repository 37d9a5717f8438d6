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

/* What a person can do about an outcome; NULL = what the findings table says. */
static const char *const outcome_fix[LOGIN_OUTCOME_COUNT] = {
    [LOGIN_CERTIFICATE_REJECTED] =
        "compare the fingerprint, then trust its issuer (--ca-file FILE), pin it "
        "(--save-certificate FILE, then -J FILE), expect another name (-F NAME) or log in "
        "unchecked (-C)",
    [LOGIN_ROUTED] = "name the endpoint that it is routed to (-S), which needs a check of its own",
    [LOGIN_FAILED] = "check user, password and database (-U, --password-file, -d), and whether the "
                     "server takes SQL logins",
    [LOGIN_TIMEOUT] = "give it more time (-l SECONDS), or look at what stands between here and the "
                      "server",
    [LOGIN_UNREACHABLE] = "run again; the probe reached this endpoint",
    [LOGIN_DRIVER_MISSING] = "install that driver, or take its section out of odbcinst.ini",
    [LOGIN_DRIVER_CRASHED] = "report it to the maker of that driver; no other driver is touched",
};

/* The same with a ticket, where there is neither user nor password to check. */
static const char kerberos_fix[] =
    "check that the server has a login for that account or a group of it, that the account of its "
    "service holds the service principal name (setspn -Q), and database (-d)";

static const char *fix_of(const struct judging *judging, const struct login *login)
{
    bool is_kerberos = text_equal(judging->facts->request.authentication, "kerberos");
    return login->outcome == LOGIN_FAILED && is_kerberos ? kerberos_fix
                                                         : outcome_fix[login->outcome];
}

/* What a person compares before trusting it, and what was trusted until now. The fingerprints,
 * which no line of a fact holds, stand at the endpoint. */
static void add_certificates(struct judging *judging, struct finding *finding)
{
    const struct facts *facts = judging->facts;
    const struct request_facts *request = &facts->request;
    if (facts->endpoint_count > 0 && facts->endpoints[0].chain_count > 0)
        finding_fact(judging->out, finding, "the server showed the probe %s",
                     certificate_text(judging->out, &facts->endpoints[0].chain[0]));
    for (size_t i = 0; i < request->pinned_certificate_count; i++)
        finding_fact(judging->out, finding, "'%s' has %s", or_word(request->pinned, "-J"),
                     certificate_text(judging->out, &request->pinned_certificates[i]));
    if (request->pinned_certificate_count > 0)
        finding_fix(judging->out, finding,
                    "if it was renewed, compare the fingerprint on the server itself, then save it "
                    "anew (--save-certificate FILE, then -J FILE)");
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
    if (fix_of(judging, login) != NULL)
        finding_fix(judging->out, &finding, "%s", fix_of(judging, login));
    if (login->outcome == LOGIN_CERTIFICATE_REJECTED)
        add_certificates(judging, &finding);
    run_add(judging, &finding);
}

bool login_was_named(const struct facts *facts)
{
    return facts->request.user != NULL || facts->request.authentication != NULL;
}

void logins_judge(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    for (size_t i = 0; i < facts->login_count; i++)
        judge_login(judging, &facts->logins[i]);
    bool server_takes_it =
        judging->endpoint_count > 0 && judging->endpoints[0].common.verdict < VERDICT_UNKNOWN;
    bool nobody_asked = facts->request.secondary != NULL && !login_was_named(facts);
    if (!server_takes_it || assumed_tls12(judging) || any_proven(facts) || nobody_asked)
        return;
    struct finding finding = finding_make(judging->out, FINDING_LOG_NONE_PROVEN, NULL);
    for (size_t i = 0; i < facts->login_count; i++)
        finding_fact(judging->out, &finding, "%s: %s", or_word(facts->logins[i].driver, "?"),
                     name_of(login_outcome_names, facts->logins[i].outcome));
    if (!text_is_empty(facts->login_note))
        finding_fact(judging->out, &finding, "%s", facts->login_note);
    run_add(judging, &finding);
}
