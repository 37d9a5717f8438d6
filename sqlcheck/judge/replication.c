/* Replication between sites: engine to engine through the Service Broker endpoints, without any
 * client driver. The builds of both engines decide, and the hash of the certificates with which the
 * endpoints prove themselves (KB 3135244, issues 3 and 5). */
#include "judge/rules.h"

#include <string.h>

#include <talloc.h>

#include "base/date.h"
#include "base/text.h"

enum { SQL_SERVER_2016 = 13 };

static const char owner_prefix[] = "ConfigMgrEndpointUser"; /* and the code of the site */

/* What is known of the certificate of one site's endpoint. */
struct proof {
    const struct broker *broker; /* where it was looked at; NULL = nowhere */
    const struct broker_certificate *found;
    bool is_copy; /* it is the one that the neighbour keeps of it */
};

/* The endpoint beside the database of that site. */
static const struct broker *broker_of(const struct judging *judging, const struct site *site)
{
    const struct facts *facts = judging->facts;
    for (size_t i = 0; site != NULL && i < facts->broker_count; i++) {
        const struct broker *broker = &facts->brokers[i];
        if (text_is_empty(broker->database))
            continue;
        if (text_equal(broker->database, site->sql_database) ||
            (site == judging->local_site && text_equal(broker->database, facts->database)))
            return broker;
    }
    return NULL;
}

static const struct broker_certificate *own_certificate(const struct broker *broker)
{
    for (size_t i = 0; broker != NULL && i < broker->certificate_count; i++)
        if (broker->certificates[i].of_endpoint)
            return &broker->certificates[i];
    return NULL;
}

/* The newest, where renewed ones are kept beside it. */
static const struct broker_certificate *copy_of(const struct broker *broker, const char *code)
{
    const struct broker_certificate *found = NULL;
    for (size_t i = 0; broker != NULL && i < broker->certificate_count; i++) {
        const struct broker_certificate *next = &broker->certificates[i];
        if (!text_has_prefix(or_word(next->owner, ""), owner_prefix) ||
            !text_equal(next->owner + strlen(owner_prefix), code))
            continue;
        if (found == NULL ||
            next->certificate.not_before_unix_s > found->certificate.not_before_unix_s)
            found = next;
    }
    return found;
}

static struct proof proof_of(const struct judging *judging, const struct site *site,
                             const char *code, const struct broker *of_neighbour)
{
    const struct broker *own = broker_of(judging, site);
    struct proof proof = {.broker = own, .found = own_certificate(own)};
    if (proof.found == NULL) {
        proof.found = copy_of(of_neighbour, code);
        proof.is_copy = proof.found != NULL;
        proof.broker = proof.is_copy || own == NULL ? of_neighbour : own;
    }
    return proof;
}

static void add_certificate_fact(struct judging *judging, struct finding *finding,
                                 const struct proof *proof)
{
    void *parent = judging->out;
    const struct certificate *certificate = &proof->found->certificate;
    finding_fact(parent, finding, "master on %s: %s%s%s%s, %s %d, %s, valid from %s to %s",
                 or_word(proof->broker->server, "the server"),
                 or_word(proof->found->name, "certificate"),
                 proof->is_copy ? " (copy of " : " of endpoint ",
                 proof->is_copy ? proof->found->owner + strlen(owner_prefix)
                                : or_word(proof->broker->name, "?"),
                 proof->is_copy ? ")" : "", or_word(certificate->key_type, "key not read"),
                 certificate->key_bits, or_word(certificate->signature_hash, "hash not read"),
                 date_day(parent, certificate->not_before_unix_s),
                 date_day(parent, certificate->not_after_unix_s));
}

static void add(struct judging *judging, struct side *side, enum finding_key key,
                const char *const *words, const struct proof *proof)
{
    struct finding finding = finding_make(judging->out, key, words);
    if (proof->found != NULL)
        add_certificate_fact(judging, &finding, proof);
    side_add(judging->out, side, &finding);
}

static void say_unread(struct judging *judging, const struct proof *proof, const char *code,
                       const struct destination *to, struct side *side)
{
    const struct broker *broker = proof->broker;
    struct finding finding =
        finding_make(judging->out, FINDING_REP_HASH_UNKNOWN, WORDS(or_word(code, "?")));
    if (proof->found != NULL)
        add_certificate_fact(judging, &finding, proof);
    if (broker != NULL && !text_is_empty(broker->reason))
        finding_fact(judging->out, &finding, "master on %s: %s",
                     or_word(broker->server, "the server"), broker->reason);
    else if (broker != NULL && broker->state == READ_NO_ROWS)
        finding_fact(judging->out, &finding, "%s has no Service Broker endpoint",
                     or_word(broker->server, "the server"));
    if (broker != NULL && !text_is_empty(broker->grant))
        finding_fix(judging->out, &finding, "%s", broker->grant);
    else if (to->text != NULL && to->probed == NULL)
        finding_fix(judging->out, &finding, "run sqlcheck verify -S '%s' too", to->text);
    side_add(judging->out, side, &finding);
}

