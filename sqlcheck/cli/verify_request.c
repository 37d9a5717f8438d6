#include "cli/verify.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"
#include "cli/password.h"
#include "cli/words.h"

static bool read_trust(const struct settings *settings, struct verify_request *out,
                       struct error *err)
{
    out->trust_certificate = settings->value[OPT_TRUST_CERTIFICATE] != NULL;
    out->expected_name = settings->value[OPT_NAME];
    out->pinned_file = settings->value[OPT_PIN];
    out->ca_file = settings->value[OPT_CA_FILE];
    out->save_certificate = settings->value[OPT_SAVE_CERTIFICATE];
    if (out->pinned_file != NULL && out->expected_name != NULL)
        return error_set(err, "-J and -F exclude each other: a pinned certificate needs no name");
    return words_readable(out->pinned_file, "-J", err) &&
           words_readable(out->ca_file, "--ca-file", err);
}

static bool read_integrated(const struct settings *settings, struct verify_request *out,
                            struct error *err)
{
    out->integrated = settings->value[OPT_TRUSTED] != NULL;
    out->keytab = settings->value[OPT_KEYTAB];
    out->principal = settings->value[OPT_PRINCIPAL];
    out->spn = settings->value[OPT_SPN];
    if (!out->integrated && (out->keytab != NULL || out->principal != NULL || out->spn != NULL))
        return error_set(err, "--keytab, --principal and --spn go with -E");
    if ((out->keytab == NULL) != (out->principal == NULL))
        return error_set(err, "--keytab FILE and --principal USER@REALM go together");
    if (out->integrated && settings->value[OPT_USER] != NULL)
        return error_set(err, "-E and -U exclude each other: a ticket says who you are");
    if (!words_readable(out->keytab, "--keytab", err))
        return false;
    if (out->keytab != NULL)
        password_warn_when_readable(out->keytab);
    return true;
}

/* A SQL login, or DOMAIN\user. */
static bool is_login(const char *user)
{
    const char *slash = strchr(user, '\\');
    return user[0] != '\0' && user[0] != '\\' && (slash == NULL || slash[1] != '\0');
}

static bool read_login(struct invocation *invocation, struct verify_request *out, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    out->user = settings->value[OPT_USER];
    if (!read_integrated(settings, out, err))
        return false;
    if (out->user == NULL && !out->integrated && out->follow)
        return error_set(err, "--follow logs in, and no login was named with -U or -E");
    if (out->user == NULL)
        return true;
    if (!is_login(out->user))
        return error_set(err, "-U: expected a SQL login or DOMAIN\\user, not '%s'", out->user);
    password_guard_process();
    out->password = password_find(invocation->memory, settings->value[OPT_PASSWORD_FILE],
                                  invocation->environment_password, out->user, err);
    return out->password != NULL;
}

/* The instance is the one that Configuration Manager installs there (CM-PREREQ). */
static bool read_server(void *memory, const struct settings *settings, struct verify_request *out,
                        struct error *err)
{
    out->server_text = settings->value[OPT_SERVER];
    out->secondary = settings->value[OPT_SECONDARY];
    if (out->secondary != NULL) {
        if (text_is_empty(out->secondary) || strpbrk(out->secondary, "\\,") != NULL)
            return error_set(err, "--secondary: expected a host, not '%s'", out->secondary);
        out->server_text = talloc_asprintf(memory, "%s\\CONFIGMGRSEC", out->secondary);
        out->hierarchy = false;
        return target_parse(memory, out->server_text, &out->target, err) ||
               error_wrap(err, "--secondary");
    }
    if (out->server_text == NULL)
        return error_set(err, "which server? -S [tcp:]HOST[\\INSTANCE][,PORT] is missing");
    return target_parse(memory, out->server_text, &out->target, err) || error_wrap(err, "-S");
}

bool verify_request_read(struct invocation *invocation, struct verify_request *out,
                         struct error *err)
{
    const struct settings *settings = &invocation->settings;
    void *memory = invocation->memory;
    *out = (struct verify_request){
        .database = settings->value[OPT_DATABASE],
        .legacy_probe = settings->value[OPT_NO_LEGACY] == NULL,
        .follow = settings->value[OPT_FOLLOW] != NULL,
        .hierarchy = settings->value[OPT_NO_HIERARCHY] == NULL,
    };
    return read_server(memory, settings, out, err) &&
           words_seconds(settings, OPT_LOGIN_TIMEOUT, &out->login_timeout_ms, err) &&
           words_seconds(settings, OPT_QUERY_TIMEOUT, &out->query_timeout_ms, err) &&
           words_bounds(settings, &out->at_once, &out->total_timeout_ms, err) &&
           words_rules(memory, settings, &out->rules, &out->rule_count, err) &&
           read_trust(settings, out, err) && read_login(invocation, out, err);
}
