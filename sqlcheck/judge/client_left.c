/* What a client and a server that is left with a list of suites agree on: by the tables, since no
 * server could be asked. Where the curve or the signature fails today it fails then. */
#include "judge/inventory.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "wire/tls.h"

/* Whether the server can serve it with a key of that type; one that was not seen counts as RSA. */
static bool key_serves(const char *key_type, uint16_t suite)
{
    bool is_ec = text_has_prefix(key_type, "EC");
    void *scratch = talloc_new(NULL);
    const char *name = tls_suite_name(scratch, suite);
    bool serves = strstr(name, is_ec ? "_ECDSA_" : "_RSA_") != NULL;
    talloc_free(scratch);
    return serves;
}

/* The first of the list that the shape has too; NULL. */
static char *common(void *parent, const struct endpoint *endpoint, const struct tls_numbers *left,
                    const struct tls_shape *shape)
{
    const char *key_type = endpoint->chain_count == 0 || endpoint->chain[0].key_type == NULL
                               ? "RSA"
                               : endpoint->chain[0].key_type;
    for (size_t i = 0; i < left->count; i++)
        if (tls_numbers_have(&shape->suites, left->item[i]) && key_serves(key_type, left->item[i]))
            return talloc_strdup(parent, tls_suite_name(parent, left->item[i]));
    return NULL;
}

/* What no list of suites mends. CLIENT_OFF is of suites, unless a suite on by default was chosen:
 * then it is of a curve. */
static bool fails_otherwise(const struct client_comparison *today)
{
    bool off_curve = today->outcome == CLIENT_OFF && today->what != NULL &&
                     text_has_prefix(today->what, "the elliptic curve");
    return off_curve || today->outcome == CLIENT_GROUPS || today->outcome == CLIENT_SIGNATURES ||
           today->outcome == CLIENT_SIGNATURES_UNSURE;
}

static struct client_comparison without_default(void *parent, const struct tables *tables,
                                                const struct endpoint *endpoint,
                                                const struct host_hello *hello,
                                                const struct tls_numbers *left)
{
    struct tls_shape all = tls_shape_supported(parent, tables, hello->client, hello->fips);
    char *off = common(parent, endpoint, left, &all);
    return (struct client_comparison){off == NULL ? CLIENT_NOTHING : CLIENT_OFF, NULL, off};
}

/* Of the default, where only what is in doubt would be agreed on. */
static struct client_comparison with_default(void *parent, const struct tables *tables,
                                             const struct endpoint *endpoint,
                                             const struct host_hello *hello,
                                             const struct tls_numbers *left, char *agreed)
{
    struct tls_shape certain;
    uint16_t suite = 0;
    if (!tls_shape_certain(parent, tables, hello->client, hello->fips, &certain) ||
        common(parent, endpoint, left, &certain) != NULL)
        return (struct client_comparison){CLIENT_AGREES, NULL, agreed};
    const struct tls_suites_row *doubt =
        tls_suite_find(agreed, &suite) ? tls_client_doubt(tables, hello->client, suite) : NULL;
    if (doubt != NULL && doubt->what == SUITES_ADDED)
        return (struct client_comparison){CLIENT_UPDATES, NULL,
                                          talloc_strdup(parent, doubt->update)};
    return (struct client_comparison){CLIENT_DISPUTED, NULL, agreed};
}

struct client_comparison client_compare_left(void *parent, const struct tables *tables,
                                             const struct endpoint *endpoint,
                                             const struct host_hello *hello,
                                             const struct tls_numbers *left)
{
    struct client_comparison today = client_compare(parent, tables, endpoint, hello);
    struct tls_shape shape =
        hello->own == NULL
            ? tls_shape_default(parent, tables, hello->client, hello->fips)
            : tls_shape_own(parent, tables, hello->client, hello->fips, hello->own->value);
    char *agreed = common(parent, endpoint, left, &shape);
    if (agreed == NULL && hello->own != NULL)
        return (struct client_comparison){CLIENT_OWN_NOTHING, NULL, NULL};
    if (agreed == NULL)
        return without_default(parent, tables, endpoint, hello, left);
    if (fails_otherwise(&today))
        return today;
    if (hello->own == NULL)
        return with_default(parent, tables, endpoint, hello, left, agreed);
    bool misspelt = client_misspells(hello, agreed);
    return (struct client_comparison){misspelt ? CLIENT_OWN_SPELLING : CLIENT_AGREES, NULL, agreed};
}
