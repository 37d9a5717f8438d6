/* What an endpoint's answers to hellos in the shape of a client mean. */
#include "judge/inventory.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "wire/tls.h"

#define OUTCOME_AS_TEXT(id, word) [id] = (word),
const char *const client_outcome_names[] = {CLIENT_OUTCOMES(OUTCOME_AS_TEXT) NULL};

const struct client_answer *client_answer_to(const struct endpoint *endpoint,
                                             const struct host_hello *hello,
                                             enum client_offer offer)
{
    for (size_t i = 0; i < endpoint->client_count; i++) {
        const struct client_answer *answer = &endpoint->clients[i];
        if (answer->offer == offer && answer->fips == hello->fips &&
            text_equal(answer->client, hello->client->key) &&
            (offer != OFFER_OWN ||
             (hello->own != NULL && text_equal(answer->own, hello->own->value))))
            return answer;
    }
    return NULL;
}

static bool is(const struct client_answer *answer, enum tls_answer wanted)
{
    return answer != NULL && answer->answer == wanted;
}

/* Of what was agreed on with everything on offer, the part that is off by default. */
static char *what_is_off(void *parent, const struct tables *tables, const struct host_hello *hello,
                         const struct client_answer *agreed)
{
    struct tls_shape usual = tls_shape_default(parent, tables, hello->client, hello->fips);
    uint16_t number = 0;
    bool suite_is_on = agreed->suite != NULL && tls_suite_find(agreed->suite, &number) &&
                       tls_numbers_have(&usual.suites, number);
    if (suite_is_on && agreed->group != NULL)
        return talloc_asprintf(parent, "the elliptic curve %s", agreed->group);
    return talloc_strdup(parent,
                         agreed->suite == NULL ? "a suite that is not known" : agreed->suite);
}

/* The curve that the server uses when everything is on offer, where the suite of that is one the
 * client has and the curve is not; else NULL. */
static const char *foreign_curve(void *parent, const struct tables *tables,
                                 const struct endpoint *endpoint, const struct host_hello *hello)
{
    static const char ecdhe[] = "ECDHE ";
    const struct handshake *handshake = &endpoint->handshake;
    struct tls_shape all = tls_shape_supported(parent, tables, hello->client, hello->fips);
    uint16_t suite = 0;
    uint16_t group = 0;
    if (handshake->suite == NULL || handshake->key_exchange == NULL ||
        strncmp(handshake->key_exchange, ecdhe, sizeof ecdhe - 1) != 0)
        return NULL;
    const char *curve = handshake->key_exchange + sizeof ecdhe - 1;
    bool fits = tls_suite_find(handshake->suite, &suite) && tls_numbers_have(&all.suites, suite) &&
                tls_group_find(curve, &group) && !tls_numbers_have(&all.groups, group);
    return fits ? curve : NULL;
}

static enum client_outcome about_signature(const struct host_hello *hello,
                                           const struct client_answer *agreed)
{
    const struct tls_signatures_row *unsure = hello->client->unsure_row;
    uint16_t scheme = 0;
    bool may_have = unsure != NULL && agreed->signature != NULL &&
                    tls_signature_find(agreed->signature, &scheme) &&
                    tls_numbers_have(&unsure->numbers, scheme);
    return may_have ? CLIENT_SIGNATURES_UNSURE : CLIENT_SIGNATURES;
}

/* The default was refused. */
static struct client_comparison refused(void *parent, const struct tables *tables,
                                        const struct endpoint *endpoint,
                                        const struct host_hello *hello)
{
    const struct client_answer *supported = client_answer_to(endpoint, hello, OFFER_SUPPORTED);
    const struct client_answer *any = client_answer_to(endpoint, hello, OFFER_ANY_SIGNATURE);
    if (is(supported, TLS_ACCEPTED))
        return (struct client_comparison){CLIENT_OFF, supported,
                                          what_is_off(parent, tables, hello, supported)};
    if (is(any, TLS_ACCEPTED))
        return (struct client_comparison){about_signature(hello, any), any,
                                          talloc_strdup(parent, any->signature)};
    if (!is(supported, TLS_REFUSED) || !is(any, TLS_REFUSED))
        return (struct client_comparison){CLIENT_HALF_TOLD,
                                          client_answer_to(endpoint, hello, OFFER_DEFAULT), NULL};
    const char *curve = foreign_curve(parent, tables, endpoint, hello);
    return (struct client_comparison){curve == NULL ? CLIENT_NOTHING : CLIENT_GROUPS, any,
                                      talloc_strdup(parent, curve)};
}

