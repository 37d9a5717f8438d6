#include "lab/statement.h"

#include <criterion/criterion.h>
#include <talloc.h>

#include "tests/unit/lab/folder.h"

/* What is refused although SQLite would take it, or because nobody could. */
static const struct {
    const char *text;
    int number;
    const char *says;
} refused[] = {
    {"SELECT 1 LIMIT 1", 102, "'LIMIT'"},
    {"SELECT 'a' || 'b'", 102, "'||'"},
    {"SELECT 1 WHERE 1 == 1", 102, "'=='"},
    {"SELECT a FROM t WHERE a GLOB 'x*'", 102, "'GLOB'"},
    {"SELECT x = 1", 102, "'='"},
    {"SELECT ?", 102, "'?'"},
    {"SELECT", 102, ""},
    {"SELECT a,, b FROM t", 102, "','"},
    {"PRAGMA user_version", 102, "'PRAGMA'"},
    {"ATTACH 'x' AS y", 102, "'ATTACH'"},
    {"INSERT INTO t VALUES (1)", 102, "'INSERT'"},
    {"SELECT 1; DROP TABLE t", 102, "'DROP'"},
    {"DECLARE @x int", 102, "'DECLARE'"},
    {"SET FMTONLY ON", 102, "'FMTONLY'"},
    {"SET @x = 1", 102, "'@x'"},
    {"SET NOCOUNT", 102, ""},
    {"BEGIN SELECT 1 END", 102, ""},
    {"USE 5", 102, "'5'"},
    {"COMMIT NOW", 102, "'NOW'"},
    {"IF 1 = 1", 102, ""},
    {"SELECT 'abc", 105, "'abc"},
    {"SELECT [abc", 105, "[abc"},
    {"SELECT 1 /* comment", 105, "/* comment"},
    {"EXEC sp_who", 2812, "'sp_who'"},
    {"EXECUTE [master].dbo.sp_who 1", 2812, "'master.dbo.sp_who'"},
    {"SELECT @@PACK_RECEIVED", 102, "@@PACK_RECEIVED"},
};

Test(statement, what_is_not_transact_sql_is_refused)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        void *memory = talloc_new(NULL);
        struct batch batch;
        struct sql_failure failure = {.number = 0};
        cr_expect_not(batch_read(memory, refused[i].text, &batch, &failure), "'%s' was taken",
                      refused[i].text);
        cr_expect_eq(failure.number, refused[i].number, "'%s': %d %s", refused[i].text,
                     failure.number, failure.text);
        cr_expect_not_null(strstr(failure.text, refused[i].says), "'%s': %s", refused[i].text,
                           failure.text);
        talloc_free(memory);
    }
    expect_no_leak();
}

Test(statement, ifs_inside_ifs_have_an_end)
{
    void *memory = talloc_new(NULL);
    char *text = talloc_strdup(memory, "");
    for (int i = 0; i < 1000; i++)
        text = talloc_strdup_append(text, "IF 1 = 1 ");
    text = talloc_strdup_append(text, "SELECT 1");
    struct batch batch;
    struct sql_failure failure;
    cr_assert_not(batch_read(memory, text, &batch, &failure));
    cr_assert_eq(failure.number, 102);
    talloc_free(memory);
}

/* Kinds of the statements of a batch: one letter each. */
static const struct {
    const char *text;
    const char *kinds;
} batches[] = {
    {"", ""},
    {" ;; -- nothing\n", ""},
    {"SELECT 1 SELECT 2", "SS"},
    {"SELECT 1;SELECT 2;", "SS"},
    {"SELECT 1 UNION ALL SELECT 2", "S"},
    {"SELECT 1 UNION SELECT 2 EXCEPT SELECT 3", "S"},
    {"WITH a AS (SELECT 1 x) SELECT x FROM a SELECT 2", "SS"},
    {"SELECT (SELECT 1), CASE WHEN 1 = 1 THEN 2 ELSE CASE 1 WHEN 2 THEN 3 ELSE 4 END END SELECT 5",
     "SS"},
    {"IF 1 = CASE WHEN 1 = 1 THEN 1 ELSE 2 END SELECT 1 ELSE SELECT 2", "I"},
    {"set ansi_nulls on\nset transaction isolation level read committed\nset textsize 1", "NNN"},
    {"SET QUOTED_IDENTIFIER ON; SET TEXTSIZE 2147483647; -- a comment", "NN"},
    {"USE [CM_P01] SELECT 1", "US"},
    {"BEGIN TRAN SELECT 1 COMMIT TRAN", "BSC"},
    {"BEGIN TRANSACTION t; ROLLBACK TRANSACTION t", "BR"},
    {"COMMIT ROLLBACK", "CR"},
    {"IF @@TRANCOUNT > 0 ROLLBACK TRAN", "I"},
    {"IF @@TRANCOUNT > 0 COMMIT TRAN; ELSE BEGIN TRAN; SELECT 1", "IS"},
    {"SELECT 1 /* SELECT /* 2 */ ; */ -- ;\nSELECT ';'", "SS"},
};

Test(statement, batches_are_cut_without_semicolons)
{
    static const char letters[] = {
        [STATEMENT_SELECT] = 'S', [STATEMENT_NOTHING] = 'N', [STATEMENT_USE] = 'U',
        [STATEMENT_BEGIN] = 'B',  [STATEMENT_COMMIT] = 'C',  [STATEMENT_ROLLBACK] = 'R',
        [STATEMENT_IF] = 'I',
    };
    for (size_t i = 0; i < sizeof batches / sizeof batches[0]; i++) {
        void *memory = talloc_new(NULL);
        struct batch batch;
        struct sql_failure failure = {.text = ""};
        char kinds[16] = "";
        cr_assert(batch_read(memory, batches[i].text, &batch, &failure), "'%s': %s",
                  batches[i].text, failure.text);
        for (size_t s = 0; s < batch.count; s++)
            kinds[s] = letters[batch.statements[s]->kind];
        cr_expect_str_eq(kinds, batches[i].kinds, "'%s' is %s", batches[i].text, kinds);
        talloc_free(memory);
    }
    expect_no_leak();
}

Test(statement, any_cut_of_a_batch_is_read_without_harm)
{
    static const char text[] = "WITH a AS (SELECT [x]]y] AS z FROM \"t\") SELECT N'it''s', 0x1F, "
                               "1.5e3, @@SPID FROM a WHERE z NOT IN (1) AND b <> 2 /* c */ -- d\n"
                               "IF 1 = 1 USE b ELSE COMMIT TRAN x; SET TEXTSIZE 1";
    for (size_t cut = 0; cut < sizeof text; cut++) {
        void *memory = talloc_new(NULL);
        char *exact = talloc_strndup(memory, text, cut);
        struct batch batch;
        struct sql_failure failure;
        (void)batch_read(memory, exact, &batch, &failure);
        talloc_free(memory);
    }
    expect_no_leak();
}
