/* TDS packets and messages as bytes. Pure: no sockets, no TLS library.
 * Numbers: [MS-TDS] 2.2.3.1 (header), 2.2.6.5 (PRELOGIN). */
#ifndef SQLCHECK_WIRE_TDS_H
#define SQLCHECK_WIRE_TDS_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tds_type {
    TDS_SQL_BATCH = 0x01,
    TDS_PRE7_LOGIN = 0x02,
    TDS_RPC = 0x03,
    TDS_RESPONSE = 0x04,
    TDS_ATTENTION = 0x06,
    TDS_BULK = 0x07,
    TDS_FEDERATED_TOKEN = 0x08,
    TDS_TRANSACTION = 0x0e,
    TDS_LOGIN7 = 0x10,
    TDS_SSPI = 0x11,
    TDS_PRELOGIN = 0x12,
};

enum {
    TDS_HEADER_SIZE = 8,
    TDS_STATUS_EOM = 0x01,
    TDS_DEFAULT_PACKET = 4096,
    TDS_MAX_PACKET = 65535
};

struct tds_header {
    uint8_t type;
    uint8_t status;
    uint16_t length; /* header included, >= 8 */
    uint16_t spid;
    uint8_t packet_id;
};

/* Reads 8 bytes; false when there are fewer, or the length is below 8. */
bool tds_header_parse(struct reader *r, struct tds_header *out);
void tds_header_write(struct writer *w, const struct tds_header *header);

/* Payload cut into packets of at most packet_size bytes (header included), the last one with EOM.
 * An empty payload is one packet. packet_id counts from *packet_id and is moved on. */
void tds_write_message(struct writer *w, uint8_t type, const uint8_t *payload, size_t size,
                       size_t packet_size, uint16_t spid, uint8_t *packet_id);

/* Collects bytes as they arrive and gives back whole packets, whatever way they were cut. */
struct tds_stream {
    struct writer pending; /* bytes not yet consumed */
    size_t consumed;
};

/* The bytes fed are copied into a buffer that is a child of parent. */
void tds_stream_init(struct tds_stream *stream, void *parent);
void tds_stream_feed(struct tds_stream *stream, const void *data, size_t size);

enum tds_take { TDS_TAKE_MORE, TDS_TAKE_PACKET, TDS_TAKE_BROKEN };

/* The next whole packet: its header and its payload in place (valid until the next feed or take).
 * TDS_TAKE_MORE: not all of it is here. TDS_TAKE_BROKEN: these bytes are not a TDS packet (an
 * unknown type or a length below 8); nothing is consumed. */
enum tds_take tds_stream_take(struct tds_stream *stream, struct tds_header *header,
                              struct reader *payload);

/* Bytes that were fed and not yet taken. */
struct reader tds_stream_rest(const struct tds_stream *stream);
void tds_stream_drop(struct tds_stream *stream, size_t size);

/* True for every type of enum tds_type. */
bool tds_type_is_known(uint8_t type);

/* ---- PRELOGIN ------------------------------------------------------------------------------- */

enum tds_encrypt {
    TDS_ENCRYPT_OFF = 0,
    TDS_ENCRYPT_ON = 1,
    TDS_ENCRYPT_NOT_SUPPORTED = 2,
    TDS_ENCRYPT_REQUIRED = 3,
    TDS_ENCRYPT_ABSENT = 0x100, /* no such option in the message */
};

struct prelogin {
    uint8_t version[6]; /* major, minor, build (big-endian), sub-build; the engine's in an answer */
    bool has_version;
    unsigned encrypt;   /* enum tds_encrypt, or another byte as sent */
    char instance[128]; /* INSTOPT of a client; "" when absent */
    bool has_instance;
    uint8_t instance_answer; /* INSTOPT of a server: 0 matches */
    bool mars;
    bool has_mars;
    uint32_t thread_id;
};

/* Parses the payload of a PRELOGIN message (either side). Offsets and lengths are checked against
 * the payload; unknown options are skipped. False: not a PRELOGIN, and also when a known option
 * comes twice, so that no other reader can see another ENCRYPTION than this one. */
bool prelogin_parse(struct reader payload, struct prelogin *out);

/* As a client: VERSION first, ENCRYPTION, INSTOPT (instance or ""), THREADID, MARS. */
void prelogin_write_client(struct writer *w, const struct prelogin *prelogin);

/* As a server: VERSION, ENCRYPTION, INSTOPT (instance_answer), THREADID (empty), MARS. */
void prelogin_write_server(struct writer *w, const struct prelogin *prelogin);

/* ---- SQL Browser, [MC-SQLR] 2.2 ------------------------------------------------------------- */

/* CLNT_UCAST_INST for one instance: 0x04, name, NUL. */
void browser_write_request(struct writer *w, const char *instance);

/* TCP port of `instance` in an SVR_RESP (0x05, length, "ServerName;..;tcp;1433;;"); 0 when the
 * answer is broken, names another instance or has no TCP. */
int browser_port(struct reader datagram, const char *instance);

/* As a server. The instance is "" when the client asks for all of them (0x02 and 0x03: go-mssqldb
 * and tedious do, and look for the one they want themselves). */
bool browser_parse_request(struct reader datagram, char *instance, size_t room);
void browser_write_answer(struct writer *w, const char *server, const char *instance,
                          const char *version, int port);

#endif
