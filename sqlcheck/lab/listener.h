/* The sockets of a lab, and a thread for each client. */
#ifndef SQLCHECK_LAB_LISTENER_H
#define SQLCHECK_LAB_LISTENER_H

#include "lab/session.h"

enum { LISTENER_MOST_CLIENTS = 800, BROWSER_PORT = 1434 };

struct listener {
    int fd;
    const struct lab_service *service; /* NULL: SQL Browser of `address` */
    char address[16];
};

struct lab_server {
    const struct lab_case *lab;
    struct lab_service *services; /* one an endpoint, in the case's order */
    struct listener *listeners;
    size_t listener_count;
    int stop_fd;
    int journal_fd;
    struct clients *clients;
};

/* Gives every host of the case an address of its own, counted up from `first` (NULL: picked at
 * random until all are free), and binds everything. */
bool listener_open(struct lab_server *server, struct lab_case *lab, const char *first,
                   struct error *err) MUST_USE;

/* Serves until `signal_fd` is readable, then ends all conversations. */
void listener_run(struct lab_server *server, int signal_fd);

/* browser.c: answers one datagram on fd. */
void browser_answer(const struct lab_case *lab, const char *address, int fd);

#endif
