#include "lab/rewrite.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

bool failure_set(struct sql_failure *failure, int number, int state, int level, const char *format,
                 ...)
{
    *failure = (struct sql_failure){.number = number, .state = state, .level = level};
    va_list args;
    va_start(args, format);
    (void)vsnprintf(failure->text, sizeof failure->text, format, args);
    va_end(args);
    return false;
}

bool failure_syntax(struct sql_failure *failure, const struct sql_token *token)
{
    if (token->kind == SQL_BROKEN)
        return failure_set(failure, 105, 1, 15,
                           "Unclosed quotation mark after the character "
                           "string '%.100s'.",
                           token->at);
    int size = token->size > 128 ? 128 : (int)token->size;
    return failure_set(failure, 102, 1, 15, "Incorrect syntax near '%.*s'.", size, token->at);
}

struct rewriting {
    const struct sql_tokens *tokens;
    size_t from, until;
    char *out;
    struct sql_failure *failure;
};

/* Words and signs that SQLite takes and SQL Server does not, or means otherwise. */
static const char *const foreign[] = {
    "LIMIT",        "OFFSET",  "GLOB",   "REGEXP",  "MATCH",
    "NOTNULL",      "NATURAL", "USING",  "INDEXED", "RECURSIVE",
    "FILTER",       "OVER",    "WINDOW", "NULLS",   "CURRENT_DATE",
    "CURRENT_TIME", "TRUE",    "FALSE",  "ROWID",   "OID",
    "_ROWID_",      "||",      "==",     "<<",      ">>",
    "->",           "`",       "?",      ":",       "$",
    "&&",           NULL,
};

static const char *const comparisons[] = {"=", "<>", "!=", "<", ">", "<=", ">=", NULL};

struct replacement {
    const char *word;
    const char *by;
};

static const struct replacement globals[] = {
    {"@@VERSION", "lab_version()"}, {"@@SERVERNAME", "lab_server_name()"},
    {"@@SPID", "lab_spid()"},       {"@@TRANCOUNT", "lab_trancount()"},
    {"@@LANGUAGE", "'us_english'"}, {"@@MAX_PRECISION", "38"},
    {"@@OPTIONS", "5496"},          {"@@ERROR", "0"},
    {"@@LOCK_TIMEOUT", "-1"},       {"CURRENT_TIMESTAMP", "GETUTCDATE()"},
    {"ISNULL", "COALESCE"},         {NULL, NULL},
};

/* Types of CAST whose names would make SQLite turn the text into a number. */
static const struct replacement cast_types[] = {
    {"datetime", "text"},      {"datetime2", "text"},
    {"smalldatetime", "text"}, {"date", "text"},
    {"time", "text"},          {"datetimeoffset", "text"},
    {"sysname", "text"},       {"uniqueidentifier", "text"},
    {"sql_variant", "blob"},   {"varbinary", "blob"},
    {"binary", "blob"},        {NULL, NULL},
};

static const char *replaced(const struct replacement *table, const struct sql_token *token)
{
    for (; table->word != NULL; table++)
        if (sql_token_is(token, table->word))
            return table->by;
    return NULL;
}

static const struct sql_token *token_at(const struct rewriting *rw, size_t i)
{
    static const struct sql_token nothing = {.kind = SQL_END, .at = ""};
    return i >= rw->from && i < rw->until ? &rw->tokens->item[i] : &nothing;
}

static void put(struct rewriting *rw, const char *text)
{
    rw->out = talloc_asprintf_append_buffer(rw->out, " %s", text);
}

static void put_name(struct rewriting *rw, const struct sql_token *token)
{
    char *name = sql_token_text(NULL, token);
    rw->out = talloc_strdup_append_buffer(rw->out, " \"");
    for (const char *at = name; *at != '\0'; at++)
        rw->out = talloc_asprintf_append_buffer(rw->out, *at == '"' ? "\"\"" : "%c", *at);
    rw->out = talloc_strdup_append_buffer(rw->out, "\"");
    talloc_free(name);
}

