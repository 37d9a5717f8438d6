#include "lab/database.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "lab/statement.h"
#include "tests/unit/lab/folder.h"

static const char site[] =
    "CREATE TABLE dbo.v_Site (Code nvarchar(3), Name nvarchar(50), Kind int, At datetime);\n"
    "INSERT INTO v_Site VALUES ('P01 ', 'Head', 2, '2026-11-24 03:42:10.120'), ('s01', 'Branch', 1,"
    " NULL);\n"
    "CREATE TABLE dbo.roles (Site nvarchar(3), Role nvarchar(50));\n"
    "INSERT INTO roles VALUES ('p01', 'MP'), ('P01  ', 'DP'), ('S01', 'MP ');\n"
    "CREATE VIEW dbo.v_Roles AS SELECT Site, Role FROM roles;\n"
    "CREATE TABLE dbo.hidden (x int);\n"
    "CREATE TABLE sys.databases (name sysname);\n"
    "INSERT INTO databases VALUES ('CM_P01');\n"
    "CREATE TABLE sys.dm_exec_sessions (session_id int, login_name sysname);\n"
    "INSERT INTO dm_exec_sessions VALUES (51, 'someone');\n"
    "CREATE TABLE sys.dm_exec_connections (session_id int, encrypt_option nvarchar(40));\n"
    "INSERT INTO dm_exec_connections VALUES (51, 'TRUE');\n"
    "CREATE TABLE sys.certificates (name sysname, certificate_id int);\n"
    "INSERT INTO certificates VALUES ('Cert', 257);\n"
    "CREATE TABLE sys.tcp_endpoints (name sysname, endpoint_id int, port int);\n"
    "INSERT INTO tcp_endpoints VALUES ('Endpoint', 65537, 4022);\n"
    "CREATE TABLE sys.lab_encoded (certificate_id int, encoded varbinary(9));\n"
    "INSERT INTO lab_encoded VALUES (257, X'3031');\n";

struct bench {
    void *memory;
    struct lab_endpoint endpoint;
    struct asker asker;
    struct lab_database *database;
};

static struct lab_list list_of(void *memory, const char *word)
{
    struct lab_list list = {.item = talloc_array(memory, char *, 1), .count = 1};
    list.item[0] = talloc_strdup(memory, word);
    return list;
}

/* `denied` and `missing` may be NULL. */
static struct bench *bench_new(const char *denied, const char *missing)
{
    void *memory = talloc_new(NULL);
    struct error err = ERROR_NONE;
    struct bench *bench = talloc_zero(memory, struct bench);
    bench->memory = memory;
    bench->endpoint.server_name = talloc_strdup(memory, "SQL01");
    bench->endpoint.product_version = talloc_strdup(memory, "13.0.5026.0");
    bench->endpoint.version = (struct version){.part = {13, 0, 5026, 0}, .count = 3};
    bench->endpoint.databases = list_of(memory, "CM_P01");
    if (denied != NULL)
        bench->endpoint.deny = list_of(memory, denied);
    if (missing != NULL)
        bench->endpoint.missing = list_of(memory, missing);
    bench->asker = (struct asker){
        .endpoint = &bench->endpoint,
        .database = "CM_P01",
        .user = "reader",
        .host_name = "here",
        .app_name = "test",
        .interface_name = "none",
        .client_address = "127.0.0.1",
        .spid = 1001,
        .encrypted = true,
    };
    char *path = folder_file(folder_new(memory), "site.sql", site);
    bench->database = database_open(memory, NULL, path, &err);
    cr_assert_not_null(bench->database, "%s", err.text);
    return bench;
}

static void bench_free(struct bench *bench)
{
    talloc_free(bench->memory);
    expect_no_leak();
}

/* All cells of a result, "|" between columns and ";" between rows, or the number of the error. */
static char *ask(struct bench *bench, const char *text)
{
    struct batch batch;
    struct result *result = NULL;
    struct sql_failure failure = {.number = 0};
    if (!batch_read(bench, text, &batch, &failure) ||
        !database_select(bench->database, &bench->asker, bench, batch.statements[0]->sql, NULL, 0,
                         &result, &failure))
        return talloc_asprintf(bench, "error %d", failure.number);
    char *out = talloc_strdup(bench, "");
    for (size_t i = 0; i < result->row_count * result->column_count; i++) {
        const struct cell *cell = &result->cells[i];
        const char *end = (i + 1) % result->column_count == 0 ? ";" : "|";
        const char *bytes = (const char *)result->bytes.data + cell->at;
        if (cell->kind == CELL_NULL)
            out = talloc_asprintf_append(out, "NULL%s", end);
        else if (cell->kind == CELL_INTEGER)
            out = talloc_asprintf_append(out, "%lld%s", (long long)cell->integer, end);
        else if (cell->kind == CELL_REAL)
            out = talloc_asprintf_append(out, "%g%s", cell->real, end);
        else
            out = talloc_asprintf_append(out, "%s%s", bytes, end);
    }
    return out;
}

