/* The gate: what may pass between a driver and the server, decided on bytes alone. No sockets.
 *
 * Before TLS only PRELOGIN and wrapped handshake records leave. The server's PRELOGIN answer must
 * be ENCRYPT 1 or 3; its flight is held back until ServerHello chose TLS 1.2 and, without
 * trust_certificate, our own check of chain and name has passed. After the client's
 * ChangeCipherSpec only whole-headed TLS records leave. Whatever else comes closes the gate for
 * good: then nothing more passes, either way. [MS-TDS] 2.2.6.5, 3.2.5.2 */
#ifndef SQLCHECK_CONNECT_GATE_H
#define SQLCHECK_CONNECT_GATE_H

#include "tls/chain.h"
#include "wire/tds.h"
#include "wire/tls.h"

#include <stdbool.h>
#include <stddef.h>

struct gate_rules {
    bool trust_certificate;
    struct chain_trust trust;
};

enum gate_cut {
    GATE_OPEN,
    GATE_CUT_NOT_TDS,       /* what answered PRELOGIN is not TDS */
    GATE_CUT_STRICT,        /* PRELOGIN was answered with TLS: TDS 8 only */
    GATE_CUT_NO_ENCRYPTION, /* PRELOGIN answer other than 1 and 3 */
    GATE_CUT_VERSION,       /* ServerHello chose another version */
    GATE_CUT_CERTIFICATE,   /* our check said no */
    GATE_CUT_SERVER_NOISE,  /* not TLS where the server had to speak TLS */
    GATE_CUT_LATE_NOISE,    /* not TLS, after TLS was up */
    GATE_CUT_CLEAR,         /* the driver wanted to send something that is not TLS */
};

/* Everything that was seen on one connection. Texts are children of the gate's parent. */
struct gate_seen {
    bool client_prelogin;
    unsigned client_encrypt;
    bool server_prelogin;
    unsigned server_encrypt;
    bool has_hello;
    struct tls_client_hello hello;
    bool has_server_hello;
    struct tls_server_hello server_hello;
    uint16_t group;
    bool has_certificate;
    bool asks_certificate; /* of the client: CertificateRequest */
    bool released;         /* the flight was let through */
    char *chain_error;
    char *name_error;
    bool client_key_exchange;
    bool client_finished; /* ChangeCipherSpec of the driver */
    bool server_finished; /* ... of the server */
    bool client_alerted;
    struct tls_alert client_alert;
    bool server_alerted;
    struct tls_alert server_alert;
    size_t client_opaque; /* encrypted records after ChangeCipherSpec, Finished included */
    size_t server_opaque;
    enum gate_cut cut;
    char cut_text[160]; /* what came instead */
};

/* One direction: bytes not yet understood, and the TLS inside them. */
struct gate_side {
    struct writer pending;
    size_t consumed;
    struct writer message; /* PRELOGIN put together */
    struct tls_flow flow;
    struct writer waiting; /* understood, and not yet allowed to leave */
    bool prelogin_done;
    bool bare;          /* TLS records without TDS packets around them */
    size_t record_left; /* of the bare record that is passing */
};

struct gate {
    struct gate_rules rules;
    struct gate_seen seen;
    struct gate_side client;
    struct gate_side server;
    struct writer to_server; /* what may leave; the caller sends and drops it */
    struct writer to_client;
    void *parent;
};

/* Copies the rules; what they point to must outlive the gate. Buffers are children of parent. */
void gate_init(struct gate *gate, void *parent, const struct gate_rules *rules);

/* Bytes that arrived; what may pass is appended to to_server or to_client. Nothing after a cut. */
void gate_from_client(struct gate *gate, const void *data, size_t size);
void gate_from_server(struct gate *gate, const void *data, size_t size);

/* ---- for the two halves of the gate only ---------------------------------------------------- */

enum gate_piece_kind { PIECE_MORE, PIECE_PACKET, PIECE_RECORD, PIECE_BROKEN };

/* The next thing in one direction: a whole TDS packet, or (part of) a bare TLS record. */
struct gate_piece {
    enum gate_piece_kind kind;
    struct reader bytes; /* all of it, header included */
    uint8_t type;        /* TDS type, or TLS record type; the first byte when broken */
    bool is_last;        /* EOM */
    struct reader payload;
};

/* Appends what arrived to one direction; takes its next piece, in place until the next feed; lets
 * all of `bytes` pass to `to`. */
void gate_feed(struct gate_side *side, const void *data, size_t size);
struct gate_piece gate_take(struct gate_side *side);
void gate_pass(struct writer *to, struct reader bytes);

/* The TLS inside one direction, event by event, until it ends or the gate is closed. */
typedef void gate_on_event(struct gate *gate, const struct tls_event *event);
void gate_read_flow(struct gate *gate, struct gate_side *side, gate_on_event *on_event,
                    struct reader bytes);

/* Closes the gate. Only the first reason counts. */
void gate_close(struct gate *gate, enum gate_cut cut, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