static void put_token(struct rewriting *rw, const struct sql_token *token)
{
    if (token->kind == SQL_STRING && *token->at != '\'') { /* the N of N'...' */
        rw->out =
            talloc_asprintf_append_buffer(rw->out, " %.*s", (int)token->size - 1, token->at + 1);
        return;
    }
    if (token->kind == SQL_QUOTED)
        put_name(rw, token);
    else
        rw->out = talloc_asprintf_append_buffer(rw->out, " %.*s", (int)token->size, token->at);
}

/* "name AS (": a common table expression. */
static bool is_own_table(const struct rewriting *rw, const struct sql_token *name)
{
    for (size_t i = rw->from; i + 2 < rw->until; i++) {
        const struct sql_token *token = token_at(rw, i);
        if (token->size == name->size && strncasecmp(token->at, name->at, name->size) == 0 &&
            sql_token_is(token_at(rw, i + 1), "AS") && sql_token_is(token_at(rw, i + 2), "("))
            return true;
    }
    return false;
}

/* SQLite looks for an unqualified table in every schema; SQL Server only in the user's, dbo. */
static bool needs_schema(const struct rewriting *rw, size_t i)
{
    static const char *const before[] = {"FROM", "JOIN", NULL};
    const struct sql_token *token = token_at(rw, i);
    bool is_name = token->kind == SQL_WORD || token->kind == SQL_QUOTED;
    return is_name && sql_token_in(token_at(rw, i - 1), before) && i > rw->from &&
           !sql_token_is(token_at(rw, i + 1), ".") && !sql_token_is(token_at(rw, i + 1), "(") &&
           !is_own_table(rw, token);
}

/* Expressions have no collation in SQLite: every comparison gets one. */
static bool needs_collation(const struct rewriting *rw, size_t i)
{
    static const char *const sets[] = {"IN", "BETWEEN", NULL};
    const struct sql_token *token = token_at(rw, i);
    if (sql_token_is(token, "NOT"))
        return sql_token_in(token_at(rw, i + 1), sets);
    if (sql_token_in(token, sets))
        return !sql_token_is(token_at(rw, i - 1), "NOT");
    return sql_token_in(token, comparisons);
}

static bool is_cast_type(const struct rewriting *rw, size_t i)
{
    static const char *const after[] = {")", "(", NULL};
    return i > rw->from && sql_token_is(token_at(rw, i - 1), "AS") && token_at(rw, i)->depth > 0 &&
           sql_token_in(token_at(rw, i + 1), after);
}

static bool is_concatenation(const struct rewriting *rw, size_t i)
{
    return sql_token_is(token_at(rw, i), "+") && i > rw->from &&
           (token_at(rw, i - 1)->kind == SQL_STRING || token_at(rw, i + 1)->kind == SQL_STRING);
}

static bool write_token(struct rewriting *rw, size_t i)
{
    const struct sql_token *token = token_at(rw, i);
    if (sql_token_in(token, foreign) || token->kind == SQL_BROKEN)
        return failure_syntax(rw->failure, token);
    if (needs_collation(rw, i))
        put(rw, "COLLATE SQLSERVER");
    const char *by = replaced(globals, token);
    if (by == NULL && is_cast_type(rw, i))
        by = replaced(cast_types, token);
    if (by != NULL) {
        put(rw, by);
        return true;
    }
    if (token->kind == SQL_WORD && token->size > 2 && strncmp(token->at, "@@", 2) == 0)
        return failure_syntax(rw->failure, token);
    if (token->kind == SQL_NUMBER && token->size > 1 && (token->at[1] | 0x20) == 'x') {
        rw->out =
            talloc_asprintf_append_buffer(rw->out, " x'%.*s'", (int)token->size - 2, token->at + 2);
        return true;
    }
    if (needs_schema(rw, i))
        put(rw, "dbo .");
    bool is_name =
        token->kind == SQL_WORD && (needs_schema(rw, i) || sql_token_is(token_at(rw, i - 1), ".") ||
                                    sql_token_is(token_at(rw, i + 1), "."));
    if (is_concatenation(rw, i))
        put(rw, "||");
    else if (is_name) /* a word that is a keyword for SQLite only */
        put_name(rw, token);
    else
        put_token(rw, token);
    return true;
}

