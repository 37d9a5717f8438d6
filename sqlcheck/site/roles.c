#include "base/mem.h"
#include "base/text.h"
#include "site/parts.h"

#include <string.h>

#include <talloc.h>

/* Type, as in the WMI class SMS_Site. */
static const struct {
    int64_t number;
    enum site_type type;
} site_types[] = {{1, SITE_SECONDARY}, {2, SITE_PRIMARY}, {4, SITE_CAS}};

static enum site_type site_type_of(const struct rows *rows, size_t row)
{
    int64_t number = 0;
    (void)session_number(rows, row, "Type", &number);
    for (size_t i = 0; i < sizeof site_types / sizeof site_types[0]; i++)
        if (site_types[i].number == number)
            return site_types[i].type;
    return SITE_UNKNOWN;
}

/* Host names stand as "\\HOST.contoso.com\" in some views. */
static char *host_text(const struct site_session *session, const struct rows *rows, size_t row,
                       const char *column)
{
    char *name = session_text(session, rows, row, column);
    if (name == NULL)
        return NULL;
    name += strspn(name, "\\");
    size_t size = strlen(name);
    while (size > 0 && name[size - 1] == '\\')
        size--;
    return size == 0 ? NULL : talloc_strndup(session->parent, name, size);
}

/* A named instance is stored as part of the database name: "INSTANCE\CM_S01". */
static void place_instance(const struct site_session *session, char **server, char **database)
{
    const char *mark = *database == NULL ? NULL : strrchr(*database, '\\');
    if (mark == NULL)
        return;
    if (*server != NULL && strchr(*server, '\\') == NULL)
        *server = talloc_asprintf(session->parent, "%s\\%.*s", *server, (int)(mark - *database),
                                  *database);
    *database = talloc_strdup(session->parent, mark + 1);
}

/* Both lists come in order of the site code, so the next one is looked at first. */
static struct site *find_site(const struct facts *facts, const char *code, size_t *at)
{
    for (size_t i = 0; code != NULL && i < facts->site_count; i++) {
        size_t place = (*at + i) % facts->site_count;
        if (text_equal(facts->sites[place].code, code)) {
            *at = place;
            return &facts->sites[place];
        }
    }
    return NULL;
}

static void add_sites(struct site_session *session, const struct rows *rows)
{
    struct facts *facts = session->facts;
    for (size_t i = 0; i < rows->count; i++) {
        struct site *site =
            mem_append(session->parent, &facts->sites, &facts->site_count, sizeof *site);
        site->code = session_text(session, rows, i, "SiteCode");
        site->name = session_text(session, rows, i, "SiteName");
        site->type = site_type_of(rows, i);
        site->version = session_text(session, rows, i, "Version");
        site->parent = session_text(session, rows, i, "ReportingSiteCode");
        site->site_server = host_text(session, rows, i, "ServerName");
    }
}

static void add_site_databases(struct site_session *session, const struct rows *rows)
{
    size_t at = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const char *code = rows_cell(rows, i, "SiteCode");
        struct site *site = find_site(session->facts, code, &at);
        if (site == NULL)
            continue;
        site->sql_server = host_text(session, rows, i, "SQLServerName");
        site->sql_database = session_text(session, rows, i, "SQLDatabaseName");
        place_instance(session, &site->sql_server, &site->sql_database);
    }
}

static void add_site_ports(struct site_session *session, const struct rows *rows)
{
    size_t at = 0;
    for (size_t i = 0; i < rows->count; i++) {
        struct site *site = find_site(session->facts, rows_cell(rows, i, "SiteCode"), &at);
        bool is_broker = text_equal(rows_cell(rows, i, "Name"), "SSBPort");
        int64_t port = 0;
        if (site != NULL && session_number(rows, i, "Value3", &port) && port > 0 &&
            port <= UINT16_MAX)
            *(is_broker ? &site->broker_port : &site->sql_port) = (int)port;
    }
}

