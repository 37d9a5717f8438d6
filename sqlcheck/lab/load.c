/* schema.sql and site.sql: SQLite statements, with relative dates and one collation. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include <talloc.h>

#include "base/file.h"
#include "base/text.h"
#include "lab/database.h"
#include "lab/lexer.h"

enum { LARGEST_SQL = 64 << 20, MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

/* "2026-11-24 03:42:10.123", `shift_s` from now. */
static char *moment(void *parent, int64_t shift_s)
{
    struct timeval now;
    struct tm parts;
    (void)gettimeofday(&now, NULL);
    time_t at = now.tv_sec + shift_s;
    (void)gmtime_r(&at, &parts);
    char text[32];
    (void)strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    return talloc_asprintf(parent, "%s.%03d", text, (int)(now.tv_usec / 1000));
}

/* "-3d", "+2h", "-15m" or "now" as seconds; false: something else. */
static bool shift_parse(const char *text, size_t size, int64_t *shift_s)
{
    if (size == 3 && strncmp(text, "now", 3) == 0) {
        *shift_s = 0;
        return true;
    }
    if (size < 3 || size > 8 || (text[0] != '-' && text[0] != '+'))
        return false;
    int64_t number = 0;
    for (size_t i = 1; i + 1 < size; i++) {
        if (!isdigit((unsigned char)text[i]))
            return false;
        number = number * 10 + (text[i] - '0');
    }
    char unit = text[size - 1];
    int64_t unit_s = unit == 'd' ? DAY_S : unit == 'h' ? HOUR_S : unit == 'm' ? MINUTE_S : 0;
    *shift_s = (text[0] == '-' ? -number : number) * unit_s;
    return unit_s != 0;
}

/* A string literal with the dates in it filled in; NULL with err set when one is not understood. */
static char *fill_dates(void *parent, const struct sql_token *token, struct error *err)
{
    char *out = talloc_strdup(parent, "");
    for (size_t i = 0; i < token->size;) {
        const char *at = token->at + i;
        const char *end = *at == '{' ? memchr(at, '}', token->size - i) : NULL;
        int64_t shift_s = 0;
        size_t size = end == NULL ? 0 : (size_t)(end - at);
        if (end == NULL || (size > 1 && strchr("-+n", at[1]) == NULL)) {
            out = talloc_asprintf_append_buffer(out, "%c", *at); /* a GUID may be in braces */
            i++;
            continue;
        }
        if (!shift_parse(at + 1, size - 1, &shift_s)) {
            (void)error_set(err, "'%.*s' is not a date: expected {now}, {-3d}, {-2h} or {+15m}",
                            (int)size + 1, at);
            return NULL;
        }
        out = talloc_strdup_append_buffer(out, moment(out, shift_s));
        i += size + 1;
    }
    return out;
}

/* In a CREATE TABLE: the type of a column, which gets the collation when it is text. */
static const char *collation_after(const struct sql_tokens *tokens, size_t first, size_t i)
{
    static const char *const text_types[] = {"nvarchar", "varchar", "nchar",   "char",
                                             "ntext",    "text",    "sysname", NULL};
    const struct sql_token *item = tokens->item;
    bool is_table = sql_token_is(&item[first], "CREATE") && sql_token_is(&item[first + 1], "TABLE");
    if (!is_table || i < first + 4)
        return "";
    size_t type = i;
    if (sql_token_is(&item[i], ")") && item[i].depth == 1) /* nvarchar(256) ends here */
        while (type > first && !sql_token_is(&item[type], "("))
            type--;
    else if (item[i].depth != 1 || sql_token_is(&item[i + 1], "("))
        return "";
    type -= type < i ? 1 : 0;
    bool begins = sql_token_is(&item[type - 2], ",") || sql_token_is(&item[type - 2], "(");
    return begins && item[type].depth == 1 && sql_token_in(&item[type], text_types)
               ? " COLLATE SQLSERVER"
               : "";
}

/* SQLite's grammar has no "(max)": the older names of the same types do as well. */
static bool is_max(const struct sql_token *token)
{
    return sql_token_is(token, "max") && sql_token_is(token - 1, "(") &&
           sql_token_is(token + 1, ")");
}

