#include "judge/rules.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

static const char default_instance[] = "MSSQLSERVER";

struct sql_name sql_name_parse(void *parent, const char *text)
{
    struct sql_name name = {0};
    char *rest = text_trim(parent, text);
    if (text_has_prefix(rest, "tcp:"))
        rest += strlen("tcp:");
    char *comma = strrchr(rest, ',');
    if (comma != NULL && text_to_int(comma + 1, 1, 65535, &name.port))
        *comma = '\0';
    char *backslash = strchr(rest, '\\');
    if (backslash != NULL) {
        *backslash = '\0';
        if (!text_is_empty(backslash + 1) && !text_equal(backslash + 1, default_instance))
            name.instance = text_trim(parent, backslash + 1);
    }
    name.host = text_trim(parent, rest);
    return name;
}

char *sql_name_text(void *parent, const struct sql_name *name)
{
    if (name->instance != NULL)
        return talloc_asprintf(parent, "%s\\%s", name->host, name->instance);
    if (name->port != 0)
        return talloc_asprintf(parent, "%s,%d", name->host, name->port);
    return talloc_strdup(parent, name->host);
}

/* Where no port is said, and no instance that has one of its own. */
static int port_of(const struct sql_name *name)
{
    enum { DEFAULT_PORT = 1433 };
    return name->port == 0 && name->instance == NULL ? DEFAULT_PORT : name->port;
}

/* What -S said. Host and instance name an endpoint, host and port do; a default instance on another
 * port is another endpoint until the server itself says otherwise. */
static bool is_what_was_asked(const struct endpoint *endpoint, const struct sql_name *name)
{
    if (!host_names_match(endpoint->host, name->host))
        return false;
    const char *instance =
        text_equal(endpoint->instance, default_instance) ? NULL : endpoint->instance;
    if (instance != NULL && name->instance != NULL)
        return text_equal(instance, name->instance);
    if (endpoint->port != 0 && port_of(name) != 0)
        return endpoint->port == port_of(name);
    return instance == NULL && name->instance == NULL;
}

/* SERVERPROPERTY('ServerName') is a short name: SQL01 of another domain must not pass for it. */
static bool domain_contradicts(const struct endpoint *endpoint, const struct sql_name *name)
{
    return endpoint->host != NULL && strchr(endpoint->host, '.') != NULL &&
           strchr(name->host, '.') != NULL && !text_equal(endpoint->host, name->host) &&
           endpoint->host[strspn(endpoint->host, "0123456789.")] != '\0' &&
           strcspn(endpoint->host, ".") == strcspn(name->host, ".") &&
           strncasecmp(endpoint->host, name->host, strcspn(endpoint->host, ".")) == 0;
}

/* "SQL01,1434" may be any instance of that host: the port alone tells which. */
static bool port_contradicts(void *scratch, const struct endpoint *endpoint, const char *spelled)
{
    int port = sql_name_parse(scratch, spelled).port;
    return port != 0 && endpoint->port != 0 && port != endpoint->port;
}

static bool is_instance_of(const struct sql_name *server, const struct sql_name *name)
{
    return server->instance == NULL ? name->instance == NULL
                                    : text_equal(server->instance, name->instance);
}

static bool is_server_name(void *scratch, const struct facts *facts,
                           const struct endpoint *endpoint, const struct sql_name *name)
{
    if (text_is_empty(facts->server.name) || domain_contradicts(endpoint, name))
        return false;
    struct sql_name server = sql_name_parse(scratch, facts->server.name);
    return is_instance_of(&server, name) && host_names_match(server.host, name->host);
}

/* The port fits, but the server says that it is not that instance. */
static bool instance_contradicts(void *scratch, const struct facts *facts,
                                 const struct sql_name *name)
{
    if (text_is_empty(facts->server.name) || name->instance == NULL)
        return false;
    struct sql_name server = sql_name_parse(scratch, facts->server.name);
    return !is_instance_of(&server, name);
}

/* -S SQL01 found the one of our own domain: SQL01 of another, at another address, is not it. */
static bool is_of_another_domain(const struct endpoint *endpoint, const struct sql_name *name,
                                 const struct name_lookup *lookup)
{
    return !text_equal(endpoint->host, name->host) &&
           host_names_match(endpoint->host, name->host) && !text_is_empty(endpoint->address) &&
           lookup != NULL && !text_is_empty(lookup->address) &&
           !text_equal(lookup->address, endpoint->address);
}

int sql_name_port(const struct sql_name *name, const char *spelled)
{
    if (name->instance == NULL)
        return port_of(name);
    void *scratch = talloc_new(NULL);
    int said = sql_name_parse(scratch, spelled).port;
    talloc_free(scratch);
    return said;
}

bool sql_name_is_asked(const struct facts *facts, const struct sql_name *name, const char *spelled,
                       const struct name_lookup *lookup)
{
    if (facts->endpoint_count == 0)
        return false;
    const struct endpoint *endpoint = &facts->endpoints[0];
    if (lookup != NULL && lookup->endpoint == 1 && lookup->port != 0 &&
        lookup->port == sql_name_port(name, spelled))
        return true;
    if (is_of_another_domain(endpoint, name, lookup))
        return false;
    void *scratch = talloc_new(NULL);
    bool is_other =
        port_contradicts(scratch, endpoint, spelled) || instance_contradicts(scratch, facts, name);
    bool is = !is_other &&
              (is_what_was_asked(endpoint, name) || is_server_name(scratch, facts, endpoint, name));
    talloc_free(scratch);
    return is;
}

bool judge_is_asked_server(const struct facts *facts, const struct name_lookup *lookup,
                           int site_port)
{
    void *scratch = talloc_new(NULL);
    struct sql_name name = sql_name_parse(scratch, or_word(lookup->server, ""));
    if (name.port == 0)
        name.port = name.instance == NULL ? lookup->port : site_port;
    bool is = sql_name_is_asked(facts, &name, or_word(lookup->server, ""), lookup);
    talloc_free(scratch);
    return is;
}
