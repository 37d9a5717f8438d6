/* What the user assumes of a SQL endpoint. */
#include "judge/assumed_parts.h"

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

/* ---- endpoints ------------------------------------------------------------------------------- */

/* As if a handshake had shown it. */
static void accept_tls12(struct judging *judging, struct endpoint *endpoint,
                         struct endpoint_yours *to)
{
    struct tls_version_fact *versions =
        mem_array(judging->out, struct tls_version_fact, TLS_VERSION_COUNT);
    for (unsigned i = 0; i < TLS_VERSION_COUNT; i++)
        versions[i] =
            (struct tls_version_fact){.version = (enum tls_version)i,
                                      .answer = endpoint_answer(endpoint, (enum tls_version)i)};
    versions[TLS_1_2].answer = TLS_ACCEPTED;
    endpoint->versions = versions;
    endpoint->version_count = TLS_VERSION_COUNT;
    endpoint->handshake = (struct handshake){.tried = true, .completed = true};
    to->has_tls12 = true;
}

static bool build_has_tls12(const struct judging *judging, const struct version *build)
{
    void *scratch = talloc_new(NULL);
    enum build_answer answer =
        builds_lookup(scratch, judging->tables, build, ARCHITECTURE_ANY, 0).answer;
    talloc_free(scratch);
    return answer == BUILD_YES || answer == BUILD_REGRESSED;
}

static void assume_engine(struct judging *judging, struct facts *facts, struct endpoint_yours *to,
                          const char *value)
{
    struct endpoint *endpoint = &facts->endpoints[to->at];
    struct version build = engine_question_read(judging->tables, value).build;
    if (build.count < 3)
        return;
    endpoint->engine = build;
    to->has_engine = true;
    if (to->at == 0)
        facts->server.product_version = version_text(judging->out, &build);
    if (endpoint->reach == REACH_TDS && build_has_tls12(judging, &build))
        accept_tls12(judging, endpoint, to);
}

/* The setting alone shows no TLS 1.2; a build that has it does. */
static void assume_encryption(struct judging *judging, struct endpoint *endpoint,
                              struct endpoint_yours *to, const char *value)
{
    unsigned encryption = ENCRYPTION_UNKNOWN;
    bool was_closed = endpoint->reach == REACH_STRICT_ONLY ||
                      endpoint->encryption == ENCRYPTION_STRICT_ONLY ||
                      endpoint->encryption == ENCRYPTION_NOT_SUPPORTED;
    if (!name_find(encryption_names, value, &encryption))
        return;
    endpoint->encryption = (enum encryption)encryption;
    if (endpoint->reach == REACH_STRICT_ONLY)
        endpoint->reach = REACH_TDS;
    if (was_closed && build_has_tls12(judging, &endpoint->engine))
        accept_tls12(judging, endpoint, to);
}

/* One that is valid for a year, has RSA 2048 and SHA-256, and that the clients trust. */
static void assume_certificate(struct judging *judging, struct endpoint *endpoint)
{
    enum { A_YEAR_S = 365 * DAY_S, RSA_BITS = 2048 };
    struct certificate *leaf = mem_array(judging->out, struct certificate, 1);
    leaf->subject = talloc_asprintf(judging->out, "CN=%s", or_word(endpoint->host, "?"));
    leaf->not_before_unix_s = judging->facts->now_unix_s - DAY_S;
    leaf->not_after_unix_s = judging->facts->now_unix_s + A_YEAR_S;
    leaf->key_type = talloc_strdup(judging->out, "RSA");
    leaf->key_bits = RSA_BITS;
    leaf->signature_hash = talloc_strdup(judging->out, "SHA256");
    endpoint->chain = leaf;
    endpoint->chain_count = 1;
    endpoint->chain_error = NULL;
    endpoint->name_error = NULL;
}

void assumed_endpoint_apply(struct judging *judging, struct facts *facts,
                            const struct assumption *assumption, enum assumable kind,
                            struct endpoint_yours *to)
{
    struct endpoint *endpoint = &facts->endpoints[to->at];
    if (kind == ASSUME_ENGINE) {
        assume_engine(judging, facts, to, assumption->value);
    } else if (kind == ASSUME_TLS12) {
        endpoint->reach = REACH_TDS;
        accept_tls12(judging, endpoint, to);
    } else if (kind == ASSUME_ENCRYPTION) {
        assume_encryption(judging, endpoint, to, assumption->value);
    } else if (kind == ASSUME_CERTIFICATE) {
        assume_certificate(judging, endpoint);
    } else {
        to->has_suites = true;
    }
    assumed_text(judging->out, &to->texts, &to->text_count, assumption);
}
