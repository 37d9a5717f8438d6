#include "base/mem.h"
#include "base/text.h"
#include "site/inventory.h"
#include "site/parts.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#define NETBIOS_LENGTH 15

/* Roles that never connect to SQL Server from their host (not on Microsoft's list, see
 * drivers/tables/components.csv). There can be 5,000 distribution points: a host that has nothing
 * but these is not looked up in the inventory. */
static const char *const quiet_roles[] = {
    "SMS Distribution Point",    "SMS Site System",         "SMS Component Server",
    "SMS Portal Web Site",       "SMS Enrollment Web Site", "SMS Cloud Proxy Connector",
    "SMS Fallback Status Point",
};

static bool is_quiet(const char *role)
{
    for (size_t i = 0; i < sizeof quiet_roles / sizeof quiet_roles[0]; i++)
        if (text_equal(role, quiet_roles[i]))
            return true;
    return false;
}

/* ---- names in order, for searching ----------------------------------------------------------- */

struct name {
    const char *text;
    size_t host; /* index in facts->hosts */
};

struct names {
    struct name *items;
    size_t count;
};

static int compare_names(const void *a, const void *b)
{
    return text_compare(((const struct name *)a)->text, ((const struct name *)b)->text);
}

/* The first of the names that equal `text`, and how many there are. */
static const struct name *find_names(const struct names *names, const char *text, size_t *count)
{
    const struct name key = {.text = text};
    *count = 0;
    if (names->count == 0 || text == NULL)
        return NULL;
    const struct name *hit = bsearch(&key, names->items, names->count, sizeof key, compare_names);
    if (hit == NULL)
        return NULL;
    while (hit > names->items && text_equal(hit[-1].text, text))
        hit--;
    while (hit + *count < names->items + names->count && text_equal(hit[*count].text, text))
        (*count)++;
    return hit;
}

/* ---- hosts ----------------------------------------------------------------------------------- */

static void add_hosts(struct site_session *session)
{
    struct facts *facts = session->facts;
    struct name *all = mem_array(session->scratch, struct name, facts->role_count);
    for (size_t i = 0; i < facts->role_count; i++)
        all[i].text = facts->roles[i].host;
    qsort(all, facts->role_count, sizeof *all, compare_names);
    for (size_t i = 0; i < facts->role_count; i++) {
        if (all[i].text == NULL || (i > 0 && text_equal(all[i].text, all[i - 1].text)))
            continue;
        struct host *host =
            mem_append(session->parent, &facts->hosts, &facts->host_count, sizeof *host);
        host->name = talloc_strdup(session->parent, all[i].text);
        host->programs_state = READ_NOT_TRIED;
    }
}

static struct names full_names(const struct site_session *session)
{
    const struct facts *facts = session->facts;
    struct names names = {.count = facts->host_count};
    names.items = mem_array(session->scratch, struct name, facts->host_count);
    for (size_t i = 0; i < facts->host_count; i++)
        names.items[i] = (struct name){.text = facts->hosts[i].name, .host = i};
    return names;
}

static void mark_wanted(struct inventory *inventory, const struct names *names)
{
    const struct facts *facts = inventory->session->facts;
    for (size_t i = 0; i < facts->role_count; i++) {
        size_t count = 0;
        const struct name *name = find_names(names, facts->roles[i].host, &count);
        if (name != NULL && !is_quiet(facts->roles[i].role))
            inventory->states[name->host].wanted = true;
    }
}

/* ---- the machine behind a host --------------------------------------------------------------- */

/* A row says that this machine answers to the host's name. */
static void take_machine(struct inventory *inventory, size_t host, const struct rows *rows,
                         size_t row)
{
    int64_t machine = 0;
    struct host_state *state = &inventory->states[host];
    if (!session_number(rows, row, "ResourceID", &machine) || machine <= 0)
        return;
    if (state->machine != 0 && state->machine != machine)
        inventory->session->facts->hosts[host].ambiguous = true;
    state->machine = machine;
}

static void take_by_full_name(struct inventory *inventory, const struct names *names,
                              const struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        size_t count = 0;
        const struct name *name = find_names(names, rows_cell(rows, i, "Resource_Names0"), &count);
        if (name == NULL)
            continue;
        take_machine(inventory, name->host, rows, i);
        inventory->session->facts->hosts[name->host].full_name_seen = true;
    }
}

enum sameness { NOT_TOLD, IS_IT, IS_ANOTHER };

/* Whether a machine with a host's short name is that host: by its full name, else by its domain. A
 * name that NetBIOS cuts off agrees with more than one. */
static enum sameness machine_is_host(const char *host, const char *full, const char *domain)
{
    const char *dot = strchr(host, '.');
    if (dot == NULL)
        return NOT_TOLD;
    if (!text_is_empty(full) && strchr(full, '.') != NULL)
        return text_equal(full, host) ? IS_IT : IS_ANOTHER;
    if (text_is_empty(domain))
        return NOT_TOLD;
    if (!text_equal(domain, dot + 1))
        return IS_ANOTHER;
    return dot - host < NETBIOS_LENGTH ? IS_IT : NOT_TOLD;
}

