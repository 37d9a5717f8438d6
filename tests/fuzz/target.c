/* Server names: of -S and --connect-to, and those that a site database holds. */
#include "fuzz.h"

#include <talloc.h>

#include "net/target.h"

const struct fuzz_bound fuzz_bound = {.base = 4096, .per_byte = 16};

static void check_target(void *memory, const char *text)
{
    struct target target = {.port = 77};
    struct error err = ERROR_NONE;
    bool ok = target_parse(memory, text, &target, &err);
    MUST(ok == (err.text[0] == '\0'), "an error says what");
    MUST(ok || (target.host == NULL && target.port == 77), "what is refused fills nothing in");
    if (!ok)
        return;
    MUST(target.host != NULL && target.host[0] != '\0', "a target has a host");
    MUST(strpbrk(target.host, "\\,[]") == NULL, "a host is without what stands around it");
    MUST(target.instance == NULL || target.instance[0] != '\0', "an instance has a name");
    MUST(target.port >= 0 && target.port <= 65535, "a port in range");
}

static void check_rule(void *memory, const char *text)
{
    struct connect_to rule = {.port = 77};
    struct error err = ERROR_NONE;
    if (!connect_to_parse(memory, text, &rule, &err)) {
        MUST(err.text[0] != '\0' && rule.port == 77, "an error says what and fills nothing in");
        return;
    }
    MUST(rule.port >= 0 && rule.port <= 65535 && rule.to_port >= 0 && rule.to_port <= 65535,
         "ports in range");
    const char *host = NULL;
    int port = 0;
    connect_to_apply(&rule, 1, "sql01", 1433, &host, &port);
    MUST(host != NULL && port > 0, "every connection goes somewhere");
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    char *text = fuzz_text(memory, data, size);
    check_target(memory, text);
    check_rule(memory, text);
}
