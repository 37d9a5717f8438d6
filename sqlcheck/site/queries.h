/* One table: the statements, what each needs, and what is lost without it. */
#ifndef SQLCHECK_SITE_QUERIES_H
#define SQLCHECK_SITE_QUERIES_H

#include <stdbool.h>
#include <stddef.h>

#define QUERY(id, required, first, second, costs) QUERY_##id,
enum query_id {
#include "site/queries.def"
    QUERY_COUNT
};
#undef QUERY

#define QUERY_OBJECTS 2
#define QUERY_LIST    500 /* values in one IN (...) at most */

struct query {
    const char *text;                   /* the whole .sql file */
    bool required;                      /* false: only a hint is lost */
    const char *objects[QUERY_OBJECTS]; /* what it reads; "sys.x" or a name in dbo; may be NULL */
    const char *costs;
};

/* The row of the table; never NULL. */
const struct query *query_of(enum query_id id);

/* True for "sys.dm_exec_sessions" and the like: no GRANT SELECT opens these. */
bool query_object_is_system(const char *object);

/* The statement as it is sent: comments and the closing semicolon taken off, and the one "(NULL)"
 * replaced by the list when there is one. A talloc child of parent. */
char *query_statement(void *parent, enum query_id id, const char *list);

/* `name` between square brackets, with ] doubled; a talloc child of parent. */
char *query_quote_name(void *parent, const char *name);

/* Lists for IN (...): "(1,2,3)" and "('a','it''s')", children of parent. */
char *query_number_list(void *parent, const long long *numbers, size_t count);
char *query_text_list(void *parent, const char *const *texts, size_t count);

#endif
