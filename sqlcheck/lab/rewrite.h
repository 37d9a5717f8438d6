/* One SELECT of Transact-SQL in SQLite's words. */
#ifndef SQLCHECK_LAB_REWRITE_H
#define SQLCHECK_LAB_REWRITE_H

#include "lab/lexer.h"
#include "lab/result.h"

/* Tokens [from, until). NULL with *failure set where SQLite would take what SQL Server does not, or
 * give another answer. */
char *rewrite_select(void *parent, const struct sql_tokens *tokens, size_t from, size_t until,
                     struct sql_failure *failure);

/* The same for a condition. */
char *rewrite_condition(void *parent, const struct sql_tokens *tokens, size_t from, size_t until,
                        struct sql_failure *failure);

/* 102, class 15. Always false. */
bool failure_syntax(struct sql_failure *failure, const struct sql_token *token);
bool failure_set(struct sql_failure *failure, int number, int state, int level, const char *format,
                 ...) __attribute__((format(printf, 5, 6)));

#endif
