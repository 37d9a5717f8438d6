#include "cli/verify.h"

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

static bool read_login(struct invocation *invocation, struct verify_request *out, struct error *err)
{
    const struct settings *settings = &invocation->settings;
    out->user = settings->value[OPT_USER];
    if (out->user == NULL)
        return true;
    if (out->user[0] == '\0' || text_contains(out->user, "\\"))
        return error_set(err,
                         "-U: expected a SQL login, not '%s'; Windows logins are not in this "
                         "version",
                         out->user);
    password_guard_process();
    out->password = password_find(invocation->memory, settings->value[OPT_PASSWORD_FILE],
                                  invocation->environment_password, out->user, err);
    return out->password != NULL;
}

bool verify_request_read(struct invocation *invocation, struct verify_request *out,
                         struct error *err)
{
    const struct settings *settings = &invocation->settings;
    void *memory = invocation->memory;
    *out = (struct verify_request){
        .server_text = settings->value[OPT_SERVER],
        .database = settings->value[OPT_DATABASE],
        .legacy_probe = settings->value[OPT_NO_LEGACY] == NULL,
        .hierarchy = settings->value[OPT_NO_HIERARCHY] == NULL,
    };
    if (out->server_text == NULL) {
        (void)error_set(err, "which server? -S [tcp:]HOST[\\INSTANCE][,PORT] is missing");
        return false;
    }
    return (target_parse(memory, out->server_text, &out->target, err) || error_wrap(err, "-S")) &&
           words_seconds(settings, OPT_LOGIN_TIMEOUT, &out->login_timeout_ms, err) &&
           words_seconds(settings, OPT_QUERY_TIMEOUT, &out->query_timeout_ms, err) &&
           words_bounds(settings, &out->at_once, &out->total_timeout_ms, err) &&
           words_rules(memory, settings, &out->rules, &out->rule_count, err) &&
           read_trust(settings, out, err) && read_login(invocation, out, err);
}
