#include "tls/chain.h"

#include "base/date.h"
#include "base/text.h"
#include "tls/trust.h"
#include "tls/x509.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <talloc.h>

/* ---- reasons -------------------------------------------------------------------------------- */

struct reasons {
    void *parent;
    char *text;             /* NULL while there is none */
    unsigned long seen[16]; /* what was said before: code and certificate */
    size_t seen_count;
};

static void reasons_add(struct reasons *reasons, char *reason)
{
    reasons->text = reasons->text == NULL ? talloc_strdup(reasons->parent, reason)
                                          : talloc_asprintf_append(reasons->text, "; %s", reason);
    talloc_free(reason);
}

static bool reasons_know(struct reasons *reasons, int code, int depth)
{
    unsigned long key = (unsigned long)code << 8 | (unsigned long)(depth & 0xff);
    for (size_t i = 0; i < reasons->seen_count; i++)
        if (reasons->seen[i] == key)
            return true;
    if (reasons->seen_count == sizeof reasons->seen / sizeof reasons->seen[0])
        return true;
    reasons->seen[reasons->seen_count++] = key;
    return false;
}

/* OpenSSL's words, and what a reader wants to know beside them. */
static char *reason_text(int code, const X509 *cert)
{
    const char *words = X509_verify_cert_error_string(code);
    char *name =
        cert == NULL ? talloc_strdup(NULL, "") : x509_name_text(NULL, X509_get_subject_name(cert));
    char *text;
    if (code == X509_V_ERR_CERT_HAS_EXPIRED && cert != NULL) {
        char *day = date_day(name, x509_time(X509_get0_notAfter(cert)));
        text = talloc_asprintf(NULL, "%s on %s (%s)", words, day, name);
    } else if (code == X509_V_ERR_CERT_NOT_YET_VALID && cert != NULL) {
        char *day = date_day(name, x509_time(X509_get0_notBefore(cert)));
        text = talloc_asprintf(NULL, "%s: valid from %s (%s)", words, day, name);
    } else if (cert != NULL && x509_is_sql_fallback(cert)) {
        text = talloc_asprintf(NULL,
                               "%s (SQL Server's own fallback certificate, made anew at each "
                               "start of the service)",
                               words);
    } else {
        text = name[0] == '\0' ? talloc_strdup(NULL, words)
                               : talloc_asprintf(NULL, "%s (%s)", words, name);
    }
    talloc_free(name);
    return text;
}

/* Goes on after each error, so that "self-signed" does not hide "expired". */
static int on_verify(int good, X509_STORE_CTX *context)
{
    if (good)
        return 1;
    struct reasons *reasons = X509_STORE_CTX_get_app_data(context);
    int code = X509_STORE_CTX_get_error(context);
    /* The leaf without its issuer gives this too, after the one that says why. */
    if (code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE && reasons->text != NULL)
        return 1;
    if (!reasons_know(reasons, code, X509_STORE_CTX_get_error_depth(context)))
        reasons_add(reasons, reason_text(code, X509_STORE_CTX_get_current_cert(context)));
    return 1;
}

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
        X509_STORE_CTX_set_verify_cb(context, on_verify);
        ready = X509_verify_cert(context) == 1;
    }
    /* on_verify says yes to everything: a no from here is a check that could not run. */
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

static void check_pinned(struct reasons *reasons, X509 *leaf, const char *path)
{
    struct error err = ERROR_NONE;
    STACK_OF(X509) *pinned = trust_read(path, &err);
    if (pinned == NULL) {
        reasons_add(reasons, talloc_strdup(NULL, err.text));
        return;
    }
    bool found = false;
    for (int i = 0; i < sk_X509_num(pinned) && !found; i++) {
        X509 *one = sk_X509_value(pinned, i);
        found = X509_cmp(leaf, one) == 0 || is_issued_by(leaf, one);
    }
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
        count == 0
            ? talloc_asprintf(parent, "the certificate names no host, so not '%s'", expected)
            : talloc_asprintf(parent, "the certificate is for '%s', not for '%s'", list, expected);
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
