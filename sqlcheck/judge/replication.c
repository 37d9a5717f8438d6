/* Replication between sites: engine to engine through the Service Broker endpoints, without any
 * client driver. The builds of both engines decide, and the hash of the certificates with which the
 * endpoints prove themselves (KB 3135244, issues 3 and 5). */
#include "judge/rules.h"

#include <string.h>

#include <talloc.h>

#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"

enum { SQL_SERVER_2016 = 13 };

static const char owner_prefix[] = "ConfigMgrEndpointUser"; /* and the code of the site */

/* What is known of the certificate of one site's endpoint. */
struct proof {
    const struct broker *broker; /* where it was looked at; NULL = nowhere */
    const struct broker_certificate *found;
    bool is_copy; /* it is the one that the neighbour keeps of it */
};

/* One end of a link. */
struct end {
    const struct site *site; /* NULL = not in the list */
    const char *code;
    const char *name; /* the host of its SQL Server; "site P01" where that is not known */
    struct destination at;
    struct proof proof;
};

/* The endpoint beside the database of that site. A site elsewhere may have a database of the same
 * name as the one that was read. */
static const struct broker *broker_of(const struct judging *judging, const struct site *site)
{
    const struct facts *facts = judging->facts;
    for (size_t i = 0; site != NULL && i < facts->broker_count; i++) {
        const struct broker *broker = &facts->brokers[i];
        if (text_is_empty(broker->database))
            continue;
        bool is_local = text_equal(broker->database, facts->database);
        if (is_local ? site == judging->local_site
                     : text_equal(broker->database, site->sql_database))
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

static struct proof proof_of(const struct judging *judging, const struct end *end,
                             const struct end *neighbour)
{
    const struct broker *own = broker_of(judging, end->site);
    const struct broker *other = broker_of(judging, neighbour->site);
    struct proof proof = {.broker = own, .found = own_certificate(own)};
    if (proof.found == NULL) {
        proof.found = copy_of(other, end->code);
        proof.is_copy = proof.found != NULL;
        proof.broker = proof.is_copy || own == NULL ? other : own;
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

static void say_unread(struct judging *judging, const struct end *end, struct side *side)
{
    const struct broker *broker = end->proof.broker;
    struct finding finding = finding_make(judging->out, FINDING_REP_HASH_UNKNOWN, WORDS(end->name));
    if (end->proof.found != NULL)
        add_certificate_fact(judging, &finding, &end->proof);
    if (broker != NULL && !text_is_empty(broker->reason))
        finding_fact(judging->out, &finding, "master on %s: %s",
                     or_word(broker->server, "the server"), broker->reason);
    else if (broker != NULL && broker->state == READ_NO_ROWS)
        finding_fact(judging->out, &finding, "%s has no Service Broker endpoint",
                     or_word(broker->server, "the server"));
    if (broker != NULL && !text_is_empty(broker->grant))
        finding_fix(judging->out, &finding, "%s", broker->grant);
    else if (end->at.text != NULL && end->at.probed == NULL)
        finding_fix(judging->out, &finding, "run sqlcheck verify -S '%s' too", end->at.text);
    side_add(judging->out, side, &finding);
}

static void judge_hash(struct judging *judging, const struct end *end, struct side *side)
{
    const struct broker_certificate *found = end->proof.found;
    const char *hash = found == NULL ? NULL : found->certificate.signature_hash;
    if (hash != NULL && text_has_prefix(hash, "MD"))
        add(judging, side, FINDING_REP_MD5, WORDS(end->name, hash), &end->proof);
    else if (hash == NULL || !text_has_prefix(hash, "SHA"))
        say_unread(judging, end, side);
}

static void judge_dates(struct judging *judging, const struct end *end, struct side *side)
{
    void *parent = judging->out;
    int64_t now = judging->inventory_now_s;
    int64_t from = end->proof.found->certificate.not_before_unix_s;
    int64_t until = end->proof.found->certificate.not_after_unix_s;
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
        add(judging, side, FINDING_REP_DATES, WORDS(end->name, wrong), &end->proof);
}

static void judge_state(struct judging *judging, const struct end *end, struct side *side)
{
    const struct broker *broker = end->proof.broker;
    if (end->proof.is_copy || broker == NULL || text_is_empty(broker->status) ||
        text_equal(broker->status, "STARTED"))
        return;
    struct finding finding =
        finding_make(judging->out, FINDING_REP_STOPPED, WORDS(end->name, broker->status));
    finding_fact(judging->out, &finding, "%s: endpoint %s, state %s",
                 or_word(broker->server, "the server"), or_word(broker->name, "?"), broker->status);
    side_add(judging->out, side, &finding);
}

/* KB 3135244, issue 3: before 2016 the endpoints need a fix beside that of the engine, and no table
 * says which builds have it. */
static void judge_engine(struct judging *judging, const struct end *end, struct side *side)
{
    const struct endpoint_side *probed = end->at.probed;
    if (probed == NULL || probed->cannot || probed->common.verdict == VERDICT_UNKNOWN)
        return;
    bool is_first = probed == &judging->endpoints[0];
    struct version version = engine_version(judging->facts, probed->endpoint, is_first);
    if (version.count > 0 && version.part[0] >= SQL_SERVER_2016)
        return;
    const char *build =
        version.count == 0 ? "a build that was not seen" : version_text(judging->out, &version);
    struct finding finding =
        finding_make(judging->out, FINDING_REP_ENGINE, WORDS(probed->text, build));
    side_add(judging->out, side, &finding);
}

static void judge_end(struct judging *judging, const struct end *end, struct path *path,
                      struct side *side)
{
    const struct proof *proof = &end->proof;
    destination_judge(judging, &end->at, end->code, false, side);
    judge_engine(judging, end, side);
    judge_hash(judging, end, side);
    judge_state(judging, end, side);
    history_judge_link(judging, end->code, side);
    if (proof->found == NULL)
        return;
    judge_dates(judging, end, side);
    if (proof->is_copy)
        path_assume(judging, path,
                    "the endpoint of %s presents the certificate of which %s keeps a copy",
                    end->name, or_word(proof->broker->server, "the other server"));
}

static struct end end_of(const struct judging *judging, const struct site *site, const char *code)
{
    static const struct role site_database = {0};
    struct end end = {.site = site,
                      .code = site == NULL ? code : or_word(site->code, "?"),
                      .at = destination_find(judging, &site_database, site)};
    end.name = end.at.text == NULL ? talloc_asprintf(judging->out, "site %s", end.code)
                                   : sql_name_parse(judging->out, end.at.text).host;
    return end;
}

static void judge_link(struct judging *judging, const struct site *site, const struct site *parent)
{
    void *out = judging->out;
    struct end child = end_of(judging, site, NULL);
    struct end above = end_of(judging, parent, site->parent);
    struct side side = {0};
    struct path path = {
        .component =
            talloc_asprintf(out, "intersite replication (%s to %s)", child.code, above.code),
        .site_code = talloc_strdup(out, child.code),
        .host = talloc_strdup(out, child.name),
        .endpoint = talloc_strdup(out, or_word(above.at.text, "not known")),
        .endpoint_number =
            above.at.probed == NULL ? 0 : (size_t)(above.at.probed - judging->endpoints) + 1,
        .driver = talloc_strdup(out, "none: engine to engine"),
    };
    child.proof = proof_of(judging, &child, &above);
    above.proof = proof_of(judging, &above, &child);
    judge_end(judging, &child, &path, &side);
    judge_end(judging, &above, &path, &side);
    path_assume(judging, &path,
                "the Windows of %s and of %s have their TLS 1.2 clients on and a cipher suite in "
                "common; neither was compared",
                child.name, above.name);
    assumptions_on_endpoint(judging, child.at.probed, &path);
    assumptions_on_endpoint(judging, above.at.probed, &path);
    world_judge_other(judging, "intersite replication", &side);
    path_add(judging, &path, &side);
}

/* The site of that code; `known` keeps the few that are parents, for 6,000 secondary sites. */
static const struct site *parent_find(struct judging *judging, const char *code,
                                      const struct site **known, size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        if (text_equal(known[i]->code, code))
            return known[i];
    const struct site *found = site_find(judging, code);
    if (found != NULL)
        known[(*count)++] = found;
    return found;
}

void replication_judge(struct judging *judging)
{
    const struct facts *facts = judging->facts;
    const struct site **known = mem_array(judging->out, const struct site *, facts->site_count);
    size_t known_count = 0;
    for (size_t i = 0; i < facts->site_count; i++) {
        const struct site *site = &facts->sites[i];
        if (!text_is_empty(site->parent) && !text_equal(site->parent, site->code))
            judge_link(judging, site, parent_find(judging, site->parent, known, &known_count));
    }
}
