/* The site database: what is asked, and how the answers become facts.
 *
 * The statements are the .sql files of this folder, written in what SQL Server and SQLite both
 * take; names, short names and versions are worked on in C. Nothing is written on the server, no
 * lock is waited for (READ UNCOMMITTED, LOCK_TIMEOUT 5000), and the inventory views are only ever
 * asked by ResourceID. */
#ifndef SQLCHECK_SITE_SITE_H
#define SQLCHECK_SITE_SITE_H

#include "evidence/facts.h"
#include "evidence/rows.h"

#include <stddef.h>

/* Asks the site database everything verify needs, over one session, and fills the site part of
 * facts (site_read, site_note, database, server, sites, roles, hosts, sessions, brokers, gaps,
 * statements, rows, server_now_unix_s); their memory hangs on parent. `database` NULL = the one
 * visible CM_* database is looked for and used; otherwise the session is in that database already.
 * A refused query or a missing view costs its own facts only and leaves a gap. Never fails: when
 * nothing could be read, site_read is false and site_note says why. */
void site_collect(void *parent, struct row_source *rows, const char *database, struct facts *facts);

/* Every statement verify may send, in the order of a run, with what it is for as SQL comments.
 * "(NULL)" in a list stands for at most 500 values. A talloc child of parent. */
char *site_print_queries(void *parent);

/* GRANT statements that give `login` (NULL = a place holder) all that verify can use, and no more.
 * A talloc child of parent. */
char *site_print_grants(void *parent, const char *login);

#endif
