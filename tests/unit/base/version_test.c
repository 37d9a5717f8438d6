#include "base/version.h"

#include <criterion/criterion.h>
#include <talloc.h>

Test(version, what_is_no_version_is_refused)
{
    static const char *const refused[] = {
        "",          " ",        ".",        "1.",   ".1",         "1..2",
        "1.2.3.4.5", "1.2.3.4.", "-1.2",     "+1",   "1.-2",       "1,2",
        "1.2a",      "v1.2",     "1 .2",     "1. 2", "1000000000", "99999999999999999999.1",
        "1.2 3",     "0x10",     "1.2.3.4 5"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct version version = {.count = 77};
        cr_assert_not(version_parse(refused[i], &version), "'%s'", refused[i]);
        cr_assert_eq(version.count, 77, "'%s': the result was touched", refused[i]);
    }
}

static const struct {
    const char *text;
    const char *written;
} versions[] = {
    {"11", "11"},
    {"13.0.5026", "13.0.5026"},
    {"11.4.7001.0", "11.4.7001.0"},
    {"18.2.0003.0", "18.2.3.0"},
    {" 10.50.1600.1\r\n", "10.50.1600.1"},
    {"999999999.0", "999999999.0"},
    {"00000000001.2", "1.2"},
};

Test(version, versions_are_read_and_written)
{
    void *scratch = talloc_new(NULL);
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        struct version version = {.count = 0};
        cr_assert(version_parse(versions[i].text, &version), "'%s'", versions[i].text);
        cr_assert_str_eq(version_text(scratch, &version), versions[i].written);
    }
    cr_assert_str_eq(version_text(scratch, &(struct version){.count = 0}), "");
    talloc_free(scratch);
}

static const struct {
    const char *a, *b;
    uint32_t parts;
    int order;
} pairs[] = {
    {"9.0", "10.0", 4, -1},
    {"13.0.5026", "13.0.5026.0", 4, 0},
    {"13.0.5026", "13.0.5026.1", 4, -1},
    {"13.0.5026", "13.0.5026.1", 3, 0},
    {"11.0.6538.0", "11.0.5388.0", 4, 1},
    {"10.50.1", "10.5.9", 4, 1},
    {"12.9", "12.10", 2, -1},
    {"12.9", "13.0", 1, -1},
    {"999999999", "1", 4, 1},
};

Test(version, parts_compare_as_numbers)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct version a, b;
        cr_assert(version_parse(pairs[i].a, &a) && version_parse(pairs[i].b, &b));
        int order = version_compare(&a, &b, pairs[i].parts);
        int other = version_compare(&b, &a, pairs[i].parts);
        cr_assert_eq((order > 0) - (order < 0), pairs[i].order, "%s and %s", pairs[i].a,
                     pairs[i].b);
        cr_assert_eq((other > 0) - (other < 0), -pairs[i].order, "%s and %s", pairs[i].b,
                     pairs[i].a);
    }
}