static void judge_hash(struct judging *judging, const struct proof *proof, const char *code,
                       const struct destination *to, struct side *side)
{
    const char *hash = proof->found == NULL ? NULL : proof->found->certificate.signature_hash;
    if (hash != NULL && text_has_prefix(hash, "MD"))
        add(judging, side, FINDING_REP_MD5, WORDS(code, hash), proof);
    else if (hash == NULL || !text_has_prefix(hash, "SHA"))
        say_unread(judging, proof, code, to, side);
}

static void judge_dates(struct judging *judging, const struct proof *proof, const char *code,
                        struct side *side)
{
    void *parent = judging->out;
    int64_t now = judging->inventory_now_s;
    int64_t from = proof->found->certificate.not_before_unix_s;
    int64_t until = proof->found->certificate.not_after_unix_s;
    char *wrong = NULL;
    if (until != 0 && until < now)
        wrong = talloc_asprintf(parent, "expired on %s", date_day(parent, until));
    else if (from > now)
        wrong = talloc_asprintf(parent, "is not valid before %s", date_day(parent, from));
    else if (until != 0 && until - now <= EXPIRES_S)
        wrong = talloc_asprintf(parent, "expires in %s days, on %s",
                                number_word(parent, date_days_between(now, until)),
                                date_day(parent, until));
    if (wrong != NULL)
        add(judging, side, FINDING_REP_DATES, WORDS(code, wrong), proof);
}

static void judge_state(struct judging *judging, const struct proof *proof, const char *code,
                        struct side *side)
{
    const struct broker *broker = proof->broker;
    if (proof->is_copy || broker == NULL || text_is_empty(broker->status) ||
        text_equal(broker->status, "STARTED"))
        return;
    struct finding finding =
        finding_make(judging->out, FINDING_REP_STOPPED, WORDS(code, broker->status));
    finding_fact(judging->out, &finding, "%s: endpoint %s, state %s",
                 or_word(broker->server, "the server"), or_word(broker->name, "?"), broker->status);
    side_add(judging->out, side, &finding);
}

/* KB 3135244, issue 3: before 2016 the endpoints need a fix beside that of the engine, and no table
 * says which builds have it. */
static void judge_engine(struct judging *judging, const struct destination *at, struct side *side)
{
    const struct endpoint_side *probed = at->probed;
    if (probed == NULL || probed->cannot || probed->common.verdict == VERDICT_UNKNOWN)
        return;
    bool is_first = probed == &judging->endpoints[0];
    struct version version = engine_version(judging->facts, probed->endpoint, is_first);
    if (version.count > 0 && version.part[0] >= SQL_SERVER_2016)
        return;
    char *build = version.count == 0
                      ? NULL
                      : talloc_strdup(judging->out, version_text(judging->out, &version));
    struct finding finding =
        finding_make(judging->out, FINDING_REP_ENGINE,
                     WORDS(probed->text, or_word(build, "a build that was not seen")));
    side_add(judging->out, side, &finding);
}

/* One end of the link. */
static void judge_end(struct judging *judging, const char *code, const struct proof *proof,
                      const struct destination *at, struct path *path, struct side *side)
{
    destination_judge(judging, at, code, false, side);
    judge_engine(judging, at, side);
    judge_hash(judging, proof, code, at, side);
    judge_state(judging, proof, code, side);
    if (proof->found == NULL)
        return;
    judge_dates(judging, proof, code, side);
    if (proof->is_copy)
        path_assume(judging, path,
                    "the endpoint of site %s presents the certificate of which %s keeps a copy",
                    code, or_word(proof->broker->server, "the other server"));
}

static void judge_link(struct judging *judging, const struct site *child)
{
    void *parent = judging->out;
    static const struct role site_database = {0};
    const struct site *above = site_find(judging, child->parent);
    const struct destination from = destination_find(judging, &site_database, child);
    const struct destination to = destination_find(judging, &site_database, above);
    const char *code = or_word(child->code, "?");
    const char *above_code = above == NULL ? child->parent : above->code;
    struct side side = {0};
    struct path path = {
        .component = talloc_asprintf(parent, "intersite replication (%s to %s)", code, above_code),
        .site_code = talloc_strdup(parent, code),
        .host = sql_name_parse(parent, or_word(from.text, "not known")).host,
        .endpoint = talloc_strdup(parent, or_word(to.text, "not known")),
        .driver = talloc_strdup(parent, "none: engine to engine"),
    };
    const struct proof of_child = proof_of(judging, child, code, broker_of(judging, above));
    const struct proof of_above = proof_of(judging, above, above_code, broker_of(judging, child));
    judge_end(judging, code, &of_child, &from, &path, &side);
    judge_end(judging, above_code, &of_above, &to, &path, &side);
    assumptions_on_endpoint(judging, from.probed, &path);
    assumptions_on_endpoint(judging, to.probed, &path);
    path_add(judging, &path, &side);
}

void replication_judge(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    for (size_t i = 0; i < facts->site_count; i++)
        if (!text_is_empty(facts->sites[i].parent) &&
            !text_equal(facts->sites[i].parent, facts->sites[i].code))
            judge_link(judging, &facts->sites[i]);
}
