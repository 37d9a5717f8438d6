/* The suites of a path: what its endpoint made of hellos in the shape of its host. The host's own
 * cipher list where that was read, else what its Windows offers by default: an assumed fact. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/text.h"
#include "judge/world.h"

/* One path's comparison. */
struct comparison {
    struct judging *judging;
    const struct need *need;
    const struct endpoint_side *to;
    struct host_hello hello;
    struct side *side;
    struct path *path;
};

/* ---- saying it ------------------------------------------------------------------------------- */

static const char *const left_reasons[] = {
    [LEFT_WINDOWS_UNKNOWN] = "the Windows of the host is not known",
    [LEFT_WINDOWS_UNLISTED] = "what that Windows offers is not in the table",
    [LEFT_NOT_ASKED] = "the server was not asked with a hello like that of the host",
    [LEFT_NO_ANSWER] = "what the server answered to such a hello could not be told",
};

/* The suites of --what-if; NULL in another world. */
static const struct tls_numbers *suites_left_on(const struct judging *judging)
{
    const struct world *world = world_of(judging->facts);
    return world->kind == WORLD_SUITES ? &world->suites : NULL;
}

/* A remark today; where the suites are what is asked about, nobody can tell. */
static void leave_out(struct judging *judging, const struct need *need, struct side *side,
                      enum suites_left why)
{
    if (suites_left_on(judging) != NULL) {
        struct finding finding =
            finding_make(judging->out, FINDING_SUI_LEFT_UNKNOWN,
                         WORDS(or_word(need->host_name, "a host without name"), left_reasons[why]));
        side_add(judging->out, side, &finding);
        return;
    }
    if (judging->suites_left[why].paths++ == 0)
        judging->suites_left[why].first = need->host_name;
}

/* What speaks against the server is said there; a driver's handshake alone tells of no suites. */
static void leave_out_unsaid(struct judging *judging, const struct need *need,
                             const struct endpoint_side *probed, struct side *side)
{
    if (probed != NULL && probed->common.verdict < VERDICT_UNKNOWN &&
        suites_left_on(judging) != NULL)
        leave_out(judging, need, side, LEFT_NO_ANSWER);
}

static void add_answer(const struct comparison *of, struct finding *finding,
                       const struct client_answer *answer)
{
    if (answer == NULL)
        return;
    finding_fact(of->judging->out, finding, "hello of %s%s (%s) to %s: %s%s%s",
                 of->hello.client->name, answer->fips ? " in FIPS mode" : "",
                 name_of(client_offer_names, answer->offer), of->to->text,
                 name_of(tls_answer_names, answer->answer),
                 text_is_empty(or_word(answer->reason, answer->suite)) ? "" : ", ",
                 or_word(or_word(answer->reason, answer->suite), ""));
}

/* With the hellos that led to it, and what the server chose when everything was on offer. */
static void add(const struct comparison *of, enum finding_key key, const char *fourth,
                const char *fix)
{
    void *parent = of->judging->out;
    const struct host *host = of->need->host;
    const struct handshake *handshake = &of->to->endpoint->handshake;
    struct finding finding = finding_make(
        parent, key,
        WORDS(of->need->host_name, of->hello.client->name, of->to->text, or_word(fourth, "?")));
    finding_fact(
        parent, &finding, "%s: %s %s, seen %s",
        or_word(host->windows_source.where, name_of(source_kind_names, host->windows_source.kind)),
        or_word(host->windows, "Windows"), host->windows_version,
        age_words(parent, host->windows_source.seen_unix_s, of->judging->inventory_now_s));
    if (of->hello.own != NULL)
        finding_fact(
            parent, &finding, "%s: %s, read %s",
            or_word(of->hello.own->source.where,
                    name_of(source_kind_names, of->hello.own->source.kind)),
            of->hello.own->value,
            age_words(parent, of->hello.own->source.seen_unix_s, of->judging->inventory_now_s));
    const struct world *world = world_of(of->judging->facts);
    if (world->kind == WORLD_SUITES)
        finding_fact(parent, &finding, "what if: %s", world->text);
    for (enum client_offer offer = 0; offer < CLIENT_OFFER_COUNT; offer++)
        if (offer != OFFER_OWN || of->hello.own != NULL)
            add_answer(of, &finding, client_answer_to(of->to->endpoint, &of->hello, offer));
    if (!text_is_empty(handshake->suite))
        finding_fact(parent, &finding, "what %s chose of everything: %s, key exchange %s",
                     of->to->text, handshake->suite, or_word(handshake->key_exchange, "not known"));
    if (fix != NULL)
        finding_fix(parent, &finding, "%s", fix);
    finding.machine = of->to->text;
    side_add(parent, of->side, &finding);
}

