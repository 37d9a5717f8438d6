/* A batch as statements. What is not in this small part of Transact-SQL is a syntax error here,
 * never a success. */
#ifndef SQLCHECK_LAB_STATEMENT_H
#define SQLCHECK_LAB_STATEMENT_H

#include "lab/lexer.h"
#include "lab/result.h"

#include <stdbool.h>

enum statement_kind {
    STATEMENT_SELECT,
    STATEMENT_NOTHING, /* SET and its like: accepted, without effect */
    STATEMENT_USE,
    STATEMENT_BEGIN,
    STATEMENT_COMMIT,
    STATEMENT_ROLLBACK,
    STATEMENT_IF,
};

struct statement {
    enum statement_kind kind;
    char *sql;  /* SELECT: in SQLite's words; IF: a SELECT that gives 1 or 0 */
    char *name; /* USE: the database */
    struct statement *then, *otherwise; /* IF; otherwise may be NULL */
};

struct batch {
    struct statement **statements;
    size_t count;
};

/* Child of parent. False: *failure says which word it stumbled over (102, 105, 2812 ...). */
bool batch_read(void *parent, const char *text, struct batch *out, struct sql_failure *failure);

#endif
