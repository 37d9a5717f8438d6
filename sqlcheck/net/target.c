#include "net/target.h"

#include "base/text.h"

#include <string.h>
#include <talloc.h>

/* Prefixes that name a protocol other than TCP, and why they do not help here. */
static const struct {
    const char *prefix;
    const char *name;
} other_protocols[] = {
    {"np:", "named pipes"},
    {"lpc:", "shared memory"},
    {"via:", "VIA"},
    {"admin:", "the dedicated administrator connection"},
};

static bool refuse_other_protocol(const char *text, struct error *err)
{
    for (size_t i = 0; i < sizeof other_protocols / sizeof other_protocols[0]; i++) {
        if (!text_has_prefix(text, other_protocols[i].prefix))
            continue;
        (void)error_set(err, "'%s' asks for %s; only TCP can be checked", text,
                        other_protocols[i].name);
        return error_hint(err, "write [tcp:]HOST[\\INSTANCE][,PORT]");
    }
    if (text_has_prefix(text, "\\\\")) {
        (void)error_set(err, "'%s' is the name of a pipe; only TCP can be checked", text);
        return error_hint(err, "write [tcp:]HOST[\\INSTANCE][,PORT]");
    }
    return true;
}

/* SQL Server's own words for "this machine": sqlcheck runs where the server usually does not. */
static bool refuse_local_words(const char *host, struct error *err)
{
    if (!text_equal(host, "(local)") && strcmp(host, ".") != 0 &&
        !text_has_prefix(host, "(localdb)"))
        return true;
    (void)error_set(err,
                    "'%s' is not supported: it means a server on this machine by a way that "
                    "is not always TCP",
                    host);
    return error_hint(err, "write localhost, or the server's name");
}

/* The part up to the closing bracket of "[::1]..."; *rest is what follows it. */
static char *take_bracketed(void *parent, const char *text, const char **rest, struct error *err)
{
    const char *end = strchr(text, ']');
    if (end == NULL || end == text + 1) {
        (void)error_set(err, "'%s' has a '[' without an address and a ']'", text);
        return NULL;
    }
    *rest = end + 1;
    return talloc_strndup(parent, text + 1, (size_t)(end - text - 1));
}

/* The host, ending before '\' or ','; brackets removed. NULL with err set. */
static char *take_host(void *parent, const char *text, const char **rest, struct error *err)
{
    if (text[0] == '[')
        return take_bracketed(parent, text, rest, err);
    size_t size = strcspn(text, "\\,");
    *rest = text + size;
    char *host = text_trim(parent, talloc_strndup(parent, text, size));
    if (strchr(host, ':') == NULL)
        return host;
    (void)error_set(err, "'%s' is not a host name", host);
    error_hint(err, "a port follows a comma: HOST,PORT; an IPv6 address stands in brackets: "
                    "[::1],1433");
    return NULL;
}

static bool take_instance(void *parent, const char **rest, char **instance, struct error *err)
{
    *instance = NULL;
    if (**rest != '\\')
        return true;
    size_t size = strcspn(*rest + 1, ",");
    char *name = text_trim(parent, talloc_strndup(parent, *rest + 1, size));
    *rest += 1 + size;
    /* 16 characters is what SQL Server allows; [MC-SQLR] 2.2.3 has room for 32. */
    if (name[0] == '\0' || strlen(name) > 32 || strchr(name, '\\') != NULL)
        return error_set(err, "'%s' is not an instance name", name);
    /* Clients take the default instance's own name as "no instance": port 1433, no Browser. */
    if (!text_equal(name, "MSSQLSERVER"))
        *instance = name;
    return true;
}

static bool take_port(void *parent, const char *rest, int *port, struct error *err)
{
    *port = 0;
    if (rest[0] == '\0')
        return true;
    char *digits = rest[0] == ',' ? text_trim(parent, rest + 1) : NULL;
    if (digits == NULL || !text_to_int(digits, 1, 65535, port))
        return error_set(err, "expected a port from 1 to 65535 after a comma, not '%s'", rest);
    return true;
}

bool target_parse(void *parent, const char *text, struct target *out, struct error *err)
{
    const char *rest = text_trim(parent, text);
    if (!refuse_other_protocol(rest, err))
        return false;
    if (text_has_prefix(rest, "tcp:"))
        rest += strlen("tcp:");
    struct target target = {.host = take_host(parent, rest, &rest, err)};
    if (target.host == NULL || !refuse_local_words(target.host, err))
        return false;
    if (target.host[0] == '\0')
        return error_set(err, "'%s' names no host", text);
    if (strpbrk(target.host, " \t\r\n\"';={},\\[]") != NULL)
        return error_set(err, "'%s' is not a host name", target.host);
    if (!take_instance(parent, &rest, &target.instance, err) ||
        !take_port(parent, rest, &target.port, err))
        return false;
    *out = target;
    return true;
}

/* One of the four parts of a rule; moves *rest behind its closing colon. */
static char *rule_part(void *parent, const char **rest, bool last, struct error *err)
{
    const char *text = *rest;
    char *part;
    if (text[0] == '[') {
        part = take_bracketed(parent, text, rest, err);
        if (part == NULL)
            return NULL;
    } else {
        size_t size = strcspn(text, ":");
        part = talloc_strndup(parent, text, size);
        *rest += size;
    }
    if (last ? **rest != '\0' : **rest != ':') {
        (void)error_set(err, "expected four parts HOST:PORT:ADDRESS:PORT");
        error_hint(err, "parts may be empty; an IPv6 address stands in brackets");
        return NULL;
    }
    if (!last)
        (*rest)++;
    return part;
}

static bool rule_port(const char *part, int *port, struct error *err)
{
    *port = 0;
    return part[0] == '\0' || text_to_int(part, 1, 65535, port) ||
           error_set(err, "expected a port from 1 to 65535, not '%s'", part);
}

bool connect_to_parse(void *parent, const char *text, struct connect_to *out, struct error *err)
{
    char *part[4];
    const char *rest = text;
    for (size_t i = 0; i < 4; i++) {
        part[i] = rule_part(parent, &rest, i == 3, err);
        if (part[i] == NULL)
            return error_wrap(err, "'%s'", text);
    }
    struct connect_to rule = {
        .host = part[0][0] == '\0' ? NULL : part[0],
        .to_host = part[2][0] == '\0' ? NULL : part[2],
    };
    if (!rule_port(part[1], &rule.port, err) || !rule_port(part[3], &rule.to_port, err))
        return error_wrap(err, "'%s'", text);
    *out = rule;
    return true;
}

void connect_to_apply(const struct connect_to *rules, size_t count, const char *host, int port,
                      const char **host_out, int *port_out)
{
    *host_out = host;
    *port_out = port;
    for (size_t i = 0; i < count; i++) {
        const struct connect_to *rule = &rules[i];
        if ((rule->host != NULL && !text_equal(rule->host, host)) ||
            (rule->port != 0 && rule->port != port))
            continue;
        if (rule->to_host != NULL)
            *host_out = rule->to_host;
        if (rule->to_port != 0)
            *port_out = rule->to_port;
        return;
    }
}
