#include "base/date.h"
#include "base/mem.h"
#include "base/text.h"
#include "site/parts.h"
#include "site/site.h"

#include <talloc.h>

/* SQL Server: "Invalid object name". */
#define MESSAGE_NO_OBJECT 208

static void read_server(struct site_session *session)
{
    struct server_properties *server = &session->facts->server;
    struct rows rows;
    int64_t edition = 0;
    if (!session_ask(session, QUERY_server, NULL, &rows) || rows.count == 0)
        return;
    server->name = session_text(session, &rows, 0, "server_name");
    server->product_version = session_text(session, &rows, 0, "product_version");
    server->product_level = session_text(session, &rows, 0, "product_level");
    server->update_level = session_text(session, &rows, 0, "update_level");
    server->edition = session_text(session, &rows, 0, "edition");
    session->login = session_text(session, &rows, 0, "login_name");
    if (session_number(&rows, 0, "engine_edition", &edition) && edition > 0 && edition < INT16_MAX)
        server->engine_edition = (int)edition;
}

static void read_clock(struct site_session *session)
{
    struct rows rows;
    int64_t now = 0;
    if (!session_ask(session, QUERY_clock, NULL, &rows))
        return;
    const char *text = rows_cell(&rows, 0, "utc_now");
    if (text != NULL && date_parse(text, &now))
        session->facts->server_now_unix_s = now;
}

/* Objects whose rows must not be trusted to be all. */
static void read_forbidden(struct site_session *session)
{
    struct rows rows;
    if (!session_ask(session, QUERY_object_permissions, NULL, &rows))
        return;
    session->forbidden = mem_array(session->scratch, char *, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        static const char schema[] = "dbo.";
        const char *name = rows_cell(&rows, i, "object_name");
        int64_t may_read = 1;
        if (name == NULL || !text_has_prefix(name, schema))
            continue;
        if (session_number(&rows, i, "may_read", &may_read) && may_read == 0)
            session->forbidden[session->forbidden_count++] =
                text_trim(session->scratch, name + sizeof schema - 1);
    }
}

static bool is_granted(const struct rows *rows, const char *column)
{
    int64_t value = 0;
    return session_number(rows, 0, column, &value) && value == 1;
}

/* Without the right, the views show fewer rows and no error: ask for the right first. */
static bool may_read_sessions(struct site_session *session)
{
    struct rows rows;
    if (!session_ask(session, QUERY_server_permission, NULL, &rows))
        return false;
    if (is_granted(&rows, "server_state"))
        return true;
    if (session_is_2022(session) &&
        session_ask(session, QUERY_server_permission_2022, NULL, &rows) &&
        is_granted(&rows, "performance_state") && is_granted(&rows, "security_state"))
        return true;
    struct gap gap = {
        .costs = talloc_strdup(session->parent, query_of(QUERY_sessions)->costs),
        .object = talloc_strdup(session->parent, query_of(QUERY_sessions)->objects[0]),
        .reason = talloc_asprintf(
            session->parent, "this login lacks %s",
            session_is_2022(session) ? "VIEW SERVER PERFORMANCE STATE or VIEW SERVER SECURITY STATE"
                                     : "VIEW SERVER STATE"),
        .grant = session_grant_server_state(session),
    };
    session_gap(session, &gap);
    return false;
}

static void read_sessions(struct site_session *session)
{
    struct facts *facts = session->facts;
    struct rows rows;
    if (session->lost || !may_read_sessions(session) ||
        !session_ask(session, QUERY_sessions, NULL, &rows))
        return;
    for (size_t i = 0; i < rows.count; i++) {
        struct session *found =
            mem_append(session->parent, &facts->sessions, &facts->session_count, sizeof *found);
        int64_t count = 0;
        found->address = session_text(session, &rows, i, "client_net_address");
        found->host = session_text(session, &rows, i, "host_name");
        found->program = session_text(session, &rows, i, "program_name");
        found->login = session_text(session, &rows, i, "login_name");
        found->interface = session_text(session, &rows, i, "client_interface_name");
        found->encrypted = session_text(session, &rows, i, "encrypt_option");
        (void)session_number(&rows, i, "protocol_version", &found->protocol_version);
        if (session_number(&rows, i, "connections", &count) && count > 0 && count < INT32_MAX)
            found->count = (int)count;
    }
}

/* Neither sites nor roles: whatever this database is, it is no site's. */
static bool is_no_site(const struct site_session *session)
{
    return session->refusal_number[QUERY_sites] == MESSAGE_NO_OBJECT &&
           session->refusal_number[QUERY_roles] == MESSAGE_NO_OBJECT;
}

static void read_site(struct site_session *session)
{
    struct facts *facts = session->facts;
    read_forbidden(session);
    sites_collect(session);
    roles_collect(session);
    if (is_no_site(session)) {
        facts->site_note = talloc_asprintf(
            session->parent,
            "database '%s' is not a site database of Configuration Manager: v_Site is not there "
            "(%s), nor is v_SystemResourceList",
            facts->database, session->refusal[QUERY_sites]);
        return;
    }
    inventory_collect(hosts_collect(session));
    messages_collect(session);
    read_sessions(session);
    replication_collect(session);
    facts->site_read = facts->site_count > 0 || facts->role_count > 0;
    if (!facts->site_read)
        facts->site_note =
            talloc_asprintf(session->parent, "neither sites nor roles could be read: %s",
                            session_why_not(session, QUERY_sites));
}

static void be_gentle(struct site_session *session)
{
    struct rows ignored;
    bool is_gentle = session_ask(session, QUERY_lock_timeout, NULL, &ignored);
    is_gentle = session_ask(session, QUERY_isolation, NULL, &ignored) && is_gentle;
    (void)is_gentle; /* what was refused is a gap */
}

void site_collect_server(void *parent, struct row_source *rows, struct facts *facts)
{
    struct site_session session = {.parent = parent, .source = rows, .facts = facts};
    session.scratch = talloc_new(parent);
    be_gentle(&session);
    read_server(&session);
    talloc_free(session.scratch);
}

void site_collect(void *parent, struct row_source *rows, const char *database, struct facts *facts)
{
    struct site_session session = {.parent = parent, .source = rows, .facts = facts};
    session.scratch = talloc_new(parent);
    facts->site_read = false;
    facts->site_note = NULL;
    be_gentle(&session);
    read_server(&session);
    read_clock(&session);
    if (databases_choose(&session, database))
        read_site(&session);
    talloc_free(session.scratch);
}
