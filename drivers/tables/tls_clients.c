/* The tables of TLS clients: their names into numbers, and their rows by key and version. */
#include "drivers/tables/rows.h"

#include <string.h>

#include <talloc.h>

#include "base/mem.h"
#include "base/text.h"
#include "wire/tls.h"

typedef bool find_number(const char *name, uint16_t *number);

bool tls_numbers_have(const struct tls_numbers *numbers, uint16_t number)
{
    for (size_t i = 0; i < numbers->count; i++)
        if (numbers->item[i] == number)
            return true;
    return false;
}

/* Names separated by blanks, each once. */
static bool take_numbers(struct tables *tables, const struct table_file *file, size_t row,
                         const char *column, const char *names, find_number *find,
                         struct tls_numbers *out)
{
    for (const char *rest = names == NULL ? "" : names; *rest != '\0';) {
        size_t length = strcspn(rest, " ");
        char *name = talloc_strndup(tables, rest, length);
        uint16_t number = 0;
        if (!find(name, &number))
            return rows_fail(file, row, column, "has '%s', which is no name of the registry", name);
        if (tls_numbers_have(out, number))
            return rows_fail(file, row, column, "has '%s' twice", name);
        uint16_t *at = mem_append(tables, &out->item, &out->count, sizeof *at);
        *at = number;
        talloc_free(name);
        rest += length + strspn(rest + length, " ");
    }
    return true;
}

static const struct tls_suites_row *default_of(const struct tables *tables, const char *list)
{
    for (size_t i = 0; i < tables->tls_suites_count; i++)
        if (tables->tls_suites[i].what == SUITES_DEFAULT &&
            text_equal(tables->tls_suites[i].list, list))
            return &tables->tls_suites[i];
    return NULL;
}

/* What is not certain is a part of the default list; what is off, or asked for, is not. */
static bool fits_default(const struct tables *tables, const struct table_file *file, size_t at)
{
    const struct tls_suites_row *row = &tables->tls_suites[at];
    const struct tls_suites_row *whole = default_of(tables, row->list);
    if (row->what == SUITES_DEFAULT)
        return whole == row ||
               rows_fail(file, at, "list", "overlaps the row of line %zu", whole->origin.line);
    if (whole == NULL || whole > row)
        return rows_fail(file, at, "list", "has no default row before this one");
    bool is_part = row->what == SUITES_ADDED || row->what == SUITES_UNSURE;
    for (size_t i = 0; i < row->numbers.count; i++)
        if (tls_numbers_have(&whole->numbers, row->numbers.item[i]) != is_part)
            return rows_fail(file, at, "suites", "contradicts the row of line %zu",
                             whole->origin.line);
    return true;
}

bool check_tls_suites(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->tls_suites_count; i++) {
        struct tls_suites_row *row = &tables->tls_suites[i];
        if (!take_numbers(tables, file, i, "suites", row->suites, tls_suite_find, &row->numbers))
            return false;
        if ((row->update == NULL) == (row->what == SUITES_ADDED))
            return rows_fail(file, i, "update", "goes with added, and with nothing else");
        if (!fits_default(tables, file, i))
            return false;
    }
    return true;
}

static const struct tls_signatures_row *signatures_of(const struct tables *tables, const char *list)
{
    for (size_t i = 0; i < tables->tls_signatures_count; i++)
        if (text_equal(tables->tls_signatures[i].list, list))
            return &tables->tls_signatures[i];
    return NULL;
}

bool check_tls_signatures(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->tls_signatures_count; i++) {
        struct tls_signatures_row *row = &tables->tls_signatures[i];
        const struct tls_signatures_row *first = signatures_of(tables, row->list);
        if (first != row)
            return rows_fail(file, i, "list", "overlaps the row of line %zu", first->origin.line);
        if (!take_numbers(tables, file, i, "schemes", row->schemes, tls_signature_find,
                          &row->numbers))
            return false;
    }
    return true;
}

static bool follows(const struct tables *tables, const struct table_file *file, size_t at)
{
    const struct tls_client *row = &tables->tls_clients[at];
    if ((row->system == CLIENT_WINDOWS) != (row->first.count != 0))
        return rows_fail(file, at, "first", "is for Windows, and needed there");
    for (size_t i = 0; i < at; i++) {
        const struct tls_client *other = &tables->tls_clients[i];
        if (text_equal(row->key, other->key))
            return rows_fail(file, at, "client", "overlaps the row of line %zu",
                             other->origin.line);
        if (row->first.count != 0 && other->first.count != 0 &&
            version_compare(&other->first, &row->first, 3) >= 0)
            return rows_fail(file, at, "first", "does not come after line %zu", other->origin.line);
    }
    return true;
}

static bool tie(struct tables *tables, const struct table_file *file, size_t at)
{
    struct tls_client *row = &tables->tls_clients[at];
    row->signature_row = signatures_of(tables, row->signatures);
    row->unsure_row = row->unsure == NULL ? NULL : signatures_of(tables, row->unsure);
    if (default_of(tables, row->suites) == NULL)
        return rows_fail(file, at, "suites", "is '%s', which tls-suites.csv does not have",
                         row->suites);
    if (row->signature_row == NULL)
        return rows_fail(file, at, "signatures", "is '%s', which tls-signatures.csv does not have",
                         row->signatures);
    if (row->unsure != NULL && row->unsure_row == NULL)
        return rows_fail(file, at, "unsure", "is '%s', which tls-signatures.csv does not have",
                         row->unsure);
    return take_numbers(tables, file, at, "groups", row->groups, tls_group_find,
                        &row->group_numbers) &&
           take_numbers(tables, file, at, "groups_off", row->groups_off, tls_group_find,
                        &row->group_off_numbers);
}

bool check_tls_clients(struct tables *tables, const struct table_file *file)
{
    for (size_t i = 0; i < tables->tls_client_count; i++)
        if (!follows(tables, file, i) || !tie(tables, file, i))
            return false;
    return true;
}

const struct tls_client *tls_client_find(const struct tables *tables, const char *key)
{
    for (size_t i = 0; i < tables->tls_client_count; i++)
        if (text_equal(tables->tls_clients[i].key, key))
            return &tables->tls_clients[i];
    return NULL;
}

const struct tls_client *tls_client_of_windows(const struct tables *tables,
                                               const struct version *version)
{
    const struct tls_client *found = NULL;
    for (size_t i = 0; version->count >= 2 && i < tables->tls_client_count; i++) {
        const struct tls_client *row = &tables->tls_clients[i];
        if (row->system == CLIENT_WINDOWS && rows_hold(&row->first, version))
            found = row;
    }
    return found;
}

bool tls_client_has_1_2(const struct tls_client *client)
{
    return strstr(client->versions, "1.2") != NULL;
}
