#include "tls/reasons.h"

#include "base/date.h"
#include "tls/x509.h"

#include <openssl/x509_vfy.h>
#include <talloc.h>

void reasons_add(struct reasons *reasons, char *reason)
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

/* What a code comes to. */
static const struct {
    int code;
    const char *meaning;
} meanings[] = {
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "its issuer is neither sent nor trusted here"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "its issuer is neither sent nor trusted here"},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "it is its own issuer, and not trusted here"},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "that authority is sent, and not trusted here"},
    {X509_V_ERR_INVALID_PURPOSE, "its key usage is not that of a server"},
    {X509_V_ERR_INVALID_CA, "it signed another certificate and is no authority"},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, "it has more authorities below it than it allows"},
    {X509_V_ERR_PERMITTED_VIOLATION, "an authority above it may not sign that name"},
    {X509_V_ERR_EXCLUDED_VIOLATION, "an authority above it may not sign that name"},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, "its issuer did not sign this"},
};

static const char *meaning_of(int code)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].code == code)
            return meanings[i].meaning;
    return NULL;
}

/* OpenSSL's words, and what a reader wants to know beside them. */
static char *reason_text(int code, const X509 *cert)
{
    const char *words = X509_verify_cert_error_string(code);
    const char *meaning = meaning_of(code);
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
        if (meaning != NULL)
            text = talloc_asprintf_append(text, ": %s", meaning);
    }
    talloc_free(name);
    return text;
}

int reasons_on_verify(int good, X509_STORE_CTX *context)
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
