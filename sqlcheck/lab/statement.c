#include "lab/statement.h"

#include <talloc.h>

#include "base/mem.h"
#include "lab/rewrite.h"

struct parser {
    void *parent;
    struct sql_tokens *tokens;
    size_t pos;
    struct sql_failure *failure;
    int nesting;
};

enum { DEEPEST_IF = 32 };

static const struct sql_token *peek(const struct parser *parser, size_t ahead)
{
    size_t at = parser->pos + ahead;
    return &parser->tokens->item[at < parser->tokens->count ? at : parser->tokens->count];
}

/* Words that begin a statement, also without a semicolon before them. */
static const char *const starts[] = {
    "SELECT", "SET",  "USE",     "BEGIN",   "COMMIT",   "ROLLBACK", "SAVE",   "IF",
    "ELSE",   "EXEC", "EXECUTE", "PRINT",   "DECLARE",  "INSERT",   "UPDATE", "DELETE",
    "CREATE", "DROP", "ALTER",   "WAITFOR", "GRANT",    "TRUNCATE", "MERGE",  "RETURN",
    "WHILE",  "KILL", "DBCC",    "BACKUP",  "SHUTDOWN", NULL,
};

/* After these a SELECT goes on with the statement. */
static const char *const joins_selects[] = {"UNION", "ALL", "EXCEPT", "INTERSECT", NULL};

/* Where the statement that begins at pos ends. A CTE's own SELECT belongs to it. */
static size_t statement_end(const struct parser *parser)
{
    const struct sql_token *item = parser->tokens->item;
    bool is_with = sql_token_is(&item[parser->pos], "WITH");
    int cases = 0;
    for (size_t i = parser->pos + 1; i < parser->tokens->count; i++) {
        if (sql_token_is(&item[i], ";"))
            return i;
        cases += sql_token_is(&item[i], "CASE");
        cases -= sql_token_is(&item[i], "END");
        bool in_case = cases > 0 && sql_token_is(&item[i], "ELSE");
        if (item[i].depth != 0 || in_case || !sql_token_in(&item[i], starts))
            continue;
        if (sql_token_is(&item[i], "SELECT") && sql_token_in(&item[i - 1], joins_selects))
            continue;
        if (is_with && sql_token_is(&item[i], "SELECT")) {
            is_with = false;
            continue;
        }
        if (sql_token_is(&item[i - 1], ".") || sql_token_is(&item[i - 1], "AS"))
            continue;
        return i;
    }
    return parser->tokens->count;
}

static struct statement *statement_new(struct parser *parser, enum statement_kind kind)
{
    struct statement *statement = talloc_zero(parser->parent, struct statement);
    statement->kind = kind;
    return statement;
}

static struct statement *wrong(struct parser *parser)
{
    (void)failure_syntax(parser->failure, peek(parser, 0));
    return NULL;
}

typedef struct statement *read_statement(struct parser *parser);

static struct statement *read_select(struct parser *parser)
{
    size_t end = statement_end(parser);
    char *sql = rewrite_select(parser->parent, parser->tokens, parser->pos, end, parser->failure);
    if (sql == NULL)
        return NULL;
    struct statement *statement = statement_new(parser, STATEMENT_SELECT);
    statement->sql = sql;
    parser->pos = end;
    return statement;
}

/* SET SHOWPLAN_ALL, FMTONLY and NOEXEC would change what comes after; variables need DECLARE. */
static struct statement *read_set(struct parser *parser)
{
    static const char *const words[] = {
        "ANSI_DEFAULTS",
        "ANSI_NULLS",
        "ANSI_NULL_DFLT_ON",
        "ANSI_NULL_DFLT_OFF",
        "ANSI_PADDING",
        "ANSI_WARNINGS",
        "ARITHABORT",
        "ARITHIGNORE",
        "CONCAT_NULL_YIELDS_NULL",
        "CURSOR_CLOSE_ON_COMMIT",
        "DATEFIRST",
        "DATEFORMAT",
        "DEADLOCK_PRIORITY",
        "IMPLICIT_TRANSACTIONS",
        "LANGUAGE",
        "LOCK_TIMEOUT",
        "NOCOUNT",
        "NUMERIC_ROUNDABORT",
        "QUOTED_IDENTIFIER",
        "ROWCOUNT",
        "TEXTSIZE",
        "TRANSACTION",
        "XACT_ABORT",
        NULL,
    };
    size_t end = statement_end(parser);
    parser->pos++;
    if (!sql_token_in(peek(parser, 0), words) || end < parser->pos + 2)
        return wrong(parser);
    parser->pos = end;
    return statement_new(parser, STATEMENT_NOTHING);
}

