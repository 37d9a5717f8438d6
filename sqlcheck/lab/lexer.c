#include "lab/lexer.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "base/mem.h"

struct lexer {
    const char *at;
    int line;
    int depth;
};

static bool is_word_start(char c)
{
    return isalpha((unsigned char)c) || c == '_' || c == '@' || c == '#' ||
           (unsigned char)c >= 0x80;
}

static bool is_word_part(char c)
{
    return is_word_start(c) || isdigit((unsigned char)c) || c == '$';
}

static void advance(struct lexer *lexer, size_t size)
{
    for (size_t i = 0; i < size; i++)
        lexer->line += lexer->at[i] == '\n';
    lexer->at += size;
}

/* Comments of T-SQL nest. 0: it does not end. */
static size_t comment_length(const char *at)
{
    int depth = 0;
    for (size_t i = 0; at[i] != '\0'; i++) {
        if (at[i] == '/' && at[i + 1] == '*') {
            depth++;
            i++;
        } else if (at[i] == '*' && at[i + 1] == '/') {
            i++;
            if (--depth == 0)
                return i + 1;
        }
    }
    return 0;
}

/* False at a comment that does not end. */
static bool skip_blanks(struct lexer *lexer)
{
    for (;;) {
        const char *at = lexer->at;
        size_t size = 0;
        if (isspace((unsigned char)*at)) {
            size = 1;
        } else if (at[0] == '-' && at[1] == '-') {
            size = strcspn(at, "\n");
        } else if (at[0] == '/' && at[1] == '*') {
            size = comment_length(at);
            if (size == 0)
                return false;
        } else {
            return true;
        }
        advance(lexer, size);
    }
}

/* Length of something that ends with `quote`, where two of it stand for one; 0: it does not end. */
static size_t quoted_length(const char *at, char quote)
{
    for (size_t i = 1; at[i] != '\0'; i++) {
        if (at[i] != quote)
            continue;
        if (at[i + 1] != quote)
            return i + 1;
        i++;
    }
    return 0;
}

static size_t number_length(const char *at)
{
    size_t size = strspn(at, "0123456789.");
    if ((at[0] == '0' && (at[1] == 'x' || at[1] == 'X')))
        return 2 + strspn(at + 2, "0123456789abcdefABCDEF");
    if (at[size] != 'e' && at[size] != 'E')
        return size;
    size_t sign = at[size + 1] == '-' || at[size + 1] == '+' ? 1 : 0;
    size_t digits = strspn(at + size + 1 + sign, "0123456789");
    return digits == 0 ? size : size + 1 + sign + digits;
}

static size_t word_length(const char *at)
{
    size_t size = 0;
    while (is_word_part(at[size]))
        size++;
    return size;
}

static size_t operator_length(const char *at)
{
    static const char *const pairs[] = {"<>", "<=", ">=", "!=", "||", "==", "<<", ">>", "->", NULL};
    for (const char *const *pair = pairs; *pair != NULL; pair++)
        if (strncmp(at, *pair, 2) == 0)
            return 2;
    return 1;
}

static struct sql_token measure(const char *at)
{
    if (*at == '\0')
        return (struct sql_token){.kind = SQL_END};
    if (*at == '\'')
        return (struct sql_token){.kind = SQL_STRING, .size = quoted_length(at, '\'')};
    if ((*at == 'N' || *at == 'n') && at[1] == '\'') {
        size_t size = quoted_length(at + 1, '\'');
        return (struct sql_token){.kind = SQL_STRING, .size = size == 0 ? 0 : size + 1};
    }
    if (*at == '[')
        return (struct sql_token){.kind = SQL_QUOTED, .size = quoted_length(at, ']')};
    if (*at == '"')
        return (struct sql_token){.kind = SQL_QUOTED, .size = quoted_length(at, '"')};
    if (isdigit((unsigned char)*at) || (*at == '.' && isdigit((unsigned char)at[1])))
        return (struct sql_token){.kind = SQL_NUMBER, .size = number_length(at)};
    if (is_word_start(*at))
        return (struct sql_token){.kind = SQL_WORD, .size = word_length(at)};
    return (struct sql_token){.kind = SQL_OPERATOR, .size = operator_length(at)};
}

static struct sql_token next_token(struct lexer *lexer)
{
    struct sql_token token = {.kind = SQL_BROKEN};
    bool ok = skip_blanks(lexer);
    if (ok)
        token = measure(lexer->at);
    if (token.kind != SQL_END && token.size == 0) {
        token.kind = SQL_BROKEN;
        token.size = strlen(lexer->at);
    }
    bool closes = token.kind == SQL_OPERATOR && *lexer->at == ')';
    bool opens = token.kind == SQL_OPERATOR && *lexer->at == '(';
    lexer->depth -= closes && lexer->depth > 0 ? 1 : 0;
    token.at = lexer->at;
    token.line = lexer->line;
    token.depth = lexer->depth;
    lexer->depth += opens ? 1 : 0;
    advance(lexer, token.size);
    return token;
}

struct sql_tokens *sql_tokens_of(void *parent, const char *text)
{
    struct sql_tokens *tokens = talloc_zero(parent, struct sql_tokens);
    struct lexer lexer = {.at = text, .line = 1};
    for (;;) {
        struct sql_token token = next_token(&lexer);
        struct sql_token *slot =
            mem_append(tokens, &tokens->item, &tokens->count, sizeof(struct sql_token));
        *slot = token;
        if (token.kind == SQL_END || token.kind == SQL_BROKEN)
            break;
    }
    tokens->count--;
    return tokens;
}

bool sql_token_is(const struct sql_token *token, const char *word)
{
    bool bare = token->kind == SQL_WORD || token->kind == SQL_OPERATOR;
    return bare && strlen(word) == token->size && strncasecmp(token->at, word, token->size) == 0;
}

bool sql_token_in(const struct sql_token *token, const char *const *words)
{
    for (; *words != NULL; words++)
        if (sql_token_is(token, *words))
            return true;
    return false;
}

char *sql_token_text(void *parent, const struct sql_token *token)
{
    if (token->kind != SQL_QUOTED && token->kind != SQL_STRING)
        return talloc_strndup(parent, token->at, token->size);
    size_t skip = *token->at == 'N' || *token->at == 'n' ? 2 : 1;
    char quote = token->at[token->size - 1];
    char *text = talloc_strndup(parent, token->at + skip, token->size - skip - 1);
    size_t used = 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        text[used++] = text[i];
        if (text[i] == quote)
            i++;
    }
    text[used] = '\0';
    return text;
}
