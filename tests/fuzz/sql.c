/* Transact-SQL as the lab reads it: tokens, statements, and what SQLite is given. */
#include "fuzz.h"

#include <talloc.h>

#include "lab/rewrite.h"
#include "lab/statement.h"

const struct fuzz_bound fuzz_bound = {.base = 64 * 1024, .per_byte = 4096};

static void check_tokens(void *memory, const char *text)
{
    const struct sql_tokens *tokens = sql_tokens_of(memory, text);
    const char *end = text + strlen(text);
    const char *at = text;
    for (size_t i = 0; i <= tokens->count; i++) {
        const struct sql_token *token = &tokens->item[i];
        bool is_last = token->kind == SQL_END || token->kind == SQL_BROKEN;
        MUST(token->at >= at && token->at + token->size <= end, "tokens follow one another");
        MUST(is_last == (i == tokens->count), "the end is the end");
        MUST(is_last || token->size > 0, "a token has a character");
        MUST(token->depth >= 0 && token->line >= 1, "places are counted");
        at = token->at + token->size;
        if (!is_last)
            MUST(strlen(sql_token_text(memory, token)) <= token->size, "quotes only go away");
    }
    MUST(at == end, "nothing is left over");
}

/* SQLite would stop at the end of the first of two statements without a word. */
static void check_one_statement(void *memory, const char *sql)
{
    const struct sql_tokens *tokens = sql_tokens_of(memory, sql);
    MUST(tokens->item[tokens->count].kind == SQL_END, "what SQLite is given is whole");
    for (size_t i = 0; i < tokens->count; i++)
        MUST(!sql_token_is(&tokens->item[i], ";"), "what SQLite is given is one statement");
}

static void check_statement(void *memory, const struct statement *statement, int nesting)
{
    if (statement == NULL)
        return;
    MUST(nesting <= 40, "IF does not nest without end");
    bool has_sql = statement->kind == STATEMENT_SELECT || statement->kind == STATEMENT_IF;
    MUST(has_sql == (statement->sql != NULL), "SELECT and IF have words for SQLite");
    MUST((statement->kind == STATEMENT_USE) == (statement->name != NULL), "USE has a name");
    MUST(statement->kind != STATEMENT_IF || statement->then != NULL, "IF has something to do");
    if (has_sql)
        check_one_statement(memory, statement->sql);
    check_statement(memory, statement->then, nesting + 1);
    check_statement(memory, statement->otherwise, nesting + 1);
}

void fuzz_one(void *memory, const uint8_t *data, size_t size)
{
    char *text = fuzz_text(memory, data, size);
    check_tokens(memory, text);
    struct batch batch;
    struct sql_failure failure = {.number = 0};
    bool ok = batch_read(memory, text, &batch, &failure);
    MUST(ok == (failure.number == 0), "a batch that is refused says why");
    for (size_t i = 0; ok && i < batch.count; i++)
        check_statement(memory, batch.statements[i], 0);
}
