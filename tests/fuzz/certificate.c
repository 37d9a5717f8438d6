/* One certificate as a server sent it: its facts, our check of it, and it as PEM. */
#include "fuzz.h"

#include <talloc.h>

#include "evidence/records.h"
#include "tests/support/written.h"
#include "tls/chain.h"

const struct fuzz_bound fuzz_bound = {.base = 64 * 1024, .per_byte = 512};

/* All that is said of it can be saved, and comes back the same. */
static void check_saved(void *memory, struct certificate *certificates, size_t count)
{
    struct endpoint endpoint = {.chain = certificates, .chain_count = count};
    struct facts facts = {.endpoints = &endpoint, .endpoint_count = 1};
    struct error err = ERROR_NONE;
    char *saved = facts_text(memory, &facts);
    struct facts *again = facts_load(memory, "facts", saved, strlen(saved), &err);
    MUST(again != NULL, "what is said of a certificate is loaded again");
    MUST(fuzz_same_text(saved, facts_text(memory, again)), "and is the same");
}

static void check_trust(void *memory, const struct der *der, bool is_certificate)
{
    static const struct chain_trust trusts[] = {
        {.expected_name = "sql01.contoso.com", .ca_file = CA_FILE, .now_unix_s = 1795000000},
        {.pinned_file = CA_FILE, .now_unix_s = 1795000000},
    };
    for (size_t i = 0; i < sizeof trusts / sizeof trusts[0]; i++) {
        char *chain_error = NULL;
        char *name_error = NULL;
        chain_check(memory, der, 1, &trusts[i], &chain_error, &name_error);
        MUST(chain_error == NULL || fuzz_is_text(chain_error), "an error is a text");
        MUST(name_error == NULL || fuzz_is_text(name_error), "an error is a text");
        MUST(is_certificate || chain_error != NULL, "what is no certificate is not trusted");
    }
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    const struct der der = {.data = data, .size = size};
    struct certificate *certificates = NULL;
    size_t count = 0;
    struct error err = ERROR_NONE;
    bool ok = chain_facts(memory, &der, 1, &certificates, &count, &err);
    MUST(ok == (err.text[0] == '\0') && ok == (count == 1), "facts or an error");
    char *pem = chain_pem(memory, &der, 1);
    MUST(ok == (pem != NULL), "what has facts has a PEM text");
    check_trust(memory, &der, ok);
    if (!ok)
        return;
    MUST(strncmp(pem, "# ", 2) == 0 && strchr(pem, '\n') != NULL, "a comment of one line");
    MUST(strncmp(strchr(pem, '\n'), "\n-----BEGIN CERTIFICATE-----\n", 29) == 0, "then the PEM");
    MUST(strlen(certificates[0].fingerprint) == 95, "a fingerprint of 32 bytes");
    check_saved(memory, certificates, count);
    struct reader cut = fuzz_prefix(memory, data, fuzz_cut(data, size));
    const struct der shorter = {.data = cut.data, .size = cut.size};
    MUST(!chain_facts(memory, &shorter, 1, &certificates, &count, &err), "a cut one has no facts");
}