/* Two domains may both have an MP01: a machine of another domain is not this host, and one without
 * a domain cannot be told between two hosts. */
static void take_by_short_name(struct inventory *inventory, const struct names *names,
                               const struct rows *rows)
{
    struct host *hosts = inventory->session->facts->hosts;
    for (size_t i = 0; i < rows->count; i++) {
        size_t count = 0;
        const struct name *name = find_names(names, rows_cell(rows, i, "Netbios_Name0"), &count);
        for (size_t j = 0; j < count; j++) {
            struct host *host = &hosts[name[j].host];
            enum sameness same = machine_is_host(host->name, rows_cell(rows, i, "Resource_Names0"),
                                                 rows_cell(rows, i, "Full_Domain_Name0"));
            if (same == IS_ANOTHER)
                continue;
            take_machine(inventory, name[j].host, rows, i);
            host->full_name_seen = host->full_name_seen || same == IS_IT;
            if (same == NOT_TOLD && count > 1)
                host->ambiguous = true;
        }
    }
}

typedef void take_rows(struct inventory *, const struct names *, const struct rows *);

/* Asks for at most QUERY_LIST names at a time; false once a part was refused. */
static bool ask_by_names(struct inventory *inventory, enum query_id id, const struct names *names,
                         take_rows *take)
{
    for (size_t from = 0; from < names->count; from += QUERY_LIST) {
        const char *texts[QUERY_LIST];
        size_t count = 0;
        struct rows rows;
        void *scratch = talloc_new(inventory->session->scratch);
        for (size_t i = from; i < names->count && count < QUERY_LIST; i++)
            texts[count++] = names->items[i].text;
        bool ok =
            session_ask(inventory->session, id, query_text_list(scratch, texts, count), &rows);
        talloc_free(scratch);
        if (!ok)
            return false;
        take(inventory, names, &rows);
        for (size_t i = 0; i < count; i++)
            inventory->states[names->items[from + i].host].looked_up = true;
    }
    return true;
}

static struct names wanted_full_names(const struct inventory *inventory, const struct names *all)
{
    struct names wanted = {.count = 0};
    wanted.items = mem_array(inventory->session->scratch, struct name, all->count);
    for (size_t i = 0; i < all->count; i++)
        if (inventory->states[i].wanted && strchr(all->items[i].text, '.') != NULL)
            wanted.items[wanted.count++] = all->items[i];
    return wanted;
}

/* Short names of the hosts that still have no machine, as NetBIOS cuts them. */
static struct names wanted_short_names(const struct inventory *inventory, const struct names *all)
{
    struct names wanted = {.count = 0};
    void *scratch = inventory->session->scratch;
    wanted.items = mem_array(scratch, struct name, all->count);
    for (size_t i = 0; i < all->count; i++) {
        if (!inventory->states[i].wanted || inventory->states[i].machine != 0)
            continue;
        const char *name = text_short_host(scratch, all->items[i].text);
        wanted.items[wanted.count++] =
            (struct name){.text = talloc_strndup(scratch, name, NETBIOS_LENGTH), .host = i};
    }
    if (wanted.count > 0)
        qsort(wanted.items, wanted.count, sizeof *wanted.items, compare_names);
    return wanted;
}

static void find_machines(struct inventory *inventory, const struct names *all)
{
    struct names full = wanted_full_names(inventory, all);
    (void)ask_by_names(inventory, QUERY_machines_by_name, &full, take_by_full_name);
    for (size_t i = 0; i < all->count; i++)
        inventory->states[i].looked_up = false; /* only the search by short name ends a search */
    struct names shorts = wanted_short_names(inventory, all);
    if (!ask_by_names(inventory, QUERY_machines_by_netbios, &shorts, take_by_short_name))
        (void)ask_by_names(inventory, QUERY_machines_by_netbios_only, &shorts, take_by_short_name);
}

static void explain_hosts(const struct inventory *inventory)
{
    struct facts *facts = inventory->session->facts;
    void *parent = inventory->session->parent;
    for (size_t i = 0; i < facts->host_count; i++) {
        struct host *host = &facts->hosts[i];
        struct host_state *state = &inventory->states[i];
        if (host->ambiguous)
            state->machine = 0;
        if (!state->wanted)
            host->programs_reason = talloc_strdup(parent, "no role here connects to SQL Server");
        else if (host->ambiguous)
            host->programs_reason =
                talloc_strdup(parent, "more than one inventoried machine answers to this name");
        else if (state->machine == 0 && !state->looked_up)
            host->programs_reason = talloc_strdup(
                parent, session_why_not(inventory->session, QUERY_machines_by_netbios_only));
        else if (state->machine == 0) {
            host->programs_state = READ_NO_ROWS;
            host->programs_reason = talloc_strdup(parent, "no inventoried machine of this name");
        }
    }
}

struct inventory *hosts_collect(struct site_session *session)
{
    struct inventory *inventory = mem_array(session->scratch, struct inventory, 1);
    inventory->session = session;
    add_hosts(session);
    inventory->states = mem_array(session->scratch, struct host_state, session->facts->host_count);
    struct names names = full_names(session);
    mark_wanted(inventory, &names);
    find_machines(inventory, &names);
    explain_hosts(inventory);
    return inventory;
}