/* ---- what the answers mean ------------------------------------------------------------------- */

/* Server 2008 has none of the two suites that help all others. */
static const char *fix_for(const struct comparison *of)
{
    enum { ECDHE_RSA_AES_256_CBC_SHA384 = 0xc028 };
    struct tls_shape usual =
        tls_shape_default(of->judging->out, of->judging->tables, of->hello.client, false);
    if (tls_numbers_have(&usual.suites, ECDHE_RSA_AES_256_CBC_SHA384))
        return suites_left_on(of->judging) == NULL
                   ? NULL
                   : "leave TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384 and "
                     "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 on at that server too, or upgrade that "
                     "Windows";
    return "upgrade that Windows; all that it has in common with newer ones is "
           "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA and its like";
}

static void assume(const struct comparison *of)
{
    const char *name = of->hello.client->name;
    const char *host = of->need->host_name;
    if (of->hello.own == NULL)
        path_assume(of->judging, of->path,
                    "the cipher suites are those that %s offers by default, which %s runs; its own "
                    "list was not read",
                    name, host);
    else
        path_assume(of->judging, of->path,
                    "curves and signature algorithms are those that %s offers by default, which %s "
                    "runs; of its cipher settings only the list of suites was read",
                    name, host);
}

/* No server was asked with these suites alone. */
static void assume_left(const struct comparison *of, const char *suite)
{
    const struct endpoint *endpoint = of->to->endpoint;
    bool has_key = endpoint->chain_count > 0 && endpoint->chain[0].key_type != NULL;
    path_assume(of->judging, of->path,
                "with these suites alone %s still takes a curve and a signature algorithm of %s%s",
                of->to->text, of->need->host_name,
                has_key ? "" : ", and its certificate has an RSA key");
    if (suite != NULL)
        path_assume(of->judging, of->path, "%s is on at %s", suite, of->to->text);
}

/* What each outcome says; the others leave the suites of the path out. */
static const struct {
    bool is_said;
    enum finding_key key;
} sayings[CLIENT_OUTCOME_COUNT] = {
    [CLIENT_UPDATES] = {true, FINDING_SUI_UPDATES},
    [CLIENT_DISPUTED] = {true, FINDING_SUI_DISPUTED},
    [CLIENT_OWN_SPELLING] = {true, FINDING_SUI_SPELLING},
    [CLIENT_OFF] = {true, FINDING_SUI_OFF},
    [CLIENT_SIGNATURES_UNSURE] = {true, FINDING_SUI_SIGNATURES_UNSURE},
    [CLIENT_SIGNATURES] = {true, FINDING_SUI_SIGNATURES},
    [CLIENT_GROUPS] = {true, FINDING_SUI_GROUPS},
    [CLIENT_NOTHING] = {true, FINDING_SUI_NONE},
    [CLIENT_OWN_NOTHING] = {true, FINDING_SUI_OWN},
    [CLIENT_HALF_TOLD] = {true, FINDING_SUI_HALF_TOLD},
};

