#include "connect/ticket.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include <krb5.h>
#include <talloc.h>

#include "base/text.h"

/* In the memory of the process: no file, and no other process, has what is in it. */
static const char cache_name[] = "MEMORY:sqlcheck";

struct fetching {
    void *parent;
    const struct ticket_request *request;
    struct ticket *out;
    krb5_context context;
    char *cache; /* where the caller's tickets are: "FILE:/tmp/krb5cc_1000" */
};

/* ---- what went wrong, and the command that helps ------------------------------------------- */

enum subject { ABOUT_PRINCIPAL, ABOUT_SPN, ABOUT_CACHE, ABOUT_KEYTAB, ABOUT_NOBODY };

struct reason {
    krb5_error_code code;
    enum subject subject;
    const char *before; /* the subject stands between these two */
    const char *after;
};

static const struct reason reasons[] = {
    {KRB5_FCC_NOFILE, ABOUT_CACHE, "there is no Kerberos ticket in",
     "; get one with 'kinit USER@REALM', or name --keytab FILE and --principal USER@REALM"},
    {KRB5_CC_NOTFOUND, ABOUT_CACHE, "there is no Kerberos ticket in",
     "; get one with 'kinit USER@REALM', or name --keytab FILE and --principal USER@REALM"},
    {KRB5KRB_AP_ERR_TKT_EXPIRED, ABOUT_PRINCIPAL, "the Kerberos ticket has expired, of",
     "; get a new one with 'kinit'"},
    {KRB5KDC_ERR_NAME_EXP, ABOUT_PRINCIPAL, "the account has expired, of",
     "; ask who keeps the domain's accounts"},
    {KRB5KDC_ERR_KEY_EXP, ABOUT_PRINCIPAL, "the password has expired, of",
     "; change it with 'kpasswd'"},
    {KRB5KDC_ERR_CLIENT_REVOKED, ABOUT_PRINCIPAL, "the account is locked or disabled, of",
     "; ask who keeps the domain's accounts"},
    {KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN, ABOUT_PRINCIPAL, "the key centre does not know",
     "; 'klist -k FILE' lists the names in a keytab, 'klist' those of your tickets"},
    {KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN, ABOUT_SPN, "the key centre knows no service",
     "; 'setspn -Q MSSQLSvc/*' lists what is registered, --spn says which it is"},
    {KRB5KRB_AP_ERR_SKEW, ABOUT_NOBODY,
     "the clocks of this machine and of the key centre are more than five minutes apart",
     "; "
     "'timedatectl' shows this one, 'chronyc makestep' sets it"},
    {KRB5_KDCREP_SKEW, ABOUT_NOBODY,
     "the clocks of this machine and of the key centre are more than five minutes apart",
     "; "
     "'timedatectl' shows this one, 'chronyc makestep' sets it"},
    {KRB5_KDC_UNREACH, ABOUT_PRINCIPAL, "no key centre answers for",
     "; 'KRB5_TRACE=/dev/stderr kinit' shows which were asked"},
    {KRB5_REALM_CANT_RESOLVE, ABOUT_PRINCIPAL, "no key centre was found for",
     "; name it in krb5.conf ([realms]), or look at DNS with 'dig SRV _kerberos._udp.REALM'"},
    {KRB5_REALM_UNKNOWN, ABOUT_PRINCIPAL, "no key centre was found for",
     "; name it in krb5.conf ([realms]), or look at DNS with 'dig SRV _kerberos._udp.REALM'"},
    {KRB5_KT_NOTFOUND, ABOUT_KEYTAB, "the name of --principal is not in the keytab",
     "; 'klist -k FILE' lists those that are"},
    {ENOENT, ABOUT_KEYTAB, "there is no keytab", "; 'ls -l' shows what is there"},
    {EACCES, ABOUT_KEYTAB, "this user may not read the keytab", "; 'ls -l' shows who may"},
    {KRB5KDC_ERR_PREAUTH_FAILED, ABOUT_KEYTAB, "the account has another key than the keytab",
     "; its password was changed: make a new one with 'ktpass' or 'msktutil'"},
    {KRB5_PREAUTH_FAILED, ABOUT_KEYTAB, "the account has another key than the keytab",
     "; its password was changed: make a new one with 'ktpass' or 'msktutil'"},
    {KRB5KRB_AP_ERR_BAD_INTEGRITY, ABOUT_KEYTAB, "the account has another key than the keytab",
     "; its password was changed: make a new one with 'ktpass' or 'msktutil'"},
    {KRB5_CONFIG_NODEFREALM, ABOUT_NOBODY, "krb5.conf names no default_realm",
     "; name it there, or write --spn SPN@REALM"},
};

static const char *subject_of(const struct fetching *f, enum subject subject)
{
    const char *const texts[] = {
        [ABOUT_PRINCIPAL] = f->out->principal, [ABOUT_SPN] = f->out->spn, [ABOUT_CACHE] = f->cache,
        [ABOUT_KEYTAB] = f->request->keytab,   [ABOUT_NOBODY] = NULL,
    };
    return texts[subject];
}

