/* Logins under forced TLS 1.2: one worker process a driver, each watched and gated by a tap.
 *
 * What it promises: no byte of a login leaves this machine before TLS 1.2 was chosen by the server
 * and, unless trust_certificate, its chain and name have passed our own check; a driver that hangs,
 * crashes or talks in clear costs its own line only; nothing of the password stands in an argument,
 * the environment or a file. What it does not do: judge. Everything is a fact in struct login. */
#ifndef SQLCHECK_CONNECT_CONNECT_H
#define SQLCHECK_CONNECT_CONNECT_H

#include "base/error.h"
#include "evidence/facts.h"
#include "evidence/rows.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONNECT_LONGEST_PASSWORD = 1024 }; /* bytes; SQL Server takes 128 characters */

struct connect_request {
    const char *host;     /* the name that drivers are given */
    int port;             /* by name: what drivers are given */
    const char *address;  /* numeric: the one the probe found, after --connect-to */
    int address_port;     /* where the tap really connects, after --connect-to */
    const char *user;     /* NULL with integrated; DOMAIN\user is NTLM where a driver can */
    const char *password; /* never copied into anything that outlives the call */
    bool integrated;      /* -E: Kerberos, with the caller's tickets or ... */
    const char *keytab;   /* ... what this file has for principal; NULL both */
    const char *principal;
    const char *spn;           /* --spn; NULL = made of host and port */
    const char *database;      /* NULL = the login's own default */
    bool trust_certificate;    /* -C */
    const char *expected_name; /* -F; NULL = host */
    const char *pinned_file;   /* -J */
    const char *ca_file;       /* NULL = the system's store */
    int login_timeout_ms;
    int query_timeout_ms; /* for each statement; 0 = 30 s */
    int64_t now_unix_s;   /* for the dates of certificates */
    const char *only;     /* this driver alone, by its name in struct login; NULL = every driver */
    bool server_only;     /* the collector asks about the server, not about a site */
    bool want_rows;       /* run the collector in the first driver that got in */
};

/* What runs in the worker that got in: fills the site part of facts over `rows`. facts->request and
 * facts->now_unix_s are those of the parent; everything else is zero. */
struct collector {
    void (*collect)(void *context, void *parent, struct row_source *rows, struct facts *facts);
    /* The same for a request with server_only. */
    void (*collect_server)(void *context, void *parent, struct row_source *rows,
                           struct facts *facts);
    void *context;
};

/* Parent side. Starts one worker for FreeTDS db-lib and one for each ODBC driver for SQL Server
 * that unixODBC knows, all at once; returns when each has an outcome and the one that was chosen
 * has collected. Appends to facts->logins, may set facts->login_note, adds the connections that the
 * drivers opened to facts->connections, sets facts->login_as (and login_spn), and takes over the
 * site part of the facts from the worker that collected (site_note says why when none did). With
 * integrated, the ticket is asked for first, within the login timeout; without one nobody logs in
 * and facts->login_note says why. When the server cut the connection of the collector, its driver
 * logs in and collects once more, and facts->login_note says so. Bounded by the login timeout plus
 * two seconds, and the collector by the query timeout for each of its statements.
 *
 * Must be called from a thread that lives as long as the call: workers are told by the kernel when
 * the thread that started them ends. A driver's failure is an outcome; false means that no worker
 * could be started at all. */
bool connect_drivers(void *parent, const struct connect_request *request, struct facts *facts,
                     struct error *err) MUST_USE;

/* Worker side: the whole of the hidden command `sqlcheck worker`. Its standard input is a socket
 * that connect_drivers holds the other end of; started by hand it says so on stderr and returns 3.
 * Ends the process itself when it is done (the drivers' exit handlers are not trusted). */
int connect_worker(const struct collector *collector);

#endif