/* An answer without rows is as much of a gap as no answer. */
static void note_empty(struct site_session *session, enum query_id id, size_t count)
{
    if (count > 0)
        return;
    struct gap gap = {
        .costs = talloc_strdup(session->parent, query_of(id)->costs),
        .object = talloc_strdup(session->parent, query_of(id)->objects[0]),
        .reason = talloc_strdup(session->parent, "it has no rows"),
        .required = true,
    };
    session_gap(session, &gap);
}

void sites_collect(struct site_session *session)
{
    struct rows rows;
    if (!session_ask(session, QUERY_sites, NULL, &rows))
        return;
    add_sites(session, &rows);
    note_empty(session, QUERY_sites, rows.count);
    if (session_ask(session, QUERY_site_databases, NULL, &rows))
        add_site_databases(session, &rows);
    if (session_ask(session, QUERY_site_ports, NULL, &rows))
        add_site_ports(session, &rows);
}

static bool is_same_role(const struct role *a, const struct role *b)
{
    return text_equal(a->site_code, b->site_code) && text_equal(a->role, b->role) &&
           text_equal(a->host, b->host);
}

static void add_roles(struct site_session *session, const struct rows *rows)
{
    struct facts *facts = session->facts;
    for (size_t i = 0; i < rows->count; i++) {
        struct role role = {
            .site_code = session_text(session, rows, i, "SiteCode"),
            .role = session_text(session, rows, i, "RoleName"),
            .host = host_text(session, rows, i, "ServerName"),
        };
        /* a role without a name or a host stays: somebody runs it somewhere */
        if (facts->role_count > 0 && is_same_role(&facts->roles[facts->role_count - 1], &role))
            continue;
        struct role *added =
            mem_append(session->parent, &facts->roles, &facts->role_count, sizeof *added);
        *added = role;
    }
}

static struct role *find_role(const struct facts *facts, const struct role *wanted, size_t *at)
{
    for (size_t i = 0; i < facts->role_count; i++) {
        size_t place = (*at + i) % facts->role_count;
        if (is_same_role(&facts->roles[place], wanted)) {
            *at = place;
            return &facts->roles[place];
        }
    }
    return NULL;
}

/* Where the text of a property stands differs between versions: Value2, else Value1. */
static char *property_text(const struct site_session *session, const struct rows *rows, size_t row)
{
    char *text = session_text(session, rows, row, "Value2");
    return text == NULL ? session_text(session, rows, row, "Value1") : text;
}

struct role_database {
    bool told; /* UseSiteDatabase is there */
    bool own;  /* and not 1 */
    char *server;
    char *database;
};

static void read_property(const struct site_session *session, const struct rows *rows, size_t row,
                          struct role_database *out)
{
    const char *name = rows_cell(rows, row, "Name");
    int64_t value = 0;
    if (text_equal(name, "UseSiteDatabase")) {
        out->told = true;
        out->own = !session_number(rows, row, "Value3", &value) || value != 1;
    } else if (text_equal(name, "SQLServerName")) {
        out->server = property_text(session, rows, row);
    } else if (text_equal(name, "DatabaseName")) {
        out->database = property_text(session, rows, row);
    }
}

/* One of two names is short, and the other begins with it. */
static bool is_alike(const char *a, const char *b)
{
    if (a == NULL || b == NULL || (strchr(a, '.') == NULL) == (strchr(b, '.') == NULL))
        return false;
    void *memory = talloc_new(NULL);
    bool alike = text_equal(text_short_host(memory, a), text_short_host(memory, b));
    talloc_free(memory);
    return alike;
}

/* NULL unless there is exactly one. */
static struct role *find_role_alike(const struct facts *facts, const struct role *wanted)
{
    struct role *found = NULL;
    for (size_t i = 0; i < facts->role_count; i++) {
        struct role *role = &facts->roles[i];
        if (!text_equal(role->site_code, wanted->site_code) ||
            !text_equal(role->role, wanted->role) || !is_alike(role->host, wanted->host))
            continue;
        if (found != NULL)
            return NULL;
        found = role;
    }
    return found;
}