struct question {
    const char *text;
    const char *wanted;
};

static void ask_all(struct bench *bench, const struct question *questions, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *got = ask(bench, questions[i].text);
        cr_expect_str_eq(got, questions[i].wanted, "%s: %s, not %s", questions[i].text, got,
                         questions[i].wanted);
    }
}

#define ASK_ALL(bench, table) ask_all((bench), (table), sizeof(table) / sizeof(table)[0])

Test(database, what_goes_wrong_has_the_servers_number)
{
    static const struct question rows[] = {
        {"SELECT * FROM nowhere", "error 208"},
        {"SELECT * FROM dbo.nowhere", "error 208"},
        {"SELECT * FROM other.v_Site", "error 208"},
        {"SELECT * FROM databases", "error 208"}, /* sys is not searched for unqualified names */
        {"SELECT * FROM sys.lab_sessions", "error 208"},
        {"SELECT * FROM sqlite_master", "error 208"},
        {"SELECT nowhere FROM v_Site", "error 207"},
        {"SELECT \"Head\" FROM v_Site", "error 207"}, /* never a string */
        {"SELECT Code FROM v_Site a JOIN v_Site b ON a.Kind = b.Kind", "error 209"},
        {"SELECT ifnull(1, 2)", "error 195"},
        {"SELECT sqlite_version()", "error 195"},
        {"SELECT lab_asker('user')", "error 195"},
        {"SELECT group_concat(Code) FROM v_Site", "error 195"},
        {"SELECT frobnicate(1)", "error 195"},
        {"SELECT @x", "error 137"},
        {"SELECT TOP 5 Code FROM v_Site", "error 102"},
        {"SELECT Code FROM v_Site WITH (NOLOCK)", "error 102"},
        {"SELECT Code FROM v_Site WHERE", "error 102"},
        {"SELECT Code INTO x FROM v_Site", "error 102"},
    };
    struct bench *bench = bench_new(NULL, NULL);
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, text_compares_without_case_and_trailing_blanks)
{
    static const struct question rows[] = {
        {"SELECT s.Name, r.Role FROM v_Site s INNER JOIN roles r ON r.Site = s.Code ORDER BY "
         "s.Name, r.Role",
         "Branch|MP ;Head|DP;Head|MP;"},
        {"SELECT Name FROM v_Site WHERE Code = 'p01'", "Head;"},
        {"SELECT Name FROM v_Site WHERE 'p01' = Code", "Head;"},
        {"SELECT Name FROM v_Site WHERE Code IN ('x', 'S01  ')", "Branch;"},
        {"SELECT Name FROM v_Site WHERE Code NOT IN ('x', 'S01  ')", "Head;"},
        {"SELECT Name FROM v_Site WHERE COALESCE(Code, '') = 'p01'", "Head;"},
        {"SELECT Name FROM v_Site WHERE Code <> 'P01'", "Branch;"},
        {"SELECT Name FROM v_Site WHERE CAST(Code AS nvarchar(3)) = 'p01'", "Head;"},
        {"SELECT Name FROM v_Site WHERE Code BETWEEN 'p00' AND 'p02'", "Head;"},
        {"SELECT COUNT(*) FROM (SELECT DISTINCT Site FROM roles) AS d", "2;"},
        {"SELECT COUNT(*) FROM (SELECT Site FROM roles UNION SELECT Code FROM v_Site) AS d", "2;"},
        {"SELECT COUNT(*) FROM roles GROUP BY Site ORDER BY Site", "2;1;"},
        {"SELECT 1 WHERE 'a' = 'A  '", "1;"},
        {"SELECT CASE WHEN 'a' = 'A ' THEN 'same' ELSE 'other' END", "same;"},
        {"SELECT Name FROM v_Site WHERE Code IN (SELECT Site FROM roles WHERE Role = 'dp')",
         "Head;"},
        {"SELECT Name FROM v_Site WHERE Name LIKE 'h[a-f]%'", "Head;"},
    };
    struct bench *bench = bench_new(NULL, NULL);
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, functions_answer_for_the_endpoint)
{
    static const struct question rows[] = {
        {"SELECT CAST(SERVERPROPERTY('productversion') AS nvarchar(128))", "13.0.5026.0;"},
        {"SELECT CAST(SERVERPROPERTY('ServerName') AS nvarchar(128)), @@SERVERNAME",
         "SQL01|SQL01;"},
        {"SELECT CAST(SERVERPROPERTY('Unheard') AS nvarchar(128))", "NULL;"},
        {"SELECT CAST(SERVERPROPERTY('Edition') AS nvarchar(128))", "NULL;"},
        {"SELECT DB_NAME(), SUSER_SNAME(), @@SPID, @@TRANCOUNT", "CM_P01|reader|1001|0;"},
        {"SELECT LEN('ab  '), LEN(N'世')", "2|1;"},
        {"SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE')", "1;"},
        {"SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER PERFORMANCE STATE')", "NULL;"},
        {"SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'EAT CAKE')", "NULL;"},
        {"SELECT HAS_PERMS_BY_NAME('dbo.v_Site', 'OBJECT', 'SELECT')", "1;"},
        {"SELECT HAS_PERMS_BY_NAME('[dbo].[V_SITE]', 'OBJECT', 'SELECT')", "1;"},
        {"SELECT HAS_PERMS_BY_NAME('dbo.nowhere', 'OBJECT', 'SELECT')", "NULL;"},
        {"SELECT HAS_PERMS_BY_NAME('CM_P01', 'DATABASE', 'CONNECT')", "1;"},
        {"SELECT HAS_DBACCESS('cm_p01'), HAS_DBACCESS('nope')", "1|NULL;"},
        {"SELECT OBJECT_ID('dbo.nowhere')", "NULL;"},
        {"SELECT LEN(CAST(GETUTCDATE() AS nvarchar(30)))", "23;"},
        {"SELECT N'é' + 'x', 0x4142, ISNULL(NULL, 7)", "éx|AB|7;"},
    };
    struct bench *bench = bench_new(NULL, NULL);
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, a_denied_object_is_denied_everywhere)
{
    static const struct question rows[] = {
        {"SELECT * FROM hidden", "error 229"},
        {"SELECT COUNT(*) FROM hidden", "error 229"},
        {"SELECT 1 WHERE EXISTS (SELECT 1 FROM dbo.hidden)", "error 229"},
        {"SELECT Name FROM v_Site UNION SELECT x FROM hidden", "error 229"},
        {"SELECT HAS_PERMS_BY_NAME('dbo.hidden', 'OBJECT', 'SELECT')", "0;"},
        {"SELECT Name FROM v_Site WHERE Kind = 2", "Head;"},
    };
    struct bench *bench = bench_new("hidden", NULL);
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, rights_on_a_view_do_not_need_its_table)
{
    static const struct question rows[] = {
        {"SELECT COUNT(*) FROM roles", "error 229"},
        {"SELECT COUNT(*) FROM v_Roles", "3;"},
    };
    struct bench *bench = bench_new("dbo.roles", NULL);
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, a_missing_object_is_not_there)
{
    static const struct question rows[] = {
        {"SELECT * FROM hidden", "error 208"},
        {"SELECT HAS_PERMS_BY_NAME('dbo.hidden', 'OBJECT', 'SELECT')", "NULL;"},
        {"SELECT OBJECT_ID('hidden')", "NULL;"},
    };
    struct bench *bench = bench_new(NULL, "dbo.hidden");
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, master_has_no_site)
{
    static const struct question rows[] = {
        {"SELECT * FROM v_Site", "error 208"},
        {"SELECT HAS_PERMS_BY_NAME('dbo.v_Site', 'OBJECT', 'SELECT')", "NULL;"},
        {"SELECT name FROM sys.databases", "CM_P01;"},
    };
    struct bench *bench = bench_new(NULL, NULL);
    bench->asker.database = "master";
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, without_view_server_state_one_sees_oneself)
{
    static const struct question rows[] = {
        {"SELECT session_id, login_name FROM sys.dm_exec_sessions", "1001|reader;"},
        {"SELECT * FROM sys.dm_exec_connections", "error 300"},
        {"SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'view server state')", "0;"},
    };
    struct bench *bench = bench_new("VIEW SERVER STATE", NULL);
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, with_view_server_state_one_sees_all_and_leaves_no_trace)
{
    static const struct question rows[] = {
        {"SELECT session_id, login_name FROM sys.dm_exec_sessions ORDER BY session_id",
         "51|someone;1001|reader;"},
        {"SELECT session_id, encrypt_option FROM sys.dm_exec_connections ORDER BY session_id",
         "51|TRUE;1001|TRUE;"},
        {"SELECT COUNT(*) FROM sys.dm_exec_sessions", "2;"},
    };
    struct bench *bench = bench_new(NULL, NULL);
    ASK_ALL(bench, rows);
    bench_free(bench);
}