static const char *type_word(const struct sql_token *token)
{
    if (sql_token_is(token, "sysname")) /* numbers in it would become numbers */
        return "nvarchar(128)";
    if (token->kind != SQL_WORD || !sql_token_is(token + 1, "(") || !is_max(token + 2))
        return NULL;
    return sql_token_is(token, "varbinary") ? "image" : "ntext";
}

/* How token i of a statement is written for SQLite; NULL with err set. */
static const char *token_text(void *parent, const struct sql_tokens *tokens, size_t first, size_t i,
                              struct error *err)
{
    const struct sql_token *token = &tokens->item[i];
    if (token->kind == SQL_STRING) {
        const char *filled = fill_dates(parent, token, err);
        return filled == NULL || *filled == '\'' ? filled : filled + 1; /* the N of N'...' */
    }
    const char *word = type_word(token);
    if (word != NULL)
        return word;
    bool in_max = i > first + 1 && (is_max(token) || is_max(token + 1) || is_max(token - 1));
    return in_max ? "" : talloc_strndup(parent, token->at, token->size);
}

/* One statement, tokens [first, end), as SQLite gets it. */
static char *prepare_text(void *parent, const struct sql_tokens *tokens, size_t first, size_t end,
                          struct error *err)
{
    char *out = talloc_strdup(parent, "");
    for (size_t i = first; i < end; i++) {
        const struct sql_token *token = &tokens->item[i];
        const char *text = token_text(parent, tokens, first, i, err);
        if (text == NULL)
            return NULL;
        bool gap = i > first && token[-1].at + token[-1].size < token->at;
        out = talloc_asprintf_append_buffer(out, "%s%s%s", gap ? " " : "", text,
                                            collation_after(tokens, first, i));
    }
    return out;
}

/* `{-3d}` outside of a string stands for a whole literal: quotes are put around it first. */
static char *quote_bare_dates(void *parent, const char *text)
{
    char *out = talloc_size(parent, strlen(text) * 3 + 1);
    size_t used = 0;
    bool in_string = false;
    bool in_comment = false;
    for (const char *at = text; *at != '\0'; at++) {
        in_comment = in_comment ? *at != '\n' : !in_string && at[0] == '-' && at[1] == '-';
        in_string ^= !in_comment && *at == '\'';
        bool quote = !in_string && !in_comment;
        if (quote && *at == '{')
            out[used++] = '\'';
        out[used++] = *at;
        if (quote && *at == '}')
            out[used++] = '\'';
    }
    out[used] = '\0';
    return out;
}

static bool run_statement(sqlite3 *handle, const struct sql_tokens *tokens, size_t first,
                          size_t end, struct error *err)
{
    void *scratch = talloc_new(NULL);
    char *sql = prepare_text(scratch, tokens, first, end, err);
    bool ok = sql != NULL;
    if (ok && sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        ok = error_set(err, "%s", sqlite3_errmsg(handle));
    talloc_free(scratch);
    return ok;
}

static bool run_all(sqlite3 *handle, const char *path, const struct sql_tokens *tokens,
                    struct error *err)
{
    size_t first = 0;
    for (size_t i = 0; i <= tokens->count; i++) {
        if (i < tokens->count && !sql_token_is(&tokens->item[i], ";"))
            continue;
        if (i > first && !run_statement(handle, tokens, first, i, err))
            return error_wrap(err, "%s:%d", path, tokens->item[first].line);
        first = i + 1;
    }
    return true;
}

bool load_file(sqlite3 *handle, const char *path, struct error *err)
{
    void *scratch = talloc_new(NULL);
    size_t size = 0;
    char *text = file_read(scratch, path, LARGEST_SQL, &size, err);
    bool ok = text != NULL;
    if (ok) {
        struct sql_tokens *tokens = sql_tokens_of(scratch, quote_bare_dates(scratch, text));
        const struct sql_token *last = &tokens->item[tokens->count];
        ok = last->kind == SQL_BROKEN
                 ? error_set(err, "%s:%d: a string, name or comment does not end", path, last->line)
                 : run_all(handle, path, tokens, err);
    }
    talloc_free(scratch);
    return ok;
}
