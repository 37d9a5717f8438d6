/* The text of the .sql files, made by embed.cmake at build time. */
#ifndef SQLCHECK_SITE_STATEMENTS_H
#define SQLCHECK_SITE_STATEMENTS_H

#define QUERY(id, required, first, second, costs) extern const char site_sql_##id[];
#include "site/queries.def"
#undef QUERY

/* Printed for an administrator, never sent. */
extern const char site_sql_xe_2016[];
extern const char site_sql_xe_2019[];
extern const char site_sql_xe_read[];
extern const char site_sql_xe_drop[];

#endif
