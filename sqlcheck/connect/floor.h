/* Proof of the floor by behaviour: our own loopback responder answers PRELOGIN like a server that
 * encrypts, and a hello for TLS 1.2 with a ServerHello for TLS 1.1. A driver that would take 1.1
 * waits for the rest; one that has it off says so or leaves. It only ever gets an invented user. */
#ifndef SQLCHECK_CONNECT_FLOOR_H
#define SQLCHECK_CONNECT_FLOOR_H

#include "base/deadline.h"

enum floor_answer {
    FLOOR_NOT_ASKED,
    FLOOR_REFUSES, /* alert 70 protocol_version, or it closed without a word */
    FLOOR_TAKES,   /* it went on, or waited for more */
    FLOOR_UNCLEAR, /* it never came that far, or ended with another alert */
};

/* Talks to the driver at the other end of fd until it has shown what it does. The fd is closed. */
enum floor_answer floor_ask(int fd, struct deadline deadline);

#endif
