/* How a server took a hello that offered exactly one TLS version. What it means is versions.h. */
#ifndef SQLCHECK_PROBE_HELLO_RESULT_H
#define SQLCHECK_PROBE_HELLO_RESULT_H

#include "probe/hello.h"
#include "probe/talk.h"
#include "tls/seen.h"

enum hello_end {
    HELLO_NOT_ASKED,
    HELLO_TAKEN,         /* a ServerHello with that version */
    HELLO_OTHER_VERSION, /* a ServerHello with another one */
    HELLO_ALERT,         /* a fatal alert in clear before any ServerHello */
    HELLO_CLOSED,        /* an orderly end without one */
    HELLO_RESET,
    HELLO_SILENT,      /* the deadline came first */
    HELLO_NO_TLS,      /* bytes that are not TLS inside TDS */
    HELLO_NOT_REACHED, /* no connection, or no PRELOGIN answer on it */
    HELLO_OWN_FAULT,   /* our side could not ask */
};

struct hello_result {
    enum hello_end end;
    uint16_t version; /* of the ServerHello; 0 = none */
    uint16_t suite;
    struct tls_alert alert;
    char *detail; /* for HELLO_NOT_REACHED and HELLO_OWN_FAULT; child of the asker's parent */
    int opened;   /* TCP connections */
    int encrypt;  /* ENCRYPTION of the PRELOGIN answer; -1: none was asked for, or none came */
};

/* Where a hello goes, and in what. */
struct hello_route {
    const struct net_address *address;
    bool bare;               /* TLS from the first byte on; else inside TDS 7 */
    uint8_t encrypt;         /* ENCRYPTION of our PRELOGIN */
    const char *server_name; /* SNI; NULL or a numeric address = none (RFC 6066 3) */
    const char *alpn;        /* NULL = none */
};

/* What the bytes decide; false while they decide nothing. */
bool hello_result_from_seen(const struct tls_seen *seen, uint16_t asked, struct hello_result *out);

/* What the network did instead, after hello_result_from_seen said false. */
void hello_result_from_network(void *parent, struct net_result network, struct hello_result *out);

/* What the end of the conversation decides, after hello_result_from_seen said false. */
void hello_result_from_end(const struct talk *talk, struct hello_result *out);

/* Some servers send their alert bare, outside TDS packets: looks into what was not TDS. */
void hello_see_bare_alert(struct talk *talk, struct tls_seen *seen, struct deadline deadline);

/* Connects and, unless the route is bare, gets PRELOGIN answered. talk->fd is the caller's to
 * close, also when this is false; then *out says why. */
bool hello_open(void *parent, const struct hello_route *route, struct deadline deadline,
                struct talk *talk, struct hello_result *out);

/* The same in two steps: hello_begin connects and sends PRELOGIN, hello_ready waits for the answer,
 * unless out->encrypt has it already.
 * Between them another conversation may go on. */
bool hello_begin(void *parent, const struct hello_route *route, struct deadline deadline,
                 struct talk *talk, struct hello_result *out);
bool hello_ready(void *parent, struct deadline deadline, struct talk *talk,
                 struct hello_result *out);

/* On a connection that is ready: sends what is offered, and reads up to the ServerHello. The names
 * of the route count, not those of the offer. hello_send is false when *out is decided already. */
bool hello_send(void *parent, const struct hello_route *route, const struct tls_offer *offer,
                struct deadline deadline, struct talk *talk, struct hello_result *out);
void hello_hear(void *parent, uint16_t version, struct deadline deadline, struct talk *talk,
                struct hello_result *out);

/* The same, and on to the end of the server's flight (TLS <= 1.2): a fatal alert in it counts.
 * *seen is the caller's, and the rest of what was shown stands there. */
void hello_hear_flight(void *parent, uint16_t version, struct deadline deadline, struct talk *talk,
                       struct tls_seen *seen, struct hello_result *out);

/* All of it, on a connection of its own. */
struct hello_result hello_ask(void *parent, const struct hello_route *route,
                              const struct tls_offer *offer, struct deadline deadline);

#endif