static struct statement *read_use(struct parser *parser)
{
    parser->pos++;
    const struct sql_token *name = peek(parser, 0);
    if (name->kind != SQL_WORD && name->kind != SQL_QUOTED)
        return wrong(parser);
    struct statement *statement = statement_new(parser, STATEMENT_USE);
    statement->name = sql_token_text(statement, name);
    parser->pos++;
    return statement;
}

/* TRAN, TRANSACTION or WORK, and a name that is not kept. */
static struct statement *read_transaction(struct parser *parser)
{
    static const char *const words[] = {"TRAN", "TRANSACTION", "WORK", NULL};
    bool begins = sql_token_is(peek(parser, 0), "BEGIN");
    bool commits = sql_token_is(peek(parser, 0), "COMMIT");
    size_t end = statement_end(parser);
    parser->pos++;
    bool has_word = sql_token_in(peek(parser, 0), words);
    if ((begins && !has_word) || (!has_word && end != parser->pos) || end > parser->pos + 2)
        return wrong(parser);
    parser->pos = end;
    return statement_new(parser, begins    ? STATEMENT_BEGIN
                                 : commits ? STATEMENT_COMMIT
                                           : STATEMENT_ROLLBACK);
}

static struct statement *read_one(struct parser *parser);

static struct statement *read_if(struct parser *parser)
{
    size_t end = statement_end(parser);
    struct statement *statement = statement_new(parser, STATEMENT_IF);
    statement->sql =
        rewrite_condition(statement, parser->tokens, parser->pos + 1, end, parser->failure);
    parser->pos = end;
    if (statement->sql == NULL || parser->nesting >= DEEPEST_IF)
        return statement->sql == NULL ? NULL : wrong(parser);
    parser->nesting++;
    statement->then = read_one(parser);
    if (statement->then == NULL)
        return NULL;
    if (sql_token_is(peek(parser, 0), ";") && sql_token_is(peek(parser, 1), "ELSE"))
        parser->pos++;
    if (sql_token_is(peek(parser, 0), "ELSE")) {
        parser->pos++;
        statement->otherwise = read_one(parser);
        if (statement->otherwise == NULL)
            return NULL;
    }
    parser->nesting--;
    return statement;
}

static struct statement *read_execute(struct parser *parser)
{
    char *name = talloc_strdup(parser->parent, "");
    parser->pos++;
    for (; peek(parser, 0)->kind == SQL_WORD || peek(parser, 0)->kind == SQL_QUOTED ||
           sql_token_is(peek(parser, 0), ".");
         parser->pos++) {
        char *part = sql_token_text(name, peek(parser, 0));
        name = talloc_asprintf_append(name, "%s", part);
        if (!sql_token_is(peek(parser, 0), ".") && !sql_token_is(peek(parser, 1), "."))
            break;
    }
    (void)failure_set(parser->failure, 2812, 62, 16, "Could not find stored procedure '%.200s'.",
                      name);
    return NULL;
}

static const struct {
    const char *word;
    read_statement *read;
} readers[] = {
    {"SELECT", read_select},
    {"WITH", read_select},
    {"SET", read_set},
    {"USE", read_use},
    {"BEGIN", read_transaction},
    {"COMMIT", read_transaction},
    {"ROLLBACK", read_transaction},
    {"IF", read_if},
    {"EXEC", read_execute},
    {"EXECUTE", read_execute},
};

static struct statement *read_one(struct parser *parser)
{
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (sql_token_is(peek(parser, 0), readers[i].word))
            return readers[i].read(parser);
    return wrong(parser);
}

bool batch_read(void *parent, const char *text, struct batch *out, struct sql_failure *failure)
{
    struct parser parser = {
        .parent = parent, .tokens = sql_tokens_of(parent, text), .failure = failure};
    *out = (struct batch){NULL, 0};
    const struct sql_token *last = &parser.tokens->item[parser.tokens->count];
    if (last->kind == SQL_BROKEN)
        return failure_syntax(failure, last);
    while (parser.pos < parser.tokens->count) {
        if (sql_token_is(peek(&parser, 0), ";")) {
            parser.pos++;
            continue;
        }
        struct statement *statement = read_one(&parser);
        if (statement == NULL)
            return false;
        struct statement **slot = mem_append(parent, &out->statements, &out->count, sizeof *slot);
        *slot = statement;
    }
    return true;
}
