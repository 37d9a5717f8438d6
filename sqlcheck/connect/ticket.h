/* The Kerberos ticket of an integrated login (-E), fetched in a worker before its driver is called
 * and before a tap is up: only the key centre is asked, nothing is sent to the server.
 *
 * The tickets are in a cache in the memory of this process, which KRB5CCNAME names from then on:
 * the caller's own cache is read and never written, what a keytab gives is in no file, and the
 * driver finds the service's ticket there, so that it needs no key centre and the tap lets it reach
 * none. */
#ifndef SQLCHECK_CONNECT_TICKET_H
#define SQLCHECK_CONNECT_TICKET_H

#include <stdbool.h>

struct ticket_request {
    const char *host; /* the name that drivers are given, and their port */
    int port;
    const char *spn;       /* NULL: MSSQLSvc/HOST:PORT, HOST as the resolver completes it */
    const char *keytab;    /* with principal; NULL: the tickets of the caller */
    const char *principal; /* "user@REALM"; NULL with keytab */
};

struct ticket {
    char *principal; /* who logs in: "user@REALM" */
    char *spn;       /* the service it is for */
    char *trouble;   /* one sentence, with the command that helps; NULL: the ticket is there */
};

/* Blocks as long as libkrb5 does: the caller's parent keeps the time. False with trouble set. Its
 * texts are children of parent. */
bool ticket_fetch(void *parent, const struct ticket_request *request, struct ticket *out);

#endif
