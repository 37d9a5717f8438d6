/* What each client of the table gets from an endpoint that was asked with hellos like theirs. */
#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "judge/rules.h"
#include "judge/scan.h"

#define FIT_AS_TEXT(id, word) [id] = (word),
const char *const certificate_fit_names[] = {CERTIFICATE_FITS(FIT_AS_TEXT) NULL};

static const enum verdict verdicts[CLIENT_OUTCOME_COUNT] = {
    [CLIENT_AGREES] = VERDICT_PASS,
    [CLIENT_UPDATES] = VERDICT_WARN,
    [CLIENT_DISPUTED] = VERDICT_WARN,
    [CLIENT_OWN_SPELLING] = VERDICT_WARN,
    [CLIENT_OFF] = VERDICT_FAIL, /* nobody is known to have switched it on */
    [CLIENT_SIGNATURES_UNSURE] = VERDICT_UNKNOWN,
    [CLIENT_SIGNATURES] = VERDICT_FAIL,
    [CLIENT_GROUPS] = VERDICT_FAIL,
    [CLIENT_NOTHING] = VERDICT_FAIL,
    [CLIENT_OWN_NOTHING] = VERDICT_FAIL,
    [CLIENT_HALF_TOLD] = VERDICT_FAIL,
    [CLIENT_NO_ANSWER] = VERDICT_UNKNOWN,
    [CLIENT_NOT_ASKED] = VERDICT_UNKNOWN,
};

/* ---- certificates ---------------------------------------------------------------------------- */

/* "rsa_pkcs1_sha256" of "rsa" and "SHA256"; the curve in a name of ECDSA does not count. */
static bool takes(const struct tls_client *client, const char *kind, const char *hash)
{
    const char *schemes = client->signature_row->schemes;
    char *wanted = text_lower(NULL, hash);
    bool found = false;
    while (!found && *schemes != '\0') {
        size_t length = strcspn(schemes, " ");
        size_t end = strlen(wanted);
        found = strncmp(schemes, kind, strlen(kind)) == 0 && length > end &&
                strncmp(schemes + length - end, wanted, end) == 0 &&
                schemes[length - end - 1] == '_';
        schemes += length + strspn(schemes + length, " ");
    }
    talloc_free(wanted);
    return found;
}

static enum certificate_fit fit_of_kind(const struct tls_client *client, const char *key_type,
                                        const char *hash)
{
    const char *kind = text_has_prefix(key_type, "RSA")  ? "rsa_pkcs1"
                       : text_has_prefix(key_type, "EC") ? "ecdsa"
                                                         : NULL;
    if (kind == NULL)
        return FIT_UNKNOWN;
    return takes(client, kind, hash) ? FIT_YES : FIT_NO;
}

/* The key that signed a certificate is that of the next one, or its own; where neither is there, an
 * answer that is the same for both kinds of key. A root's own signature is not looked at. */
static enum certificate_fit fit_of(const struct tls_client *client, const struct endpoint *endpoint,
                                   size_t at)
{
    const struct certificate *certificate = &endpoint->chain[at];
    if (text_is_empty(certificate->signature_hash))
        return FIT_UNKNOWN;
    if (certificate->self_signed)
        return at > 0 ? FIT_YES
                      : fit_of_kind(client, or_word(certificate->key_type, ""),
                                    certificate->signature_hash);
    if (at + 1 < endpoint->chain_count)
        return fit_of_kind(client, or_word(endpoint->chain[at + 1].key_type, ""),
                           certificate->signature_hash);
    bool rsa = takes(client, "rsa_pkcs1", certificate->signature_hash);
    bool ecdsa = takes(client, "ecdsa", certificate->signature_hash);
    return rsa != ecdsa ? FIT_UNKNOWN : rsa ? FIT_YES : FIT_NO;
}

static enum certificate_fit fit_of_chain(const struct tls_client *client,
                                         const struct endpoint *endpoint)
{
    enum certificate_fit worst = endpoint->chain_count == 0 ? FIT_UNKNOWN : FIT_YES;
    for (size_t i = 0; i < endpoint->chain_count; i++) {
        enum certificate_fit fit = fit_of(client, endpoint, i);
        if (fit == FIT_NO)
            return FIT_NO;
        worst = fit < worst ? fit : worst;
    }
    return worst;
}

/* ---- clients --------------------------------------------------------------------------------- */

void clients_judge(void *parent, const struct scan *scan, const struct tables *tables,
                   struct scan_judgement *out)
{
    for (size_t i = 0; scan->clients_asked && i < tables->tls_client_count; i++) {
        const struct host_hello hello = {.client = &tables->tls_clients[i]};
        struct client_prospect *prospect =
            mem_append(parent, &out->clients, &out->client_count, sizeof *prospect);
        *prospect = (struct client_prospect){
            .client = hello.client,
            .compared = client_compare(parent, tables, &scan->endpoint, &hello),
            .certificate = fit_of_chain(hello.client, &scan->endpoint),
        };
        prospect->verdict = verdicts[prospect->compared.outcome];
        if (prospect->verdict == VERDICT_PASS && !tls_client_has_1_2(hello.client))
            prospect->verdict = VERDICT_WARN;
        if (prospect->verdict < VERDICT_FAIL && prospect->certificate == FIT_NO)
            prospect->verdict = VERDICT_FAIL;
    }
}

bool clients_finding(void *parent, const struct scan_judgement *judgement, const char *endpoint,
                     struct finding *out)
{
    char *names = NULL;
    bool any_has_1_2 = false;
    for (size_t i = 0; i < judgement->client_count; i++) {
        const struct client_prospect *prospect = &judgement->clients[i];
        if (prospect->verdict != VERDICT_FAIL)
            continue;
        names = names == NULL ? talloc_strdup(parent, prospect->client->name)
                              : talloc_asprintf_append(names, ", %s", prospect->client->name);
        any_has_1_2 = any_has_1_2 || tls_client_has_1_2(prospect->client);
    }
    if (names == NULL)
        return false;
    *out = finding_make(parent, FINDING_SUI_CLIENTS, WORDS(endpoint, names));
    if (!any_has_1_2)
        out->severity = SEVERITY_INFO;
    return true;
}
