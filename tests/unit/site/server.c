#include "server.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <talloc.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

static const struct answer good[QUERY_COUNT] = {
    [QUERY_lock_timeout] = {.rows = ""},
    [QUERY_isolation] = {.rows = ""},
    [QUERY_server] = {.rows = "server_name|product_version|product_level|update_level|edition|"
                              "engine_edition\n"
                              "SQL01|13.0.5026.0|SP2|NULL|Standard Edition (64-bit)|2"},
    [QUERY_clock] = {.rows = "utc_now\n2026-11-24 03:42:10"},
    [QUERY_databases] = {.rows = "database_name|database_state\nCM_P01|0"},
    [QUERY_object_permissions] = {.rows = "object_name|may_read\ndbo.v_Site|1"},
    [QUERY_sites] = {.rows = "SiteCode|SiteName|ServerName|ReportingSiteCode|Type|Version\n"
                             "P01|Contoso|CM01.contoso.com||2|5.00.9078.1000"},
    [QUERY_site_databases] = {.rows = "SiteCode|SQLServerName|SQLDatabaseName\n"
                                      "p01 |SQL01.contoso.com |CM_P01"},
    [QUERY_site_ports] = {.rows =
                              "SiteCode|Name|Value3\nP01|SQLServicePort|1433\nP01|SSBPort|4022"},
    [QUERY_roles] = {.rows = "SiteCode|RoleName|ServerName\n"
                             "P01|SMS Management Point|MP01.contoso.com \n"
                             "P01|SMS Provider|cm01.contoso.com\n"
                             "P01|SMS Site Server|CM01.CONTOSO.COM"},
    [QUERY_role_databases] = {.rows = "SiteCode|RoleName|ServerName|Name|Value1|Value2|Value3\n"
                                      "P01|SMS Management Point|mp01.contoso.com|"
                                      "UseSiteDatabase|||1"},
    [QUERY_machines_by_name] = {.rows = "Resource_Names0|ResourceID\n"
                                        "cm01.CONTOSO.com |16777217\n"
                                        "mp01.contoso.com|16777218"},
    [QUERY_machines_by_netbios] = {.rows = "Netbios_Name0|ResourceID|Resource_Names0"},
    [QUERY_machines_by_netbios_only] = {.rows = "Netbios_Name0|ResourceID"},
    [QUERY_windows] = {.rows = "ResourceID|Caption0|Version0\n"
                               "16777217|Microsoft Windows Server 2016 Standard|10.0.14393\n"
                               "16777218|Microsoft Windows Server 2019 Standard|10.0.17763"},
    [QUERY_scans] = {.rows = "ResourceID|LastHWScan\n"
                             "16777217|2026-11-21 02:00:00\n16777218|2026-11-20 02:00:00"},
    [QUERY_listed_64] = {.rows = "ResourceID\n16777217\n16777218"},
    [QUERY_programs_64] = {.rows = "ResourceID|DisplayName0|Version0\n"
                                   "16777217|Microsoft SQL Server 2012 Native Client |11.4.7001.0\n"
                                   "16777218|Microsoft SQL Server 2012 Native Client |11.1.3000.0"},
    [QUERY_programs_32] = {.rows = "ResourceID|DisplayName0|Version0"},
    [QUERY_server_permission] = {.rows = "server_state\n1"},
    [QUERY_server_permission_2022] = {.rows = "performance_state|security_state\n0|0"},
    [QUERY_sessions] = {.rows =
                            "client_net_address|host_name|program_name|login_name|"
                            "client_interface_name|protocol_version|encrypt_option|connections\n"
                            "10.20.0.11|CM01|SMS_EXECUTIVE|CONTOSO\\CM01$|ODBC|1946157060|TRUE|"
                            "12"},
};

struct server server_good(void *memory)
{
    struct server server = {.memory = memory, .use = {.rows = ""}};
    memcpy(server.answers, good, sizeof good);
    return server;
}

