#include "site/inventory.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "site/parts.h"

#include <stdlib.h>
#include <string.h>

#include <talloc.h>

/* A machine and a host that it stands for; two role hosts can be one machine. */
struct link {
    long long machine;
    size_t host;
};

struct links {
    struct link *items; /* in order of the machine */
    size_t count;
};

static int compare_links(const void *a, const void *b)
{
    const struct link *left = a;
    const struct link *right = b;
    return (left->machine > right->machine) - (left->machine < right->machine);
}

static struct links links_of(const struct inventory *inventory)
{
    struct links links = {.count = 0};
    size_t host_count = inventory->session->facts->host_count;
    links.items = mem_array(inventory->session->scratch, struct link, host_count);
    for (size_t i = 0; i < host_count; i++)
        if (inventory->states[i].machine != 0)
            links.items[links.count++] =
                (struct link){.machine = inventory->states[i].machine, .host = i};
    if (links.count > 0)
        qsort(links.items, links.count, sizeof *links.items, compare_links);
    return links;
}

static const struct link *find_link(const struct links *links, long long machine)
{
    const struct link key = {.machine = machine};
    const struct link *hit = bsearch(&key, links->items, links->count, sizeof key, compare_links);
    while (hit != NULL && hit > links->items && hit[-1].machine == machine)
        hit--;
    return hit;
}

/* What a query means for one host: `row` is called for each of its rows, `done` (may be NULL) for
 * each host of a part that was answered, before its rows. */
struct reading {
    enum query_id query;
    void (*done)(struct inventory *inventory, size_t host);
    void (*row)(struct inventory *inventory, size_t host, const struct rows *rows, size_t row);
};

static void take_rows_of_part(struct inventory *inventory, const struct reading *reading,
                              const struct links *links, const struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        int64_t machine = 0;
        if (!session_number(rows, i, "ResourceID", &machine))
            continue;
        const struct link *link = find_link(links, machine);
        const struct link *end = links->items + links->count;
        for (; link != NULL && link < end && link->machine == machine; link++)
            reading->row(inventory, link->host, rows, i);
    }
}

/* The next part of the list: up to QUERY_LIST different machines. Returns where it ends. */
static size_t next_part(const struct links *links, size_t from, long long *machines, size_t *count)
{
    size_t at = from;
    *count = 0;
    for (; at < links->count; at++) {
        long long machine = links->items[at].machine;
        if (*count > 0 && machines[*count - 1] == machine)
            continue;
        if (*count == QUERY_LIST)
            break;
        machines[(*count)++] = machine;
    }
    return at;
}

static void read_all(struct inventory *inventory, const struct links *links,
                     const struct reading *reading)
{
    for (size_t from = 0; from < links->count;) {
        long long machines[QUERY_LIST];
        size_t count = 0;
        struct rows rows;
        size_t end = next_part(links, from, machines, &count);
        const char *list = query_number_list(inventory->session->scratch, machines, count);
        if (!session_ask(inventory->session, reading->query, list, &rows))
            return;
        for (size_t i = from; reading->done != NULL && i < end; i++)
            reading->done(inventory, links->items[i].host);
        take_rows_of_part(inventory, reading, links, &rows);
        from = end;
    }
}

static struct host *host_at(const struct inventory *inventory, size_t host)
{
    return &inventory->session->facts->hosts[host];
}

static struct source source_of(const struct inventory *inventory, size_t host, const char *view)
{
    return (struct source){
        .kind = SOURCE_DATABASE,
        .where = talloc_strdup(inventory->session->parent, view),
        .seen_unix_s = inventory->states[host].scanned_unix_s,
    };
}

static void take_scan(struct inventory *inventory, size_t host, const struct rows *rows, size_t row)
{
    int64_t when = 0;
    const char *text = rows_cell(rows, row, "LastHWScan");
    if (text != NULL && date_parse(text, &when) && when > inventory->states[host].scanned_unix_s)
        inventory->states[host].scanned_unix_s = when;
}

static void take_windows(struct inventory *inventory, size_t host, const struct rows *rows,
                         size_t row)
{
    struct host *found = host_at(inventory, host);
    found->windows = session_text(inventory->session, rows, row, "Caption0");
    found->windows_version = session_text(inventory->session, rows, row, "Version0");
    found->windows_source = source_of(inventory, host, "v_GS_OPERATING_SYSTEM");
}

static void assume_unlisted(struct inventory *inventory, size_t host)
{
    struct host *found = host_at(inventory, host);
    found->programs_state = READ_NO_ROWS;
    found->programs_reason = talloc_strdup(
        inventory->session->parent, "the machine is known, its programs are not in the inventory");
    found->programs_source = source_of(inventory, host, "v_GS_ADD_REMOVE_PROGRAMS_64");
}

static void take_listed(struct inventory *inventory, size_t host, const struct rows *rows,
                        size_t row)
{
    (void)rows;
    (void)row;
    inventory->states[host].listed = true;
    /* until the drivers themselves are read, nothing is known about them */
    host_at(inventory, host)->programs_state = READ_NOT_TRIED;
    host_at(inventory, host)->programs_reason = NULL;
}

/* Only a host that has a list at all can be without a driver. */
static void finish_listed(struct inventory *inventory, size_t host)
{
    if (inventory->states[host].listed)
        host_at(inventory, host)->programs_state = READ_DONE;
}

static void take_program(struct inventory *inventory, size_t host, const struct rows *rows,
                         size_t row, int bits, const char *view)
{
    void *parent = inventory->session->parent;
    struct host *found = host_at(inventory, host);
    const char *name = rows_cell(rows, row, "DisplayName0");
    if (text_is_empty(name))
        return;
    struct program *program =
        mem_append(parent, &found->programs, &found->program_count, sizeof *program);
    program->name = text_printable(parent, name, strlen(name)); /* as stored, blanks and all */
    program->version = session_text(inventory->session, rows, row, "Version0");
    program->bits = bits;
    program->source = source_of(inventory, host, view);
}

static void take_program_64(struct inventory *inventory, size_t host, const struct rows *rows,
                            size_t row)
{
    take_program(inventory, host, rows, row, 64, "v_GS_ADD_REMOVE_PROGRAMS_64");
}

static void take_program_32(struct inventory *inventory, size_t host, const struct rows *rows,
                            size_t row)
{
    take_program(inventory, host, rows, row, 32, "v_GS_ADD_REMOVE_PROGRAMS");
}

/* The age first: the others carry it. */
static const struct reading readings[] = {
    {.query = QUERY_scans, .row = take_scan},
    {.query = QUERY_windows, .row = take_windows},
    {.query = QUERY_listed_64, .done = assume_unlisted, .row = take_listed},
    {.query = QUERY_programs_64, .done = finish_listed, .row = take_program_64},
    {.query = QUERY_programs_32, .row = take_program_32},
};

/* A host whose part of a list was not answered says why. */
static void explain_unread(const struct inventory *inventory)
{
    const struct site_session *session = inventory->session;
    for (size_t i = 0; i < session->facts->host_count; i++) {
        struct host *host = host_at(inventory, i);
        if (host->programs_state != READ_NOT_TRIED || host->programs_reason != NULL)
            continue;
        enum query_id id =
            session->refusal[QUERY_listed_64] != NULL ? QUERY_listed_64 : QUERY_programs_64;
        host->programs_reason = talloc_strdup(session->parent, session_why_not(session, id));
    }
}

void inventory_collect(struct inventory *inventory)
{
    struct links links = links_of(inventory);
    for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++)
        read_all(inventory, &links, &readings[i]);
    explain_unread(inventory);
}
