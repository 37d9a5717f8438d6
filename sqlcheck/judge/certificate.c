/* The certificate an endpoint shows. Only its age, hash and key decide; who signed it is for the
 * machines that connect, so it is said but never decides. */
#include "judge/rules.h"

#include <talloc.h>

#include "base/date.h"
#include "base/text.h"

char *certificate_text(void *parent, const struct certificate *certificate)
{
    return talloc_asprintf(parent, "%s, valid from %s to %s",
                           or_word(certificate->subject, "a certificate without a subject"),
                           date_day(parent, certificate->not_before_unix_s),
                           date_day(parent, certificate->not_after_unix_s));
}

static void add_certificate_facts(void *parent, struct finding *finding,
                                  const struct certificate *certificate)
{
    finding_fact(
        parent, finding, "handshake: subject %s, issuer %s, valid from %s to %s, %s %d, %s",
        or_word(certificate->subject, "not known"), or_word(certificate->issuer, "not known"),
        date_day(parent, certificate->not_before_unix_s),
        date_day(parent, certificate->not_after_unix_s),
        or_word(certificate->key_type, "key not known"), certificate->key_bits,
        or_word(certificate->signature_hash, "hash not known"));
}

static void add(struct judging *judging, struct side *side, enum finding_key key,
                const char *const *words, const struct certificate *certificate)
{
    void *parent = judging->out;
    struct finding finding = finding_make(parent, key, words);
    add_certificate_facts(parent, &finding, certificate);
    side_add(parent, side, &finding);
}

/* A date that is over fails drivers that check certificates, and warns for the others. */
static void judge_dates(struct judging *judging, struct endpoint_side *side,
                        const struct certificate *leaf)
{
    void *parent = judging->out;
    int64_t now = judging->facts->now_unix_s;
    char *end = date_day(parent, leaf->not_after_unix_s);
    char *wrong = NULL;
    if (leaf->not_after_unix_s != 0 && leaf->not_after_unix_s < now)
        wrong = talloc_asprintf(parent, "expired on %s", end);
    else if (leaf->not_before_unix_s > now)
        wrong = talloc_asprintf(parent, "is not valid before %s",
                                date_day(parent, leaf->not_before_unix_s));
    if (wrong != NULL) {
        add(judging, &side->validating, FINDING_CRT_DATE_FAIL, WORDS(side->text, wrong), leaf);
        add(judging, &side->trusting, FINDING_CRT_DATE, WORDS(side->text, wrong), leaf);
        return;
    }
    if (leaf->not_after_unix_s == 0 || leaf->not_after_unix_s - now > EXPIRES_S)
        return;
    char *days = number_word(parent, date_days_between(now, leaf->not_after_unix_s));
    add(judging, &side->common, FINDING_CRT_EXPIRES, WORDS(side->text, days, end), leaf);
}

/* A root's own signature is checked by nobody. */
static bool signature_counts(const struct endpoint *endpoint, size_t at)
{
    return at == 0 || !endpoint->chain[at].self_signed;
}

static const struct {
    const char *hash;
    enum finding_key key;
    bool names_hash;
} hashes[] = {
    {"MD5", FINDING_CRT_MD5, false},
    {"SHA1", FINDING_CRT_SHA1, false},
    {"SHA-1", FINDING_CRT_SHA1, false},
    {"SHA224", FINDING_CRT_HASH_DISPUTED, true},
    {"SHA512", FINDING_CRT_HASH_DISPUTED, true},
};

static void judge_hash(struct judging *judging, struct endpoint_side *side,
                       const struct certificate *certificate)
{
    const char *subject = or_word(certificate->subject, side->text);
    for (size_t i = 0; i < sizeof hashes / sizeof hashes[0]; i++) {
        if (!text_equal(hashes[i].hash, certificate->signature_hash))
            continue;
        if (hashes[i].names_hash && certificate->self_signed)
            continue; /* CONN-ARTICLES: self-signed certificates are not affected */
        add(judging, &side->common, hashes[i].key, WORDS(subject, hashes[i].hash), certificate);
    }
}

static void judge_key(struct judging *judging, struct endpoint_side *side,
                      const struct certificate *leaf)
{
    if (!text_has_prefix(or_word(leaf->key_type, ""), "RSA") || leaf->key_bits <= 0 ||
        leaf->key_bits > SMALL_RSA_BITS)
        return;
    char *bits = number_word(judging->out, leaf->key_bits);
    add(judging, &side->common, FINDING_CRT_SMALL_KEY, WORDS(side->text, bits), leaf);
}

static void say_trust(struct judging *judging, struct endpoint_side *side,
                      const struct certificate *leaf)
{
    const struct endpoint *endpoint = side->endpoint;
    if (leaf->sql_fallback)
        add(judging, &side->common, FINDING_CRT_FALLBACK, WORDS(side->text), leaf);
    else if (!text_is_empty(endpoint->chain_error))
        add(judging, &side->common, FINDING_CRT_UNTRUSTED, WORDS(side->text, endpoint->chain_error),
            leaf);
    if (!text_is_empty(endpoint->name_error) && !leaf->sql_fallback)
        add(judging, &side->common, FINDING_CRT_NAME, WORDS(side->text, endpoint->name_error),
            leaf);
}

void certificate_judge(struct judging *judging, struct endpoint_side *side)
{
    const struct endpoint *endpoint = side->endpoint;
    if (endpoint->chain_count == 0)
        return;
    judge_dates(judging, side, &endpoint->chain[0]);
    for (size_t i = 0; i < endpoint->chain_count; i++)
        if (signature_counts(endpoint, i))
            judge_hash(judging, side, &endpoint->chain[i]);
    judge_key(judging, side, &endpoint->chain[0]);
    say_trust(judging, side, &endpoint->chain[0]);
}
