#include "judge/suites.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"

/* Worst first: the first part that a name has decides. RFC 9325 4.1; RFC 7465 (RC4); RFC 6151
 * (MD5); RFC 5246 F.1.1.1 (anonymous); RFC 9150 (integrity only). */
static const struct weakness {
    const char *why;
    const char *part;
    enum finding_key key;
} weaknesses[] = {
    {"no encryption", "_WITH_NULL_", FINDING_SRV_BROKEN_SUITES},
    {"no encryption", "TLS_SHA256_SHA256", FINDING_SRV_BROKEN_SUITES},
    {"no encryption", "TLS_SHA384_SHA384", FINDING_SRV_BROKEN_SUITES},
    {"anonymous", "_anon_", FINDING_SRV_BROKEN_SUITES},
    {"EXPORT", "_EXPORT", FINDING_SRV_BROKEN_SUITES},
    {"RC4", "_RC4_", FINDING_SRV_BROKEN_SUITES},
    {"DES", "_WITH_DES", FINDING_SRV_BROKEN_SUITES},
    {"MD5", "_MD5", FINDING_SRV_BROKEN_SUITES},
    {"3DES", "_3DES_", FINDING_SRV_3DES},
    {"no forward secrecy", "TLS_RSA_", FINDING_SRV_NO_FORWARD_SECRECY},
    {"no forward secrecy", "TLS_DH_", FINDING_SRV_NO_FORWARD_SECRECY},
    {"no forward secrecy", "TLS_ECDH_", FINDING_SRV_NO_FORWARD_SECRECY},
    {"no forward secrecy", "TLS_PSK_", FINDING_SRV_NO_FORWARD_SECRECY},
    {"no forward secrecy", "TLS_KRB5_", FINDING_SRV_NO_FORWARD_SECRECY},
};
enum { WEAKNESS_COUNT = sizeof weaknesses / sizeof weaknesses[0] };

/* The row of `weaknesses`; WEAKNESS_COUNT when nothing is wrong with it. */
static size_t weakness_of(const char *suite)
{
    for (size_t i = 0; i < WEAKNESS_COUNT; i++)
        if (strstr(suite, weaknesses[i].part) != NULL)
            return i;
    return WEAKNESS_COUNT;
}

static void add_name(void *parent, struct suite_group *group, const char *name)
{
    for (size_t i = 0; i < group->count; i++)
        if (strcmp(group->names[i], name) == 0)
            return;
    char **added = mem_append(parent, &group->names, &group->count, sizeof *added);
    *added = talloc_strdup(parent, name);
}

/* Every suite of the scan that has this weakness. */
static void gather(void *parent, const struct scan *scan, struct suite_group *group)
{
    for (size_t way = 0; way < SCAN_WAY_COUNT; way++)
        for (size_t version = 0; version < SCAN_VERSION_COUNT; version++) {
            const struct scan_answer *answer = &scan->answers[way][version];
            for (size_t i = 0; i < answer->suite_count; i++) {
                size_t row = weakness_of(answer->suites[i]);
                if (row < WEAKNESS_COUNT && strcmp(weaknesses[row].why, group->why) == 0)
                    add_name(parent, group, answer->suites[i]);
            }
        }
}

struct suite_group *suites_weak(void *parent, const struct scan *scan, size_t *count)
{
    struct suite_group *groups = NULL;
    *count = 0;
    for (size_t i = 0; scan->suites_asked && i < WEAKNESS_COUNT; i++) {
        struct suite_group group = {.why = weaknesses[i].why, .key = weaknesses[i].key};
        if (i > 0 && strcmp(weaknesses[i - 1].why, group.why) == 0)
            continue;
        gather(parent, scan, &group);
        if (group.count > 0) {
            struct suite_group *added = mem_append(parent, &groups, count, sizeof *added);
            *added = group;
        }
    }
    return groups;
}

void suites_say(void *parent, const char *endpoint, const struct suite_group *groups, size_t count,
                struct side *side)
{
    static const enum finding_key keys[] = {FINDING_SRV_BROKEN_SUITES, FINDING_SRV_3DES,
                                            FINDING_SRV_NO_FORWARD_SECRECY};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct finding finding = finding_make(parent, keys[i], WORDS(endpoint));
        for (size_t j = 0; j < count; j++)
            if (groups[j].key == keys[i])
                finding_fact(
                    parent, &finding, "%s: %s", groups[j].why,
                    text_list(parent, (const char *const *)groups[j].names, groups[j].count, ", "));
        if (finding.fact_count > 0)
            side_add(parent, side, &finding);
    }
}
