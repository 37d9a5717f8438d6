/* One client's connection: bytes through poll(2), through TLS when that is up, as TDS messages.
 *
 * Every wait also watches the lab's stop descriptor, so that no client can keep the lab from
 * ending. What is kept for a client is bounded. */
#ifndef SQLCHECK_LAB_CHANNEL_H
#define SQLCHECK_LAB_CHANNEL_H

#include "lab/tls_server.h"
#include "wire/tds.h"

#include <stdbool.h>
#include <stdint.h>

/* What a client may send at most in one message, before and after it has shown who it is. */
enum {
    CHANNEL_LARGEST_PRELOGIN = 4096,
    CHANNEL_LARGEST_LOGIN = 128 << 10, /* [MS-TDS] 2.2.6.4 */
    CHANNEL_LARGEST_REQUEST = 4 << 20,
};

struct channel {
    int fd;
    int stop_fd; /* readable once the lab ends */
    void *parent;
    bool one_byte_segments;
    bool dripping;           /* one byte a second */
    struct tls_session *tls; /* NULL until a handshake began */
    bool in_tls;             /* TDS packets travel inside TLS */
    struct tds_stream stream;
    struct writer plain; /* scratch: what one read decrypted */
    uint16_t spid;
    size_t packet_size;
};

/* `fd` is non-blocking and stays the caller's. */
void channel_init(struct channel *channel, void *parent, int fd, int stop_fd);

/* Waits for some bytes and takes them; with TLS on, decrypts. False: the end, an error, or stop. */
bool channel_fill(struct channel *channel);

/* Gives TLS records that arrived together with the end of the handshake. */
bool channel_take_records(struct channel *channel, const void *data, size_t size);

/* True once the lab ends. */
bool channel_is_stopped(const struct channel *channel);

/* Looks, without waiting, whether more has arrived, and takes it. False: the connection ended. */
bool channel_poll(struct channel *channel);

/* Bytes as they are, whatever TLS does. False: the client is gone, or stop. */
bool channel_send_raw(struct channel *channel, const void *data, size_t size);

/* Bytes of TDS packets: through TLS when it is on. */
bool channel_send(struct channel *channel, const void *data, size_t size);

/* A whole message, cut into packets of packet_size. */
bool channel_send_message(struct channel *channel, uint8_t type, const struct writer *payload);

/* The TLS records that wait for the client, as payload of TDS packets of `type`, or bare. At most
 * `limit` bytes of them when that is not 0 (for faults). */
bool channel_send_flight(struct channel *channel, uint8_t type, size_t packet_size, size_t limit);

struct message {
    uint8_t type;
    uint8_t status; /* of its first packet */
    struct writer payload;
};

/* The same for records of the caller's own. */
bool channel_send_records(struct channel *channel, uint8_t type, size_t packet_size,
                          const struct writer *records);

/* The next whole message of at most `largest` bytes; its payload is a child of parent. False: the
 * end, not TDS, too large. */
bool channel_receive(struct channel *channel, void *parent, size_t largest, struct message *out);

/* True when the next packet is an attention and it is here already; it is consumed. */
bool channel_attention(struct channel *channel);

/* Milliseconds of sleep that stop, or the client's next bytes, end early. */
void channel_pause(struct channel *channel, int ms);

/* Reads and drops until the client closes, for that long and that many bytes at most: a close with
 * unread input would be a reset. */
void channel_drain(struct channel *channel, int limit_ms, size_t limit);

#endif
