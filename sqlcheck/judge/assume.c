#include "judge/assume.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

#define ASSUMABLE_AS_KEY(id, key) [id] = (key),
static const char *const keys[] = {ASSUMABLES(ASSUMABLE_AS_KEY)};

struct assumed_thing assume_thing(const struct tables *tables, const char *key)
{
    const struct driver_name *name = NULL;
    struct assumed_thing thing = {.kind = ASSUME_NOTHING};
    if (text_is_empty(key))
        return thing;
    for (unsigned kind = 0; kind < ASSUMABLE_COUNT; kind++)
        if (text_equal(keys[kind], key))
            return (struct assumed_thing){.kind = (enum assumable)kind};
    thing.setting = setting_find(tables, key);
    if (thing.setting != NULL)
        thing.kind = ASSUME_SETTING;
    else
        thing.family = drivers_find(tables, key, &name);
    if (thing.family != NULL && !thing.family->of_windows)
        thing.kind = ASSUME_DRIVER;
    return thing;
}

bool assume_is_of_endpoint(enum assumable kind)
{
    return kind >= ASSUME_ENGINE;
}

static bool has_parts(const char *value, uint32_t fewest)
{
    struct version version;
    return version_parse(value, &version) && version.count >= fewest;
}

static bool is_one_of(const char *value, const char *const *words)
{
    for (; *words != NULL; words++)
        if (text_equal(value, *words))
            return true;
    return false;
}

static bool setting_fits(const struct setting_row *setting, const char *value,
                         const char **expected)
{
    static const char *const presence[] = {"present", "absent", NULL};
    switch (setting->type) {
    case SETTING_NUMBER:
        *expected = "a number in decimal";
        return strlen(value) <= 20 && strspn(value, "0123456789") == strlen(value);
    case SETTING_KEY:
        *expected = "present or absent";
        return is_one_of(value, presence);
    case SETTING_TEXT:
    case SETTING_LIST:
    case SETTING_TYPE_COUNT:
        break;
    }
    *expected = "a text";
    return true;
}

bool assume_fits(const struct assumed_thing *thing, const char *value, const char **expected)
{
    static const struct {
        const char *expected;
        uint32_t parts; /* of a version; 0 = one of the words */
        const char *const words[4];
    } rules[ASSUMABLE_COUNT] = {
        [ASSUME_DRIVER] = {"a version such as 11.4.7001.0", 1, {0}},
        [ASSUME_WINDOWS] = {"a version such as 10.0.20348", 3, {0}},
        [ASSUME_ENGINE] = {"a build such as 13.0.5026.0", 3, {0}},
        [ASSUME_TLS12] = {"on", 0, {"on"}},
        [ASSUME_ENCRYPTION] = {"off, on or required", 0, {"off", "on", "required"}},
        [ASSUME_CERTIFICATE] = {"good", 0, {"good"}},
        [ASSUME_SUITES] = {"good", 0, {"good"}},
        [ASSUME_CIPHERS] = {"good", 0, {"good"}},
    };
    *expected = "something else";
    if (text_is_empty(value) || thing->kind == ASSUME_NOTHING)
        return false;
    if (thing->kind == ASSUME_SETTING)
        return setting_fits(thing->setting, value, expected);
    *expected = rules[thing->kind].expected;
    return rules[thing->kind].parts > 0 ? has_parts(value, rules[thing->kind].parts)
                                        : is_one_of(value, rules[thing->kind].words);
}

/* A colon ends the machine, and the first equals sign behind it the key. */
static bool take_apart(void *parent, const char *text, struct assumption *out)
{
    const char *colon = strchr(text, ':');
    const char *equals = colon == NULL ? NULL : strchr(colon, '=');
    if (equals == NULL)
        return false;
    char *machine = talloc_strndup(parent, text, (size_t)(colon - text));
    char *key = talloc_strndup(parent, colon + 1, (size_t)(equals - colon - 1));
    *out = (struct assumption){.machine = text_trim(parent, machine),
                               .key = text_trim(parent, key),
                               .value = text_trim(parent, equals + 1)};
    return !text_is_empty(out->machine) && !text_is_empty(out->key) && !text_is_empty(out->value) &&
           strspn(out->machine, " \t") == 0;
}

bool assume_read(void *parent, const struct tables *tables, const char *text,
                 struct assumption *out, struct error *err)
{
    struct assumption read;
    const char *expected = NULL;
    if (!take_apart(parent, text, &read))
        return error_set(err,
                         "expected MACHINE:WHAT=VALUE, such as mp01:snac11=11.4.7001.0, not "
                         "'%s'",
                         text);
    struct assumed_thing thing = assume_thing(tables, read.key);
    if (thing.kind == ASSUME_NOTHING && thing.family != NULL)
        return error_set(err, "'%s' is part of Windows: assume windows=VERSION instead", read.key);
    if (thing.kind == ASSUME_NOTHING) {
        (void)error_set(err, "'%s' is nothing that can be assumed", read.key);
        return error_hint(err, "a driver (sqlcheck kb --print client-drivers), a key of sqlcheck "
                               "kb --print windows-settings, windows, ciphers, engine, tls12, "
                               "encryption, certificate or suites");
    }
    if (!assume_fits(&thing, read.value, &expected))
        return error_set(err, "'%s': expected %s, not '%s'", read.key, expected, read.value);
    *out = read;
    return true;
}

char *assume_text(void *parent, const struct assumption *assumption)
{
    const char *const parts[] = {assumption->machine, assumption->key, assumption->value};
    const char *shown[3];
    for (size_t i = 0; i < 3; i++)
        shown[i] = text_is_empty(parts[i]) ? "?" : parts[i];
    return talloc_asprintf(parent, "%s:%s=%s", shown[0], shown[1], shown[2]);
}
