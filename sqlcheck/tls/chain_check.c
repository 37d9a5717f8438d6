#include "tls/chain.h"

#include "base/text.h"
#include "tls/reasons.h"
#include "tls/trust.h"
#include "tls/x509.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <talloc.h>

/* ---- the chain ------------------------------------------------------------------------------- */

/* Takes the store over; NULL is a check that could not run. */
static void check_in_store(struct reasons *reasons, STACK_OF(X509) * certs, X509_STORE *store,
                           const struct chain_trust *trust, const struct error *err)
{
    if (store == NULL) {
        reasons_add(reasons, talloc_strdup(NULL, err->text));
        return;
    }
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    bool ready = context != NULL &&
                 X509_STORE_CTX_init(context, store, sk_X509_value(certs, 0), certs) == 1 &&
                 X509_STORE_CTX_set_default(context, "ssl_server") == 1;
    if (ready) {
        X509_STORE_CTX_set_time(context, 0, (time_t)trust->now_unix_s);
        X509_STORE_CTX_set_app_data(context, reasons);
        X509_STORE_CTX_set_verify_cb(context, reasons_on_verify);
        ready = X509_verify_cert(context) == 1;
    }
    /* The callback says yes to everything: a no from here is a check that could not run. */
    if (!ready && reasons->text == NULL)
        reasons_add(reasons, talloc_strdup(NULL, "OpenSSL could not check the chain"));
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    ERR_clear_error();
}

struct chain_store {
    X509_STORE *store;
};

static void check_to_root(struct reasons *reasons, STACK_OF(X509) * certs,
                          const struct chain_trust *trust)
{
    struct error err = ERROR_NONE;
    if (trust->store != NULL) {
        (void)X509_STORE_up_ref(trust->store->store);
        check_in_store(reasons, certs, trust->store->store, trust, &err);
        return;
    }
    if (trust->ca_file != NULL) {
        X509_STORE *store = trust_store_file(trust->ca_file, &err);
        check_in_store(reasons, certs, store, trust, &err);
        return;
    }
    const struct reasons none = *reasons;
    X509_STORE *store = trust_store_system(false, &err);
    check_in_store(reasons, certs, store, trust, &err);
    if (reasons->text == NULL)
        return;
    talloc_free(reasons->text);
    *reasons = none;
    store = trust_store_system(true, &err);
    check_in_store(reasons, certs, store, trust, &err);
}

static bool is_issued_by(X509 *cert, X509 *issuer)
{
    return X509_check_issued(issuer, cert) == X509_V_OK &&
           X509_verify(cert, X509_get0_pubkey(issuer)) == 1;
}

/* What --save-certificate wrote may have the authorities above the certificate as well: beside a
 * server's certificate they let nobody in, or any other that they signed would pass unnamed. */
static bool is_pinned(X509 *leaf, STACK_OF(X509) * pinned)
{
    bool found = false;
    bool has_server = false;
    for (int i = 0; i < sk_X509_num(pinned); i++) {
        has_server = has_server || X509_check_ca(sk_X509_value(pinned, i)) == 0;
        found = found || X509_cmp(leaf, sk_X509_value(pinned, i)) == 0;
    }
    for (int i = 0; i < sk_X509_num(pinned) && !found && !has_server; i++)
        found = is_issued_by(leaf, sk_X509_value(pinned, i));
    return found;
}

static void check_pinned(struct reasons *reasons, X509 *leaf, const char *path)
{
    struct error err = ERROR_NONE;
    STACK_OF(X509) *pinned = trust_read(path, &err);
    if (pinned == NULL) {
        reasons_add(reasons, talloc_strdup(NULL, err.text));
        return;
    }
    bool found = is_pinned(leaf, pinned);
    if (!found)
        reasons_add(reasons, talloc_asprintf(NULL,
                                             "the server's certificate is not the one in "
                                             "'%s', nor signed by it",
                                             path));
    sk_X509_pop_free(pinned, X509_free);
    ERR_clear_error();
}

/* ---- the name -------------------------------------------------------------------------------- */

static bool is_address(const char *name)
{
    uint8_t bytes[16];
    return inet_pton(AF_INET, name, bytes) == 1 || inet_pton(AF_INET6, name, bytes) == 1;
}

