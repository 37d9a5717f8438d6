#include "drivers/tables/tables.h"

#include <string.h>

#include <talloc.h>

#include "base/text.h"

enum { BUILD_PART = 2 };

const struct driver_family *driver_family_find(const struct tables *tables, const char *key)
{
    for (size_t i = 0; key != NULL && i < tables->family_count; i++)
        if (strcmp(tables->families[i].key, key) == 0)
            return &tables->families[i];
    return NULL;
}

static struct version from_build_part(const struct version *version)
{
    return (struct version){.part = {version->part[BUILD_PART], version->part[BUILD_PART + 1]},
                            .count = version->count > BUILD_PART ? version->count - BUILD_PART : 0};
}

int driver_compare(const struct driver_family *family, const struct version *a,
                   const struct version *b)
{
    if (family->compare == COMPARE_FULL)
        return version_compare(a, b, 4);
    struct version short_a = from_build_part(a);
    struct version short_b = from_build_part(b);
    return version_compare(&short_a, &short_b, 2);
}

static bool build_fits(const struct driver_floor *floor, const struct version *version)
{
    uint32_t build = version->part[BUILD_PART];
    return (uint32_t)floor->build_low <= build &&
           (floor->build_high == 0 || build <= (uint32_t)floor->build_high);
}

static const struct driver_floor *floor_of(const struct tables *tables,
                                           const struct driver_family *family,
                                           const struct version *version)
{
    bool enough = version->count > (family->compare == COMPARE_BUILD ? BUILD_PART : 0u);
    for (size_t i = 0; enough && i < tables->floor_count; i++) {
        const struct driver_floor *floor = &tables->floors[i];
        if (floor->family == family && (uint32_t)floor->major == version->part[0] &&
            (uint32_t)floor->minor_low <= version->part[1] &&
            version->part[1] <= (uint32_t)floor->minor_high && build_fits(floor, version))
            return floor;
    }
    return NULL;
}

/* 10.50.4046 is 10.52.4046 in the installer's numbers, but 10.0.4046 is another product: the same
 * line is what has the same floor. */
static bool same_product_line(const struct tables *tables, const struct driver_family *family,
                              const struct version *a, const struct version *b)
{
    const struct driver_floor *floor_a = floor_of(tables, family, a);
    const struct driver_floor *floor_b = floor_of(tables, family, b);
    return floor_a != NULL && floor_b != NULL &&
           driver_compare(family, &floor_a->first_tls12, &floor_b->first_tls12) == 0;
}

static bool is_build(const struct tables *tables, const struct driver_build *remark,
                     const struct version *version)
{
    if (remark->family->compare == COMPARE_FULL)
        return version_compare(&remark->build, version, remark->build.count) == 0;
    struct version wanted = from_build_part(&remark->build);
    struct version seen = from_build_part(version);
    return version_compare(&wanted, &seen, wanted.count) == 0 &&
           same_product_line(tables, remark->family, &remark->build, version);
}

const struct driver_build *driver_remark(const struct tables *tables,
                                         const struct driver_family *family,
                                         const struct version *version, enum remark remark)
{
    for (size_t i = 0; i < tables->driver_build_count; i++) {
        const struct driver_build *build = &tables->driver_builds[i];
        if (build->family == family && build->remark == remark && is_build(tables, build, version))
            return build;
    }
    return NULL;
}

struct version driver_normalise(const struct tables *tables, const struct driver_family *family,
                                const struct version *version)
{
    const struct driver_number *found = NULL;
    for (size_t i = 0; version->count == 1 && i < tables->driver_number_count; i++) {
        const struct driver_number *number = &tables->driver_numbers[i];
        if (number->family == family && (uint32_t)number->at_least <= version->part[0] &&
            (found == NULL || number->at_least > found->at_least))
            found = number;
    }
    return found != NULL ? found->version : *version;
}

