/* LIKE as Transact-SQL has it: % and _, and sets in brackets, which SQLite does not know. */
#ifndef SQLCHECK_LAB_LIKE_H
#define SQLCHECK_LAB_LIKE_H

#include <stdbool.h>

/* ASCII case is ignored. escape 0: none. */
bool like_match(const char *pattern, const char *text, char escape);

#endif