/* A list of the host that nobody asked about: what is refused with all that this Windows supports
 * is refused with any list. */
static struct client_comparison own_not_asked(void *parent, const struct tables *tables,
                                              const struct endpoint *endpoint,
                                              const struct host_hello *hello)
{
    const struct client_answer *usual = client_answer_to(endpoint, hello, OFFER_DEFAULT);
    if (!is(usual, TLS_REFUSED))
        return (struct client_comparison){CLIENT_NOT_ASKED, NULL, NULL};
    struct client_comparison found = refused(parent, tables, endpoint, hello);
    if (found.outcome == CLIENT_OFF)
        return (struct client_comparison){CLIENT_HALF_TOLD, usual, NULL};
    return found;
}

/* Why it is not certain that the client offers what was agreed on; NULL = it is. */
static const struct tls_suites_row *doubt_about(const struct tables *tables,
                                                const struct host_hello *hello,
                                                const struct client_answer *agreed)
{
    uint16_t suite = 0;
    return agreed->suite != NULL && tls_suite_find(agreed->suite, &suite)
               ? tls_client_doubt(tables, hello->client, suite)
               : NULL;
}

/* What was agreed on is not certain, and without it nothing is. */
static struct client_comparison doubtful(void *parent, const struct tables *tables,
                                         const struct host_hello *hello,
                                         const struct client_answer *agreed)
{
    const struct tls_suites_row *doubt = doubt_about(tables, hello, agreed);
    if (doubt != NULL && doubt->what == SUITES_ADDED)
        return (struct client_comparison){CLIENT_UPDATES, agreed,
                                          talloc_strdup(parent, doubt->update)};
    return (struct client_comparison){CLIENT_DISPUTED, agreed,
                                      talloc_strdup(parent, agreed->suite)};
}

/* Before Windows 10 the names of ECDHE suites end with a curve; whether one without is recognised
 * there no document says. */
bool client_misspells(const struct host_hello *hello, const char *agreed)
{
    enum { FIRST_WITHOUT_CURVES = 10 };
    if (hello->client->first.part[0] >= FIRST_WITHOUT_CURVES || agreed == NULL ||
        !text_has_prefix(agreed, "TLS_ECDHE_"))
        return false;
    char *spelled = talloc_asprintf(NULL, "%s_P", agreed);
    bool found = text_contains(hello->own->value, spelled);
    talloc_free(spelled);
    return !found;
}

struct client_comparison client_compare(void *parent, const struct tables *tables,
                                        const struct endpoint *endpoint,
                                        const struct host_hello *hello)
{
    bool has_own = hello->own != NULL;
    const struct client_answer *first =
        client_answer_to(endpoint, hello, has_own ? OFFER_OWN : OFFER_DEFAULT);
    const struct client_answer *old = client_answer_to(endpoint, hello, OFFER_CERTAIN);
    if (has_own && first == NULL)
        return own_not_asked(parent, tables, endpoint, hello);
    if (first == NULL || first->answer == TLS_UNKNOWN)
        return (struct client_comparison){first == NULL ? CLIENT_NOT_ASKED : CLIENT_NO_ANSWER,
                                          first, NULL};
    if (first->answer == TLS_REFUSED)
        return has_own ? (struct client_comparison){CLIENT_OWN_NOTHING, first, NULL}
                       : refused(parent, tables, endpoint, hello);
    if (has_own && client_misspells(hello, first->suite))
        return (struct client_comparison){CLIENT_OWN_SPELLING, first,
                                          talloc_strdup(parent, first->suite)};
    if (!has_own && is(old, TLS_UNKNOWN) && doubt_about(tables, hello, first) != NULL)
        return (struct client_comparison){CLIENT_NO_ANSWER, old, NULL};
    if (has_own || !is(old, TLS_REFUSED))
        return (struct client_comparison){CLIENT_AGREES, first, NULL};
    return doubtful(parent, tables, hello, first);
}
