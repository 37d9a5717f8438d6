#include "tests/unit/judge/dotnet_host.h"

#include <string.h>

#include "base/mem.h"
#include "judge/dotnet.h"

struct setting *set_at(const char *host_name, const char *key, const char *value, int days)
{
    struct host *host = host_of(host_name);
    struct setting *setting =
        mem_append(facts, &host->settings, &host->setting_count, sizeof *setting);
    const struct setting_row *row = setting_find(tables, key);
    *setting = (struct setting){.key = text("%s", key),
                                .value = text("%s", value),
                                .source = {.kind = SOURCE_REGISTRY,
                                           .where = text("%s", row == NULL ? key : row->path),
                                           .seen_unix_s = NOW_S - days * A_DAY_S}};
    return setting;
}

void set(const char *host, const char *key, const char *value)
{
    set_at(host, key, value, 3);
}

void set_values(const char *host)
{
    for (size_t i = 0; i < DOTNET_VALUE_COUNT; i++)
        set(host, dotnet_value_keys[i], "1");
}

struct setting *value_of(const char *host_name, const char *key)
{
    struct host *host = host_of(host_name);
    for (size_t i = 0; i < host->setting_count; i++)
        if (strcmp(host->settings[i].key, key) == 0)
            return &host->settings[i];
    cr_assert_fail("no %s", key);
    return NULL;
}

/* A reporting services point on a host of which nothing but Windows is known. */
void add_reporting_point(void)
{
    add_role("P01", "SMS SRS Reporting Point", RP);
    add_host(RP, "10.0.17763");
}

const struct path *rp(void)
{
    return path_of(verdicts(), "reporting services point", RP);
}
