#include "base/version.h"

#include <ctype.h>

#include <talloc.h>

static bool parse_part(const char **at, uint32_t *out)
{
    if (!isdigit((unsigned char)**at))
        return false;
    uint64_t value = 0;
    while (isdigit((unsigned char)**at)) {
        value = value * 10 + (uint64_t)(**at - '0');
        if (value > 999999999)
            return false;
        (*at)++;
    }
    *out = (uint32_t)value;
    return true;
}

bool version_parse(const char *text, struct version *out)
{
    struct version version = {0};
    const char *at = text;
    while (*at == ' ' || *at == '\t')
        at++;
    for (;;) {
        if (version.count == 4 || !parse_part(&at, &version.part[version.count]))
            return false;
        version.count++;
        if (*at != '.')
            break;
        at++;
    }
    while (isspace((unsigned char)*at))
        at++;
    if (*at != '\0')
        return false;
    *out = version;
    return true;
}

int version_compare(const struct version *a, const struct version *b, uint32_t parts)
{
    for (uint32_t i = 0; i < parts && i < 4; i++)
        if (a->part[i] != b->part[i])
            return a->part[i] < b->part[i] ? -1 : 1;
    return 0;
}

char *version_text(void *parent, const struct version *version)
{
    char *text = talloc_strdup(parent, "");
    for (uint32_t i = 0; i < version->count; i++)
        text = talloc_asprintf_append(text, "%s%u", i == 0 ? "" : ".", version->part[i]);
    return text;
}