/* The role that a row of properties is of: by the name that it has, by the one that the role list
 * has for the same network path, and by a short name that only one of them has. */
static struct role *role_of_row(struct site_session *session, const struct rows *rows, size_t row,
                                struct role *wanted, size_t *at)
{
    struct role listed = *wanted;
    struct role *role = find_role(session->facts, wanted, at);
    listed.host = host_text(session, rows, row, "ListedName");
    if (role == NULL && listed.host != NULL)
        role = find_role(session->facts, &listed, at);
    return role != NULL ? role : find_role_alike(session->facts, wanted);
}

/* A host that is on no role list, with a database of its own. */
struct strays {
    struct role *roles;
    struct role_database *found;
    size_t count;
    size_t found_count;
};

static struct role_database *stray_of(struct site_session *session, struct strays *strays,
                                      const struct role *role)
{
    if (strays->count == 0 || !is_same_role(&strays->roles[strays->count - 1], role)) {
        struct role *added =
            mem_append(session->scratch, &strays->roles, &strays->count, sizeof *added);
        struct role_database *found =
            mem_append(session->scratch, &strays->found, &strays->found_count, sizeof *found);
        *added = *role;
        *found = (struct role_database){0};
    }
    return &strays->found[strays->count - 1];
}

static bool is_site_database(const struct role_database *found)
{
    return found->told ? !found->own : found->server == NULL;
}

/* Somebody uses a database that no path here leads to. */
static void note_strays(struct site_session *session, const struct strays *strays)
{
    const struct role *first = NULL;
    size_t count = 0;
    for (size_t i = 0; i < strays->count; i++) {
        if (is_site_database(&strays->found[i]))
            continue;
        first = count++ == 0 ? &strays->roles[i] : first;
    }
    if (first == NULL)
        return;
    char *more = count == 1 ? talloc_strdup(session->scratch, "")
                            : talloc_asprintf(session->scratch, " (and %zu more)", count - 1);
    struct gap gap = {
        .costs = talloc_strdup(session->parent, "which role uses a database of its own"),
        .object = talloc_strdup(session->parent, query_of(QUERY_role_databases)->objects[1]),
        .reason = talloc_asprintf(
            session->parent, "%s on %s has one, and no host of the role list goes by that name%s",
            first->role == NULL ? "a role" : first->role,
            first->host == NULL ? "no named host" : first->host, more),
        .required = true,
    };
    session_gap(session, &gap);
}

static void add_role_databases(struct site_session *session, const struct rows *rows)
{
    struct facts *facts = session->facts;
    struct role_database *found =
        mem_array(session->scratch, struct role_database, facts->role_count);
    struct strays strays = {0};
    size_t at = 0;
    for (size_t i = 0; i < rows->count; i++) {
        struct role wanted = {
            .site_code = session_text(session, rows, i, "SiteCode"),
            .role = session_text(session, rows, i, "RoleName"),
            .host = host_text(session, rows, i, "ServerName"),
        };
        const struct role *role = role_of_row(session, rows, i, &wanted, &at);
        read_property(session, rows, i,
                      role != NULL ? &found[role - facts->roles]
                                   : stray_of(session, &strays, &wanted));
    }
    for (size_t i = 0; i < facts->role_count; i++) {
        facts->roles[i].database_seen = found[i].told;
        if (is_site_database(&found[i]))
            continue;
        place_instance(session, &found[i].server, &found[i].database);
        /* a replica that is not named is not the site database either */
        facts->roles[i].sql_server = found[i].server != NULL
                                         ? found[i].server
                                         : talloc_strdup(session->parent, "(replica not named)");
        facts->roles[i].sql_database = found[i].database;
    }
    note_strays(session, &strays);
}

void roles_collect(struct site_session *session)
{
    struct rows rows;
    if (!session_ask(session, QUERY_roles, NULL, &rows))
        return;
    add_roles(session, &rows);
    note_empty(session, QUERY_roles, rows.count);
    if (session_ask(session, QUERY_role_databases, NULL, &rows))
        add_role_databases(session, &rows);
}
