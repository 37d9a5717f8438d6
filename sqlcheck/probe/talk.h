/* One connection from our side. TDS 7: PRELOGIN, then TLS records inside 0x12 packets. Bare (TDS 8
 * strict, HTTPS): TLS records from the first byte on. */
#ifndef SQLCHECK_PROBE_TALK_H
#define SQLCHECK_PROBE_TALK_H

#include "base/deadline.h"
#include "net/socket.h"
#include "wire/tds.h"

#include <stdbool.h>

struct talk {
    int fd; /* not owned */
    struct tds_stream stream;
    struct writer message;    /* payload of the message that is being put together */
    size_t packet_left;       /* payload of the current TLS packet that is still to come */
    size_t received;          /* bytes that came in */
    bool not_tds;             /* what came is not TDS, or not what belongs here */
    struct net_result result; /* why a call failed, unless not_tds */
    uint8_t packet_id;
    uint8_t encrypt; /* ENCRYPTION of our PRELOGIN: enum tds_encrypt */
    bool bare;
};

/* Over a connected socket, which stays the caller's; buffers are children of parent. */
void talk_init(struct talk *talk, void *parent, int fd);

/* PRELOGIN as FreeTDS 1.3 sends it, with talk->encrypt: 0 unless set (a server that forces
 * encryption says so then). [MS-TDS] 2.2.6.5 */
bool talk_send_prelogin(struct talk *talk, struct deadline deadline);

/* The answer. May be called again with a later deadline after NET_TIMEOUT. */
bool talk_receive_prelogin(struct talk *talk, struct prelogin *out, struct deadline deadline);

/* TLS records, wrapped unless bare; nothing for size 0. */
bool talk_send_tls(struct talk *talk, const struct writer *records, struct deadline deadline);

/* The next bytes of TLS records, out of packets of type 0x12 or 0x04 unless bare, in place until
 * the next call; never none. */
bool talk_receive_tls(struct talk *talk, struct reader *records, struct deadline deadline);

/* After not_tds: waits a moment for more of what the peer has to say; all of it, in place. Bare:
 * its first bytes. */
struct reader talk_rest(struct talk *talk, struct deadline deadline);

#endif
