#include "judge/rules.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

static const char default_instance[] = "MSSQLSERVER";

struct target target_parse(void *parent, const char *text)
{
    struct target target = {0};
    char *rest = text_trim(parent, text);
    if (text_has_prefix(rest, "tcp:"))
        rest += strlen("tcp:");
    char *comma = strrchr(rest, ',');
    if (comma != NULL && text_to_int(comma + 1, 1, 65535, &target.port))
        *comma = '\0';
    char *backslash = strchr(rest, '\\');
    if (backslash != NULL) {
        *backslash = '\0';
        if (!text_is_empty(backslash + 1) && !text_equal(backslash + 1, default_instance))
            target.instance = text_trim(parent, backslash + 1);
    }
    target.host = text_trim(parent, rest);
    return target;
}

char *target_text(void *parent, const struct target *target)
{
    if (target->instance != NULL)
        return talloc_asprintf(parent, "%s\\%s", target->host, target->instance);
    if (target->port != 0)
        return talloc_asprintf(parent, "%s,%d", target->host, target->port);
    return talloc_strdup(parent, target->host);
}

/* What -S said. Host and instance name an endpoint, host and port do; a default instance on another
 * port is another endpoint until the server itself says otherwise. */
static bool is_what_was_asked(const struct endpoint *endpoint, const struct target *target)
{
    if (!host_names_match(endpoint->host, target->host))
        return false;
    bool ports_known = endpoint->port != 0 && target->port != 0;
    const char *instance = text_equal(endpoint->instance, default_instance) ? NULL
                                                                            : endpoint->instance;
    if (instance != NULL && target->instance != NULL)
        return text_equal(instance, target->instance);
    if (ports_known)
        return endpoint->port == target->port;
    return instance == NULL && target->instance == NULL;
}

/* SERVERPROPERTY('ServerName') is a short name: SQL01 of another domain must not pass for it. */
static bool domain_contradicts(const struct endpoint *endpoint, const struct target *target)
{
    return endpoint->host != NULL && strchr(endpoint->host, '.') != NULL &&
           strchr(target->host, '.') != NULL && !text_equal(endpoint->host, target->host) &&
           endpoint->host[strspn(endpoint->host, "0123456789.")] != '\0' &&
           strcspn(endpoint->host, ".") == strcspn(target->host, ".") &&
           strncasecmp(endpoint->host, target->host, strcspn(endpoint->host, ".")) == 0;
}

static bool is_server_name(void *scratch, const struct facts *facts,
                           const struct endpoint *endpoint, const struct target *target)
{
    if (text_is_empty(facts->server.name) || domain_contradicts(endpoint, target))
        return false;
    struct target server = target_parse(scratch, facts->server.name);
    bool same_instance = server.instance == NULL ? target->instance == NULL
                                                 : text_equal(server.instance, target->instance);
    return same_instance && host_names_match(server.host, target->host);
}

static bool leads_to(const struct facts *facts, const struct endpoint *endpoint,
                     const char *spelled)
{
    for (size_t i = 0; i < facts->lookup_count; i++) {
        const struct name_lookup *lookup = &facts->lookups[i];
        if (text_equal(lookup->server, spelled) && !text_is_empty(lookup->address) &&
            text_equal(lookup->address, endpoint->address) && lookup->port != 0 &&
            lookup->port == endpoint->port)
            return true;
    }
    return false;
}

bool target_is_endpoint(const struct facts *facts, const struct endpoint *endpoint, bool is_first,
                        const struct target *target, const char *spelled)
{
    void *scratch = talloc_new(NULL);
    bool is = is_what_was_asked(endpoint, target) || leads_to(facts, endpoint, spelled) ||
              (is_first && is_server_name(scratch, facts, endpoint, target));
    talloc_free(scratch);
    return is;
}