static bool fail(const struct fetching *f, krb5_error_code code)
{
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        const struct reason *reason = &reasons[i];
        const char *subject = subject_of(f, reason->subject);
        if (reason->code != code || (subject == NULL && reason->subject != ABOUT_NOBODY))
            continue;
        f->out->trouble = talloc_asprintf(
            f->parent, "%s%s%s%s%s", reason->before, subject == NULL ? "" : " '",
            subject == NULL ? "" : subject, subject == NULL ? "" : "'", reason->after);
        return false;
    }
    const char *said = krb5_get_error_message(f->context, code);
    char *text = text_printable(f->parent, said, strlen(said));
    krb5_free_error_message(f->context, said);
    f->out->trouble =
        talloc_asprintf(f->parent, "Kerberos: %s; 'klist' shows the tickets of this user", text);
    return false;
}

/* ---- the tickets to begin with ------------------------------------------------------------- */

static void keep_principal(const struct fetching *f, krb5_const_principal principal)
{
    char *name = NULL;
    if (krb5_unparse_name(f->context, principal, &name) == 0)
        f->out->principal = text_printable(f->parent, name, strlen(name));
    krb5_free_unparsed_name(f->context, name);
}

static krb5_error_code from_keytab(const struct fetching *f, krb5_ccache memory)
{
    krb5_principal principal = NULL;
    krb5_keytab keytab = NULL;
    krb5_creds creds;
    memset(&creds, 0, sizeof creds);
    char *name = talloc_asprintf(f->parent, "FILE:%s", f->request->keytab);
    krb5_error_code code = krb5_parse_name(f->context, f->request->principal, &principal);
    if (code == 0)
        keep_principal(f, principal);
    code = code != 0 ? code : krb5_kt_resolve(f->context, name, &keytab);
    code = code != 0
               ? code
               : krb5_get_init_creds_keytab(f->context, &creds, principal, keytab, 0, NULL, NULL);
    code = code != 0 ? code : krb5_cc_initialize(f->context, memory, principal);
    code = code != 0 ? code : krb5_cc_store_cred(f->context, memory, &creds);
    krb5_free_cred_contents(f->context, &creds);
    if (keytab != NULL)
        (void)krb5_kt_close(f->context, keytab);
    krb5_free_principal(f->context, principal);
    return code;
}

static krb5_error_code from_caller(struct fetching *f, krb5_ccache memory)
{
    krb5_principal principal = NULL;
    krb5_ccache caller = NULL;
    krb5_error_code code = krb5_cc_default(f->context, &caller);
    char *name = NULL;
    if (code == 0 && krb5_cc_get_full_name(f->context, caller, &name) == 0)
        f->cache = text_printable(f->parent, name, strlen(name));
    krb5_free_string(f->context, name);
    code = code != 0 ? code : krb5_cc_get_principal(f->context, caller, &principal);
    if (code == 0)
        keep_principal(f, principal);
    code = code != 0 ? code : krb5_cc_initialize(f->context, memory, principal);
    code = code != 0 ? code : krb5_cc_copy_creds(f->context, caller, memory);
    krb5_free_principal(f->context, principal);
    if (caller != NULL)
        (void)krb5_cc_close(f->context, caller);
    return code;
}

/* ---- the ticket for the service ------------------------------------------------------------ */

/* As drivers do: a short name is completed by the resolver, any other stands as it was said. */
static char *service_name(const struct fetching *f)
{
    const struct ticket_request *request = f->request;
    if (request->spn != NULL)
        return talloc_strdup(f->parent, request->spn);
    const char *host = request->host;
    struct addrinfo hints = {.ai_flags = AI_CANONNAME, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (strpbrk(host, ".:") == NULL && getaddrinfo(host, NULL, &hints, &found) == 0 &&
        found->ai_canonname != NULL && strchr(found->ai_canonname, '.') != NULL)
        host = found->ai_canonname;
    char *spn = talloc_asprintf(f->parent, "MSSQLSvc/%s:%d", host, request->port);
    if (found != NULL)
        freeaddrinfo(found);
    return spn;
}

static krb5_error_code for_service(const struct fetching *f, krb5_ccache memory)
{
    krb5_creds wanted;
    krb5_creds *got = NULL;
    memset(&wanted, 0, sizeof wanted);
    krb5_error_code code = krb5_cc_get_principal(f->context, memory, &wanted.client);
    code = code != 0 ? code : krb5_parse_name(f->context, f->out->spn, &wanted.server);
    code = code != 0 ? code : krb5_get_credentials(f->context, 0, memory, &wanted, &got);
    krb5_free_creds(f->context, got);
    krb5_free_cred_contents(f->context, &wanted);
    return code;
}

bool ticket_fetch(void *parent, const struct ticket_request *request, struct ticket *out)
{
    struct fetching f = {.parent = parent, .request = request, .out = out};
    *out = (struct ticket){.trouble = NULL};
    krb5_ccache memory = NULL;
    krb5_error_code code = krb5_init_context(&f.context);
    if (code != 0)
        return fail(&f, code);
    out->spn = service_name(&f);
    code = krb5_cc_resolve(f.context, cache_name, &memory);
    if (code == 0)
        code = request->keytab != NULL ? from_keytab(&f, memory) : from_caller(&f, memory);
    code = code != 0 ? code : for_service(&f, memory);
    bool ok = code == 0 ? setenv("KRB5CCNAME", cache_name, 1) == 0 : fail(&f, code);
    if (memory != NULL)
        (void)krb5_cc_close(f.context, memory);
    krb5_free_context(f.context);
    return ok;
}