const struct driver_family *drivers_numbered_like(const struct tables *tables,
                                                  const struct version *version)
{
    for (size_t i = 0; i < tables->family_count; i++)
        if (floor_of(tables, &tables->families[i], version) != NULL)
            return &tables->families[i];
    return NULL;
}

char *driver_version_text(void *parent, const struct version *version)
{
    struct version shown = *version;
    if (shown.count == 4 && shown.part[3] == 0)
        shown.count = 3;
    return version_text(parent, &shown);
}

const char *driver_scheme(const struct tables *tables, const struct driver_family *family,
                          const struct version *version)
{
    enum { FIRST_YEAR = 2000 };
    const struct driver_floor *floor = floor_of(tables, family, version);
    if (floor == NULL)
        return NULL;
    if (family->of_windows)
        return "Windows build";
    if (family->compare == COMPARE_FULL)
        return "version";
    if (floor->major >= FIRST_YEAR)
        return "file version";
    return version->part[1] == floor->first_tls12.part[1] ? "DLL number" : "installer number";
}

static bool minor_is_free(const struct tables *tables, const struct driver_family *family,
                          uint32_t major)
{
    size_t schemes = 0;
    for (size_t i = 0; i < tables->floor_count; i++)
        schemes += tables->floors[i].family == family && (uint32_t)tables->floors[i].major == major;
    return family->compare == COMPARE_BUILD && schemes == 1;
}

char *driver_floor_text(void *parent, const struct tables *tables,
                        const struct driver_family *family, const struct version *version)
{
    if (!minor_is_free(tables, family, version->part[0]))
        return driver_version_text(parent, version);
    return talloc_asprintf(parent, "%u.x.%u", version->part[0], version->part[BUILD_PART]);
}

static enum driver_answer answer_of(const struct driver_lookup *found,
                                    const struct driver_family *family,
                                    const struct version *version)
{
    const struct driver_floor *floor = found->floor;
    if (floor == NULL)
        return DRIVER_UNKNOWN;
    if (found->disputed != NULL)
        return DRIVER_DISPUTED;
    if (floor->first_tls12.count == 0 || driver_compare(family, version, &floor->first_tls12) < 0)
        return DRIVER_NO;
    return floor->certainty == CERTAIN ? DRIVER_YES : DRIVER_DISPUTED;
}

static char *words_of(void *parent, const struct tables *tables, const struct driver_lookup *found,
                      const struct driver_family *family, const char *subject)
{
    const struct driver_floor *floor = found->floor;
    if (floor == NULL)
        return talloc_asprintf(parent, "%s: no known numbering of %s has this version", subject,
                               family->title);
    if (floor->first_tls12.count == 0)
        return talloc_asprintf(parent, "%s has no TLS 1.2, and no version %s has", subject,
                               floor->build_high == 0 ? "of it" : "on that Windows");
    char *first = driver_floor_text(parent, tables, family, &floor->first_tls12);
    if (found->answer == DRIVER_NO)
        return talloc_asprintf(parent, "%s has no TLS 1.2; the first that has is %s", subject,
                               first);
    if (found->answer == DRIVER_YES)
        return talloc_asprintf(parent, "%s has TLS 1.2 (first is %s)", subject, first);
    return talloc_asprintf(parent, "sources dispute whether %s has TLS 1.2: %s", subject,
                           found->disputed != NULL ? found->disputed->words : floor->note);
}

struct driver_lookup driver_tls12(void *parent, const struct tables *tables,
                                  const struct driver_family *family, const struct version *version)
{
    struct driver_lookup found = {
        .floor = floor_of(tables, family, version),
        .disputed = driver_remark(tables, family, version, REMARK_DISPUTED),
    };
    found.answer = answer_of(&found, family, version);
    char *number = driver_version_text(parent, version);
    char *subject = talloc_asprintf(number, "%s %s", family->brief, number);
    found.words = words_of(parent, tables, &found, family, subject);
    talloc_free(number);
    return found;
}