static void judge_list_age(const struct comparison *of)
{
    struct judging *judging = of->judging;
    int64_t now = judging->inventory_now_s;
    int64_t seen = of->hello.own == NULL ? now : seen_dated(of->hello.own->source.seen_unix_s, now);
    if (seen_is_fresh(seen, now))
        return;
    struct finding finding =
        finding_make(judging->out, FINDING_SUI_OLD_LIST,
                     WORDS(of->need->host_name, age_words(judging->out, seen, now)));
    setting_fact(judging, &finding, of->hello.own);
    side_add(judging->out, of->side, &finding);
}

static void judge_comparison(const struct comparison *of)
{
    void *parent = of->judging->out;
    const struct tables *tables = of->judging->tables;
    const struct tls_numbers *left = suites_left_on(of->judging);
    struct client_comparison compared =
        left == NULL ? client_compare(parent, tables, of->to->endpoint, &of->hello)
                     : client_compare_left(parent, tables, of->to->endpoint, &of->hello, left);
    if (left != NULL && compared.outcome < CLIENT_OFF)
        assume_left(of, compared.what);
    if (compared.outcome < CLIENT_OFF)
        assume(of);
    if (sayings[compared.outcome].is_said)
        add(of, sayings[compared.outcome].key, compared.what,
            compared.outcome == CLIENT_NOTHING ? fix_for(of) : NULL);
    else if (compared.outcome != CLIENT_AGREES)
        leave_out(of->judging, of->need, of->side,
                  compared.outcome == CLIENT_NOT_ASKED ? LEFT_NOT_ASKED : LEFT_NO_ANSWER);
}

/* A bare hello may be lost where the handshake came through. */
static bool takes_tls12(const struct endpoint *endpoint)
{
    enum tls_answer answer = endpoint_answer(endpoint, TLS_1_2);
    return answer == TLS_ACCEPTED || (answer != TLS_REFUSED && endpoint->handshake.completed);
}

void suites_judge(struct judging *judging, const struct need *need,
                  const struct endpoint_side *probed, struct side *side, struct path *path)
{
    const struct host *host = need->host;
    if (probed == NULL || probed->endpoint->reach != REACH_TDS || !takes_tls12(probed->endpoint)) {
        leave_out_unsaid(judging, need, probed, side);
        return;
    }
    if (assumed_suites(judging, need, probed))
        return; /* the path tells it */
    if (host == NULL || host->ambiguous || text_is_empty(host->windows_version)) {
        leave_out(judging, need, side, LEFT_WINDOWS_UNKNOWN);
        return;
    }
    const struct comparison of = {.judging = judging,
                                  .need = need,
                                  .to = probed,
                                  .hello =
                                      host_hello(judging->tables, host, judging->inventory_now_s),
                                  .side = side,
                                  .path = path};
    if (of.hello.client == NULL) {
        leave_out(judging, need, side, LEFT_WINDOWS_UNLISTED);
        return;
    }
    judge_comparison(&of);
    judge_list_age(&of);
}

void world_judge_other(struct judging *judging, const char *what, struct side *side)
{
    strict_judge_other(judging, what, side, NULL);
    if (suites_left_on(judging) == NULL)
        return;
    struct finding finding = finding_make(judging->out, FINDING_SUI_LEFT_OTHER, WORDS(what));
    struct side shared = {0};
    side_add(judging->out, &shared, &finding);
    path_share(judging, side, &shared);
}

void suites_say_left_out(struct judging *judging)
{
    void *parent = judging->out;
    size_t paths = 0;
    for (size_t i = 0; i < SUITES_LEFT_COUNT; i++)
        paths += judging->suites_left[i].paths;
    if (paths == 0)
        return;
    struct finding finding = finding_make(
        parent, FINDING_WIN_SUITES_LEFT_OUT,
        WORDS(talloc_asprintf(parent, "%zu connection path%s", paths, paths == 1 ? "" : "s")));
    for (size_t i = 0; i < SUITES_LEFT_COUNT; i++)
        if (judging->suites_left[i].paths > 0)
            finding_fact(parent, &finding, "%s, %zu of them: %s",
                         or_word(judging->suites_left[i].first, "a host without name"),
                         judging->suites_left[i].paths, left_reasons[i]);
    run_add(judging, &finding);
}
