/* What a client of the table offers in a TLS 1.2 hello, in several states of its host. */
#include "drivers/tables/tables.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "wire/tls.h"

enum { GROUP_X25519 = 29 };

static void add(void *parent, struct tls_numbers *to, uint16_t number)
{
    if (tls_numbers_have(to, number))
        return;
    uint16_t *at = mem_append(parent, &to->item, &to->count, sizeof *at);
    *at = number;
}

static void add_all(void *parent, struct tls_numbers *to, const struct tls_numbers *from)
{
    for (size_t i = 0; i < from->count; i++)
        add(parent, to, from->item[i]);
}

/* RFC 8446 B.4: these are for 1.3 alone. */
static bool is_of_1_3(uint16_t suite)
{
    return suite >> 8 == 0x13;
}

static void add_suites(void *parent, const struct tables *tables, const struct tls_client *client,
                       enum suites_what what, struct tls_numbers *to)
{
    for (size_t i = 0; i < tables->tls_suites_count; i++) {
        const struct tls_suites_row *row = &tables->tls_suites[i];
        if (row->what != what || !text_equal(row->list, client->suites))
            continue;
        for (size_t j = 0; j < row->numbers.count; j++)
            if (!is_of_1_3(row->numbers.item[j]))
                add(parent, to, row->numbers.item[j]);
    }
}

static void add_groups(void *parent, const struct tls_numbers *from, bool fips,
                       struct tls_numbers *to)
{
    for (size_t i = 0; i < from->count; i++)
        if (!fips || from->item[i] != GROUP_X25519)
            add(parent, to, from->item[i]);
}

/* All but the suites. */
static struct tls_shape without_suites(void *parent, const struct tls_client *client, bool fips)
{
    struct tls_shape shape = {0};
    add_groups(parent, &client->group_numbers, fips, &shape.groups);
    add_all(parent, &shape.signatures, &client->signature_row->numbers);
    return shape;
}

struct tls_shape tls_shape_default(void *parent, const struct tables *tables,
                                   const struct tls_client *client, bool fips)
{
    struct tls_shape shape = without_suites(parent, client, fips);
    add_suites(parent, tables, client, SUITES_DEFAULT, &shape.suites);
    return shape;
}

const struct tls_suites_row *tls_client_doubt(const struct tables *tables,
                                              const struct tls_client *client, uint16_t suite)
{
    for (size_t i = 0; i < tables->tls_suites_count; i++) {
        const struct tls_suites_row *row = &tables->tls_suites[i];
        if ((row->what == SUITES_ADDED || row->what == SUITES_UNSURE) &&
            text_equal(row->list, client->suites) && tls_numbers_have(&row->numbers, suite))
            return row;
    }
    return NULL;
}

bool tls_shape_certain(void *parent, const struct tables *tables, const struct tls_client *client,
                       bool fips, struct tls_shape *out)
{
    struct tls_shape shape = without_suites(parent, client, fips);
    struct tls_numbers all = {0};
    add_suites(parent, tables, client, SUITES_DEFAULT, &all);
    for (size_t i = 0; i < all.count; i++)
        if (tls_client_doubt(tables, client, all.item[i]) == NULL)
            add(parent, &shape.suites, all.item[i]);
    *out = shape;
    return shape.suites.count < all.count;
}

struct tls_shape tls_shape_supported(void *parent, const struct tables *tables,
                                     const struct tls_client *client, bool fips)
{
    struct tls_shape shape = tls_shape_default(parent, tables, client, fips);
    add_suites(parent, tables, client, SUITES_OFF, &shape.suites);
    add_groups(parent, &client->group_off_numbers, fips, &shape.groups);
    return shape;
}

struct tls_shape tls_shape_any_signature(void *parent, const struct tables *tables,
                                         const struct tls_client *client, bool fips)
{
    struct tls_shape shape = tls_shape_supported(parent, tables, client, fips);
    for (size_t i = 0; i < tables->tls_signatures_count; i++)
        add_all(parent, &shape.signatures, &tables->tls_signatures[i].numbers);
    return shape;
}

/* "TLS_X_P256" of Windows Vista to 8.1 is a suite with one curve; its number is that of TLS_X. */
bool tls_suite_find_spelled(const char *name, uint16_t *suite)
{
    static const char *const curves[] = {"_P256", "_P384", "_P521"};
    char bare[128];
    size_t length = strlen(name);
    if (tls_suite_find(name, suite))
        return true;
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        size_t end = strlen(curves[i]);
        if (length <= end || length - end >= sizeof bare ||
            strcmp(name + length - end, curves[i]) != 0)
            continue;
        memcpy(bare, name, length - end);
        bare[length - end] = '\0';
        return tls_suite_find(bare, suite);
    }
    return false;
}

struct tls_shape tls_shape_own(void *parent, const struct tables *tables,
                               const struct tls_client *client, bool fips, const char *list)
{
    struct tls_shape shape = without_suites(parent, client, fips);
    struct tls_numbers had = {0};
    add_suites(parent, tables, client, SUITES_DEFAULT, &had);
    add_suites(parent, tables, client, SUITES_OFF, &had);
    for (const char *rest = list; *rest != '\0';) {
        size_t length = strcspn(rest, ",");
        char *name = text_trim(parent, talloc_strndup(parent, rest, length));
        uint16_t suite = 0;
        if (tls_suite_find_spelled(name, &suite) && tls_numbers_have(&had, suite))
            add(parent, &shape.suites, suite);
        rest += length + (rest[length] == ',');
    }
    return shape;
}
