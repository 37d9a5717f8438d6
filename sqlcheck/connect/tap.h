/* The tap: it stands between a driver in this process and the server, and watches.
 *
 * While it is up, connect() of this program leads stream sockets meant for the endpoint to the
 * gate, and refuses every other one, TCP or UDP (the C library's own resolver does not pass here);
 * getaddrinfo() answers the endpoint's name with the address that the probe found. Both are
 * exported by the executable, so that drivers meet them before the C library's; they go straight to
 * the C library as long as no tap is up. One tap a process. */
#ifndef SQLCHECK_CONNECT_TAP_H
#define SQLCHECK_CONNECT_TAP_H

#include "base/deadline.h"
#include "base/error.h"
#include "connect/floor.h"
#include "connect/gate.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a login is; in the order they are reached. */
enum tap_stage {
    STAGE_START, /* the driver has not connected yet */
    STAGE_CONNECT,
    STAGE_PRELOGIN,
    STAGE_HANDSHAKE,
    STAGE_LOGIN,
    STAGE_QUERY,
    STAGE_COUNT
};

/* "before it connected", "connecting", "PRELOGIN", "TLS handshake", "login", "query" */
extern const char *const tap_stage_names[];

enum tap_closer { CLOSED_BY_NOBODY, CLOSED_BY_DRIVER, CLOSED_BY_SERVER, CLOSED_BY_GATE };

struct tap_report {
    int connections;         /* TCP connections that came about or were tried with the server */
    struct gate_seen seen;   /* of the connection that came farthest */
    enum tap_stage stage;    /* how far that is */
    enum tap_closer closer;  /* who closed it first */
    bool was_reset;          /* ... by a reset */
    bool timed_out;          /* the tap's deadline ended it */
    size_t heard;            /* bytes of the server at that stage */
    int connect_error;       /* errno of the latest connection that failed; 0 = none did */
    int strangers;           /* connections to other hosts that were refused */
    char stranger[1400];     /* the latest of them: "10.0.0.5,1433", "sql02 (10.0.0.5,1433)" */
    char lost_name[256];     /* another host than the endpoint's, that did not resolve */
    enum floor_answer floor; /* what the driver did at our own responder */
};

struct tap_settings {
    const char *host; /* the name that is answered with the address */
    const char *address;
    int port;         /* drivers connect to address:port ... */
    int address_port; /* ... and the tap to address:address_port */
    struct gate_rules rules;
    struct deadline deadline;
    void (*changed)(void *context); /* a stage was reached; called from the tap's own threads */
    void *context;
};

struct tap;

/* settings and what it points to must outlive the tap. */
struct tap *tap_start(const struct tap_settings *settings, struct error *err) MUST_USE;

/* The moment at which every connection is cut. */
void tap_set_deadline(struct tap *tap, struct deadline deadline);

/* From now on the driver reaches our own responder instead of the server (see floor.h); off again:
 * waits until the responder has made up its mind, which it does within two seconds. */
void tap_test_floor(struct tap *tap, bool on);

/* What was seen so far. Its texts live as long as the tap. */
void tap_look(struct tap *tap, struct tap_report *out);

/* Takes in what has already arrived, ends every connection, and waits for the tap's threads. What
 * was seen stays readable with tap_look. */
void tap_finish(struct tap *tap);

/* Finishes it if that was not done, and ends the life of all it reported; NULL is fine. */
void tap_free(struct tap *tap);

#endif