/* True when tokens [from, until) name their column: a column, a star, or an alias at the end. */
static bool has_name(const struct rewriting *rw, size_t from, size_t until)
{
    const struct sql_token *last = token_at(rw, until - 1);
    const struct sql_token *before = token_at(rw, until - 2);
    if (sql_token_is(last, "*"))
        return true;
    bool is_word = (last->kind == SQL_WORD && *last->at != '@') || last->kind == SQL_QUOTED;
    if (!is_word || sql_token_is(last, "END") || sql_token_is(last, "NULL") ||
        sql_token_is(last, "CURRENT_TIMESTAMP"))
        return false;
    if (until - from == 1 || before->kind != SQL_OPERATOR || sql_token_is(before, ")"))
        return true;
    bool is_path = sql_token_is(before, ".");
    for (size_t i = from; i < until; i++)
        is_path = is_path && (i - from) % 2 == (sql_token_is(token_at(rw, i), ".") ? 1 : 0);
    return is_path;
}

/* "alias = expression" is a name in T-SQL and a comparison in SQLite. */
static bool is_assignment(const struct rewriting *rw, size_t from, size_t until)
{
    return until - from > 2 && sql_token_is(token_at(rw, from + 1), "=");
}

static size_t item_end(const struct rewriting *rw, size_t from)
{
    static const char *const ends[] = {",",     "FROM",   "WHERE",     "ORDER", "GROUP", "HAVING",
                                       "UNION", "EXCEPT", "INTERSECT", "INTO",  NULL};
    int depth = token_at(rw, from)->depth;
    size_t i = from;
    while (i < rw->until &&
           !(token_at(rw, i)->depth == depth && sql_token_in(token_at(rw, i), ends)))
        i++;
    return i;
}

/* The list after the outermost SELECT: SQL Server leaves an expression without a name, SQLite would
 * call it by its text. Returns where the list ends; 0 on failure. */
static size_t write_select_list(struct rewriting *rw, size_t from)
{
    static const char *const first[] = {"DISTINCT", "ALL", NULL};
    size_t i = from;
    if (sql_token_in(token_at(rw, i), first))
        put_token(rw, token_at(rw, i++));
    for (;;) {
        size_t end = item_end(rw, i);
        if (end == i || is_assignment(rw, i, end)) {
            (void)failure_syntax(rw->failure, token_at(rw, end == i ? i : i + 1));
            return 0;
        }
        for (size_t at = i; at < end; at++)
            if (!write_token(rw, at))
                return 0;
        if (!has_name(rw, i, end))
            put(rw, "AS \"\"");
        if (!sql_token_is(token_at(rw, end), ","))
            return end;
        put(rw, ",");
        i = end + 1;
    }
}

char *rewrite_select(void *parent, const struct sql_tokens *tokens, size_t from, size_t until,
                     struct sql_failure *failure)
{
    struct rewriting rw = {tokens, from, until, talloc_strdup(parent, ""), failure};
    bool list_done = false;
    for (size_t i = from; i < until;) {
        bool is_list =
            !list_done && token_at(&rw, i)->depth == 0 && sql_token_is(token_at(&rw, i), "SELECT");
        bool ok = write_token(&rw, i++);
        if (ok && is_list) {
            list_done = true;
            i = write_select_list(&rw, i);
            ok = i != 0;
        }
        if (!ok) {
            talloc_free(rw.out);
            return NULL;
        }
    }
    return rw.out;
}

char *rewrite_condition(void *parent, const struct sql_tokens *tokens, size_t from, size_t until,
                        struct sql_failure *failure)
{
    struct rewriting rw = {tokens, from, until, talloc_strdup(parent, "SELECT CASE WHEN ("),
                           failure};
    for (size_t i = from; i < until; i++)
        if (!write_token(&rw, i)) {
            talloc_free(rw.out);
            return NULL;
        }
    put(&rw, ") THEN 1 ELSE 0 END");
    return rw.out;
}