Test(database, columns_have_names_only_where_sql_server_gives_them)
{
    static const struct {
        const char *text, *name;
    } rows[] = {
        {"SELECT Kind FROM v_Site", "Kind"},
        {"SELECT s.[Kind] FROM v_Site s", "Kind"},
        {"SELECT Kind AS k FROM v_Site", "k"},
        {"SELECT Kind k FROM v_Site", "k"},
        {"SELECT COUNT(*) AS [how many] FROM v_Site", "how many"},
        {"SELECT COUNT(*) FROM v_Site", ""},
        {"SELECT Kind + 1 FROM v_Site", ""},
        {"SELECT @@SPID", ""},
        {"SELECT NULL", ""},
        {"SELECT 'x'", ""},
        {"SELECT CASE WHEN 1 = 1 THEN 1 END", ""},
        {"SELECT 1 UNION SELECT 2", ""},
    };
    struct bench *bench = bench_new(NULL, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct batch batch;
        struct result *result = NULL;
        struct sql_failure failure = {.text = ""};
        cr_assert(batch_read(bench, rows[i].text, &batch, &failure), "%s", rows[i].text);
        cr_assert(database_select(bench->database, &bench->asker, bench, batch.statements[0]->sql,
                                  NULL, 0, &result, &failure),
                  "%s: %s", rows[i].text, failure.text);
        cr_expect_str_eq(result->columns[0].name, rows[i].name, "%s: '%s'", rows[i].text,
                         result->columns[0].name);
    }
    bench_free(bench);
}

