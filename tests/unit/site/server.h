/* A server in a test: one answer for each statement of the table, and a log of what was asked. */
#ifndef TESTS_UNIT_SITE_SERVER_H
#define TESTS_UNIT_SITE_SERVER_H

#include "evidence/facts.h"
#include "evidence/rows.h"
#include "site/queries.h"
#include "site/site.h"

struct server;

struct answer {
    const char *rows;  /* "column|column\ncell|cell\n..."; "NULL" is NULL */
    int number;        /* with `error`: the server's message number */
    const char *error; /* not NULL: the statement is refused */
    bool lost;         /* and the connection is gone */
    /* Not NULL: makes the rows from the statement, as the text above; NULL refuses. */
    const char *(*make)(void *parent, const char *sql);
};

struct sent {
    enum query_id id; /* QUERY_COUNT = a USE */
    char *sql;
};

struct server {
    struct answer answers[QUERY_COUNT];
    struct answer use;
    struct sent log[256];
    size_t sent;
    bool gone; /* asking again is a defect */
    size_t asked_when_gone;
    void *memory;
};

/* Site P01 on sql01 with site server cm01 and management point mp01, everything good. */
struct server server_good(void *memory);

/* Frees the memory and fails the test if anything was left behind (in a sanitised build). */
void server_done(struct server *server);

/* site_collect over it; facts are a child of server->memory. */
struct facts *server_collect(struct server *server, const char *database);

size_t server_count(const struct server *server, enum query_id id);
const char *server_last(const struct server *server, enum query_id id); /* statement; "" if none */

const struct host *facts_host(const struct facts *facts, const char *name); /* NULL = not there */
const struct gap *facts_gap(const struct facts *facts, const char *object);

#endif