static bool is_ascii(const char *text)
{
    while (*text != '\0' && (unsigned char)*text < 0x80)
        text++;
    return *text == '\0';
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text);
    size_t end_size = strlen(end);
    return size >= end_size && text_equal(text + size - end_size, end);
}

/* What a reader of the two names might not see. */
static const char *why_not(char **names, size_t count, const char *expected)
{
    if (!is_ascii(expected))
        return " (certificates have such a name in its xn-- form)";
    for (size_t i = 0; i < count; i++) {
        if (is_address(expected) && text_equal(names[i], expected))
            return " as an address (it has that as a host's name only)";
        if (names[i][0] == '*' && ends_with(expected, names[i] + 1))
            return " (a * stands for one label, and never right above the top level)";
    }
    return "";
}

static char *check_name(void *parent, X509 *leaf, const char *expected)
{
    int matches = is_address(expected) ? X509_check_ip_asc(leaf, expected, 0)
                                       : X509_check_host(leaf, expected, 0, 0, NULL);
    ERR_clear_error();
    if (matches == 1)
        return NULL;
    void *memory = talloc_new(NULL);
    size_t count = 0;
    char **names = x509_names(memory, leaf, &count);
    const char *list = text_list(memory, (const char *const *)names, count, "', '");
    char *text =
        count == 0 ? talloc_asprintf(parent, "the certificate names no host, so not '%s'", expected)
                   : talloc_asprintf(parent, "the certificate is for '%s', not for '%s'%s", list,
                                     expected, why_not(names, count, expected));
    talloc_free(memory);
    return text;
}

/* ---- public -------------------------------------------------------------------------------- */

static STACK_OF(X509) * stack_from(const struct der *chain, size_t count)
{
    STACK_OF(X509) *certs = sk_X509_new_null();
    for (size_t i = 0; i < count; i++) {
        X509 *cert = x509_from_der(&chain[i]);
        if (cert == NULL || sk_X509_push(certs, cert) <= 0) {
            X509_free(cert);
            sk_X509_pop_free(certs, X509_free);
            return NULL;
        }
    }
    return certs;
}

void chain_check(void *parent, const struct der *chain, size_t count,
                 const struct chain_trust *trust, char **chain_error, char **name_error)
{
    *chain_error = NULL;
    *name_error = NULL;
    struct reasons reasons = {.parent = parent};
    STACK_OF(X509) *certs = count == 0 ? NULL : stack_from(chain, count);
    if (certs == NULL) {
        *chain_error = talloc_strdup(parent, count == 0 ? "the server sent no certificate"
                                                        : "the server sent bytes that are not a "
                                                          "certificate");
        return;
    }
    X509 *leaf = sk_X509_value(certs, 0);
    if (trust->pinned_file != NULL)
        check_pinned(&reasons, leaf, trust->pinned_file);
    else
        check_to_root(&reasons, certs, trust);
    *chain_error = reasons.text;
    if (trust->pinned_file == NULL && trust->expected_name != NULL)
        *name_error = check_name(parent, leaf, trust->expected_name);
    sk_X509_pop_free(certs, X509_free);
}

bool chain_trust_is_usable(const struct chain_trust *trust, struct error *err)
{
    const char *const paths[] = {trust->pinned_file, trust->ca_file};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (paths[i] == NULL)
            continue;
        STACK_OF(X509) *certs = trust_read(paths[i], err);
        if (certs == NULL)
            return false;
        sk_X509_pop_free(certs, X509_free);
    }
    return true;
}

static int store_free(struct chain_store *store)
{
    X509_STORE_free(store->store);
    return 0;
}

bool chain_trust_load(void *parent, struct chain_trust *trust, struct error *err)
{
    X509_STORE *loaded = trust->ca_file != NULL ? trust_store_file(trust->ca_file, err)
                                                : trust_store_system(true, err);
    if (loaded == NULL)
        return false;
    struct chain_store *store = talloc_zero(parent, struct chain_store);
    store->store = loaded;
    talloc_set_destructor(store, store_free);
    trust->store = store;
    return true;
}
