/* Kerberos as a server takes it: GSSAPI with a keytab. Nothing is written: no replay cache. */
#include "lab/sspi.h"

#include <string.h>

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <talloc.h>

#include "base/text.h"

struct kerberos {
    gss_cred_id_t credential;
    gss_ctx_id_t context;
};

static int kerberos_release(struct kerberos *kerberos)
{
    OM_uint32 minor = 0;
    (void)gss_delete_sec_context(&minor, &kerberos->context, GSS_C_NO_BUFFER);
    (void)gss_release_cred(&minor, &kerberos->credential);
    return 0;
}

static char *keytab_of(void *parent, const struct lab_case *lab)
{
    return lab->keytab[0] == '/' ? talloc_asprintf(parent, "FILE:%s", lab->keytab)
                                 : talloc_asprintf(parent, "FILE:%s/%s", lab->folder, lab->keytab);
}

static struct kerberos *kerberos_new(void *parent, const struct lab_case *lab)
{
    if (lab->keytab == NULL)
        return NULL;
    struct kerberos *kerberos = talloc_zero(parent, struct kerberos);
    talloc_set_destructor(kerberos, kerberos_release);
    gss_key_value_element_desc elements[] = {{.key = "keytab", .value = keytab_of(kerberos, lab)},
                                             {.key = "rcache", .value = "none:"}};
    gss_key_value_set_desc store = {.count = sizeof elements / sizeof elements[0],
                                    .elements = elements};
    OM_uint32 minor = 0;
    OM_uint32 major =
        gss_acquire_cred_from(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, GSS_C_NO_OID_SET,
                              GSS_C_ACCEPT, &store, &kerberos->credential, NULL, NULL);
    if (!GSS_ERROR(major))
        return kerberos;
    talloc_free(kerberos);
    return NULL;
}

/* The login of the case that the client's principal stands for. */
static const struct lab_login *login_of(const struct lab_case *lab, gss_name_t client)
{
    OM_uint32 minor = 0;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    const struct lab_login *found = NULL;
    if (GSS_ERROR(gss_display_name(&minor, client, &text, NULL)))
        return NULL;
    char *name = talloc_strndup(NULL, text.value, text.length);
    for (size_t i = 0; found == NULL && i < lab->login_count; i++)
        if (lab->logins[i].principal != NULL && strcmp(lab->logins[i].principal, name) == 0)
            found = &lab->logins[i];
    talloc_free(name);
    (void)gss_release_buffer(&minor, &text);
    return found;
}

enum sspi_step kerberos_step(struct sspi *sspi, struct reader blob, struct writer *answer)
{
    OM_uint32 minor = 0;
    gss_name_t client = GSS_C_NO_NAME;
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    if (sspi->state == NULL)
        sspi->state = kerberos_new(sspi->parent, sspi->lab);
    struct kerberos *kerberos = sspi->state;
    if (kerberos == NULL || blob.size == 0)
        return SSPI_REFUSED;
    uint8_t *copy = talloc_memdup(sspi->parent, blob.data, blob.size); /* GSSAPI knows no const */
    gss_buffer_desc in = {.length = blob.size, .value = copy};
    OM_uint32 major =
        gss_accept_sec_context(&minor, &kerberos->context, kerberos->credential, &in,
                               GSS_C_NO_CHANNEL_BINDINGS, &client, NULL, &out, NULL, NULL, NULL);
    writer_bytes(answer, out.value, out.length);
    (void)gss_release_buffer(&minor, &out);
    if (major == GSS_S_COMPLETE)
        sspi->login = login_of(sspi->lab, client);
    (void)gss_release_name(&minor, &client);
    if (GSS_ERROR(major))
        return SSPI_REFUSED;
    return major == GSS_S_COMPLETE ? SSPI_DONE : SSPI_MORE;
}
