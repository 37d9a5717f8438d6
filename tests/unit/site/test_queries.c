#include "site/queries.h"
#include "site/site.h"

#include <criterion/criterion.h>
#include <string.h>
#include <talloc.h>

Test(site_queries, a_statement_is_sent_without_comments_and_semicolon)
{
    void *memory = talloc_new(NULL);
    for (int id = 0; id < QUERY_COUNT; id++) {
        const char *sql = query_statement(memory, (enum query_id)id, NULL);
        cr_assert_null(strstr(sql, "--"), "%s", sql);
        cr_assert_null(strchr(sql, ';'), "%s", sql);
        cr_assert(sql[0] == 'S', "%s", sql); /* SELECT or SET, nothing else */
    }
    talloc_free(memory);
}

Test(site_queries, a_list_takes_the_place_of_null)
{
    void *memory = talloc_new(NULL);
    const char *sql = query_statement(memory, QUERY_listed_64, "(1,2)");
    cr_assert_not_null(strstr(sql, "IN (1,2)"), "%s", sql);
    cr_assert_not_null(strstr(sql, "ORDER BY"), "what follows the list is kept: %s", sql);
    cr_assert_null(strstr(sql, "NULL"), "%s", sql);
    talloc_free(memory);
}

Test(site_queries, quotes_cannot_be_left)
{
    void *memory = talloc_new(NULL);
    const char *const names[] = {"o'brien", "'); DROP TABLE x--", ""};
    cr_assert_str_eq(query_text_list(memory, names, 3), "('o''brien','''); DROP TABLE x--','')");
    cr_assert_str_eq(query_quote_name(memory, "CM_]P01"), "[CM_]]P01]");
    const long long numbers[] = {16777217, -1};
    cr_assert_str_eq(query_number_list(memory, numbers, 2), "(16777217,-1)");
    talloc_free(memory);
}

Test(site_queries, what_is_printed_is_what_is_sent)
{
    void *memory = talloc_new(NULL);
    const char *printed = site_print_queries(memory);
    for (int id = 0; id < QUERY_COUNT; id++)
        cr_assert_not_null(strstr(printed, query_statement(memory, (enum query_id)id, NULL)));
    talloc_free(memory);
}

Test(site_queries, the_event_script_is_whole_and_never_sent)
{
    void *memory = talloc_new(NULL);
    const char *printed = site_print_events(memory);
    static const char *const parts[] = {
        "ADD EVENT sqlsni.trace(", "ADD EVENT sqlsni.sni_trace(", "15.0.4073.23",
        "STATE = START;",          "fn_xe_file_target_read_file", "DROP EVENT SESSION"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        cr_assert_not_null(strstr(printed, parts[i]), "%s", parts[i]);
    cr_assert_null(strstr(site_print_queries(memory), "EVENT SESSION"));
    talloc_free(memory);
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

Test(site_queries, every_object_is_granted_once_and_no_role_is)
{
    void *memory = talloc_new(NULL);
    const char *grants = site_print_grants(memory, "CONTOSO\\tls]check");
    for (int id = 0; id < QUERY_COUNT; id++)
        for (size_t i = 0; i < QUERY_OBJECTS; i++) {
            const char *object = query_of((enum query_id)id)->objects[i];
            if (object == NULL || query_object_is_system(object))
                continue;
            char *line = talloc_asprintf(
                memory, "GRANT SELECT ON dbo.[%s] TO [CONTOSO\\tls]]check];\n", object);
            cr_assert_eq(times(grants, line), 1, "%s in\n%s", line, grants);
        }
    cr_assert_eq(times(grants, "GRANT VIEW SERVER STATE TO [CONTOSO\\tls]]check];"), 1);
    cr_assert_null(strstr(grants, "db_datareader"));
    cr_assert_not_null(strstr(site_print_grants(memory, NULL), "TO [login];"));
    talloc_free(memory);
}