Test(database, parameters_are_found_by_name_whatever_their_case)
{
    struct bench *bench = bench_new(NULL, NULL);
    struct rpc_value code = {.kind = RPC_TEXT, .text = (char[]){"P01"}};
    struct binding binding = {.name = "@CODE", .value = &code};
    struct batch batch;
    struct result *result = NULL;
    struct sql_failure failure;
    cr_assert(batch_read(bench, "SELECT Name FROM v_Site WHERE Code = @code", &batch, &failure));
    cr_assert(database_select(bench->database, &bench->asker, bench, batch.statements[0]->sql,
                              &binding, 1, &result, &failure));
    cr_assert_eq(result->row_count, 1);
    bench_free(bench);
}

static bool at_once(void *context)
{
    (void)context;
    return true;
}

Test(database, a_cancelled_query_ends_without_an_error)
{
    struct bench *bench = bench_new(NULL, NULL);
    struct result *result = NULL;
    struct sql_failure failure = {.number = 1};
    bench->asker.cancelled = at_once;
    static const char endless[] = "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                  "SELECT COUNT(*) FROM n";
    cr_assert_not(database_select(bench->database, &bench->asker, bench, endless, NULL, 0, &result,
                                  &failure));
    cr_assert_eq(failure.number, 0);
    bench_free(bench);
}

Test(database, a_result_that_is_too_large_is_error_701)
{
    struct bench *bench = bench_new(NULL, NULL);
    struct result *result = NULL;
    struct sql_failure failure = {.number = 0};
    static const char huge[] = "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                               "SELECT i, REPLACE('0123456789', '1', '0123456789') FROM n";
    cr_assert_not(
        database_select(bench->database, &bench->asker, bench, huge, NULL, 0, &result, &failure));
    cr_assert_eq(failure.number, 701);
    bench_free(bench);
}

Test(database, definitions_are_hidden_without_an_error)
{
    static const struct question in_master[] = {
        {"SELECT name, CERTENCODED(certificate_id) FROM sys.certificates", "Cert|01;"},
        {"SELECT CERTENCODED(258)", "NULL;"},
        {"SELECT port FROM sys.tcp_endpoints", "4022;"},
        {"SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW ANY DEFINITION')", "1;"},
        {"SELECT encoded FROM sys.lab_encoded", "error 208"},
    };
    static const struct question in_site[] = {
        {"SELECT name FROM sys.certificates", ""},
        {"SELECT CERTENCODED(257)", "NULL;"},
        {"SELECT port FROM sys.tcp_endpoints", "4022;"},
    };
    static const struct question without[] = {
        {"SELECT name FROM sys.certificates", ""},
        {"SELECT CERTENCODED(257)", "NULL;"},
        {"SELECT port FROM sys.tcp_endpoints", ""},
        {"SELECT HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW ANY DEFINITION')", "0;"},
    };
    struct bench *bench = bench_new(NULL, NULL);
    ASK_ALL(bench, in_site);
    bench->asker.database = "master";
    ASK_ALL(bench, in_master);
    bench_free(bench);
    bench = bench_new("VIEW ANY DEFINITION", NULL);
    bench->asker.database = "master";
    ASK_ALL(bench, without);
    bench_free(bench);
}
