#include "tls/x509.h"

#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <talloc.h>

void x509_release(X509 **cert)
{
    X509_free(*cert);
    *cert = NULL;
}

X509 *x509_from_der(const struct der *der)
{
    const unsigned char *at = der->data;
    if (at == NULL || der->size > LONG_MAX)
        return NULL;
    X509 *cert = d2i_X509(NULL, &at, (long)der->size);
    if (cert != NULL && at != der->data + der->size)
        x509_release(&cert);
    ERR_clear_error();
    return cert;
}

char *x509_name_text(void *parent, const X509_NAME *name)
{
    BIO *out = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    long size = 0;
    /* Without ESC_MSB: names beyond ASCII stay readable UTF-8 instead of \C3\A9. */
    if (out != NULL &&
        X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0)
        size = BIO_get_mem_data(out, &bytes);
    char *text = text_printable(parent, bytes == NULL ? "" : bytes, size > 0 ? (size_t)size : 0);
    BIO_free(out);
    return text;
}

/* Text of a name from the wire. A NUL inside must not make "sql01\0.example" look like "sql01". */
static char *one_line(void *parent, const unsigned char *bytes, int size)
{
    size_t count = size > 0 ? (size_t)size : 0;
    char *copy = mem_array(NULL, char, count + 1);
    for (size_t i = 0; i < count; i++)
        copy[i] = bytes[i] == '\0' || bytes[i] == '\n' || bytes[i] == '\t' ? '?' : (char)bytes[i];
    char *text = text_printable(parent, copy, count);
    talloc_free(copy);
    return text;
}

/* The last CN, as drivers read it; NULL when there is none. */
static char *common_name(void *parent, const X509_NAME *name)
{
    int at = -1;
    for (int next; (next = X509_NAME_get_index_by_NID(name, NID_commonName, at)) >= 0;)
        at = next;
    if (at < 0)
        return NULL;
    unsigned char *utf8 = NULL;
    int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    char *text = size < 0 ? NULL : one_line(parent, utf8, size);
    OPENSSL_free(utf8);
    return text;
}

bool x509_is_sql_fallback(const X509 *cert)
{
    const X509_NAME *subject = X509_get_subject_name(cert);
    if (X509_NAME_cmp(subject, X509_get_issuer_name(cert)) != 0)
        return false;
    char *name = common_name(NULL, subject);
    bool is_fallback = text_equal(name, "SSL_Self_Signed_Fallback");
    talloc_free(name);
    return is_fallback;
}

int64_t x509_time(const ASN1_TIME *time)
{
    static const int64_t day_s = 24 * 60 * 60;
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days = 0;
    int seconds = 0;
    bool good = epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;
    ASN1_TIME_free(epoch);
    ERR_clear_error();
    return good ? days * day_s + seconds : 0;
}

static char *general_name_text(void *parent, const GENERAL_NAME *name)
{
    int type = 0;
    const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);
    if (type == GEN_DNS)
        return one_line(parent, ASN1_STRING_get0_data(value), ASN1_STRING_length(value));
    char text[INET6_ADDRSTRLEN];
    int family = type != GEN_IPADD                 ? AF_UNSPEC
                 : ASN1_STRING_length(value) == 4  ? AF_INET
                 : ASN1_STRING_length(value) == 16 ? AF_INET6
                                                   : AF_UNSPEC;
    if (family == AF_UNSPEC ||
        inet_ntop(family, ASN1_STRING_get0_data(value), text, sizeof text) == NULL)
        return NULL;
    return talloc_strdup(parent, text);
}

static void append_name(void *parent, char ***names, size_t *count, char *name)
{
    if (name != NULL)
        *(char **)mem_append(parent, names, count, sizeof(char *)) = name;
}

char **x509_names(void *parent, const X509 *cert, size_t *count)
{
    char **names = NULL;
    bool has_dns = false;
    *count = 0;
    GENERAL_NAMES *alternatives = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; i < sk_GENERAL_NAME_num(alternatives); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(alternatives, i);
        has_dns = has_dns || name->type == GEN_DNS;
        append_name(parent, &names, count, general_name_text(parent, name));
    }
    if (!has_dns) /* RFC 6125 6.4.4: then the CN counts, an IP address beside it or not */
        append_name(parent, &names, count, common_name(parent, X509_get_subject_name(cert)));
    GENERAL_NAMES_free(alternatives);
    ERR_clear_error();
    return names;
}