static enum query_id recognise(void *memory, const char *sql)
{
    for (int id = 0; id < QUERY_COUNT; id++) {
        const char *known = query_statement(memory, (enum query_id)id, NULL);
        const char *list = strstr(known, "IN (NULL)");
        size_t size = list == NULL ? strlen(known) + 1 : (size_t)(list - known);
        if (strncmp(sql, known, size) == 0)
            return (enum query_id)id;
    }
    return QUERY_COUNT;
}

static char **split(void *parent, const char *text, size_t size, char mark, size_t *count)
{
    char **parts = NULL;
    *count = 0;
    for (const char *end = text + size; text <= end;) {
        const char *next = memchr(text, mark, (size_t)(end - text));
        size_t length = next == NULL ? (size_t)(end - text) : (size_t)(next - text);
        char **part = mem_append(parent, &parts, count, sizeof *part);
        *part = talloc_strndup(parent, text, length);
        text += length + 1;
    }
    return parts;
}

static void parse_rows(void *parent, const char *text, struct rows *out)
{
    size_t lines = 0;
    size_t ignored = 0;
    char **line = split(parent, text, strlen(text), '\n', &lines);
    out->names = split(parent, line[0], strlen(line[0]), '|', &out->columns);
    out->count = lines - 1;
    out->cells = mem_array(parent, char **, lines);
    for (size_t i = 1; i < lines; i++) {
        char **cells = split(parent, line[i], strlen(line[i]), '|', &ignored);
        if (ignored != out->columns)
            abort(); /* the test's own table is wrong */
        for (size_t j = 0; j < out->columns; j++)
            if (strcmp(cells[j], "NULL") == 0)
                cells[j] = NULL;
        out->cells[i - 1] = cells;
    }
}

static bool reply(void *context, void *parent, const char *sql, struct rows *out,
                  struct rows_error *error)
{
    struct server *server = context;
    enum query_id id = recognise(server->memory, sql);
    const struct answer *answer = id == QUERY_COUNT ? &server->use : &server->answers[id];
    server->asked_when_gone += server->gone;
    if (server->sent < sizeof server->log / sizeof server->log[0])
        server->log[server->sent++] =
            (struct sent){.id = id, .sql = talloc_strdup(server->memory, sql)};
    const char *rows = answer->make == NULL ? answer->rows : answer->make(server->memory, sql);
    if (id == QUERY_COUNT && strncmp(sql, "USE ", 4) != 0)
        abort(); /* a statement that is not in the table */
    if (answer->error == NULL && rows != NULL) {
        parse_rows(parent, rows, out);
        return true;
    }
    server->gone = answer->lost;
    error->number = answer->number;
    error->text = answer->error == NULL ? NULL : talloc_strdup(parent, answer->error);
    error->connection_lost = answer->lost;
    return false;
}

struct facts *server_collect(struct server *server, const char *database)
{
    struct row_source source = {.context = server, .query = reply};
    struct facts *facts = mem_array(server->memory, struct facts, 1);
    site_collect(facts, &source, database, facts);
    return facts;
}

size_t server_count(const struct server *server, enum query_id id)
{
    size_t count = 0;
    for (size_t i = 0; i < server->sent; i++)
        count += server->log[i].id == id;
    return count;
}

const char *server_last(const struct server *server, enum query_id id)
{
    for (size_t i = server->sent; i > 0; i--)
        if (server->log[i - 1].id == id)
            return server->log[i - 1].sql;
    return "";
}

const struct host *facts_host(const struct facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->host_count; i++)
        if (text_equal(facts->hosts[i].name, name))
            return &facts->hosts[i];
    return NULL;
}

const struct gap *facts_gap(const struct facts *facts, const char *object)
{
    for (size_t i = 0; i < facts->gap_count; i++)
        if (text_equal(facts->gaps[i].object, object))
            return &facts->gaps[i];
    return NULL;
}

void server_done(struct server *server)
{
    talloc_free(server->memory);
    server->memory = NULL;
#ifdef __SANITIZE_ADDRESS__
    cr_assert_eq(__lsan_do_recoverable_leak_check(), 0, "memory was left behind");
#endif
}
