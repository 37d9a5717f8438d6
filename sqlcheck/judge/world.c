#include "judge/world.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "wire/tls.h"

#define WORLD_AS_TEXT(id, word) [id] = (word),
const char *const world_names[] = {WORLDS(WORLD_AS_TEXT) NULL};

static bool add_suite(void *parent, const char *name, struct world *out)
{
    uint16_t suite = 0;
    if (!tls_suite_find_spelled(name, &suite))
        return false;
    if (tls_numbers_have(&out->suites, suite))
        return true;
    uint16_t *added = mem_append(parent, &out->suites.item, &out->suites.count, sizeof *added);
    *added = suite;
    out->text = talloc_asprintf_append(out->text, "%s%s", out->suites.count == 1 ? "" : ",",
                                       tls_suite_name(parent, suite));
    return true;
}

static bool read_suites(void *parent, const char *list, struct world *out, struct error *err)
{
    out->kind = WORLD_SUITES;
    out->text = talloc_strdup(parent, "suites:");
    for (const char *rest = list;;) {
        size_t length = strcspn(rest, ",");
        char *name = text_trim(parent, talloc_strndup(parent, rest, length));
        if (!add_suite(parent, name, out)) {
            (void)error_set(err, "'%s' is no cipher suite", name);
            return error_hint(err, "names are those of IANA or of Windows, such as "
                                   "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, with commas between");
        }
        if (rest[length] == '\0')
            return true;
        rest += length + 1;
    }
}

bool world_read(void *parent, const char *text, struct world *out, struct error *err)
{
    static const char suites[] = "suites:";
    *out = (struct world){.kind = WORLD_TLS12};
    if (text_has_prefix(text, suites))
        return read_suites(parent, text + sizeof suites - 1, out, err);
    if (text_equal(text, "strict"))
        out->kind = WORLD_STRICT;
    else if (!text_equal(text, "tls12"))
        return error_set(err, "expected tls12, strict or suites:LIST, not '%s'", text);
    out->text = talloc_strdup(parent, text);
    return true;
}

const struct world *world_of(const struct facts *facts)
{
    static const struct world usual = {.kind = WORLD_TLS12};
    return facts->world == NULL ? &usual : facts->world;
}

char *world_words(void *parent, const struct world *world)
{
    if (world->kind == WORLD_SUITES)
        return talloc_asprintf(parent, "TLS 1.2 and %zu cipher suite%s only", world->suites.count,
                               world->suites.count == 1 ? "" : "s");
    return talloc_strdup(parent, world->kind == WORLD_STRICT ? "strict encryption (TDS 8) only"
                                                             : "TLS 1.2 only");
}
