/* Transact-SQL as tokens: enough to cut a batch into statements and to give SQLite its words.
 * Tokens point into the text; nothing is copied. */
#ifndef SQLCHECK_LAB_LEXER_H
#define SQLCHECK_LAB_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum sql_kind {
    SQL_END,
    SQL_WORD,   /* also @name and @@name */
    SQL_QUOTED, /* [name] or "name" */
    SQL_STRING, /* 'text' or N'text' */
    SQL_NUMBER,
    SQL_OPERATOR, /* one character, or two: <> <= >= != || == << >> */
    SQL_BROKEN,   /* a string, name or comment that does not end */
};

struct sql_token {
    enum sql_kind kind;
    const char *at;
    size_t size;
    int line;  /* 1-based */
    int depth; /* of parentheses around it; those themselves count as outside */
};

struct sql_tokens {
    struct sql_token *item;
    size_t count; /* the last one, not counted, is SQL_END or SQL_BROKEN */
};

/* A talloc child of parent; `text` must outlive it. Comments and blanks are left out. */
struct sql_tokens *sql_tokens_of(void *parent, const char *text);

bool sql_token_is(const struct sql_token *token, const char *word);         /* ASCII case ignored */
bool sql_token_in(const struct sql_token *token, const char *const *words); /* NULL-terminated */

/* Content of a string, name or word without its quotes; a child of parent. */
char *sql_token_text(void *parent, const struct sql_token *token);

#endif
